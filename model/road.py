"""Where a case stands and what comes next: derived from its facts on a day, never stored."""

from collections.abc import Callable
from datetime import date

import msgspec

from model.allocation import InstalmentState, Standing, plan_state
from model.budget import means
from model.case import (
    AgreementState,
    Budget,
    Case,
    Contact,
    ContactKind,
    CourtKind,
    CreditCheck,
    Outcome,
    Place,
    Reason,
    Stage,
    StepNote,
    StepState,
)
from model.papers import required_there
from model.playbook import Playbook, StageInfo, Step
from model.said import N_, Said
from model.serials import serial_of


class View(msgspec.Struct, frozen=True):
    """A case on a day with its playbook: what every derived thing is computed from."""

    case: Case
    playbook: Playbook
    today: date
    rows: tuple[InstalmentState, ...]
    household: Budget

    @property
    def in_force(self) -> bool:
        """Whether an agreement holds."""
        return self.case.agreement is not None and self.case.agreement.state is AgreementState.AGREED

    @property
    def all_paid(self) -> bool:
        """Whether an agreement holds and every row of it is paid."""
        return self.in_force and bool(self.rows) and all(row.state is Standing.PAID for row in self.rows)


def view(case: Case, playbook: Playbook, today: date, household: Budget | None = None) -> View:
    """Return the case as it stands on `today`; `household` is the budget that holds for its person, if another's."""
    agreed = case.agreement is not None and case.agreement.state is AgreementState.AGREED
    return View(case, playbook, today, plan_state(case, today) if agreed else (), household or case.budget)


# --- what the case itself can answer ---------------------------------------------------------------------------


def _snapshot(v: View) -> Said | None:
    latest = max(v.case.snapshots, key=lambda s: s.on, default=None)
    return Said(N_("the app's figure of {on} is recorded"), {"on": latest.on.isoformat()}) if latest else None


def _lender(v: View) -> Said | None:
    return Said(N_("the lender is recorded: {name}"), {"name": v.case.lender}) if v.case.lender else None


def _reason(v: View) -> Said | None:
    return Said(N_("the reason is recorded")) if v.case.reasons else None


def _deductions(v: View) -> Said | None:
    return Said(N_("the accounts are recorded")) if v.household.deductions else None


def _cash(v: View) -> Said | None:
    return Said(N_("the cash at hand is recorded")) if v.household.cash is not None else None


def _budget(v: View) -> Said | None:
    budget = v.household
    return Said(N_("income and spending are recorded")) if budget.incomes and budget.expenses else None


def _pay_now(v: View) -> Said | None:
    if v.household.cash is not None and _budget(v):
        return Said(N_("the budget answers it"))
    return None


def _materials_ready(v: View) -> Said | None:
    there, needed = required_there(v.case, v.playbook, v.today)
    return Said(N_("all {count} required papers are ready"), {"count": needed}) if needed and there == needed else None


def _option_chosen(v: View) -> Said | None:
    request = v.case.request
    return Said(N_("a request is chosen: {kind}"), {"kind": request.kind.value}) if request else None


def _statement_ready(v: View) -> Said | None:
    return Said(N_("a statement is kept")) if v.case.sent else None


def own_contacts(case: Case) -> list[Contact]:
    """Return the contacts in which the person reached somebody; collectors' calls and missed ones are none."""
    return [c for c in case.contacts if c.kind is ContactKind.OWN and c.outcome is not Outcome.NO_ANSWER]


def _contacted(v: View) -> Said | None:
    own = own_contacts(v.case)
    return Said(N_("a contact is logged on {on}"), {"on": own[-1].on.isoformat()}) if own else None


def _filed(v: View) -> Said | None:
    for request in reversed(v.case.requests):
        if request.filed_on:
            return Said(N_("the request was filed on {on}"), {"on": request.filed_on.isoformat()})
    return None


def _followed_up(v: View) -> Said | None:
    filed = [request.filed_on for request in v.case.requests if request.filed_on]
    if not filed:
        return None
    later = [contact for contact in own_contacts(v.case) if contact.on > filed[-1]]
    if v.case.agreement is not None:
        return Said(N_("the answer is there"))
    return Said(N_("asked again on {on}"), {"on": later[-1].on.isoformat()}) if later else None


def _offer(v: View) -> Said | None:
    agreement = v.case.agreement
    return Said(N_("an offer of {on} is recorded"), {"on": agreement.on.isoformat()}) if agreement else None


