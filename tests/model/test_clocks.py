"""When to ask again, by when others must answer."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from bare import TEXT, bare_playbook
from hypothesis import given
from hypothesis import strategies as st

from model import clocks as clocks_module
from model.case import (
    Agreement,
    AgreementState,
    Case,
    Complaint,
    Contact,
    ContactKind,
    CourtKind,
    CourtPaper,
    Outcome,
    Request,
    RequestKind,
)
from model.clocks import ClockKind, clocks, court_clocks, ladder, open_promises, retry, rung_view, waiting
from model.playbook import CourtInfo, Playbook, Rung, Wait
from model.workdays import YearDays

TODAY = date(2026, 11, 24)


def _wait(id: str, after: str, days: int, *, working: bool = True, before: bool = False) -> Wait:
    return Wait(
        id=id, section="4.5", after=after, days=days, working=working, text=TEXT, then=TEXT, fact="f", before=before
    )


def _court(kind: CourtKind, days: int, *, from_court: bool = True) -> CourtInfo:
    return CourtInfo(id=kind, name=TEXT, from_court=from_court, verify=TEXT, what=TEXT, days=days)


def playbook(waits: Iterable[Wait] | None = None) -> Playbook:
    own = (_wait("a", "filed", 3), _wait("b", "filed", 7), _wait("c", "refused", 3), _wait("d", "instalment", 5))
    return bare_playbook(
        waits=tuple(waits) if waits is not None else own,
        ladder=(
            Rung(id="lender", name=TEXT, help=TEXT, when=TEXT),
            Rung(id="desk", name=TEXT, help=TEXT, when=TEXT, days=15, longer=30, longest=60),
            Rung(id="regulator", name=TEXT, help=TEXT, when=TEXT, days=15, working=True),
        ),
        courts=(
            _court(CourtKind.SUMMONS, 15),
            _court(CourtKind.PAYMENT_ORDER, 15),
            _court(CourtKind.LAWYER_LETTER, 15, from_court=False),
            _court(CourtKind.MEDIATION, 0),
        ),
    )


BOOK = playbook()


def case(**values: Any) -> Case:
    return Case(id="k1", title="花呗", opened_on=date(2026, 11, 1), **values)


def filed(on: date, id: str = "q1") -> Request:
    return Request(id=id, kind=RequestKind.INSTALMENTS, chosen_on=on, filed_on=on)


def told(on: date, id: str = "c5", **more: Any) -> Contact:
    return Contact(id=id, on=on, outcome=more.pop("outcome", Outcome.TOLD_TO_WAIT), **more)


def test_nothing_is_waited_for_before_something_was_asked() -> None:
    chosen = Request(id="q1", kind=RequestKind.WAIVER, chosen_on=TODAY)
    assert waiting(case(requests=(chosen,)), BOOK, TODAY) is None
    assert waiting(case(contacts=(told(TODAY, outcome=Outcome.NOTED),)), BOOK, TODAY) is None


def test_after_filing_follow_up_on_the_third_and_nag_on_the_seventh_working_day() -> None:
    wait = waiting(case(requests=(filed(date(2026, 11, 17)),)), BOOK, TODAY)
    assert wait is not None
    assert (wait.since, wait.days, wait.working_days) == (date(2026, 11, 17), 7, 5)
    assert (wait.follow_up, wait.nag) == (date(2026, 11, 20), date(2026, 11, 26))
    assert (wait.due, wait.nagging, wait.known) == (True, False, True)


def test_lengths_are_the_playbooks() -> None:
    own = playbook([_wait("follow_up", "filed", 2, working=False), _wait("nag", "filed", 10, working=False)])
    wait = waiting(case(requests=(filed(date(2026, 11, 20)),)), own, TODAY)
    assert wait is not None
    assert (wait.follow_up, wait.nag) == (date(2026, 11, 22), date(2026, 11, 30))
    assert waiting(case(requests=(filed(TODAY),)), playbook([]), TODAY) is None


def test_told_to_wait_follows_the_same_times_and_days_count_from_the_first_turn() -> None:
    asked = case(requests=(filed(date(2026, 11, 16)),), contacts=(told(date(2026, 11, 20)),))
    wait = waiting(asked, BOOK, TODAY)
    assert wait is not None
    assert (wait.since, wait.asked_on) == (date(2026, 11, 16), date(2026, 11, 20))
    assert wait.follow_up == date(2026, 11, 25)
    assert wait.nag == date(2026, 11, 25)


def test_a_promises_own_date_wins() -> None:
    promised = told(date(2026, 11, 20), promised="给答复", promised_by=date(2026, 12, 4), agent="8821")
    wait = waiting(case(contacts=(promised,)), BOOK, TODAY)
    assert wait is not None
    assert (wait.follow_up, wait.promise, wait.due) == (date(2026, 12, 4), promised, False)
    found = clocks(case(contacts=(promised,)), BOOK, TODAY)
    (follow,) = (clock for clock in found if clock.kind is ClockKind.FOLLOW_UP)
    assert str(follow.said) == "Ask again: “给答复” (8821 promised it on 2026-11-20)"
    assert not [clock for clock in found if clock.kind is ClockKind.PROMISE]


def test_asking_on_the_day_starts_the_follow_up_anew_but_an_unanswered_call_does_not() -> None:
    start = filed(date(2026, 11, 17))
    asked = told(date(2026, 11, 20), outcome=Outcome.NOTED)
    wait = waiting(case(requests=(start,), contacts=(asked,)), BOOK, TODAY)
    assert wait is not None
    assert (wait.since, wait.asked_on, wait.follow_up) == (start.filed_on, asked.on, date(2026, 11, 25))
    for unheard in (
        told(date(2026, 11, 20), outcome=Outcome.NO_ANSWER),
        told(date(2026, 11, 20), outcome=Outcome.NOTED, kind=ContactKind.COLLECTION),
        told(date(2026, 11, 18), outcome=Outcome.NOTED),
    ):
        wait = waiting(case(requests=(start,), contacts=(unheard,)), BOOK, TODAY)
        assert wait is not None
        assert wait.follow_up == date(2026, 11, 20)


@pytest.mark.parametrize("outcome", [Outcome.OFFER, Outcome.REFUSED, Outcome.WANTS_PAPERS])
def test_an_answer_ends_the_waiting(outcome: Outcome) -> None:
    answered = case(requests=(filed(date(2026, 11, 17)),), contacts=(told(TODAY, outcome=outcome),))
    assert waiting(answered, BOOK, TODAY) is None


def test_an_offer_recorded_or_the_end_ends_the_waiting_an_older_agreement_does_not() -> None:
    start = filed(date(2026, 11, 17))
    offer = Agreement(id="a1", on=date(2026, 11, 20))
    assert waiting(case(requests=(start,), agreement=offer), BOOK, TODAY) is None
    broken = msgspec.structs.replace(offer, on=date(2026, 10, 1), state=AgreementState.BROKEN)
    assert waiting(case(requests=(start,), agreement=broken), BOOK, TODAY) is not None
    assert waiting(case(requests=(start,), closed_on=TODAY), BOOK, TODAY) is None


def test_unknown_year_is_said() -> None:
    wait = waiting(case(requests=(filed(date(2026, 12, 30)),)), BOOK, TODAY)
    assert wait is not None
    assert not wait.known
    plan = {2027: YearDays(off=frozenset({date(2027, 1, 1)}))}
    wait = waiting(case(requests=(filed(date(2026, 12, 30)),)), BOOK, TODAY, plan)
    assert wait is not None
    assert (wait.follow_up, wait.known) == (date(2027, 1, 5), True)


def test_refused_again_after_three_working_days() -> None:
    refused = told(date(2026, 11, 26), outcome=Outcome.REFUSED)
    clock = retry(case(requests=(filed(date(2026, 11, 17)),), contacts=(refused,)), BOOK)
    assert clock is not None
    assert (clock.since, clock.on, clock.record) == (refused.on, date(2026, 12, 1), "c5")
    after = told(date(2026, 11, 27), id="c6")
    assert retry(case(contacts=(refused, after)), BOOK) is None


def test_promises_stay_open_until_taken_up() -> None:
    promised = told(date(2026, 11, 18), promised="寄结清证明", promised_by=date(2026, 11, 25), outcome=Outcome.NOTED)
    assert open_promises(case(contacts=(promised,))) == (promised,)
    early = told(date(2026, 11, 20), id="c6", outcome=Outcome.NOTED)
    assert open_promises(case(contacts=(promised, early))) == (promised,)
    unheard = told(date(2026, 11, 26), id="c7", outcome=Outcome.NO_ANSWER)
    assert open_promises(case(contacts=(promised, unheard))) == (promised,)
    taken_up = told(date(2026, 11, 26), id="c8", outcome=Outcome.NOTED)
    assert open_promises(case(contacts=(promised, taken_up))) == ()
    kinds = [clock.kind for clock in clocks(case(contacts=(promised,)), BOOK, TODAY)]
    assert kinds == [ClockKind.PROMISE]


def test_complaint_terms_15_30_60_from_filing() -> None:
    complaint = Complaint(id="k3", level="desk", filed_on=date(2026, 11, 2))
    view = rung_view(BOOK.ladder[1], complaint, TODAY)
    assert (view.answer_by, view.longer_by, view.longest_by) == (
        date(2026, 11, 17),
        date(2026, 12, 2),
        date(2027, 1, 1),
    )
    assert (view.waiting, view.past) == (True, True)
    (clock,) = clocks(case(complaints=(complaint,)), BOOK, TODAY)
    assert (clock.kind, clock.on, clock.since) == (ClockKind.COMPLAINT, date(2026, 12, 2), complaint.filed_on)
    answered = msgspec.structs.replace(complaint, answered_on=date(2026, 11, 12))
    assert clocks(case(complaints=(answered,)), BOOK, TODAY) == ()


def test_the_regulators_days_are_working_days() -> None:
    complaint = Complaint(id="k3", level="regulator", filed_on=date(2026, 9, 25))
    # 28, 29, 30 September; 8, 9 and Saturday 10 October; 12 to 16; 19 to 22
    assert rung_view(BOOK.ladder[2], complaint, TODAY).answer_by == date(2026, 10, 22)


def test_the_ladder_says_from_when_the_next_rung_is_the_next_one() -> None:
    views = ladder(case(), BOOK, TODAY)
    assert [view.sensible_from for view in views] == [None, None, None]
    complaint = Complaint(id="k3", level="desk", filed_on=date(2026, 11, 2))
    assert ladder(case(complaints=(complaint,)), BOOK, TODAY)[2].sensible_from == date(2026, 11, 17)
    answered = msgspec.structs.replace(complaint, answered_on=date(2026, 11, 9))
    assert ladder(case(complaints=(answered,)), BOOK, TODAY)[2].sensible_from == date(2026, 11, 9)
    assert not ladder(case(complaints=(answered,)), BOOK, TODAY)[1].waiting


def paper(kind: CourtKind = CourtKind.PAYMENT_ORDER, **more: Any) -> CourtPaper:
    return CourtPaper(id="j4", kind=kind, received_on=date(2026, 11, 20), **more)


def test_court_clock_counts_from_receipt_and_a_typed_deadline_wins() -> None:
    (clock,) = court_clocks(paper(), BOOK)
    assert (clock.kind, clock.on) == (ClockKind.COURT, date(2026, 12, 5))
    (clock,) = court_clocks(paper(deadline=date(2026, 11, 30)), BOOK)
    assert clock.on == date(2026, 11, 30)
    (clock,) = court_clocks(paper(CourtKind.MEDIATION, deadline=date(2026, 11, 30)), BOOK)
    assert clock.on == date(2026, 11, 30)


def test_answered_keeps_the_hearing_closed_keeps_nothing_a_letter_has_no_clock() -> None:
    summons = paper(CourtKind.SUMMONS, hearing_on=date(2026, 12, 20))
    assert [clock.kind for clock in court_clocks(summons, BOOK)] == [ClockKind.COURT, ClockKind.HEARING]
    answered = msgspec.structs.replace(summons, answered_on=TODAY)
    assert [clock.kind for clock in court_clocks(answered, BOOK)] == [ClockKind.HEARING]
    assert court_clocks(msgspec.structs.replace(summons, closed_on=TODAY), BOOK) == ()
    assert court_clocks(paper(CourtKind.LAWYER_LETTER), BOOK) == ()
    over = case(court=(msgspec.structs.replace(answered, hearing_on=date(2026, 11, 23)),))
    assert clocks(over, BOOK, TODAY) == ()


def test_clocks_come_in_the_order_of_their_days() -> None:
    busy = case(
        requests=(filed(date(2026, 11, 20)),),
        court=(paper(hearing_on=date(2026, 12, 1)),),
        complaints=(Complaint(id="k3", level="desk", filed_on=date(2026, 11, 20)),),
    )
    found = clocks(busy, BOOK, TODAY)
    assert [clock.on for clock in found] == sorted(clock.on for clock in found)
    assert {clock.kind for clock in found} == {
        ClockKind.FOLLOW_UP,
        ClockKind.NAG,
        ClockKind.COURT,
        ClockKind.HEARING,
        ClockKind.COMPLAINT,
    }


def test_no_limitation_date_is_offered() -> None:
    names = [name for name in vars(clocks_module) if re.search("limitation|prescri|expir", name, re.IGNORECASE)]
    assert names == []


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)), st.integers(0, 200))
def test_a_follow_up_never_lies_before_the_asking(on: date, later: int) -> None:
    wait = waiting(case(requests=(filed(on),)), BOOK, on + timedelta(days=later))
    assert wait is not None
    assert wait.nag is not None
    assert on < wait.follow_up < wait.nag
    assert wait.days == later
    assert wait.due == (wait.follow_up <= on + timedelta(days=later))


def test_an_offer_or_a_refusal_ends_an_older_promise(today):
    promised = Contact(id="c1", on=today, promised="回电", promised_by=today + timedelta(days=3))
    assert open_promises(case(contacts=(promised,))) == (promised,)
    offer = Agreement(id="a2", on=today)
    assert open_promises(case(contacts=(promised,), agreement=offer)) == ()
    refused = Contact(id="c2", on=today, outcome=Outcome.REFUSED)
    assert open_promises(case(contacts=(promised, refused))) == ()
