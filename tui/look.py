"""How things look: a few named styles that any terminal can show, and lines made of styled pieces."""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from model.text import shown
from tui.cells import cell_len

STYLES: dict[str, Style] = {
    "": Style(),
    "dim": Style(dim=True),
    "bold": Style(bold=True),
    "head": Style(bold=True, color="cyan"),
    "good": Style(color="green"),
    "due": Style(color="yellow"),
    "late": Style(color="magenta", bold=True),
    "bar": Style(reverse=True),
    "chosen": Style(bold=True, underline=True),
    "today": Style(bold=True, color="cyan"),
    "key": Style(bold=True, color="cyan"),
    "error": Style(color="yellow", bold=True),
}
"""Named styles. None is red: what is late is told by a word and a sign."""

Piece = tuple[str, str]
Line = tuple[Piece, ...]
"""One line of a screen: texts, each with the name of its style."""


def line(*pieces: str | Piece) -> Line:
    """Return a line of pieces; a bare text is plain."""
    return tuple((piece, "") if isinstance(piece, str) else piece for piece in pieces)


def strip(pieces: Iterable[Piece], width: int, over: Style | None = None) -> Strip:
    """Return the pieces as a strip of exactly `width` cells, `over` laid on top (the cursor's style)."""
    segments: list[Segment] = []
    used = 0
    for text, name in pieces:
        text = shown(text)
        style = STYLES[name]
        if over is not None:
            style = style + over
        segments.append(Segment(text, style))
        used += cell_len(text)
        if used >= width:
            break
    made = Strip(segments, used)
    if used < width:
        return made.extend_cell_length(width, over or STYLES[""])
    return made.crop(0, width)


def blank(width: int) -> Strip:
    """Return a strip of nothing; like every piece it has a style, without which Textual's colour filters fail."""
    return Strip.blank(width, STYLES[""])
