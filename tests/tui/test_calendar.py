"""The calendar: days marked by sign, payments recorded on the spot, the end of a plan, the balance as a picture."""

from datetime import date

import pytest

from model.case import Agreement, AgreementState, Case, Form, Loan, Payment, Point, Product, Reason, Snapshot
from model.curve import burn_down, planned
from model.dates import Sign, entries, marks
from model.road import view
from model.schedule import equal_offer
from store.playbooks import load
from tui.widgets.chart import Series, drawn
from tui.widgets.month import Month

TODAY = date(2026, 11, 24)
SIZES = ((40, 16), (80, 24), (120, 40))


def repaying(count: int = 12, paid: tuple[tuple[date, int], ...] = (), first: date = date(2026, 10, 10)) -> Case:
    """A plan of `count` × 1,612.00 agreed in September, with what was paid of it."""
    plan = equal_offer(1_612_00 * count - 5_000, count, 161_200, first, start=date(2026, 9, 20))
    points = (Point(id="missed", words="三天宽限", form=Form.WRITTEN),)
    return Case(
        id="a1",
        title="花呗 9月账单",
        opened_on=date(2026, 9, 1),
        product=Product.HUABEI,
        reasons=(Reason.NO_MONEY,),
        snapshots=(Snapshot(id="s1", on=date(2026, 9, 10), total=161_200 * count - 6_000, due=date(2026, 9, 1)),),
        agreement=Agreement(
            id="a2",
            on=date(2026, 9, 20),
            state=AgreementState.AGREED,
            form=Form.WRITTEN,
            agreed_on=date(2026, 9, 20),
            points=points,
        ),
        instalments=plan.instalments(),
        payments=tuple(Payment(id=f"p{n + 3}", on=on, amount=amount) for n, (on, amount) in enumerate(paid)),
        serial=20,
    )


# --- the model -------------------------------------------------------------------------------------------------


def test_each_day_carries_its_strongest_sign() -> None:
    case = repaying(paid=((date(2026, 10, 9), 161_200), (date(2026, 11, 10), 100_000)))
    v = view(case, load("alipay"), TODAY)
    found = entries(v, date(2026, 10, 1), date(2027, 1, 31))
    signs = marks(found)
    assert signs[date(2026, 10, 10)] is Sign.PAID
    assert signs[date(2026, 11, 10)] is Sign.LATE
    assert signs[date(2026, 12, 10)] is Sign.DUE
    assert next(entry for entry in found if entry.ref == "i2").amount == 61_200


def test_a_part_paid_before_its_day_shows_as_partly() -> None:
    case = repaying(paid=((date(2026, 10, 9), 161_200), (date(2026, 11, 9), 161_200), (TODAY, 50_000)))
    signs = marks(entries(view(case, load("alipay"), TODAY), date(2026, 12, 1), date(2026, 12, 31)))
    assert signs[date(2026, 12, 10)] is Sign.PARTLY


def test_a_plan_burns_down_to_nothing() -> None:
    case = repaying(3)
    points = planned(case.instalments, date(2026, 9, 20))
    assert points[0] == (date(2026, 9, 20), 483_600)
    assert points[-1] == (date(2026, 12, 10), 0)
    values = [value for _on, value in points]
    assert values == sorted(values, reverse=True)


def test_the_past_of_a_balance_knows_its_payments() -> None:
    case = repaying(paid=((date(2026, 10, 9), 161_200), (date(2026, 11, 10), 100_000)))
    past = dict(burn_down(case, load("alipay"), TODAY).past)
    assert past[date(2026, 10, 8)] == 12 * 161_200
    assert past[TODAY] == 12 * 161_200 - 261_200


# --- the picture -----------------------------------------------------------------------------------------------


def test_the_picture_is_small_and_has_no_blank_braille() -> None:
    case = repaying(paid=((date(2026, 10, 9), 161_200),))
    curve = burn_down(case, load("alipay"), TODAY)
    lines = drawn(
        (Series(curve.past, "good", "so far"), Series(curve.planned, "head", "as agreed")), 60, 12, "19,344", "0"
    )
    text = "\n".join("".join(piece for piece, _style in one) for one in lines)
    assert "\u2800" not in text
    assert len(text.encode()) < 2_000
    assert "19,344" in lines[0][0][0]
    assert "2026-09-20" in text
    assert "so far" in text


@pytest.mark.parametrize("points", [(), ((TODAY, 5),), ((TODAY, 0), (TODAY, 0))])
def test_a_picture_of_little_does_not_fail(points: tuple[tuple[date, int], ...]) -> None:
    drawn((Series(points, "good"),), 40, 8, "5", "0")
    assert drawn((Series(points, "good"),), 6, 1, "5", "0") == []


