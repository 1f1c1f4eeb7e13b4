"""The rules of a day's cost, where each comes from, and what they add."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.accrual import Origin, WrongSpan, accrue, made, origins, principal_within, resolved
from model.case import Base, Compounding, Rounding, Terms
from model.money import half_up

DAY = date(2026, 4, 10)


def test_each_rule_is_the_loans_else_the_cases_else_the_playbooks() -> None:
    default = Terms(rate=Decimal("0.0005"), period="day", multiplier=Decimal("1.5"), base=Base.BILL)
    case, loan = Terms(rounding=Rounding.DAILY, multiplier=Decimal(1)), Terms(rate=Decimal("0.146"), period="year")
    rules = resolved(default, case, loan)
    assert (rules.base, rules.rounding, rules.daily, rules.overdue) == (
        Base.BILL,
        Rounding.DAILY,
        Decimal("0.0004"),
        Decimal("0.0004"),
    )
    where = origins(default, case, loan)
    assert (where["base"], where["rounding"], where["rate"], where["grace_days"]) == (
        Origin.PLAYBOOK,
        Origin.CASE,
        Origin.LOAN,
        Origin.ASSUMED,
    )


def test_a_rate_without_a_period_is_by_the_day_whatever_the_default() -> None:
    assert resolved(Terms(rate=Decimal("0.1"), period="year"), Terms(rate=Decimal("0.0004"))).daily == Decimal("0.0004")


def test_without_a_rate_nothing_is_known_or_added() -> None:
    rules = resolved(Terms())
    assert not rules.known and rules.cost(10**9, 400) == 0


def test_compounding_monthly_by_hand() -> None:
    rules = made(daily=Decimal("0.001"), compounding=Compounding.MONTHLY)
    result = accrue(1_000_000, rules, date(2026, 1, 31), date(2026, 3, 10))
    assert result.amount == 28_000 + 1_028_000 * 10 // 1000
    graced = made(daily=Decimal("0.001"), compounding=Compounding.MONTHLY, grace_days=30)
    assert accrue(1_000_000, graced, date(2026, 1, 31), date(2026, 3, 10)).amount == 8_000


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WrongSpan):
        accrue(100, made(daily=Decimal("0.01")), DAY, DAY - timedelta(days=1))


@given(
    base=st.integers(0, 10**10),
    rate=st.decimals(0, Decimal("0.01"), places=6),
    days=st.integers(0, 4000),
    multiplier=st.decimals(0, 3, places=1),
)
def test_whole_number_arithmetic_is_exact_half_up(base: int, rate: Decimal, days: int, multiplier: Decimal) -> None:
    rules = made(daily=rate, multiplier=multiplier)
    assert rules.cost(base, days) == half_up(base * rate * multiplier * days)
    daily = made(daily=rate, multiplier=multiplier, rounding=Rounding.DAILY)
    assert daily.cost(base, days) == half_up(base * rate * multiplier) * days


@given(st.integers(0, 10**9), st.integers(0, 2000))
def test_a_total_is_split_into_principal_and_its_cost(total: int, days: int) -> None:
    rules = made(daily=Decimal("0.0005"))
    principal = principal_within(total, rules, days)
    assert 0 <= principal <= total
    assert abs(principal + rules.cost(principal, days) - total) <= 2
