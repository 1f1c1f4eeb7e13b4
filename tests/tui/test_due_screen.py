"""`due` as a login message: what fits one screen, and how many more there are."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.cells import cell_len
from model.demo import demo_cases
from tui.verbs.due import fitting, folded

TODAY = date(2026, 11, 24)


@given(
    st.lists(st.text("还款abc 1", min_size=1, max_size=120), min_size=1, max_size=60),
    st.integers(20, 120),
    st.integers(6, 50),
)
def test_what_is_kept_fits_and_is_the_beginning(lines: list[str], columns: int, rows: int) -> None:
    entries = [folded(one, columns) for one in lines]
    assert all(cell_len(row) < columns for entry in entries for row in entry.split("\n"))
    kept = fitting(entries, rows)
    assert kept == entries[: len(kept)] and kept
    taken = sum(entry.count("\n") + 1 for entry in kept)
    if len(kept) > 1:
        assert taken <= rows - 1
    if 1 < len(kept) < len(lines):
        assert taken <= rows - 3


def test_an_amount_and_a_closing_mark_are_not_torn_from_what_they_belong_to() -> None:
    text = "12-10 周四  花呗 9月账单  孙春燕  还第 2 期，共 24 期 ¥1,612.00  (还有 3 天)"
    rows = folded(text, 40).split("\n")
    assert rows == ["12-10 周四  花呗 9月账单  孙春燕  还", "  第 2 期，共 24 期 ¥1,612.00  (还有 3", "  天)"]


@pytest.mark.parametrize(("columns", "rows"), [(40, 16), (80, 24)])
@pytest.mark.parametrize("count", [24, 200])
def test_a_login_with_many_cases_shows_one_screen(
    book: object, case_file: Path, columns: int, rows: int, count: int
) -> None:
    opened = book()
    for case in demo_cases(count, 1, TODAY):
        opened.add(case)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    arguments = ["due", "--file", str(case_file), "--today", TODAY.isoformat(), "--lang", "zh"]
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from tui.main import main; sys.exit(main())", *arguments],
        stdout=slave,
        stderr=slave,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(master)
    assert process.wait(20) == 0
    lines = seen.decode().replace("\r\n", "\n").rstrip("\n").split("\n")
    assert sum(-(-cell_len(one) // columns) for one in lines) < rows, lines
    assert "huanqing due | less" in lines[-1] and lines[-1].startswith("还有")
