"""Damaged and foreign files: one clear error, bytes untouched, never a crash; and links, folders, pipes, owners."""

import json
import os
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from model.case import Case, Contact, Payment
from model.change import with_new
from store import check, files
from store.book import CaseBook
from store.errors import Damaged, Newer, NotAFile, NotOurs, OtherOwner, ReadOnly, StoreError, Unreadable

Open = Callable[..., CaseBook]
Make = Callable[..., Case]

META = b'{"_meta": {"1": {"schema": 1}}, '
DEEP = b"[" * 100_000
HOSTILE = {
    "empty": b"",
    "blank": b" \n\n",
    "zeros": b"\0" * 4096,
    "null": b"null",
    "garbage": bytes(range(256)),
    "not json": b"hello",
    "a list": b"[]",
    "a number": b"5",
    "no meta": b'{"cases": {}}',
    "stock tinydb": b'{"_default": {"1": {"a": 1}}}',
    "meta a list": b'{"_meta": [], "cases": {}}',
    "schema a text": b'{"_meta": {"1": {"schema": "1"}}, "cases": {}}',
    "schema 0": b'{"_meta": {"1": {"schema": 0}}, "cases": {}}',
    "schema -1": b'{"_meta": {"1": {"schema": -1}}, "cases": {}}',
    "schema true": b'{"_meta": {"1": {"schema": true}}, "cases": {}}',
    "schema huge": b'{"_meta": {"1": {"schema": ' + b"9" * 400 + b'}}, "cases": {}}',
    "newer": b'{"_meta": {"1": {"schema": 99, "new": []}}, "cases": {"1": {"unknown": 1}}}',
    "revision below zero": b'{"_meta": {"1": {"schema": 1, "revision": -4}}, "cases": {}}',
    "unknown meta": b'{"_meta": {"1": {"schema": 1, "x": 1}}, "cases": {}}',
    "cases a list": META + b'"cases": []}',
    "a case a number": META + b'"cases": {"1": 5}}',
    "a case empty": META + b'"cases": {"1": {}}}',
    "id -5": META + b'"cases": {"-5": {"id": "a", "title": "b", "opened_on": "2026-01-01"}}}',
    "id 01": META + b'"cases": {"01": {"id": "a", "title": "b", "opened_on": "2026-01-01"}}}',
    "wrong type": META + b'"cases": {"1": {"id": "a", "title": 5, "opened_on": "2026-01-01"}}}',
    "wrong date": META + b'"cases": {"1": {"id": "a", "title": "b", "opened_on": "2026-02-30"}}}',
    "unknown field": META + b'"cases": {"1": {"id": "a", "title": "b", "opened_on": "2026-01-01", "x": 1}}}',
    "nan": META + b'"cases": {"1": {"id": "a", "title": "b", "opened_on": "2026-01-01", "priority": NaN}}}',
    "infinite": META + b'"cases": {"1": {"id": "a", "title": "b", "opened_on": "2026-01-01", "offer": 1e999}}}',
    "huge number": META + b'"cases": {"1": {"id": "a", "offer": ' + b"9" * 5000 + b"}}}",
    "two tables": META + b'"cases": {}, "cases": {}}',
    "two ids": META + b'"cases": {"1": {"id": "a"}, "1": {"id": "b"}}}',
    "two keys": META + b'"cases": {"1": {"id": "a", "title": "b", "title": "c", "opened_on": "2026-01-01"}}}',
    "deep": DEEP,
    "deep inside": META + b'"cases": {"1": {"id": ' + DEEP + b"}}}",
    "surrogate": META + b'"cases": {"1": {"id": "a", "title": "\\ud800", "opened_on": "2026-01-01"}}}',
    "utf-16": '{"_meta": {}}'.encode("utf-16"),
    "gbk": META + '"cases": {"1": {"id": "a", "title": "花呗", "opened_on": "2026-01-01"}}}'.encode("gbk"),
    "same case twice": META
    + b'"cases": {"1": {"id": "a", "title": "b", "opened_on": "2026-01-01"},'
    + b' "2": {"id": "a", "title": "b", "opened_on": "2026-01-01"}}}',
}


def untouched(path: Path, book: Open) -> None:
    """Open, check and change the file; every error is one of ours, every byte stays."""
    data = path.read_bytes()
    for work in (lambda: book(path=path), lambda: check.check(path), lambda: book(path=path).add(case())):
        try:
            work()
        except StoreError as error:
            assert str(error.said)
    assert path.read_bytes() == data


