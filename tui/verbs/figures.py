"""What the commands about figures share: whole numbers, tables, rates as text, the question about a very high rate."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import click

from model.money import percent
from model.said import N_, Said, Value
from model.text import narrow_digits
from tui.say import _
from tui.verbs.common import fail, put

SUSPICIOUS = Decimal(1)
"""A yearly rate above this is possible, but more often a slip of the comma."""

_FACTOR = re.compile(r"\d{1,2}(\.\d{1,6})?", re.ASCII)


class Whole(click.ParamType[int]):
    """A whole number between two bounds; anything else ends the command with one line."""

    name = "N"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number."""
        if isinstance(value, int):
            return value
        text = narrow_digits(str(value).strip())
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
        if number is None or not self.least <= number <= self.most:
            values: dict[str, Value] = {
                "text": str(value)[:40],
                "least": self.least,
                "most": self.most,
                "option": _name(param),
            }
            fail(Said(N_("{option}: “{text}” is not a whole number from {least} to {most}."), values))
        return number


class Times(click.ParamType[Decimal]):
    """A factor such as 1.5, more than nothing and at most ten."""

    name = "TIMES"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read the factor."""
        if isinstance(value, Decimal):
            return value
        text = narrow_digits(str(value).strip())
        if not _FACTOR.fullmatch(text) or not 0 < Decimal(text) <= 10:
            values: dict[str, Value] = {"text": text[:40], "option": _name(param)}
            fail(Said(N_("{option}: “{text}” is not a factor such as 1.5."), values))
        return Decimal(text)


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "WORD"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.name = "|".join(self.words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show the words as they are accepted: click would write them in capitals."""
        return self.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the word."""
        if value not in self.words:
            values: dict[str, Value] = {"text": str(value)[:40], "words": ", ".join(self.words), "option": _name(param)}
            fail(Said(N_("{option}: “{text}” is none of {words}."), values))
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Offer the words."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


def _name(param: click.Parameter | None) -> str:
    return param.opts[0] if param is not None and param.opts else "?"


def need(**values: object) -> None:
    """End the command if an option it cannot do without is missing."""
    for name, value in values.items():
        if value is None:
            option = "--" + name.rstrip("_").replace("_", "-")
            fail(Said(N_("{option} is needed; --help shows how."), {"option": option}))


def six(rate: Decimal) -> str:
    """Return a rate as exported: a decimal fraction with six places; no minus before zero."""
    text = f"{rate.quantize(Decimal('0.000001'), rounding=ROUND_HALF_UP):f}"
    return text.removeprefix("-") if not text.strip("-0.") else text


def ask_about(annual: Decimal) -> None:
    """Say on stderr when a yearly rate is above 100 %: possible, but more often a slip."""
    if annual.quantize(Decimal("0.001")) > SUSPICIOUS:
        text = _("Please look again: that rate is {rate} a year. It was used as given.")
        put("huanqing: " + text.format(rate=percent(annual)), err=True)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Print a table by terminal cells: the first `left` columns to the left, the others to the right."""
    from rich.cells import cell_len

    from tui.cells import fit, right

    widths = [max(cell_len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        cells = [
            fit(text, width) if n < left else right(text, width)
            for n, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        put("  ".join(cells).rstrip())
