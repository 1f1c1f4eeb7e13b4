"""The agreement: an offer from three figures, judged at once; points settled; agreed, left, broken, typed by row."""

from datetime import date
from typing import Any

import pytest
from owing import owing
from textual import events

from model.agreement_check import check
from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Expense,
    Form,
    Income,
    Instalment,
    OtherDue,
    Point,
    RequestKind,
)
from model.offers import WrongRows, answered, offer_rows, parse_rows, typed_rows
from model.schedule import WrongSchedule, equal_offer
from store.playbooks import load

TODAY = date(2026, 11, 24)
SIZES = ((40, 16), (80, 24), (120, 40))
OFFER = Agreement(id="", on=TODAY, balance=1_874_687)


def debt(**values: Any) -> Case:
    """18,746.87 on the app today; 1,794 a month is the most an offer may cost."""
    budget = Budget(
        stamp="2026-11-20T09:00:00",
        incomes=(Income(id="b1", label="打零工", amount=520_000, day=10),),
        expenses=(Expense(id="b2", label="房租", amount=180_000), Expense(id="b3", label="吃饭", amount=56_000)),
        other_dues=(OtherDue(id="b4", label="信用卡", amount=81_000),),
    )
    return owing(**{"budget": budget, **values})


def offered(form: Form = Form.ORAL, **values: Any) -> Case:
    """The same with an offer of 12 × 1,612.00."""
    rows = equal_offer(1_874_687, 12, 161_200, date(2026, 12, 10), start=TODAY).instalments()
    agreement = Agreement(id="a9", on=TODAY, balance=1_874_687, total=1_934_400, form=form, rows=rows, **values)
    return debt(agreement=agreement)


# --- the model -------------------------------------------------------------------------------------------------


def test_rows_of_an_offer_split_what_is_beyond_the_debt_as_interest() -> None:
    rows = offer_rows(OFFER, 12, date(2026, 12, 10), each=161_200)
    assert [row.total for row in rows] == [161_200] * 12
    assert sum(row.principal for row in rows) == 1_874_687
    assert sum(row.interest for row in rows) == 59_713
    assert rows[-1].due == date(2027, 11, 10)


def test_a_whole_sum_is_spread_and_the_down_payment_is_row_nought() -> None:
    offer = Agreement(id="", on=TODAY, down_payment=100_000)
    rows = offer_rows(offer, 3, date(2026, 12, 31), total=400_000)
    assert [(row.number, row.total) for row in rows] == [(0, 100_000), (1, 100_000), (2, 100_000), (3, 100_000)]
    assert [row.due for row in rows] == [TODAY, date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]


def test_an_offer_without_any_amount_says_what_is_missing() -> None:
    with pytest.raises(WrongSchedule, match="amount of one instalment"):
        offer_rows(OFFER, 3, date(2026, 12, 10))


def test_rows_are_typed_one_per_line_and_read_back() -> None:
    text = "2026-12-10 1612.00\n12.25 ¥1,000\n\n2027年1月10日 500元\n"
    rows = parse_rows(text, OFFER, TODAY)
    assert [(row.due, row.total) for row in rows] == [
        (date(2026, 12, 10), 161_200),
        (date(2026, 12, 25), 100_000),
        (date(2027, 1, 10), 50_000),
    ]
    assert parse_rows(typed_rows(rows), OFFER, TODAY) == rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-12-10 1612\nsoon 500", "Line 2: “soon” is not a day"),
        ("2026-12-10 -5", "Line 1: “-5” is not an amount"),
        ("2026-12-10", "Line 1: a day and an amount"),
        ("2026-12-10 1\n\n2026-12-10 1", "Line 3: the day must be later"),
    ],
)
def test_a_wrong_line_is_named(text: str, message: str) -> None:
    with pytest.raises(WrongRows, match=message):
        parse_rows(text, OFFER, TODAY)


