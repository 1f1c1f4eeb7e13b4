"""Sentences the model says, kept as an English msgid with its values, so that either language can say them."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec

Value = str | int
"""A value in a sentence. Its name tells how it is shown (see `tui.say`): `amount`, `total` and other names in
`MONEY` are fen, `on`, `by`, `due` are ISO days; names in `TERMS` are words of the glossary; the rest is text."""

MONEY = frozenset({"amount", "total", "difference", "low", "high", "each", "paid", "left", "owed"})
MONEY |= {"ceiling", "spare", "reserve", "balance", "cash", "waived"}
DAYS = frozenset({"on", "by", "due", "since", "until", "first", "last"})
TERMS = frozenset({"state", "product", "stage", "outcome", "reason", "place", "kind", "component", "form", "method"})


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One sentence: `text` is the msgid with ``{name}`` fields, `values` fill them."""

    text: str
    values: Mapping[str, Value] = {}

    def __str__(self) -> str:
        """The sentence in English with raw values: for tests and logs of the model, not for screens."""
        return self.text.format(**with_parts(self.values))


PARTS = ("expected", "found", "spot", "why")
"""Values that are sentences themselves, filled in with the other values."""


def with_parts(values: Mapping[str, Value], said: Callable[[str], str] = str) -> dict[str, Value]:
    """Return the values, those that are sentences filled in; `said` gives a sentence in the language wanted."""
    filled = dict(values)
    for name in PARTS:
        text = filled.get(name)
        if isinstance(text, str) and text:
            with suppress(LookupError, ValueError, AttributeError, TypeError):
                filled[name] = said(text).format(**filled)
    return filled


def counted(count: int, one: str, many: str, values: Mapping[str, Value]) -> Said:
    """Return the sentence for `count`: `one` for exactly one, else `many`; both are msgids."""
    return Said(one if count == 1 else many, values)


def N_(text: str) -> str:
    """Mark `text` as a msgid for the catalogue; returns it unchanged."""
    return text
