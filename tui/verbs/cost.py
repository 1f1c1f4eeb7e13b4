"""`huanqing cost`: the yearly cost of money that goes both ways, by dates or by equal periods."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import click

from model.annual import NoRate, irr, xirr, yearly
from model.days import FarDay, WrongDay, parse_day
from model.money import WrongAmount, parse_amount, percent
from model.said import N_, Said
from model.text import narrow_digits
from tui.say import _
from tui.verbs.common import common_options, fail, far_day, put, session_of
from tui.verbs.figures import Whole, ask_about, six

MOST = 2000
_PLAIN = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d{1,2})?", re.ASCII)


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("The yearly cost of a flow of money: by dates (--flow), or by equal periods (--periodic)."))
    @click.option("--flow", "flows", multiple=True, metavar="DATE:AMOUNT", help=_("one dated sum, minus for money out"))
    @click.option("--periodic", metavar="A,B,…", help=_("sums at equal distances, minus for money out"))
    @click.option("--per-year", type=Whole(1, 366), help=_("how many periods a year has"))
    @common_options
    @click.pass_context
    def cost(ctx: click.Context, flows: Sequence[str], periodic: str | None, per_year: int | None) -> None:
        if bool(flows) == (periodic is not None):
            fail(Said(N_("Give either --flow DATE:AMOUNT, two or more, or --periodic with --per-year.")))
        session = session_of(ctx)
        try:
            if periodic is None:
                root = xirr(_dated(flows))
                figures = {"xirr": root.rate}
                ask_about(root.rate)
            else:
                if per_year is None:
                    fail(Said(N_("{option} is needed; --help shows how."), {"option": "--per-year"}))
                root = irr(_periodic(periodic))
                found = yearly(root, per_year)
                figures = {"periodic": found.periodic, "simple": found.simple, "effective": found.effective}
                ask_about(found.simple)
        except NoRate as error:
            fail(error.said)
        if root.several:
            put("huanqing: " + _("Other rates fit these sums too; this is the one nearest zero."), err=True)
        if session.json:
            session.print_json({name: six(rate) for name, rate in figures.items()})
            return
        for name, rate in figures.items():
            put(f"{_words(name)}: {percent(rate, 4)}")

    return cost


def _words(name: str) -> str:
    return {
        "xirr": _("By the dates, a year (act/365)"),
        "periodic": _("A period"),
        "simple": _("A year, period × number"),
        "effective": _("A year, effective"),
    }[name]


def _dated(texts: Sequence[str]) -> list[tuple[date, int]]:
    if len(texts) > MOST:
        fail(Said(N_("At most {most} sums."), {"most": MOST}))
    flows: list[tuple[date, int]] = []
    for text in texts:
        day, colon, amount = text.partition(":")
        try:
            on = parse_day(day)
        except FarDay:
            fail(far_day(day))
        except WrongDay:
            fail(Said(N_("“{text}” is not DATE:AMOUNT, such as 2026-12-10:-1612.00."), {"text": text[:40]}))
        if not colon:
            fail(Said(N_("“{text}” is not DATE:AMOUNT, such as 2026-12-10:-1612.00."), {"text": text[:40]}))
        if flows and on < flows[-1][0]:
            said = N_("{on} comes before {since}: give the sums in the order of their days.")
            fail(Said(said, {"on": on.isoformat(), "since": flows[-1][0].isoformat()}))
        flows.append((on, _signed(amount)))
    return flows


def _periodic(text: str) -> list[Decimal]:
    parts = text.split(",")
    if len(parts) > MOST:
        fail(Said(N_("At most {most} sums."), {"most": MOST}))
    return [Decimal(_plainly(part)) for part in parts]


def _plainly(text: str) -> int:
    """Return a sum of --periodic in fen: without thousands separators, for a comma ends it there."""
    if not _PLAIN.fullmatch(narrow_digits(text)):
        known = N_(
            "--periodic: “{text}” is not a sum. Write plain sums with an ASCII comma between two of them and none "
            "inside: -1000,1100"
        )
        fail(Said(known, {"text": text[:40]}))
    return _signed(text)


def _signed(text: str) -> int:
    bare = text
    negative = bare.startswith("-")
    try:
        amount = parse_amount(bare[1:] if bare[:1] in ("-", "+") else bare, zero=True)
    except WrongAmount:
        fail(Said(N_("“{text}” is not an amount: 0.01 to 999,999,999.99, at most two decimals."), {"text": text[:40]}))
    return -amount if negative else amount
