"""Drawing one row's differences, and noticing that rows have merely moved."""

from __future__ import annotations

from typing import NamedTuple

from tui.driver.pen import Pen
from tui.driver.sheet import UNKNOWN, Sheet
from tui.driver.style import erasable, transition

_FEWEST_ERASED = 4
_FEWEST_ERASED_INSIDE = 14
_WIDEST_GAP = 8
_SHORTEST_MOVE = 4
_FEWEST_MOVED_ROWS = 3
_NOT_MOVED = 2
"""Columns at the right that may hold a scrollbar, which stays while the text moves."""


def draw_row(pen: Pen, wanted: Sheet, shown: Sheet, y: int, *, coloured_erase: bool) -> None:
    """Write the cells of a row that differ, bridging small gaps and erasing long blanks."""
    characters, styles = wanted.characters[y], wanted.styles[y]
    if characters == shown.characters[y] and styles == shown.styles[y]:
        return
    changed = _changed(wanted, shown, y)
    if not changed:
        return
    tail = _blank_tail(wanted, y, coloured_erase)
    in_tail = [x for x in changed if x >= tail]
    if len(in_tail) < _FEWEST_ERASED:
        in_tail = []
    for start, end in _runs(wanted, y, changed[: len(changed) - len(in_tail)]):
        _draw_run(pen, wanted, y, start, end, coloured_erase)
    if in_tail:
        pen.erase_row(y, in_tail[0], styles[in_tail[0]])


def _changed(wanted: Sheet, shown: Sheet, y: int) -> list[int]:
    """Columns to write; with the right half of a wide character always its left half."""
    columns: list[int] = []
    theirs, looks = shown.characters[y], shown.styles[y]
    characters = wanted.characters[y]
    for x, (character, style) in enumerate(zip(characters, wanted.styles[y], strict=True)):
        if character is UNKNOWN or (character == theirs[x] and style == looks[x]):
            continue
        if character == "" and x and (not columns or columns[-1] != x - 1):
            columns.append(x - 1)
        columns.append(x)
    return columns


def _blank_tail(wanted: Sheet, y: int, coloured_erase: bool) -> int:
    """The column from which a row holds only blanks of one erasable look."""
    characters, styles = wanted.characters[y], wanted.styles[y]
    x = wanted.width
    look = styles[-1]
    if not erasable(look, keeps_background=coloured_erase):
        return x
    while x and characters[x - 1] == " " and styles[x - 1] == look:
        x -= 1
    return x


def _runs(wanted: Sheet, y: int, columns: list[int]) -> list[tuple[int, int]]:
    """The stretches to write: whole characters, and over a small gap where that is cheaper than moving."""
    characters = wanted.characters[y]
    runs: list[tuple[int, int]] = []
    for x in columns:
        end = x + 1
        while end < wanted.width and characters[end] == "":
            end += 1
        if runs and (x <= runs[-1][1] or _bridge_is_cheaper(wanted, y, runs[-1][1], x)):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((x, end))
    return runs


def _bridge_is_cheaper(wanted: Sheet, y: int, start: int, end: int) -> bool:
    """Whether rewriting the unchanged cells between two runs takes no more bytes than moving over them."""
    between = wanted.characters[y][start:end]
    if end - start > _WIDEST_GAP or UNKNOWN in between:
        return False
    styles = wanted.styles[y]
    before = styles[start - 1]
    cost = len("".join(between).encode())
    look = before
    for style in styles[start : end + 1]:
        cost += len(transition(look, style))
        look = style
    return cost <= _SHORTEST_MOVE + len(transition(before, styles[end]))


def _draw_run(pen: Pen, wanted: Sheet, y: int, start: int, end: int, coloured_erase: bool) -> None:
    """Write a run, with long stretches of blanks in it erased."""
    characters, styles = wanted.characters[y], wanted.styles[y]
    x = start
    while x < end:
        stop = x
        while stop < end and characters[stop] == " " and styles[stop] == styles[x]:
            stop += 1
        if stop - x >= _FEWEST_ERASED_INSIDE and erasable(styles[x], keeps_background=coloured_erase):
            pen.erase(y, x, stop - x, styles[x])
            x = stop
            continue
        stop = max(stop, x + 1)
        while stop < end and characters[stop : stop + _FEWEST_ERASED_INSIDE] != [" "] * _FEWEST_ERASED_INSIDE:
            stop += 1
        pen.cells(wanted, y, x, stop)
        x = stop


class Shift(NamedTuple):
    """Rows from top to bottom that went up by some rows (down where negative)."""

    top: int
    bottom: int
    rows: int

    def apply(self, sheet: Sheet) -> set[int]:
        """Move a sheet's rows as the terminal will; returns the rows touched."""
        order = range(self.top, self.bottom + 1)
        characters = {y: sheet.characters[y] for y in order}
        styles = {y: sheet.styles[y] for y in order}
        for y in order:
            source = y + self.rows
            if source in characters:
                sheet.characters[y], sheet.styles[y] = characters[source].copy(), styles[source].copy()
            else:
                sheet.blank_row(y)
        return set(order)


def scrolled(wanted: Sheet, shown: Sheet, rows: set[int]) -> Shift | None:
    """The shift that explains most of the changed rows, if it explains at least three."""
    if len(rows) < _FEWEST_MOVED_ROWS:
        return None
    places: dict[str, list[int]] = {}
    for y in range(shown.height):
        text = _text(shown, y)
        if text.strip() and UNKNOWN not in shown.characters[y]:
            places.setdefault(text, []).append(y)
    votes: dict[int, list[int]] = {}
    for y in rows:
        for source in places.get(_text(wanted, y), ()):
            votes.setdefault(source - y, []).append(y)
    votes.pop(0, None)
    if not votes:
        return None
    best, moved = max(votes.items(), key=lambda vote: len(vote[1]))
    if len(moved) < _FEWEST_MOVED_ROWS:
        return None
    ends = [*moved, *(y + best for y in moved)]
    shift = Shift(min(ends), max(ends), best)
    known = all(UNKNOWN not in wanted.characters[y] for y in range(shift.top, shift.bottom + 1))
    return shift if known else None


def _text(sheet: Sheet, y: int) -> str:
    return "".join(sheet.characters[y][: max(sheet.width - _NOT_MOVED, 1)])
