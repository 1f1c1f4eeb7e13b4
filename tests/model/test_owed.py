"""What is owed on a day: snapshots forward, ranges, payments, loans, plans."""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bare import bare_playbook, bare_product
from hypothesis import given
from hypothesis import strategies as st

from model.allocation import Parts, Standing, plan_state
from model.case import (
    Agreement,
    AgreementState,
    Case,
    Component,
    Compounding,
    Instalment,
    Loan,
    Payment,
    PaymentKind,
    Product,
    Rounding,
    Snapshot,
    Terms,
)
from model.owed import owed

HUABEI = Terms(rate=Decimal("0.0005"), period="day")
JIEBEI = Terms(rate=Decimal("0.0004"), period="day", multiplier=Decimal("1.5"))
DAY = date(2026, 11, 24)


BOOK = bare_playbook(
    products=(
        bare_product(Product.HUABEI, HUABEI),
        bare_product(Product.JIEBEI, JIEBEI),
        bare_product(Product.OTHER, Terms()),
    ),
)


def case(**values: object) -> Case:
    return Case(id="c", title="花呗", opened_on=DAY, **{"product": Product.HUABEI, **values})


def shown(total: int, on: date = DAY, id: str = "s1", **values: object) -> Snapshot:
    return Snapshot(id=id, on=on, total=total, **values)


def test_total_alone_gives_a_range_by_solving_the_principal_back_out() -> None:
    result = owed(case(snapshots=(shown(1_864_237, overdue_days=23),)), BOOK, DAY)
    assert (result.per_day_low, result.per_day_high) == (922, 932)
    assert result.total == result.low == result.high == 1_864_237
    assert result.parts == Parts(principal=1_843_042, penalty=21_195)
    assert not result.parts_known
    assert result.overdue_days == 23


def test_range_widens_forward_and_best_is_the_low_end() -> None:
    result = owed(case(snapshots=(shown(1_864_237, overdue_days=23),)), BOOK, DAY + timedelta(days=10))
    assert result.low == result.total == 1_864_237 + 9_215
    assert result.high == 1_864_237 + 9_321
    assert result.parts.total == result.total


def test_known_principal_gives_one_figure_with_its_working() -> None:
    one = case(snapshots=(shown(1_010_000, principal=1_000_000, penalty=10_000, due=date(2026, 11, 4)),))
    result = owed(one, BOOK, DAY + timedelta(days=4))
    assert result.exact
    assert result.total == 1_010_000 + 2_000
    assert result.per_day_low == 500
    assert [line.amount for line in result.working] == [1_010_000, 2_000]
    values = result.working[1].said.values
    assert (values["rate"], values["balance"], values["days"]) == ("0.05%", 1_000_000, 4)


def test_unknown_due_date_lets_a_day_add_anything_up_to_the_rate() -> None:
    result = owed(case(snapshots=(shown(100_000),)), BOOK, DAY + timedelta(days=2))
    assert (result.per_day_low, result.per_day_high) == (0, 50)
    assert (result.low, result.high, result.total) == (100_000, 100_100, 100_100)


def test_nothing_is_added_before_the_due_date_nor_within_grace() -> None:
    later = shown(100_000, due=DAY + timedelta(days=5))
    assert owed(case(snapshots=(later,)), BOOK, DAY + timedelta(days=5)).total == 100_000
    assert owed(case(snapshots=(later,)), BOOK, DAY + timedelta(days=7)).total == 100_100
    graced = case(snapshots=(later,), terms=Terms(grace_days=3))
    assert owed(graced, BOOK, DAY + timedelta(days=8)).total == 100_000
    assert owed(graced, BOOK, DAY + timedelta(days=9)).total == 100_050


def test_multiplier_day_count_and_rounding_come_from_the_case_over_the_product() -> None:
    fixed = shown(33_333, principal=33_333, due=DAY)
    assert owed(case(snapshots=(fixed,)), BOOK, DAY + timedelta(days=30)).total == 33_333 + 500
    daily = case(snapshots=(fixed,), terms=Terms(rounding=Rounding.DAILY))
    assert owed(daily, BOOK, DAY + timedelta(days=30)).total == 33_333 + 510
    raised = case(snapshots=(fixed,), product=Product.JIEBEI)
    assert owed(raised, BOOK, DAY + timedelta(days=30)).total == 33_333 + 600
    yearly = case(snapshots=(fixed,), terms=Terms(rate=Decimal("0.18"), period="year", day_count=360))
    assert owed(yearly, BOOK, DAY + timedelta(days=30)).total == 33_333 + 500