def _points_checked(v: View) -> Said | None:
    agreement = v.case.agreement
    if agreement is None:
        return None
    settled = {point.id for point in agreement.points}
    if all(point.id in settled for point in v.playbook.points_for(v.case) if point.must):
        return Said(N_("the points that matter are settled"))
    return None


def _written(v: View) -> Said | None:
    agreement = v.case.agreement
    return Said(N_("it is there in writing")) if agreement and agreement.form == "written" else None


def _agreed(v: View) -> Said | None:
    agreement = v.case.agreement
    if agreement is None or agreement.agreed_on is None:
        return None
    return Said(N_("agreed on {on}"), {"on": agreement.agreed_on.isoformat()})


def _first_paid(v: View) -> Said | None:
    return Said(N_("the first instalment is paid")) if v.rows and v.rows[0].state is Standing.PAID else None


def _all_paid(v: View) -> Said | None:
    return Said(N_("every instalment is paid")) if v.all_paid else None


def _settlement_proof(v: View) -> Said | None:
    for material in v.case.materials:
        if material.kind == "settlement_proof" and material.place is not Place.NOWHERE:
            return Said(N_("the proof of settlement is filed"))
    return None


def _credit_checked(v: View) -> Said | None:
    ended = paid_off_on(v)
    check = checked_after(v.case, ended) if ended is not None else None
    return Said(N_("the credit report was checked on {on}"), {"on": check.on.isoformat()}) if check else None


def checked_after(case: Case, ended: date) -> CreditCheck | None:
    """Return the look at the credit report after the end of a debt; one of the last day counts where all was right."""
    for check in case.credit_checks:
        if check.on > ended or (check.on == ended and check.correct):
            return check
    return None


def _affordable(v: View) -> Said | None:
    agreement = v.case.agreement
    rows = v.case.instalments or (agreement.rows if agreement else ())
    if not rows or not v.household.incomes or not v.household.expenses:
        return None
    each = max(row.total for row in rows)
    ceiling = means(v.household).ceiling
    if each > ceiling:
        return None
    return Said(
        N_("{each} an instalment is within what the month leaves, {ceiling}"), {"each": each, "ceiling": ceiling}
    )


EVIDENCE: dict[str, Callable[[View], Said | None]] = {
    "snapshot": _snapshot,
    "lender": _lender,
    "reason": _reason,
    "deductions": _deductions,
    "cash": _cash,
    "budget": _budget,
    "pay_now_answered": _pay_now,
    "materials_ready": _materials_ready,
    "option_chosen": _option_chosen,
    "statement_ready": _statement_ready,
    "contacted": _contacted,
    "filed": _filed,
    "followed_up": _followed_up,
    "offer": _offer,
    "points_checked": _points_checked,
    "affordable": _affordable,
    "written": _written,
    "agreed": _agreed,
    "first_paid": _first_paid,
    "all_paid": _all_paid,
    "settlement_proof": _settlement_proof,
    "credit_checked": _credit_checked,
}
"""What completes a step by itself, by the name a playbook gives in `done_when`; each says why, or None."""


# --- steps -----------------------------------------------------------------------------------------------------


class StepView(msgspec.Struct, frozen=True):
    """A step as it stands: its state, why it completed itself (or None), and what was noted."""

    step: Step
    state: StepState
    why: Said | None
    note: StepNote | None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in (StepState.DONE, StepState.NOT_NEEDED)


def steps(v: View) -> tuple[StepView, ...]:
    """Return the steps of the case in the playbook's order. What a person said of a step wins over evidence."""
    notes = {note.id: note for note in v.case.steps}
    found = []
    for step in v.playbook.steps_for(v.case):
        found.append(_step_view(v, step, notes.get(step.id)))
    return tuple(found)


def _step_view(v: View, step: Step, note: StepNote | None) -> StepView:
    if note is not None and note.state is not StepState.TODO:
        return StepView(step, note.state, None, note)
    evidence = EVIDENCE.get(step.done_when)
    why = evidence(v) if evidence else None
    return StepView(step, StepState.DONE if why else StepState.TODO, why, note)


def progress(views: tuple[StepView, ...], stage_id: str) -> tuple[int, int]:
    """Return how many steps of a stage of the road are settled, and how many it has (optional ones left out)."""
    of_stage = [view for view in views if view.step.stage == stage_id and not view.step.optional]
    return sum(view.settled for view in of_stage), len(of_stage)


