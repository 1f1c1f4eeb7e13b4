"""Finding a case by a few letters: title, person, product, stage, lender, and the pinyin initials of all of them."""

from functools import lru_cache

from model.case import Case
from model.road import View, stage
from tui.say import term


def matches(words: str, case: Case, view: View) -> bool:
    """Return whether every word is in one of the case's names, or in their pinyin initials."""
    names = haystack(case) + " " + term("stage", stage(view).value).casefold()
    names += " " + initials(names)
    return all(word in names for word in words.casefold().split())


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


# The first Chinese character of each initial in GB 2312's order of sound, which the first level of that set follows.
_FIRSTS = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_INITIALS = "abcdefghjklmnopqrstwxyz"


@lru_cache(maxsize=8192)
def initial(character: str) -> str:
    """Return the pinyin initial of a common character (GB 2312's first level, which is in order of sound)."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if len(code) != 2 or not 0xB0 <= code[0] <= 0xD7:
        return ""
    found = ""
    for first, letter in zip(_FIRSTS, _INITIALS, strict=True):
        if code >= first.encode("gb2312"):
            found = letter
    return found


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """Return the pinyin initials of a text's Chinese characters, its other words left out."""
    return "".join(initial(character) if not character.isspace() else " " for character in text)
