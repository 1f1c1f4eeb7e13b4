"""The commands about figures: accrue, plan, cost, owed, compare; their forms are contracts called by others."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cli import read, run

from model.case import Budget, Case, Expense, Income, Payment, Person, Product, Snapshot
from store.book import CaseBook
from tui.verbs.common import AMOUNT, RATE

DAY = date(2026, 11, 24)


ACCRUE = ("accrue", "--base", "5000", "--from", "2026-04-10", "--to", "2026-04-14")
PLAN = ("plan", "--principal", "12000", "--count", "12", "--first-due", "2026-12-31")


def test_accrue_says_days_a_day_and_the_sum() -> None:
    assert read(*ACCRUE, "--daily-rate", "0.05%") == {"days": 4, "per_day": "2.50", "amount": "10.00"}
    assert read(*ACCRUE, "--daily-rate", "0.0005", "--multiplier", "1.5")["amount"] == "15.00"
    assert read(*ACCRUE, "--daily-rate", "0.05%", "--grace", "3") == {"days": 4, "per_day": "2.50", "amount": "2.50"}
    assert read(*ACCRUE, "--daily-rate", "0.05%", "--grace", "9")["amount"] == "0.00"
    assert read(*ACCRUE, "--annual-rate", "18.25%")["amount"] == "10.00"
    assert read(*ACCRUE, "--annual-rate", "18%", "--day-count", "360")["amount"] == "10.00"


def test_accrue_rounds_once_or_every_day() -> None:
    month = ("accrue", "--base", "333.33", "--daily-rate", "0.05%", "--from", "2026-04-01", "--to", "2026-05-01")
    assert read(*month) == {"days": 30, "per_day": "0.17", "amount": "5.00"}
    assert read(*month, "--rounding", "daily")["amount"] == "5.10"


def test_accrue_reads_like_a_sentence() -> None:
    assert "¥10.00" in run(*ACCRUE, "--daily-rate", "0.05%").output


def test_plan_has_the_agreed_shape() -> None:
    plan = read(*PLAN, "--method", "equal-payment", "--annual-rate", "12.9%")
    assert list(plan) == ["method", "principal", "count", "instalments", "totals", "annual_cost"]
    assert (plan["method"], plan["principal"], plan["count"]) == ("equal-payment", "12000.00", 12)
    first = plan["instalments"][0]
    assert list(first) == ["number", "due", "principal", "interest", "fee", "total", "balance"]
    assert (first["due"], first["interest"], first["total"]) == ("2026-12-31", "129.00", "1071.24")
    assert sum(Decimal(row["principal"]) for row in plan["instalments"]) == Decimal("12000.00")
    assert plan["totals"]["total"] == str(sum(Decimal(row["total"]) for row in plan["instalments"]))
    assert set(plan["annual_cost"]) == {"simple", "effective", "xirr"}
    assert abs(Decimal(plan["annual_cost"]["simple"]) - Decimal("0.129")) < Decimal("0.00002")
    assert [row["due"] for row in plan["instalments"][1:3]] == ["2027-01-31", "2027-02-28"]


@pytest.mark.parametrize(
    "more",
    [
        ("--method", "equal-principal", "--annual-rate", "0.152"),
        ("--method", "interest-first", "--monthly-rate", "1%"),
        ("--method", "equal-payment", "--daily-rate", "0.05%"),
        ("--method", "interest-free"),
        ("--method", "interest-free", "--annual-rate", "0"),
        ("--method", "flat-fee", "--fee-rate-total", "8.8%", "--residue", "first"),
    ],
)
def test_every_method_gives_exact_sums(more: tuple[str, ...]) -> None:
    plan = read(*PLAN, *more)
    assert plan["totals"]["principal"] == "12000.00"
    assert plan["instalments"][-1]["balance"] == "0.00"
    assert run(*PLAN, *more).exit_code == 0


def test_a_cost_of_zero_is_zero_and_fees_raise_it() -> None:
    free = read(*PLAN, "--method", "interest-free")
    assert free["annual_cost"] == {"simple": "0.000000", "effective": "0.000000", "xirr": "0.000000"}
    fee = read(*PLAN, "--method", "interest-free", "--upfront-fee", "100", "--down-payment", "2000")
    assert fee["totals"]["principal"] == "10000.00"
    assert Decimal(fee["annual_cost"]["xirr"]) > 0
    early = read(*PLAN, "--method", "interest-free", "--upfront-fee", "100", "--start", "2026-06-30")
    assert Decimal(early["annual_cost"]["xirr"]) < Decimal(fee["annual_cost"]["xirr"])


def test_a_fee_that_takes_everything_has_no_rate_and_says_so() -> None:
    result = run(*PLAN, "--method", "interest-free", "--upfront-fee", "12000", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["annual_cost"]["simple"] is None
    assert "no yearly rate" in result.stderr


def test_weeks_and_days() -> None:
    plan = read(*PLAN, "--method", "interest-free", "--every", "2week")
    assert plan["instalments"][1]["due"] == "2027-01-14"
    assert run(*PLAN, "--method", "interest-free", "--every", "0week").exit_code == 2


FLOWS = ("2008-01-01:-10000", "2008-03-01:2750", "2008-10-30:4250", "2009-02-15:3250", "2009-04-01:2750")


def test_cost_by_dates_and_by_periods() -> None:
    assert read("cost", *(part for flow in FLOWS for part in ("--flow", flow))) == {"xirr": "0.373363"}
    found = read("cost", "--periodic", "-18000,6150,6150,6150", "--per-year", "12")
    assert list(found) == ["periodic", "simple", "effective"]
    assert found["simple"] == "0.149384"
    assert read("cost", "--periodic", "-100,50,50", "--per-year", "12")["simple"] == "0.000000"
    several = run("cost", "--periodic", "-100,100,0,-7", "--per-year", "1")
    assert several.exit_code == 0 and "nearest zero" in several.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (*PLAN[:3], "--method", "interest-free", "--count", "0", "--first-due", "2026-12-31"),
        (*PLAN[:3], "--method", "interest-free", "--count", "1000000", "--first-due", "2026-12-31"),
        (*PLAN[:3], "--method", "interest-free", "--count", "2.5", "--first-due", "2026-12-31"),
        (*PLAN[:3], "--method", "interest-free", "--count", "12"),
        (*PLAN, "--method", "equal-payment", "--annual-rate", "-1%"),
        (*PLAN, "--method", "equal-payment", "--annual-rate", "29.2"),
        (*PLAN, "--method", "equal-payment", "--annual-rate", "NaN"),
        (*PLAN, "--method", "equal-payment"),
        (*PLAN, "--method", "equal-payment", "--annual-rate", "1%", "--daily-rate", "1%"),
        (*PLAN, "--method", "interest-free", "--annual-rate", "5%"),
        (*PLAN, "--method", "flat-fee"),
        (*PLAN, "--method", "interest-free", "--start", "2027-01-01"),
        (*PLAN, "--method", "interest-free", "--down-payment", "12000"),
        (*PLAN, "--method", "interest-free", "--residue", "middle"),
        (*PLAN, "--method", "magic"),
        ("plan", "--principal", "0.001", "--method", "interest-free", "--count", "2", "--first-due", "2026-12-31"),
        ("plan", "--principal", "1e5", "--method", "interest-free", "--count", "2", "--first-due", "2026-12-31"),
        ("plan", "--principal", "100", "--method", "interest-free", "--count", "2", "--first-due", "2026-02-30"),
        ("accrue", "--base", "5", "--daily-rate", "1%", "--from", "2026-04-14", "--to", "2026-04-10"),
        ("accrue", "--base", "5", "--from", "2026-04-10", "--to", "2026-04-14"),
        (*ACCRUE, "--daily-rate", "1%", "--annual-rate", "1%"),
        (*ACCRUE, "--daily-rate", "1%", "--multiplier", "-1"),
        (*ACCRUE, "--daily-rate", "1%", "--grace", "-1"),
        (*ACCRUE, "--daily-rate", "1%", "--rounding", "never"),
        ("cost",),
        ("cost", "--flow", "2026-01-02:-5", "--flow", "2026-01-01:9"),
        ("cost", "--flow", "2026-01-02:5", "--flow", "2026-02-01:9"),
        ("cost", "--flow", "2026-01-02"),
        ("cost", "--flow", "2026-01-01:-100", "--flow", "2026-01-02:150"),
        ("cost", "--periodic", "-100,x", "--per-year", "12"),
        ("cost", "--periodic", "-100,110"),
        ("compare",),
        ("compare", "--total", "100", "--counts", "0"),
        ("compare", "--total", "100", "--offer", "twelve"),
        ("compare", "--total", "100", "--principal", "200"),
        ("compare", "--total", "100", "--first-due", "2020-01-01"),
        ("owed", "--case", "nobody"),
    ],
)
def test_bad_input_gets_one_line_and_exit_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_a_rate_above_100_percent_is_asked_about_on_stderr() -> None:
    result = run(*ACCRUE, "--daily-rate", "5%", "--json")
    assert result.exit_code == 0 and "1825%" in result.stderr
    assert json.loads(result.stdout)["amount"] == "1000.00"
    assert "150%" in run(*PLAN, "--method", "equal-payment", "--annual-rate", "150%", "--json").stderr


def case(**values: Any) -> Case:
    return Case(id="a1", title="花呗 9月账单", opened_on=DAY, product=Product.HUABEI, **values)


@pytest.fixture
def file(case_file: Path, now: Any) -> Path:
    budget = Budget(
        stamp="1",
        incomes=(Income(id="i1", label="工资", amount=439_000, day=10),),
        expenses=(Expense(id="e1", label="房租", amount=236_000, kind="rent"),),
    )
    book = CaseBook.open(case_file, who="test", now=now, create=True)
    book.add(case(snapshots=(Snapshot(id="s1", on=DAY, total=1_864_237, overdue_days=23),), budget=budget))
    paid = Payment(id="p2", on=DAY, amount=12_000)
    book.add(
        Case(
            id="b2",
            title="借呗",
            opened_on=DAY,
            person=Person(name="李"),
            snapshots=(Snapshot(id="s1", on=DAY, total=10_000, principal=10_000, due=DAY),),
            payments=(paid,),
        )
    )
    book.add(Case(id="c3", title="空", opened_on=DAY))
    book.close()
    return case_file


def test_owed_of_one_case_has_the_agreed_shape(file: Path) -> None:
    found = read("owed", "--file", str(file), "--today", "2026-11-24", "--case", "花呗")["owed"]
    assert len(found) == 1
    assert set(found[0]) == {"case", "on", "total", "parts", "per_day", "working"}
    assert found[0]["on"] == "2026-11-24"
    assert found[0]["total"] == "18642.37"
    assert found[0]["per_day"] == {"low": "9.22", "high": "9.32"}
    assert set(found[0]["parts"]) == {"principal", "interest", "penalty", "fee", "enforcement"}
    assert sum(Decimal(amount) for amount in found[0]["parts"].values()) == Decimal("18642.37")
    assert found[0]["working"][0]["amount"] == "18642.37"


def test_owed_later_with_its_working_and_sources(file: Path) -> None:
    later = ("owed", "--file", str(file), "--case", "花呗", "--on", "2026-12-04")
    found = read(*later)["owed"][0]
    assert found["total"] == "18734.52"
    assert sum(Decimal(line["amount"]) for line in found["working"] if line["amount"]) == Decimal("18734.52")
    said = run(*later).output
    assert "¥18,734.52" in said and "about" in said and "[W]" in said and "0.05%" in said


def test_owed_of_all_cases_with_credit_and_an_unknown_one(file: Path) -> None:
    found = read("owed", "--file", str(file), "--today", "2026-11-24")["owed"]
    assert [row["total"] for row in found] == ["18642.37", "0.00", None]
    assert any(line["amount"] == "20.00" for line in found[1]["working"])
    assert run("owed", "--file", str(file)).exit_code == 0


def test_a_file_that_is_not_there_owes_nothing_and_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.json"
    assert read("owed", "--file", str(missing)) == {"owed": []}
    assert not missing.exists()


def test_compare_a_case_with_its_budget(file: Path) -> None:
    found = read("compare", "--file", str(file), "--today", "2026-11-24", "--case", "花呗")
    assert (found["owed"], found["ceiling"]) == ("18642.37", "1794.00")
    rows = {row["id"]: row for row in found["options"]}
    assert rows["instalments-12"]["affordable"] is True
    assert rows["instalments-12"]["per_month"] == "1553.54"
    assert rows["idle-3"]["kind"] == "nothing" and Decimal(rows["idle-3"]["more"]) > 0
    assert rows["minimum"]["available"] is False
    assert "24%" in found["reference"]


FIGURES = (
    "compare",
    "--total",
    "18746.87",
    "--overdue-days",
    "34",
    "--product",
    "huabei",
    "--ceiling",
    "1794",
    "--offer",
    "12x1612.00",
    "--first-due",
    "2026-12-10",
    "--today",
    "2026-11-24",
)


def test_compare_the_offer_of_journey_d_from_figures_alone() -> None:
    found = {row["id"]: row for row in read(*FIGURES)["options"]}["offer"]
    assert (found["total"], found["more"], found["per_month"]) == ("19344.00", "597.13", "1612.00")
    assert found["annual_cost"].startswith("0.058")
    assert found["affordable"] is True and "¥182.00" in found["why"]
    said = run(*FIGURES).output
    assert "Order:" in said and "24%" in said and "¥19,344.00" in said


def test_nothing_to_compare(file: Path) -> None:
    assert read("compare", "--file", str(file), "--case", "空")["options"] == []
    assert "Nothing to compare" in run("compare", "--file", str(file), "--case", "空").output


def test_values_made_once_are_not_read_again() -> None:
    assert AMOUNT.convert(5, None, None) == 5
    assert RATE.convert(Decimal("0.5"), None, None) == Decimal("0.5")
