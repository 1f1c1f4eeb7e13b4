"""What testers broke in the store: each stays mended."""

from datetime import date, datetime
from pathlib import Path

import pytest

from model.case import Case
from store import restoring
from store.book import CaseBook

NOW = datetime(2026, 12, 1, 12)


def now() -> datetime:
    """Return one second, always the same."""
    return NOW


def a_case(id: str, **values: object) -> Case:
    """Return a small case."""
    return Case(id=id, title=f"花呗 {id}", opened_on=date(2026, 11, 1), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("at", [NOW, datetime(2025, 1, 1)])
def test_what_a_restore_sets_aside_survives_many_backups_of_one_second(tmp_path: Path, at: datetime) -> None:
    file = tmp_path / "cases.json"
    book = CaseBook.open(file, who="李", now=now, create=True)
    for n in range(30):
        book.add(a_case(f"h{n}"))
    book.close()
    file.write_bytes(b"torn" + file.read_bytes())
    torn = file.read_bytes()
    done = restoring.restore(file, None, who="李", now=lambda: at)
    assert done.aside is not None and done.aside.read_bytes() == torn
    book = CaseBook.open(file, who="李", now=now)
    for n in range(30):
        book.add(a_case(f"i{n}"))
    book.close()
    assert done.aside.read_bytes() == torn
