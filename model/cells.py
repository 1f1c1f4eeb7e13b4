"""Widths in terminal cells, and text broken into lines and pages that fit a small screen."""

import unicodedata
from collections.abc import Iterator

_NOT_FIRST = set("，。、；：？！）》」』】〉”’,.;:?!)]}%元号期天")
"""Marks (and units that belong to a number) that do not begin a line."""

_NOT_LAST = set("（《「『【〈“‘([{¥")
"""Marks that do not end a line."""


def cell_len(text: str) -> int:
    """Return how many cells `text` takes: two for wide characters, none for combining and format characters."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` cells (at least two); its own breaks stay.

    Numbers and Latin words stay whole where they fit in a line; closing marks do not begin one.
    """
    width = max(2, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_paragraph(paragraph, width))
    return lines


def _paragraph(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for word in _words(text, width):
        size = cell_len(word)
        if used + size > width and line:
            yield line.rstrip()
            line, used = "", 0
            word = word.lstrip()
            size = cell_len(word)
        line, used = line + word, used + size
    yield line.rstrip()


def _words(text: str, width: int) -> Iterator[str]:
    """Yield the pieces between which a line may break, none wider than a line."""
    word = ""
    for character in text:
        if word and not _joined(word[-1], character):
            yield from _cut(word, width)
            word = ""
        word += character
    yield from _cut(word, width)


def _joined(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or _width(after) == 0:
        return True
    return _width(before) == 1 and _width(after) == 1 and not before.isspace() and not after.isspace()


def _cut(word: str, width: int) -> Iterator[str]:
    while cell_len(word) > width:
        part, used = "", 0
        for character in word:
            if used + _width(character) > width:
                break
            part, used = part + character, used + _width(character)
        yield part
        word = word[len(part) :]
    if word:
        yield word


def pages(text: str, width: int = 40, height: int = 14) -> tuple[str, ...]:
    """Return `text` as pages of at most `height` lines of `width` cells.

    Where the text takes more than one page, a page ends between two paragraphs rather than inside one, if that
    costs no further page.
    """
    height = max(1, height)
    lines = wrapped(text, width)
    needed = -(-len(lines) // height)
    blocks = [wrapped(paragraph, width) for paragraph in text.split("\n")]
    whole = _by_paragraph(blocks, height)
    if whole is not None and len(whole) <= needed:
        return tuple("\n".join(page) for page in whole)
    return tuple("\n".join(lines[at : at + height]) for at in range(0, len(lines), height))


def _by_paragraph(blocks: list[list[str]], height: int) -> list[list[str]] | None:
    found: list[list[str]] = [[]]
    for block in blocks:
        if len(block) > height:
            return None
        if found[-1] and len(found[-1]) + len(block) > height:
            found.append([])
        found[-1].extend(block)
    return found
