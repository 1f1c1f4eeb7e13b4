"""Text measured in terminal cells: cut, pad, wrap."""

import re

from rich.cells import cell_len as cell_len
from rich.cells import set_cell_size

from model.text import clean_note, shown

_MONEY = re.compile(r"[¥￥][\d,.*]*$")
_NEVER_FIRST = set("，。、；：？！）》」』”’…,.;:?!)]}%％")
_NEVER_LAST = set("（《「『“‘([{¥￥")


def fit(text: str, width: int) -> str:
    """Return `text` cut or padded to exactly `width` cells."""
    return set_cell_size(shown(text), max(0, width))


def cut(text: str, width: int) -> str:
    """Return `text` no wider than `width` cells; what is cut off shows as two dots.

    An amount is never cut inside: a part of it would read as another sum.
    """
    text = shown(text)
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(0, width - 2)).rstrip()
    amount = _MONEY.search(kept)
    if amount is not None and text[len(kept) : len(kept) + 1] in tuple("0123456789.,*"):
        kept = kept[: amount.start()].rstrip()
    return kept + ".."[: max(0, width)]


def right(text: str, width: int) -> str:
    """Return `text` padded on the left to `width` cells, or cut."""
    text = cut(text, width)
    return " " * (width - cell_len(text)) + text


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of `text` in `width` cells: words stay whole, Chinese breaks anywhere but before a full stop."""
    width = max(4, width)
    lines: list[str] = []
    for paragraph in clean_note(text).split("\n"):
        lines += _wrap_paragraph(paragraph, width)
    return lines


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        size = cell_len(piece)
        if used + size > width and line:
            lines.append(line.rstrip())
            line, used = "", 0
            piece = piece.lstrip()
            size = cell_len(piece)
        while size > width:
            head = set_cell_size(piece, width)
            taken = len(head.rstrip())
            lines.append(piece[:taken])
            piece = piece[taken:]
            size = cell_len(piece)
        line, used = line + piece, used + size
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Split into pieces that must stay together."""
    pieces: list[str] = []
    word = ""
    for character in text:
        if character == " ":
            if word:
                pieces.append(word)
                word = ""
            pieces.append(" ")
        elif cell_len(character) == 2 and character not in _NEVER_FIRST and character not in _NEVER_LAST:
            if word and word[-1] not in _NEVER_LAST:
                pieces.append(word)
                word = ""
            pieces.append(word + character)
            word = ""
        elif character in _NEVER_FIRST and not word and pieces and pieces[-1] != " ":
            pieces[-1] += character
        else:
            word += character
    if word:
        pieces.append(word)
    return pieces
