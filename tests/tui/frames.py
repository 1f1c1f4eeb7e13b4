"""Random frames as Textual's compositor paints them, for comparing what two streams of bytes make a terminal show."""

from __future__ import annotations

import random

from rich.cells import cell_len

_ALPHABETS = ["abcdefghij 0123456789   ", "花呗借呗还清今天协议逾期", "é", "●·…─│→①", "👨", "😀🎉"]
_MARKED = ["é", "a\u0301", "e\u0302"]
_CLUSTERS = ["👨\u200d👩\u200d👧", "⚠\ufe0f", "🇨🇳", "👍🏽"]
_WEIGHTS = [10, 6, 1, 2, 0.03, 0.5]


def style(r: random.Random) -> str:
    """SGR parameters, perhaps none."""
    parts = [str(a) for a in (1, 2, 3, 4, 7, 9) if r.random() < 0.12]
    kind = r.random()
    if kind < 0.5:
        parts.append(f"38;5;{r.randrange(6)}")
    elif kind < 0.6:
        parts.append(str(r.choice((31, 92))))
    elif kind < 0.65:
        parts.append("38;2;1;2;3")
    if r.random() < 0.5:
        parts.append(f"48;5;{r.randrange(4)}")
    return ";".join(parts)


def text(r: random.Random, columns: int) -> str:
    """Text of exactly so many columns, by Rich's measure."""
    out = ""
    while (left := columns - cell_len(out)) > 0:
        alphabet = r.choices(_ALPHABETS, _WEIGHTS)[0]
        piece = r.choice(alphabet) if r.random() < 0.7 else " "
        if alphabet == "👨":
            piece = r.choice(_CLUSTERS)
        elif alphabet == "é":
            piece = r.choice(_MARKED)
        out += piece if cell_len(piece) <= left else "x"
    return out


def segments(r: random.Random, columns: int) -> list[tuple[str, str]]:
    """Styled text of so many columns."""
    out: list[tuple[str, str]] = []
    while columns:
        size = min(r.randrange(1, 20), columns)
        out.append((style(r), text(r, size) if r.random() < 0.7 else " " * size))
        columns -= size
    return out


def painted(rows: dict[int, list[tuple[str, str]]], x: int, caret: tuple[int, int]) -> str:
    """A frame of these rows from column x on, as Textual writes it."""
    parts: list[str] = []
    for y, row in rows.items():
        parts.append("\n" if parts else "")
        parts.append(f"\x1b[{y + 1};{x + 1}H")
        parts.extend(f"\x1b[{look}m{chars}\x1b[0m" if look else chars for look, chars in row)
    return "".join(parts) + f"\x1b[{caret[0] + 1};{caret[1] + 1}H"


class Painter:
    """Paints one random frame after another: whole ones, rectangles, scrolled and slightly edited ones."""

    def __init__(self, r: random.Random, width: int, height: int) -> None:
        self.r = r
        self.width = width
        self.height = height
        self.rows = [segments(r, width) for _ in range(height)]

    def frame(self) -> str:
        """The next frame."""
        r, kind = self.r, self.r.random()
        caret = (r.randrange(self.height), r.randrange(self.width))
        if kind < 0.3:
            return self._rectangle(caret)
        if kind < 0.6:
            self._scroll()
        elif kind < 0.9:
            self.rows[r.randrange(self.height)] = segments(r, self.width)
        else:
            self.rows = [segments(r, self.width) for _ in range(self.height)]
        return painted(dict(enumerate(self.rows)), 0, caret)

    def _scroll(self) -> None:
        r = self.r
        top = r.randrange(self.height)
        bottom = r.randrange(top, self.height) + 1
        by = r.randrange(1, 4)
        band = self.rows[top:bottom]
        fresh = [segments(r, self.width) for _ in range(min(by, len(band)))]
        band = [*band[by:], *fresh] if r.random() < 0.5 else [*fresh, *band[:-by]]
        self.rows[top:bottom] = band[: bottom - top]
        while len(self.rows) < self.height:
            self.rows.append(segments(r, self.width))

    def _rectangle(self, caret: tuple[int, int]) -> str:
        r = self.r
        x = r.randrange(self.width)
        end = r.randrange(x, self.width) + 1
        y = r.randrange(self.height)
        rows = range(y, r.randrange(y, self.height) + 1)
        return painted({row: segments(r, end - x) for row in rows}, x, caret)
