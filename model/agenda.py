"""What is due when: instalments, answers to ask for, what to verify, papers that grow too old, courts, credit reports.

Every length comes from the playbook's `waits`; a day that was typed or promised wins over a counted one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from model.allocation import Standing
from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Contact,
    ContactKind,
    CourtKind,
    CourtPaper,
    Form,
    MaterialState,
    Outcome,
    Place,
    RequestKind,
    Stage,
    StepState,
)
from model.clocks import Clock, ClockKind, clocks, court_clocks
from model.days import months_later
from model.due import OPENS, Due, Kind
from model.papers import valid_until
from model.playbook import Playbook
from model.reminders import days_of, deductions, habits, shortfall
from model.road import View, checked_after, last_turn, not_mine, paid_off_on, stage, view
from model.said import N_, Said
from model.workdays import NO_YEARS, Workday, Years, add_workdays

__all__ = ["OPENS", "Due", "Kind", "agenda", "agenda_of", "gone_from_report", "leads_by_date"]

RETAINED_YEARS = 5
"""How long a record stays in the credit report after pay-off: 征信业管理条例 16."""

_OF_CLOCK = {
    ClockKind.FOLLOW_UP: Kind.FOLLOW_UP,
    ClockKind.NAG: Kind.FOLLOW_UP,
    ClockKind.AGAIN: Kind.FOLLOW_UP,
    ClockKind.PROMISE: Kind.FOLLOW_UP,
    ClockKind.COMPLAINT: Kind.COMPLAINT,
    ClockKind.COURT: Kind.COURT,
    ClockKind.HEARING: Kind.COURT,
}


def agenda(
    case: Case,
    playbook: Playbook,
    today: date,
    days: int,
    years: Years = NO_YEARS,
    budget: Budget | None = None,
    own: int = 0,
) -> tuple[Due, ...]:
    """Return what is due up to `days` after today, what is past its day included, earliest first.

    A court's days are among it from when its paper came, however far they are.
    `budget` is the one that holds for the case's person, `own` what their other cases take in a month, in fen.
    """
    return agenda_of(view(case, playbook, today, budget), today + timedelta(days=days), years, own)


def agenda_of(v: View, until: date, years: Years = NO_YEARS, own: int = 0) -> tuple[Due, ...]:
    """Return what is due up to `until`, a court's days whenever they are; see `agenda`."""
    found = [due for due in _all(v, until, years, own) if due.on <= until or due.kind is Kind.COURT]
    return tuple(sorted(found, key=lambda due: (due.on, due.kind, due.ref)))


def _all(v: View, until: date, years: Years, own: int) -> Iterator[Due]:
    yield from _verify_papers(v)
    ended = paid_off_on(v)
    if ended is not None:
        for paper in v.case.court:
            yield from (_of_clock(v, c) for c in court_clocks(paper, v.playbook) if c.on >= v.today)
        yield from _after_the_end(v, ended, years)
        return
    yield from _instalments(v, until)
    yield from shortfall(v, own)
    yield from (_of_clock(v, c) for c in clocks(v.case, v.playbook, v.today, years) if not _answered(v.case, c))
    yield from _talks(v, years)
    yield from _transfers(v, years)
    yield from _materials(v)
    yield from _offer(v, years)
    yield from deductions(v, until)
    yield from _credit(v, None)
    yield from habits(v, until)


def _due(v: View, on: date | Workday, kind: Kind, said: Said, ref: str, notice: int = 0) -> Due:
    if isinstance(on, Workday):
        said = said if on.known else _by_weekdays(said)
        on = on.day
    return Due(on, kind, said, v.case.id, v.case.title, ref, notice=notice)


def _by_weekdays(said: Said) -> Said:
    """Say beside a day that it was counted without the holidays of its year."""
    text = N_("{why} (holidays not known yet, counted by weekdays)")
    return Said(text, {**said.values, "why": said.text})


def _after(start: date, v: View, wait: str, years: Years) -> Workday:
    """Return the day on which a waiting time of the playbook that began on `start` is over."""
    found = v.playbook.wait(wait)
    if found is None:
        return Workday(start, True)
    if found.working:
        return add_workdays(start, found.days, years)
    return Workday(start + timedelta(days=found.days), True)


def _at_latest(counted: Workday, days: list[date]) -> Workday:
    """Return the counted day, or the first of `days` where that comes sooner."""
    first = min(days, default=counted.day)
    return Workday(first, True) if first < counted.day else counted


# --- the plan ------------------------------------------------------------------------------------------------------


def _instalments(v: View, until: date) -> Iterator[Due]:
    notice = days_of(v, "instalment_soon")
    for row in v.rows:
        if row.state is Standing.PAID or row.instalment.due > until:
            continue
        number, due = row.instalment.number, row.instalment.due
        said = Said(_instalment_text(v, row.state, row.paid), {"number": number, "of": len(v.rows)})
        yield Due(due, Kind.INSTALMENT, said, v.case.id, v.case.title, f"i{number}", row.left, row.state, notice=notice)


