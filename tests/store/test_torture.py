"""Sessions killed at random, many at once, and a disk that is full: the old or the new file, whole; nothing lost."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from model.case import Case
from store import files, lock
from store.book import CaseBook
from store.errors import NotWritten

WRITERS = Path(__file__).with_name("writers.py")

Open = Callable[..., CaseBook]
Make = Callable[..., Case]
Size = Callable[[int, int], int]
Tell = Callable[[str], None]


def start(path: Path, who: str, id: str, times: int) -> "subprocess.Popen[str]":
    """Start a session of its own that changes the case `id`."""
    command = [sys.executable, str(WRITERS), str(path), who, id, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def children() -> Iterator[list["subprocess.Popen[str]"]]:
    """The processes of a test, ended with it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for child in started:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def test_a_session_killed_at_any_moment_leaves_a_whole_file(
    book: Open, case_file: Path, small: Make, size: Size, figures: Tell, children: list["subprocess.Popen[str]"]
) -> None:
    one = book()
    one.add_all([small("victim"), small("by1"), small("by2"), *(small(f"c{n}", note="字" * 300) for n in range(60))])
    bystanders = [start(case_file, f"旁{n}", f"by{n}", 10**9) for n in (1, 2)]
    children.extend(bystanders)
    random_ = random.Random(7)
    kills, acknowledged, left, worst = size(40, 1000), 0, 0, 0.0
    for _ in range(kills):
        victim = start(case_file, "受害", "victim", 0)
        children.append(victim)
        assert victim.stdout and victim.stdout.readline() == "ready\n"
        told = [victim.stdout.readline()]
        time.sleep(random_.random() * 0.05)
        victim.send_signal(signal.SIGKILL)
        told += victim.stdout.read().splitlines(keepends=True)
        victim.wait()
        victim.stdout.close()
        children.pop()
        left += files.temporary(case_file).exists()
        last = max(int(line) for line in told if line.endswith("\n"))
        acknowledged += sum(line.endswith("\n") for line in told)
        begun = time.monotonic()
        one.poll()
        saved = one.update("victim", lambda case: msgspec.structs.replace(case, lender=case.lender))
        worst = max(worst, time.monotonic() - begun)
        assert saved.serial >= last, "what was told as saved is on disk"
        assert len(one.cases()) == 63
    for child in bystanders:
        assert child.poll() is None
        child.kill()
        child.wait()
    assert {"by1", "by2"} <= one.poll() | {"by1", "by2"} and min(one.case(f"by{n}").priority for n in (1, 2)) > 0
    one.update("c1", lambda case: msgspec.structs.replace(case, note="x"))
    assert not files.temporary(case_file).exists()
    if kills > 40:
        total = sum(one.case(f"by{n}").priority for n in (1, 2))
        figures(
            f"{kills} kill -9, {acknowledged} saves told by the victims, {total} of two bystanders: "
            f"0 unreadable, 0 lost; {left} temporary files left and swept; longest wait {worst:.2f} s"
        )


def test_eight_sessions_at_once_lose_nothing(
    book: Open, case_file: Path, small: Make, size: Size, figures: Tell, children: list["subprocess.Popen[str]"]
) -> None:
    book().add_all([small("a1"), small("b2")])
    times = size(25, 250)
    begun = time.monotonic()
    children.extend(start(case_file, f"人{n}", "a1", times) for n in range(8))
    outputs = [child.communicate()[0].split() for child in children]
    took = time.monotonic() - begun
    assert all(child.returncode == 0 for child in children)
    assert book().case("a1").priority == 8 * times
    if times > 25:
        worst = max(float(output[2]) for output in outputs)
        total = 8 * times
        figures(f"8 sessions × {times}: {total} of {total}, {total / took:.0f} a second, worst wait {worst:.2f} s")


def test_a_killed_holder_frees_the_lock_at_once(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    code = (
        "import sys,time;from pathlib import Path;from store.lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(one.path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout and child.stdout.readline() == "held\n"
    with pytest.raises(Exception, match="held by another") as caught, lock.locked(one.path, patience=0.05):
        pass
    assert caught.value.said.values["pid"] == str(child.pid)
    child.kill()
    child.wait()
    child.stdout.close()
    begun = time.monotonic()
    one.update("a1", lambda case: msgspec.structs.replace(case, note="x"))
    assert time.monotonic() - begun < 1


def test_a_file_size_limit_refuses_the_change_and_keeps_the_file(book: Open, case_file: Path, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    data = case_file.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) + 100, before[1]))
    try:
        with pytest.raises(NotWritten):
            one.update("a1", lambda case: msgspec.structs.replace(case, note="x" * 5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert case_file.read_bytes() == data and not files.temporary(case_file).exists()
    assert one.update("a1", lambda case: msgspec.structs.replace(case, note="y")).note == "y"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and os.geteuid() == 0
    if (
        not made
        or subprocess.run(
            [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True
        ).returncode
    ):
        pytest.skip("no small file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_refuses_the_change_and_goes_on_when_there_is_room(
    tiny_disk: Path, book: Open, small: Make
) -> None:
    path = tiny_disk / "cases.json"
    one = book(path=path)
    one.add(small("a1", note="字" * 3000))
    filler = tiny_disk / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"x" * 512)
    data = path.read_bytes()
    with pytest.raises(NotWritten) as caught:
        one.update("a1", lambda case: msgspec.structs.replace(case, lender="银行"))
    assert "disk is full" in caught.value.said.text
    assert path.read_bytes() == data and not files.temporary(path).exists() and one.case("a1").lender == ""
    filler.unlink()
    assert one.update("a1", lambda case: msgspec.structs.replace(case, lender="银行")).lender == "银行"
