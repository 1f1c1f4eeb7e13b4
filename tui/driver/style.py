"""How a cell looks, and the shortest sequence that turns one look into another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Doubt(ValueError):
    """Something whose effect on the terminal is not known for certain."""


class Style(NamedTuple):
    """The look of a cell: attributes by SGR number, colours as SGR parameters ("" is the default), an OSC 8 link."""

    attributes: frozenset[int] = frozenset()
    foreground: str = ""
    background: str = ""
    link: str = ""


PLAIN = Style()
"""The look after a reset."""

_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 7: 27, 8: 28, 9: 29}
_GROUP = {
    22: frozenset({1, 2}),
    24: frozenset({4, 21}),
    25: frozenset({5, 6}),
    54: frozenset({51, 52}),
    55: frozenset({53}),
}
_ON = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53})
_INK = frozenset({4, 5, 6, 7, 8, 9, 21, 51, 52, 53})


@lru_cache(maxsize=8192)
def after_sgr(style: Style, parameters: str) -> Style:
    """The look after `ESC [ parameters m`; raises Doubt where a parameter is unknown."""
    attributes, foreground, background = style.attributes, style.foreground, style.background
    codes = iter(parameters.split(";"))
    for code in codes:
        number = int(code or "0")
        if number == 0:
            attributes, foreground, background = frozenset(), "", ""
        elif number in _ON:
            attributes = attributes | {number}
        elif number in (38, 48):
            colour = _extended_colour(code, next(codes, ""), codes)
            foreground, background = (colour, background) if number == 38 else (foreground, colour)
        elif 30 <= number <= 37 or 90 <= number <= 97:
            foreground = code
        elif 40 <= number <= 47 or 100 <= number <= 107:
            background = code
        elif number == 39:
            foreground = ""
        elif number == 49:
            background = ""
        elif number in _GROUP or number in _OFF.values():
            gone = _GROUP.get(number) or frozenset(on for on, off in _OFF.items() if off == number)
            attributes = attributes - gone
        else:
            raise Doubt(parameters)
    return Style(attributes, foreground, background, style.link)


def _extended_colour(code: str, kind: str, codes: Iterator[str]) -> str:
    """The parameters of one 256-colour or direct colour, taken from the iterator."""
    count = {"5": 1, "2": 3}.get(kind)
    if count is None:
        raise Doubt(kind)
    values = [next(codes, "") for _ in range(count)]
    if not all(value.isdigit() for value in values):
        raise Doubt(kind)
    return ";".join([code, kind, *values])


@lru_cache(maxsize=8192)
def transition(before: Style, after: Style) -> str:
    """The shortest sequence that changes the pen from one look to another."""
    if before == after:
        return ""
    link = f"\x1b]8;{after.link}\x1b\\" if before.link != after.link and after.link else ""
    if before.link != after.link and not after.link:
        link = "\x1b]8;;\x1b\\"
    if before[:3] == after[:3]:
        return link
    full = _sequence([*_switched_on(after.attributes), after.foreground, after.background], reset=True)
    step = _step(before, after)
    return (step if step is not None and len(step) < len(full) else full) + link


def _switched_on(attributes: frozenset[int]) -> list[str]:
    return [str(number) for number in sorted(attributes)]


def _sequence(parameters: list[str], *, reset: bool = False) -> str:
    wanted = [parameter for parameter in parameters if parameter]
    if reset and wanted:
        wanted.insert(0, "0")
    return f"\x1b[{';'.join(wanted)}m"


def _step(before: Style, after: Style) -> str | None:
    """Only what differs, or None where an attribute can be left safely only by a reset."""
    gone = before.attributes - after.attributes
    if not gone <= _OFF.keys():
        return None
    off = sorted({_OFF[number] for number in gone})
    cleared = frozenset().union(*(_GROUP.get(number, frozenset()) for number in off)) if off else frozenset()
    on = (after.attributes - before.attributes) | (after.attributes & cleared)
    parameters = [str(number) for number in off] + _switched_on(frozenset(on))
    if before.foreground != after.foreground:
        parameters.append(after.foreground or "39")
    if before.background != after.background:
        parameters.append(after.background or "49")
    return _sequence(parameters)


def erasable(style: Style, *, keeps_background: bool) -> bool:
    """Whether erasing with this look leaves what blanks would (a coloured one needs background-colour-erase)."""
    return not style.link and not style.attributes & _INK and (keeps_background or not style.background)
