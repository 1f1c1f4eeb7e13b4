"""What a day costs: the rules of a product or a case, and what they add over a span of days.

The due date itself is not counted, the day of payment is: 10 April to 14 April are four days. Grace days at the
beginning of a span cost nothing.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from model.case import Base, Compounding, Rounding, Terms
from model.days import month_step


class Origin(StrEnum):
    """Where a rule comes from: one loan, the case, the playbook, or nowhere (then the plainest rule is assumed)."""

    LOAN = "loan"
    CASE = "case"
    PLAYBOOK = "playbook"
    ASSUMED = "assumed"


UNSET = Terms()
"""Terms that leave everything to the next level."""

_ASSUMED: dict[str, Any] = {
    "base": Base.PRINCIPAL,
    "day_count": 365,
    "multiplier": Decimal(1),
    "grace_days": 0,
    "rounding": Rounding.ONCE,
    "compounding": Compounding.SIMPLE,
}


class Rules(msgspec.Struct, frozen=True):
    """Terms with nothing left open. `daily` is the contract's rate a day, `overdue` the same times the multiplier.

    `known` is false where no rate was given by anyone: then both are zero. `numerator` and `denominator` are
    `overdue` as a fraction, for exact whole-number arithmetic.
    """

    base: Base
    daily: Decimal
    overdue: Decimal
    multiplier: Decimal
    day_count: int
    grace_days: int
    rounding: Rounding
    compounding: Compounding
    known: bool
    numerator: int
    denominator: int

    @property
    def annual(self) -> Decimal:
        """The overdue rate of a year of `day_count` days, raw, without compounding."""
        return self.overdue * self.day_count

    def cost(self, base: int, days: int) -> int:
        """What `days` overdue days add to `base` fen, simple, rounded half-up once or every day."""
        if self.rounding is Rounding.DAILY:
            return _half_up(base * self.numerator, self.denominator) * days
        return _half_up(base * self.numerator * days, self.denominator)

    def per_day(self, base: int) -> int:
        """What one overdue day adds to `base` fen, rounded half-up."""
        return _half_up(base * self.numerator, self.denominator)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


@lru_cache(maxsize=512)
def resolved(default: Terms, case: Terms = UNSET, loan: Terms = UNSET) -> Rules:
    """Return the rules that hold: each one the loan's, else the case's, else the playbook's `default`.

    A rate brings its own period along; one given without a period is per day.
    """
    values: dict[str, Any] = {}
    for name, assumed in _ASSUMED.items():
        values[name] = next(
            (value for level in (loan, case, default) if (value := getattr(level, name)) is not None), assumed
        )
    with_rate = next((level for level in (loan, case, default) if level.rate is not None), None)
    rate = with_rate.rate if with_rate is not None and with_rate.rate is not None else Decimal(0)
    daily = rate / values["day_count"] if with_rate is not None and with_rate.period == "year" else rate
    return made(daily=daily, known=with_rate is not None, **values)


def made(
    *,
    daily: Decimal,
    base: Base = Base.PRINCIPAL,
    multiplier: Decimal = Decimal(1),
    day_count: int = 365,
    grace_days: int = 0,
    rounding: Rounding = Rounding.ONCE,
    compounding: Compounding = Compounding.SIMPLE,
    known: bool = True,
) -> Rules:
    """Return rules from single values; `daily` is the contract's rate a day."""
    overdue = daily * multiplier
    numerator, denominator = overdue.as_integer_ratio()
    return Rules(
        base=base,
        daily=daily,
        overdue=overdue,
        multiplier=multiplier,
        day_count=day_count,
        grace_days=grace_days,
        rounding=rounding,
        compounding=compounding,
        known=known,
        numerator=numerator,
        denominator=denominator,
    )


def origins(default: Terms, case: Terms = UNSET, loan: Terms = UNSET) -> dict[str, Origin]:
    """Say for each rule (by its field name in `Terms`) who set it."""
    levels = ((Origin.LOAN, loan), (Origin.CASE, case), (Origin.PLAYBOOK, default))
    names = (*_ASSUMED, "rate")
    return {
        name: next((origin for origin, level in levels if getattr(level, name) is not None), Origin.ASSUMED)
        for name in names
    }


class Accrued(msgspec.Struct, frozen=True):
    """What a span of days added: `days` in all, `charged` of them beyond grace, a day's cost, and the sum in fen."""

    days: int
    charged: int
    per_day: int
    amount: int


class WrongSpan(ValueError):
    """A span of days that ends before it begins."""


def accrue(base: int, rules: Rules, start: date, end: date) -> Accrued:
    """Return what `base` fen cost from `start` (not counted) to `end` (counted).

    Under monthly compounding what was added joins the base on the day of `start` in every month.
    Raises `WrongSpan`.
    """
    days = (end - start).days
    if days < 0:
        raise WrongSpan(f"{end} is before {start}")
    charged = max(0, days - rules.grace_days)
    if rules.compounding is Compounding.SIMPLE:
        amount = rules.cost(base, charged)
    else:
        amount = _compounded(base, rules, start, end, charged)
    return Accrued(days=days, charged=charged, per_day=rules.per_day(base), amount=amount)


def _compounded(base: int, rules: Rules, start: date, end: date, charged: int) -> int:
    grown, free = base, (end - start).days - charged
    last, months = start, 0
    while last < end:
        months += 1
        following = min(end, month_step(start, months))
        days = (following - last).days
        skipped = min(free, days)
        free -= skipped
        grown += rules.cost(grown, days - skipped)
        last = following
    return grown - base


def principal_within(total: int, rules: Rules, days: int) -> int:
    """Return the principal that, after `days` overdue days at simple cost, makes `total` fen.

    ¥18,642.37 after 23 days at 0.05 % a day hold about ¥18,430.42 of principal.
    """
    if days <= 0:
        return total
    return _half_up(total * rules.denominator, rules.denominator + rules.numerator * days)
