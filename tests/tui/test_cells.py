"""What our bytes make a terminal show is what Textual's own bytes would: characters, colours, attributes, caret."""

from __future__ import annotations

import random

import pytest
from emulator import Terminal
from frames import Painter, painted

from tui.driver.cells import Cells
from tui.driver.pen import Pen
from tui.driver.style import PLAIN, Doubt, after_sgr, transition
from tui.driver.width import columns

SIZES = [(80, 24), (20, 6), (1, 1), (2, 2), (40, 16), (33, 7)]


class Pair:
    """Two emulated terminals: one fed with Textual's bytes, one with ours."""

    def __init__(self, width: int = 20, height: int = 4, *, coloured_erase: bool = False) -> None:
        self.raw = Terminal(width, height)
        self.ours = Terminal(width, height)
        self.cells = Cells(width, height, coloured_erase=coloured_erase)
        self.sent = ""

    def absorb(self, data: str) -> None:
        self.raw.feed(data)
        self._send(self.cells.absorb(data))

    def render(self) -> str:
        out = self.cells.render()
        self._send(out)
        return out

    def write(self, data: str) -> str:
        """One frame, sent at once; returns what was sent for it, and checks both screens."""
        before = len(self.sent)
        self.absorb(data)
        self.render()
        self.check()
        return self.sent[before:]

    def check(self) -> None:
        assert self.ours.picture() == self.raw.picture()

    def _send(self, data: str) -> None:
        self.sent += data
        self.ours.feed(data)


def rows(*texts: str, x: int = 0, y: int = 0, caret: tuple[int, int] = (0, 0), look: str = "") -> str:
    """A frame of plain rows."""
    return painted({y + i: [(look, text)] for i, text in enumerate(texts)}, x, caret)


def journey(seed: int) -> tuple[int, int]:
    """Random frames, merged, soiled and cleared at random; returns Textual's bytes and ours."""
    r = random.Random(seed)
    width, height = r.choice(SIZES)
    pair = Pair(width, height, coloured_erase=r.random() < 0.5)
    painter = Painter(r, width, height)
    written = 0
    for _ in range(12):
        for _ in range(r.choice((1, 1, 1, 3))):
            kind = r.random()
            if kind < 0.05:
                pair.absorb(
                    r.choice(["\x1b[?1049h", "\x07", "\x1b[2J", "\x1b]52;c;5L2g\x07", "\x1b[3;3H\x1b[L", "plain"])
                )
            elif kind < 0.08:
                pair.cells.forget()
            else:
                frame = painter.frame()
                written += len(frame)
                pair.absorb(frame)
        pair.render()
        assert not pair.cells.pending
        assert pair.ours.picture() == pair.raw.picture(), seed
    return written, len(pair.sent)


