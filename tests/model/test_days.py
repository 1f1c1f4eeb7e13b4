"""Days as they are written and as a plan counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.days import (
    EARLIEST,
    LATEST,
    WrongDay,
    month_step,
    months_later,
    parse_day,
    parse_day_freely,
)

TODAY = date(2026, 11, 24)
DAYS = st.dates(EARLIEST, LATEST)


@given(DAYS)
def test_an_iso_day_reads_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day_freely(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-1-2",
        "20261124",
        "2026-02-30",
        "2026-13-01",
        "26-11-24",
        "today",
        " 2026-11-24",
        "2026-11-24\n",
        "1989-12-31",
        "2121-01-01",
        "２０２６-11-24",
        "0000-00-00",
    ],
)
def test_all_else_is_no_day_of_a_command(text: str) -> None:
    with pytest.raises(WrongDay):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", TODAY),
        ("Today", TODAY),
        ("明天", date(2026, 11, 25)),
        ("后天", date(2026, 11, 26)),
        ("昨天", date(2026, 11, 23)),
        ("前天", date(2026, 11, 22)),
        ("+3", date(2026, 11, 27)),
        ("-24", date(2026, 10, 31)),
        ("11.23", date(2026, 11, 23)),
        ("11月23日", date(2026, 11, 23)),
        ("１１月２３号", date(2026, 11, 23)),
        ("2026年11月5日", date(2026, 11, 5)),
        ("2026/1/2", date(2026, 1, 2)),
        ("1-10", date(2027, 1, 10)),
        ("6.1", date(2026, 6, 1)),
    ],
)
def test_days_as_people_type_them(text: str, day: date) -> None:
    assert parse_day_freely(text, TODAY) == day


def test_a_leap_day_is_a_day_only_near_a_leap_year() -> None:
    assert parse_day_freely("2-29", date(2027, 12, 1)) == date(2028, 2, 29)
    with pytest.raises(WrongDay):
        parse_day_freely("2-29", TODAY)


def test_days_before_the_first_are_none() -> None:
    assert parse_day_freely("-9999", TODAY) == TODAY - timedelta(days=9999)
    with pytest.raises(WrongDay):
        parse_day_freely("-9999", EARLIEST)


@pytest.mark.parametrize("text", ["", "13.1", "2.30", "11/", "soon", "++3", "+99999", "3", "2026", "1-2-3-4"])
def test_what_is_no_day_at_all(text: str) -> None:
    with pytest.raises(WrongDay):
        parse_day_freely(text, TODAY)


@given(DAYS)
def test_month_and_day_alone_mean_the_nearest(day: date) -> None:
    found = parse_day_freely(f"{day.month}-{day.day}", day)
    assert found == day


@pytest.mark.parametrize(
    ("anchor", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 10), 0, date(2026, 11, 10)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_steps_count_from_the_anchor(anchor: date, months: int, day: date) -> None:
    assert month_step(anchor, months) == day
    assert months_later(anchor, months) == day
