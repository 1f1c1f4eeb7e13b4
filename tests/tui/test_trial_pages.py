"""What a first trial of the whole road asked of the pages."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from owing import owing

from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Expense,
    Form,
    Income,
    Instalment,
    Point,
    Reason,
    RequestKind,
)

TODAY = date(2026, 11, 24)
ROWS = (Instalment(number=1, due=date(2026, 11, 10), principal=50_000),)

MONTH = Budget(
    stamp="2026-11-20T20:00:00+08:00",
    incomes=(Income(id="1", label="工资", amount=500_000, day=10),),
    expenses=(Expense(id="2", label="房租", amount=200_000, kind="rent"),),
)


def debt(**values: Any) -> Case:
    return owing(**{"title": "花呗", "opened_on": date(2026, 10, 1), **values})


def agreed(*points: Point) -> Case:
    agreement = Agreement(
        id="a2", on=date(2026, 10, 20), agreed_on=date(2026, 10, 20), state=AgreementState.AGREED, points=points
    )
    return debt(agreement=agreement, instalments=ROWS)


async def words(on: Any, page: str) -> str:
    on.app.open_page(page, "a1")
    await on.settle()
    return " ".join(on.text.split())


async def test_a_debt_that_is_not_mine_shows_no_way_to_pay(app_on) -> None:
    async with app_on(debt(reasons=(Reason.NOT_MINE,))) as on:
        text = await words(on, "options")
        assert "No talk of repayment first" in text
        assert "instalments without interest" not in text
        await on.press("space")
        await on.until(lambda: on.case().request is not None)
        assert on.case().request.kind is RequestKind.DISPUTE
        assert "a day" not in (await words(on, "checklist"))[:200]


async def test_copies_for_a_dispute_say_so_once(app_on) -> None:
    async with app_on(debt(reasons=(Reason.NOT_MINE,)), size=(120, 40)) as on:
        text = (await words(on, "materials")).replace(" ", "")
        assert text.count("仅用于") == 1
        assert "仅用于对这笔借款提出异议" in text


async def test_a_late_instalment_says_what_the_agreement_wrote_and_whom_to_call(app_on) -> None:
    async with app_on(agreed(Point(id="missed", words="宽限三天")), size=(120, 40)) as on:
        for page in ("checklist", "calendar"):
            text = await words(on, page)
            assert "“宽限三天”" in text
            assert "95188" in text
            assert "does not say" not in text
            await on.press("escape")


@pytest.mark.parametrize(
    ("form", "language", "told"),
    [
        (Form.WRITTEN, "zh", "协议里写了晚还怎么办，看你存的那一份"),
        (Form.WRITTEN, "en", "is in the agreement: look it up in your copy"),
        (Form.ORAL, "zh", "只是口头说过，打电话时请对方写下来"),
        (Form.ORAL, "en", "was only said: ask for it in writing when you call"),
    ],
)
async def test_a_point_marked_as_settled_is_not_said_to_lack(app_on, form, language, told) -> None:
    case = agreed(Point(id="missed", words="说定了", form=form))
    async with app_on(case, language=language, size=(120, 40)) as on:
        for page in ("checklist", "calendar"):
            seen = "".join((await words(on, page)).split())
            assert "".join(told.split()) in seen
            assert "协议没写" not in seen and "doesnotsay" not in seen


async def test_a_late_instalment_without_words_on_it_says_to_ask(app_on) -> None:
    async with app_on(agreed(), size=(120, 40)) as on:
        assert "does not say what follows" in await words(on, "calendar")
        await on.press("p")
        assert "95188" in on.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "late", ["", "晚还一期，整个协议可能中断，罚息从那天起按原来的日利率重新计算，三天之内补上的不算晚"]
)
async def test_the_payment_form_shows_all_of_it_at_80x24(app_on, language, late) -> None:
    case = agreed(Point(id="missed", words=late)) if late else agreed()
    more = tuple(Instalment(number=n, due=date(2026, 10 + n, 10), principal=50_000) for n in (1, 2))
    async with app_on(replace(case, instalments=more), language=language) as on:
        await on.press("enter", "p")
        await on.clear()
        await on.type("500")
        text = on.text
        assert "95188" in text and "more line" not in text and "还有" not in text
        assert ("Which way" if language == "en" else "方向") in text
        assert ("= 2026-11-24" in text) and ("F2" in text)


async def test_page_keys_read_on_above_the_form_where_it_is_small(app_on) -> None:
    async with app_on(agreed(), size=(40, 16), language="zh") as on:
        await on.press("enter", "p")
        assert "按 PgDn 往下看" in on.text and "95188" not in on.text
        await on.press("pagedown", "pagedown")
        assert "95188" in on.text
        await on.press("pageup", "pageup")
        assert "这里只是记下" in on.text


async def test_after_the_end_no_offer_is_judged(app_on) -> None:
    case = debt(closed_on=TODAY, agreement=replace(agreed().agreement, rows=ROWS), instalments=ROWS)
    async with app_on(case) as on:
        assert "as offered" not in await words(on, "budget")


@pytest.mark.parametrize(
    ("count", "each", "told"),
    [
        (1, 900_000, "¥9,000.00 once as agreed: too tight"),
        (2, 50_000, "¥500.00 a month as agreed: affordable"),
    ],
)
async def test_a_plan_in_force_is_judged_as_what_was_agreed(app_on, count: int, each: int, told: str) -> None:
    due = (date(2026, 12, 10), date(2027, 1, 10))
    rows = tuple(Instalment(number=n + 1, due=due[n], principal=each) for n in range(count))
    async with app_on(replace(agreed(), budget=MONTH, instalments=rows)) as on:
        assert told in await words(on, "budget")


async def test_evidence_at_a_path_that_leads_nowhere_is_told_and_kept(app_on) -> None:
    async with app_on(debt()) as on:
        await words(on, "agreement")
        await on.press("a")
        for field, value in (("count", "12"), ("each", "1612"), ("first", "12-10"), ("evidence", "/nowhere/a.png")):
            await on.focus(field)
            await on.type(value)
        await on.press("f2")
        await on.until(lambda: on.case().agreement is not None)
        await on.settle()
        assert on.case().agreement.evidence == "/nowhere/a.png"
        assert "no file at /nowhere/a.png" in " ".join(on.text.split())


async def test_what_to_ask_has_an_english_gloss(app_on) -> None:
    async with app_on(agreed(), size=(120, 60)) as on:
        await words(on, "agreement")
        await on.press("l")
        assert "What if one instalment is late" in on.text
