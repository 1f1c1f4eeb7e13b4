"""Backups: kept without copying, rotated, bounded; restoring sets aside what is there and can be undone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from traces import noted

from model.case import Case
from store import backups
from store.backups import DAYS, RECENT, WEEKS
from store.book import CaseBook
from store.errors import Damaged, NoBackup
from store.restoring import restore

Open = Callable[..., CaseBook]
Make = Callable[..., Case]
Clock = Callable[[], datetime]


def test_each_save_keeps_the_version_before_it(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    before = case_file.read_bytes()
    one.update("a1", noted("x"))
    (kept,) = backups.backups(case_file)
    assert kept.path.read_bytes() == before and kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert case_file.stat().st_nlink == 1, "damage to the file in use reaches no backup"


def test_rotation_keeps_the_newest_and_one_a_day_and_week(case_file: Path, small: Make, now: Clock) -> None:
    clock = [now()]
    one = CaseBook.open(case_file, who="李", now=lambda: clock[0], create=True)
    one.add(small("a1"))
    for n in range(300):
        clock[0] += timedelta(hours=7)
        one.update("a1", noted(str(n)))
    found = backups.backups(case_file)
    assert len(found) <= RECENT + DAYS + WEEKS
    assert [b.at for b in found[:RECENT]] == sorted((b.at for b in found), reverse=True)[:RECENT]
    assert len({b.at.date() for b in found}) >= DAYS and len({b.at.isocalendar()[:2] for b in found}) >= WEEKS
    one.close()


def test_the_bytes_of_all_backups_are_bounded(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "LARGEST", 4000)
    one = book()
    one.add(small("a1"))
    for n in range(12):
        one.update("a1", noted(str(n) * 200))
    found = backups.backups(case_file)
    assert len(found) >= 2 and sum(b.size for b in found[2:]) <= 4000


def test_restore_takes_the_newest_sound_one_and_sets_the_damaged_aside(
    book: Open, case_file: Path, small: Make, now: Clock
) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    one.update("a1", noted("y"))
    backups.backups(case_file)[0].path.write_text("{garbage")
    case_file.write_text('{"_meta": half')
    done = restore(case_file, None, who="李", now=now)
    assert done.aside is not None and done.aside.read_text() == '{"_meta": half'
    again = book()
    assert again.case("a1").note == "" and again.update("a1", noted("z")).note == "z"


def test_restoring_is_undone_and_done_again(book: Open, case_file: Path, small: Make, now: Clock) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    one.update("a1", noted("y"))
    restore(case_file, None, who="李", now=now)
    assert one.poll() == {"a1"} and one.case("a1").note == "x"
    one.undo()
    assert one.case("a1").note == "y"
    one.redo()
    assert one.case("a1").note == "x"
    one.undo()
    one.undo()
    assert book().case("a1").note == "x", "the next undo takes back the change before the restore"


def test_another_persons_undo_does_not_touch_the_restore(book: Open, case_file: Path, small: Make, now: Clock) -> None:
    one, other = book(), book("王")
    one.add(small("a1"))
    other.update("a1", noted("王"))
    one.update("a1", noted("李"))
    restore(case_file, None, who="李", now=now)
    other.undo()
    assert other.case("a1").note == ""


def test_a_chosen_backup_that_is_not_sound_is_refused(book: Open, case_file: Path, small: Make, now: Clock) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    (kept,) = backups.backups(case_file)
    kept.path.write_text("")
    before = case_file.read_bytes()
    for which, error in (
        ("1", Damaged),
        (kept.name, Damaged),
        ("7", NoBackup),
        ("../cases", NoBackup),
        (None, NoBackup),
    ):
        with pytest.raises(error):
            restore(case_file, which, who="李", now=now)
    assert case_file.read_bytes() == before


def test_a_file_that_is_gone_comes_back(book: Open, case_file: Path, small: Make, now: Clock) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    case_file.unlink()
    assert restore(case_file, None, who="李", now=now).aside is None
    assert book().case("a1").note == ""


def test_where_there_are_no_hard_links_a_copy_is_kept(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError("no hard links")

    monkeypatch.setattr(backups.os, "link", no_links)
    one = book()
    one.add(small("a1"))
    before = case_file.read_bytes()
    one.update("a1", noted("x"))
    assert [b.path.read_bytes() for b in backups.backups(case_file)] == [before]
