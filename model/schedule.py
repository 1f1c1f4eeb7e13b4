"""Repayment plans: every method's rows, exact to the fen, and the dates they fall on.

Principal parts always sum to what is spread; totals are the sums of the rows shown. The fen that rounding leaves
over are on the last instalment, or on the first where asked.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

import msgspec

from model.case import Instalment
from model.days import LATEST
from model.money import LARGEST, half_up, share
from model.period import MONTHLY, Every, Rate, WrongSchedule
from model.said import N_, Said

__all__ = [
    "LONGEST",
    "MONTHLY",
    "Every",
    "Method",
    "Plan",
    "Rate",
    "Residue",
    "Row",
    "WrongSchedule",
    "equal_offer",
    "extension",
    "schedule",
    "typed",
    "waived",
]

LONGEST = 600
"""The most instalments a plan may have: fifty years of months."""


class Method(StrEnum):
    """How a plan is computed: 等额本息, 等额本金, 先息后本, 免息分期, 等本等息, 展期, or rows as typed."""

    EQUAL_PAYMENT = "equal-payment"
    EQUAL_PRINCIPAL = "equal-principal"
    INTEREST_FIRST = "interest-first"
    INTEREST_FREE = "interest-free"
    FLAT_FEE = "flat-fee"
    EXTENSION = "extension"
    TYPED = "typed"


class Residue(StrEnum):
    """Which instalment takes the fen that rounding leaves over."""

    LAST = "last"
    FIRST = "first"


class Row(msgspec.Struct, frozen=True):
    """One instalment of a plan in fen; `balance` is the principal still owed after it."""

    number: int
    due: date
    principal: int
    interest: int
    fee: int
    balance: int

    @property
    def total(self) -> int:
        """What is due for this row."""
        return self.principal + self.interest + self.fee


class Plan(msgspec.Struct, frozen=True):
    """A whole plan in fen. `principal` is what it starts from; the rows spread it less `down_payment`.

    `upfront_fee` is paid at `start`, not financed.
    """

    method: Method
    principal: int
    start: date
    rows: tuple[Row, ...]
    down_payment: int = 0
    upfront_fee: int = 0
    every: Every = MONTHLY

    @property
    def count(self) -> int:
        """How many instalments there are."""
        return len(self.rows)

    @property
    def interest(self) -> int:
        """All interest of the rows."""
        return sum(row.interest for row in self.rows)

    @property
    def fee(self) -> int:
        """All fees of the rows."""
        return sum(row.fee for row in self.rows)

    @property
    def spread(self) -> int:
        """The principal of the rows."""
        return sum(row.principal for row in self.rows)

    @property
    def total(self) -> int:
        """The sum of the rows."""
        return sum(row.total for row in self.rows)

    @property
    def outlay(self) -> int:
        """Everything the person pays: the rows, the down payment and the fee at the start."""
        return self.total + self.down_payment + self.upfront_fee

    def instalments(self) -> tuple[Instalment, ...]:
        """The rows as a case keeps them, a down payment as number 0; rows of nothing are left out."""
        first: tuple[Instalment, ...] = ()
        if self.down_payment:
            first = (Instalment(number=0, due=self.start, principal=self.down_payment),)
        return first + tuple(
            Instalment(number=row.number, due=row.due, principal=row.principal, interest=row.interest, fee=row.fee)
            for row in self.rows
            if row.total
        )


T = TypeVar("T")


def schedule(
    method: Method,
    principal: int,
    count: int,
    first_due: date,
    *,
    rate: Rate | None = None,
    fee_rate: Decimal | None = None,
    start: date | None = None,
    every: Every = MONTHLY,
    down_payment: int = 0,
    upfront_fee: int = 0,
    residue: Residue = Residue.LAST,
) -> Plan:
    """Return the plan of a method.

    `rate` is the contract's (equal-payment, equal-principal, interest-first need one), `fee_rate` the whole fee as a
    share of what is spread (flat-fee needs one). `start` is one period before `first_due` unless given.
    Raises `WrongSchedule`.
    """
    begins = start if start is not None else every.step(first_due, -1)
    _check(method, principal, count, first_due, begins, down_payment, upfront_fee, every)
    _check_rates(method, rate, fee_rate)
    spread = principal - down_payment
    interest = [0] * count
    fees = [0] * count
    per_period = rate.per_period(every) if rate is not None else Decimal(0)
    if method is Method.EQUAL_PAYMENT and per_period:
        parts, interest = _equal_payment(spread, per_period, count, residue)
    elif method is Method.INTEREST_FIRST:
        parts = [0] * (count - 1) + [spread]
        interest = [half_up(spread * per_period)] * count
    else:
        parts = _even(spread, count, residue)
        if method is Method.EQUAL_PRINCIPAL:
            interest = [half_up(before * per_period) for before in _before(spread, parts)]
        elif method is Method.FLAT_FEE:
            fees = _even(half_up(spread * (fee_rate or Decimal(0))), count, residue)
    dues = [every.step(first_due, number) for number in range(count)]
    if dues[-1] > LATEST:
        raise WrongSchedule(Said(N_("The last due date is after {until}"), {"until": LATEST.isoformat()}))
    return Plan(
        method=method,
        principal=principal,
        start=begins,
        rows=_rows(dues, parts, interest, fees),
        down_payment=down_payment,
        upfront_fee=upfront_fee,
        every=every,
    )


def extension(principal: int, start: date, new_due: date, daily_rate: Decimal) -> Plan:
    """Return an extension: everything on `new_due`, with interest at `daily_rate` for the days in between."""
    if new_due <= start:
        raise WrongSchedule(Said(N_("The new due date must be after {on}"), {"on": start.isoformat()}))
    interest = half_up(principal * daily_rate * (new_due - start).days)
    row = Row(number=1, due=new_due, principal=principal, interest=interest, fee=0, balance=0)
    return Plan(method=Method.EXTENSION, principal=principal, start=start, rows=(row,))


def typed(
    principal: int,
    start: date,
    rows: Sequence[tuple[date, int]],
    *,
    down_payment: int = 0,
    upfront_fee: int = 0,
    every: Every = MONTHLY,
) -> Plan:
    """Return a plan from its dates and amounts alone, as an offer names them.

    What the rows come to beyond the principal is interest, split in proportion to the amounts (the lender's own
    split is not known); rows that come to less than the principal repay only that much: the rest is waived.
    Raises `WrongSchedule`.
    """
    if not rows or len(rows) > LONGEST:
        raise _wrong_count(len(rows))
    dues, totals = [due for due, _ in rows], [total for _, total in rows]
    if any(later <= earlier for earlier, later in pairwise(dues)) or dues[0] < start:
        raise WrongSchedule(
            Said(N_("The due dates must follow one another and not lie before {on}"), {"on": start.isoformat()})
        )
    if min(totals) <= 0:
        raise WrongSchedule(Said(N_("Every instalment must be more than nothing")))
    whole = sum(totals)
    extra = max(0, whole - (principal - down_payment))
    interest = share(extra, totals)
    parts = [total - part for total, part in zip(totals, interest, strict=True)]
    return Plan(
        method=Method.TYPED,
        principal=principal,
        start=start,
        rows=_rows(dues, parts, interest, [0] * len(rows)),
        down_payment=down_payment,
        upfront_fee=upfront_fee,
        every=every,
    )


def equal_offer(principal: int, count: int, each: int, first_due: date, *, start: date | None = None) -> Plan:
    """Return the plan of an offer said as “`count` times `each`, first on `first_due`”, monthly."""
    if not 1 <= count <= LONGEST:
        raise _wrong_count(count)
    begins = start if start is not None else MONTHLY.step(first_due, -1)
    return typed(principal, begins, [(MONTHLY.step(first_due, number), each) for number in range(count)])


def waived(amount: int, *, part: Decimal | None = None, sum_: int | None = None) -> int:
    """Return what is given up of `amount` fen: a share of it, or a sum, never more than all. Raises `WrongSchedule`."""
    if part is not None and not 0 <= part <= 1:
        raise WrongSchedule(Said(N_("A waiver must be between nothing and all of it")))
    given = half_up(amount * part) if part is not None else sum_ or 0
    if given < 0:
        raise WrongSchedule(Said(N_("A waiver must be between nothing and all of it")))
    return min(given, amount)


def _check(
    method: Method, principal: int, count: int, first_due: date, start: date, down: int, fee: int, every: Every
) -> None:
    if method in (Method.EXTENSION, Method.TYPED):
        raise WrongSchedule(Said(N_("This method has rows of its own")))
    if not 1 <= count <= LONGEST:
        raise _wrong_count(count)
    if not 1 <= principal <= LARGEST:
        raise WrongSchedule(Said(N_("The principal must be more than nothing")))
    if not 0 <= down < principal:
        raise WrongSchedule(Said(N_("The down payment must be less than the principal")))
    if not 0 <= fee <= LARGEST:
        raise WrongSchedule(Said(N_("The fee must not be negative")))
    if first_due < start:
        values = {"due": first_due.isoformat(), "on": start.isoformat()}
        raise WrongSchedule(Said(N_("The first due date {due} is before the start {on}"), dict(values)))
    if not 1 <= every.number <= 366:
        raise WrongSchedule(Said(N_("A period must be between 1 and 366 months, weeks or days")))


def _wrong_count(count: int) -> WrongSchedule:
    return WrongSchedule(
        Said(
            N_("The number of instalments must be between 1 and {most}, not {count}"), {"most": LONGEST, "count": count}
        )
    )


def _check_rates(method: Method, rate: Rate | None, fee_rate: Decimal | None) -> None:
    for value in (rate.rate if rate is not None else None, fee_rate):
        if value is not None and (not value.is_finite() or value < 0):
            raise WrongSchedule(Said(N_("A rate must not be negative")))
    if method is Method.FLAT_FEE:
        if fee_rate is None or rate is not None:
            raise WrongSchedule(
                Said(N_("This method needs the whole fee as a share of the principal, and no other rate"))
            )
        return
    if fee_rate is not None:
        raise WrongSchedule(Said(N_("Only the flat-fee method takes the whole fee as a share of the principal")))
    if method is Method.INTEREST_FREE:
        if rate is not None and rate.rate:
            raise WrongSchedule(Said(N_("An interest-free plan has no rate")))
    elif rate is None:
        raise WrongSchedule(Said(N_("This method needs a rate by the year, month or day")))


def _even(total: int, count: int, residue: Residue) -> list[int]:
    """Split evenly, half-up; the residue, never negative, on one end."""
    each = (2 * total + count) // (2 * count)
    if each * (count - 1) > total:
        each = total // count
    rest = total - each * (count - 1)
    return _turned([each] * (count - 1) + [rest], residue)


def _turned(values: list[T], residue: Residue) -> list[T]:
    return values if residue is Residue.LAST else [values[-1], *values[:-1]]


def _before(spread: int, parts: list[int]) -> list[int]:
    balances = [spread]
    for part in parts[:-1]:
        balances.append(balances[-1] - part)
    return balances


def _equal_payment(spread: int, rate: Decimal, count: int, residue: Residue) -> tuple[list[int], list[int]]:
    """Return principal and interest of equal payments.

    Posted as banks do: each row's interest on the balance, the last row what is left. Where rounding would leave the
    last row more than half a payment off (tiny loans, very long plans), the exact balances are rounded instead.
    """
    with localcontext() as context:
        context.prec = 60
        growth = (1 + rate) ** count
        exact = spread * rate * growth / (growth - 1)
    payment = half_up(exact)
    if residue is Residue.LAST:
        parts, interest, balance = [], [], spread
        for _ in range(count - 1):
            charged = half_up(balance * rate)
            parts.append(payment - charged)
            interest.append(charged)
            balance -= parts[-1]
        parts.append(balance)
        interest.append(half_up(balance * rate))
        if min(parts) >= 0 and 2 * abs(parts[-1] + interest[-1] - payment) <= payment:
            return parts, interest
    return _from_exact_balances(spread, rate, count, payment, residue)


def _from_exact_balances(
    spread: int, rate: Decimal, count: int, payment: int, residue: Residue
) -> tuple[list[int], list[int]]:
    with localcontext() as context:
        context.prec = 60
        growth = (1 + rate) ** count
        factor = (growth - 1) / rate
        exact, grown = [], Decimal(1)
        for _ in range(count):
            exact.append(spread * grown / factor)
            grown *= 1 + rate
        rounded = [half_up(part) for part in exact]
    left_over = spread - sum(rounded)
    end = 0 if residue is Residue.FIRST else count - 1
    rounded[end] += left_over
    if rounded[end] < 0:
        rounded = share(spread, [int(part * 10**6) + 1 for part in exact])
    balances = _before(spread, rounded)
    interest = [max(0, payment - part) for part in rounded]
    interest[end] = half_up(balances[end] * rate)
    return rounded, interest


def _rows(dues: Sequence[date], parts: Sequence[int], interest: Sequence[int], fees: Sequence[int]) -> tuple[Row, ...]:
    balance, rows = sum(parts), []
    for number, (due, part, charged, fee) in enumerate(zip(dues, parts, interest, fees, strict=True), 1):
        balance -= part
        rows.append(Row(number=number, due=due, principal=part, interest=charged, fee=fee, balance=balance))
    return tuple(rows)
