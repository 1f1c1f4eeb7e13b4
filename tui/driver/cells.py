"""The changed-cell filter: what Textual paints goes in, the bytes that change the terminal's screen to it come out."""

from __future__ import annotations

import re

from tui.driver.pen import Pen
from tui.driver.sheet import UNKNOWN, Piece, Sheet, is_frame, pieces
from tui.driver.strokes import draw_row, scrolled
from tui.driver.style import PLAIN, Doubt

_SYNCHRONISED = ("\x1b[?2026h", "\x1b[?2026l")
_WORTH_SYNCHRONISING = 400
_LONGEST_QUEUE = 8
_HARMLESS = re.compile(
    r"(?:\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|2004|2026|2048)[hl]"
    r"|\x1b\[\?\d+\$p|\x1b\[[<>=]\d*u|\x1b\[\?u|\x1b\[\d* q|\x1b\[[56]n|\x1b\[>?c|\x07"
    r"|\x1b\](?!8;)\d+;[^\x1b\x07]*(?:\x07|\x1b\\))+"
)
"""Mode switches, queries, bell, title, clipboard, pointer: they change no cell and move no cursor."""


class Cells:
    """Two sheets: what Textual wants to be seen and what the terminal shows.

    `absorb` takes a write and returns what must go out at once; `render` gives the bytes for all painted since.
    Frames absorbed between two renders merge: only the last state is drawn. On any doubt the raw bytes go out.
    """

    def __init__(self, width: int, height: int, *, coloured_erase: bool = False) -> None:
        """`coloured_erase`: the terminal fills what it erases with the present background."""
        self._coloured_erase = coloured_erase
        self._synchronised = False
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size, or was reflowed: nothing is known of either sheet."""
        self._wanted = Sheet(width, height)
        self._shown = Sheet(width, height)
        self._queued: dict[int, list[Piece]] = {}
        self._dirty: set[int] = set()
        self._caret: tuple[int, int] | None = None
        self._at: tuple[int, int] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._wanted.width, self._wanted.height

    @property
    def pending(self) -> bool:
        """Whether something was painted that no render has sent."""
        return bool(self._dirty or self._queued) or (self._caret is not None and self._caret != self._at)

    def forget(self) -> None:
        """The terminal may show anything: the next render draws all that Textual has painted."""
        self._shown.lose()
        self._at = None
        self._dirty = set(range(self._wanted.height))

    def lose(self) -> None:
        """Neither what is shown nor what is wanted is known; what was not sent is dropped."""
        self.resize(*self.size)

    def absorb(self, data: str) -> str:
        """Take one write; returns the bytes to send at once ("" for a frame, which waits for `render`)."""
        if data in _SYNCHRONISED:
            self._synchronised = True
            return ""
        if is_frame(data):
            try:
                self._take(data)
            except Doubt:
                return self._surrender(data)
            return ""
        if not data or _HARMLESS.fullmatch(data):
            return data
        return self._surrender(data)

    def _surrender(self, data: str) -> str:
        before = self.render()
        self.lose()
        return before + data

    def _take(self, frame: str) -> None:
        found = list(pieces(frame, *self.size))
        for piece in found:
            if piece.characters is None or piece.y in self._queued:
                queue = self._queued.setdefault(piece.y, [])
                if len(queue) >= _LONGEST_QUEUE:
                    queue[:] = [other for other in queue if other.x != piece.x]
                queue.append(piece)
            elif piece.characters:
                self._wanted.put(piece.y, piece.x, piece.characters, piece.styles)
                self._dirty.add(piece.y)
        self._caret = (found[-1].y, found[-1].x)

    def render(self) -> str:
        """The bytes that make the terminal show what is wanted, the caret included; "" where nothing differs."""
        if not self.pending:
            return ""
        pen = self._drawn()
        for y, queue in sorted(self._queued.items()):
            for piece in queue:
                pen.look(PLAIN)
                pen.move(y, piece.x)
                pen.raw(piece.painted)
        pen.look(PLAIN)
        if self._caret is not None:
            pen.move(*self._caret)
        self._sent(pen)
        out = str(pen)
        if self._synchronised and len(out) >= _WORTH_SYNCHRONISING:
            return _SYNCHRONISED[0] + out + _SYNCHRONISED[1]
        return out

    def _drawn(self) -> Pen:
        """A pen that has drawn all changed cells, in the cheapest way tried."""
        if self._nothing_known():
            pen = self._pen()
            pen.clear()
            for y in range(self._shown.height):
                self._shown.blank_row(y)
            self._draw(pen, self._shown, self._dirty)
            return pen
        plain = self._pen()
        self._draw(plain, self._shown, self._dirty)
        shift = None if self._queued else scrolled(self._wanted, self._shown, self._dirty)
        if shift is None:
            return plain
        moved = self._pen()
        shown = self._shown.copy()
        rows = shift.apply(shown)
        moved.scroll(shift.top, shift.bottom, shift.rows)
        self._draw(moved, shown, self._dirty | rows)
        if len(moved) >= len(plain):
            return plain
        self._shown = shown
        self._dirty |= rows
        return moved

    def _pen(self) -> Pen:
        return Pen(self._wanted.width, *(self._at or ()))

    def _draw(self, pen: Pen, shown: Sheet, rows: set[int]) -> None:
        for y in sorted(rows):
            draw_row(pen, self._wanted, shown, y, coloured_erase=self._coloured_erase)

    def _nothing_known(self) -> bool:
        """Whether every cell is wanted and none is known to be shown, so that clearing first is safe and cheap."""
        return not self._queued and all(
            UNKNOWN not in wanted and set(shown) == {UNKNOWN}
            for wanted, shown in zip(self._wanted.characters, self._shown.characters, strict=True)
        )

    def _sent(self, pen: Pen) -> None:
        for y in self._dirty:
            self._shown.take_row(y, self._wanted)
        for y in self._queued:
            self._shown.lose_row(y)
            self._wanted.lose_row(y)
        self._dirty.clear()
        self._queued.clear()
        self._at = pen.place