def test_the_figures_of_an_offer_answer_their_points() -> None:
    case = offered()
    assert case.agreement is not None
    points = {point.id: point for point in answered(case, case.agreement, load("alipay"))}
    assert points["schedule"].words == "12 期，每期 1612.00 元，第一期 2026-12-10，最后一期 2027-11-10"
    assert points["schedule"].form is Form.ORAL
    assert "missed" not in points


# --- the page --------------------------------------------------------------------------------------------------


async def page(on: Any) -> None:
    """Open the page."""
    on.app.open_page("agreement", "a1")
    await on.settle()


@pytest.mark.parametrize("size", SIZES)
async def test_three_figures_make_an_offer_that_is_judged(app_on, size) -> None:
    async with app_on(debt(), size=size) as on:
        await page(on)
        await on.press("a")
        await on.type("12")
        await on.press("enter")
        await on.type("1612")
        await on.press("enter")
        await on.type("12-10")
        await on.press("f2")
        await on.until(lambda: on.case().agreement)
        agreement = on.case().agreement
        assert agreement is not None
        assert (agreement.state, agreement.kind) == (AgreementState.OFFERED, RequestKind.INSTALMENTS)
        assert (agreement.balance, agreement.total) == (1_874_687, 1_934_400)
        assert [row.total for row in agreement.rows] == [161_200] * 12
        assert agreement.rows[0].due == date(2026, 12, 10)
        await on.settle()
        words = " ".join(on.text.split())
        assert "5.8% a year" in words
        assert "affordable: ¥182.00 a month below" in words
        if size[0] > 40:
            assert "¥597.13 more than the debt of 2026-11-24 (¥18,746.87)" in words


async def test_keys_that_arrive_in_one_burst_go_to_their_own_fields(app_on) -> None:
    async with app_on(debt()) as on:
        await page(on)
        await on.press("a")
        burst = [*"12", "enter", *"1612", "enter", *"12-10", "f2"]
        for key in burst:
            character = key if len(key) == 1 else None
            on.app.post_message(events.Key({"-": "minus"}.get(key, key), character))
        await on.until(lambda: on.case().agreement)
        assert [row.total for row in on.case().agreement.rows] == [161_200] * 12
        assert on.case().agreement.rows[0].due == date(2026, 12, 10)


async def test_a_sum_that_does_not_add_up_is_caught(app_on) -> None:
    case = debt(
        agreement=Agreement(
            id="a9",
            on=TODAY,
            total=1_900_000,
            rows=(Instalment(number=1, due=date(2026, 12, 10), principal=1_934_400),),
        )
    )
    async with app_on(case) as on:
        await page(on)
        assert "¥344.00 more than the agreed ¥19,000.00" in " ".join(on.text.split())


async def test_an_offer_without_amounts_stays_on_the_form(app_on) -> None:
    async with app_on(debt()) as on:
        await page(on)
        await on.press("a")
        await on.type("12")
        await on.press("enter", "enter")
        await on.type("12-10")
        await on.press("f2")
        assert on.case().agreement is None
        assert "amount of one instalment is missing" in on.text


@pytest.mark.parametrize("size", SIZES)
async def test_points_go_from_open_to_word_to_writing(app_on, size) -> None:
    async with app_on(offered(), size=size) as on:
        await page(on)
        await on.press("down", "down", "space")
        await on.until(lambda: on.case().agreement.points)
        assert on.case().agreement.points[0] == Point(id="parties", words="说定了", form=Form.ORAL)
        await on.press("space")
        await on.until(lambda: on.case().agreement.points[0].form is Form.WRITTEN)
        assert "✓" in on.text
        await on.press("space")
        await on.until(lambda: not on.case().agreement.points)


