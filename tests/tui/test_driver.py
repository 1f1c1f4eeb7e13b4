"""The driver in a real pseudo-terminal: same screen as Textual's, paced, and gone at once."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from replay import replay
from terminal import Link, Session

from tui.driver.line import Line
from tui.driver.linux import driver_class
from tui.driver.pace import Pace
from tui.driver.typed import Pasted, Pastes, Typed

SAMPLE = str(Path(__file__).parent / "sample.py")
DOWN, PAGE_DOWN, ESCAPE, ENTER = b"\x1b[B", b"\x1b[6~", b"\x1b", b"\r"
Start = Callable[..., Session]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sessions: list[Session] = []

    def begin(link: Link | None = None, *, answers: bool = True, quiet: float = 0.25, **environment: str) -> Session:
        settings = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
        settings.pop("COLORTERM", None)
        settings.setdefault("HUANQING_DRIVER_RECORD", str(tmp_path / "record"))
        session = Session([sys.executable, SAMPLE], settings, link or Link(), answers=answers)
        sessions.append(session)
        session.settle(quiet=quiet)
        return session

    yield begin
    for session in sessions:
        session.close()


def shows(session: Session, text: str) -> bool:
    return text in "\n".join(session.screen())


def test_a_journey_shows_what_textual_would_show(start: Start, tmp_path: Path) -> None:
    session = start()
    assert shows(session, "花呗")
    for key in [DOWN, DOWN, PAGE_DOWN, b"m", "确定x".encode(), b"\t", ENTER, DOWN, ENTER, ESCAPE, b"n", b"x", b"i"]:
        session.do(key, quiet=0.06, first=0.3)
    session.do("逾期三天 é".encode(), quiet=0.06)
    session.do(b"\x1b[D\x1b[D\x7f", quiet=0.06)
    for size in [(60, 16), (100, 30), (40, 16), (80, 24)]:
        session.resize(*size)
        session.settle(quiet=0.2, first=1.0)
    session.do(b"\t", quiet=0.06)
    session.hold(DOWN, 20)
    compared, written, sent = replay(tmp_path / "record")
    assert compared > 20
    assert sent < written * 0.3


def test_random_keys_over_clusters_show_what_textual_would_show(start: Start, tmp_path: Path) -> None:
    session = start(SAMPLE_CLUSTERS="1")
    r = random.Random(7)
    for _ in range(60):
        session.press(r.choice([DOWN, PAGE_DOWN, b"\x1b[A", b"m", ESCAPE, b"\t", "花".encode(), b"n", b"\x1b[5~"]))
        session.pump(0.03)
    session.settle()
    assert replay(tmp_path / "record")[0] > 20


def test_the_keyboard_lives_after_another_program_had_the_terminal(start: Start, tmp_path: Path) -> None:
    session = start()
    for _ in range(3):
        session.do(b"s")
    assert b"SHELL" in b"".join(data for _, data in session.chunks)
    session.do(b"x")
    assert shows(session, "第1次")
    session.do(DOWN)
    replay(tmp_path / "record")


def test_ctrl_z_gives_the_terminal_back_and_takes_it_again(start: Start) -> None:
    session = start()
    session.press(b"z")
    session.pump(0.3)
    assert session.restored()
    os.kill(session.pid, signal.SIGCONT)
    session.settle()
    session.do(b"x")
    assert shows(session, "第1次")
    assert session.quit(b"q")[1]


def test_stopped_and_continued_from_outside_it_draws_itself_again(start: Start) -> None:
    session = start()
    os.kill(session.pid, signal.SIGSTOP)
    session.pump(0.05)
    os.kill(session.pid, signal.SIGCONT)
    session.settle()
    session.do(b"x")
    assert shows(session, "花呗")
    assert shows(session, "第1次")
    assert session.quit(b"q")[1]


def test_bytes_that_are_no_text_do_not_end_it(start: Start) -> None:
    session = start()
    session.do(b"i")
    session.do("还清".encode("gbk") + b"ok")
    assert shows(session, "ok")


def test_quitting_restores_the_terminal_at_once(start: Start) -> None:
    seconds, restored = start().quit(b"q")
    assert restored
    assert seconds < 0.15


def test_shrinking_and_growing_back_draws_everything_again(start: Start) -> None:
    session = start()
    count = len(session.chunks)
    session.resize(60, 20)
    session.resize(80, 24)
    session.settle(first=1.0)
    assert sum(len(data) for _, data in session.chunks[count:]) > 1000
    assert shows(session, "花呗")


def test_the_redraw_key_repairs_a_soiled_screen(start: Start) -> None:
    session = start()
    session.chunks.append((0.0, b"\x1b[2J\x1b[5;5Hwall: going down"))
    session.do(b"r")
    assert not shows(session, "wall")
    assert shows(session, "花呗")


def test_a_terminal_that_never_answers_is_served_by_time(start: Start) -> None:
    session = start(answers=False)
    assert shows(session, "花呗")
    session.settle(quiet=1.2, first=1.5)
    for _ in range(4):
        session.do(PAGE_DOWN, quiet=0.1)
    session.do(b"x")
    assert shows(session, "第1次")


def test_on_a_slow_line_a_held_arrow_stops_soon_after_it_is_let_go(start: Start) -> None:
    session = start(Link(rate=2000, round_trip=0.3), quiet=0.5)
    assert session.since(session.started).seconds < 3.5
    assert session.do(DOWN, quiet=0.5, first=2.0).seconds < 1.0
    assert session.hold(PAGE_DOWN, 24).seconds < 1.5
    assert session.hold(DOWN, 24).seconds < 1.5


def test_a_stalled_terminal_that_closes_saves_and_ends(start: Start, tmp_path: Path) -> None:
    session = start(SAMPLE_DRAFT=str(tmp_path / "draft"))
    session.do(b"i")
    session.do("未写完".encode())
    session.press(b"\t")
    for _ in range(200):
        os.write(session.master, PAGE_DOWN)
    assert session.hang_up() is not None
    assert (tmp_path / "draft").read_text("utf-8") == "未写完"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_saves_the_draft_and_restores_the_terminal(
    number: signal.Signals, start: Start, tmp_path: Path
) -> None:
    session = start(SAMPLE_DRAFT=str(tmp_path / "draft"))
    session.do(b"i")
    session.do("未写完".encode())
    os.kill(session.pid, number)
    assert session.ended() == 128 + number
    assert (tmp_path / "draft").read_text("utf-8") == "未写完"
    assert session.restored()


def test_a_filter_that_fails_gives_way_to_textuals_own_bytes(start: Start) -> None:
    session = start(SAMPLE_BROKEN="1")
    session.do(b"x")
    assert shows(session, "花呗")
    assert shows(session, "第1次")


def test_the_stock_driver_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert driver_class() is not None
    monkeypatch.setenv("HUANQING_DRIVER", "stock")
    assert driver_class() is None


def test_status_answers_are_no_keys_even_when_cut() -> None:
    typed = Typed("utf-8")
    assert typed.feed(b"a\x1b[0nb", expecting=True) == "ab"
    assert typed.feed(b"c\x1b[", expecting=True) == "c"
    assert typed.feed(b"0nd", expecting=True) == "d"
    assert typed.answers == 2
    assert typed.feed(b"\x1b", expecting=True) == ""
    assert typed.holding
    assert typed.release() == "\x1b"
    assert typed.feed(b"\x1b", expecting=False) == "\x1b"


def test_text_cut_between_bytes_is_whole() -> None:
    typed = Typed("utf-8")
    data = "还清".encode()
    assert "".join(typed.feed(data[n : n + 1], expecting=False) for n in range(len(data))) == "还清"
    assert "\ufffd" in typed.feed(b"\xbb\xb9", expecting=False)


def test_an_idle_line_never_holds_a_frame_back() -> None:
    pace = Pace()
    assert pace.wait(0.0) == 0
    assert pace.sent(90, 0.0) is False
    assert pace.wait(0.1) == 0


def test_frames_wait_for_the_answer_to_a_large_one() -> None:
    pace = Pace()
    assert pace.sent(2500, 0.0) is True
    assert pace.wait(0.1) > 0
    pace.answered(0.2)
    assert pace.wait(0.2) == 0


def test_a_quick_line_may_carry_more_than_a_slow_one() -> None:
    def carried(bytes_a_second: float, round_trip: float) -> int:
        pace, now = Pace(), 0.0
        for _ in range(20):
            pace.sent(200, now)
            now += round_trip + 200 / bytes_a_second
            pace.answered(now)
        count = 0
        while pace.wait(now) == 0:
            pace.sent(200, now)
            count += 200
        return count

    assert carried(1e6, 0.001) >= 4000
    assert carried(2000, 0.3) <= 400


def test_without_answers_time_decides() -> None:
    pace = Pace()
    pace.sent(2500, 0.0)
    assert pace.wait(10.0) == 0
    assert pace.sent(1800, 10.0) is False
    assert 0.5 < pace.wait(10.0) < 1.0
    assert pace.wait(11.0) == 0


def test_a_terminal_that_stops_answering_is_served_by_time_too() -> None:
    pace, now = Pace(), 0.0
    pace.sent(500, now)
    pace.answered(0.1)
    for patience in (11.0, 1.6):
        pace.sent(500, now)
        now += patience
        assert pace.wait(now) == 0, "given up"
    assert pace.sent(500, now) is False, "not asked again"
    assert pace.wait(now + 0.5) == 0


def test_a_paste_whose_end_is_lost_is_taken_as_it_came_and_the_keyboard_lives(start: Start) -> None:
    session = start(SAMPLE_PASTE_PATIENCE="0.5")
    session.do(b"i")
    session.do(b"\x1b[200~" + "一二三".encode(), quiet=0.2, first=2.0)
    assert shows(session, "一二三")
    session.do("四".encode())
    assert shows(session, "一二三四")


def test_the_rest_of_a_paste_that_was_given_up_is_no_keys() -> None:
    pastes = Pastes()
    pastes.feed("\x1b[200~第一行\r")
    assert pastes.release() == "第一行\r"
    assert not pastes.open
    assert [type(part) for part in pastes.feed("q")] == [str]
    assert [type(part) for part in pastes.feed("\x1b[B")] == [str]
    rest = pastes.feed("第二行\rq") + pastes.feed("第三行\r\x1b[201~x")
    assert [(type(part), str(part)) for part in rest] == [
        (Pasted, "第二行\rq"),
        (Pasted, "第三行\r"),
        (str, "x"),
    ]
    assert [type(part) for part in pastes.feed("ab")] == [str]


def test_a_frame_cut_in_two_leaves_no_margins_behind(tmp_path: Path) -> None:
    master, slave = os.openpty()
    line = Line(slave, "utf-8")
    line._backlog += b"\x1b[1;12r\x1b["
    line.drop()
    line.finish(1.0)
    sent = os.read(master, 100)
    assert sent.startswith(b"\x18")
    assert b"\x1b[r" in sent
    assert b"\x1b[?2026l" in sent
    for descriptor in (master, slave):
        os.close(descriptor)


def test_a_slow_line_without_answers_stops_soon_too(start: Start) -> None:
    session = start(Link(rate=2000, round_trip=0.3), answers=False, quiet=1.2)
    session.do(DOWN, quiet=1.2, first=2.0)
    assert session.hold(DOWN, 24).seconds < 1.5
    assert session.hold(PAGE_DOWN, 24).seconds < 1.5
