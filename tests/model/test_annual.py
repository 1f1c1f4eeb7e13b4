"""Yearly costs: roots, several roots, no root, and the way back from a plan to its rate."""

from datetime import date
from decimal import Decimal

import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.annual import NoRate, annual_cost, irr, xirr, yearly
from model.period import Rate
from model.schedule import Method, equal_offer, schedule

FIRST = date(2026, 12, 31)


@given(
    method=st.sampled_from([Method.EQUAL_PAYMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_FIRST]),
    rate=st.decimals(min_value=0, max_value=Decimal("0.6"), places=4),
    count=st.integers(min_value=1, max_value=60),
)
def test_a_plan_gives_its_own_rate_back(method: Method, rate: Decimal, count: int) -> None:
    plan = schedule(method, 100_000_000, count, FIRST, rate=Rate(rate))
    assert abs(annual_cost(plan).simple - rate) < Decimal("0.000002")


@given(st.lists(st.integers(min_value=-500, max_value=5_000), min_size=1, max_size=30))
def test_roots_make_the_flows_come_to_nothing(flows: list[int]) -> None:
    try:
        rate = irr([-10_000, *flows]).rate
    except NoRate:
        return
    value = sum(Decimal(flow) / (1 + rate) ** n for n, flow in enumerate([-10_000, *flows]))
    assert abs(value) < Decimal("0.01")


@given(st.lists(st.integers(min_value=1, max_value=5_000), min_size=1, max_size=40))
def test_conventional_flows_agree_with_numpy_financial(flows: list[int]) -> None:
    expected = npf.irr([-10_000, *flows])
    try:
        found = float(irr([-10_000, *flows]).rate)
    except NoRate:
        return
    if expected == expected:
        assert found == pytest.approx(expected, abs=1e-6)


def test_costs_of_the_offer_of_journey_d() -> None:
    cost = annual_cost(equal_offer(1_874_687, 12, 161_200, date(2026, 12, 10)))
    assert round(cost.simple, 3) == Decimal("0.058")


def test_zero_is_a_rate() -> None:
    free = annual_cost(schedule(Method.INTEREST_FREE, 100_000, 12, FIRST))
    assert free.periodic == free.simple == free.effective == free.xirr == 0


def test_fees_and_down_payment_at_the_start_raise_it() -> None:
    plain = annual_cost(schedule(Method.INTEREST_FREE, 100_000, 12, FIRST, down_payment=20_000))
    fee = annual_cost(schedule(Method.INTEREST_FREE, 100_000, 12, FIRST, down_payment=20_000, upfront_fee=1_000))
    assert plain.simple == 0
    assert fee.simple > Decimal("0.02")
    late = schedule(Method.INTEREST_FREE, 100_000, 12, FIRST, upfront_fee=1_000, start=date(2026, 6, 1))
    assert annual_cost(late).xirr < fee.xirr


@pytest.mark.parametrize("flows", [[], [-100], [100, 50], [-100, 0], [0, 0], [-100, 200, -150]])
def test_flows_without_a_rate(flows: list[int]) -> None:
    with pytest.raises(NoRate) as caught:
        irr(flows)
    assert caught.value.said.text


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [(date(2026, 1, 1), -100)],
        [(date(2026, 1, 1), -100), (date(2026, 1, 2), 150)],
        [(date(2026, 1, 1), -100), (date(2026, 1, 1), 150)],
    ],
)
def test_dates_without_a_rate(flows: list[tuple[date, int]]) -> None:
    with pytest.raises(NoRate):
        xirr(flows)


def test_a_fee_that_takes_the_whole_loan_has_no_rate() -> None:
    with pytest.raises(NoRate):
        annual_cost(schedule(Method.INTEREST_FREE, 1_000, 2, FIRST, upfront_fee=1_000))


def test_several_roots_give_the_nearest_and_say_so() -> None:
    root = irr([-100, 100, 0, -7])
    assert root.several and abs(root.rate + Decimal("0.0833")) < Decimal("1e-4")
    assert not irr([-100, 110]).several
    assert yearly(root, 1).several
