"""Holiday plans from the config folder."""

from datetime import date
from pathlib import Path

import pytest

from model.workdays import add_workdays
from store.errors import WrongConfig
from store.holidays import FILE, read_years


def test_no_file_is_no_years(tmp_path: Path) -> None:
    assert read_years(tmp_path) == {}


def test_a_year_is_read_with_its_spans(tmp_path: Path) -> None:
    text = '[2027]\noff = ["2027-01-01", "2027-02-05/2027-02-11", 2027-04-05]\nmake_up = ["2027-02-14"]\n'
    (tmp_path / FILE).write_text(text)
    years = read_years(tmp_path)
    assert len(years[2027].off) == 9
    reached = add_workdays(date(2027, 2, 4), 2, years)
    assert (reached.day, reached.known) == (date(2027, 2, 14), True)


@pytest.mark.parametrize(
    "text",
    [
        "[next]\noff = []",
        "2027 = 3",
        "[2027]\nholidays = []",
        '[2027]\noff = "2027-01-01"',
        '[2027]\noff = ["1 Jan"]',
        '[2027]\noff = ["2026-12-31"]',
        '[2027]\noff = ["2027-05-02/2027-05-01"]',
        '[2027]\noff = ["2027-01-01/2027-12-31"]',
        "[2027\n",
        "[2027]\noff = [3]",
    ],
)
def test_a_wrong_file_is_named_with_its_reason(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(WrongConfig) as raised:
        read_years(tmp_path)
    assert FILE in str(raised.value.said)
    assert "not used" in str(raised.value.said)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe[")
    with pytest.raises(WrongConfig):
        read_years(tmp_path)
