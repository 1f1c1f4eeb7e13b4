"""A choice that shows all it offers, each with the digit that picks it."""

from textual.strip import Strip

from tui.cells import cell_len
from tui.look import Piece, strip
from tui.widgets.choice import Choice


class Picks(Choice):
    """One of a few values, all of them in sight: a digit, an arrow or Space picks."""

    DEFAULT_CSS = "Picks { height: auto; width: 1fr; }"

    def _rows(self, width: int) -> list[list[tuple[int, str]]]:
        """The choices by the lines they stand in."""
        rows: list[list[tuple[int, str]]] = [[]]
        used = 0
        for n, (_value, label) in enumerate(self.choices):
            text = f"{n + 1} {label}"
            size = cell_len(text) + 2
            if used + size > width and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append((n, text))
            used += size
        return rows

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the choices need."""
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Draw one line of them, the picked one reversed where it listens."""
        rows = self._rows(self.size.width)
        pieces: list[Piece] = []
        for n, text in rows[y] if y < len(rows) else []:
            picked = n == self.index
            pieces += [(text, ("bar" if self.has_focus else "head") if picked else "dim"), ("  ", "")]
        return strip(pieces, self.size.width)
