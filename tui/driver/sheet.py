"""A screen as rows of cells, and reading one painted frame into pieces of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tui.driver.style import PLAIN, Doubt, Style, after_sgr
from tui.driver.width import columns

UNKNOWN = "?unknown"
"""What stands in a cell of which nobody knows what the terminal shows; equal to no text."""

_LINK = r"\x1b\]8;([^\x1b\x07]*)\x1b\\"
_FRAME = re.compile(rf"(?:[^\x00-\x1f\x7f-\x9f]++|\x1b\[[\d;]*m|\x1b\[\d+;\d+H|{_LINK}|\n)*+")
_PLACE = re.compile(r"(\x1b\[\d+;\d+H|\n)")
_LOOK = re.compile(rf"(\x1b\[[\d;]*m|{_LINK})")


class Sheet:
    """Cells by row: `characters[y][x]` (the right half of a wide one is ""), `styles[y][x]`."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.characters = [[UNKNOWN] * width for _ in range(height)]
        self.styles = [[PLAIN] * width for _ in range(height)]

    def lose(self) -> None:
        """Nothing is known of any cell."""
        for y in range(self.height):
            self.lose_row(y)

    def lose_row(self, y: int) -> None:
        """Nothing is known of this row."""
        self.characters[y] = [UNKNOWN] * self.width
        self.styles[y] = [PLAIN] * self.width

    def blank_row(self, y: int) -> None:
        """The row holds blanks in the default look."""
        self.characters[y] = [" "] * self.width
        self.styles[y] = [PLAIN] * self.width

    def take_row(self, y: int, other: Sheet) -> None:
        """Become what another sheet holds in this row, except where it knows nothing."""
        theirs = other.characters[y]
        if UNKNOWN not in theirs:
            self.characters[y] = theirs.copy()
            self.styles[y] = other.styles[y].copy()
            return
        for x, character in enumerate(theirs):
            if character is not UNKNOWN:
                self.characters[y][x] = character
                self.styles[y][x] = other.styles[y][x]

    def copy(self) -> Sheet:
        """Another sheet with the same cells."""
        twin = Sheet(0, 0)
        twin.width, twin.height = self.width, self.height
        twin.characters = [row.copy() for row in self.characters]
        twin.styles = [row.copy() for row in self.styles]
        return twin

    def put(self, y: int, x: int, characters: list[str], styles: list[Style]) -> None:
        """Overwrite cells; a wide character cut in two leaves a blank in its other half, as terminals do."""
        row = self.characters[y]
        end = x + len(characters)
        if x and characters and row[x] == "":
            row[x - 1] = " "
        if end < self.width and row[end] == "":
            row[end] = " "
        row[x:end] = characters
        self.styles[y][x:end] = styles


class Piece(NamedTuple):
    """A stretch of one row as a frame paints it; `characters` is None where its width is in doubt."""

    y: int
    x: int
    painted: str
    characters: list[str] | None
    styles: list[Style]


def is_frame(data: str) -> bool:
    """Whether a write consists of nothing but placed, coloured text."""
    return _FRAME.fullmatch(data) is not None and _PLACE.search(data) is not None


def pieces(frame: str, width: int, height: int) -> Iterator[Piece]:
    """The frame's stretches of text in order; the last one is empty and stands where the caret belongs.

    Raises Doubt where a place lies outside the screen, text has no place, or colour is left on.
    """
    parts = _PLACE.split(frame)
    if parts[0] or len(parts) < 3 or parts[-1] or parts[-2] == "\n":
        raise Doubt("not a placed frame")
    for place, text in zip(parts[1::2], parts[2::2], strict=True):
        if place == "\n":
            if text:
                raise Doubt("text without a place")
            continue
        row, column = place[2:-1].split(";")
        y, x = max(int(row), 1) - 1, max(int(column), 1) - 1
        if y >= height or x >= width:
            raise Doubt("outside the screen")
        yield _piece(y, x, text, width)


def _piece(y: int, x: int, text: str, width: int) -> Piece:
    style = PLAIN
    characters: list[str] = []
    styles: list[Style] = []
    sure = True
    parts = _LOOK.split(text)
    for position in range(0, len(parts), 3):
        run = parts[position]
        if run and sure:
            try:
                count = _add(characters, run)
            except Doubt:
                sure = False
            else:
                styles.extend([style] * count)
        if position + 1 < len(parts):
            style = _look(style, parts[position + 1], parts[position + 2])
    if style != PLAIN:
        raise Doubt("colour left on")
    if not sure or x + len(characters) > width:
        return Piece(y, x, text, None, [])
    return Piece(y, x, text, characters, styles)


def _look(style: Style, sequence: str, link: str | None) -> Style:
    if link is None:
        return after_sgr(style, sequence[2:-1])
    return style._replace(link="" if link == ";" else link)


def _add(characters: list[str], run: str) -> int:
    """Append a run's cells; returns how many columns it takes."""
    if run.isascii():
        characters.extend(run)
        return len(run)
    before = len(characters)
    for character in run:
        width = columns(character)
        if width:
            characters.append(character)
            if width == 2:
                characters.append("")
        elif not characters:
            raise Doubt("a mark with nothing under it")
        else:
            characters[-2 if characters[-1] == "" else -1] += character
    return len(characters) - before