def _instalment_text(v: View, state: Standing, paid: int) -> str:
    if not_mine(v.case):
        return N_("Instalment {number} of {of}: if the debt is not yours, ask 12348 before paying")
    if state is Standing.LATE and paid:
        return N_("Instalment {number} of {of} lacks a part: record it once it is paid; if it is not, call them first")
    if state is Standing.LATE:
        return N_("Instalment {number} of {of} is not recorded: if it is paid, record it; if not, call them first")
    if paid:
        return N_("Repay the rest of instalment {number} of {of}")
    return N_("Repay instalment {number} of {of}")


# --- the talks -----------------------------------------------------------------------------------------------------


def _of_clock(v: View, clock: Clock) -> Due:
    said = clock.said
    if clock.kind is ClockKind.AGAIN and not_mine(v.case):
        said = Said(N_("Dispute it again, in writing. Not accepted on {since}"), {"since": clock.since.isoformat()})
    kind = _OF_CLOCK[clock.kind]
    notice = days_of(v, "instalment_soon") if kind is Kind.COURT else 0
    return _due(v, Workday(clock.on, clock.known), kind, said, f"{clock.kind.value}-{clock.record}", notice)


def _answered(case: Case, clock: Clock) -> bool:
    """Whether an offer that came after a promise took its place."""
    agreement = case.agreement
    open_or_held = agreement is not None and agreement.state in (AgreementState.OFFERED, AgreementState.AGREED)
    return clock.kind is ClockKind.PROMISE and open_or_held and agreement is not None and clock.since < agreement.on


def _talks(v: View, years: Years) -> Iterator[Due]:
    """What a call that did not connect, or one that asked for papers, leaves to do."""
    last = _last_own(v.case)
    if last is not None and last.outcome is Outcome.NO_ANSWER:
        said = Said(N_("Not connected on {on}: call again, or write in the chat"), {"on": last.on.isoformat()})
        yield _due(v, _after(last.on, v, "no_answer", years), Kind.FOLLOW_UP, said, f"no_answer-{last.id}")
    asked, turn = last_turn(v.case)
    agreement = v.case.agreement
    if turn != Outcome.WANTS_PAPERS or (agreement is not None and agreement.on >= asked):
        return
    if not any(material.submitted_on and material.submitted_on >= asked for material in v.case.materials):
        said = Said(N_("Hand in the papers they asked for on {on}"), {"on": asked.isoformat()})
        yield _due(v, _after(asked, v, "wants_papers", years), Kind.PAPERS, said, f"{asked:%Y%m%d}")


def _last_own(case: Case) -> Contact | None:
    """Return the last contact that the person made; of two on one day the one that was logged later."""
    last = None
    for contact in case.contacts:
        if contact.kind is ContactKind.OWN and (last is None or contact.on >= last.on):
            last = contact
    return last


def _offer(v: View, years: Years) -> Iterator[Due]:
    agreement = v.case.agreement
    if agreement is None or not_mine(v.case):
        return
    if agreement.state is AgreementState.OFFERED and stage(v) is Stage.OFFERED:
        if agreement.answer_by is not None:
            yield _due(v, agreement.answer_by, Kind.ANSWER, Said(N_("Answer the offer by today")), agreement.id)
        elif agreement.form is Form.WRITTEN:
            said = Said(N_("Check the offer of {on} and answer it"), {"on": agreement.on.isoformat()})
            yield _due(v, _after(agreement.on, v, "offer_answer", years), Kind.ANSWER, said, agreement.id)
        if agreement.form is Form.ORAL:
            yield _in_writing(v, agreement, agreement.on, years)
    elif agreement.state is AgreementState.AGREED and agreement.form is Form.ORAL:
        yield _in_writing(v, agreement, agreement.agreed_on or agreement.on, years)


def _in_writing(v: View, agreement: Agreement, since: date, years: Years) -> Due:
    """Ask for it in writing, before the first payment where that comes sooner."""
    on = _after(since, v, "written_form", years)
    first = [row.due for row in v.case.instalments or agreement.rows if row.due >= since]
    said = Said(N_("Only spoken so far: ask for it in writing before the first payment"))
    return _due(v, _at_latest(on, first), Kind.WRITTEN, said, agreement.id)


# --- what to verify ------------------------------------------------------------------------------------------------


def _verify_papers(v: View) -> Iterator[Due]:
    """A paper or call from a court is verified first, the day it came."""
    for paper in v.case.court:
        if not paper.verified and paper.closed_on is None:
            yield _due(v, max(v.today, paper.received_on), Kind.VERIFY, _verify_text(paper), paper.id)


