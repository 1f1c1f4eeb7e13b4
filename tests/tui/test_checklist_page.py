"""The checklist: the cursor stands where the next thing is; a closed case can be opened again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Contact,
    Expense,
    Form,
    Income,
    Instalment,
    Outcome,
    Product,
    Reason,
    Request,
    RequestKind,
    SentText,
    Snapshot,
    Transfer,
)
from model.demo import demo_cases
from model.road import steps
from tui.say import say

TODAY = date(2026, 11, 24)
SIZES = [(40, 16), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_cursor_stands_where_the_next_thing_is(
    app_on: Callable[..., Any], size: tuple[int, int], language: str
) -> None:
    cases = demo_cases(24, 5, TODAY)
    async with app_on(*cases, size=size, language=language) as on:
        for case in cases:
            on.app.open_page("checklist", case.id)
            await on.settle()
            page = on.app.screen
            under, following = page.step_under_cursor(), page.following
            if following.step is not None:
                assert under is not None, case.title
                assert under.step.id == following.step.step.id
                assert say(following.said, page.playbook) == under.step.title.in_(language)
                assert under.step.title.in_(language)[:8] in on.text
            else:
                assert page.query_one("#steps").key == "next"
                told = say(following.said, page.playbook)
                assert told[:12] in on.text
                assert "".join(told.split()) in "".join(on.text.split()), case.title
            await on.press("escape")


async def test_while_waiting_enter_leads_to_the_contacts(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    waiting = small(
        snapshots=(Snapshot(id="s1", on=TODAY, total=500_000, due=date(2026, 11, 1)),),
        requests=(
            Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, filed_on=date(2026, 11, 20), count=12),
        ),
        contacts=(Contact(id="c3", on=date(2026, 11, 20), channel="hotline", outcome=Outcome.TOLD_TO_WAIT),),
        serial=3,
    )
    async with app_on(waiting) as on:
        await on.press("enter")
        assert "Next: 11-25 Ask again" in on.text
        await on.press("enter")
        assert on.app.screen.name_ == "contacts"


MONTH = Budget(
    stamp="2026-11-20T20:00:00+08:00",
    incomes=(Income(id="i1", label="工资", amount=289_000, day=10),),
    expenses=(Expense(id="e2", label="房租", amount=236_000, kind="rent"),),
)
HELD = {
    "agreement": Agreement(
        id="a9", on=TODAY, state=AgreementState.AGREED, form=Form.WRITTEN, agreed_on=date(2026, 10, 21)
    ),
    "instalments": tuple(
        Instalment(number=n + 1, due=date(2026, 11 + n // 12, 28 - n), principal=161_200) for n in range(2)
    ),
    "serial": 9,
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("language", "told", "title"),
    [
        ("zh", "这个月还差 ¥1,318.00", "这一期可能还不上，先说"),
        ("en", "¥1,318.00 is missing this month", "Before an instalment that cannot be met"),
    ],
)
async def test_before_an_instalment_that_cannot_be_met_enter_leads_to_the_words_for_it(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int], language: str, told: str, title: str
) -> None:
    async with app_on(small(budget=MONTH, **HELD), size=size, language=language) as on:
        await on.press("enter")
        assert "".join(told.split()) in "".join(on.text.split())
        await on.press("enter")
        assert on.app.screen.name_ == "statement"
        assert on.app.screen.made.purpose == "before-missing"
        assert title[:11] in on.text
        await on.press("6")
        assert "1,318.00" in on.text


async def test_enter_on_a_missed_instalment_records_it(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    late = (Instalment(number=1, due=date(2026, 11, 23), principal=161_200),)
    async with app_on(small(**{**HELD, "instalments": late}), language="zh") as on:
        await on.press("enter")
        assert "第 1/1 期还没记到还款：还了就记一笔，没还先联系对方" in on.text
        await on.press("enter")
        assert "记一笔还款" in on.text and "1612.00" in on.text


@pytest.mark.parametrize("size", SIZES)
async def test_a_sale_is_verified_before_it_is_talked_over(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    sold = (Transfer(id="t1", noticed_on=TODAY, creditor="某资产公司"),)
    async with app_on(small(transfers=sold, serial=2), size=size, language="zh") as on:
        await on.press("enter")
        assert "先向原来的放款机构核实" in on.text
        await on.press("enter")
        assert on.app.screen.made.purpose == "verify-transfer"


async def test_a_copy_for_a_dispute_names_the_dispute(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    for reasons, words in (((Reason.NOT_MINE,), "提出异议"), ((Reason.NO_MONEY,), "协商还款")):
        id = "a" + str(len(words)) + reasons[0].value[:3]
        async with app_on(small(id, reasons=reasons), size=(120, 40), language="zh") as on:
            on.app.open_page("checklist", id)
            await on.settle()
            page, found = on.app.screen, ""
            for step in steps(page.view):
                page.query_one("#steps").move_to(step.step.id)
                await on.settle()
                found += "".join(on.text.split())
            assert "仅用于" in found
            assert ("仅用于对这笔借款提出异议" in found) is (words == "提出异议")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", ["1", "4"])
async def test_a_refusal_is_logged_with_one_key(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int], page: str
) -> None:
    waiting = small(
        requests=(
            Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, filed_on=date(2026, 11, 20), count=12),
        ),
        serial=3,
    )
    async with app_on(waiting, size=size, language="zh") as on:
        await on.press("enter", page, "n")
        await on.type("说只能一次还清")
        await on.press("f2")
        (contact,) = on.case().contacts
        assert (contact.outcome, contact.said) == (Outcome.REFUSED, "说只能一次还清")
        await on.press("escape")
        await on.press("1")
        assert on.app.screen.following.said.text.startswith("Ask again")


async def test_a_refusal_left_half_way_comes_back(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(), language="zh") as on:
        await on.press("enter", "n")
        assert on.app.screen.name_ == "checklist"
        await on.press("4", "n")
        await on.type("不同意分期")
        await on.press("escape", "n")
        assert on.app.screen.query_one("#field-outcome").value == "refused"
        assert on.app.screen.query_one("#field-said").text == "不同意分期"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_closed_case_is_opened_again(
    app_on: Callable[..., Any], small: Callable[..., Case], language: str, size: tuple[int, int]
) -> None:
    shut = small(snapshots=(Snapshot(id="s1", on=TODAY, total=500_000),), closed_on=TODAY, serial=1)
    name = {"zh": "重新打开", "en": "Open again"}[language]
    async with app_on(shut, small("b2", "借呗"), language=language, size=size) as on:
        await on.press("enter", "colon", *name[:4])
        assert name in on.text
        await on.press("enter")
        assert on.case().closed_on is None
        assert on.book.history("a1")[-1].said.text == "Opened the case again"
        await on.press("u")
        assert on.case().closed_on == TODAY
        await on.press("3", "O")
        assert on.case().closed_on is None
        await on.press("O")
        await on.press("colon", *name[:4])
        assert "没有" in on.text or "No command" in on.text
        assert len(on.book.history("a1")) == 4


@pytest.mark.parametrize(("way", "filed"), [("phone", None), ("chat", TODAY), ("letter", TODAY)])
async def test_a_request_that_is_sent_in_writing_is_filed(
    app_on: Callable[..., Any], small: Callable[..., Case], way: str, filed: date | None
) -> None:
    case = small(
        product=Product.HUABEI,
        snapshots=(Snapshot(id="s1", on=TODAY, total=500_000, due=date(2026, 11, 1)),),
        requests=(
            Request(
                id="q2",
                kind=RequestKind.INSTALMENTS,
                chosen_on=TODAY,
                count=12,
                each=41_700,
                first_due=date(2026, 12, 10),
            ),
        ),
        serial=2,
    )
    async with app_on(case, language="zh") as on:
        await on.press("enter", "8", *["space"] * ["phone", "chat", "letter"].index(way), "a")
        assert [sent.form for sent in on.case().sent] == [way]
        assert on.case().requests[0].filed_on == filed
        assert ("算作今天提交" in on.text) is (filed is not None)
        await on.press("u")
        assert (on.case().sent, on.case().requests[0].filed_on) == ((), None)


async def test_what_is_sent_later_files_nothing_again(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    before = date(2026, 11, 20)
    case = small(
        snapshots=(Snapshot(id="s1", on=TODAY, total=500_000),),
        requests=(Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=before, filed_on=before, count=12),),
        sent=(SentText(id="x3", on=before, form="chat", text="x"),),
        serial=3,
    )
    async with app_on(case) as on:
        await on.press("enter", "8", "space", "a")
        assert len(on.case().sent) == 2
        assert on.case().requests[0].filed_on == before