def case(id: str = "new") -> Case:
    return msgspec.convert({"id": id, "title": "花呗", "opened_on": "2026-11-24"}, Case)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_foreign_file_is_told_and_left_alone(tmp_path: Path, book: Open, name: str) -> None:
    path = tmp_path / "cases.json"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(Unreadable) as caught:
        book(path=path)
    assert "cases.json" in str(caught.value.said) and len(str(caught.value.said)) < 700
    untouched(path, book)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "home") in (
        ["cases.json"],
        [".cases.json.lock", "cases.json"],
    )


def test_each_kind_has_its_own_sentence(tmp_path: Path, book: Open) -> None:
    for name, error in (("newer", Newer), ("stock tinydb", NotOurs), ("two keys", Damaged), ("null", Damaged)):
        path = tmp_path / name
        path.write_bytes(HOSTILE[name])
        with pytest.raises(error):
            book(path=path)


def test_a_sound_file_in_another_layout_or_with_a_mark_is_read_and_kept_whole(
    book: Open, case_file: Path, small: Make
) -> None:
    book().add_all([small("a1"), small("b2", note="“引号”\n\u2028")])
    sound = json.loads(case_file.read_bytes())
    for data in (
        json.dumps(sound).encode(),
        json.dumps(sound, indent=2, ensure_ascii=False).encode(),
        b"\xef\xbb\xbf" + case_file.read_bytes(),
        case_file.read_bytes().replace(b"\n", b"\r\n"),
        json.dumps(dict(reversed(sound.items()))).encode(),
        json.dumps(sound | {"_default": {"7": {"mine": [1, 2.5, None]}}}).encode(),
    ):
        case_file.write_bytes(data)
        one = book()
        assert [c.id for c in one.cases()] == ["a1", "b2"]
        one.update("a1", lambda case: msgspec.structs.replace(case, note="x"))
        after = json.loads(case_file.read_bytes())
        assert after["cases"]["2"] == sound["cases"]["2"] and ("_default" in after) == (b"_default" in data)


@pytest.fixture
def sound(book: Open, case_file: Path, small: Make) -> bytes:
    """A sound file with some of everything in it."""
    one = book()
    one.add_all([small(f"c{n}", note="客服[/]说 “等”\n三天" * n) for n in range(4)])
    for n in range(4):
        one.update(f"c{n}", lambda c: with_new(c, "payments", Payment(id="", on=c.opened_on, amount=100), "p"))
        one.update(f"c{n}", lambda c: with_new(c, "contacts", Contact(id="", on=c.opened_on, said="好"), "k"))
    one.undo()
    one.remove("c2")
    return case_file.read_bytes()


def mutated(data: bytes, random: random.Random) -> bytes:
    """Return the bytes with one to four wounds: flipped, cut, doubled, filled, tokens exchanged."""
    wounded = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(wounded) or 1)
        length = random.choice([1, 1, 1, 3, 40, 4096])
        kind = random.randrange(6)
        if kind == 0 and wounded:
            wounded[at] = random.randrange(256)
        elif kind == 1:
            del wounded[at : at + length]
        elif kind == 2:
            wounded[at:at] = wounded[at : at + length]
        elif kind == 3:
            wounded[at : at + length] = b"\0" * len(wounded[at : at + length])
        elif kind == 4:
            tokens = [
                b"{",
                b"}",
                b'"',
                b",",
                b"null",
                b"-1",
                b"1e9",
                b"NaN",
                b"[]",
                b'"1": {',
                b"\n",
                b"\xff",
                b"\\ud800",
            ]
            wounded[at:at] = random.choice(tokens)
        else:
            wounded = wounded[:at]
    return bytes(wounded)


def test_mutated_files_never_crash_and_lose_no_byte(
    sound: bytes, case_file: Path, book: Open, size: Callable[[int, int], int], figures: Callable[[str], None]
) -> None:
    random_ = random.Random(20261124)
    rounds, refused = size(300, 20_000), 0
    for _ in range(rounds):
        data = mutated(sound, random_)
        case_file.write_bytes(data)
        for work in (lambda: book().close(), lambda: check.check(case_file)):
            try:
                work()
            except StoreError as error:
                refused += 1
                assert str(error.said)
        assert case_file.read_bytes() == data
    assert refused
    if rounds > 300:
        figures(f"{rounds} mutated files: {refused} times refused, 0 tracebacks, 0 bytes changed")


