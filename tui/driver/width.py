"""How many columns a character takes, where every terminal agrees; a Doubt where they do not."""

from __future__ import annotations

import unicodedata

from tui.driver.style import Doubt

_CLUSTERS = frozenset(
    code
    for first, last in [
        (0x1100, 0x11FF),  # jamo
        (0xA960, 0xA97F),
        (0xD7B0, 0xD7FF),
        (0x1F1E6, 0x1F1FF),  # flags
        (0x1F3FB, 0x1F3FF),  # skin tones
        (0xFE00, 0xFE0F),  # variation selectors
        (0xE0000, 0xE01FF),  # tags
        (0x00AD, 0x00AD),  # the soft hyphen
    ]
    for code in range(first, last + 1)
)
"""What hangs on its neighbours, or on the terminal, for its width."""

_known: dict[str, int] = {}


def columns(character: str) -> int:
    """0 for a combining mark, 1 or 2; raises Doubt for what joins into clusters or is not printable.

    Rule: Unicode's East Asian Width, ambiguous counted as one, as Rich counts; where Rich counts otherwise, Doubt.
    """
    width = _known.get(character)
    if width is None:
        width = _known[character] = _measured(character)
    if width < 0:
        raise Doubt(character)
    return width


def _measured(character: str) -> int:
    from rich.cells import get_character_cell_size

    category = unicodedata.category(character)
    if ord(character) in _CLUSTERS or category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mc"):
        return -1
    if category in ("Mn", "Me"):
        width = 0 if unicodedata.combining(character) else -1
    else:
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width if width == get_character_cell_size(character) else -1


def steady(character: str) -> bool:
    """Whether every terminal draws this in the columns counted: not what Unicode calls ambiguous, and no emoji."""
    if character.isascii():
        return True
    if len(character) > 1:
        return False
    code = ord(character)
    if code < 0x2600:
        return unicodedata.east_asian_width(character) != "A"
    return 0x3000 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xFF01 <= code <= 0xFFE6
