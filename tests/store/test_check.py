"""Check: finds and explains, changes nothing; repair: what has one right answer, after a backup, undoable."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from model.case import Agreement, Case, Contact, Instalment, Material, Payment, Snapshot
from store import backups, check, files
from store.book import CaseBook
from store.inspection import inspect, mended

Open = Callable[..., CaseBook]
Make = Callable[..., Case]
DAY = date(2026, 11, 24)


def broken(**values: object) -> Case:
    return Case(id="a1", title="花呗", opened_on=DAY, **{"serial": 99, **values})


WRONG = [
    ("reference", True, {"payments": (Payment(id="p1", on=DAY, amount=1), Payment(id="p1", on=DAY, amount=2))}),
    ("reference", True, {"payments": (Payment(id="p1", on=DAY, amount=1),), "serial": 0}),
    ("reference", True, {"payments": (Payment(id="p1", on=DAY, amount=1, designation="loan:zz"),)}),
    ("reference", False, {"snapshots": (Snapshot(id="s1", on=DAY, total=1, loan="zz"),)}),
    ("reference", False, {"instalments": (Instalment(number=1, due=DAY, principal=1),)}),
    ("sum", False, {"snapshots": (Snapshot(id="s1", on=DAY, total=100, principal=90, interest=20),)}),
    (
        "sum",
        False,
        {
            "agreement": Agreement(id="g1", on=DAY, total=300),
            "instalments": (Instalment(number=1, due=DAY, principal=100),),
        },
    ),
    ("date", False, {"materials": (Material(id="m1", issued=DAY, valid_until=date(2026, 1, 1)),)}),
    ("date", False, {"contacts": (Contact(id="k1", on=DAY, promised_by=date(2026, 1, 1)),)}),
    ("date", False, {"closed_on": date(2026, 1, 1)}),
    ("date", False, {"payments": (Payment(id="p1", on=date(1901, 1, 1), amount=1),)}),
    (
        "date",
        False,
        {
            "agreement": Agreement(id="g1", on=DAY),
            "instalments": (
                Instalment(number=1, due=DAY, principal=1),
                Instalment(number=2, due=date(2026, 1, 1), principal=1),
            ),
        },
    ),
]


@pytest.mark.parametrize(("kind", "repairable", "values"), WRONG)
def test_each_wrong_thing_is_found_and_explained(kind: str, repairable: bool, values: dict[str, object]) -> None:
    (problem,) = inspect(broken(**values))
    assert (problem.kind, problem.repairable) == (kind, repairable) and "花呗" in str(problem.said)
    assert (mended(broken(**values)) != broken(**values)) == repairable


def test_a_sound_case_is_sound(small: Make) -> None:
    assert inspect(small()) == [] and mended(small()) == small()


def test_check_changes_nothing_and_repair_backs_up_and_can_be_undone(
    book: Open, case_file: Path, now: Callable[[], datetime]
) -> None:
    one = book()
    one.add(broken(**WRONG[0][2], lender="银行"))
    before = case_file.read_bytes()
    assert not check.check(case_file).sound
    assert case_file.read_bytes() == before
    report = check.repair(case_file, who="李", now=now)
    assert report.sound and len(report.repaired) == 1
    assert [b.path.read_bytes() for b in backups.backups(case_file)] == [before]
    again = book()
    assert [p.amount for p in again.case("a1").payments] == [1, 2]
    again.undo()
    assert len({p.id for p in again.case("a1").payments}) == 1
    assert check.repair(case_file, who="李", now=now).sound


def test_a_file_that_is_not_there_is_sound(case_file: Path) -> None:
    assert check.check(case_file).sound and not case_file.parent.exists()


def test_whole_cases_are_saved_from_a_damaged_file(
    book: Open, case_file: Path, small: Make, now: Callable[[], datetime]
) -> None:
    one = book()
    one.add_all([small("a1"), small("b2"), small("c3")])
    one.update("a1", lambda case: msgspec.structs.replace(case, note="x"))
    lines = case_file.read_bytes().split(b"\n")
    hurt = [line.replace(b'"opened_on"', b'"opened_on') if b'"id":"b2"' in line else line for line in lines][:-3]
    case_file.write_bytes(b"\n".join(hurt))
    report = check.check(case_file)
    assert not report.sound and report.problems[0].repairable and report.cases == 2
    report = check.repair(case_file, who="李", now=now)
    assert report.sound and report.repaired
    again = book()
    assert [(c.id, c.note) for c in again.cases()] == [("a1", "x"), ("c3", "")]
    assert [b.path.read_bytes() for b in backups.backups(case_file) if b.revision is None] == [b"\n".join(hurt)]
    again.undo("a1")
    added = again.add(small("d4"))
    assert again.case("a1").note == "" and added.id == "d4"


def test_a_timeline_that_cannot_be_read_is_told_and_left_out_when_told(
    book: Open, case_file: Path, small: Make, now: Callable[[], datetime]
) -> None:
    book().add_all([small("a1"), small("b2")])
    case_file.write_bytes(case_file.read_bytes().replace(b'"who":"\xe6\x9d\x8e"', b'"who":5', 1))
    assert [p.kind for p in check.check(case_file).problems] == ["history"]
    assert check.repair(case_file, who="李", now=now).sound
    assert [c.id for c in book().cases()] == ["a1", "b2"] and len(book().history("b2")) == 1


@pytest.mark.parametrize("number", [b'",4"', b'"-1"', b'""', b'"9e9"', b'"\xd9\xa3"'])
def test_an_entry_without_a_number_is_told(book: Open, case_file: Path, small: Make, number: bytes) -> None:
    book().add(small("a1"))
    data = case_file.read_bytes().replace(b'"entries":[{"id":"1"', b'"entries":[{"id":' + number)
    case_file.write_bytes(data)
    assert [p.kind for p in check.check(case_file).problems] == ["history"] and case_file.read_bytes() == data


def test_a_save_cut_off_is_told(book: Open, case_file: Path, small: Make, now: Callable[[], datetime]) -> None:
    book().add(small("a1"))
    files.temporary(case_file).write_text("half")
    assert [p.kind for p in check.check(case_file).problems] == ["temporary"]
    assert check.repair(case_file, who="李", now=now).sound and not files.temporary(case_file).exists()
