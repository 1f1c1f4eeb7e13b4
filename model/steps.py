"""The next thing of a case: one sentence, where there is one a day, and the screen on which it is done."""

from datetime import date, timedelta

import msgspec

from model.agenda import OPENS, Due, Kind, agenda_of, leads_by_date
from model.case import Stage
from model.road import ROAD, StepView, View, paid_off_on, stage, steps
from model.said import N_, Said
from model.workdays import NO_YEARS, Years

AHEAD = timedelta(days=400)


class Next(msgspec.Struct, frozen=True):
    """What comes next: the sentence, its day (None: any day), the screen, and the step where it is one."""

    said: Said
    on: date | None
    opens: str
    step: StepView | None = None
    amount: int | None = None


def next_step(v: View) -> StepView | None:
    """Return the first step that is not settled, from the stage of the road on which the case stands."""
    at = ROAD[stage(v)]
    order = [info.id for info in v.playbook.stages]
    here = order.index(at) if at in order else len(order)
    open_steps = [s for s in steps(v) if not s.settled and s.state != "blocked" and not s.step.optional]
    later = [s for s in open_steps if order.index(s.step.stage) >= here]
    earlier = [s for s in open_steps if order.index(s.step.stage) < here]
    return next(iter((*later, *earlier)), None)


def next_thing(v: View, years: Years = NO_YEARS) -> Next:
    """Return what comes next: a day that is due or near, else the turn of the road, else the next step."""
    now = stage(v)
    dues = [due for due in agenda_of(v, v.today + AHEAD, years) if _matters(due.kind, now)]
    court = [due for due in dues if due.kind is Kind.COURT]
    if court:
        return _of(court[0])
    turn = _turn(v, now)
    if turn is not None:
        return turn
    pressing = [due for due in dues if due.on <= v.today]
    if pressing or (dues and leads_by_date(v)):
        return _of((pressing or dues)[0])
    step = next_step(v)
    if step is not None:
        return Next(Said(N_("{step}"), {"step": step.step.id}), None, step.step.opens or "checklist", step)
    if dues:
        return _of(dues[0])
    return Next(Said(N_("Nothing to do now")), None, "timeline")


def _of(due: Due) -> Next:
    return Next(due.said, due.on, OPENS[due.kind], amount=due.amount)


def _matters(kind: Kind, now: Stage) -> bool:
    if kind in (Kind.DEDUCTION, Kind.DETAILS, Kind.MATERIAL):
        return False
    return kind is not Kind.CREDIT_CHECK or now is Stage.PAID_OFF


def _turn(v: View, now: Stage) -> Next | None:
    if now is Stage.BROKEN:
        return Next(Said(N_("Get in touch: can the agreement be taken up again?")), None, "contacts")
    if now is Stage.SUED:
        return Next(Said(N_("Verify the paper with the court, then see its clock")), None, "contacts")
    if now is Stage.OFFERED and v.case.agreement is None:
        return Next(Said(N_("Write the offer down: count, amount, first date")), None, "agreement")
    if now is Stage.PAID_OFF and paid_off_on(v) is not None:
        return Next(Said(N_("Paid off. Nothing more to do")), None, "timeline")
    return None
