"""What is copied reaches the terminal as it stands (OSC 52), so that it crosses SSH."""

import base64
import os
import re
import sys

import pytest
from terminal import Session


@pytest.mark.parametrize("driver", ["cells", "stock"])
def test_a_copied_text_is_sent_to_the_terminals_clipboard(driver):
    command = [sys.executable, "-m", "tui.main", "demo", "--today", "2026-11-24", "--lang", "zh"]
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "HUANQING_DRIVER": driver}
    session = Session(command, environment)
    try:
        session.settle()
        for key in (b"\r", b"8", b" ", b" "):
            session.press(key)
            session.settle(quiet=0.15, first=2.0)
        shown = "\n".join(session.screen())
        assert "复制" in shown
        count = len(session.chunks)
        session.press(b"y")
        session.settle(quiet=0.3, first=2.0)
        sent = b"".join(data for _, data in session.chunks[count:])
        found = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", sent)
        assert found, sent
        text = base64.b64decode(found[1]).decode()
        assert "蚂蚁" in text
        assert "\x1b" not in text
        told = "\n".join(session.screen())
        assert "终端" in told, "it says where the text went"
    finally:
        session.close()
