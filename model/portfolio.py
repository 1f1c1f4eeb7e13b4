"""Several debts of one person: sharing what the month gives, and the order and day on which all are paid off."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from model.accrual import resolved
from model.allocation import Standing, plan_state
from model.case import Case
from model.days import month_step
from model.money import half_up, share
from model.owed import owed
from model.playbook import Playbook
from model.said import N_, Said

LONGEST = 1200
"""Months after which a plan counts as never paying off: a hundred years."""


class NeverPaid(ValueError):
    """What is paid a month does not cover what the debts add; `said` tells how much would."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class By(StrEnum):
    """How a month's money is shared: in proportion to what is owed, or one after the other by priority."""

    BALANCE = "balance"
    PRIORITY = "priority"


class Order(StrEnum):
    """Which debt gets what is over: the dearest first (avalanche) or the smallest first (snowball)."""

    AVALANCHE = "avalanche"
    SNOWBALL = "snowball"


class Debt(msgspec.Struct, frozen=True):
    """One debt of a portfolio: `monthly` is its rate of a month, `least` what it must get each month, in fen.

    A higher `priority` is served first.
    """

    id: str
    title: str
    balance: int
    monthly: Decimal = Decimal(0)
    least: int = 0
    priority: int = 0


class Payoff(msgspec.Struct, frozen=True):
    """How a portfolio ends: months, the day, the interest paid on the way, and each debt's day in order of ending."""

    order: Order
    months: int
    on: date
    interest: int
    paid: int
    ends: tuple[tuple[str, date], ...]
    balances: tuple[int, ...]


class Portfolio(msgspec.Struct, frozen=True):
    """The view across a person's cases: what each owes and gets, and both orders of paying off (None: never)."""

    debts: tuple[Debt, ...]
    total: int
    shares: dict[str, int]
    avalanche: Payoff | None
    snowball: Payoff | None
    why_never: Said | None = None


def debt_of(case: Case, playbook: Playbook, today: date) -> Debt:
    """Return a case as a debt of a portfolio: under a plan it adds nothing and must get its next instalment."""
    figure = owed(case, playbook, today)
    if figure.planned:
        open_rows = [state for state in plan_state(case, today) if state.state is not Standing.PAID]
        least = open_rows[0].left if open_rows else 0
        return Debt(case.id, case.title, figure.total, least=least, priority=case.priority)
    rules = resolved(playbook.product(case.product).terms, case.terms)
    return Debt(case.id, case.title, figure.total, rules.overdue * rules.day_count / 12, 0, case.priority)


def share_out(ceiling: int, debts: Sequence[Debt], by: By = By.BALANCE) -> dict[str, int]:
    """Split a month's `ceiling` over debts, none getting more than it owes; the parts never exceed the ceiling.

    Agreed instalments (`least`) come first. Then pro rata to what is owed, or by priority: the highest number first,
    each up to all it owes.
    """
    given = {debt.id: 0 for debt in debts}
    left = ceiling
    for debt in sorted(debts, key=lambda debt: -debt.priority):
        given[debt.id] = min(left, debt.least, debt.balance)
        left -= given[debt.id]
    if by is By.PRIORITY:
        for debt in sorted(debts, key=lambda debt: -debt.priority):
            more = min(left, debt.balance - given[debt.id])
            given[debt.id] += more
            left -= more
        return given
    open_debts = [debt for debt in debts if not debt.least and debt.balance]
    if open_debts:
        whole = min(left, sum(debt.balance for debt in open_debts))
        for debt, part in zip(open_debts, share(whole, [debt.balance for debt in open_debts]), strict=True):
            given[debt.id] += part
    return given


def payoff(debts: Iterable[Debt], per_month: int, start: date, order: Order) -> Payoff:
    """Return when `per_month` fen a month pay everything off, the first time one month after `start`.

    Each month adds one month's interest once to each balance, then every debt gets its least, then the rest goes to
    the first in order; what one no longer needs goes to the next in the same month. Raises `NeverPaid`.
    """
    open_debts = [debt for debt in debts if debt.balance > 0]
    if order is Order.AVALANCHE:
        open_debts.sort(key=lambda debt: (-debt.monthly, debt.balance))
    else:
        open_debts.sort(key=lambda debt: (debt.balance, -debt.monthly))
    balances = {debt.id: debt.balance for debt in open_debts}
    ends: list[tuple[str, date]] = []
    curve = [sum(balances.values())]
    interest = paid = months = 0
    while curve[-1] > 0:
        months += 1
        added = _add_month(open_debts, balances)
        interest += added
        if months > LONGEST or (added >= per_month and sum(balances.values()) > per_month):
            raise NeverPaid(
                Said(
                    N_("{each} a month does not cover what is added, {amount} a month"),
                    {"each": per_month, "amount": added},
                )
            )
        paid += _pay_month(open_debts, balances, per_month)
        on = month_step(start, months)
        done = [debt.id for debt in open_debts if balances[debt.id] == 0]
        ends.extend((id, on) for id in done)
        open_debts = [debt for debt in open_debts if debt.id not in done]
        curve.append(sum(balances.values()))
    return Payoff(order, months, month_step(start, months), interest, paid, tuple(ends), tuple(curve))


def _add_month(debts: list[Debt], balances: dict[str, int]) -> int:
    added = 0
    for debt in debts:
        interest = half_up(balances[debt.id] * debt.monthly)
        balances[debt.id] += interest
        added += interest
    return added


def _pay_month(debts: list[Debt], balances: dict[str, int], per_month: int) -> int:
    left = per_month
    for debt in debts:
        piece = min(debt.least, balances[debt.id], left)
        balances[debt.id] -= piece
        left -= piece
    for debt in debts:
        piece = min(balances[debt.id], left)
        balances[debt.id] -= piece
        left -= piece
    return per_month - left


def portfolio(cases: Iterable[Case], playbook: Playbook, today: date, ceiling: int, by: By = By.BALANCE) -> Portfolio:
    """Return the view across one person's open cases when `ceiling` fen a month are there for all of them."""
    debts = tuple(
        debt for case in cases if case.closed_on is None and (debt := debt_of(case, playbook, today)).balance > 0
    )
    orders: dict[Order, Payoff | None] = {}
    why: Said | None = None
    for order in Order:
        try:
            orders[order] = payoff(debts, ceiling, today, order) if debts else None
        except NeverPaid as error:
            orders[order], why = None, error.said
    return Portfolio(
        debts=debts,
        total=sum(debt.balance for debt in debts),
        shares=share_out(ceiling, debts, by),
        avalanche=orders[Order.AVALANCHE],
        snowball=orders[Order.SNOWBALL],
        why_never=why,
    )
