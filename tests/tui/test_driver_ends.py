"""The driver where things go wrong: signals in mid-frame, lines that lag, windows that flicker, savings that fail."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from terminal import Link, Session

from model.demo import demo_cases
from tui.driver.typed import Typed

SAMPLE = str(Path(__file__).parent / "sample.py")
PAGE_DOWN = b"\x1b[6~"
SLOW, FAR = Link(2000, 0.3), Link(None, 1.5)
Start = Callable[..., Session]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sessions: list[Session] = []

    def begin(*command: str, link: Link | None = None, quiet: float = 0.25, **environment: str) -> Session:
        settings = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": str(tmp_path), **environment}
        settings.pop("COLORTERM", None)
        session = Session([sys.executable, *(command or (SAMPLE,))], settings, link or Link())
        sessions.append(session)
        session.settle(quiet=quiet, first=15.0)
        return session

    yield begin
    for session in sessions:
        session.close()


@pytest.fixture
def app(start: Start, book: Callable[[], object], case_file: Path) -> Start:
    book().add_all(demo_cases(60, 1, date(2026, 11, 24)))
    command = ("-m", "tui.main", "--file", str(case_file), "--lang", "zh")
    return lambda **more: start(*command, **more)


def shows(session: Session, text: str) -> bool:
    return text in "\n".join(session.screen())


def test_continued_in_the_middle_of_a_frame_it_lives_on(start: Start) -> None:
    session = start(SAMPLE_CONTINUED_IN_A_FRAME="1")
    session.do(b"x", first=2.0)
    session.do(b"x", first=2.0)
    session.settle(quiet=0.3)
    assert shows(session, "第2次")
    assert session.quit(b"q")[1]


@pytest.mark.parametrize("gap", [0.002, 0.006, 0.02])
def test_a_window_that_flickers_is_drawn_whole_again(app: Start, gap: float) -> None:
    session = app()
    for _ in range(4):
        count = len(session.chunks)
        session.resize(60, 16)
        time.sleep(gap)
        session.resize(80, 24)
        session.settle(quiet=0.3, first=1.0)
        assert sum(len(data) for _, data in session.chunks[count:]) > 1000
    assert shows(session, "花呗")


def test_an_answer_cut_in_two_while_frames_wait_is_no_keys(start: Start) -> None:
    session = start()
    session.answers = False
    count, asked = len(session.chunks), 0
    session.press(b"t")
    until = time.perf_counter() + 2.0
    while time.perf_counter() < until:
        session.pump(0.002)
        queries = b"".join(data for _, data in session.chunks[count:]).count(b"\x1b[5n")
        while asked < queries:
            asked += 1
            session.pump(0.03)
            session.press(b"\x1b[")
            session.pump(0.012)
            session.press(b"0n")
    assert asked > 5
    drawn = b"".join(data for _, data in session.chunks[count:]).decode()
    assert "30 花呗" in drawn and "已记下" not in drawn


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("link", [Link(), SLOW, FAR])
def test_told_to_stop_with_an_answer_on_its_way_the_app_gives_the_terminal_back(
    app: Start, link: Link, number: signal.Signals
) -> None:
    session = app(link=link, quiet=0.4 if link == Link() else 2.0)
    session.press(PAGE_DOWN)
    session.pump(link.round_trip / 2 + 0.1)
    os.kill(session.pid, number)
    assert session.ended(6.0) == 128 + number
    session.pump(link.round_trip + 1.0)
    assert session.restored()


def test_the_stock_driver_gives_the_terminal_back_too(app: Start) -> None:
    session = app(HUANQING_DRIVER="stock")
    os.kill(session.pid, signal.SIGTERM)
    assert session.ended(6.0) == 128 + signal.SIGTERM
    assert termios.tcgetattr(session.slave) == session.before
    assert b"\x1b[?1049l" in session.chunks[-1][1]


def test_where_keeping_fails_the_terminal_is_given_back_and_the_end_is_no_success(start: Start) -> None:
    session = start(SAMPLE_SAVE_FAILS="1")
    session.press(b"q")
    assert session.ended(6.0) == 1
    assert session.restored()


def test_what_is_pasted_is_text_also_where_it_looks_like_an_answer() -> None:
    typed = Typed("utf-8")
    assert typed.feed(b"a\x1b[0nb", expecting=True, pasting=True) == "a\x1b[0nb"
    assert typed.answers == 0
    assert typed.feed(b"a\x1b[0nb", expecting=False) == "ab"


@pytest.mark.parametrize("inside", [True, False])
def test_in_gnu_screen_the_mouse_is_not_followed_lest_a_lone_esc_wait(app: Start, inside: bool) -> None:
    session = app(**({"STY": "1.here"} if inside else {}))
    sent = b"".join(data for _, data in session.chunks)
    assert (b"\x1b[?1000h" in sent) is not inside
    session.quit(b"q")
