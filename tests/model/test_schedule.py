"""Repayment plans: exact sums, dates, residues, odd sizes, and what cannot be planned."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.period import MONTHLY, Every, Rate, Unit, WrongSchedule
from model.schedule import Method, Plan, Residue, equal_offer, extension, schedule, typed, waived

FIRST = date(2026, 12, 31)
RATED = (Method.EQUAL_PAYMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_FIRST)


def plan(method: Method, principal: int = 1_200_000, count: int = 12, **more: object) -> Plan:
    if method in RATED:
        more.setdefault("rate", Rate(Decimal("0.129")))
    if method is Method.FLAT_FEE:
        more.setdefault("fee_rate", Decimal("0.088"))
    return schedule(method, principal, count, FIRST, **more)


METHODS = (*RATED, Method.INTEREST_FREE, Method.FLAT_FEE)


@given(
    method=st.sampled_from(METHODS),
    principal=st.integers(min_value=1, max_value=10_000_000_000),
    count=st.integers(min_value=1, max_value=600),
    rate=st.decimals(min_value=0, max_value=Decimal("0.9"), places=4),
    down=st.decimals(min_value=0, max_value=Decimal("0.9"), places=2),
    residue=st.sampled_from(Residue),
)
def test_sums_are_exact_and_balances_fall(
    method: Method, principal: int, count: int, rate: Decimal, down: Decimal, residue: Residue
) -> None:
    given_rate = {"fee_rate": rate} if method is Method.FLAT_FEE else {"rate": Rate(rate)}
    if method is Method.INTEREST_FREE:
        given_rate = {}
    paid = int(principal * down)
    made = schedule(method, principal, count, FIRST, down_payment=paid, residue=residue, **given_rate)
    assert made.spread == principal - paid
    assert made.total == made.spread + made.interest + made.fee == sum(row.total for row in made.rows)
    balances = [principal - paid, *(row.balance for row in made.rows)]
    assert all(later <= earlier for earlier, later in pairwise(balances))
    assert balances[-1] == 0
    assert min(min(row.principal, row.interest, row.fee) for row in made.rows) >= 0
    assert made.count == count


@pytest.mark.parametrize("principal", [1_200_000, 123_457, 99_999_999])
@pytest.mark.parametrize("count", [3, 12, 36, 240])
def test_equal_payments_agree_with_numpy_financial(principal: int, count: int) -> None:
    made = plan(Method.EQUAL_PAYMENT, principal, count)
    payment = -npf.pmt(0.129 / 12, count, principal)
    assert all(abs(row.total - payment) <= 0.51 for row in made.rows[:-1])
    for row in made.rows[: count - 1]:
        assert abs(row.interest + npf.ipmt(0.129 / 12, row.number, count, principal)) <= 2 + row.number * 0.1
    assert len({row.total for row in plan(Method.EQUAL_PAYMENT, principal, count, residue=Residue.FIRST).rows[1:]}) == 1


def test_rate_zero_is_an_even_split() -> None:
    for method in RATED:
        made = plan(method, 1_000, 3, rate=Rate(Decimal(0)))
        assert made.interest == 0 and made.total == 1_000
    assert [row.total for row in plan(Method.EQUAL_PAYMENT, 1_000, 3, rate=Rate(Decimal(0))).rows] == [333, 333, 334]


def test_one_instalment_repays_all() -> None:
    for method in METHODS:
        made = plan(method, 1_200_000, 1)
        assert (made.rows[0].principal, made.rows[0].balance, made.rows[0].due) == (1_200_000, 0, FIRST)
    assert plan(Method.EQUAL_PAYMENT, 1_200_000, 1).interest == 12_900


def test_fewer_fen_than_instalments() -> None:
    for method in METHODS:
        for principal in (1, 5, 7, 11, 18):
            assert plan(method, principal, 12).spread == principal
    assert len(plan(Method.INTEREST_FREE, 5, 12).instalments()) == 1


def test_flat_fee_as_printed_and_its_residue_on_either_end() -> None:
    made = plan(Method.FLAT_FEE, 500_000, 12)
    assert [made.rows[0].total, made.rows[-1].total] == [45_334, 45_326]
    first = plan(Method.FLAT_FEE, 500_000, 12, residue=Residue.FIRST)
    assert [first.rows[0].total, first.rows[-1].total] == [45_326, 45_334]
    assert made.total == first.total == 544_000


def test_interest_first_keeps_each_month_rounded() -> None:
    made = schedule(Method.INTEREST_FIRST, 10_000_000, 12, FIRST, rate=Rate(Decimal("0.08")))
    assert made.interest == 800_004


def test_rates_by_day_month_and_year() -> None:
    assert Rate(Decimal("0.0005"), "day").annual == Decimal("0.1825")
    by_day = plan(Method.INTEREST_FIRST, rate=Rate(Decimal("0.0005"), "day"))
    assert by_day.rows[0].interest == 18_250
    assert plan(Method.INTEREST_FIRST, rate=Rate(Decimal("0.01"), "month")).rows[0].interest == 12_000
    weekly = plan(Method.INTEREST_FIRST, rate=Rate(Decimal("0.0005"), "day"), every=Every(2, Unit.WEEK))
    assert weekly.rows[0].interest == 1_200_000 * 14 * 5 // 10_000


def test_dates_keep_the_anchor_day() -> None:
    made = plan(Method.INTEREST_FREE, 300, 3)
    assert made.start == date(2026, 11, 30)
    assert [row.due for row in made.rows] == [FIRST, date(2027, 1, 31), date(2027, 2, 28)]
    leap = schedule(Method.INTEREST_FREE, 300, 25, date(2028, 2, 29))
    assert [leap.rows[1].due, leap.rows[12].due, leap.rows[24].due] == [
        date(2028, 3, 29),
        date(2029, 2, 28),
        date(2030, 2, 28),
    ]
    weekly = plan(Method.INTEREST_FREE, 300, 3, every=Every(2, Unit.WEEK))
    assert [row.due.isoformat() for row in weekly.rows] == ["2026-12-31", "2027-01-14", "2027-01-28"]
    assert plan(Method.INTEREST_FREE, 300, 2, every=Every(10, Unit.DAY)).rows[1].due == date(2027, 1, 10)


def test_an_offer_in_words_becomes_rows() -> None:
    offer = equal_offer(1_874_687, 12, 161_200, date(2026, 12, 10))
    assert offer.total == 1_934_400
    assert offer.interest == offer.total - 1_874_687 == 59_713
    assert offer.spread == 1_874_687
    assert {row.total for row in offer.rows} == {161_200}
    assert len(offer.instalments()) == 12


def test_rows_below_the_debt_repay_only_what_they_come_to() -> None:
    made = typed(100_000, date(2026, 12, 1), [(date(2026, 12, 5), 40_000), (date(2027, 1, 5), 50_000)])
    assert (made.interest, made.spread, made.total) == (0, 90_000, 90_000)


def test_extension_costs_the_days_between() -> None:
    made = extension(1_000_000, date(2026, 11, 24), date(2027, 2, 24), Decimal("0.0005"))
    assert made.rows[0].interest == 92 * 500
    with pytest.raises(WrongSchedule):
        extension(1_000_000, date(2026, 11, 24), date(2026, 11, 24), Decimal("0.0005"))


def test_waiver_of_a_share_or_a_sum() -> None:
    assert waived(18_000_000, part=Decimal("0.3")) == 5_400_000
    assert waived(500, sum_=900) == 500
    with pytest.raises(WrongSchedule):
        waived(500, part=Decimal("1.1"))


@given(st.integers(min_value=1, max_value=10**9), st.lists(st.decimals(0, 1, places=3), min_size=2, max_size=2))
def test_more_waiver_never_costs_more(amount: int, parts: list[Decimal]) -> None:
    less, more = sorted(parts)
    lighter = plan(Method.FLAT_FEE, amount - waived(amount, part=more) or 1, 12).total
    assert lighter <= plan(Method.FLAT_FEE, amount - waived(amount, part=less) or 1, 12).total


def test_what_is_kept_of_a_plan_with_a_down_payment() -> None:
    made = plan(Method.INTEREST_FREE, 120_000, 12, down_payment=12_000, upfront_fee=500)
    assert made.outlay == 120_500
    kept = made.instalments()
    assert (kept[0].number, kept[0].total, kept[0].due) == (0, 12_000, made.start)
    assert sum(row.total for row in kept) == 120_000


@pytest.mark.parametrize(
    "call",
    [
        lambda: plan(Method.INTEREST_FREE, count=0),
        lambda: plan(Method.INTEREST_FREE, count=1_000_000),
        lambda: plan(Method.INTEREST_FREE, principal=0),
        lambda: plan(Method.EQUAL_PAYMENT, rate=Rate(Decimal("-0.01"))),
        lambda: plan(Method.EQUAL_PAYMENT, rate=None),
        lambda: plan(Method.EQUAL_PAYMENT, fee_rate=Decimal("0.1")),
        lambda: plan(Method.FLAT_FEE, fee_rate=None),
        lambda: plan(Method.INTEREST_FREE, rate=Rate(Decimal("0.1"))),
        lambda: plan(Method.INTEREST_FREE, start=date(2027, 1, 1)),
        lambda: plan(Method.INTEREST_FREE, down_payment=1_200_000),
        lambda: plan(Method.INTEREST_FREE, upfront_fee=-1),
        lambda: plan(Method.TYPED),
        lambda: plan(Method.INTEREST_FREE, count=600, every=Every(12)),
        lambda: plan(Method.INTEREST_FREE, every=Every(0)),
        lambda: typed(100, FIRST, []),
        lambda: typed(100, FIRST, [(FIRST, 10), (FIRST, 10)]),
        lambda: typed(100, FIRST, [(FIRST, 0)]),
        lambda: typed(100, FIRST, [(date(2026, 1, 1), 10)]),
        lambda: equal_offer(100, 0, 10, FIRST),
        lambda: schedule(Method.INTEREST_FREE, 100, 1, date(9999, 12, 31)),
    ],
)
def test_a_plan_that_cannot_exist_is_refused_with_a_reason(call: object) -> None:
    with pytest.raises(WrongSchedule) as caught:
        call()
    assert caught.value.said.text


def test_steps_past_the_calendar_are_refused() -> None:
    with pytest.raises(WrongSchedule):
        MONTHLY.step(date(9999, 12, 1), 2)
