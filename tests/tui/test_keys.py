"""Keys that arrive in one burst are handled in the order they were typed."""

import os
import sys
from pathlib import Path

import pytest

from model.case import Case, Snapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from terminal import Session


@pytest.fixture
def session(book, today):
    one = book("李")
    one.add(
        Case(id="a1", title="花呗", opened_on=today, snapshots=(Snapshot(id="s1", on=today, total=5000),), serial=1)
    )
    command = [sys.executable, "-m", "tui.main", "--file", str(one.path), "--lang", "en", "--today", "2026-11-24"]
    session = Session(command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    session.settle()
    yield session
    session.kill()


@pytest.mark.parametrize(
    ("burst", "shown"),
    [
        (b"\rp\x1512\x7f34", "134"),
        (b"\rp55\x15\t2026-11-20\x1b[Z77", "77"),
        (b"\rp1\x7f2\x7f3\x7f4", "4"),
    ],
)
def test_a_burst_is_typed_in_its_order(session, burst, shown):
    session.do(burst, quiet=0.5)
    amounts = [line for line in session.screen() if line.startswith("Amount")]
    assert amounts, session.screen()
    assert amounts[0].split()[1] == shown