def test_monthly_compounding_adds_the_unpaid_cost_to_the_base() -> None:
    one = case(
        snapshots=(shown(1_000_000, on=date(2026, 1, 31), principal=1_000_000, due=date(2026, 1, 31)),),
        terms=Terms(compounding=Compounding.MONTHLY),
    )
    first = 28 * 500
    second = round((1_000_000 + first) * 31 * 0.0005)
    assert owed(one, BOOK, date(2026, 3, 31)).total == 1_000_000 + first + second


def test_no_rate_anywhere_adds_nothing_and_says_so() -> None:
    result = owed(case(product=Product.OTHER, snapshots=(shown(5_000, overdue_days=9),)), BOOK, DAY + timedelta(days=3))
    assert result.total == 5_000
    assert any("No daily rate" in str(line.said) for line in result.working)


def test_nothing_recorded_is_not_known() -> None:
    result = owed(case(), BOOK, DAY)
    assert not result.known and result.total == 0


def test_payments_after_the_snapshot_go_to_cost_before_principal() -> None:
    one = case(
        snapshots=(shown(1_000_000, principal=1_000_000, due=DAY),),
        payments=(Payment(id="p2", on=DAY + timedelta(days=10), amount=105_000),),
    )
    result = owed(one, BOOK, DAY + timedelta(days=20))
    assert result.parts == Parts(principal=900_000, penalty=4_500)
    assert [share.amount for _, share in result.shares] == [5_000, 100_000]


def test_designation_and_the_contract_order_change_where_it_goes() -> None:
    start = shown(1_010_000, principal=1_000_000, penalty=10_000, due=DAY)
    named = Payment(id="p2", on=DAY + timedelta(days=1), amount=50_000, designation="principal")
    assert owed(case(snapshots=(start,), payments=(named,)), BOOK, named.on).parts == Parts(950_000, penalty=10_500)
    plain = Payment(id="p2", on=DAY + timedelta(days=1), amount=50_000)
    ordered = case(snapshots=(start,), payments=(plain,), allocation=(Component.PRINCIPAL,))
    assert owed(ordered, BOOK, plain.on).parts == Parts(950_000, penalty=10_500)


def test_same_day_payment_counts_only_if_recorded_after_the_snapshot() -> None:
    start = shown(100_000, id="s5", due=DAY)
    before, after = Payment(id="p4", on=DAY, amount=1_000), Payment(id="p6", on=DAY, amount=1_000)
    assert owed(case(snapshots=(start,), payments=(before, after)), BOOK, DAY).total == 99_000


def test_overpayment_is_credit_and_a_refund_takes_it_back() -> None:
    start = shown(100_000, principal=100_000, due=DAY)
    paid = Payment(id="p2", on=DAY, amount=120_000)
    assert owed(case(snapshots=(start,), payments=(paid,)), BOOK, DAY).credit == 20_000
    back = Payment(id="p3", on=DAY, amount=30_000, kind=PaymentKind.REFUND)
    result = owed(case(snapshots=(start,), payments=(paid, back)), BOOK, DAY)
    assert (result.total, result.credit) == (10_000, 0)


LOANS = (Loan(id="l1", label="一", due=date(2026, 10, 1)), Loan(id="l2", label="二", due=date(2026, 11, 1)))


def test_each_loan_runs_from_its_own_snapshot_and_the_oldest_is_paid_first() -> None:
    one = case(
        product=Product.JIEBEI,
        loans=LOANS,
        snapshots=(
            shown(300_000, id="s1", loan="l1", principal=300_000),
            shown(500_000, id="s2", loan="l2", principal=500_000, on=DAY + timedelta(days=5)),
        ),
        payments=(Payment(id="p3", on=DAY + timedelta(days=5), amount=400_000),),
    )
    result = owed(one, BOOK, DAY + timedelta(days=6))
    assert [share.loan for _, share in result.shares] == ["l1", "l1", "l2"]
    assert result.parts.total == result.total == 300_000 + 5 * 180 + 500_000 - 400_000 + result.per_day_low


def test_a_newer_snapshot_of_the_whole_case_wins_over_the_loans() -> None:
    rows = (
        shown(300_000, id="s1", loan="l1"),
        shown(500_000, id="s2", loan="l2"),
        shown(700_000, id="s3", on=DAY + timedelta(days=1), due=DAY + timedelta(days=9)),
    )
    assert owed(case(loans=LOANS, snapshots=rows), BOOK, DAY + timedelta(days=1)).total == 700_000
    assert owed(case(loans=LOANS, snapshots=rows), BOOK, DAY).parts.total > 700_000


def agreed(**values: object) -> Case:
    rows = tuple(
        Instalment(
            number=n, due=date(2026, 11 + n, 10) if n < 2 else date(2027, n - 1, 10), principal=15_000, interest=1_000
        )
        for n in range(1, 4)
    )
    agreement = Agreement(id="a2", on=DAY, state=AgreementState.AGREED, agreed_on=DAY, total=48_000)
    return case(snapshots=(shown(50_000, overdue_days=20),), agreement=agreement, instalments=rows, **values)