def _verify_text(paper: CourtPaper) -> Said:
    values = {"kind": paper.kind.value, "since": paper.received_on.isoformat()}
    if paper.kind is CourtKind.LAWYER_LETTER:
        return Said(N_("{kind} of {since}, not from a court: ask the lender's official service about it"), values)
    return Said(N_("Verify first, area code and 12368: {kind}, received on {since}"), values)


def _transfers(v: View, years: Years) -> Iterator[Due]:
    """A notice that the debt was sold is verified before anything is paid, sooner where an instalment is due."""
    for transfer in v.case.transfers:
        if transfer.verified_on is not None:
            continue
        on = _after(transfer.noticed_on, v, "verify_transfer", years)
        ahead = [row.instalment.due for row in v.rows if row.left and row.instalment.due >= transfer.noticed_on]
        values = {"creditor": transfer.creditor, "lender": v.case.lender}
        if v.case.lender:
            said = Said(N_("First ask the original lender {lender}: was the debt sold to {creditor}?"), values)
        else:
            said = Said(N_("First ask the original lender: was the debt sold to {creditor}?"), values)
        yield _due(v, _at_latest(on, ahead), Kind.VERIFY, said, transfer.id)


# --- papers, the end, the credit report ----------------------------------------------------------------------------


def _materials(v: View) -> Iterator[Due]:
    if v.in_force:
        return
    for material in v.case.materials:
        if material.state is not MaterialState.READY:
            continue
        end = valid_until(material, v.playbook.material(material.kind))
        if end is None:
            continue
        if material.name:
            text = N_("Paper soon too old: {name}") if end >= v.today else N_("Paper too old now: {name}")
        else:
            text = N_("Paper soon too old: {material}") if end >= v.today else N_("Paper too old now: {material}")
        said = Said(text, {"material": material.kind, "name": material.name})
        yield _due(v, end, Kind.MATERIAL, said, material.id)


def _after_the_end(v: View, ended: date, years: Years) -> Iterator[Due]:
    filed = any(m.kind == "settlement_proof" and m.place is not Place.NOWHERE for m in v.case.materials)
    if not filed and not not_mine(v.case):
        on = _after(ended, v, "settlement_proof", years)
        text = N_("Ask for the proof of settlement and file it")
        if v.today > on.day and _asked_for_proof(v, ended):
            text = N_("The proof of settlement has not come: ask again")
        elif v.today > on.day:
            text = N_("The proof of settlement is not asked for yet: ask today")
        yield _due(v, on, Kind.PROOF, Said(text), "proof")
    yield from _credit(v, ended)


def _asked_for_proof(v: View, ended: date) -> bool:
    """Whether the proof was asked for: it is on its way, the step was begun, or a text was sent after the last day.

    A text of the day of the last payment was about the plan.
    """
    begun = (StepState.DOING, StepState.DONE, StepState.BLOCKED)
    return (
        any(m.kind == "settlement_proof" and m.state is not MaterialState.MISSING for m in v.case.materials)
        or any(note.id == "settlement_proof" and note.state in begun for note in v.case.steps)
        or any(request.kind is RequestKind.SETTLEMENT_PROOF and request.filed_on for request in v.case.requests)
        or any(sent.on > ended for sent in v.case.sent)
    )


def _credit(v: View, ended: date | None) -> Iterator[Due]:
    """The look at the report after the end, and the answer to an objection."""
    checks = v.case.credit_checks
    last = max(checks, key=lambda check: check.on, default=None)
    if ended is not None and checked_after(v.case, ended) is None:
        text = (
            N_("Look at the credit report: is the entry that is not yours gone?")
            if not_mine(v.case)
            else N_("Look at the credit report: does it say the debt is paid off?")
        )
        yield _due(v, _after(ended, v, "credit_check", NO_YEARS), Kind.CREDIT_CHECK, Said(text), "after")
    objected = [check.on for check in checks if check is last and check.correct is False]
    objected += [
        note.on
        for note in v.case.steps
        if note.id == "credit_objection" and note.state in (StepState.DOING, StepState.DONE) and note.on
    ]
    for since in objected[:1]:
        if last is None or last.on <= since:
            said = Said(
                N_("Objection to the credit report of {since}: look whether it was put right"),
                {"since": since.isoformat()},
            )
            yield _due(v, _after(since, v, "credit_objection", NO_YEARS), Kind.CREDIT_CHECK, said, "objection")


def gone_from_report(ended: date) -> date:
    """Return when a record disappears from the credit report: five years after pay-off (征信业管理条例 16).

    Where the month has no such day, its last one counts (Civil Code 202).
    """
    return months_later(ended, 12 * RETAINED_YEARS)


_STAGES_BY_DATE = (Stage.WAITING, Stage.AGREED, Stage.REPAYING, Stage.REFUSED, Stage.SUED, Stage.PAID_OFF)


def leads_by_date(v: View) -> bool:
    """Return whether at this stage a day on the agenda, not a step, is what comes next."""
    return stage(v) in _STAGES_BY_DATE
