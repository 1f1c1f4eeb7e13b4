"""The book on a real file: what it returns is on disk, others see it, nobody's change is lost."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tinydb import TinyDB
from traces import noted

from model.case import Case
from model.said import Said
from store import files, lock
from store.book import CaseBook
from store.errors import Busy, Gone, NoSuchCase, NotWritten, ReadOnly, WrongText

Open = Callable[..., CaseBook]
Make = Callable[..., Case]


def on_disk(path: Path) -> dict[str, Any]:
    """The file's cases by id, read by stock JSON."""
    return {case["id"]: case for case in json.loads(path.read_text("utf-8"))["cases"].values()}


def test_a_file_that_is_not_there_is_an_empty_book_and_stays_absent(book: Open, case_file: Path) -> None:
    assert book(create=False).cases() == []
    assert not case_file.parent.exists()
    with pytest.raises(ReadOnly):
        book(create=False).add(Case(id="a", title="b", opened_on=__import__("datetime").date(2026, 1, 1)))
    assert not case_file.parent.exists()


def test_what_was_added_is_on_disk_and_private(book: Open, case_file: Path, small: Make) -> None:
    added = book().add(small("a1"))
    assert on_disk(case_file)["a1"]["title"] == added.title
    assert case_file.stat().st_mode & 0o777 == 0o600
    assert case_file.parent.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in case_file.parent.iterdir()} == {"cases.json", ".cases.json.lock"}
    assert book().case("a1") == added


def test_an_id_in_use_gets_a_fresh_one(book: Open, small: Make) -> None:
    one = book()
    first, second = one.add(small("a1")), one.add(small("a1", title="另一笔"))
    assert first.id == "a1" and second.id not in ("", "a1") and [c.id for c in one.cases()] == ["a1", second.id]


