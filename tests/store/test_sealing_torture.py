"""Sealing, unsealing and forgetting killed at each of their steps, and on a disk that takes no more."""

import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from traces import WORD, holding

from model.case import Case, Material, Place
from model.demo import demo_cases
from store import calendar_file, resealing
from store.book import CaseBook
from store.codec import is_sealed
from store.drafts import Draft, Drafts
from store.errors import Sealed
from store.paths import inbox_folder, sealing_folder
from store.sealing import Passphrase, Vault, new_key

SEALERS = Path(__file__).with_name("sealers.py")
RIGHT = Passphrase("几个词 比一个好")

Open = Callable[..., CaseBook]
Make = Callable[..., Case]
Size = Callable[[int, int], int]
Tell = Callable[[str], None]


def run(path: Path, what: str, at: int, limit: int = 0) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(SEALERS), str(path), what, str(at), str(limit)], capture_output=True, text=True
    )


@pytest.fixture
def planted(book: Open, case_file: Path, small: Make) -> Path:
    """A folder with a file, backups, drafts, notes and an inbox in all of which a case is."""
    one = book()
    one.add_all([small("a1", note=WORD), small("b2", note="bystander" * 300)])
    inbox = inbox_folder(case_file)
    inbox.mkdir(mode=0o700)
    (inbox / "流水.pdf").write_text(WORD, "utf-8")
    paper = Material(id="m1", name=WORD, place=Place.FILE, where="流水.pdf")
    one.update("a1", lambda case: msgspec.structs.replace(case, materials=(paper,)))
    one.update("b2", lambda case: msgspec.structs.replace(case, priority=2))
    Drafts(case_file).save(Draft(form="pay", who="李", at="2026-11-24T10:00", texts={"note": WORD}, case="a1"))
    exported = calendar_file.Exported(calendar_file.digest("a1"), small("x").opened_on, "d")
    calendar_file.write_state(case_file, calendar_file.CalendarState({"u": exported}))
    one.close()
    return case_file.parent


def reopened(path: Path, now: Callable[[], datetime]) -> CaseBook:
    """The file as the next session finds it."""
    with suppress(Sealed):
        CaseBook.open(path, who="李", now=now).close()
    vault = Vault(path)
    vault.unlock(path.read_bytes(), RIGHT)
    return CaseBook.open(path, who="李", now=now, codec=vault)


def check_whole(path: Path, now: Callable[[], datetime], what: str) -> str:
    """Assert that a killed process left one state or the other, whole; return which."""
    if what == "seal" and is_sealed(path.read_bytes()):
        assert [one for one in holding(path.parent) if "inbox" not in str(one)] == [], "a sealed file has no plain copy"
    one = reopened(path, now)
    ids = [case.id for case in one.cases()]
    one.close()
    assert not sealing_folder(path).exists()
    found = holding(path.parent)
    if what == "forget":
        assert ids in (["a1", "b2"], ["b2"])
        if ids == ["b2"]:
            assert found == []
            return "forgotten"
        return "kept"
    assert ids == ["a1", "b2"]
    states = {is_sealed(target.read_bytes()) for target in resealing.targets(path)}
    assert len(states) == 1, "all of them, or none"
    if states == {True}:
        assert [one for one in found if "inbox" not in str(one)] == []
        return "sealed"
    assert not list(path.parent.glob(".*sealing*"))
    return "plain"


