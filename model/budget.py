"""A person's month: what an offer may cost, what is safe to pay today, and deductions to expect.

Living costs come first, then other debts' dues, then a reserve; what is left is the ceiling of an offer. The
ceiling itself is never told to anybody.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from model.allocation import InstalmentState, Standing, plan_state
from model.case import AgreementState, Budget, Case
from model.days import days_in_month
from model.money import half_up
from model.said import N_, Said, Value

WARNED_DAYS = 3
"""How many days before a deduction (or wages reaching an account with one) it is warned of."""


class Means(msgspec.Struct, frozen=True):
    """What a month leaves, in fen. `left` may be negative; the `ceiling` of an offer never is.

    `other_dues` are typed ones, `own_dues` the instalments of the person's other cases in this book; `whole` is whether
    both an income and living costs were typed, a sum of 0 included.
    """

    income: int
    essentials: int
    other_dues: int
    own_dues: int
    left: int
    reserve: int
    ceiling: int
    given: bool = False
    whole: bool = False

    @property
    def known(self) -> bool:
        """Whether anything was typed to compute with, or the ceiling itself is `given`, nothing included."""
        return bool(self.given or self.income or self.essentials)

    def said(self) -> Said:
        """The ceiling's working in one sentence."""
        values: dict[str, Value] = {
            "total": self.income,
            "low": self.essentials,
            "paid": self.other_dues + self.own_dues,
            "left": self.left,
            "reserve": self.reserve,
            "ceiling": self.ceiling,
        }
        return Said(
            N_(
                "Income {total} − living costs {low} − other dues {paid} leaves {left}; less a reserve of {reserve}: "
                "an offer may cost at most {ceiling} a month"
            ),
            values,
        )


class Safe(msgspec.Struct, frozen=True):
    """What can be paid today without touching living costs until the next income, in fen."""

    amount: int
    cash: int
    essentials: int
    until: date
    said: Said


class Deduction(msgspec.Struct, frozen=True):
    """An automatic deduction to expect: the day, and what to look at before it."""

    on: date
    account: str
    said: Said


def budget_of(case: Case, cases: Iterable[Case] = ()) -> Budget:
    """Return the budget that holds for a case: the latest of the same person's cases."""
    mine = [case, *(other for other in cases if other.id != case.id and other.person.name == case.person.name)]
    return max((one.budget for one in mine), key=lambda budget: budget.stamp)


def means(budget: Budget, own_dues: int = 0) -> Means:
    """Return what a month of `budget` leaves when `own_dues` fen go to the person's other cases."""
    income = sum(row.amount for row in budget.incomes)
    essentials = sum(row.amount for row in budget.expenses)
    other = sum(row.amount for row in budget.other_dues)
    left = income - essentials - other - own_dues
    reserve = budget.reserve if budget.reserve is not None else half_up(essentials * budget.reserve_share)
    return Means(
        income=income,
        essentials=essentials,
        other_dues=other,
        own_dues=own_dues,
        left=left,
        reserve=reserve,
        ceiling=max(0, left - reserve),
        whole=bool(budget.incomes and budget.expenses),
    )


def means_of(case: Case, cases: Iterable[Case], today: date) -> Means:
    """Return what a month leaves for `case`, the instalments of the same person's other cases taken off."""
    cases = tuple(cases)
    return means(budget_of(case, cases), own_dues(case, cases, today))


def own_dues(case: Case, cases: Iterable[Case], today: date) -> int:
    """Return what the other cases of the same person take in a month: what their plans ask for in the month ahead.

    Where nothing is due in it, the next instalment counts: a month will come that has it.
    """
    total = 0
    for other in cases:
        if other.id == case.id or other.person.name != case.person.name or other.closed_on is not None:
            continue
        if other.agreement is None or other.agreement.state is not AgreementState.AGREED:
            continue
        total += _month_ahead(other, today)
    return total


def _month_ahead(case: Case, today: date) -> int:
    ahead = [
        state for state in plan_state(case, today) if state.state is not Standing.PAID and state.instalment.due >= today
    ]
    if not ahead:
        return 0
    ahead.sort(key=lambda state: state.instalment.due)
    end = next_day_of_month(today, today.day)
    in_month = [state.left for state in ahead if state.instalment.due < end]
    return sum(in_month) or ahead[0].left


