"""The real app in a real pseudo-terminal: what it sends stays within its budget and shows what Textual would show."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from replay import replay
from terminal import Session

HUANQING = [sys.executable, "-m", "tui.main"]
DOWN, PAGE_DOWN, ENTER, ESCAPE = b"\x1b[B", b"\x1b[6~", b"\r", b"\x1b"
KILO = 1024


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "200.json"
    verb = ["demo", "--cases", "200", "--write", str(path), "--today", "2026-11-24"]
    subprocess.run([*HUANQING, *verb], check=True, stdout=subprocess.DEVNULL)
    return path


@pytest.fixture
def session(cases: Path, tmp_path: Path) -> Iterator[Session]:
    settings = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    settings["HUANQING_DRIVER_RECORD"] = str(tmp_path / "record")
    settings.pop("COLORTERM", None)
    session = Session([*HUANQING, "--file", str(cases), "--today", "2026-11-24"], settings)
    session.settle(quiet=0.4)
    yield session
    session.close()


def test_home_keeps_its_budget_of_bytes(session: Session) -> None:
    assert session.since(session.started).count <= 4 * KILO
    assert session.do(DOWN).count <= 300
    assert session.do(PAGE_DOWN).count <= 1.8 * KILO
    held = session.hold(DOWN, 30)
    assert held.count / 30 <= 400
    assert session.quit(b"q")[1]


def test_pages_and_forms_keep_theirs(session: Session) -> None:
    counts = {"case": session.do(ENTER).count}
    for key in (b"2", b"3", b"1", b"c", ESCAPE):
        counts[key.decode()] = session.do(key, quiet=0.3).count
    assert {name: count for name, count in counts.items() if not 0 < count <= 3 * KILO} == {}


def test_every_page_shows_what_textual_would_show(session: Session, tmp_path: Path) -> None:
    keys = [
        DOWN,
        PAGE_DOWN,
        ENTER,
        *(str(n).encode() for n in range(1, 10)),
        b"1",
        b"c",
        "王女士".encode(),
        ESCAPE,
        ENTER,
    ]
    for key in [*keys, b"?", ESCAPE, b":", ESCAPE, ESCAPE]:
        session.do(key, quiet=0.08, first=0.4)
    for size in [(40, 16), (120, 40), (80, 24)]:
        session.resize(*size)
        session.settle(quiet=0.2, first=1.0)
    session.do(DOWN, quiet=0.1)
    compared, written, sent = replay(tmp_path / "record")
    assert compared > 15
    assert sent < written * 0.4