def test_stock_tinydb_reads_the_file(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add_all([small("a1"), small("b2", title="借呗 [/] 三万")])
    one.update("b2", noted("第一行\n第二行"))
    with TinyDB(case_file, access_mode="r") as db:
        assert [doc["id"] for doc in db.table("cases")] == ["a1", "b2"]
        assert db.table("cases").get(doc_id=2)["note"] == "第一行\n第二行"
        assert db.table("_meta").get(doc_id=1)["schema"] == 1
    assert case_file.read_bytes().count(b"\n") == 11, "one document a line"


def test_a_document_id_is_never_given_twice(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.add(small("b2"))
    one.remove("b2")
    book().add(small("c3"))
    assert list(json.loads(case_file.read_bytes())["cases"]) == ["1", "3"]


def test_a_change_applies_to_the_newest_version(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    mine.add(small("a1"))
    theirs.update("a1", noted("王 was here"))
    after = mine.update("a1", lambda case: msgspec.structs.replace(case, lender="银行"))
    assert (after.note, after.lender) == ("王 was here", "银行")


def test_others_changes_are_polled_and_own_are_not(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    mine.add_all([small("a1"), small("b2"), small("c3")])
    assert theirs.poll() == {"a1", "b2", "c3"}
    assert mine.poll() == frozenset()
    mine.update("b2", noted("x"))
    assert theirs.poll() == {"b2"} and theirs.case("b2").note == "x"
    assert theirs.poll() == frozenset()
    theirs.update("a1", noted("y"))
    mine.update("b2", noted("z"))
    assert mine.poll() == {"a1"}, "seen while saving, told at the next look"
    theirs.remove("c3")
    assert mine.poll() == {"c3"}


def test_looking_when_nothing_changed_is_one_stat(book: Open, small: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    one = book()
    one.add(small("a1"))
    monkeypatch.setattr(files, "load", lambda path: pytest.fail("the file was read"))
    assert one.poll() == frozenset()


def test_only_changed_lines_are_read_again(book: Open, small: Make) -> None:
    mine, theirs = book(), book("王")
    mine.add_all([small(f"c{n}") for n in range(20)])
    theirs.poll()
    before = {id: theirs.case(id) for id in theirs.ids()}
    mine.update("c7", noted("x"))
    theirs.poll()
    assert [id for id in theirs.ids() if theirs.case(id) is not before[id]] == ["c7"]


def test_a_save_encodes_only_the_case_it_changes(book: Open, small: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    import store.changes
    import store.draft

    one = book()
    one.add_all([small(f"c{n}") for n in range(20)])
    encoded: list[object] = []
    real = store.draft.encode
    monkeypatch.setattr(store.draft, "encode", lambda record: encoded.append(record) or real(record))
    one.update("c7", noted("x"))
    assert sum(isinstance(record, Case) for record in encoded) == 1 and len(encoded) == 3


def test_a_change_that_changes_nothing_writes_nothing(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    before = case_file.stat()
    one.update("a1", lambda case: case)
    assert case_file.stat() == before and len(one.history("a1")) == 1


def test_a_change_that_raises_leaves_file_and_book_alone(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    before = case_file.read_bytes()

    def broken(case: Case) -> Case:
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        one.update("a1", broken)
    with pytest.raises(NoSuchCase):
        one.update("zz", noted("x"))
    with pytest.raises(WrongText):
        one.update("a1", noted("half \ud800"))
    with pytest.raises(msgspec.ValidationError):
        one.update("a1", lambda case: msgspec.structs.replace(case, priority="high"))
    assert case_file.read_bytes() == before and one.case("a1").note == ""


def test_the_later_of_two_on_one_field_is_told_what_it_replaced(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    shown = mine.add(small("a1"))
    theirs.update("a1", noted("王的记录"))
    saved = mine.save("a1", noted("李的记录"), shown=shown)
    assert [(r.path, r.theirs, r.ours) for r in saved.replaced] == [(("note",), "王的记录", "李的记录")]
    other = mine.save("a1", lambda case: msgspec.structs.replace(case, lender="银行"), shown=shown)
    assert other.replaced == ()


def test_the_timeline_says_who_what_and_when(book: Open, small: Make) -> None:
    from model.change import Change

    one = book("王")
    one.add(small("a1"))
    one.update("a1", Change(noted("x"), Said("Note changed")))
    entries = one.history("a1")
    assert [(e.who, e.said.text) for e in entries] == [("王", "Case opened: {title}"), ("王", "Note changed")]
    assert entries[1].at == "2026-11-24T10:30:00+08:00" and entries[1].ops[0].after == "x"


def test_a_session_that_holds_the_lock_too_long_is_named(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = book()
    one.add(small("a1"))
    with lock.locked(one.path), pytest.raises(Busy) as caught, lock.locked(one.path, patience=0.02):
        pass
    assert caught.value.said.values["pid"] == str(os.getpid())
    assert lock.lock_path(one.path).exists()


def test_threads_of_one_session_do_not_lose_changes(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))

    def count() -> None:
        for _ in range(20):
            one.update("a1", lambda case: msgspec.structs.replace(case, priority=case.priority + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert book("王").case("a1").priority == 80


def test_without_locks_the_file_is_open_for_reading_only(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    book().add(small("a1"))

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", no_locks)
    one = book()
    before = case_file.read_bytes()
    assert one.read_only is not None and "without locks" in one.read_only.text
    with pytest.raises(ReadOnly):
        one.update("a1", noted("x"))
    assert one.case("a1").title and case_file.read_bytes() == before


def test_a_write_without_the_lock_is_noticed_and_built_upon(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = book(), book("王")
    one.add(small("a1"))
    other.poll()
    real, once = files._create, []

    def meddle(new: Path, owner: Any) -> int:
        descriptor = real(new, owner)
        if not once:
            once.append(True)
            text = case_file.read_text("utf-8").replace('"opened_on"', '"lender":"银行","opened_on"')
            case_file.write_text(text, "utf-8")
        return descriptor

    monkeypatch.setattr(files, "_create", meddle)
    after = one.update("a1", noted("x"))
    assert (after.note, after.lender) == ("x", "银行")


def test_a_file_taken_away_is_not_made_again(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    case_file.unlink()
    with pytest.raises(Gone):
        one.poll()
    assert one.case("a1").id == "a1" and not case_file.exists()


def test_a_full_disk_refuses_the_change_and_keeps_the_file(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    one = book()
    one.add(small("a1"))
    before = case_file.read_bytes()

    def full(descriptor: int, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "write", full)
        with pytest.raises(NotWritten) as caught:
            one.update("a1", noted("x"))
    assert "disk is full" in caught.value.said.text
    assert case_file.read_bytes() == before and not files.temporary(case_file).exists()
    assert one.case("a1").note == "" and one.update("a1", noted("x")).note == "x"


def test_a_temporary_file_of_a_killed_session_goes_with_the_next_save(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    files.temporary(one.path).write_text("half")
    one.update("a1", noted("x"))
    assert not files.temporary(one.path).exists()