async def test_a_point_keeps_the_words_as_they_were_said(app_on) -> None:
    async with app_on(offered()) as on:
        await page(on)
        await on.press("down", "down", "down", "enter")
        await on.type("18746.87")
        await on.press("f2")
        await on.until(lambda: on.case().agreement.points)
        assert on.case().agreement.points == (Point(id="balance", words="18746.87", form=Form.WRITTEN),)
        await on.settle()
        await on.press("space")
        await on.until(lambda: on.case().agreement.points[0].form is Form.ORAL)
        assert on.case().agreement.points[0].words == "18746.87"


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_open_is_a_text_to_paste(app_on, size) -> None:
    async with app_on(offered(), size=size) as on:
        await page(on)
        copied: list[str] = []
        on.app.copy = copied.append
        await on.press("l")
        assert "您好" in on.text
        await on.press("y", "escape", "y")
        assert len(copied) == 2
        assert "晚还一期怎么处理" in copied[0]
        assert "clipboard" in on.text


@pytest.mark.parametrize("size", SIZES)
async def test_agreeing_by_word_cautions_and_one_key_goes_on(app_on, size) -> None:
    async with app_on(offered(), size=size) as on:
        await page(on)
        await on.press("g")
        assert "What is only said does not count yet" in " ".join(on.text.split())
        await on.press("f2")
        assert "Nothing in writing yet" in " ".join(on.text.split())
        assert not on.case().instalments
        await on.press("f2")
        await on.until(lambda: on.case().instalments)
        case = on.case()
        assert len(case.instalments) == 12
        assert (case.agreement.state, case.agreement.agreed_on) == (AgreementState.AGREED, TODAY)
        await on.settle()
        assert "12 days stand in the calendar" in " ".join(on.text.split())


@pytest.mark.parametrize("size", SIZES)
async def test_who_read_the_list_of_open_points_needs_no_second_key(app_on, size) -> None:
    async with app_on(offered(), size=size) as on:
        await on.press("enter", "7", "l", "escape", "g")
        assert "in writing" in on.text
        await on.press("f2")
        assert on.case().agreement.state is AgreementState.AGREED
        assert on.case().agreement.form is Form.ORAL


@pytest.mark.parametrize("size", SIZES)
async def test_agreed_in_writing_with_nothing_to_show_for_it_is_asked_once(app_on, size) -> None:
    async with app_on(offered(Form.WRITTEN), size=size) as on:
        await on.press("enter", "7", "g", "f2")
        assert "No point is noted as in writing" in " ".join(on.text.split())
        assert not on.case().instalments
        await on.press("f2")
        await on.until(lambda: on.case().instalments)
        assert on.case().agreement.form is Form.WRITTEN


@pytest.mark.parametrize("size", SIZES)
async def test_all_points_are_in_writing_by_one_command_and_its_screenshot(app_on, size) -> None:
    async with app_on(offered(points=(Point(id="missed", words="宽限三天", form=Form.ORAL),)), size=size) as on:
        await on.press("enter", "7", "w")
        await on.type("shot.png")
        await on.press("f2")
        await on.until(lambda: on.case().agreement.evidence)
        checked = check(on.case(), load("alipay"))
        assert not [info.id for info in checked.ask if info.must]
        assert checked.caution is None
        points = {point.id: point.words for point in on.case().agreement.points}
        assert points["missed"] == "宽限三天"
        assert "order" not in points
        await on.press("g", "f2")
        await on.until(lambda: on.case().instalments)
        assert on.case().agreement.form is Form.WRITTEN


async def test_all_in_writing_needs_to_know_where_the_writing_is(app_on) -> None:
    async with app_on(offered()) as on:
        await on.press("enter", "7", "w", "f2")
        assert not on.case().agreement.points


async def test_an_offer_is_left_and_stays_readable(app_on) -> None:
    async with app_on(offered()) as on:
        await page(on)
        await on.press("x", "y")
        await on.until(lambda: on.case().agreement is None)
        assert on.case().past_agreements[0].state is AgreementState.DECLINED
        await on.settle()
        await on.press("end")
        assert "not taken" in on.text


