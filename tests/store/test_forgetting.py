"""Forgetting: afterwards no byte of the case is in any file the program made, and nothing brings it back."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from traces import WORD, holding, noted

from model.case import Case, Material, Place
from store import backups, calendar_file, forgetting, resealing, salvage
from store.book import CaseBook
from store.check import check, repair
from store.drafts import Draft, Drafts
from store.errors import Forgotten, NoSuchCase
from store.merging import carry_out, plan
from store.paths import backups_folder, inbox_folder
from store.restoring import restore
from store.sealing import Passphrase, Vault, new_key

Open = Callable[..., CaseBook]
Make = Callable[..., Case]


@pytest.fixture
def planted(book: Open, case_file: Path, small: Make) -> CaseBook:
    """A book in whose file, history, backups, draft, notes and inbox a case is."""
    one = book()
    one.add_all([small("a1", title=WORD), small("b2"), small("c3")])
    inbox = inbox_folder(case_file)
    inbox.mkdir(mode=0o700)
    for name in ("流水.pdf", "old.pdf", "shared.pdf", "other.pdf"):
        (inbox / name).write_text(WORD if name != "other.pdf" else "other", "utf-8")
    papers = tuple(Material(id=f"m{n}", place=Place.FILE, where=name) for n, name in enumerate(("流水.pdf", "old.pdf")))
    one.update("a1", lambda case: msgspec.structs.replace(case, materials=papers))
    one.update("a1", lambda case: msgspec.structs.replace(case, materials=papers[:1]))
    Drafts(case_file).save(Draft(form="pay", who="李", at="2026-11-24T10:00", texts={"note": WORD}, case="a1"))
    Drafts(case_file).save(Draft(form="pay", who="李", at="2026-11-24T10:00", texts={"note": "bystander"}, case="b2"))
    state = {
        "u": calendar_file.Exported(calendar_file.digest("a1"), small("x").opened_on, "d"),
        "v": calendar_file.Exported(calendar_file.digest("b2"), small("x").opened_on, "d"),
    }
    calendar_file.write_state(case_file, calendar_file.CalendarState(state))
    (inbox / "shared.pdf").write_text("shared", "utf-8")
    return one


def test_no_byte_of_the_case_is_left_and_the_others_are_whole(planted: CaseBook, case_file: Path) -> None:
    extent = planted.extent("a1")
    assert (extent.entries, extent.drafts, extent.backups, extent.broken) == (3, 1, 2, ())
    assert [path.name for path in extent.papers] == ["old.pdf", "流水.pdf"]
    assert len(holding(case_file.parent)) == 6
    done = planted.forget("a1")
    assert done == (2, (), ()) and holding(case_file.parent) == []
    assert [case.id for case in planted.cases()] == ["b2", "c3"] and len(planted.history("b2")) == 1
    assert [draft.case for draft in Drafts(case_file).list()] == ["b2"]
    assert list(calendar_file.read_state(case_file).entries) == ["v"]
    assert sorted(path.name for path in inbox_folder(case_file).iterdir()) == ["other.pdf", "shared.pdf"]
    meta = json.loads(case_file.read_bytes())["_meta"]["1"]
    assert meta["forgotten"] == ["a1"] and "purging" not in meta
    assert check(case_file).sound


def test_a_copy_that_another_case_names_stays(planted: CaseBook, case_file: Path) -> None:
    paper = Material(id="m9", place=Place.FILE, where="./流水.pdf")
    planted.update("b2", lambda case: msgspec.structs.replace(case, materials=(paper,)))
    planted.forget("a1")
    assert (inbox_folder(case_file) / "流水.pdf").exists()


def test_a_paper_outside_the_inbox_and_an_export_stay(planted: CaseBook, tmp_path: Path) -> None:
    own = tmp_path / "own.pdf"
    own.write_text("own", "utf-8")
    papers = (
        Material(id="m8", place=Place.FILE, where=str(own)),
        Material(id="m7", place=Place.FILE, where="../x.pdf"),
    )
    planted.update("a1", lambda case: msgspec.structs.replace(case, materials=papers))
    planted.forget("a1")
    assert own.exists()


def test_there_is_no_undo_and_no_way_in_again(planted: CaseBook, small: Make) -> None:
    case = planted.case("a1")
    entry = planted.history("a1")[-1].id
    planted.forget("a1")
    for again in (
        lambda: planted.undo("a1"),
        lambda: planted.redo("a1"),
        lambda: planted.undo_entry("a1", entry),
        lambda: planted.add(case),
        lambda: planted.update("a1", noted("x")),
        lambda: planted.forget("a1"),
        lambda: planted.extent("a1"),
    ):
        with pytest.raises(Forgotten):
            again()
    with pytest.raises(NoSuchCase):
        planted.forget("zz")
    made = plan(planted, [case, small("d4")])
    assert [one.id for one in made.forgotten] == ["a1"] and [one.id for one in made.added] == ["d4"]
    carry_out(planted, made)
    assert [one.id for one in planted.cases()] == ["b2", "c3", "d4"] and planted.removed() == []


def test_restore_keeps_it_out_and_says_so(
    planted: CaseBook, case_file: Path, now: Callable[[], datetime], tmp_path: Path
) -> None:
    saved = backups.backups(case_file)[0]
    elsewhere = saved.path.read_bytes()
    planted.forget("a1")
    saved.path.write_bytes(elsewhere)
    done = restore(case_file, saved.name, who="李", now=now)
    assert done.forgotten == ("a1",) and done.cases == 2
    planted.poll()
    assert "a1" not in planted.ids() and planted.forgotten == {"a1"}
    saved.path.write_bytes(elsewhere)
    planted.undo()
    planted.redo()
    assert "a1" not in planted.ids() and planted.forgotten == {"a1"}


def test_restore_over_a_lost_file_asks_the_other_backups(
    planted: CaseBook, case_file: Path, now: Callable[[], datetime]
) -> None:
    saved = backups.backups(case_file)[0]
    old = saved.path.read_bytes()
    planted.forget("a1")
    planted.update("b2", noted("after"))
    saved.path.write_bytes(old)
    case_file.unlink()
    assert restore(case_file, saved.name, who="李", now=now).forgotten == ("a1",)


def test_salvage_keeps_it_out_and_says_so(planted: CaseBook, case_file: Path, now: Callable[[], datetime]) -> None:
    old = backups.backups(case_file)[0].path.read_bytes()
    planted.forget("a1")
    planted.update("b2", noted("after"))
    case_file.write_bytes(old[:-30])
    report = check(case_file)
    assert "forgotten" in [problem.kind for problem in report.problems]
    found = salvage.salvage(case_file, old[:-30])
    assert found is not None and found.forgotten == ("a1",) and "a1" not in found.cases
    repair(case_file, who="李", now=now)
    assert [case.id for case in CaseBook.open(case_file, who="李", now=now).cases()] == ["b2", "c3"]


@pytest.mark.parametrize("drop", [False, True])
def test_a_backup_that_cannot_be_opened_is_named_and_kept_or_deleted_by_choice(
    planted: CaseBook, case_file: Path, drop: bool
) -> None:
    broken = backups_folder(case_file) / "20260101T000000-aside.json"
    broken.write_text("{ " + WORD, "utf-8")
    assert planted.extent("a1").broken == (broken,)
    done = planted.forget("a1", drop_broken=drop)
    assert (done.dropped if drop else done.kept) == (broken,)
    assert broken.exists() != drop and holding(case_file.parent) == ([] if drop else [broken])


def test_an_interrupted_purge_is_taken_up_by_the_next_opening(
    planted: CaseBook, case_file: Path, book: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_drop_drafts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        planted.forget("a1")
    monkeypatch.undo()
    assert holding(case_file.parent) != [] and json.loads(case_file.read_bytes())["_meta"]["1"]["purging"] == ["a1"]
    planted.poll()
    assert "a1" not in planted.ids(), "it is gone from the screen at once"
    book("王")
    assert holding(case_file.parent) == [] and planted.poll() == frozenset()
    planted.update("b2", noted("x"))
    assert not planted.unfinished


def test_a_file_that_can_only_be_read_shows_nothing_of_it(
    planted: CaseBook, case_file: Path, book: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "_drop_drafts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        planted.forget("a1")
    monkeypatch.setattr(forgetting, "resume", lambda _file: None)
    assert book("王").ids() == ["b2", "c3"]


def test_other_sessions_see_it_go_and_keep_no_draft_of_it(planted: CaseBook, case_file: Path, book: Open) -> None:
    other = book("王")
    planted.forget("a1")
    assert "a1" in other.poll() and other.ids() == ["b2", "c3"]
    with pytest.raises(Forgotten):
        Drafts(case_file).save(Draft(form="pay", who="王", at="2026-11-24T10:00", texts={"note": WORD}, case="a1"))
    assert holding(case_file.parent) == []


def test_a_removed_case_can_be_forgotten(planted: CaseBook, case_file: Path) -> None:
    planted.remove("a1")
    planted.forget("a1")
    assert holding(case_file.parent) == [] and planted.removed() == []


def test_in_a_sealed_file_everything_stays_sealed(
    planted: CaseBook, case_file: Path, now: Callable[[], datetime]
) -> None:
    vault = Vault(case_file)
    key = new_key(Passphrase("x y"), n=2**10)
    resealing.convert(case_file, vault, key)
    one = CaseBook.open(case_file, who="李", now=now, codec=Vault(case_file, (key,)))
    assert one.extent("a1").backups == 2
    one.forget("a1")
    vault.take(case_file.read_bytes())
    assert all(json.loads(path.read_bytes())["format"] == "huanqing-sealed" for path in resealing.targets(case_file))
    resealing.convert(case_file, vault, None)
    assert holding(case_file.parent) == []


def test_an_id_is_not_given_again(planted: CaseBook, small: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.forget("a1")
    added = planted.add(small("b2"))
    assert added.id not in ("a1", "b2", "c3")