def test_under_a_plan_owed_is_what_the_instalments_lack_and_a_day_adds_nothing() -> None:
    paid = Payment(id="p3", on=date(2026, 12, 9), amount=20_000)
    result = owed(agreed(payments=(paid,)), BOOK, date(2026, 12, 11))
    assert result.total == 28_000 and result.parts == Parts(principal=27_000, interest=1_000)
    assert (result.per_day_low, result.per_day_high, result.planned) == (0, 0, True)
    assert owed(agreed(payments=(paid,)), BOOK, DAY - timedelta(days=1)).planned is False


def test_instalments_stand_as_paid_partly_due_or_late() -> None:
    paid = Payment(id="p3", on=date(2026, 12, 9), amount=20_000)
    states = plan_state(agreed(payments=(paid,)), date(2026, 12, 20))
    assert [state.state for state in states] == [Standing.PAID, Standing.PARTLY, Standing.DUE]
    assert [(state.paid, state.left) for state in states] == [(16_000, 0), (4_000, 12_000), (0, 16_000)]
    assert plan_state(agreed(), date(2026, 12, 10))[0].state is Standing.DUE
    assert plan_state(agreed(), date(2026, 12, 11))[0].state is Standing.LATE
    named = Payment(id="p3", on=date(2026, 12, 9), amount=16_000, designation="instalment:2")
    assert [state.left for state in plan_state(agreed(payments=(named,)), named.on)] == [16_000, 0, 16_000]


def test_a_broken_plan_goes_back_to_the_snapshot() -> None:
    broken = agreed()
    ended = Agreement(id="a2", on=DAY, state=AgreementState.BROKEN, agreed_on=DAY, ended_on=date(2027, 1, 1))
    from msgspec.structs import replace

    result = owed(replace(broken, agreement=ended), BOOK, date(2027, 1, 2))
    assert not result.planned and result.total > 50_000
    assert owed(replace(broken, agreement=ended), BOOK, date(2026, 12, 31)).planned


def test_a_closed_case_owes_nothing() -> None:
    assert owed(agreed(closed_on=DAY), BOOK, DAY).total == 0


days = st.integers(min_value=0, max_value=400)
amounts = st.integers(min_value=1, max_value=3_000_000)


@given(
    total=st.integers(min_value=0, max_value=5_000_000),
    overdue=st.integers(min_value=0, max_value=500),
    payments=st.lists(st.tuples(days, amounts, st.sampled_from(["", "principal", "penalty", "loan:x"])), max_size=5),
    daily=st.booleans(),
)
def test_money_is_conserved(total: int, overdue: int, payments: list[tuple[int, int, str]], daily: bool) -> None:
    one = case(
        snapshots=(shown(total, overdue_days=overdue),),
        terms=Terms(rounding=Rounding.DAILY if daily else Rounding.ONCE),
        payments=tuple(
            Payment(id=f"p{n}", on=DAY + timedelta(days=day), amount=amount, designation=named)
            for n, (day, amount, named) in enumerate(payments, 2)
        ),
    )
    result = owed(one, BOOK, DAY + timedelta(days=500))
    charged = sum(line.amount or 0 for line in result.working if "a day on" in line.said.text)
    paid = sum(amount for _, amount, _ in payments)
    assert result.total == total + charged - paid + result.credit
    assert result.low <= result.total <= result.high
    assert result.parts.total == result.total
    by_payment: dict[str, int] = {}
    for id, share in result.shares:
        by_payment[id] = by_payment.get(id, 0) + share.amount
    assert by_payment == {payment.id: payment.amount for payment in one.payments}


@pytest.mark.parametrize("rows", [(), (Payment(id="p9", on=DAY + timedelta(days=3), amount=5_000),)])
def test_a_thousand_cases_take_little_time(rows: tuple[Payment, ...]) -> None:
    one = case(snapshots=(shown(1_864_237, overdue_days=23),), payments=rows)
    later = DAY + timedelta(days=9)
    owed(one, BOOK, later)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(200):
            owed(one, BOOK, later)
        took.append(time.perf_counter() - start)
    assert min(took) * 5 < 0.2


def test_one_day_is_said_as_one_day() -> None:
    for product in (Product.HUABEI, Product.JIEBEI):
        one = case(snapshots=(shown(1_864_237, overdue_days=1),), product=product)
        words = [str(line.said) for line in owed(one, BOOK, DAY + timedelta(days=1)).working]
        assert any("1 day " in text for text in words)
        assert not any("1 days" in text for text in words)
