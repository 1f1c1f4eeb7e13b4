"""The next thing of a case: one sentence, where there is one a day, and the screen on which it is done."""

from datetime import date, timedelta

import msgspec

from model.agenda import OPENS, Due, Kind, agenda_of, leads_by_date
from model.case import CourtKind, Stage
from model.road import ROAD, StepView, View, not_mine, open_court, own_contacts, stage, steps
from model.said import N_, Said
from model.workdays import NO_YEARS, Years

AHEAD = timedelta(days=400)

_TALKING = (Stage.OPENED, Stage.PREPARING, Stage.READY, Stage.CONTACTED)


class Next(msgspec.Struct, frozen=True):
    """What comes next: the sentence, its day (None: any day), the screen; the step, or the kind of due thing, it is."""

    said: Said
    on: date | None
    opens: str
    step: StepView | None = None
    amount: int | None = None
    kind: Kind | None = None


def next_step(v: View) -> StepView | None:
    """Return the first step that is not settled, from the stage of the road on which the case stands.

    What the app shows comes before all others while the talks have not begun: everything rests on it.
    """
    now = stage(v)
    at = ROAD[now]
    order = [info.id for info in v.playbook.stages]
    here = order.index(at) if at in order else len(order) - 1
    open_steps = [s for s in steps(v) if not s.settled and s.state != "blocked" and not s.step.optional]
    first = [s for s in open_steps if s.step.done_when == "snapshot"] if now in _TALKING else []
    later = [s for s in open_steps if order.index(s.step.stage) >= here]
    earlier = [s for s in open_steps if order.index(s.step.stage) < here]
    return next(iter((*first, *later, *earlier)), None)


def next_thing(v: View, years: Years = NO_YEARS, own: int = 0) -> Next:
    """Return what comes next: a court first, then a turn of the road, then a day that is due or near, then a step.

    A sale that is not verified comes before all but a court: until then nothing is paid or talked over. `own` is what
    the person's other cases take in a month, in fen.
    """
    now = stage(v)
    dues = [due for due in agenda_of(v, v.today + AHEAD, years, own=own) if _matters(due, now)]
    court = _court(v, dues)
    if court is not None:
        return _of(court)
    sold = _sold(v, dues)
    if sold is not None and now is not Stage.SUED:
        return Next(sold.said, sold.on, "statement", kind=sold.kind)
    turn = _turn(v, now)
    if turn is not None:
        return turn
    pressing = [due for due in dues if due.on <= v.today]
    if pressing or (dues and leads_by_date(v)):
        return _of((pressing or dues)[0])
    if now is Stage.PAID_OFF:
        return Next(_the_end(v), None, "timeline")
    step = next_step(v)
    if step is not None:
        return Next(Said(N_("{step}"), {"step": step.step.id}), None, step.step.opens or "checklist", step)
    if dues:
        return _of(dues[0])
    return Next(Said(N_("Nothing to do now")), None, "timeline")


def _of(due: Due) -> Next:
    return Next(due.said, due.on, OPENS[due.kind], amount=due.amount, kind=due.kind)


_IN_PASSING = (Kind.DEDUCTION, Kind.DETAILS, Kind.MATERIAL, Kind.BUDGET)
"""What stands on the agenda without being the next thing of a case."""


def _matters(due: Due, now: Stage) -> bool:
    if due.kind is Kind.CREDIT_CHECK:
        return now is Stage.PAID_OFF or due.ref == "objection"
    return due.kind not in _IN_PASSING


def _court(v: View, dues: list[Due]) -> Due | None:
    """Return what a court's paper asks for first: to be verified, then its clock."""
    papers = {paper.id for paper in v.case.court if paper.kind is not CourtKind.LAWYER_LETTER}
    verify = [due for due in dues if due.kind is Kind.VERIFY and due.ref in papers]
    return next(iter((*verify, *(due for due in dues if due.kind is Kind.COURT))), None)


def _sold(v: View, dues: list[Due]) -> Due | None:
    """Return that a sale is to be verified with the original lender; what is not one's own is disputed first."""
    sales = {transfer.id for transfer in v.case.transfers}
    if not sales or not_mine(v.case):
        return None
    return next((due for due in dues if due.kind is Kind.VERIFY and due.ref in sales), None)


_PAYING = (Stage.OFFERED, Stage.AGREED, Stage.REPAYING, Stage.BROKEN)

_AT_COURT = {
    CourtKind.ENFORCEMENT: N_("Write to the enforcement judge: wages, rent, dependants, what you can pay"),
    CourtKind.JUDGMENT: N_("See how much was awarded and by when; 12348 helps, free of charge"),
    CourtKind.PAYMENT_ORDER: N_("The objection is in: wait for the court; 12348 helps, free of charge"),
    CourtKind.SUMMONS: N_("The answer is in: get ready for the hearing; 12348 helps, free of charge"),
    CourtKind.MEDIATION: N_("Mediation is voluntary: say what you can pay each month"),
}
"""What is next with a verified paper whose clock is settled or that has none, the weightiest first."""


def _turn(v: View, now: Stage) -> Next | None:
    if now is Stage.SUED:
        kinds = open_court(v.case)
        text = next(text for kind, text in _AT_COURT.items() if kind in kinds)
        if not_mine(v.case) and CourtKind.MEDIATION in kinds and text is _AT_COURT[CourtKind.MEDIATION]:
            text = N_("Tell the mediator that the debt is not yours; 12348 helps, free of charge")
        return Next(Said(text), None, "contacts")
    if not_mine(v.case) and now in _PAYING:
        return Next(Said(N_("Agree to no payment: ask 12348 first, and dispute it with the lender")), None, "statement")
    if now is Stage.BROKEN:
        return _broken(v)
    if now is Stage.OFFERED and v.case.agreement is None:
        return Next(Said(N_("Write the offer down: count, amount, first date")), None, "agreement")
    return None


def _broken(v: View) -> Next:
    """Ask first whether the agreement can be taken up again; once that was asked, ask anew with a smaller sum."""
    agreement = v.case.agreement
    since = agreement.ended_on if agreement is not None else None
    asked = [contact for contact in own_contacts(v.case) if contact.on >= (since or v.today)]
    if asked:
        return Next(Said(N_("Not taken up again? Ask anew, with what you can afford now")), None, "options")
    return Next(Said(N_("Get in touch: can the agreement be taken up again?")), None, "contacts")


def _the_end(v: View) -> Said:
    if not_mine(v.case):
        return Said(N_("Closed. Nothing more to do"))
    return Said(N_("Paid off. Nothing more to do"))
