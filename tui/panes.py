"""How a page shares its lines between a list and the text pane below it."""

from textual.widget import Widget

from model.cells import cell_len

FRAME = 3
"""The lines of a page that are neither: its head, the numbers of the other pages, its foot."""

WIDE, NARROW = 100, 60
"""From this width on pane and list stand side by side; below that one the pane has no line above it."""

SHORT = 20
"""Below this height the text pane needs the lines that a fuller head would take."""


def share_lines(pane: Widget, *, head: int, rows: int, least: int, beside: bool = True) -> None:
    """Give a text pane the lines that a list of `rows` below a head of `head` lines leaves, and `least` in any case.

    The share depends on the list alone, so that the list stands still while the cursor moves. Where list and pane
    stand side by side (`beside`) on a wide screen, the pane keeps the height of its style sheet.
    """
    width, height = pane.app.size
    if beside and width >= WIDE:
        pane.styles.height = None
        return
    room = height - FRAME - head - (0 if width < NARROW else 1)
    pane.styles.height = max(1, min(max(room - rows, least), room - 3))


def name_room(name: str, words: str, width: int) -> int:
    """Return how many of `width` cells a name gets beside `words`: all it needs where there is room, at least half."""
    if width >= NARROW:
        return min(40, width // 2)
    if not words:
        return width
    return max(width // 2, min(cell_len(name) + 1, width - cell_len(words)))