# --- stage -----------------------------------------------------------------------------------------------------


def paid_off_on(v: View) -> date | None:
    """Return the day on which the debt was paid off, or None while it is not."""
    if v.all_paid:
        return max((payment.on for payment in v.case.payments), default=v.today)
    return v.case.closed_on


def open_court(case: Case) -> tuple[CourtKind, ...]:
    """Return the kinds of court papers still open, lawyers' letters left out."""
    return tuple(p.kind for p in case.court if p.closed_on is None and p.kind is not CourtKind.LAWYER_LETTER)


def last_turn(case: Case) -> tuple[date, str]:
    """Return the day and the name of the last turn of the talks: filed, an outcome, broken, declined or empty."""
    best = (date.min, -1, "")
    for contact in reversed(case.contacts):
        if contact.on >= best[0] and contact.outcome not in (Outcome.NOTED, Outcome.NO_ANSWER):
            best = max(best, (contact.on, serial_of(contact.id), contact.outcome))
    for request in case.requests:
        if request.filed_on:
            best = max(best, (request.filed_on, serial_of(request.id), "filed"))
    for past in case.past_agreements:
        if past.ended_on and past.state is AgreementState.DECLINED:
            best = max(best, (past.ended_on, serial_of(past.id), "declined"))
    on, _, name = best
    return on, name


def stage(v: View) -> Stage:
    """Return where the case stands. No stage is a gate: it is what the facts say."""
    case = v.case
    if paid_off_on(v) is not None:
        return Stage.PAID_OFF
    if open_court(case):
        return Stage.SUED
    return _without_court(v)


def _without_court(v: View) -> Stage:
    """Return where the case stands, a court's paper left aside."""
    case = v.case
    agreement = case.agreement
    on, turn = last_turn(case)
    if agreement is not None:
        if agreement.state is AgreementState.AGREED:
            started = any(row.paid for row in v.rows) or (v.rows and v.rows[0].instalment.due <= v.today)
            return Stage.REPAYING if started else Stage.AGREED
        if agreement.state is AgreementState.BROKEN and (agreement.ended_on or v.today) >= on:
            return Stage.BROKEN
        if agreement.state is AgreementState.OFFERED and not (turn == "refused" and on > agreement.on):
            return Stage.OFFERED
    return _talks(v, turn)


def _talks(v: View, turn: str) -> Stage:
    case = v.case
    by_turn = {
        "offer": Stage.OFFERED,
        "refused": Stage.REFUSED,
        "filed": Stage.WAITING,
        "told_to_wait": Stage.WAITING,
        "declined": Stage.CONTACTED,
        "wants_papers": Stage.CONTACTED,
    }
    if turn:
        return by_turn[turn]
    if own_contacts(case):
        return Stage.CONTACTED
    there, needed = required_there(case, v.playbook, v.today)
    if needed and there == needed:
        return Stage.READY
    if case.materials or case.steps or case.budget.incomes or case.requests:
        return Stage.PREPARING
    return Stage.OPENED


ROAD = {
    Stage.OPENED: "look",
    Stage.PREPARING: "prepare",
    Stage.READY: "ask",
    Stage.CONTACTED: "ask",
    Stage.WAITING: "wait",
    Stage.REFUSED: "ask",
    Stage.OFFERED: "check",
    Stage.AGREED: "repay",
    Stage.REPAYING: "repay",
    Stage.BROKEN: "repay",
    Stage.SUED: "ask",
    Stage.PAID_OFF: "",
}
"""Which of the six stages of the road each stage stands at."""


class RoadStop(msgspec.Struct, frozen=True):
    """One of the six stages of the road: whether it is behind, here or ahead, and its progress."""

    info: StageInfo
    here: bool
    behind: bool
    done: int
    of: int


def road(v: View) -> tuple[RoadStop, ...]:
    """Return the six stages with where the case stands on them."""
    now = stage(v)
    at = ROAD[_without_court(v) if now is Stage.SUED else now]
    order = [info.id for info in v.playbook.stages]
    index = order.index(at) if at in order else len(order)
    views = steps(v)
    return tuple(
        RoadStop(info, n == index, n < index, *progress(views, info.id)) for n, info in enumerate(v.playbook.stages)
    )


def not_mine(case: Case) -> bool:
    """Return whether the person says that the debt is not theirs, or that they were cheated."""
    return Reason.NOT_MINE in case.reasons
