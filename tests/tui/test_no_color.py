"""NO_COLOR is respected on every page, and nothing is told by colour alone."""

import os
import re
import sys

import pytest
from terminal import Session

COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")

REVERSE = re.compile(rb"\x1b\[(?:[\d;]*;)?7[;m]")


@pytest.mark.parametrize("driver", ["cells", "stock"])
def test_no_colour_is_sent_and_every_page_opens(driver):
    base = [sys.executable, "-m", "tui.main"]
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "1"}
    if driver == "stock":
        environment["HUANQING_DRIVER"] = "stock"
    session = Session([*base, "demo", "--today", "2026-11-24", "--lang", "en"], environment)
    try:
        session.settle()
        session.press(b"\r")
        session.settle(quiet=0.15)
        for page in b"123456789" if driver == "cells" else b"58":
            session.press(bytes([page]))
            session.settle(quiet=0.15, first=2.0)
            assert "Esc Back" in session.screen()[-1], session.screen()
        session.press(b"c")
        session.settle(quiet=0.15, first=2.0)
        assert "F2" in "\n".join(session.screen())
        sent = b"".join(data for _, data in session.chunks)
        assert not COLOUR.search(sent)
        assert REVERSE.search(sent), "the cursor is still to be seen"
    finally:
        session.close()
