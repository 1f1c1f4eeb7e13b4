"""The clocks of a case: when to ask again, by when a complaint should be answered, a court's days.

Every length comes from the playbook (`waits`, `ladder`, `courts`); a date that a person typed wins over a counted
one. Limitation of claims is not a clock here: it is never computed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from operator import itemgetter

import msgspec

from model.case import AgreementState, Case, Complaint, Contact, ContactKind, CourtPaper, Outcome
from model.playbook import Playbook, Rung, Wait
from model.road import last_turn
from model.said import N_, Said
from model.serials import serial_of
from model.workdays import NO_YEARS, Workday, Years, add_workdays, workdays_between

_PASSIVE = (Outcome.NOTED, Outcome.NO_ANSWER)


class ClockKind(StrEnum):
    """What runs out."""

    FOLLOW_UP = "follow_up"
    NAG = "nag"
    AGAIN = "again"
    PROMISE = "promise"
    COMPLAINT = "complaint"
    COURT = "court"
    HEARING = "hearing"


class Clock(msgspec.Struct, frozen=True):
    """One date to keep: since when it runs, the day, and whether the holidays up to it were known.

    `record` is the id of the contact, complaint or paper it belongs to (the request's for a filed one).
    """

    kind: ClockKind
    record: str
    since: date
    on: date
    known: bool
    said: Said


class Waiting(msgspec.Struct, frozen=True):
    """An answer is awaited: since when, how long, and when to ask again.

    `days` and `working_days` are counted up to the day it was looked at. `asked_on` is the last time the person
    asked. `promise` is the contact whose own date sets `follow_up`, if any. `nag` is the day from which a longer
    silence is worth a complaint. `known` is false where a year without a holiday plan was counted by weekdays.
    """

    since: date
    asked_on: date
    record: str
    days: int
    working_days: int
    follow_up: date
    nag: date | None
    promise: Contact | None
    known: bool
    due: bool
    nagging: bool


class RungView(msgspec.Struct, frozen=True):
    """A rung of the complaint ladder for a case: the complaint filed there, if any, and its clocks.

    `answer_by`, `longer_by`, `longest_by` are the ordinary, the longer and the longest term of the rung; `waiting`
    says that no answer is logged, `past` that the ordinary term is over without one. `sensible_from` is the day
    from which the rung is the next one to climb (it may be climbed at any time), None while the one below is unused.
    """

    rung: Rung
    complaint: Complaint | None = None
    answer_by: date | None = None
    longer_by: date | None = None
    longest_by: date | None = None
    known: bool = True
    waiting: bool = False
    past: bool = False
    sensible_from: date | None = None


class _Turn(msgspec.Struct, frozen=True, order=True):
    on: date
    serial: int
    name: str
    record: str


def _turns(case: Case) -> list[_Turn]:
    """Return the turns of the talks in their order: a request filed, and every contact that moved something."""
    turns = [_Turn(c.on, serial_of(c.id), c.outcome, c.id) for c in case.contacts if c.outcome not in _PASSIVE]
    turns += [_Turn(r.filed_on, serial_of(r.id), "filed", r.id) for r in case.requests if r.filed_on]
    turns += [
        _Turn(past.ended_on, serial_of(past.id), "declined", past.id)
        for past in case.past_agreements
        if past.ended_on and past.state is AgreementState.DECLINED
    ]
    return sorted(turns)


def _waits(playbook: Playbook, *events: str) -> list[Wait]:
    """Return the waiting times after the first of `events` that has any, shortest first."""
    for event in events:
        found = [wait for wait in playbook.waits if wait.after == event and not wait.before]
        if found:
            return sorted(found, key=lambda wait: wait.days)
    return []


def _counted(start: date, wait: Wait, years: Years) -> Workday:
    if wait.working:
        return add_workdays(start, wait.days, years)
    return Workday(start + timedelta(days=wait.days), True)


def _settled(case: Case) -> bool:
    """Return whether nothing is waited for any more: paid off, or an offer lies on the table or holds."""
    if case.closed_on is not None:
        return True
    return case.agreement is not None and case.agreement.state in (AgreementState.OFFERED, AgreementState.AGREED)


def _named(playbook: Playbook, waits: list[Wait], id: str, place: int) -> Wait | None:
    """Return the waiting time `id`, else the one at `place` among `waits`."""
    return playbook.wait(id) or (waits[place] if place < len(waits) else None)


def waiting(case: Case, playbook: Playbook, today: date, years: Years = NO_YEARS) -> Waiting | None:
    """Return what is waited for after a request was filed or the person was told to wait, else None.

    The follow-up is counted from the last time of asking; asking on or after it starts it anew. A promise's own
    date wins over the counted one.
    """
    return _waiting(case, playbook, today, years, _turns(case))


def _waiting(case: Case, playbook: Playbook, today: date, years: Years, turns: list[_Turn]) -> Waiting | None:
    if not turns or turns[-1].name not in ("filed", "told_to_wait"):
        return None
    last = turns[-1]
    later_offer = case.agreement is not None and case.agreement.on >= last.on
    if case.closed_on is not None or (_settled(case) and later_offer):
        return None
    first = last
    for turn in reversed(turns):
        if turn.name not in ("filed", "told_to_wait"):
            break
        first = turn
    waits = _waits(playbook, last.name, "filed", "told_to_wait")
    follow = _named(playbook, waits, "follow_up", 0)
    if follow is None:
        return None
    asked_on, promise, next_on = _asked(case, last, follow, years)
    nag = _named(playbook, waits, "nag", 1)
    nag_on = _counted(first.on, nag, years) if nag is not None else None
    return Waiting(
        since=first.on,
        asked_on=asked_on,
        record=last.record,
        days=max(0, (today - first.on).days),
        working_days=workdays_between(first.on, today, years),
        follow_up=next_on.day,
        nag=nag_on.day if nag_on else None,
        promise=promise,
        known=next_on.known and (nag_on is None or nag_on.known),
        due=next_on.day <= today,
        nagging=nag_on is not None and nag_on.day <= today,
    )


def _asked(case: Case, turn: _Turn, follow: Wait, years: Years) -> tuple[date, Contact | None, Workday]:
    """Return the last day of asking since `turn`, the promise in force, and the day to ask again."""
    asked_on, promise = turn.on, None
    next_on = _counted(turn.on, follow, years)
    own = [
        (contact.on, serial_of(contact.id), contact)
        for contact in case.contacts
        if contact.on >= turn.on
        and contact.kind is ContactKind.OWN
        and contact.connected
        and contact.outcome is not Outcome.NO_ANSWER
    ]
    for on, serial, contact in sorted(own, key=itemgetter(0, 1)):
        if (on, serial) < (turn.on, turn.serial):
            continue
        if contact.promised_by is not None:
            asked_on, promise, next_on = contact.on, contact, Workday(contact.promised_by, True)
        elif contact.on >= next_on.day:
            asked_on, promise, next_on = contact.on, None, _counted(contact.on, follow, years)
    return asked_on, promise, next_on


def retry(case: Case, playbook: Playbook, years: Years = NO_YEARS) -> Clock | None:
    """Return when to ask again after a refusal, or None where the last turn was no refusal."""
    return _retry(case, playbook, years, _turns(case))


def _retry(case: Case, playbook: Playbook, years: Years, turns: list[_Turn]) -> Clock | None:
    if not turns or turns[-1].name != "refused" or case.closed_on is not None:
        return None
    last = turns[-1]
    agreement = case.agreement
    if agreement is not None and _settled(case) and agreement.on >= last.on:
        return None
    wait = _named(playbook, _waits(playbook, "refused"), "again", 0)
    if wait is None:
        return None
    day = _counted(last.on, wait, years)
    said = Said(
        N_("Ask again: another channel or another amount. Not agreed on {since}"), {"since": last.on.isoformat()}
    )
    return Clock(ClockKind.AGAIN, last.record, last.on, day.day, day.known, said)


def open_promises(case: Case) -> tuple[Contact, ...]:
    """Return the contacts whose promise no later contact, offer or refusal has taken up, earliest date first."""
    agreement = case.agreement
    answered = (agreement.on, serial_of(agreement.id)) if agreement is not None else (date.min, 0)
    since = answered[0]
    promises = [
        (contact, contact.promised_by)
        for contact in case.contacts
        if contact.promised_by and contact.on >= since and (contact.on, serial_of(contact.id)) >= answered
    ]
    if not promises:
        return ()
    own = [c for c in case.contacts if c.kind is ContactKind.OWN and c.connected and c.outcome is not Outcome.NO_ANSWER]
    found = []
    for contact, by in promises:
        here = (contact.on, serial_of(contact.id))
        later = [other for other in own if (other.on, serial_of(other.id)) > here]
        if not any(_takes_up(other, by) for other in later):
            found.append(contact)
    return tuple(sorted(found, key=lambda contact: (contact.promised_by, serial_of(contact.id))))


def ask_again_on(case: Case, wait: Waiting) -> date:
    """Return when to ask again: the follow-up's day, or that of a promise still open where it comes sooner."""
    return min([wait.follow_up, *(contact.promised_by for contact in open_promises(case) if contact.promised_by)])


def _takes_up(later: Contact, by: date) -> bool:
    """Whether a later contact ends an older promise: it came on its day, made a new one, or was an answer."""
    return later.on >= by or later.promised_by is not None or later.outcome in (Outcome.OFFER, Outcome.REFUSED)


# --- the complaint ladder --------------------------------------------------------------------------------------


def _term(filed_on: date, days: int, working: bool, years: Years) -> Workday | None:
    if not days:
        return None
    return add_workdays(filed_on, days, years) if working else Workday(filed_on + timedelta(days=days), True)


def rung_view(rung: Rung, complaint: Complaint | None, today: date, years: Years = NO_YEARS) -> RungView:
    """Return one rung with the clocks of its complaint; each term is counted from the day of filing."""
    if complaint is None:
        return RungView(rung)
    answer, longer, longest = (
        _term(complaint.filed_on, days, rung.working, years) for days in (rung.days, rung.longer, rung.longest)
    )
    unanswered = complaint.answered_on is None
    return RungView(
        rung,
        complaint,
        answer_by=answer.day if answer else None,
        longer_by=longer.day if longer else None,
        longest_by=longest.day if longest else None,
        known=all(term is None or term.known for term in (answer, longer, longest)),
        waiting=unanswered,
        past=unanswered and answer is not None and answer.day < today,
        sensible_from=complaint.filed_on,
    )


def ladder(case: Case, playbook: Playbook, today: date, years: Years = NO_YEARS) -> tuple[RungView, ...]:
    """Return every rung of the complaint ladder in order, with the latest complaint filed on it."""
    views: list[RungView] = []
    for rung in playbook.ladder:
        filed = [complaint for complaint in case.complaints if complaint.level == rung.id]
        latest = max(filed, key=lambda complaint: (complaint.filed_on, serial_of(complaint.id)), default=None)
        view = rung_view(rung, latest, today, years)
        if latest is None and views:
            below = views[-1]
            since = (below.complaint.answered_on or below.answer_by) if below.complaint else None
            view = RungView(rung, known=below.known, sensible_from=since)
        views.append(view)
    return tuple(views)


def _complaint_clocks(case: Case, playbook: Playbook, today: date, years: Years) -> Iterator[Clock]:
    for complaint in case.complaints:
        rung = playbook.rung(complaint.level)
        if rung is None or complaint.answered_on is not None:
            continue
        view = rung_view(rung, complaint, today, years)
        terms = [day for day in (view.answer_by, view.longer_by, view.longest_by) if day is not None]
        if not terms:
            continue
        on = next((day for day in terms if day >= today), terms[-1])
        said = Said(
            N_("An answer to the complaint of {since} is expected by now"), {"since": complaint.filed_on.isoformat()}
        )
        yield Clock(ClockKind.COMPLAINT, complaint.id, complaint.filed_on, on, view.known, said)


# --- courts ----------------------------------------------------------------------------------------------------


def court_clocks(paper: CourtPaper, playbook: Playbook) -> tuple[Clock, ...]:
    """Return the clocks of one paper: its deadline (typed, else the playbook's days from receipt) and its hearing.

    The days run on the calendar, and a last day on a holiday is not moved: the earlier day is the safe one. A
    paper closed has no clock, one answered keeps only its hearing; a lawyer's letter has none of its own.
    """
    if paper.closed_on is not None:
        return ()
    values = {"kind": paper.kind.value, "since": paper.received_on.isoformat()}
    clocks = []
    info = playbook.court(paper.kind)
    deadline = paper.deadline
    if deadline is None and info is not None and info.from_court and info.days:
        deadline = paper.received_on + timedelta(days=info.days)
    if deadline is not None and paper.answered_on is None:
        said = Said(N_("Last day to answer: {kind}, received on {since}"), values)
        clocks.append(Clock(ClockKind.COURT, paper.id, paper.received_on, deadline, True, said))
    if paper.hearing_on is not None:
        said = Said(N_("Hearing: be there, or ask the court beforehand ({kind})"), values)
        clocks.append(Clock(ClockKind.HEARING, paper.id, paper.received_on, paper.hearing_on, True, said))
    return tuple(clocks)


# --- all of them -----------------------------------------------------------------------------------------------


def _open_turn(case: Case) -> bool:
    """Return whether the last turn of the talks leaves something to wait for; most cases under a plan have none."""
    on, name = last_turn(case)
    if name == "refused":
        return True
    agreement = case.agreement
    return name in ("filed", "told_to_wait") and not (agreement is not None and agreement.on >= on and _settled(case))


def clocks(case: Case, playbook: Playbook, today: date, years: Years = NO_YEARS) -> tuple[Clock, ...]:
    """Return every clock that runs on `today`, earliest day first; a hearing that is over no longer runs."""
    found: list[Clock] = []
    turns = _turns(case) if _open_turn(case) else []
    wait = _waiting(case, playbook, today, years, turns)
    if wait is not None:
        found.extend(_waiting_clocks(wait, today))
    again = _retry(case, playbook, years, turns)
    if again is not None:
        found.append(again)
    for contact in open_promises(case) if case.closed_on is None else ():
        if (wait is None or wait.promise != contact) and contact.promised_by is not None:
            found.append(
                Clock(ClockKind.PROMISE, contact.id, contact.on, contact.promised_by, True, promise_said(contact))
            )
    found.extend(_complaint_clocks(case, playbook, today, years))
    for paper in case.court:
        running = court_clocks(paper, playbook)
        found.extend(clock for clock in running if clock.kind is ClockKind.COURT or clock.on >= today)
    return tuple(sorted(found, key=lambda clock: (clock.on, clock.kind, serial_of(clock.record))))


def _waiting_clocks(wait: Waiting, today: date) -> Iterator[Clock]:
    since = wait.since.isoformat()
    said = (
        promise_said(wait.promise) if wait.promise else Said(N_("Ask again. Waiting since {since}"), {"since": since})
    )
    yield Clock(ClockKind.FOLLOW_UP, wait.record, wait.since, wait.follow_up, wait.known, said)
    if wait.nag is not None and wait.nag != wait.follow_up:
        said = Said(N_("No answer since {since}: the lender's complaint desk is the next step"), {"since": since})
        if wait.nag > today:
            text = N_("If no answer has come by {on}, the lender's complaint desk is the next step")
            said = Said(text, {"on": f"{wait.nag:%m-%d}"})
        yield Clock(ClockKind.NAG, wait.record, wait.since, wait.nag, wait.known, said)


def promise_said(contact: Contact) -> Said:
    """Return what was promised, by whom, when it was said."""
    values = {"since": contact.on.isoformat(), "promised": contact.promised, "agent": contact.agent}
    if contact.promised and contact.agent:
        return Said(N_("Ask again: “{promised}” ({agent} promised it on {since})"), values)
    if contact.promised:
        return Said(N_("Ask again: “{promised}” (promised on {since})"), values)
    return Said(N_("Ask again: an answer was promised on {since}"), values)
