"""`huanqing accrue`: what a sum costs from one day to another."""

from datetime import date
from decimal import Decimal

import click

from model.accrual import WrongSpan, accrue, made
from model.case import Compounding, Rounding
from model.money import percent, plain
from model.said import N_, Said
from tui.say import _, money
from tui.verbs.common import AMOUNT, DAY, RATE, common_options, fail, put, session_of
from tui.verbs.figures import OneOf, Times, Whole, ask_about, need


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("What BASE costs from one day (not counted) to another (counted)."))
    @click.option("--base", type=AMOUNT, help=_("what the rate is charged on, in yuan"))
    @click.option("--daily-rate", type=RATE, help=_("rate a day: 0.05% or 0.0005"))
    @click.option("--annual-rate", type=RATE, help=_("rate a year: 12.9% or 0.129"))
    @click.option("--day-count", type=OneOf(("360", "365")), default="365", help=_("days of a year"))
    @click.option("--multiplier", type=Times(), default="1", help=_("raises the rate: 1.5"))
    @click.option("--rounding", type=OneOf(tuple(Rounding)), default="once", help=_("round to the fen once, or daily"))
    @click.option("--compounding", type=OneOf(tuple(Compounding)), default="simple", help=_("simple, or monthly"))
    @click.option("--grace", type=Whole(0, 366), default="0", help=_("days at the beginning that cost nothing"))
    @click.option("--from", "from_", type=DAY, help=_("the due date"))
    @click.option("--to", type=DAY, help=_("the day of payment"))
    @common_options
    @click.pass_context
    def accrue_(
        ctx: click.Context,
        base: int | None,
        daily_rate: Decimal | None,
        annual_rate: Decimal | None,
        day_count: str,
        multiplier: Decimal,
        rounding: str,
        compounding: str,
        grace: int,
        from_: date | None,
        to: date | None,
    ) -> None:
        need(base=base, from_=from_, to=to)
        if (daily_rate is None) == (annual_rate is None):
            fail(Said(N_("Give one rate: --daily-rate or --annual-rate.")))
        assert base is not None and from_ is not None and to is not None
        days_of_year = int(day_count)
        rules = made(
            daily=daily_rate if daily_rate is not None else (annual_rate or Decimal(0)) / days_of_year,
            multiplier=multiplier,
            day_count=days_of_year,
            grace_days=grace,
            rounding=Rounding(rounding),
            compounding=Compounding(compounding),
        )
        try:
            result = accrue(base, rules, from_, to)
        except WrongSpan:
            fail(
                Said(
                    N_("--to {until} is before --from {since}."), {"until": to.isoformat(), "since": from_.isoformat()}
                )
            )
        ask_about(rules.annual)
        if session_of(ctx).json:
            session_of(ctx).print_json(
                {"days": result.days, "per_day": plain(result.per_day), "amount": plain(result.amount)}
            )
            return
        put(
            _("{rate} a day on {base}: {per_day} a day").format(
                rate=percent(rules.overdue, 4), base=money(base), per_day=money(result.per_day)
            )
        )
        put(
            _("Days: {days}, charged: {charged}. In all {amount}").format(
                days=result.days, charged=result.charged, amount=money(result.amount)
            )
        )

    return accrue_
