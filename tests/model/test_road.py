"""Where a case stands and what comes next, over all stages and reasons."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from model.case import (
    Agreement,
    AgreementState,
    AutoDeduction,
    Budget,
    Case,
    Contact,
    ContactKind,
    CourtKind,
    CourtPaper,
    CreditCheck,
    Expense,
    Form,
    Income,
    Instalment,
    Material,
    MaterialState,
    Outcome,
    Payment,
    Place,
    Point,
    Product,
    Reason,
    Request,
    RequestKind,
    SentText,
    Snapshot,
    Stage,
    StepNote,
    StepState,
)
from model.papers import required_there
from model.road import EVIDENCE, ROAD, View, paid_off_on, road, stage, steps, view
from model.steps import Next, next_step, next_thing
from store.playbooks import load

TODAY = date(2026, 11, 24)
PLAYBOOK = load()
AGO = TODAY - timedelta(days=7)
MONTH = Budget(
    stamp="2026-11-20T20:00:00+08:00",
    incomes=(Income(id="1", label="工资", amount=500_000, day=10),),
    expenses=(Expense(id="2", label="房租", amount=200_000, kind="rent"),),
    cash=100_000,
)
SHOT = Snapshot(id="s1", on=AGO, total=1_864_237)
PAPERS = tuple(
    Material(id=f"m{n}", kind=kind, name=kind, state=MaterialState.READY, place=Place.PHONE)
    for n, kind in enumerate(("identity", "bank_statement", "overdue_bill"))
)
ROWS = tuple(
    Instalment(number=n, due=date(2026, 12, 10) + timedelta(days=31 * (n - 1)), principal=100_000) for n in (1, 2)
)
WRITTEN = Agreement(id="a9", on=AGO, state=AgreementState.AGREED, form=Form.WRITTEN, agreed_on=AGO, total=200_000)
OFFER = Agreement(id="a9", on=TODAY, form=Form.WRITTEN, rows=ROWS, total=200_000)
FILED = Request(id="q1", kind=RequestKind.INSTALMENTS, chosen_on=AGO, filed_on=AGO)


def case(**values: Any) -> Case:
    return Case(**{"id": "a1", "title": "花呗", "opened_on": AGO, "product": Product.HUABEI, **values})


def seen(**values: Any) -> View:
    return view(case(**values), PLAYBOOK, TODAY)


def contact(outcome: Outcome, on: date = AGO, kind: ContactKind = ContactKind.OWN, **more: Any) -> Contact:
    return Contact(id=more.pop("id", "c5"), on=on, outcome=outcome, kind=kind, **more)


def paper(kind: CourtKind, **values: Any) -> CourtPaper:
    return CourtPaper(**{"id": "j1", "kind": kind, "received_on": AGO, **values})


def paid(amount: int, on: date = TODAY) -> Payment:
    return Payment(id="p99", on=on, amount=amount)


# --- stages --------------------------------------------------------------------------------------------------------

AT: list[tuple[Stage, dict[str, Any]]] = [
    (Stage.OPENED, {}),
    (Stage.OPENED, {"snapshots": (SHOT,), "reasons": (Reason.NO_MONEY,)}),
    (Stage.OPENED, {"contacts": (contact(Outcome.NOTED, kind=ContactKind.COLLECTION),)}),
    (Stage.OPENED, {"contacts": (contact(Outcome.NO_ANSWER),)}),
    (Stage.PREPARING, {"budget": MONTH}),
    (Stage.PREPARING, {"materials": PAPERS[:1]}),
    (Stage.READY, {"materials": PAPERS}),
    (Stage.CONTACTED, {"contacts": (contact(Outcome.NOTED),)}),
    (Stage.CONTACTED, {"contacts": (contact(Outcome.WANTS_PAPERS),), "materials": PAPERS}),
    (Stage.WAITING, {"requests": (FILED,)}),
    (Stage.WAITING, {"contacts": (contact(Outcome.TOLD_TO_WAIT),)}),
    (Stage.WAITING, {"contacts": (contact(Outcome.REFUSED), contact(Outcome.TOLD_TO_WAIT, TODAY, id="c6"))}),
    (Stage.REFUSED, {"contacts": (contact(Outcome.TOLD_TO_WAIT), contact(Outcome.REFUSED, TODAY, id="c6"))}),
    (Stage.REFUSED, {"agreement": OFFER, "contacts": (contact(Outcome.REFUSED, TODAY + timedelta(days=1)),)}),
    (Stage.OFFERED, {"contacts": (contact(Outcome.OFFER),)}),
    (Stage.OFFERED, {"agreement": OFFER}),
    (Stage.AGREED, {"agreement": WRITTEN, "instalments": ROWS}),
    (Stage.REPAYING, {"agreement": WRITTEN, "instalments": ROWS, "payments": (paid(100),)}),
    (Stage.REPAYING, {"agreement": WRITTEN, "instalments": (Instalment(number=1, due=TODAY, principal=9),)}),
    (Stage.PAID_OFF, {"agreement": WRITTEN, "instalments": ROWS, "payments": (paid(200_000),)}),
    (Stage.PAID_OFF, {"closed_on": TODAY}),
    (Stage.SUED, {"court": (paper(CourtKind.SUMMONS),), "agreement": WRITTEN, "instalments": ROWS}),
    (Stage.OPENED, {"court": (paper(CourtKind.LAWYER_LETTER),)}),
    (Stage.OPENED, {"court": (paper(CourtKind.SUMMONS, closed_on=TODAY),)}),
]


@pytest.mark.parametrize(("expected", "values"), AT)
def test_a_stage_is_what_the_facts_say(expected: Stage, values: dict[str, Any]) -> None:
    assert stage(seen(**values)) is expected


def test_broken_and_then_refused() -> None:
    broken = Agreement(id="a9", on=AGO, state=AgreementState.BROKEN, ended_on=AGO)
    assert stage(seen(agreement=broken)) is Stage.BROKEN
    refused = contact(Outcome.REFUSED, TODAY)
    assert stage(seen(agreement=broken, contacts=(refused,))) is Stage.REFUSED


def test_the_road_has_six_stops_and_one_is_here() -> None:
    assert set(ROAD) == set(Stage)
    for _stage, values in AT:
        v = seen(**values)
        stops = road(v)
        assert len(stops) == 6
        here = [stop.info.id for stop in stops if stop.here]
        if stage(v) is Stage.SUED:
            assert len(here) == 1, "a court's paper moves nobody along the road"
        else:
            assert here == ([ROAD[stage(v)]] if ROAD[stage(v)] else [])
        assert all(stop.done <= stop.of for stop in stops)


def test_paid_off_on_the_day_of_the_last_payment() -> None:
    first, last = paid(100_000, AGO), Payment(id="p98", on=TODAY - timedelta(days=2), amount=100_000)
    v = seen(agreement=WRITTEN, instalments=ROWS, payments=(last, first))
    assert paid_off_on(v) == TODAY - timedelta(days=2)
    assert paid_off_on(seen()) is None


# --- what completes a step by itself -------------------------------------------------------------------------------

AGREED = {"agreement": WRITTEN, "instalments": ROWS}
DONE = {**AGREED, "payments": (paid(200_000),)}
POINTS = tuple(Point(id=point.id, words="写明了") for point in PLAYBOOK.points if point.must)
PROOF = Material(id="m9", kind="settlement_proof", state=MaterialState.READY, place=Place.PAPER)

ENOUGH: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "snapshot": ({"snapshots": (SHOT,)}, {}),
    "lender": ({"lender": "重庆蚂蚁消费金融有限公司"}, {}),
    "reason": ({"reasons": (Reason.FORGOT,)}, {}),
    "deductions": ({"budget": Budget(deductions=(AutoDeduction(id="1", account="余额"),))}, {"budget": MONTH}),
    "cash": ({"budget": Budget(cash=0)}, {"budget": Budget()}),
    "budget": ({"budget": MONTH}, {"budget": Budget(incomes=MONTH.incomes)}),
    "pay_now_answered": ({"budget": MONTH}, {"budget": Budget(cash=5)}),
    "materials_ready": ({"materials": PAPERS}, {"materials": PAPERS[:2]}),
    "option_chosen": ({"requests": (FILED,)}, {}),
    "statement_ready": ({"sent": (SentText(id="x1", on=AGO, form="chat", text="您好"),)}, {}),
    "contacted": (
        {"contacts": (contact(Outcome.NOTED),)},
        {"contacts": (contact(Outcome.NO_ANSWER), contact(Outcome.NOTED, kind=ContactKind.COLLECTION))},
    ),
    "filed": ({"requests": (FILED,)}, {"requests": (Request(id="q1", kind=RequestKind.WAIVER, chosen_on=AGO),)}),
    "followed_up": (
        {"requests": (FILED,), "contacts": (contact(Outcome.NOTED, TODAY),)},
        {"requests": (FILED,), "contacts": (contact(Outcome.NOTED, AGO),)},
    ),
    "offer": ({"agreement": OFFER}, {}),
    "points_checked": (
        {"agreement": Agreement(id="a9", on=AGO, points=POINTS)},
        {"agreement": Agreement(id="a9", on=AGO, points=POINTS[1:])},
    ),
    "affordable": (
        {"agreement": OFFER, "budget": MONTH},
        {"agreement": OFFER, "budget": Budget(incomes=(Income(id="1", label="工资", amount=50_000),))},
    ),
    "written": ({"agreement": OFFER}, {"agreement": Agreement(id="a9", on=AGO)}),
    "agreed": (AGREED, {"agreement": OFFER}),
    "first_paid": ({**AGREED, "payments": (paid(100_000),)}, {**AGREED, "payments": (paid(99_999),)}),
    "all_paid": (DONE, {**AGREED, "payments": (paid(199_999),)}),
    "settlement_proof": ({"materials": (PROOF,)}, {"materials": (Material(id="m9", kind="settlement_proof"),)}),
    "credit_checked": (
        {**DONE, "credit_checks": (CreditCheck(id="r1", on=TODAY + timedelta(days=20)),)},
        {"credit_checks": (CreditCheck(id="r1", on=TODAY),)},
    ),
}


def test_every_evidence_is_tried_and_every_step_names_one() -> None:
    assert set(ENOUGH) == set(EVIDENCE)
    by_hand = {"contact_details"}
    assert {step.done_when for step in PLAYBOOK.steps if step.done_when} <= set(EVIDENCE) | by_hand


@pytest.mark.parametrize("name", sorted(ENOUGH))
def test_evidence_says_why_and_only_where_it_is_there(name: str) -> None:
    there, missing = ENOUGH[name]
    said = EVIDENCE[name](seen(**there))
    assert said is not None
    assert str(said)
    assert EVIDENCE[name](seen(**missing)) is None


def test_a_check_of_the_day_of_pay_off_counts_where_all_was_right() -> None:
    for correct, counts in ((True, True), (False, False), (None, False)):
        v = seen(**DONE, credit_checks=(CreditCheck(id="r1", on=TODAY, correct=correct),))
        assert (EVIDENCE["credit_checked"](v) is not None) is counts


@pytest.mark.parametrize("state", [StepState.DOING, StepState.DONE, StepState.NOT_NEEDED, StepState.BLOCKED])
def test_what_a_person_said_of_a_step_wins(state: StepState) -> None:
    v = seen(snapshots=(SHOT,), steps=(StepNote(id="snapshot", state=state, on=TODAY, note="抄好了"),))
    found = next(one for one in steps(v) if one.step.id == "snapshot")
    assert (found.state, found.why) == (state, None)
    assert found.settled is (state in (StepState.DONE, StepState.NOT_NEEDED))


# --- what comes next -----------------------------------------------------------------------------------------------


def following(**values: Any) -> Next:
    return next_thing(seen(**values))


def step_id(**values: Any) -> str | None:
    found = next_step(seen(**values))
    return found.step.id if found else None


def test_the_first_night_goes_from_the_figure_to_the_month() -> None:
    assert step_id() == "snapshot"
    done: dict[str, Any] = {"snapshots": (SHOT,)}
    assert step_id(**done) == "lender"
    done |= {"lender": "甲", "reasons": (Reason.NO_MONEY,)}
    assert step_id(**done) == "deductions"


def test_journey_b_papers_then_what_to_ask_then_the_call() -> None:
    done: dict[str, Any] = {"snapshots": (SHOT,), "lender": "甲", "reasons": (Reason.NO_MONEY,), "budget": MONTH}
    assert step_id(**done) == "materials"
    done["materials"] = PAPERS
    assert step_id(**done) == "option"
    done["requests"] = (Request(id="q1", kind=RequestKind.INSTALMENTS, chosen_on=AGO),)
    assert step_id(**done) == "statement"
    done["sent"] = (SentText(id="x1", on=AGO, form="phone", text="您好"),)
    assert step_id(**done) == "contact"


def test_what_the_app_shows_comes_first_before_the_talks_and_not_in_them() -> None:
    assert step_id(materials=PAPERS) == "snapshot"
    assert step_id(contacts=(contact(Outcome.NOTED),)) == "snapshot"
    assert step_id(agreement=OFFER) != "snapshot"


def test_a_blocked_or_optional_step_is_never_the_next() -> None:
    blocked = (StepNote(id="snapshot", state=StepState.BLOCKED),)
    assert step_id(steps=blocked) != "snapshot"
    for _stage, values in AT:
        found = next_step(seen(**values))
        assert found is None or not found.step.optional


NEXT: list[tuple[str, str, date | None, dict[str, Any]]] = [
    ("Ask again. Waiting since", "contacts", date(2026, 11, 20), {"requests": (FILED,)}),
    (
        "promised",
        "contacts",
        date(2026, 11, 26),
        {"contacts": (contact(Outcome.TOLD_TO_WAIT, promised="回电", promised_by=date(2026, 11, 26)),)},
    ),
    ("another channel", "contacts", date(2026, 11, 27), {"contacts": (contact(Outcome.REFUSED, TODAY),)}),
    ("Hand in the papers", "materials", date(2026, 11, 20), {"contacts": (contact(Outcome.WANTS_PAPERS),)}),
    (
        "Not connected",
        "contacts",
        date(2026, 11, 18),
        {"snapshots": (SHOT,), "contacts": (contact(Outcome.NO_ANSWER),)},
    ),
    ("Write the offer down", "agreement", None, {"contacts": (contact(Outcome.OFFER),)}),
    ("points", "agreement", None, {"agreement": OFFER}),
    (
        "Answer the offer",
        "agreement",
        TODAY,
        {"agreement": Agreement(id="a9", on=AGO, form=Form.WRITTEN, rows=ROWS, answer_by=TODAY)},
    ),
    ("Repay instalment 1 of 2", "calendar", ROWS[0].due, AGREED),
    ("Repay the rest of instalment 1", "calendar", ROWS[0].due, {**AGREED, "payments": (paid(50_000),)}),
    ("Repay instalment 2 of 2", "calendar", ROWS[1].due, {**AGREED, "payments": (paid(100_000),)}),
    (
        "not recorded: if it is paid, record it",
        "calendar",
        AGO,
        {"agreement": WRITTEN, "instalments": (Instalment(number=1, due=AGO, principal=9),)},
    ),
    ("proof of settlement", "materials", date(2026, 12, 3), DONE),
    ("credit report", "calendar", date(2026, 12, 25), {**DONE, "materials": (PROOF,)}),
    (
        "Nothing more to do",
        "timeline",
        None,
        {**DONE, "materials": (PROOF,), "credit_checks": (CreditCheck(id="r1", on=TODAY, correct=True),)},
    ),
    ("Verify first", "contacts", TODAY, {"court": (paper(CourtKind.SUMMONS),), "requests": (FILED,)}),
    (
        "Last day to answer",
        "contacts",
        AGO + timedelta(days=15),
        {"court": (paper(CourtKind.SUMMONS, verified=True),), "requests": (FILED,)},
    ),
    (
        "Hearing",
        "contacts",
        TODAY,
        {"court": (paper(CourtKind.SUMMONS, verified=True, answered_on=TODAY, hearing_on=TODAY),)},
    ),
    (
        "ready for the hearing",
        "contacts",
        None,
        {"court": (paper(CourtKind.SUMMONS, verified=True, answered_on=TODAY),)},
    ),
    (
        "objection is in",
        "contacts",
        None,
        {"court": (paper(CourtKind.PAYMENT_ORDER, verified=True, answered_on=TODAY),)},
    ),
    ("Mediation is voluntary", "contacts", None, {"court": (paper(CourtKind.MEDIATION, verified=True),)}),
    (
        "how much was awarded",
        "contacts",
        None,
        {"court": (paper(CourtKind.JUDGMENT, verified=True, answered_on=TODAY),)},
    ),
    ("enforcement judge", "contacts", None, {"court": (paper(CourtKind.ENFORCEMENT, verified=True),)}),
    ("not from a court", "contacts", TODAY, {"court": (paper(CourtKind.LAWYER_LETTER),)}),
]


@pytest.mark.parametrize(("words", "opens", "on", "values"), NEXT)
def test_the_next_thing(words: str, opens: str, on: date | None, values: dict[str, Any]) -> None:
    found = following(**values)
    assert words in str(found.said)
    assert (found.opens, found.on) == (opens, on)


def test_broken_asks_whether_it_can_be_taken_up_again_then_anew() -> None:
    broken = Agreement(id="a9", on=AGO, state=AgreementState.BROKEN, ended_on=AGO)
    assert "taken up again?" in str(following(agreement=broken).said)
    found = following(agreement=broken, contacts=(contact(Outcome.NOTED, TODAY),))
    assert "Ask anew" in str(found.said)
    assert found.opens == "options"


PAYS = ("repay", "pay ", "payment is", "offer down", "amount", "affordable")


@pytest.mark.parametrize(("at", "values"), AT)
def test_not_mine_never_leads_to_paying(at: Stage, values: dict[str, Any]) -> None:
    found = following(**{"snapshots": (SHOT,), **values, "reasons": (Reason.NOT_MINE,)})
    said = str(found.said).lower()
    assert not any(word in said for word in PAYS), said
    assert found.opens not in ("options", "agreement", "calendar") or "credit report" in said
    if found.step is not None:
        assert Reason.NOT_MINE not in found.step.step.except_reasons


def test_not_mine_first_keeps_the_evidence() -> None:
    assert step_id(snapshots=(SHOT,), lender="甲", reasons=(Reason.NOT_MINE,)) == "evidence"


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize(("at", "values"), AT)
def test_there_is_always_one_next_thing(at: Stage, values: dict[str, Any], reason: Reason) -> None:
    found = following(**{**values, "reasons": (reason,)})
    assert str(found.said)
    assert found.opens


def test_income_alone_does_not_tell_that_an_instalment_is_affordable() -> None:
    rows = (Instalment(number=1, due=TODAY, principal=100_000),)
    income = (Income(id="b1", label="工资", amount=500_000),)
    for expenses, told in (((), False), ((Expense(id="b2", label="房租", amount=100_000),), True)):
        found = seen(
            agreement=Agreement(id="a1", on=TODAY, rows=rows),
            budget=Budget(stamp="x", incomes=income, expenses=expenses),
        )
        step = next(one for one in steps(found) if one.step.id == "affordable")
        assert (step.state is StepState.DONE) is told


@pytest.mark.parametrize(
    ("changes", "there", "now"),
    [
        ({"valid_until": TODAY}, 3, Stage.READY),
        ({"valid_until": TODAY - timedelta(days=1)}, 2, Stage.PREPARING),
        ({"issued": TODAY - timedelta(days=31)}, 2, Stage.PREPARING),
        ({"valid_until": AGO, "state": MaterialState.SUBMITTED}, 3, Stage.READY),
    ],
)
def test_a_required_paper_that_grew_too_old_is_to_be_fetched_anew(
    changes: dict[str, Any], there: int, now: Stage
) -> None:
    identity, statement, bill = PAPERS
    v = seen(materials=(identity, replace(statement, **changes), bill))
    assert (required_there(v.case, PLAYBOOK, TODAY), stage(v)) == ((there, 3), now)


def test_a_newer_paper_of_the_kind_is_enough() -> None:
    old = replace(PAPERS[1], id="m8", valid_until=AGO)
    assert required_there(case(materials=(*PAPERS, old)), PLAYBOOK, TODAY) == (3, 3)