def next_day_of_month(today: date, day: int) -> date:
    """Return the next date after `today` that is the `day` of its month (the month's last where it is shorter)."""
    year, month = today.year, today.month
    while True:
        found = date(year, month, min(day, days_in_month(year, month)))
        if found > today:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def next_income(budget: Budget, today: date) -> date | None:
    """Return the next day on which an income comes; None where no day is known."""
    days = [next_day_of_month(today, row.day) for row in budget.incomes if row.day is not None and row.amount]
    return min(days, default=None)


def safe_today(budget: Budget, today: date) -> Safe | None:
    """Return what is safe to pay today: cash less living costs until the next income; None where cash is not known.

    A cost with a day counts whole if its day comes before the income; one without is spread evenly over the month.
    Where no income day is known a whole month of costs is kept.
    """
    if budget.cash is None:
        return None
    until = next_income(budget, today) or next_day_of_month(today, today.day)
    kept = 0
    for row in budget.expenses:
        if row.day is None:
            month = days_in_month(today.year, today.month)
            kept += min(row.amount, half_up_share(row.amount, (until - today).days, month))
        else:
            kept += row.amount * _times(row.day, today, until)
    amount = max(0, budget.cash - kept)
    values: dict[str, Value] = {"cash": budget.cash, "low": kept, "until": until.isoformat(), "amount": amount}
    said = Said(N_("{cash} at hand, less {low} for living costs until {until}: {amount} is safe to pay"), values)
    if budget.cash_on is not None and budget.cash_on != today:
        values["on"] = budget.cash_on.isoformat()
        said = Said(
            N_("{cash} at hand on {on}, less {low} for living costs until {until}: {amount} is safe to pay"), values
        )
    return Safe(amount=amount, cash=budget.cash, essentials=kept, until=until, said=said)


def half_up_share(amount: int, part: int, whole: int) -> int:
    """Return `part` of `whole` of an amount, rounded half-up."""
    return (2 * amount * part + whole) // (2 * whole)


def _times(day: int, today: date, until: date) -> int:
    count, found = 0, next_day_of_month(today, day)
    while found <= until:
        count += 1
        found = next_day_of_month(found, day)
    return count


def deductions_ahead(budget: Budget, today: date, days: int = WARNED_DAYS) -> tuple[Deduction, ...]:
    """Return the automatic deductions of the next `days` days, and incomes that reach a bound account by then.

    The contract may allow a deduction: the advice is to look at its settings, never to move money away.
    """
    found = []
    last = today + timedelta(days=days)
    for row in budget.deductions:
        values: dict[str, Value] = {"account": row.account}
        if row.day is not None:
            on = next_day_of_month(today - timedelta(days=1), row.day)
            if on <= last:
                text = N_("{on}: the lender may deduct from {account}; look at the deduction settings first")
                found.append(Deduction(on, row.account, Said(text, {**values, "on": on.isoformat()})))
            continue
        for income in budget.incomes:
            if income.day is None or not income.amount:
                continue
            on = next_day_of_month(today - timedelta(days=1), income.day)
            if on <= last:
                text = N_(
                    "{on}: when “{label}” arrives the lender may deduct from {account}; look at the settings first"
                )
                said = Said(text, {**values, "on": on.isoformat(), "label": income.label})
                found.append(Deduction(on, row.account, said))
    return tuple(sorted(found, key=lambda deduction: (deduction.on, deduction.account)))


def shortfall_of(row: InstalmentState, means: Means) -> Said | None:
    """Return a warning where an instalment asks for more than the month leaves, else None.

    A month of which income or living costs are not known leaves nothing that could be told. What is missing is what
    the instalment, the reserve, living costs and other dues take beyond the income.
    """
    if not means.whole or row.left <= max(0, means.left):
        return None
    values: dict[str, Value] = {
        "due": row.instalment.due.isoformat(),
        "difference": row.left + means.reserve - means.left,
        "amount": row.left,
    }
    if not means.reserve:
        return Said(N_("{difference} is missing this month for the {amount} of {due}"), values)
    values["reserve"] = means.reserve
    text = N_("{difference} is missing this month for the {amount} of {due}, a reserve of {reserve} kept")
    return Said(text, values)
