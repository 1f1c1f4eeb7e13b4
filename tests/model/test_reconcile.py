"""Predicted beside shown, the reference line, and how a payment was applied."""

from datetime import date, timedelta
from decimal import Decimal

from bare import bare_playbook, bare_product
from msgspec.structs import replace

from model.allocation import applied
from model.case import Case, Loan, Payment, Product, Rounding, Snapshot, Terms
from model.owed import owed
from model.reconcile import compared
from model.reference import reference

DAY = date(2026, 11, 1)
BOOK = bare_playbook(
    products=(bare_product(Product.OTHER, Terms(rate=Decimal("0.0005"), period="day")),),
)
FIRST = Snapshot(id="s1", on=DAY, total=33_333, principal=33_333, due=DAY)


def later(total: int, days: int = 30, id: str = "s9", **values: object) -> Snapshot:
    return Snapshot(id=id, on=DAY + timedelta(days=days), total=total, **values)


def case(*snapshots: Snapshot, **values: object) -> Case:
    return Case(id="c", title="c", opened_on=DAY, snapshots=snapshots, **values)


def told(one: Case) -> str:
    comparison = compared(one, BOOK, one.snapshots[-1])
    assert comparison is not None
    return str(comparison.said)


def test_the_first_snapshot_has_nothing_to_be_compared_with() -> None:
    assert compared(case(FIRST), BOOK, FIRST) is None


def test_exact_rounding_payment_fee_and_less() -> None:
    assert "exactly" in told(case(FIRST, later(33_833)))
    assert "rounding every day" in told(case(FIRST, later(33_843)))
    once = case(FIRST, later(33_833), terms=Terms(rounding=Rounding.DAILY))
    assert "rounding once" in told(once)
    assert "rounding may" in told(case(FIRST, later(33_836)))
    paid = Payment(id="p2", on=DAY + timedelta(days=30), amount=5_000)
    assert "payment of 2026-12-01" in told(case(FIRST, later(33_833), payments=(paid,)))
    assert "a day would explain" in told(case(FIRST, later(35_000)))
    assert "less than predicted" in told(case(FIRST, later(20_000)))


def test_within_the_range_of_a_total_is_agreement() -> None:
    start = Snapshot(id="s1", on=DAY, total=1_864_237, overdue_days=23)
    one = case(start, later(1_864_237 + 9_270, days=10))
    comparison = compared(one, BOOK, one.snapshots[-1])
    assert comparison is not None and comparison.agrees and comparison.difference == 55


def test_the_rate_that_would_explain_it() -> None:
    comparison = compared(case(FIRST, later(34_333)), BOOK, later(34_333))
    assert comparison is not None and comparison.rate == Decimal("0.001000")


def test_loans_are_compared_each_with_itself() -> None:
    loans = (Loan(id="l1", label="一", due=DAY), Loan(id="l2", label="二", due=DAY))
    one = case(
        Snapshot(id="s1", on=DAY, total=10_000, principal=10_000, loan="l1"),
        Snapshot(id="s2", on=DAY, total=20_000, principal=20_000, loan="l2"),
        later(10_100, days=20, id="s3", loan="l1"),
        loans=loans,
    )
    assert "exactly" in told(one)
    assert [compared(one, BOOK, snapshot) is None for snapshot in one.snapshots] == [True, True, False]


def test_the_line_is_a_rate_and_a_sum() -> None:
    high = case(
        Snapshot(id="s1", on=DAY, total=1_200_000, principal=1_000_000, penalty=200_000, due=DAY - timedelta(days=73)),
        terms=Terms(rate=Decimal("0.0005"), multiplier=Decimal("1.5")),
    )
    found = reference(high, BOOK, owed(high, BOOK, DAY), DAY)
    assert (found.rate, found.rate_above) == (Decimal("0.27375"), True)
    assert (found.days, found.cost, found.at_line, found.above) == (73, 200_000, 48_000, 152_000)
    assert found.said.values["amount"] == 152_000
    low = replace(high, terms=Terms())
    assert reference(low, BOOK, owed(low, BOOK, DAY), DAY).rate_above is False
    total_only = case(Snapshot(id="s1", on=DAY, total=1_200_000, overdue_days=73))
    assert reference(total_only, BOOK, owed(total_only, BOOK, DAY), DAY).above is None


def test_time_runs_from_the_borrowing_where_it_is_known() -> None:
    loans = (Loan(id="l1", label="一", due=DAY, borrowed_on=DAY - timedelta(days=365)),)
    one = case(Snapshot(id="s1", on=DAY, total=130_000, principal=100_000, interest=30_000, loan="l1"), loans=loans)
    found = reference(one, BOOK, owed(one, BOOK, DAY), DAY)
    assert (found.days, found.at_line, found.above) == (365, 24_000, 6_000)


def test_how_a_payment_was_applied_sums_to_it() -> None:
    paid = Payment(id="p2", on=DAY + timedelta(days=30), amount=34_000)
    one = case(FIRST, payments=(paid,))
    parts = applied(one, BOOK, paid)
    assert [part.amount for part in parts] == [500, 33_333, 167]
    assert "credit" in str(parts[-1].said)
    unknown = replace(one, snapshots=())
    assert sum(part.amount for part in applied(unknown, BOOK, paid)) == 34_000
