"""A terminal that tests can read: pyte, with the manners of real terminals that it lacks."""

from __future__ import annotations

from typing import Any

import pyte

ALTERNATE = {1049, 1047, 47}

_ON = {2: "dim", 8: "hidden", 21: "double underline", 53: "overline"}
_OFF = {22: {"dim"}, 28: {"hidden"}, 24: {"double underline"}, 55: {"overline"}, 0: set(_ON.values())}
_UNSEEN_ON_BLANKS = {"dim", "hidden"}


class Screen(pyte.Screen):
    """pyte's screen, with both halves of an overwritten wide character blanked, and an alternate screen.

    What pyte does not know of a cell's look (dim, hidden, double underline, overline) stands in the cell's `blink`.
    """

    def select_graphic_rendition(self, *attrs: int, **kwargs: Any) -> None:
        """Colours and attributes, those too that pyte passes over."""
        held = self.cursor.attrs.blink
        extra = set(held) if isinstance(held, frozenset) else set()
        super().select_graphic_rendition(*attrs, **kwargs)
        numbers = iter(attrs or (0,))
        for number in numbers:
            if number in (38, 48):  # the colour's own numbers follow
                for _ in range(1 if next(numbers, None) == 5 else 3):
                    next(numbers, None)
            extra -= _OFF.get(number, set())
            if number in _ON:
                extra.add(_ON[number])
        self.cursor.attrs = self.cursor.attrs._replace(blink=frozenset(extra) if extra else False)

    def draw(self, data: str) -> None:
        """Draw as pyte does, one character at a time, keeping wide characters whole."""
        for character in data:
            y = self.cursor.y
            before = {x: cell.data for x, cell in self.buffer[y].items()}
            start = self.cursor.x
            super().draw(character)
            stop = self.cursor.x if self.cursor.y == y else self.columns
            self._mend(y, before, min(start, stop - 1), stop)

    def _mend(self, y: int, before: dict[int, str], start: int, stop: int) -> None:
        line = self.buffer[y]
        if before.get(start) == "" and start and line[start - 1].data == before.get(start - 1):
            line[start - 1] = line[start - 1]._replace(data=" ")
        if stop < self.columns and before.get(stop) == "" and line[stop].data == "":
            line[stop] = line[stop]._replace(data=" ")

    def _erased(self, start: int, stop: int) -> None:
        line = self.buffer[self.cursor.y]
        if start and line[start].data == "":
            line[start - 1] = line[start - 1]._replace(data=" ")
        if stop < self.columns and line[stop].data == "":
            line[stop] = line[stop]._replace(data=" ")

    def erase_characters(self, count: int | None = None) -> None:
        """Erase some cells, and the halves cut off."""
        self._erased(self.cursor.x, min(self.cursor.x + (count or 1), self.columns))
        super().erase_characters(count)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase in the line, and the half cut off."""
        if how == 0 and self.cursor.x < self.columns:
            self._erased(self.cursor.x, self.columns)
        super().erase_in_line(how, private)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Modes, the alternate screen among them: it starts empty."""
        if kwargs.get("private") and ALTERNATE & set(modes):
            self.buffer.clear()
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """Leaving the alternate screen shows an empty one too."""
        if kwargs.get("private") and ALTERNATE & set(modes):
            self.buffer.clear()
        super().reset_mode(*modes, **kwargs)

    def report_device_status(self, mode: int, **kwargs: Any) -> None:
        """Answers go nowhere."""


class Terminal:
    """An emulated terminal fed with text."""

    def __init__(self, width: int = 80, height: int = 24) -> None:
        self.screen = Screen(width, height)
        self.stream = pyte.Stream(self.screen)
        self.feed("\x1b[?7l")

    def feed(self, data: str) -> None:
        """Show these bytes; private sequences pyte prints by mistake are left out."""
        self.stream.feed(_without_strings(data))

    def resize(self, width: int, height: int) -> None:
        """Another size; what is shown stays where it was, as far as it fits."""
        self.screen.resize(height, width)

    def picture(self) -> tuple[list[list[tuple[Any, ...]]], tuple[int, int]]:
        """Characters, colours and attributes of every cell, and the caret."""
        screen = self.screen
        cells = [[tuple(_looks(screen.buffer[y][x])) for x in range(screen.columns)] for y in range(screen.lines)]
        return cells, (screen.cursor.y, min(screen.cursor.x, screen.columns - 1))

    def rows(self) -> list[str]:
        """The text of each row."""
        rows = []
        for y in range(self.screen.lines):
            cells = [self.screen.buffer[y][x].data for x in range(self.screen.columns)]
            rows.append("".join(cells).rstrip())
        return rows


def _looks(cell: Any) -> Any:
    """A cell as it is seen: a blank one looks the same dim or hidden."""
    if isinstance(cell.blink, frozenset) and cell.data in (" ", ""):
        return cell._replace(blink=(cell.blink - _UNSEEN_ON_BLANKS) or False)
    return cell


def _without_strings(data: str) -> str:
    import re

    return re.sub(r"\x1b\[[<>=][\d;]*u|\x1b\[\?[\d;]*\$p", "", data)
