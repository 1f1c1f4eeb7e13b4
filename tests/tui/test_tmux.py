"""Inside tmux and GNU screen, as over many an SSH session: they show the same with Textual's own driver and ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import Session

SAMPLE = Path(__file__).parent / "sample.py"
KEYS = ["Down", "NPage", "m", "确定x", "Tab", "Enter", "Escape", "Escape", "x", "i", "逾期é"]


def pictures(folder: Path, driver: str) -> list[str]:
    """The pane after each key, colours and attributes included, each taken when it has stopped changing."""
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMUX_TMPDIR": str(folder)}
    environment.pop("TMUX", None)

    def tmux(*words: str) -> str:
        command = ["tmux", "-L", driver, "-f", os.devnull, *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def settled() -> str:
        until, last, same = time.monotonic() + 10, "", 0
        while time.monotonic() < until and same < 4:
            time.sleep(0.08)
            now = tmux("capture-pane", "-p", "-e")
            same = same + 1 if now == last and now.strip() else 0
            last = now
        return last

    tmux("new-session", "-d", "-x", "80", "-y", "24", f"HUANQING_DRIVER={driver} {sys.executable} {SAMPLE}")
    try:
        shown = [settled()]
        for key in KEYS:
            tmux("send-keys", key)
            shown.append(settled())
    finally:
        tmux("kill-server")
    return shown


@pytest.mark.torture
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_a_tmux_pane_shows_the_same(tmp_path: Path) -> None:
    ours, stock = pictures(tmp_path, "cells"), pictures(tmp_path, "stock")
    assert "花呗" in ours[0]
    assert ours == stock


def windows(folder: Path, driver: str) -> list[object]:
    """What GNU screen draws after each key: characters, colours, attributes."""
    sockets = folder / f"screen-{driver}"
    sockets.mkdir(mode=0o700)
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "SCREENDIR": str(sockets)}
    environment |= {"HUANQING_DRIVER": driver}
    environment.pop("STY", None)
    session = Session(["screen", "-U", "-c", os.devnull, sys.executable, str(SAMPLE)], environment)
    try:
        session.settle(quiet=0.5)
        shown: list[object] = [session.screen()]
        for key in [b"\x1b[B", b"\x1b[6~", b"m", "确定x".encode(), b"\t", b"\r", b"x", b"i", "逾期é".encode()]:
            session.press(key)
            session.settle(quiet=0.3, first=1.0)
            shown.append(session.replayed(len(session.chunks)).picture()[0])
        return shown
    finally:
        session.close()


@pytest.mark.torture
@pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")
def test_a_screen_window_shows_the_same(tmp_path: Path) -> None:
    ours, stock = windows(tmp_path, "cells"), windows(tmp_path, "stock")
    assert "花呗" in str(ours[0])
    assert ours == stock
