"""What is due when: instalments, answers to ask for, papers that grow too old, courts, credit reports, deductions."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from model.allocation import Standing
from model.case import Budget, Case, MaterialState, Stage
from model.clocks import ClockKind, clocks
from model.papers import valid_until
from model.playbook import Playbook
from model.road import View, paid_off_on, stage, view
from model.said import N_, Said
from model.workdays import NO_YEARS, Years

RETAINED_YEARS = 5
"""How long a record stays in the credit report after pay-off: 征信业管理条例 16."""

DEDUCTION_NOTICE = timedelta(days=3)


class Kind(StrEnum):
    """What is due."""

    INSTALMENT = "instalment"
    FOLLOW_UP = "follow_up"
    COMPLAINT = "complaint"
    COURT = "court"
    MATERIAL = "material"
    CREDIT_CHECK = "credit_check"
    PROOF = "proof"
    DETAILS = "details"
    DEDUCTION = "deduction"
    ANSWER = "answer"


_OF_CLOCK = {
    ClockKind.FOLLOW_UP: Kind.FOLLOW_UP,
    ClockKind.NAG: Kind.FOLLOW_UP,
    ClockKind.AGAIN: Kind.FOLLOW_UP,
    ClockKind.PROMISE: Kind.FOLLOW_UP,
    ClockKind.COMPLAINT: Kind.COMPLAINT,
    ClockKind.COURT: Kind.COURT,
    ClockKind.HEARING: Kind.COURT,
}

OPENS = {
    Kind.INSTALMENT: "calendar",
    Kind.FOLLOW_UP: "contacts",
    Kind.COMPLAINT: "contacts",
    Kind.COURT: "contacts",
    Kind.MATERIAL: "materials",
    Kind.CREDIT_CHECK: "calendar",
    Kind.PROOF: "materials",
    Kind.DETAILS: "checklist",
    Kind.DEDUCTION: "budget",
    Kind.ANSWER: "agreement",
}
"""The screen on which each kind is dealt with."""


class Due(msgspec.Struct, frozen=True):
    """One thing due on a day. `amount` is fen where money is due; `ref` names the record, stable from day to day."""

    on: date
    kind: Kind
    said: Said
    case: str
    title: str
    ref: str
    amount: int | None = None
    state: Standing | None = None

    @property
    def uid(self) -> str:
        """A name that stays the same as long as the thing does."""
        return f"{self.case}-{self.kind.value}-{self.ref}"


def agenda(
    case: Case, playbook: Playbook, today: date, days: int, years: Years = NO_YEARS, budget: Budget | None = None
) -> tuple[Due, ...]:
    """Return what is due up to `days` after today, what is past its day included, earliest first."""
    return agenda_of(view(case, playbook, today), today + timedelta(days=days), years, budget)


def agenda_of(v: View, until: date, years: Years = NO_YEARS, budget: Budget | None = None) -> tuple[Due, ...]:
    """Return what is due up to `until`; see `agenda`."""
    found = [due for due in _all(v, until, years, budget or v.case.budget) if due.on <= until]
    return tuple(sorted(found, key=lambda due: (due.on, due.kind.value, due.ref)))


def _all(v: View, until: date, years: Years, budget: Budget) -> Iterator[Due]:
    yield from _instalments(v)
    ended = paid_off_on(v)
    if ended is not None:
        yield from _after_the_end(v, ended)
    else:
        yield from _clocks(v, years)
        yield from _materials(v)
        yield from _deductions(v, budget, until)
        yield from _answers(v)
    yield from _credit(v, ended)


def _due(v: View, on: date, kind: Kind, said: Said, ref: str, amount: int | None = None) -> Due:
    return Due(on, kind, said, v.case.id, v.case.title, ref, amount)


def _instalments(v: View) -> Iterator[Due]:
    for row in v.rows:
        if row.state is Standing.PAID:
            continue
        number = row.instalment.number
        of = len(v.rows)
        if row.state is Standing.PARTLY or row.paid:
            said = Said(N_("Repay the rest of instalment {number} of {of}"), {"number": number, "of": of})
        else:
            said = Said(N_("Repay instalment {number} of {of}"), {"number": number, "of": of})
        due = row.instalment.due
        yield Due(due, Kind.INSTALMENT, said, v.case.id, v.case.title, f"i{number}", row.left, row.state)


def _clocks(v: View, years: Years) -> Iterator[Due]:
    for clock in clocks(v.case, v.playbook, v.today, years):
        yield _due(v, clock.on, _OF_CLOCK[clock.kind], clock.said, f"{clock.kind.value}-{clock.record}")


def _materials(v: View) -> Iterator[Due]:
    if v.in_force:
        return
    for material in v.case.materials:
        if material.state is not MaterialState.READY:
            continue
        end = valid_until(material, v.playbook.material(material.kind))
        if end is not None:
            values = {"material": material.kind, "name": material.name}
            text = N_("Paper soon too old: {name}") if end >= v.today else N_("Paper too old now: {name}")
            yield _due(v, end, Kind.MATERIAL, Said(text, values), material.id)


def _deductions(v: View, budget: Budget, until: date) -> Iterator[Due]:
    """Three days before wages reach an account from which the lender may deduct."""
    for account in budget.deductions:
        pay_day = account.day or next((income.day for income in budget.incomes if income.day), None)
        if pay_day is None:
            continue
        on = _next_day_of_month(v.today, pay_day)
        said = Said(
            N_("Money reaches {account} on {on}: it may be deducted by itself. Look at the deduction settings first"),
            {"account": account.account, "on": on.isoformat()},
        )
        yield _due(v, max(v.today, on - DEDUCTION_NOTICE), Kind.DEDUCTION, said, f"{account.id}-{on:%Y%m}")


def _next_day_of_month(today: date, day: int) -> date:
    """Return the next day with this number, today included; a month without it gives its last day."""
    year, month = today.year, today.month
    for _ in range(2):
        for number in range(day, day - 4, -1):
            try:
                found = date(year, month, number)
            except ValueError:
                continue
            if found >= today:
                return found
            break
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return today


def _answers(v: View) -> Iterator[Due]:
    agreement = v.case.agreement
    if agreement is not None and agreement.state == "offered" and agreement.answer_by is not None:
        yield _due(v, agreement.answer_by, Kind.ANSWER, Said(N_("Answer the offer by today")), agreement.id)


def _after_the_end(v: View, ended: date) -> Iterator[Due]:
    filed = any(material.kind == "settlement_proof" and material.place for material in v.case.materials)
    if not filed:
        yield _due(v, ended, Kind.PROOF, Said(N_("Ask for the proof of settlement and file it")), "proof")


def _credit(v: View, ended: date | None) -> Iterator[Due]:
    checks = [check.on for check in v.case.credit_checks]
    if ended is not None:
        if not any(on > ended for on in checks):
            said = Said(N_("Look at the credit report: does it say the debt is paid off?"))
            yield _due(v, ended + timedelta(days=31), Kind.CREDIT_CHECK, said, "after")
        return
    for prevention in v.playbook.prevention:
        if prevention.id != "credit_report" or not prevention.every_months:
            continue
        last = max(checks, default=v.case.opened_on)
        on = max(v.today, last + timedelta(days=prevention.every_months * 365 // 12))
        yield _due(
            v, on, Kind.CREDIT_CHECK, Said(N_("Look at the credit report (two free ones a year)")), f"{last:%Y%m%d}"
        )


def gone_from_report(ended: date) -> date:
    """Return when a record disappears from the credit report: five years after pay-off (征信业管理条例 16)."""
    try:
        return ended.replace(year=ended.year + RETAINED_YEARS)
    except ValueError:
        return date(ended.year + RETAINED_YEARS, 3, 1)


def most_urgent(dues: tuple[Due, ...]) -> Due | None:
    """Return what comes first: a court before everything, then the earliest day."""
    return min(dues, key=lambda due: (due.on, due.kind is not Kind.COURT, due.kind.value), default=None)


_STAGES_BY_DATE = (Stage.WAITING, Stage.AGREED, Stage.REPAYING, Stage.REFUSED, Stage.SUED, Stage.PAID_OFF)


def leads_by_date(v: View) -> bool:
    """Return whether at this stage a day on the agenda, not a step, is what comes next."""
    return stage(v) in _STAGES_BY_DATE
