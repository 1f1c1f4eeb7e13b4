"""Finding a case by a few letters: title, person, product, stage, lender, and the pinyin initials of all of them."""

from functools import lru_cache
from pathlib import Path

from model.case import Case
from model.road import View, stage
from tui.say import term


def matches(words: str, case: Case, view: View) -> bool:
    """Return whether every word is in one of the case's names, or in their pinyin initials."""
    names = haystack(case) + " " + term("stage", stage(view).value).casefold()
    sounds = initials(names)
    return all(word in names or sounds_like(word, sounds) for word in words.casefold().split())


def haystack(case: Case) -> str:
    """Return what of a case is searched, in lower case."""
    parts = (
        case.title,
        case.person.name,
        term("product", case.product.value),
        case.product.value,
        case.lender,
        case.id,
        case.adviser,
    )
    return " ".join(parts).casefold()


TABLE = Path(__file__).with_name("initials.txt")
"""Initials of U+4E00 to U+9FFF in their order (``.``: none), an empty line, then characters with their other initials.

Made from pypinyin 0.55.0 (MIT): its first reading of each character; others where its phrases use them, and as a
surname. The library itself would cost a search 0.17 s and 58 MB.
"""

_FIRST = 0x4E00


@lru_cache(maxsize=1)
def _table() -> tuple[str, dict[str, str]]:
    """Return the first initial of every character, and the other ones of those that have any."""
    letters, others = TABLE.read_text(encoding="utf-8").split("\n\n")
    return letters.replace("\n", ""), {more[0]: more[1:] for more in others.split()}


@lru_cache(maxsize=8192)
def initial(character: str) -> str:
    """Return the pinyin initials that a character can have, the usual one first; empty where it has none."""
    letters, others = _table()
    place = ord(character) - _FIRST
    if not 0 <= place < len(letters) or letters[place] == ".":
        return ""
    return letters[place] + others.get(character, "")


@lru_cache(maxsize=8192)
def initials(text: str) -> tuple[str, ...]:
    """Return the pinyin initials of a text's Chinese characters, each with all it can have; a blank between words."""
    found = (" " if character.isspace() else initial(character) for character in text)
    return tuple(one for one in found if one)


def sounds_like(word: str, sounds: tuple[str, ...]) -> bool:
    """Return whether the letters of `word` are initials of characters that follow each other."""
    last = len(sounds) - len(word)
    return word.isascii() and any(
        all(letter in sounds[start + n] for n, letter in enumerate(word)) for start in range(last + 1)
    )
