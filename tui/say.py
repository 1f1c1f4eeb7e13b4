"""The language of this run: catalogue, words of the glossary, and how days and money read."""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from model.money import yuan
from model.playbook import Playbook
from model.said import DAYS, MONEY, N_, PARTS, TERMS, Said, with_parts
from model.text import shown
from tui.catalog import Catalog
from tui.words import WORDS

LANGUAGES = ("zh", "en")
_CATALOG = Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "huanqing.mo"


class _Voice:
    """What is chosen for this run."""

    language = "en"
    catalog = Catalog()
    sign = "¥"
    hidden = False


def install(language: str, encoding: str | None = None) -> None:
    """Speak `language` (``zh`` or ``en``) from here on; `encoding` is the terminal's, to choose a ¥ it can show."""
    _Voice.language = language
    _Voice.catalog = Catalog.read(_CATALOG) if language == "zh" else Catalog()
    _Voice.sign = "¥"
    if encoding:
        try:
            "¥".encode(encoding)
        except (UnicodeEncodeError, LookupError):
            _Voice.sign = "￥"


def language() -> str:
    """The language of this run."""
    return _Voice.language


def locale_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of the locale: Chinese for ``zh*``, C, POSIX or none, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            head = value.split(".")[0].lower()
            return "zh" if head.startswith("zh") or head in ("c", "posix") else "en"
    return "zh"


def _(text: str) -> str:
    """Return the msgid `text` in the language of this run."""
    return _Voice.catalog.gettext(text) if text else ""


def several(one: str, many: str, count: int) -> str:
    """Return the form of a msgid for `count`, with ``{count}`` filled in."""
    return _Voice.catalog.ngettext(one, many, count).format(count=count)


def term(kind: str, value: str) -> str:
    """Return the word on screen for one value of an enumeration: ``term("stage", "waiting")``."""
    text = WORDS.get((kind, value))
    return value if text is None else _Voice.catalog.pgettext(kind, text)


def money(fen: int) -> str:
    """Return an amount as people read it: ``¥1,234.56``; ``¥***`` while amounts are hidden."""
    return f"{_Voice.sign}***" if _Voice.hidden else yuan(fen, _Voice.sign)


def listed(parts: Iterable[str]) -> str:
    """Return several names in a row: ``甲、乙``, ``a, b``."""
    return ("、" if _Voice.language == "zh" else ", ").join(parts)


def joined(parts: Iterable[str]) -> str:
    """Return parts of one sentence in a row: ``甲，乙``, ``a, b``."""
    return ("，" if _Voice.language == "zh" else ", ").join(parts)


WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(on: date) -> str:
    """Return the weekday, short: ``周三``, ``Wed``."""
    return _(WEEKDAYS[on.weekday()])


def day(on: date | None, today: date | None = None) -> str:
    """Return a day with the year left out where it is `today`'s: ``11-25``, ``2027-01-10``; None reads as a dash."""
    if on is None:
        return "-"
    return f"{on:%m-%d}" if today is not None and on.year == today.year else on.isoformat()


def day_named(on: date, today: date | None = None) -> str:
    """Return a day with its weekday: ``11-25 周三``."""
    return f"{day(on, today)} {weekday(on)}"


_LOOKED_UP = {name: name for name in ("step", "material", "channel", "point", "fact", "rung", "product_name")}
_LOOKED_UP["id"] = "point"
"""Values that are ids of a playbook's parts, and its look-up for each; a bare id is that of a point settled."""


def say(said: Said, playbook: Playbook | None = None) -> str:
    """Return a sentence of the model in the language of this run."""
    values = {name: _value(name, value, playbook) for name, value in said.values.items()}
    try:
        return _(said.text).format(**with_parts(values, _))
    except (LookupError, ValueError, AttributeError, TypeError):
        return shown(_(said.text))


def _value(name: str, value: str | int, playbook: Playbook | None) -> str:
    if name in MONEY and isinstance(value, int):
        return money(value)
    text = str(value)
    if name in TERMS:
        return _term_of(name, text)
    if playbook is not None and name in _LOOKED_UP:
        part = getattr(playbook, _LOOKED_UP[name], lambda _id: None)(text)
        label = getattr(part, "title", None) or getattr(part, "name", None)
        if label is not None:
            return str(label.in_(_Voice.language))
    if name in PARTS:
        return shown(text)
    if name in ("field", "fields"):
        from tui.field_words import path_words

        return shown(path_words(text))
    return text if name in DAYS else shown(text)


def _term_of(name: str, value: str) -> str:
    if name == "state":
        for kind in ("material", "step", "standing", "agreement"):
            if (kind, value) in WORDS:
                return term(kind, value)
    if name == "kind":
        for kind in ("request", "court", "contact_kind", "payment"):
            if (kind, value) in WORDS:
                return term(kind, value)
    return shown(term(name, value))


def hide_amounts(hidden: bool | None = None) -> bool:
    """Hide amounts on screen, or show them again (None: the other way); return whether they are hidden."""
    _Voice.hidden = not _Voice.hidden if hidden is None else hidden
    return _Voice.hidden
