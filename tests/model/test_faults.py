"""Faults found in figures and texts of the model, each held by a test."""

from datetime import date

from msgspec.structs import replace

from model.allocation import plan_state
from model.budget import Means
from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Expense,
    Form,
    Income,
    Instalment,
    Product,
    Request,
    RequestKind,
    Snapshot,
    Stage,
)
from model.dossier_sections import _figures
from model.options import options
from model.owed import owed
from model.purpose import Purpose, purpose, purposes
from model.statement import month_of
from store.playbooks import load

DAY = date(2026, 11, 24)
MEANS = Means(income=0, essentials=0, other_dues=0, own_dues=0, left=0, reserve=0, ceiling=0)
SHOWN = Snapshot(id="s1", on=DAY, total=1_849_230, principal=1_800_000, penalty=49_230, due=date(2026, 9, 1))


def debt(**more: object) -> Case:
    values = {"product": Product.HUABEI, "opened_on": DAY, "snapshots": (SHOWN,), **more}
    return Case(id="a1", title="t", **values)


def under_plan() -> Case:
    rows = tuple(Instalment(number=n, due=date(2027, n, 10), principal=100_000) for n in range(1, 7))
    agreement = Agreement(
        id="a2",
        on=date(2026, 11, 20),
        agreed_on=date(2026, 11, 20),
        state=AgreementState.AGREED,
        rows=rows,
        form=Form.WRITTEN,
    )
    old = Request(id="r1", kind=RequestKind.INSTALMENTS, chosen_on=DAY, count=24, each=200_000)
    return debt(agreement=agreement, instalments=rows, requests=(old,))


def test_an_unknown_rate_is_not_a_rate_of_nothing() -> None:
    figure = owed(debt(product=Product.OTHER), load(), DAY)
    assert figure.known and not figure.rate_known
    assert owed(debt(), load(), DAY).rate_known
    assert "nothing is added" not in " ".join(line.said.text for line in figure.working)
    facts = _figures(debt(product=Product.OTHER), load(), DAY).facts
    assert any("day" in fact.label.text for fact in facts)


def test_an_unknown_rate_leaves_the_comparison_open() -> None:
    found = options(debt(product=Product.OTHER), load(), DAY, MEANS)
    assert found.rows and not any(row.rate_known for row in found.rows)
    idle = found.option("idle-3")
    assert idle is not None and not idle.total_known and idle.annual is None
    assert all(row.rate_known and row.total_known for row in options(debt(), load(), DAY, MEANS).rows)


def test_before_the_first_snapshot_nothing_is_known() -> None:
    before = owed(debt(), load(), date(2026, 11, 1))
    assert not before.known and before.total == 0
    assert before.working[0].said.values["first"] == "2026-11-24"


def test_under_a_plan_in_force_the_ways_are_its_own() -> None:
    found = options(under_plan(), load(), DAY, MEANS)
    assert {row.id for row in found.rows} == {"keep", "pay_now"}
    assert {row.total for row in found.rows} == {600_000}
    keep = found.option("keep")
    assert keep is not None and (keep.per_month, keep.last) == (100_000, date(2027, 6, 10)) and keep.note is not None


def test_an_extension_and_doing_nothing_round_by_one_rule() -> None:
    for total in range(1_849_230, 1_849_260, 3):
        found = options(debt(snapshots=(replace(SHOWN, total=total, penalty=total - 1_800_000),)), load(), DAY, MEANS)
        extension, idle = found.option("extension-3"), found.option("idle-3")
        assert extension is not None and idle is not None and extension.last == idle.last
        assert extension.total == idle.total


def test_a_running_plan_without_trouble_asks_for_no_delay() -> None:
    case = under_plan()
    rows = plan_state(case, DAY)
    assert purpose(case, Stage.REPAYING, rows, DAY) is Purpose.RUNNING
    assert purpose(replace(case, offer=50_000), Stage.REPAYING, rows, DAY) is Purpose.BEFORE_MISSING
    assert Purpose.BEFORE_MISSING in purposes(case, Stage.REPAYING, rows, DAY)


def test_a_month_known_by_half_calls_no_instalment_too_much() -> None:
    case, costs = under_plan(), (Expense(id="e1", label="房租", amount=120_000),)
    income = Income(id="i1", label="工资", amount=0)
    rows = plan_state(case, DAY)
    for budget, expected in (
        (Budget(expenses=costs), Purpose.RUNNING),
        (Budget(incomes=(replace(income, amount=90_000),)), Purpose.RUNNING),
        (Budget(incomes=(replace(income, amount=500_000),), expenses=costs), Purpose.RUNNING),
        (Budget(incomes=(replace(income, amount=200_000),), expenses=costs), Purpose.BEFORE_MISSING),
        (Budget(incomes=(income,), expenses=costs), Purpose.BEFORE_MISSING),
    ):
        month = month_of(replace(case, budget=budget), (), DAY)
        assert purpose(case, Stage.REPAYING, rows, DAY, month) is expected


def test_the_text_of_a_running_plan_asks_for_the_balance() -> None:
    from model.purpose import Way
    from store.statement import statement

    for way in Way:
        text = statement(under_plan(), load(), way, DAY).text
        assert "不能按时" not in text and "1月10日" in text.replace("2027年", "") and "剩" in text, text