async def test_an_agreement_is_broken_off_and_taken_up_again(app_on) -> None:
    rows = equal_offer(1_874_687, 12, 161_200, date(2026, 10, 10), start=date(2026, 9, 20)).instalments()
    agreement = Agreement(id="a9", on=date(2026, 9, 20), state=AgreementState.AGREED, agreed_on=date(2026, 9, 20))
    async with app_on(debt(agreement=agreement, instalments=rows)) as on:
        await page(on)
        await on.press("x")
        assert "agreed already" in on.text
        await on.press("b", "f2")
        await on.until(lambda: on.case().agreement.state is AgreementState.BROKEN)
        await on.settle()
        assert "broken off" in on.text
        await on.press("b", "f2")
        await on.until(lambda: on.case().agreement.state is AgreementState.AGREED)
        assert on.case().instalments == rows


async def test_rows_typed_wrongly_name_the_line_and_stay(app_on) -> None:
    async with app_on(offered()) as on:
        await page(on)
        await on.press("r")
        area = on.app.screen.query_one("#field-rows")
        area.text = "2026-12-10 1000\n2027-01-10 many"
        await on.settle()
        await on.press("f2")
        assert "Line 2: “many” is not an amount" in on.text
        area.text = "2026-12-10 1000\n2027-01-10 2000"
        await on.settle()
        await on.press("f2")
        await on.until(lambda: len(on.case().agreement.rows) == 2)
        assert [row.total for row in on.case().agreement.rows] == [100_000, 200_000]


async def test_terms_change_and_the_rows_are_split_anew(app_on) -> None:
    async with app_on(offered()) as on:
        await page(on)
        await on.press("home", "enter")
        await on.focus("waived")
        await on.type("746.87")
        await on.press("f2")
        await on.until(lambda: on.case().agreement.waived == 74_687)
        agreement = on.case().agreement
        assert sum(row.principal for row in agreement.rows) == 1_800_000
        assert sum(row.total for row in agreement.rows) == 1_934_400


async def test_a_new_offer_takes_the_place_of_the_old(app_on) -> None:
    async with app_on(offered()) as on:
        await page(on)
        await on.press("a")
        await on.type("24")
        await on.focus("total")
        await on.type("19200")
        await on.focus("first")
        await on.type("12-15")
        await on.press("f2")
        await on.until(lambda: on.case().past_agreements)
        case = on.case()
        assert {row.total for row in case.agreement.rows} == {80_000}
        assert len(case.past_agreements[0].rows) == 12


async def test_brackets_and_escapes_in_words_are_shown_as_text(app_on) -> None:
    case = offered(points=(Point(id="parties", words="客服[/]说 [bold]行\x1b[31m", form=Form.ORAL),))
    async with app_on(case, language="zh") as on:
        await page(on)
        await on.press("down", "down")
        assert "客服[/]说 [bold]行" in on.text
        assert "\x1b[31m" not in on.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_at_the_smallest_size_names_are_whole_and_the_next_keys_are_told(app_on, language) -> None:
    async with app_on(offered(), size=(40, 16), language=language) as on:
        await page(on)
        foot = on.lines[-1]
        for key in ("Space ", "g ", "l ", "Esc "):
            assert key in foot, foot
        names = [info.name.in_(language) for info in load("alipay").points if info.must][:2]
        assert all(name in on.text for name in names)
        counts = "写明 0，口头 0，没问 10，可选 5" if language == "zh" else "Written 0, word 0, open 10, optional 5"
        assert counts in on.text
        await on.press("down", "down")
        assert sum(bool(text.strip()) for text in on.lines[-6:-1]) >= 3
        assert "more line" not in on.text and "还有" not in on.text


async def test_before_any_offer_the_footer_says_how_one_is_written_down(app_on) -> None:
    async with app_on(debt(), size=(40, 16)) as on:
        await page(on)
        assert on.lines[-1].startswith("a Add")
