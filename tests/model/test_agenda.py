"""What is due when: every wait of the playbook, each day it names, and who is not troubled by it."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.agenda import OPENS, Due, Kind, agenda, agenda_of, gone_from_report
from model.allocation import Standing
from model.budget import means
from model.case import (
    Agreement,
    AgreementState,
    AutoDeduction,
    Budget,
    Case,
    Contact,
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
    Product,
    Reason,
    Request,
    RequestKind,
    SentText,
    StepNote,
    StepState,
    Transfer,
)
from model.demo import demo_cases
from model.playbook import Playbook, Wait
from model.road import view
from model.workdays import YearDays
from store.playbooks import load

TODAY = date(2026, 11, 24)
"""A Tuesday, with no holiday near."""

PLAYBOOK = load()
MONTH = Budget(
    stamp="2026-11-20T20:00:00+08:00",
    incomes=(Income(id="1", label="工资", amount=500_000, day=10),),
    expenses=(Expense(id="2", label="房租", amount=380_000, kind="rent"),),
)
WIDE = msgspec.structs.replace(MONTH, expenses=(Expense(id="2", label="吃饭", amount=10_000, kind="food"),))
FIRST = date(2026, 12, 10)
ROWS = tuple(
    Instalment(number=n + 1, due=FIRST.replace(year=2026 + (n > 0), month=(11 + n) % 12 + 1), principal=161_200)
    for n in range(3)
)
WRITTEN = Agreement(id="a9", on=TODAY, state=AgreementState.AGREED, form=Form.WRITTEN, agreed_on=TODAY)
HELD: dict[str, Any] = {"agreement": WRITTEN, "instalments": ROWS}
PAID: dict[str, Any] = {**HELD, "payments": (Payment(id="p99", on=TODAY, amount=3 * 161_200),)}
PROOF = Material(id="m9", kind="settlement_proof", state=MaterialState.READY, place=Place.PAPER)


def case(**values: Any) -> Case:
    fields: dict[str, Any] = {"id": "a1", "title": "花呗", "opened_on": TODAY, "product": Product.HUABEI}
    return Case(**{**fields, **values})


def due(kind: Kind, today: date = TODAY, days: int = 400, playbook: Playbook = PLAYBOOK, **values: Any) -> list[Due]:
    return [one for one in agenda(case(**values), playbook, today, days) if one.kind is kind]


def only(kind: Kind, **values: Any) -> Due:
    (found,) = due(kind, **values)
    return found


def with_wait(id: str, **fields: Any) -> Playbook:
    waits = tuple(msgspec.structs.replace(w, **fields) if w.id == id else w for w in PLAYBOOK.waits)
    return msgspec.structs.replace(PLAYBOOK, waits=waits)


def wait(id: str) -> Wait:
    found = PLAYBOOK.wait(id)
    assert found is not None
    return found


# --- the plan ------------------------------------------------------------------------------------------------------


def test_instalments_with_what_they_lack_and_their_notice() -> None:
    found = due(Kind.INSTALMENT, **HELD)
    assert [one.on for one in found] == [row.due for row in ROWS]
    assert [one.amount for one in found] == [161_200] * 3
    assert {one.notice for one in found} == {wait("instalment_soon").days} == {3}
    partly = due(Kind.INSTALMENT, **HELD, payments=(Payment(id="p99", on=TODAY, amount=200_000),))
    assert [(one.amount, one.state) for one in partly] == [(122_400, Standing.PARTLY), (161_200, Standing.DUE)]


@pytest.mark.parametrize(("before", "told"), [(4, False), (3, True), (0, True), (-5, True)])
def test_one_is_reminded_some_days_before(before: int, told: bool) -> None:
    first = due(Kind.INSTALMENT, **HELD)[0]
    assert first.reminds(FIRST - timedelta(days=before)) is told


def test_a_missed_one_says_whom_to_call_and_stays() -> None:
    late = due(Kind.INSTALMENT, today=FIRST + timedelta(days=2), days=0, **HELD)
    assert [(one.on, one.state) for one in late] == [(FIRST, Standing.LATE)]
    assert "not recorded: if it is paid, record it" in str(late[0].said)
    part = Payment(id="p99", on=FIRST, amount=100_000)
    assert "lacks a part: record it" in str(
        due(Kind.INSTALMENT, today=FIRST + timedelta(days=2), **HELD, payments=(part,))[0].said
    )


@pytest.mark.parametrize(("today", "on"), [(TODAY, date(2026, 12, 5)), (date(2026, 12, 8), date(2026, 12, 8))])
def test_five_days_before_one_that_the_month_will_not_cover(today: date, on: date) -> None:
    warned = only(Kind.SHORTFALL, today=today, budget=MONTH, **HELD)
    assert warned.on == on
    assert warned.said.values["difference"] == 161_200 - 82_000 == 161_200 - means(MONTH).ceiling
    assert "a reserve of" in str(warned.said)
    assert OPENS[Kind.SHORTFALL] == "statement"


def test_no_warning_where_the_month_covers_it_or_nothing_is_known() -> None:
    assert due(Kind.SHORTFALL, budget=WIDE, **HELD) == []
    assert due(Kind.SHORTFALL, **HELD) == []
    assert due(Kind.SHORTFALL, budget=MONTH, **PAID) == []


def test_a_month_known_by_half_warns_of_nothing() -> None:
    costs_only = msgspec.structs.replace(MONTH, incomes=())
    income_only = msgspec.structs.replace(MONTH, incomes=(Income(id="1", label="工资", amount=100_000),), expenses=())
    none_comes = msgspec.structs.replace(MONTH, incomes=(Income(id="1", label="工资", amount=0),))
    assert due(Kind.SHORTFALL, budget=costs_only, **HELD) == []
    assert due(Kind.SHORTFALL, budget=income_only, **HELD) == []
    assert only(Kind.SHORTFALL, budget=none_comes, **HELD).amount is None


def test_what_other_cases_take_counts_against_the_month() -> None:
    v = view(case(budget=WIDE, **HELD), PLAYBOOK, TODAY)
    until = TODAY + timedelta(days=60)
    kinds = {one.kind for one in agenda_of(v, until, own=450_000)}
    assert Kind.SHORTFALL in kinds
    assert Kind.SHORTFALL not in {one.kind for one in agenda_of(v, until)}


def test_the_household_of_the_view_is_the_budget_that_holds() -> None:
    v = view(case(**HELD), PLAYBOOK, TODAY, MONTH)
    until = TODAY + timedelta(days=60)
    assert Kind.SHORTFALL in {one.kind for one in agenda_of(v, until)}
    assert Kind.SHORTFALL in {one.kind for one in agenda(v.case, PLAYBOOK, TODAY, 60, budget=MONTH)}
    assert Kind.SHORTFALL not in {one.kind for one in agenda(v.case, PLAYBOOK, TODAY, 60)}


# --- the talks -----------------------------------------------------------------------------------------------------

FILED = Request(id="q1", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, filed_on=TODAY)


def said(outcome: Outcome, on: date = TODAY, id: str = "c5", **more: Any) -> dict[str, Any]:
    return {"contacts": (Contact(id=id, on=on, outcome=outcome, **more),)}


def test_three_working_days_after_filing_and_seven_for_the_complaint_desk() -> None:
    assert [one.on for one in due(Kind.FOLLOW_UP, requests=(FILED,))] == [date(2026, 11, 27), date(2026, 12, 3)]


def test_a_promise_wins_over_the_counted_day() -> None:
    found = due(Kind.FOLLOW_UP, **said(Outcome.TOLD_TO_WAIT, promised="回电", promised_by=date(2026, 11, 25)))
    assert found[0].on == date(2026, 11, 25)
    assert "回电" in str(found[0].said)


def test_an_offer_takes_the_place_of_an_older_promise() -> None:
    old = said(Outcome.TOLD_TO_WAIT, date(2026, 11, 16), promised="回电", promised_by=date(2026, 11, 23))
    offer = Agreement(id="a9", on=date(2026, 11, 20), rows=ROWS, form=Form.WRITTEN)
    assert due(Kind.FOLLOW_UP, **old)
    assert due(Kind.FOLLOW_UP, agreement=offer, **old) == []


@pytest.mark.parametrize(
    ("kind", "values", "on"),
    [
        (Kind.FOLLOW_UP, said(Outcome.NO_ANSWER), date(2026, 11, 25)),
        (Kind.FOLLOW_UP, said(Outcome.NO_ANSWER, date(2026, 11, 20)), date(2026, 11, 23)),
        (Kind.FOLLOW_UP, said(Outcome.REFUSED), date(2026, 11, 27)),
        (Kind.PAPERS, said(Outcome.WANTS_PAPERS), date(2026, 11, 27)),
    ],
)
def test_what_a_contact_leaves_to_do(kind: Kind, values: dict[str, Any], on: date) -> None:
    assert only(kind, **values).on == on


def test_papers_handed_in_are_no_longer_asked_for() -> None:
    handed = Material(id="m1", name="流水", state=MaterialState.SUBMITTED, submitted_on=TODAY)
    assert due(Kind.PAPERS, **said(Outcome.WANTS_PAPERS), materials=(handed,)) == []


def test_a_later_answer_ends_a_missed_call() -> None:
    missed, reached = (
        Contact(id=f"c{n}", on=TODAY, outcome=o) for n, o in enumerate((Outcome.NO_ANSWER, Outcome.NOTED))
    )
    assert due(Kind.FOLLOW_UP, contacts=(missed, reached)) == []


def offered(**values: Any) -> Agreement:
    return Agreement(**{"id": "a9", "on": TODAY, "rows": ROWS, **values})


@pytest.mark.parametrize(
    ("agreement", "kind", "on"),
    [
        (offered(form=Form.WRITTEN), Kind.ANSWER, date(2026, 11, 27)),
        (offered(form=Form.WRITTEN, answer_by=date(2026, 12, 1)), Kind.ANSWER, date(2026, 12, 1)),
        (offered(), Kind.WRITTEN, date(2026, 11, 27)),
        (offered(rows=(Instalment(number=1, due=TODAY, principal=1),)), Kind.WRITTEN, TODAY),
    ],
)
def test_an_offer_is_answered_and_a_spoken_one_put_in_writing(agreement: Agreement, kind: Kind, on: date) -> None:
    assert only(kind, agreement=agreement).on == on
    assert due(kind, agreement=agreement, reasons=(Reason.NOT_MINE,)) == []


def test_a_spoken_agreement_is_put_in_writing_before_the_first_payment() -> None:
    spoken = msgspec.structs.replace(WRITTEN, form=Form.ORAL)
    assert only(Kind.WRITTEN, agreement=spoken, instalments=ROWS).on == date(2026, 11, 27)
    soon = (Instalment(number=1, due=date(2026, 11, 25), principal=1),)
    assert only(Kind.WRITTEN, agreement=spoken, instalments=soon).on == date(2026, 11, 25)
    assert due(Kind.WRITTEN, **HELD) == []


# --- what to verify ------------------------------------------------------------------------------------------------


def court(kind: CourtKind = CourtKind.SUMMONS, **values: Any) -> dict[str, Any]:
    return {"court": (CourtPaper(**{"id": "j1", "kind": kind, "received_on": TODAY, **values}),)}


def test_a_court_paper_is_verified_at_once_and_its_clock_runs() -> None:
    assert only(Kind.VERIFY, **court()).on == TODAY
    assert only(Kind.COURT, **court()).on == TODAY + timedelta(days=15)
    assert due(Kind.VERIFY, **court(verified=True)) == []
    assert due(Kind.VERIFY, **court(closed_on=TODAY)) == []


def test_a_lawyers_letter_is_said_to_be_none_and_has_no_clock() -> None:
    letter = court(CourtKind.LAWYER_LETTER)
    assert "not from a court" in str(only(Kind.VERIFY, **letter).said)
    assert due(Kind.COURT, **letter) == []


def test_a_hearing_stays_due_when_the_debt_is_paid() -> None:
    ahead = court(verified=True, answered_on=TODAY, hearing_on=date(2026, 12, 20))
    assert [one.on for one in due(Kind.COURT, **PAID, **ahead)] == [date(2026, 12, 20)]


def sold(**values: Any) -> dict[str, Any]:
    return {"transfers": (Transfer(**{"id": "t1", "noticed_on": TODAY, "creditor": "某资产公司", **values}),)}


def test_a_sold_debt_is_verified_before_anything_is_paid() -> None:
    found = only(Kind.VERIFY, lender="甲", **sold())
    assert found.on == date(2026, 11, 27)
    assert "甲" in str(found.said)
    assert "original lender" in str(only(Kind.VERIFY, **sold()).said)
    near = (Instalment(number=1, due=date(2026, 11, 25), principal=1),)
    assert only(Kind.VERIFY, agreement=WRITTEN, instalments=near, **sold()).on == date(2026, 11, 25)
    assert due(Kind.VERIFY, **sold(verified_on=TODAY)) == []


# --- papers, the end, the credit report ----------------------------------------------------------------------------


def test_a_paper_is_told_of_when_it_grows_too_old() -> None:
    statement = Material(id="m1", kind="bank_statement", name="流水", state=MaterialState.READY, issued=TODAY)
    assert only(Kind.MATERIAL, materials=(statement,)).on == TODAY + timedelta(days=30)
    nameless = msgspec.structs.replace(statement, name="")
    assert "{material}" in only(Kind.MATERIAL, materials=(nameless,)).said.text
    assert due(Kind.MATERIAL, materials=(msgspec.structs.replace(statement, state=MaterialState.SUBMITTED),)) == []
    assert due(Kind.MATERIAL, materials=(statement,), **HELD) == []


def test_the_end_asks_for_the_proof_then_the_report_then_nothing() -> None:
    assert {one.kind for one in agenda(case(**PAID), PLAYBOOK, TODAY, 400)} == {Kind.PROOF, Kind.CREDIT_CHECK}
    assert only(Kind.PROOF, **PAID).on == date(2026, 12, 3)
    assert only(Kind.CREDIT_CHECK, **PAID).on == TODAY + timedelta(days=31)
    late = only(Kind.PROOF, today=date(2027, 1, 5), **PAID)
    assert "not asked for yet: ask today" in str(late.said)
    request = Request(id="q8", kind=RequestKind.SETTLEMENT_PROOF, chosen_on=TODAY, filed_on=TODAY)
    note = StepNote(id="settlement_proof", state=StepState.DOING)
    awaited = Material(id="m8", kind="settlement_proof", state=MaterialState.COLLECTING)
    for asked in ({"requests": (request,)}, {"steps": (note,)}, {"materials": (awaited,)}):
        late = only(Kind.PROOF, today=date(2027, 1, 5), **PAID, **asked)
        assert "has not come: ask again" in str(late.said)
    for on, words in ((TODAY, "not asked for yet"), (date(2026, 11, 25), "has not come: ask again")):
        sent = SentText(id="s8", on=on, form="chat", text="你好")
        assert words in str(only(Kind.PROOF, today=date(2027, 1, 5), **PAID, sent=(sent,)).said)
    checked = CreditCheck(id="r1", on=date(2026, 12, 28), correct=True)
    assert agenda(case(**PAID, materials=(PROOF,), credit_checks=(checked,)), PLAYBOOK, date(2026, 12, 29), 400) == ()


def test_a_closed_case_that_was_not_theirs_asks_for_no_proof() -> None:
    closed = {"closed_on": TODAY, "reasons": (Reason.NOT_MINE,)}
    assert due(Kind.PROOF, **closed) == []
    assert "not yours" in str(only(Kind.CREDIT_CHECK, **closed).said)


def test_an_objection_is_looked_after_in_twenty_days() -> None:
    wrong = CreditCheck(id="r1", on=TODAY, correct=False)
    found = [one for one in due(Kind.CREDIT_CHECK, credit_checks=(wrong,)) if one.ref == "objection"]
    assert [one.on for one in found] == [TODAY + timedelta(days=20)]
    noted = StepNote(id="credit_objection", state=StepState.DONE, on=TODAY)
    found = [one for one in due(Kind.CREDIT_CHECK, steps=(noted,)) if one.ref == "objection"]
    assert [one.on for one in found] == [TODAY + timedelta(days=20)]
    right = CreditCheck(id="r2", on=TODAY + timedelta(days=20), correct=True)
    assert all(one.ref != "objection" for one in due(Kind.CREDIT_CHECK, credit_checks=(wrong, right)))


@pytest.mark.parametrize(
    ("ended", "gone"),
    [(date(2026, 11, 24), date(2031, 11, 24)), (date(2028, 2, 29), date(2033, 2, 28))],
)
def test_a_record_is_gone_after_five_years(ended: date, gone: date) -> None:
    assert gone_from_report(ended) == gone


# --- what comes round by itself ------------------------------------------------------------------------------------


def test_three_days_before_wages_reach_a_bound_account() -> None:
    bound = msgspec.structs.replace(MONTH, deductions=(AutoDeduction(id="8", account="余额宝"),))
    assert [one.on for one in due(Kind.DEDUCTION, budget=bound)] == [date(2026, 12, 7)]
    assert [one.on for one in due(Kind.DEDUCTION, today=date(2026, 12, 9), budget=bound)] == [date(2026, 12, 9)]
    two = msgspec.structs.replace(MONTH, deductions=(AutoDeduction(id="8", account="卡", day=28), *bound.deductions))
    assert [one.on for one in due(Kind.DEDUCTION, budget=two)] == [date(2026, 11, 25), date(2026, 12, 7)]
    assert due(Kind.DEDUCTION, budget=bound, **PAID) == []


def test_details_are_confirmed_every_six_months() -> None:
    assert only(Kind.DETAILS).on == date(2027, 5, 24)
    confirmed = StepNote(id="contact_details", state=StepState.DONE, on=date(2026, 12, 31))
    assert only(Kind.DETAILS, steps=(confirmed,)).on == date(2027, 6, 30)
    assert only(Kind.DETAILS, opened_on=date(2026, 1, 1)).on == date(2026, 7, 1)


def test_a_look_at_the_month_keeps_its_day_until_it_is_done() -> None:
    later = date(2027, 1, 8)
    assert only(Kind.BUDGET, today=later, budget=MONTH, **HELD).on == date(2026, 12, 20)


def test_a_court_has_its_day_on_the_agenda_from_when_its_paper_came() -> None:
    far = TODAY + timedelta(days=60)
    kinds = {one.kind: one.on for one in agenda(case(**court(hearing_on=far)), PLAYBOOK, TODAY, 0)}
    assert kinds[Kind.COURT] == far
    assert {one.on for one in agenda(case(**court()), PLAYBOOK, TODAY, 3)} == {TODAY, TODAY + timedelta(days=15)}


def test_a_day_counted_in_a_year_without_a_plan_says_so() -> None:
    on = date(2028, 1, 3)
    refused = case(opened_on=on, **said(Outcome.REFUSED, on))
    (plain,) = (one for one in agenda(refused, PLAYBOOK, on, 30) if one.kind is Kind.FOLLOW_UP)
    assert "counted by weekdays" in str(plain.said) and "Ask again" in str(plain.said)
    years = {2028: YearDays(off=frozenset({date(2028, 1, 4)}))}
    (known,) = (one for one in agenda(refused, PLAYBOOK, on, 30, years) if one.kind is Kind.FOLLOW_UP)
    assert "counted" not in str(known.said)
    over = agenda(case(**PAID, opened_on=TODAY), PLAYBOOK, TODAY, 30)
    assert all("counted" not in str(one.said) for one in over)


def test_what_is_asked_after_a_silence_is_no_reproach_before_its_day() -> None:
    filed = Request(id="q8", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, filed_on=TODAY, count=12)
    nags = [one for one in due(Kind.FOLLOW_UP, requests=(filed,)) if one.ref.startswith("nag")]
    assert [str(one.said) for one in nags] == [
        "If no answer has come by 12-03, the lender's complaint desk is the next step"
    ]
    (nag,) = (
        one for one in due(Kind.FOLLOW_UP, today=date(2026, 12, 4), requests=(filed,)) if one.ref.startswith("nag")
    )
    assert str(nag.said).startswith("No answer since 2026-11-24")


def test_the_report_twice_a_year_and_the_month_while_one_repays() -> None:
    check = CreditCheck(id="r1", on=date(2026, 8, 31), correct=True)
    assert only(Kind.CREDIT_CHECK, credit_checks=(check,)).on == date(2027, 2, 28)
    assert only(Kind.BUDGET, budget=MONTH, **HELD).on == date(2026, 12, 20)
    assert due(Kind.BUDGET, budget=MONTH) == []


def test_a_budget_is_asked_for_on_the_case_that_holds_it() -> None:
    v = view(case(**HELD), PLAYBOOK, TODAY, MONTH)
    assert Kind.BUDGET not in {one.kind for one in agenda_of(v, TODAY + timedelta(days=99))}


# --- all together --------------------------------------------------------------------------------------------------

LONGER: list[tuple[str, Kind, dict[str, Any], timedelta]] = [
    ("settlement_proof", Kind.PROOF, PAID, timedelta(days=4)),
    ("credit_check", Kind.CREDIT_CHECK, PAID, timedelta(days=2)),
    ("offer_answer", Kind.ANSWER, {"agreement": offered(form=Form.WRITTEN)}, timedelta(days=4)),
    ("written_form", Kind.WRITTEN, {"agreement": offered()}, timedelta(days=4)),
    ("verify_transfer", Kind.VERIFY, sold(), timedelta(days=4)),
    ("no_answer", Kind.FOLLOW_UP, said(Outcome.NO_ANSWER), timedelta(days=2)),
    ("wants_papers", Kind.PAPERS, said(Outcome.WANTS_PAPERS), timedelta(days=4)),
    ("income_short", Kind.SHORTFALL, {**HELD, "budget": MONTH}, timedelta(days=-2)),
]
"""A wait, what it dates, and by how much its day moves when the playbook says two days more."""


@pytest.mark.parametrize(("id", "kind", "values", "moved"), LONGER, ids=[row[0] for row in LONGER])
def test_each_length_is_the_playbooks(id: str, kind: Kind, values: dict[str, Any], moved: timedelta) -> None:
    longer = with_wait(id, days=wait(id).days + 2)
    assert only(kind, playbook=longer, **values).on - only(kind, **values).on == moved


def test_a_playbook_without_waits_still_has_an_agenda() -> None:
    bare = msgspec.structs.replace(PLAYBOOK, waits=(), prevention=())
    for values in (HELD, PAID, {"agreement": offered()}, sold(), said(Outcome.NO_ANSWER), {"budget": MONTH, **HELD}):
        assert agenda(case(**values), bare, TODAY, 400)


def test_holidays_of_a_year_that_only_the_users_file_knows() -> None:
    on = date(2028, 1, 3)
    plain = agenda(case(opened_on=on, **said(Outcome.REFUSED, on)), PLAYBOOK, on, 30)
    years = {2028: YearDays(off=frozenset({date(2028, 1, 4), date(2028, 1, 5)}))}
    moved = agenda(case(opened_on=on, **said(Outcome.REFUSED, on)), PLAYBOOK, on, 30, years)
    assert (plain[0].on, moved[0].on) == (date(2028, 1, 6), date(2028, 1, 10))


@given(st.integers(0, 5), st.integers(0, 400), st.integers(0, 60))
def test_sorted_within_its_days_and_each_uid_once(seed: int, later: int, days: int) -> None:
    today = TODAY + timedelta(days=later)
    for one in demo_cases(14, seed, TODAY):
        found = agenda(one, PLAYBOOK, today, days)
        assert all(thing.on <= today + timedelta(days=days) or thing.kind is Kind.COURT for thing in found)
        assert [thing.on for thing in found] == sorted(thing.on for thing in found)
        assert len({thing.uid for thing in found}) == len(found)
        assert found == agenda(one, PLAYBOOK, today, days)
        assert all(OPENS[thing.kind] for thing in found)


def test_a_court_comes_before_all_of_its_day() -> None:
    found = agenda(case(**HELD, **court(verified=True, deadline=FIRST)), PLAYBOOK, TODAY, 30)
    assert [thing.kind for thing in found if thing.on == FIRST] == [Kind.COURT, Kind.INSTALMENT]