@pytest.mark.parametrize("block", range(15))
def test_random_frames_show_the_same(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        journey(seed)


def test_three_thousand_random_journeys_show_the_same(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--torture", default=False):
        pytest.skip("only with --torture")
    totals = [journey(seed) for seed in range(1000, 4000)]
    print("frames' bytes, ours:", *map(sum, zip(*totals, strict=True)))


def test_a_second_equal_frame_sends_nothing() -> None:
    pair = Pair()
    pair.write(rows("花呗 一期", "abc"))
    assert pair.write(rows("花呗 一期", "abc")) == ""


def test_one_changed_cell_is_one_move_and_one_cell() -> None:
    pair = Pair()
    pair.write(rows("abcdefgh", "ijklmnop", caret=(1, 0)))
    assert pair.write(rows("abcdefgh", "ijkLmnop", caret=(1, 4))) in ("\x1b[3CL", "\x1b[4GL")


def test_wide_text_over_wide_text_is_one_stretch() -> None:
    pair = Pair()
    pair.write(rows("花呗九月账单"))
    assert pair.write(rows("借钱三年还清")) == "借钱三年还清\r"


def test_a_small_gap_is_written_over_rather_than_jumped() -> None:
    pair = Pair()
    pair.write(rows("abcdefgh", caret=(0, 0)))
    assert pair.write(rows("AbCdefGh", caret=(0, 0))) == "AbCdefG\r"


def test_a_span_that_cuts_a_wide_character_blanks_both_halves() -> None:
    pair = Pair(10, 2)
    pair.write(rows("一二三四五", "一二三四五"))
    pair.write(painted({0: [("31", "xx")]}, 1, (0, 0)))
    pair.write(painted({1: [("", "好")]}, 3, (0, 0)))


@pytest.mark.parametrize("cluster", ["👨\u200d👩\u200d👧", "⚠\ufe0f", "🇨🇳", "👍🏽", "\u200b", "\u1100\u1161"])
def test_a_cluster_sends_its_row_as_textual_wrote_it(cluster: str) -> None:
    pair = Pair()
    raw = painted({0: [("", "plain row")], 1: [("1", f"a{cluster}b")]}, 0, (0, 0))
    assert f"\x1b[1ma{cluster}b\x1b[0m" in pair.write(raw)
    pair.write(painted({1: [("", "zz")]}, 3, (1, 1)))


def test_clusters_and_plain_text_queued_in_one_row_keep_their_order() -> None:
    pair = Pair()
    for text in ("before", "⚠\ufe0f x", "after", "👍🏽", "end"):
        pair.absorb(painted({0: [("32", text)]}, 0, (0, 3)))
    pair.render()
    pair.check()


def test_the_caret_is_always_sent() -> None:
    pair = Pair()
    pair.write(rows("abcdefgh", caret=(0, 8)))
    assert pair.write(rows("abcdefgh", caret=(0, 7))) == "\b"


def test_colour_is_never_left_on() -> None:
    pair = Pair()
    pair.write(rows("abc", look="7;31"))
    assert pair.ours.screen.cursor.attrs == pair.ours.screen.default_char


def test_erasing_under_reverse_video_writes_blanks() -> None:
    pair = Pair()
    pair.write(rows("x" * 20))
    assert "\x1b[K" not in pair.write(rows("abc" + " " * 17, look="7"))


def test_a_coloured_tail_is_erased_only_where_erasing_keeps_the_background() -> None:
    for coloured in (True, False):
        pair = Pair(coloured_erase=coloured)
        pair.write(rows("x" * 20))
        assert ("\x1b[K" in pair.write(rows("abc" + " " * 17, look="48;5;3"))) is coloured


def test_unknown_cells_equal_nothing() -> None:
    pair = Pair()
    pair.ours.feed("\x1b[1;1Hsoiled by wall")
    pair.write(rows(*[" " * 20] * 4))


def test_after_a_resize_everything_is_sent_again() -> None:
    pair = Pair()
    pair.write(rows("abc"))
    for terminal in (pair.raw, pair.ours):
        terminal.feed("\x1b[1;1Hreflowed")
    pair.cells.resize(20, 4)
    assert "abc" in pair.write(rows("abc"))


def test_forgetting_makes_the_next_frame_complete() -> None:
    pair = Pair()
    pair.write(rows(*["a" * 20] * 4))
    pair.ours.feed("\x1b[2Jsoiled")
    pair.cells.forget()
    pair.render()
    pair.check()


def test_a_scrolled_list_moves_as_one() -> None:
    pair = Pair(40, 12)
    lines = [f"{n:3d} 花呗 第{n}期 {n * 7919 % 10007:,}" for n in range(40)]
    lines = [line + " " * (40 - len(line) - sum("一" <= c <= "鿿" for c in line)) for line in lines]
    pair.write(rows("head".ljust(40), *lines[:10], "foot".ljust(40)))
    sent = pair.write(rows("head".ljust(40), *lines[1:11], "foot".ljust(40)))
    assert "\x1b[2;11r" in sent
    assert "\x1b[r" in sent
    assert len(sent) < 80
    pair.write(rows("head".ljust(40), *lines[:10], "foot".ljust(40)))


def test_a_scrollbar_column_stays_while_the_text_moves() -> None:
    pair = Pair(20, 8)
    texts = [f"{n} {'abcdefgh'[n % 8] * 9}".ljust(19) for n in range(20)]
    pair.write(rows(*[text + ("#" if y < 3 else "|") for y, text in enumerate(texts[:8])]))
    pair.write(rows(*[text + ("#" if y < 3 else "|") for y, text in enumerate(texts[1:9])]))


@pytest.mark.parametrize(
    "sequence",
    [
        "\x07",
        "\x1b]52;c;aGk=\x07",
        "\x1b]2;还清\x1b\\",
        "\x1b[?25h",
        "\x1b[?1004l",
        "\x1b[<u",
        "\x1b]22;pointer\x07",
        "\x1b[5n",
    ],
)
def test_other_sequences_pass_unharmed_and_nothing_is_forgotten(sequence: str) -> None:
    cells = Cells(20, 4)
    cells.absorb(rows("abc"))
    cells.render()
    assert cells.absorb(sequence) == sequence
    cells.absorb(rows("abc"))
    assert cells.render() == ""


def test_a_sequence_that_may_draw_flushes_what_waits_and_forgets() -> None:
    cells = Cells(20, 4)
    cells.absorb(rows("abc"))
    out = cells.absorb("\x1bPq#graphics H\x1b\\")
    assert "abc" in out
    assert out.endswith("\x1bPq#graphics H\x1b\\")
    cells.absorb(rows("abc"))
    assert "abc" in cells.render()


def test_hyperlinks_are_kept() -> None:
    link = "\x1b]8;id=1;https://example.org\x1b\\\x1b[4mhere\x1b[0m\x1b]8;;\x1b\\"
    cells = Cells(20, 2)
    cells.absorb(f"\x1b[1;1H{link} there\x1b[1;1H")
    out = cells.render()
    assert "\x1b]8;id=1;https://example.org\x1b\\" in out
    assert out.index("\x1b]8;;\x1b\\") < out.index(" there")


def test_frames_never_sent_are_dropped() -> None:
    pair = Pair(20, 2)
    pair.write(rows("a" * 20))
    for letter in "bcdefgh":
        pair.absorb(rows(letter * 20))
    sent = pair.render()
    pair.check()
    assert "h" * 20 in sent
    assert "g" not in sent


def test_large_frames_are_synchronised_where_the_terminal_said_it_can() -> None:
    cells = Cells(80, 24)
    cells.absorb("\x1b[?2026h")
    cells.absorb(rows(*["x" * 80] * 24))
    out = cells.render()
    assert out.startswith("\x1b[?2026h")
    assert out.endswith("\x1b[?2026l")


@pytest.mark.parametrize(
    "frame",
    ["\x1b[9;1Hbelow\x1b[1;1H", "\x1b[1;99Hright\x1b[1;1H", "\x1b[1;1H\x1b[31mleft on\x1b[1;1H", "\x1b[1;1Hno caret"],
)
def test_a_frame_in_doubt_goes_out_as_it_came(frame: str) -> None:
    cells = Cells(20, 4)
    assert cells.absorb(frame) == frame


@pytest.mark.parametrize(
    ("before", "after"), [("1;31", "31"), ("1", "2"), ("21", "4"), ("1;2;3", "2;48;5;7"), ("38;2;1;2;3", "")]
)
def test_a_transition_ends_in_the_look_asked_for(before: str, after: str) -> None:
    a, b = after_sgr(PLAIN, before), after_sgr(PLAIN, after)
    step = transition(a, b)
    assert after_sgr(a, step[2:-1]) == b


def test_unknown_colours_are_in_doubt() -> None:
    with pytest.raises(Doubt):
        after_sgr(PLAIN, "38;9;1")
    with pytest.raises(Doubt):
        after_sgr(PLAIN, "77")


def test_widths_follow_one_rule() -> None:
    assert [columns(c) for c in "a花￥¥✓●·\u0301"] == [1, 2, 2, 1, 1, 1, 1, 0]
    for doubtful in "\u200d\ufe0f\u00ad🏽":
        with pytest.raises(Doubt):
            columns(doubtful)


def test_after_characters_of_uncertain_width_the_column_is_set_afresh() -> None:
    cells = Cells(20, 2)
    cells.absorb(rows("● 花呗 12"))
    assert "●" in (out := cells.render())
    assert out.index("\x1b[3G") == out.index("●") + 2


def test_a_yuan_sign_needs_no_fresh_column() -> None:
    cells = Cells(20, 2)
    cells.absorb(rows("¥1,250.00"))
    assert "¥1,250.00" in cells.render()


def test_moves_after_wide_text_are_absolute() -> None:
    pen = Pen(20, 0, None)
    assert pen.step_to(0, 5) in ("\x1b[6G", "\r\x1b[5C")


@pytest.mark.parametrize("look", ["2", "8", "21", "53", "1;2", "38;5;2;2"])
def test_the_emulator_sees_what_its_library_passes_over(look: str) -> None:
    pictures = []
    for codes in (look, "0"):
        terminal = Terminal(10, 2)
        terminal.feed(f"\x1b[{codes}mx\x1b[0m ")
        pictures.append(terminal.picture())
    assert pictures[0] != pictures[1]
