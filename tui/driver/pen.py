"""A pen on the terminal: writes cells with as few bytes as moves and colour changes allow."""

from __future__ import annotations

from tui.driver.sheet import Sheet
from tui.driver.style import PLAIN, Style, transition
from tui.driver.width import steady

_LONGEST_BACKSPACE = 3
_LONGEST_NEWLINES = 5


def _cost(move: str) -> int:
    """Bytes on the line: the terminal's driver sends a carriage return with every newline."""
    return len(move) + move.count("\n")


class Pen:
    """Where the terminal's cursor stands, its look, and the bytes written so far."""

    def __init__(self, width: int, y: int | None = None, x: int | None = None) -> None:
        """`y` and `x` are None where the place is not known."""
        self._width = width
        self._out: list[str] = []
        self._unsure = False
        self.y = y
        self.x = x
        self.style = PLAIN

    def __str__(self) -> str:
        return "".join(self._out)

    def __len__(self) -> int:
        return sum(map(len, self._out))

    @property
    def place(self) -> tuple[int, int] | None:
        """Row and column of the cursor, where known."""
        return None if self.y is None or self.x is None else (self.y, self.x)

    def raw(self, sequence: str) -> None:
        """A sequence that leaves the cursor somewhere unknown."""
        self._out.append(sequence)
        self.y = self.x = None

    def step_to(self, y: int, x: int) -> str:
        """The shortest move to a place; columns are counted from the margin unless the present one is certain."""
        if (self.y, self.x) == (y, x):
            return ""
        best = f"\x1b[{y + 1};{x + 1}H" if x else (f"\x1b[{y + 1}H" if y else "\x1b[H")
        if self.y is None:
            return best
        forward = f"\x1b[{x if x > 1 else ''}C" if x else ""
        choices = [best]
        if y == self.y:
            choices += [f"\x1b[{x + 1}G", "\r" + forward]
            if self.x is not None and x > self.x:
                choices.append(f"\x1b[{x - self.x if x - self.x > 1 else ''}C")
            elif self.x is not None:
                back = self.x - x
                choices.append("\b" * back if back <= _LONGEST_BACKSPACE else f"\x1b[{back}D")
        elif 0 < y - self.y <= _LONGEST_NEWLINES:
            choices.append("\r" + "\n" * (y - self.y) + forward)
        if y != self.y and x == self.x:
            rows = abs(y - self.y)
            choices.append(f"\x1b[{rows if rows > 1 else ''}{'B' if y > self.y else 'A'}")
        return min(choices, key=_cost)

    def move(self, y: int, x: int) -> None:
        """Go to a place."""
        self._out.append(self.step_to(y, x))
        self.y, self.x = y, x
        self._unsure = False

    def look(self, style: Style) -> None:
        """Take on a look."""
        if style != self.style:
            self._out.append(transition(self.style, style))
            self.style = style

    def cells(self, sheet: Sheet, y: int, start: int, end: int) -> None:
        """Write a stretch of a row, whose first cell is not the right half of a wide character.

        After a character that terminals draw in different widths the column is set afresh: an error stays in its cell.
        """
        characters, styles = sheet.characters[y], sheet.styles[y]
        self.move(y, start)
        certain = True
        for x in range(start, end):
            character = characters[x]
            if character == "":
                continue
            if self._unsure and character != " " and steady(character):
                self._out.append(f"\x1b[{x + 1}G")
                self._unsure = False
            self.look(styles[x])
            self._out.append(character)
            if not character.isascii():
                certain = False
                self._unsure = self._unsure or not steady(character)
        if end < self._width and certain:
            self.x = end
        else:
            self.x = None

    def erase_row(self, y: int, x: int, style: Style) -> None:
        """Blanks from a place to the end of its row."""
        self.move(y, x)
        self.look(style)
        self._out.append("\x1b[K")

    def erase(self, y: int, x: int, count: int, style: Style) -> None:
        """Blanks in some cells of a row; the cursor stays before them."""
        self.move(y, x)
        self.look(style)
        self._out.append(f"\x1b[{count}X")

    def clear(self) -> None:
        """Blanks in the default look everywhere."""
        self.look(PLAIN)
        self._out.append("\x1b[2J")

    def scroll(self, top: int, bottom: int, rows: int) -> None:
        """Move the rows from top to bottom up (down where negative), blanks following; the margins are reset."""
        self.look(PLAIN)
        self._out.append(f"\x1b[{top + 1};{bottom + 1}r")
        self.y = self.x = None
        if rows > 0:
            self.move(bottom, 0)
            self._out.append("\n" * rows)
        else:
            self.move(top, 0)
            self._out.append("\x1bM" * -rows)
        self.raw("\x1b[r")
