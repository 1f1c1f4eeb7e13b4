"""Changes to a person's month: each works on the budget that holds, and makes the case's own the one that holds."""

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from model.case import AutoDeduction, Budget, Case, Expense, Income, OtherDue, WrongValue
from model.change import NotThere, change
from model.said import N_

Entry = Income | Expense | OtherDue | AutoDeduction
"""One row of a budget."""

FIELDS = ("incomes", "expenses", "other_dues", "deductions")


@dataclass(frozen=True)
class Held:
    """The budget that holds for the person as it was seen, and the ISO time that the changed one gets."""

    budget: Budget
    stamp: str

    def base(self, case: Case) -> Budget:
        """The budget to change: the case's own where it is as new, else the one that was seen."""
        return case.budget if case.budget.stamp >= self.budget.stamp else self.budget

    def put(self, case: Case, budget: Budget) -> Case:
        """Return the case with this budget, newer than the one that held."""
        return replace(case, budget=replace(budget, stamp=max(self.stamp, self.budget.stamp)))


def field_of(entry: Entry) -> str:
    """Return the field of a budget in which a row stands."""
    kinds = (Income, Expense, OtherDue, AutoDeduction)
    return next(name for name, kind in zip(FIELDS, kinds, strict=True) if isinstance(entry, kind))


def _next_id(budget: Budget) -> str:
    taken = {row.id for name in FIELDS for row in getattr(budget, name)}
    number = len(taken) + 1
    while f"b{number}" in taken:
        number += 1
    return f"b{number}"


@change(N_("Budget: {label} {amount}"))
def put_entry(case: Case, held: Held, entry: Entry) -> Case:
    """Add a row of money to the budget, or change the one with its id."""
    return _put(case, held, entry)


@change(N_("Budget: automatic deduction from {account}"))
def put_deduction(case: Case, held: Held, entry: AutoDeduction) -> Case:
    """Add an account with automatic deduction, or change the one with its id."""
    return _put(case, held, entry)


def _put(case: Case, held: Held, entry: Entry) -> Case:
    budget = held.base(case)
    name = field_of(entry)
    rows: tuple[Any, ...] = getattr(budget, name)
    if not entry.id:
        rows = (*rows, replace(entry, id=_next_id(budget)))
    elif any(row.id == entry.id for row in rows):
        rows = tuple(entry if row.id == entry.id else row for row in rows)
    else:
        raise NotThere(entry.id)
    return held.put(case, replace(budget, **{name: rows}))


@change(N_("Taken out of the budget: {label}"))
def drop_entry(case: Case, held: Held, *, id: str, label: str) -> Case:
    """Take a row out of the budget. Raises `NotThere`."""
    budget = held.base(case)
    kept = {name: tuple(row for row in getattr(budget, name) if row.id != id) for name in FIELDS}
    if sum(map(len, kept.values())) == sum(len(getattr(budget, name)) for name in FIELDS):
        raise NotThere(id)
    return held.put(case, replace(budget, **kept))


@change(N_("Changed the reserve or the cash of the budget"))
def set_figures(case: Case, held: Held, /, **values: Any) -> Case:
    """Set the reserve, its share, the cash and its day. Raises `WrongValue`."""
    if not values.keys() <= {"reserve", "reserve_share", "cash", "cash_on"}:
        raise WrongValue("only the reserve and the cash are figures of a budget")
    return held.put(case, replace(held.base(case), **values))