@pytest.mark.parametrize("what", ["seal", "unseal", "forget", "forget sealed"])
def test_killed_at_any_step_it_ends_whole(
    planted: Path, case_file: Path, now: Callable[[], datetime], size: Size, figures: Tell, tmp_path: Path, what: str
) -> None:
    what, _, first = what.partition(" ")
    if what == "unseal" or first:
        resealing.convert(case_file, Vault(case_file), new_key(RIGHT, n=2**10))
    start = tmp_path / "start"
    shutil.copytree(planted, start)
    told = run(case_file, what, 0)
    assert told.stdout.startswith("done"), told.stdout + told.stderr
    steps = int(told.stdout.split()[1])
    end = check_whole(case_file, now, what)
    random_ = random.Random(8)
    chosen = range(1, steps + 1) if size(0, 1) else sorted(random_.sample(range(1, steps + 1), 12))
    ends: dict[str, int] = {}
    for at in chosen:
        shutil.rmtree(planted)
        shutil.copytree(start, planted)
        assert run(case_file, what, at).returncode == -signal.SIGKILL
        state = check_whole(case_file, now, what)
        ends[state] = ends.get(state, 0) + 1
    assert end in ("sealed", "plain", "forgotten") and ends
    if size(0, 1):
        figures(f"{what}: kill -9 at each of {steps} steps: {ends}, none in between, no plain copy")


@pytest.mark.parametrize("what", ["seal", "unseal", "forget"])
def test_where_the_disk_takes_no_more_nothing_is_changed(
    planted: Path, case_file: Path, now: Callable[[], datetime], size: Size, figures: Tell, tmp_path: Path, what: str
) -> None:
    if what == "unseal":
        resealing.convert(case_file, Vault(case_file), new_key(RIGHT, n=2**10))
    start = tmp_path / "start"
    shutil.copytree(planted, start)
    largest = max(path.stat().st_size for path in planted.rglob("*") if path.is_file())
    random_ = random.Random(9)
    refused = 0
    for _ in range(size(6, 100)):
        shutil.rmtree(planted)
        shutil.copytree(start, planted)
        before = {path: path.read_bytes() for path in resealing.targets(case_file)}
        told = run(case_file, what, 0, random_.randrange(64, largest * 2))
        assert told.returncode == 0 and "Traceback" not in told.stderr, told.stderr
        if told.stdout.startswith("refused"):
            refused += 1
            assert {path: path.read_bytes() for path in resealing.targets(case_file)} == before
            assert not sealing_folder(case_file).exists()
        check_whole(case_file, now, what)
    assert refused
    if size(0, 1):
        figures(f"{what}: a limit of file size, 100 times: {refused} refused whole, the rest done whole")


def test_sealed_a_save_and_an_opening_cost_little_more(
    case_file: Path, now: Callable[[], datetime], size: Size, figures: Tell, tmp_path: Path
) -> None:
    count = size(50, 1000)
    key = new_key(RIGHT, n=2**10)
    cases = demo_cases(count, 1, date(2026, 11, 24))
    plain, sealed = tmp_path / "plain.json", tmp_path / "sealed.json"
    took: dict[tuple[Path, str], list[float]] = defaultdict(list)
    books = {}
    for path in (plain, sealed):
        book = CaseBook.open(path, who="李", now=now, create=True)
        book.add_all(cases)
        if path == sealed:
            resealing.convert(path, Vault(path), key)
            book.unlock(RIGHT)
        books[path] = book
    for n in range(size(3, 40)):
        for path, book in books.items():
            begun = time.perf_counter()
            book.update(cases[n].id, lambda case: msgspec.structs.replace(case, priority=case.priority + 1))
            took[path, "save"].append(time.perf_counter() - begun)
            begun = time.perf_counter()
            CaseBook.open(path, who="李", now=now, codec=Vault(path, (key,))).close()
            took[path, "open"].append(time.perf_counter() - begun)
    assert is_sealed(sealed.read_bytes()) and not is_sealed(plain.read_bytes())
    if size(0, 1):
        ms = {what: statistics.median(times) * 1000 for what, times in took.items()}
        more, times = ms[sealed, "save"] - ms[plain, "save"], ms[sealed, "open"] / ms[plain, "open"]
        of = f"({ms[plain, 'save']:.1f} and {ms[plain, 'open']:.0f} ms plain)"
        figures(f"{count} cases sealed: a save +{more:.1f} ms, an opening x {times:.2f} {of}")
        assert more <= 10 and times <= 1.3
