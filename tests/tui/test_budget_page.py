"""The budget: rows in groups, what they leave, at once; one month for all of a person's cases; all debts together."""

import re
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from owing import owing

from model.budget import budget_of, means_of
from model.budget_edits import Held, drop_entry, put_deduction, put_entry, set_figures
from model.case import (
    Agreement,
    AutoDeduction,
    Budget,
    Case,
    Expense,
    Income,
    OtherDue,
    Person,
    Request,
    RequestKind,
    Snapshot,
    WrongValue,
)
from model.change import NotThere
from model.schedule import equal_offer

TODAY = date(2026, 11, 24)
SIZES = ((40, 16), (80, 24), (120, 40))
MONTH = Budget(
    stamp="2026-11-20T09:00:00",
    incomes=(Income(id="b1", label="工资", amount=520_000, day=10),),
    expenses=(
        Expense(id="b2", label="房租", amount=180_000, kind="rent"),
        Expense(id="b3", label="吃饭", amount=56_000),
    ),
    other_dues=(OtherDue(id="b4", label="信用卡", amount=81_000),),
)


def debt(id: str = "a1", **values: Any) -> Case:
    """18,746.87 on the app today."""
    return owing(**{"id": id, "title": f"花呗 {id}", **values})


# --- the model -------------------------------------------------------------------------------------------------


def test_a_row_gets_an_id_of_its_own_and_the_stamp_of_its_time() -> None:
    held = Held(MONTH, "2026-11-24T10:30:00")
    changed = put_entry(debt(budget=MONTH), held, Income(id="", label="夜班", amount=40_000))
    assert [row.id for row in changed.budget.incomes] == ["b1", "b5"]
    assert changed.budget.stamp == "2026-11-24T10:30:00"


def test_a_change_starts_from_the_budget_that_holds_for_the_person() -> None:
    held = Held(MONTH, "2026-11-24T10:30:00")
    changed = set_figures(debt("a2"), held, cash=300_000, cash_on=TODAY)
    assert changed.budget.incomes == MONTH.incomes
    assert budget_of(debt("a1", budget=MONTH), [changed]).cash == 300_000


def test_a_row_that_another_session_added_meanwhile_stays() -> None:
    held = Held(MONTH, "2026-11-24T10:30:00")
    theirs = put_entry(debt(budget=MONTH), held, Income(id="", label="夜班", amount=40_000))
    both = put_entry(theirs, held, replace(MONTH.expenses[1], amount=60_000))
    assert [row.label for row in both.budget.incomes] == ["工资", "夜班"]
    assert both.budget.expenses[1].amount == 60_000


def test_a_row_that_is_gone_is_said_to_be_gone() -> None:
    held = Held(MONTH, "2026-11-24T10:30:00")
    without = drop_entry(debt(budget=MONTH), held, id="b3", label="吃饭")
    with pytest.raises(NotThere):
        drop_entry(without, held, id="b3", label="吃饭")
    with pytest.raises(NotThere):
        put_entry(without, held, MONTH.expenses[1])
    with pytest.raises(WrongValue):
        set_figures(without, held, incomes=())


def test_an_account_is_told_by_its_name() -> None:
    held = Held(MONTH, "2026-11-24T10:30:00")
    change = put_deduction.by(held, AutoDeduction(id="", account="招行1234", day=None))
    assert str(change.said) == "Budget: automatic deduction from 招行1234"


# --- the page --------------------------------------------------------------------------------------------------


async def page(on: Any, id: str = "a1") -> None:
    """Open the page."""
    on.app.open_page("budget", id)
    await on.settle()


@pytest.mark.parametrize("size", SIZES[:1])
async def test_five_lines_in_and_out_make_the_ceiling_at_once(app_on, size) -> None:
    async with app_on(debt(), size=size) as on:
        await page(on)
        await on.press("a", "1")
        await on.type("5200")
        await on.press("enter")
        await on.type("wages")
        await on.press("f2")
        await on.until(lambda: on.case().budget.incomes)
        for amount in ("1800", "560"):
            await on.press("a", "2")
            await on.type(amount)
            await on.press("f2")
            await on.settle()
        await on.until(lambda: len(on.case().budget.expenses) == 2)
        budget = on.case().budget
        assert budget.incomes[0].amount == 520_000
        assert {row.kind for row in budget.expenses} == {"rent"}
        await on.settle()
        assert "¥2,604.00 a month" in " ".join(on.text.split())


