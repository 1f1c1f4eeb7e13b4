"""What is due across cases: the order in which it presses, and what concerns a person told once."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from model.agenda import agenda
from model.case import (
    Agreement,
    AgreementState,
    AutoDeduction,
    Budget,
    Case,
    Contact,
    CourtKind,
    CourtPaper,
    Expense,
    Form,
    Income,
    Instalment,
    Outcome,
    Person,
    Product,
    Transfer,
)
from model.demo import demo_cases
from model.desk import by_urgency, several_people, things_due, told_once
from model.due import Due, Kind
from model.said import Said
from store.playbooks import load

TODAY = date(2026, 11, 24)
PLAYBOOK = load()


def case(id: str = "a1", name: str = "", **values: Any) -> Case:
    fields: dict[str, Any] = {"title": id, "opened_on": TODAY, "product": Product.HUABEI, "person": Person(name=name)}
    return Case(id=id, **{**fields, **values})


def plan(*days: date) -> dict[str, Any]:
    agreement = Agreement(id="g9", on=TODAY, state=AgreementState.AGREED, form=Form.WRITTEN, agreed_on=TODAY)
    rows = tuple(Instalment(number=n + 1, due=on, principal=161_200) for n, on in enumerate(days))
    return {"agreement": agreement, "instalments": rows}


def found(*cases: Case, days: int = 14, **more: Any) -> list[Due]:
    return things_due(cases, lambda _id: PLAYBOOK, TODAY, days, **more)


def thing(kind: Kind, ahead: int, title: str = "t", ref: str = "r") -> Due:
    return Due(TODAY + timedelta(days=ahead), kind, Said("x"), title, title, ref)


def test_what_presses_comes_first_whatever_its_date() -> None:
    expected = [
        thing(Kind.VERIFY, 0),
        thing(Kind.COURT, 1),
        thing(Kind.COURT, 40),
        thing(Kind.COURT, -3),
        thing(Kind.COURT, -60),
        thing(Kind.SHORTFALL, 0),
        thing(Kind.INSTALMENT, -1),
        thing(Kind.INSTALMENT, -90),
        thing(Kind.FOLLOW_UP, 0),
        thing(Kind.WRITTEN, -3),
        thing(Kind.DEDUCTION, 0),
        thing(Kind.PROOF, -2),
        thing(Kind.INSTALMENT, 1),
        thing(Kind.CREDIT_CHECK, 5),
        thing(Kind.FOLLOW_UP, 9),
        thing(Kind.PROOF, -30),
        thing(Kind.CREDIT_CHECK, -120),
    ]
    assert by_urgency(reversed(expected), TODAY) == expected
    assert by_urgency(expected, TODAY) == expected


def test_a_court_and_a_sale_stand_above_an_older_instalment() -> None:
    paper = CourtPaper(id="j1", kind=CourtKind.SUMMONS, received_on=TODAY, verified=True)
    sold = Transfer(id="t1", noticed_on=TODAY, creditor="受让方")
    kinds = [
        one.kind
        for one in found(
            case("a", "甲", **plan(date(2026, 11, 1))),
            case("b", "乙", court=(paper,)),
            case("c", "丙", transfers=(sold,)),
            case("d", "丁", opened_on=date(2026, 1, 1), closed_on=date(2026, 9, 1)),
        )
    ]
    assert kinds[:3] == [Kind.VERIFY, Kind.COURT, Kind.INSTALMENT]
    assert set(kinds[-2:]) == {Kind.PROOF, Kind.CREDIT_CHECK}


def test_what_concerns_a_person_is_told_once_and_what_concerns_a_debt_for_each() -> None:
    older = date(2026, 5, 20)
    mine = [case("a", "甲", opened_on=older), case("b", "甲", opened_on=date(2026, 5, 25))]
    other = case("c", "乙", opened_on=older)
    details = [one for one in found(*mine, other) if one.kind is Kind.DETAILS]
    assert [(one.case, one.on) for one in details] == [("a", date(2026, 11, 20)), ("c", date(2026, 11, 20))]
    closed = [case(id, "甲", closed_on=date(2026, 10, 20)) for id in "de"]
    assert [one.case for one in found(*closed) if one.kind is Kind.CREDIT_CHECK] == ["d", "e"]


def test_two_accounts_of_one_person_are_both_told_and_neither_twice() -> None:
    budget = Budget(
        stamp="2026-11-20T20:00:00+08:00",
        deductions=(AutoDeduction(id="8", account="余额宝", day=28), AutoDeduction(id="9", account="卡", day=28)),
    )
    dues = [one for one in found(case("a", "甲", budget=budget), case("b", "甲")) if one.kind is Kind.DEDUCTION]
    assert sorted(str(one.said.values["account"]) for one in dues) == ["余额宝", "卡"]


def test_the_month_of_a_person_counts_for_each_of_their_cases_in_the_book() -> None:
    budget = Budget(
        stamp="2026-11-20T20:00:00+08:00",
        incomes=(Income(id="1", label="工资", amount=500_000, day=10),),
        expenses=(Expense(id="2", label="房租", amount=250_000, kind="rent"),),
    )
    soon = TODAY + timedelta(days=5)
    holder, second = case("a", "甲", budget=budget, **plan(soon)), case("b", "甲", **plan(soon))
    short = [one.case for one in found(holder, second) if one.kind is Kind.SHORTFALL]
    assert sorted(short) == ["a", "b"]
    assert [one.case for one in found(second, book=[holder, second]) if one.kind is Kind.SHORTFALL] == ["b"]
    assert [one for one in found(second) if one.kind is Kind.SHORTFALL] == []
    assert [one for one in found(holder) if one.kind is Kind.SHORTFALL] == []


@pytest.mark.parametrize("seed", range(3))
def test_nothing_of_a_debt_is_lost(seed: int) -> None:
    cases = demo_cases(24, seed, TODAY)
    every = [(one.person.name, due) for one in cases for due in agenda(one, PLAYBOOK, TODAY, 14, budget=one.budget)]
    once = told_once(every)
    personal = (Kind.DETAILS, Kind.BUDGET, Kind.CREDIT_CHECK, Kind.DEDUCTION)
    assert [due for due in once if due.kind not in personal] == [due for _, due in every if due.kind not in personal]
    assert len({due.uid for due in once}) == len(once)
    assert sorted(by_urgency(once, TODAY), key=lambda due: due.uid) == sorted(once, key=lambda due: due.uid)


def test_a_name_is_needed_where_there_are_several() -> None:
    assert not several_people([case("a", "甲"), case("b", "甲")])
    assert several_people([case("a", "甲"), case("b", "乙")])
    assert not several_people([])


def test_a_follow_up_of_the_day_stands_above_a_debt_that_ended_long_ago() -> None:
    told = Contact(id="c3", on=TODAY, outcome=Outcome.TOLD_TO_WAIT, promised_by=TODAY)
    ended = msgspec.structs.replace(case("z", "乙"), opened_on=date(2026, 3, 1), closed_on=date(2026, 9, 1))
    assert [one.kind for one in found(case("a", "甲", contacts=(told,)), ended)][:1] == [Kind.FOLLOW_UP]
