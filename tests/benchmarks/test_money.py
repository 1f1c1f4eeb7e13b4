"""How long money takes: a plan of 600 rows, its yearly cost, 10,000 comparisons, a thousand balances."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from model.annual import annual_cost
from model.budget import Means
from model.case import Case, Payment, Product, Snapshot
from model.options import offered, options
from model.owed import owed
from model.period import Rate
from model.schedule import Method, equal_offer, schedule
from store.playbooks import load

DAY = date(2026, 11, 24)
FIRST = date(2026, 12, 31)
MONTH = Means(
    income=439_000, essentials=236_000, other_dues=0, own_dues=0, left=203_000, reserve=23_600, ceiling=179_400
)


def case(n: int = 0) -> Case:
    snapshot = Snapshot(id="s1", on=DAY - timedelta(days=n % 40), total=1_864_237 + n, overdue_days=23)
    payments = (Payment(id="p2", on=DAY, amount=5_000),) if n % 3 == 0 else ()
    return Case(
        id=f"c{n}", title="花呗", opened_on=DAY, product=Product.HUABEI, snapshots=(snapshot,), payments=payments
    )


def test_a_plan_of_600_rows(benchmark: Any) -> None:
    plan = benchmark(lambda: schedule(Method.EQUAL_PAYMENT, 100_000_000, 600, FIRST, rate=Rate(Decimal("0.129"))))
    assert plan.count == 600


def test_the_yearly_cost_of_600_rows(benchmark: Any) -> None:
    plan = schedule(Method.EQUAL_PAYMENT, 100_000_000, 600, FIRST, rate=Rate(Decimal("0.129")))
    cost = benchmark(lambda: annual_cost(plan))
    assert abs(cost.simple - Decimal("0.129")) < Decimal("1e-6")


def test_ten_thousand_comparisons_of_plans(benchmark: Any) -> None:
    """One round compares 10,000 plans: rows and yearly cost of each; the figure per plan is a ten-thousandth."""

    def compare() -> int:
        cheapest = 10**12
        for n in range(10_000):
            plan = equal_offer(1_874_687, 12 + n % 13, 160_000 + n, date(2026, 12, 10))
            cost = annual_cost(plan)
            cheapest = min(cheapest, plan.total if cost.simple >= 0 else cheapest)
        return cheapest

    assert benchmark.pedantic(compare, rounds=1, iterations=1) > 0
    benchmark.extra_info["per plan, µs"] = round(benchmark.stats["mean"] / 10_000 * 1e6, 1)


def test_the_table_of_options(benchmark: Any) -> None:
    playbook = load()
    assert len(benchmark(lambda: options(case(), playbook, DAY, MONTH)).rows) >= 6
    assert offered(case(), playbook, DAY, MONTH) is None


def test_a_thousand_balances(benchmark: Any) -> None:
    playbook, cases = load(), [case(n) for n in range(1_000)]
    totals = benchmark(lambda: [owed(one, playbook, DAY).total for one in cases])
    assert min(totals) > 0