def test_folders_pipes_devices_and_dangling_links_are_refused_without_hanging(tmp_path: Path, book: Open) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "device").symlink_to("/dev/null")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    for name in ("folder", "pipe", "dangling", "loop", "device", "socket"):
        with pytest.raises((NotAFile, OtherOwner)):
            book(path=tmp_path / name)
    with pytest.raises(StoreError):
        book(path=tmp_path / "folder" / ("x" * 300))
    with pytest.raises(NotAFile):
        book(path=Path("/dev/null/x"))
    with pytest.raises(NotAFile):
        book(path=tmp_path / "a\0b")
    server.close()
    assert not (tmp_path / "nowhere").exists()


def test_a_link_to_a_sound_file_is_followed_and_stays(tmp_path: Path, book: Open, small: Make) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "cases.json", tmp_path / "link.json"
    book(path=target).add(small("a1"))
    link.symlink_to(target)
    one = book(path=link)
    one.update("a1", lambda case: msgspec.structs.replace(case, note="x"))
    assert link.is_symlink() and link.resolve() == target and b'"note":"x"' in target.read_bytes()


def test_a_looser_mode_is_mended_and_pointed_out(book: Open, case_file: Path, small: Make) -> None:
    book().add(small("a1"))
    case_file.chmod(0o644)
    one = book()
    assert case_file.stat().st_mode & 0o777 == 0o600 and "private now" in one.notices[0].text
    assert book().notices == ()


def test_a_folder_in_which_others_may_replace_files_is_reported_not_changed(
    book: Open, case_file: Path, small: Make
) -> None:
    book().add(small("a1"))
    case_file.parent.chmod(0o777)
    assert "replace files" in book().notices[0].text and case_file.parent.stat().st_mode & 0o777 == 0o777
    case_file.parent.chmod(0o1777)
    assert book().notices == ()


def test_a_damaged_file_keeps_its_mode(tmp_path: Path, book: Open) -> None:
    path = tmp_path / "cases.json"
    path.write_bytes(b"hello")
    path.chmod(0o644)
    with pytest.raises(Unreadable):
        book(path=path)
    assert path.stat().st_mode & 0o777 == 0o644


def test_too_large_a_file_is_neither_read_nor_written(
    book: Open, case_file: Path, small: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = book()
    one.add(small("a1"))
    before = case_file.read_bytes()
    monkeypatch.setattr(files, "LARGEST_FILE", len(before) + 50)
    with pytest.raises(StoreError, match="grow"):
        one.update("a1", lambda case: msgspec.structs.replace(case, note="x" * 100))
    monkeypatch.setattr(files, "LARGEST_FILE", 50)
    with pytest.raises(Unreadable, match="larger"):
        book()
    assert case_file.read_bytes() == before


root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can play two users")


@root
def test_roots_save_keeps_the_owner(book: Open, case_file: Path, small: Make) -> None:
    book().add(small("a1"))
    for path in (case_file, case_file.parent):
        os.chown(path, 1234, 1234)
    book().update("a1", lambda case: msgspec.structs.replace(case, note="x"))
    made = [case_file, *case_file.parent.rglob("*")]
    assert {path.name: path.stat().st_uid for path in made if path.stat().st_uid != 1234} == {}


def as_user(work: Callable[[], None]) -> None:
    """Do `work` as another user in a process of its own; it must end well."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(1234)
            os.setuid(1234)
            work()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@root
def test_another_users_file_is_refused(open_folder: Path, book: Open, small: Make) -> None:
    path = open_folder / "cases.json"
    book(path=path).add(small("a1"))
    path.chmod(0o666)
    data = path.read_bytes()

    def work() -> None:
        with pytest.raises(OtherOwner):
            book(path=path)

    as_user(work)
    assert path.read_bytes() == data and path.stat().st_mode & 0o777 == 0o666


@root
def test_a_file_in_a_read_only_folder_is_open_for_reading_only(open_folder: Path, book: Open, small: Make) -> None:
    path = open_folder / "cases.json"
    book(path=path).add(small("a1"))
    os.chown(path, 1234, 1234)

    def work() -> None:
        one = book(path=path)
        assert one.case("a1").title and one.read_only is not None and "reading only" in one.read_only.text
        with pytest.raises(ReadOnly):
            one.update("a1", lambda case: msgspec.structs.replace(case, note="x"))

    data = path.read_bytes()
    as_user(work)
    assert path.read_bytes() == data


@root
def test_a_link_of_another_user_is_not_followed(open_folder: Path, book: Open, small: Make) -> None:
    book(path=open_folder / "cases.json").add(small("a1"))
    link = open_folder / "link.json"
    link.symlink_to(open_folder / "cases.json")
    os.lchown(link, 1234, 1234)
    with pytest.raises(OtherOwner):
        book(path=link)
