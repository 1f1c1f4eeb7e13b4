"""What comes round by itself: deductions, a month that will not do, and the small habits that prevent the next debt."""

from collections.abc import Iterator
from datetime import date, timedelta

from model.allocation import Standing
from model.budget import deductions_ahead, means, shortfall_of
from model.case import Budget, StepState
from model.days import months_later
from model.due import Due, Kind
from model.playbook import Prevention
from model.road import View
from model.said import N_, Said


def days_of(v: View, wait: str) -> int:
    """Return the days of a waiting time of the playbook, 0 where it has none."""
    found = v.playbook.wait(wait)
    return found.days if found is not None else 0


def deductions(v: View, until: date) -> Iterator[Due]:
    """Give what a lender may deduct by itself, told of some days before the money is there."""
    budget = v.household
    if not budget.deductions:
        return
    notice = days_of(v, "deduction_soon")
    seen = set()
    for found in deductions_ahead(budget, v.today, max(0, (until - v.today).days + notice)):
        ref = f"{found.account}-{found.on:%Y%m%d}"
        if ref not in seen:
            seen.add(ref)
            on = max(v.today, found.on - timedelta(days=notice))
            yield Due(on, Kind.DEDUCTION, found.said, v.case.id, v.case.title, ref)


def shortfall(v: View, own: int) -> Iterator[Due]:
    """Give a warning before the next instalment where it asks for more than the month leaves.

    `own` is what the person's other cases take in a month, in fen.
    """
    budget = v.household
    if not (budget.incomes and budget.expenses):
        return  # a month that is not known leaves nothing that could be told: `shortfall_of`
    row = next((row for row in v.rows if row.state is not Standing.PAID and row.instalment.due >= v.today), None)
    if row is None:
        return
    said = shortfall_of(row, means(budget, own))
    if said is not None:
        on = max(v.today, row.instalment.due - timedelta(days=days_of(v, "income_short")))
        yield Due(on, Kind.SHORTFALL, said, v.case.id, v.case.title, f"i{row.instalment.number}")


def habits(v: View, until: date) -> Iterator[Due]:
    """Give the playbook's recurring preventions up to `until`, each counted from when it was last done."""
    for prevention in v.playbook.prevention:
        if not prevention.every_months:
            continue
        last = _last_done(v, prevention)
        if last is None:
            continue
        on = months_later(last, prevention.every_months)
        if on <= until:
            kind, said = _habit(prevention)
            ref = f"{prevention.id}-{last.isoformat().replace('-', '')}"
            yield Due(on, kind, said, v.case.id, v.case.title, ref)


def _last_done(v: View, prevention: Prevention) -> date | None:
    """Return the day from which a habit comes round again, None where it has no place yet."""
    if prevention.id == "credit_report":
        return max((check.on for check in v.case.credit_checks), default=v.case.opened_on)
    if prevention.id == "budget":
        here = v.in_force and v.case.budget.stamp == v.household.stamp
        return _stamped(v.household) if here else None
    if prevention.id != "contact_details" and v.playbook.step(prevention.id) is None:
        return None
    return _confirmed(v, prevention.id)


def _habit(prevention: Prevention) -> tuple[Kind, Said]:
    if prevention.id == "credit_report":
        return Kind.CREDIT_CHECK, Said(N_("Look at the credit report (two free ones a year)"))
    if prevention.id == "budget":
        return Kind.BUDGET, Said(N_("Look at the month's income and spending: does next month's instalment fit?"))
    if prevention.id == "contact_details":
        return Kind.DETAILS, Said(N_("Are phone number and address in the app still right? Then reminders arrive"))
    return Kind.DETAILS, Said(N_("Look again: {step}"), {"step": prevention.id})


def _stamped(budget: Budget) -> date | None:
    """Return the day on which a budget was typed last."""
    try:
        return date.fromisoformat(budget.stamp[:10])
    except ValueError:
        return None


def _confirmed(v: View, step: str) -> date:
    """Return when a step was last noted as done, else when the case was opened."""
    done = [note.on for note in v.case.steps if note.id == step and note.state is StepState.DONE and note.on]
    return max(done, default=v.case.opened_on)