@pytest.mark.parametrize("size", SIZES[1:])
async def test_a_row_is_changed_and_taken_out(app_on, size) -> None:
    async with app_on(debt(budget=MONTH), size=size) as on:
        await page(on)
        assert "¥1,794.00 a month" in " ".join(on.text.split())
        await on.press("home", "enter")
        await on.clear()
        await on.type("6000")
        await on.press("f2")
        await on.until(lambda: on.case().budget.incomes[0].amount == 600_000)
        await on.settle()
        assert "¥2,594.00 a month" in " ".join(on.text.split())
        await on.press("home", "down", "d")
        await on.until(lambda: len(on.case().budget.expenses) == 1)
        await on.press("u")
        await on.until(lambda: len(on.case().budget.expenses) == 2)


async def test_reserve_and_cash_are_set(app_on) -> None:
    async with app_on(debt(budget=MONTH)) as on:
        await page(on)
        await on.press("home", "down", "down", "down", "down", "enter")
        await on.type("500")
        await on.press("f2")
        await on.until(lambda: on.case().budget.reserve == 50_000)
        await on.settle()
        await on.press("down", "enter")
        await on.type("3000")
        await on.press("f2")
        await on.until(lambda: on.case().budget.cash == 300_000)
        assert on.case().budget.cash_on == TODAY
        await on.settle()
        assert "safe to pay" in " ".join(on.text.split())


async def test_an_account_with_deduction_is_warned_of_before_wages(app_on) -> None:
    month = replace(MONTH, incomes=(Income(id="b1", label="工资", amount=520_000, day=26),))
    async with app_on(debt(budget=month)) as on:
        await page(on)
        await on.press("a", "end", "enter")
        await on.type("招行1234")
        await on.press("f2")
        await on.until(lambda: on.case().budget.deductions)
        await on.settle()
        assert "2026-11-26" in on.text
        assert "招行1234" in on.text


async def test_one_month_holds_for_all_cases_of_a_person(app_on) -> None:
    other = debt("a3", person=Person(name="王"))
    async with app_on(debt("a1", budget=MONTH), debt("a2"), other) as on:
        await page(on, "a2")
        assert "房租" in on.text
        await on.press("home", "enter")
        await on.clear()
        await on.type("5000")
        await on.press("f2")
        await on.until(lambda: on.case("a2").budget.incomes)
        cases = on.book.cases()
        assert budget_of(on.case("a1"), cases).incomes[0].amount == 500_000
        assert means_of(on.case("a1"), cases, TODAY) == means_of(on.case("a2"), cases, TODAY)
        assert not on.case("a3").budget.incomes


async def test_the_debts_share_the_month_and_end_on_a_day(app_on) -> None:
    small = debt("a2", snapshots=(Snapshot(id="s1", on=TODAY, total=300_000, due=date(2026, 11, 1)),), priority=5)
    async with app_on(debt(budget=MONTH), small, size=(120, 40)) as on:
        await page(on)
        words = " ".join(on.text.split())
        assert "¥1,794.00 a month for all debts, by what is owed" in words
        assert re.search(r"dearest first: all paid off 202[78]-\d\d, 1\d months", words)
        assert "smallest first" in words
        await on.press("o")
        assert "by priority" in on.text


@pytest.mark.parametrize("size", SIZES)
async def test_an_offer_that_is_too_tight_says_by_how_much(app_on, size) -> None:
    rows = equal_offer(1_874_687, 10, 200_000, date(2026, 12, 10), start=TODAY).instalments()
    case = debt(budget=MONTH, agreement=Agreement(id="a9", on=TODAY, balance=1_874_687, rows=rows))
    async with app_on(case, size=size) as on:
        await page(on)
        assert "¥206.00 a month is missing" in " ".join(on.text.split())


async def test_a_request_is_held_against_the_ceiling(app_on) -> None:
    request = Request(id="q1", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, count=12, each=150_000)
    async with app_on(debt(budget=MONTH, requests=(request,))) as on:
        await page(on)
        assert "¥1,500.00 a month as asked for: affordable" in on.text


async def test_an_empty_month_says_where_to_begin(app_on) -> None:
    async with app_on(debt(), language="en") as on:
        await page(on)
        assert "Rent, food and medicine come first" in " ".join(on.text.split())
        await on.press("d")


@pytest.mark.parametrize("size", SIZES)
async def test_income_alone_is_no_sum_to_agree_to(app_on, size) -> None:
    income = replace(MONTH, expenses=(), other_dues=())
    async with app_on(debt(budget=income), size=size, language="zh") as on:
        on.app.open_page("budget", "a1")
        await on.settle()
        words = "".join(on.text.split())
        assert words.index("还没填生活必需，先别按这个数答应") < words.index("每月最多能拿出")
