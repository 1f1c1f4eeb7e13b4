"""What testers broke in the store: each stays mended."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from model.case import Case, Payment
from store import backups, check, restoring
from store.book import CaseBook
from store.cases_json import read
from store.errors import WrongExport

NOW = datetime(2026, 12, 1, 12)


def now() -> datetime:
    """Return one second, always the same."""
    return NOW


def a_case(id: str, **values: object) -> Case:
    """Return a small case."""
    return Case(id=id, title=f"花呗 {id}", opened_on=date(2026, 11, 1), **values)


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


def damaged(file: Path, change: Callable[[dict[str, Any]], None], id: str = "h1") -> bytes:
    """Change a case in the file behind the program's back; return the bytes."""
    lines = file.read_bytes().split(b"\n")
    for n, line in enumerate(lines):
        if b'"id":"' + id.encode() + b'","title"' in line:
            head, _, rest = line.partition(b": ")
            values = json.loads(rest.rstrip(b","))
            change(values)
            lines[n] = head + b": " + json.dumps(values, ensure_ascii=False).encode() + b"," * rest.endswith(b",")
    file.write_bytes(b"\n".join(lines))
    return file.read_bytes()


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        *folders, last = path.split(".")
        for name in folders:
            values = values[int(name)] if isinstance(values, list) else values.setdefault(name, {})
        values[int(last) if isinstance(values, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("product", "visa", "product"),
        ("payments.1.amount", -5, "payments[1]"),
        ("payments.1.kind", "gift", "payments[1].kind"),
        ("payments.1", 7, "payments[1]"),
        ("title", "", "title"),
        ("title", None, "title"),
        ("opened_on", "2026-02-30", "opened_on"),
        ("note", "x" * 200_000, "note"),
        ("offer", -1, "offer"),
        ("colour", "red", "colour"),
        ("terms.day_count", 7, "terms.day_count"),
        ("budget.incomes", [{"id": "i1", "label": "x", "amount": -1}], "budget.incomes[0]"),
        ("agreement", {"id": "a1"}, "agreement"),
    ],
)
def test_a_repair_keeps_all_of_a_case_but_what_does_not_fit(
    tmp_path: Path, path: str, value: object, named: str
) -> None:
    file = tmp_path / "cases.json"
    book = CaseBook.open(file, who="李", now=now, create=True)
    paid = tuple(Payment(id=f"p{n}", on=date(2026, 11, n), amount=100 * n) for n in (1, 2, 3))
    book.add_all([a_case("h1", payments=paid, serial=3, lender="银行"), a_case("h2")])
    book.close()
    old = damaged(file, _set(path, value))
    before = check.check(file)
    assert [(one.case, one.repairable) for one in before.problems] == [("h1", True)], before
    assert f"“{named}”" in str(before.problems[0].said)
    assert "left as it is" not in str(before.problems[0].said)
    assert file.read_bytes() == old
    after = check.repair(file, who="李", now=now)
    assert after.sound and [one.said for one in after.repaired] == [one.said for one in before.problems]
    book = CaseBook.open(file, who="李", now=now)
    case = book.case("h1")
    assert len(book.cases()) == 2 and case.lender == "银行" and case.title
    assert [p.id for p in case.payments] == (["p1", "p3"] if named == "payments[1]" else ["p1", "p2", "p3"])
    assert [b.path.read_bytes() for b in backups.backups(file) if b.revision is None] == [old]
    book.close()


def test_every_line_that_a_repair_leaves_out_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    book = CaseBook.open(file, who="李", now=now, create=True)
    book.add_all([a_case(id) for id in ("h1", "h2", "h3")])
    book.close()
    damaged(file, _set("id", ""), "h1")
    file.write_bytes(file.read_bytes().replace(b'"id":"h2",', b'"id":"h2,'))
    told = [str(one.said) for one in check.check(file).problems]
    assert any("花呗 h1" in text and "Line" in text for text in told), told
    assert any("花呗 h2" in text and "Line" in text for text in told), told
    check.repair(file, who="李", now=now)
    book = CaseBook.open(file, who="李", now=now)
    assert [case.id for case in book.cases()] == ["h3"]
    book.close()


def test_a_value_that_does_not_fit_is_named_by_its_place_in_our_words() -> None:
    values = {"id": "h1", "title": "花呗", "opened_on": "2026-11-01", "product": "visa"}
    export = {"format": "huanqing", "version": 1, "cases": [values]}
    with pytest.raises(WrongExport) as caught:
        read(json.dumps(export).encode())
    assert "“product”" in str(caught.value.said) and "enum" not in str(caught.value.said)