# --- the page --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_month_shows_its_signs_and_what_is_to_pay(app_on, size) -> None:
    case = repaying(paid=((date(2026, 10, 9), 161_200),))
    async with app_on(case, size=size) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        assert "10!" in on.text
        await on.press("right_square_bracket")
        assert "2026-12" in on.text
        assert "10*" in on.text
        assert "¥1,612.00" in on.text
        await on.press("comma", "comma")
        assert "10✓" in on.text
        await on.press("t")
        assert on.app.screen.query_one(Month).chosen == TODAY


async def test_moving_by_day_week_and_month(app_on) -> None:
    async with app_on(repaying()) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        month = on.app.screen.query_one(Month)
        await on.press("right")
        assert month.chosen == date(2026, 11, 25)
        await on.press("h", "up")
        assert month.chosen == date(2026, 11, 17)
        await on.press("down", "l", "j")
        assert month.chosen == date(2026, 12, 2)
        month.go(date(2027, 1, 31))
        await on.press("full_stop")
        assert month.chosen == date(2027, 2, 28)


@pytest.mark.parametrize("size", SIZES)
async def test_a_payment_is_recorded_on_the_spot_and_said(app_on, size) -> None:
    async with app_on(repaying(), size=size) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("enter")
        assert "1612.00" in on.text
        await on.press("f2")
        await on.until(lambda: on.case().payments)
        payment = on.case().payments[0]
        assert (payment.on, payment.amount) == (TODAY, 161_200)
        await on.settle()
        assert "instalment 1 ¥1,612.00" in " ".join(on.text.split())


async def test_a_part_payment_says_what_is_still_lacking(app_on) -> None:
    async with app_on(repaying()) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("p")
        await on.clear()
        await on.type("1000")
        await on.press("f2")
        await on.until(lambda: on.case().payments)
        await on.settle()
        assert on.case().payments[0].amount == 100_000
        assert "still lacks ¥612.00" in " ".join(on.text.split())


async def test_a_payment_can_name_a_later_instalment(app_on) -> None:
    async with app_on(repaying()) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("p")
        await on.focus("designation")
        await on.press("right", "right", "f2")
        await on.until(lambda: on.case().payments)
        assert on.case().payments[0].designation == "instalment:2"


async def test_a_payment_of_one_loan_among_several(app_on) -> None:
    loans = (Loan(id="l1", label="借据一"), Loan(id="l2", label="借据二"))
    case = Case(id="a1", title="借呗", opened_on=TODAY, loans=loans, serial=2)
    async with app_on(case) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("p")
        await on.type("500")
        await on.focus("designation")
        await on.press("right", "right")
        assert "借据二" in on.text
        await on.press("f2")
        await on.until(lambda: on.case().payments)
        assert on.case().payments[0].designation == "loan:l2"


async def test_a_day_to_come_is_refused_and_nothing_is_lost(app_on) -> None:
    async with app_on(repaying()) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("p")
        await on.focus("on")
        await on.clear()
        await on.type("2026-12-10")
        await on.press("f2")
        assert not on.case().payments
        assert "still to come" in on.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_last_instalment_is_the_end_and_asks_for_its_proof(app_on, size) -> None:
    case = repaying(2, paid=((date(2026, 10, 9), 161_200),))
    async with app_on(case, size=size) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("p", "f2")
        await on.until(lambda: len(on.case().payments) == 2)
        await on.until(lambda: "Paid off" in on.text)
        await on.press("2", "f2")
        await on.until(lambda: any(request.kind == "settlement_proof" for request in on.case().requests))
        await on.settle()
        assert view(on.case(), load("alipay"), TODAY).all_paid


async def test_a_payment_is_changed_and_taken_out_from_the_list(app_on) -> None:
    case = repaying(paid=((date(2026, 11, 9), 100_000),))
    async with app_on(case) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("tab", "home", "enter")
        await on.clear()
        await on.type("1100")
        await on.press("f2")
        await on.until(lambda: on.case().payments[0].amount == 110_000)
        await on.settle()
        await on.press("d")
        assert "¥1,100.00" in on.text
        await on.press("y")
        await on.until(lambda: not on.case().payments)
        await on.press("u")
        await on.until(lambda: len(on.case().payments) == 1)


async def test_the_picture_opens_on_its_key(app_on) -> None:
    async with app_on(repaying(), size=(40, 16)) as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        await on.press("v")
        assert "19,344" in on.text
        await on.press("escape")
        assert on.app.screen.name_ == "calendar"


async def test_weekdays_are_chinese_on_a_chinese_screen(app_on) -> None:
    async with app_on(repaying(), language="zh") as on:
        on.app.open_page("calendar", "a1")
        await on.settle()
        head = next(text for text in on.lines if text.startswith("一"))
        assert head.split()[:7] == ["一", "二", "三", "四", "五", "六", "日"]
