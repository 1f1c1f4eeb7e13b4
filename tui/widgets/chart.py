"""A picture of amounts over time: braille dots on axes of ours, small enough for a slow link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from textual.strip import Strip
from textual.widget import Widget

from tui.cells import cell_len, cut, right
from tui.look import Line, Piece, blank, line, strip

BLANK = 0x2800
"""The braille cell without dots; some fonts draw it, so it is shown as a space."""


@dataclass(frozen=True)
class Series:
    """A line of the picture: days with whole numbers, the name of its style, its name for the legend."""

    points: tuple[tuple[date, int], ...]
    style: str = ""
    name: str = ""


class Chart(Widget):
    """Lines over days; the first series lies on top."""

    DEFAULT_CSS = "Chart { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.series: Sequence[Series] = ()
        self.top_label, self.bottom_label = "", ""
        self._drawn: list[Line] = []
        self._key: object = None

    def show(self, series: Sequence[Series], top_label: str, bottom_label: str = "0") -> None:
        """Show other lines; the labels are those of the highest value and of nothing."""
        key = (tuple(series), top_label, bottom_label)
        if key != self._key:
            self._key = key
            self.series, self.top_label, self.bottom_label = series, top_label, bottom_label
            self._drawn = []
            self.refresh()

    def on_resize(self) -> None:
        """Draw it anew."""
        self._drawn = []

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if not self._drawn:
            self._drawn = drawn(self.series, self.size.width, self.size.height, self.top_label, self.bottom_label)
        return strip(self._drawn[y], self.size.width) if y < len(self._drawn) else blank(self.size.width)


def drawn(series: Sequence[Series], width: int, height: int, top: str, bottom: str) -> list[Line]:
    """Return the picture as lines: the dots, the labels at the left, below them the days and what each line is."""
    shown = [one for one in series if one.points]
    left = max(cell_len(top), cell_len(bottom)) + 1
    columns, rows = width - left, height - 1 - (1 if len(shown) > 1 else 0)
    if not shown or columns < 8 or rows < 2:
        return []
    days = [on.toordinal() for one in shown for on, _value in one.points]
    first, last = min(days), max(days)
    highest = max(value for one in shown for _on, value in one.points)
    cells = _cells(shown, columns, rows, (first, max(last, first + 1)), max(1, highest))
    lines: list[Line] = []
    for row in range(rows):
        label = top if row == 0 else (bottom if row == rows - 1 else "")
        lines.append(((right(label, left - 1) + " ", "dim"), *_pieces(cells[row])))
    start, end = date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()
    gap = columns - len(start) - len(end)
    below = start + " " * gap + end if gap > 0 else cut(start, columns)
    lines.append(line((" " * left + below, "dim")))
    if len(shown) > 1:
        names: list[Piece] = [(" " * left, "")]
        for one in shown:
            names += [("-- ", one.style), (one.name + "  ", "dim")]
        lines.append(tuple(names))
    return lines


def _cells(
    series: Sequence[Series], columns: int, rows: int, days: tuple[int, int], highest: int
) -> list[list[tuple[str, str]]]:
    """Return each cell's character and style; where lines cross, their dots are joined in the upper one's style."""
    from plotille import Canvas

    bits = [[0] * columns for _ in range(rows)]
    styles = [[""] * columns for _ in range(rows)]
    for one in reversed(series):
        canvas = Canvas(columns, rows, xmin=days[0], ymin=0, xmax=days[1], ymax=highest)
        points = [(float(on.toordinal()), float(value)) for on, value in one.points]
        if len(points) == 1:
            canvas.point(*points[0])
        for (x0, y0), (x1, y1) in pairwise(points):
            canvas.line(x0, y0, x1, y1)
        for row, text in enumerate(canvas.plot().split("\n")[:rows]):
            for column, character in enumerate(text[:columns]):
                dots = ord(character) - BLANK if ord(character) >= BLANK else 0
                if dots:
                    bits[row][column] |= dots
                    styles[row][column] = one.style
    return [
        [(chr(BLANK + dots) if dots else " ", style) for dots, style in zip(row, looks, strict=True)]
        for row, looks in zip(bits, styles, strict=True)
    ]


def _pieces(cells: list[tuple[str, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    for character, style in cells:
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + character, style)
        else:
            pieces.append((character, style))
    return pieces
