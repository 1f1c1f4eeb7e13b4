"""The first night: the welcome, the four questions, and the short form for further debts."""

from collections.abc import Callable
from datetime import date

import pytest

from model.case import Case, Person, Product, Reason

SIZES = [(40, 16), (80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_first_night_from_nothing_to_the_checklist(app_on: Callable[..., object], size: tuple[int, int]) -> None:
    async with app_on(size=size, language="zh") as on:
        assert "开始" in on.text and "12356" in on.text
        await on.press("enter", "1")
        await on.type("18642.37")
        await on.press("f2")
        await on.type("2026-11-01")
        await on.press("f2", "1")
        (case,) = on.book.cases()
        assert case.product is Product.HUABEI
        assert case.reasons == (Reason.NO_MONEY,)
        assert case.snapshot is not None
        assert (case.snapshot.total, case.snapshot.due) == (18_642_37, date(2026, 11, 1))
        assert "18,642.37" in on.text
        assert on.app.screen.name_ == "checklist"


async def test_every_question_can_be_skipped(app_on: Callable[..., object]) -> None:
    async with app_on() as on:
        await on.press("enter", "0", "f2", "f2", "0")
        (case,) = on.book.cases()
        assert (case.product, case.reasons, case.snapshots) == (Product.UNKNOWN, (), ())
        assert on.app.screen.name_ == "checklist"


async def test_leaving_in_the_middle_keeps_what_was_typed(app_on: Callable[..., object]) -> None:
    async with app_on() as on:
        await on.press("enter", "2")
        await on.type("21500")
        await on.press("escape")
        (case,) = on.book.cases()
        assert case.product is Product.JIEBEI
        assert case.snapshot is not None and case.snapshot.total == 21_500_00
        assert on.app.screen.name_ == "home"
        assert "It is noted" in on.text


async def test_a_due_date_without_an_amount_is_not_lost(app_on: Callable[..., object]) -> None:
    async with app_on() as on:
        await on.press("enter", "1", "f2")
        await on.type("11.1")
        await on.press("f2", "0", "s")
        assert "2026-11-01" in on.text


async def test_not_mine_leads_to_no_promise(app_on: Callable[..., object]) -> None:
    async with app_on(language="zh") as on:
        await on.press("enter", "1", "f2", "f2", "4")
        assert on.book.cases()[0].reasons == (Reason.NOT_MINE,)
        assert "110" in on.text


async def test_a_wrong_amount_gets_its_message_and_stays(app_on: Callable[..., object]) -> None:
    async with app_on() as on:
        await on.press("enter", "1")
        await on.type("-1")
        await on.press("f2")
        assert "An amount like 1234.56" in on.text
        assert "-1" in on.text
        assert on.book.cases()[0].snapshots == ()


async def test_examples_fill_the_list(app_on: Callable[..., object]) -> None:
    async with app_on() as on:
        await on.press("x")
        assert len(on.book.cases()) > 3
        assert on.book.cases()[0].title in on.text


async def test_not_now_makes_no_file(app_on: Callable[..., object], case_file: object) -> None:
    async with app_on() as on:
        await on.press("escape")
        assert on.book.cases() == []
        assert not case_file.exists()


async def test_a_further_debt_in_one_form(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small(person=Person(name="王芳", phone="13800001234")), size=(80, 24)) as on:
        await on.press("enter", "w")
        await on.focus("product")
        await on.press("2")
        await on.focus("total")
        await on.type("３0,000")
        await on.press("f2")
        first, second = on.book.cases()
        assert second.product is Product.JIEBEI
        assert second.person == first.person
        assert second.snapshot is not None and second.snapshot.total == 30_000_00
        assert on.app.screen.case_id == second.id
