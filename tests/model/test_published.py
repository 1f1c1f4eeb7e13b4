"""Every published figure in `published-cases.json` (source, inputs, expected, tolerance), at its stated tolerance."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from model.accrual import accrue, made
from model.allocation import OUR_ESTIMATE
from model.annual import annual_cost, irr, xirr, yearly
from model.case import Component
from model.days import month_step
from model.money import parse_amount
from model.period import Rate
from model.reference import LINE, above_line
from model.schedule import Method, Plan, Residue, schedule, waived

CASES = {case["id"]: case for case in json.loads((Path(__file__).parent / "published-cases.json").read_text("utf-8"))}
FIRST = date(2026, 12, 10)


def fen(text: str) -> int:
    return parse_amount(text, zero=True)


def annuity(inputs: dict[str, Any], method: Method = Method.EQUAL_PAYMENT, residue: Residue = Residue.LAST) -> Plan:
    rate = Rate(Decimal(inputs["annual_rate"]))
    return schedule(method, fen(inputs["principal"]), inputs["months"], FIRST, rate=rate, residue=residue)


def check_rows(plan: Plan, expected: dict[str, Any]) -> None:
    for row, (payment, principal, interest) in zip(plan.rows, expected["rows_pay_principal_interest"], strict=True):
        ends = row.number in (1, plan.count)
        assert abs(row.total - fen(payment)) <= (plan.count if ends else 1)
        assert abs(row.principal - fen(principal)) <= (plan.count if ends else 1)
        assert abs(row.interest - fen(interest)) <= 1
    assert abs(plan.interest - fen(expected["total_interest"])) <= plan.count
    assert abs(plan.total - fen(expected["total"])) <= plan.count


def annuity_120k(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    for residue in Residue:
        plan = annuity(inputs, residue=residue)
        assert plan.spread == fen(inputs["principal"])
        check_rows(plan, expected)
    assert plan.rows[5].total == fen(expected["payment"])


def equal_principal(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    plan = annuity(inputs, Method.EQUAL_PRINCIPAL)
    check_rows(plan, expected)
    assert (plan.rows[0].total, plan.rows[-1].total) == (fen(expected["first_payment"]), fen(expected["last_payment"]))
    assert plan.interest == fen(expected["total_interest"])


def np_ipmt(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    plan = annuity(inputs)
    for row, (principal, interest, balance) in zip(plan.rows, expected["rows_principal_interest_balance"], strict=True):
        assert abs(row.principal - fen(principal)) <= (plan.count if row.number == plan.count else 1)
        assert abs(row.interest - fen(interest)) <= 1
        assert abs(row.balance - fen(balance)) <= 2
    assert abs(plan.interest - fen(expected["total_interest"])) <= plan.count


def np_irr(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    for flows, published in zip(inputs["cashflow_sets"], expected["irr"], strict=True):
        assert abs(irr([Decimal(str(flow)) for flow in flows]).rate - Decimal(published)) <= Decimal("1e-5")


def excel_xirr(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    flows = [(date.fromisoformat(day), Decimal(flow)) for day, flow in inputs["flows"]]
    assert abs(xirr(flows).rate - Decimal(expected["xirr"])) <= Decimal("1e-6")


def regulation_z(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    flows = [-int(inputs["amount_financed"]), *[int(inputs["payment"])] * inputs["count"]]
    simple = yearly(irr(flows), inputs["unit_periods_per_year"]).simple
    assert abs(simple * 100 - Decimal(expected["apr_percent"])) <= Decimal("0.005")


def huabei_instalments(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    fee_rate = Decimal(inputs["fee_rate_total"])
    plan = schedule(Method.FLAT_FEE, fen(inputs["principal"]), inputs["periods"], FIRST, fee_rate=fee_rate)
    for row in plan.rows:
        shown = (row.principal, row.fee, row.total)
        assert shown == tuple(fen(expected[name]) for name in ("principal_each", "fee_each", "payment_each"))
    percent = annual_cost(plan).simple * 100
    assert abs(percent - Decimal(expected["annual_percent_simple_published"])) <= Decimal("0.05")
    assert abs(percent - Decimal(expected["annual_percent_simple_exact"])) <= Decimal("0.0001")


def interest_first(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    plan = annuity(inputs, Method.INTEREST_FIRST)
    assert {row.interest for row in plan.rows} == {fen(expected["monthly_interest"])}
    assert plan.interest == fen(expected["total_interest"])
    assert plan.rows[-1].total == fen(expected["last_payment"])


def interest_free(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    plan = schedule(Method.INTEREST_FREE, fen(inputs["principal"]), inputs["months"], FIRST)
    assert {row.total for row in plan.rows[:-1]} == {fen(expected["payment_each"])}
    assert plan.rows[-1].total == fen(expected["last_payment_if_residual_absorbed"])
    assert plan.total == fen(expected["total"])


def waiver(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    left = fen(inputs["balance"]) - waived(fen(inputs["balance"]), part=Decimal(inputs["waive_fraction"]))
    assert left == fen(expected["after_waiver"])
    fee_rate = Decimal(inputs["flat_fee_rate_per_month"]) * inputs["months"]
    plan = schedule(Method.FLAT_FEE, left, inputs["months"], FIRST, fee_rate=fee_rate)
    for row in plan.rows:
        shown = (row.principal, row.fee, row.total)
        assert shown == tuple(fen(expected[name]) for name in ("principal_each", "fee_each", "payment_each"))
    assert annual_cost(plan).simple > LINE / 2


def overdue_days(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    rules = made(daily=Decimal(inputs["daily_rate"]))
    result = accrue(fen(inputs["base"]), rules, date.fromisoformat(inputs["due"]), date.fromisoformat(inputs["paid"]))
    assert (result.days, result.amount) == (expected["days"], fen(expected["overdue_interest"]))


def minimum_payment(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    bill = fen(inputs["bill"])
    paid = waived(bill, part=Decimal(inputs["min_fraction"]))
    assert (paid, bill - paid) == (fen(expected["min_payment"]), fen(expected["revolving_base"]))
    rules = made(daily=Decimal(inputs["daily_rate"]))
    due, first = date.fromisoformat(inputs["due"]), date.fromisoformat(expected["interest_starts"])
    assert accrue(bill - paid, rules, due, due).amount == 0
    assert accrue(bill - paid, rules, due, first).amount == rules.per_day(bill - paid) == fen(expected["per_day"])


def penalty_multiplier(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    principal, daily = fen(inputs["principal"]), Decimal(inputs["daily_rate"])
    assert made(daily=daily).cost(principal, inputs["days"]) == fen(expected["normal_interest"])
    raised = made(daily=daily, multiplier=Decimal(inputs["multiplier"]))
    assert raised.cost(principal, inputs["days"]) == fen(expected["penalty_interest"])


def order_of_application(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    words = {
        Component.ENFORCEMENT: "cost_of_enforcing",
        Component.INTEREST: "interest",
        Component.PENALTY: "interest",
        Component.PRINCIPAL: "principal",
    }
    named = [words[component] for component in OUR_ESTIMATE if component in words]
    assert list(dict.fromkeys(named)) == expected["order"]


def month_ends(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    for (anchor, months), day in zip(inputs["cases"], expected["dates"], strict=True):
        assert month_step(date.fromisoformat(anchor), months).isoformat() == day
    plan = schedule(Method.INTEREST_FREE, 300, 3, date(2026, 1, 31))
    assert [row.due.isoformat() for row in plan.rows] == ["2026-01-31", "2026-02-28", "2026-03-31"]


def court_line(inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    assert Decimal(inputs["cap"]) == LINE
    for loan, raw, awarded in zip(
        inputs["loans"], expected["raw_penalty_rates"], expected["awarded_rates"], strict=True
    ):
        rules = made(daily=Decimal(loan["rate"]) / 365, multiplier=Decimal(loan["penalty_mult"]))
        assert round(rules.annual, 10) == Decimal(raw)
        assert above_line(Decimal(raw)) is (Decimal(raw) != Decimal(awarded))
    assert sum(fen(text) for text in inputs["principals"]) == fen(expected["principal_sum"])


CHECKS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "ann-120k-12.9": annuity_120k,
    "ep-120k-15.2": equal_principal,
    "np-ipmt": np_ipmt,
    "np-irr": np_irr,
    "xl-xirr": excel_xirr,
    "regz-c1-i": regulation_z,
    "huabei-18000-3": huabei_instalments,
    "huabei-18000-12": huabei_instalments,
    "io-100-0.06-12": interest_first,
    "if-100k-60": interest_free,
    "waive-180k": waiver,
    "overdue-huabei-4d": overdue_days,
    "min-huabei-900": minimum_payment,
    "overdue-jiebei-1.5x": penalty_multiplier,
    "alloc-civil-561": order_of_application,
    "month-end": month_ends,
    "court-1.5x-cap": court_line,
}


@pytest.mark.parametrize("id", CASES)
def test_published(id: str) -> None:
    CHECKS[id](CASES[id]["inputs"], CASES[id]["expected"])


def test_every_case_has_its_check() -> None:
    assert set(CHECKS) == set(CASES)
