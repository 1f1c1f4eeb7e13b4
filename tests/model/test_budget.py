"""The month: ceiling, what is safe today, deductions, other cases' dues, several debts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from model.allocation import plan_state
from model.budget import (
    budget_of,
    deductions_ahead,
    means,
    means_of,
    next_day_of_month,
    safe_today,
    shortfall_of,
)
from model.case import (
    Agreement,
    AgreementState,
    AutoDeduction,
    Budget,
    Case,
    Expense,
    Income,
    Instalment,
    OtherDue,
    Person,
)
from model.portfolio import By, Debt, NeverPaid, Order, payoff, share_out

DAY = date(2026, 11, 24)
MONTH = Budget(
    stamp="2026-11-24T09:00",
    incomes=(Income(id="i1", label="工资", amount=439_000, day=10),),
    expenses=(
        Expense(id="e1", label="房租", amount=120_000, kind="rent", day=1),
        Expense(id="e2", label="吃饭", amount=96_000, kind="food"),
        Expense(id="e3", label="药", amount=20_000, kind="medicine", day=28),
    ),
    cash=300_000,
    cash_on=DAY,
)


def case(id: str, **values: object) -> Case:
    return Case(id=id, title=id, opened_on=DAY, **values)


def planned(id: str, each: int = 50_000, **values: object) -> Case:
    rows = tuple(
        Instalment(number=n, due=date(2026, 12, 5) if n == 1 else date(2027, n - 1, 5), principal=each)
        for n in (1, 2, 3)
    )
    agreement = Agreement(id="a1", on=DAY, state=AgreementState.AGREED, agreed_on=DAY)
    return case(id, agreement=agreement, instalments=rows, **values)


def test_the_figures_of_journey_b() -> None:
    month = means(MONTH)
    assert (month.left, month.reserve, month.ceiling) == (203_000, 23_600, 179_400)
    assert str(month.said()).endswith("179400 a month")


def test_a_typed_reserve_wins_and_the_ceiling_is_never_negative() -> None:
    assert means(replace(MONTH, reserve=100_000)).ceiling == 103_000
    poor = means(replace(MONTH, incomes=(), other_dues=(OtherDue(id="o1", label="x", amount=5),)))
    assert poor.left == -236_005 and poor.ceiling == 0
    assert not means(Budget()).known


def test_safe_to_pay_is_cash_less_living_costs_until_the_next_income() -> None:
    safe = safe_today(MONTH, DAY)
    assert safe is not None
    assert safe.until == date(2026, 12, 10)
    assert safe.essentials == 120_000 + 20_000 + 96_000 * 16 // 30
    assert safe.amount == 300_000 - safe.essentials
    assert safe_today(replace(MONTH, cash=None), DAY) is None
    assert safe_today(replace(MONTH, cash=1), DAY).amount == 0
    whole = safe_today(replace(MONTH, incomes=()), DAY)
    assert whole is not None and whole.essentials == 236_000
    assert "on 2026-11-20" in str(safe_today(replace(MONTH, cash_on=date(2026, 11, 20)), DAY).said)


def test_days_of_the_month_clamp_to_its_end() -> None:
    assert next_day_of_month(date(2027, 2, 1), 31) == date(2027, 2, 28)
    assert next_day_of_month(date(2027, 2, 28), 31) == date(2027, 3, 31)
    assert next_day_of_month(date(2026, 12, 31), 31) == date(2027, 1, 31)


def test_deductions_are_warned_of_three_days_ahead() -> None:
    budget = replace(
        MONTH, deductions=(AutoDeduction(id="d1", account="招行卡", day=10), AutoDeduction(id="d2", account="余额宝"))
    )
    assert deductions_ahead(budget, date(2026, 12, 6)) == ()
    warned = deductions_ahead(budget, date(2026, 12, 7))
    assert [(one.on, one.account) for one in warned] == [(date(2026, 12, 10), "余额宝"), (date(2026, 12, 10), "招行卡")]
    assert deductions_ahead(budget, date(2026, 12, 10)) != ()


def test_the_persons_other_plans_take_their_place_and_the_newest_budget_holds() -> None:
    mine, second = case("a", budget=MONTH), planned("b", budget=replace(MONTH, stamp="2026-10-01", reserve=1))
    other = planned("c", person=Person(name="别人"))
    month = means_of(mine, [mine, second, other], DAY)
    assert month.own_dues == 50_000
    assert month.ceiling == 179_400 - 50_000
    assert means_of(second, [mine, second, other], DAY).ceiling == 179_400
    assert budget_of(second, [mine, second]) == MONTH
    assert means_of(mine, [mine, replace(second, closed_on=DAY)], DAY).own_dues == 0


def test_what_the_month_lacks_for_an_instalment_is_counted_with_the_reserve_kept() -> None:
    (heavy, *_), (light, *_) = plan_state(planned("b", each=250_000), DAY), plan_state(planned("b"), DAY)
    said = shortfall_of(heavy, means(MONTH))
    assert said is not None and said.values["difference"] == 250_000 - means(MONTH).ceiling == 70_600
    assert said.values["reserve"] == 23_600 and said.values["due"] == "2026-12-05"
    bare = shortfall_of(heavy, means(replace(MONTH, reserve=0)))
    assert bare is not None and bare.values["difference"] == 47_000 and "reserve" not in str(bare)
    assert shortfall_of(light, means(MONTH)) is None
    tight = replace(MONTH, incomes=(Income(id="i1", label="工资", amount=246_000),))
    assert (means(tight).left, means(tight).reserve) == (10_000, 23_600)
    short = shortfall_of(heavy, means(tight))
    assert short is not None and short.values["difference"] == 250_000 + 23_600 - 10_000
    assert shortfall_of(heavy, means(Budget())) is None
    assert shortfall_of(heavy, means(replace(MONTH, incomes=()))) is None
    assert shortfall_of(heavy, means(replace(MONTH, incomes=MONTH.incomes[:1], expenses=()), 400_000)) is None


def test_a_published_payoff_charges_interest_once_a_month() -> None:
    result = payoff([Debt("a", "a", 1_000_000, Decimal("0.2") / 12)], 50_000, DAY, Order.AVALANCHE)
    assert (result.months, round(result.interest / 100)) == (25, 2266)
    assert result.on == date(2028, 12, 24)
    assert result.paid == 1_000_000 + result.interest


def test_avalanche_costs_less_and_snowball_ends_the_first_sooner() -> None:
    debts = [Debt("big", "b", 900_000, Decimal("0.02")), Debt("small", "s", 100_000, Decimal("0.005"))]
    avalanche, snowball = (payoff(debts, 60_000, DAY, order) for order in Order)
    assert avalanche.interest < snowball.interest
    assert snowball.ends[0] == ("small", date(2027, 1, 24))
    assert {id for id, _ in avalanche.ends} == {"big", "small"}


def test_too_little_never_pays_off() -> None:
    with pytest.raises(NeverPaid) as caught:
        payoff([Debt("a", "a", 1_000_000, Decimal("0.02"))], 20_000, DAY, Order.SNOWBALL)
    assert caught.value.said.values["amount"] == 20_000


def test_shares_follow_balance_or_priority() -> None:
    debts = [Debt("a", "a", 300_000), Debt("b", "b", 100_000, priority=2), Debt("c", "c", 9_000, least=5_000)]
    assert share_out(85_000, debts) == {"a": 60_000, "b": 20_000, "c": 5_000}
    assert share_out(120_000, debts, By.PRIORITY) == {"a": 15_000, "b": 100_000, "c": 5_000}


debt = st.builds(
    Debt,
    id=st.uuids().map(str),
    title=st.just("x"),
    balance=st.integers(1, 10**7),
    monthly=st.decimals(0, Decimal("0.03"), places=4),
    least=st.integers(0, 10**5),
    priority=st.integers(0, 3),
)


@given(st.lists(debt, max_size=6), st.integers(0, 10**7), st.sampled_from(By))
def test_shares_never_exceed_the_ceiling_nor_the_debt(debts: list[Debt], ceiling: int, by: By) -> None:
    given_out = share_out(ceiling, debts, by)
    assert sum(given_out.values()) <= ceiling
    assert all(0 <= given_out[one.id] <= one.balance for one in debts)


@given(st.lists(debt, min_size=1, max_size=4), st.integers(10**5, 10**7))
def test_a_payoff_conserves_money(debts: list[Debt], per_month: int) -> None:
    for order in Order:
        try:
            result = payoff(debts, per_month, DAY, order)
        except NeverPaid:
            continue
        assert result.paid == sum(one.balance for one in debts) + result.interest
        assert len(result.ends) == len(debts)
