"""A session that ends by itself: what was typed is saved, and nothing is left running."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui.farewell import Farewell

PROGRAM = """
import os, signal, sys, threading, time
from tui.farewell import Farewell
mode, path = sys.argv[1], sys.argv[2]
if mode == "nohup":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
def save():
    if mode == "slow":
        time.sleep(60)
    if mode == "broken":
        raise OSError("full")
    with open(path, "a") as out:
        out.write("draft\\n")
def leave():
    if mode == "stuck":
        time.sleep(60)
    sys.stdout.write("restored")
    sys.stdout.flush()
Farewell(save, leave=leave).start()
lock = threading.Lock()
lock.acquire()
print("ready", flush=True)
if mode == "stalled":
    while True:
        os.write(1, b"x" * 4096)
lock.acquire()
"""


class Run:
    """The program in a pseudo-terminal."""

    def __init__(self, mode: str, path: Path) -> None:
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, "-c", PROGRAM, mode, str(path)])
        self.output = b""
        while b"ready" not in self.output:
            self.read()

    def read(self) -> None:
        if select.select([self.master], [], [], 10)[0]:
            try:
                self.output += os.read(self.master, 65536)
            except OSError:
                return

    def ended(self, limit: float = 2.0) -> int:
        """The exit code; fails where the process outlives the limit."""
        until = time.monotonic() + limit
        while time.monotonic() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            select.select([], [], [], 0.005)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError("still running")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_saves_restores_and_ends(number: signal.Signals, saved: Path) -> None:
    run = Run("plain", saved)
    os.kill(run.pid, number)
    assert run.ended() == 128 + number
    run.read()
    assert b"restored" in run.output
    assert saved.read_text() == "draft\n"


def test_two_hang_ups_save_once(saved: Path) -> None:
    run = Run("plain", saved)
    for _ in range(5):
        os.kill(run.pid, signal.SIGHUP)
    run.ended()
    assert saved.read_text() == "draft\n"


@pytest.mark.parametrize("mode", ["plain", "nohup", "stalled"])
def test_a_closed_terminal_saves_and_ends(mode: str, saved: Path) -> None:
    run = Run(mode, saved)
    os.close(run.master)
    run.ended()
    assert saved.read_text() == "draft\n"


@pytest.mark.parametrize(("mode", "kept"), [("slow", False), ("broken", False), ("stuck", True)])
def test_neither_a_slow_nor_a_failing_save_nor_a_stuck_terminal_keeps_it_alive(
    mode: str, kept: bool, saved: Path
) -> None:
    run = Run(mode, saved)
    os.kill(run.pid, signal.SIGTERM)
    assert run.ended(2.0) == 128 + signal.SIGTERM
    assert saved.exists() is kept


def test_own_session_whose_terminal_closes_ends_too(saved: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "plain", str(saved)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    output = b""
    while b"ready" not in output:
        output += os.read(master, 1024)
    os.close(master)
    assert process.wait(2) == 128 + signal.SIGHUP
    assert saved.read_text() == "draft\n"


def test_hanging_up_again_does_nothing() -> None:
    ends: list[int] = []
    saves: list[str] = []
    farewell = Farewell(lambda: saves.append("saved"), terminal=None, end=ends.append)
    farewell.hang_up()
    farewell.hang_up()
    assert saves == ["saved"]
    assert ends == [128 + signal.SIGHUP]
