"""The options: every way out in money, its working, the request, what was agreed, plans of one's own figures."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace
from owing import owing

from model.budget import means_of
from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Expense,
    Income,
    Reason,
    Request,
    RequestKind,
    Snapshot,
)
from model.offers import rows_from
from model.options import options
from store.playbooks import load
from tui.say import install, money, say
from tui.screens.options_working import working
from tui.widgets.rows import Rows

TODAY = date(2026, 11, 24)
SIZES = ((40, 16), (80, 24), (120, 40))


def debt(**values: Any) -> Case:
    """18,746.87 on the app today, 2,840 a month over, less a reserve of 236."""
    fields: dict[str, Any] = {
        "snapshots": (
            Snapshot(id="s1", on=TODAY, total=1_874_687, principal=1_843_042, penalty=31_645, due=date(2026, 11, 1)),
        ),
        "budget": Budget(
            stamp="2026-11-20T09:00:00",
            incomes=(Income(id="b1", label="工资", amount=520_000, day=10),),
            expenses=(Expense(id="b2", label="房租", amount=236_000),),
        ),
    }
    return owing(**{**fields, **values})


async def page(on: Any) -> None:
    """Open the page."""
    on.app.open_page("options", "a1")
    await on.settle()


def go(on: Any, id: str) -> None:
    """Put the cursor on a way."""
    on.app.screen.query_one("#ways", Rows).move_to(id)


def test_a_plan_of_own_figures_stands_among_the_ways() -> None:
    case = debt()
    own = Request(id="", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, count=18, each=110_000)
    found = options(case, load("alipay"), TODAY, means_of(case, (), TODAY), None, None, (own,))
    way = found.option("own-1")
    assert way is not None
    assert way.total == 18 * 110_000
    assert way.affordable is True
    assert found.rows.index(way) < found.rows.index(found.option("idle-3"))


@pytest.mark.parametrize("size", SIZES)
async def test_every_way_stands_in_money_and_the_order_is_told(app_on, size) -> None:
    async with app_on(debt(), size=size) as on:
        await page(on)
        go(on, "instalments-12")
        await on.settle()
        words = " ".join(on.text.split())
        assert "12 instalments without" in words
        assert "18,746.87" in words
        assert "1,562.24" in words
        if size[0] >= 80:
            assert "Order: what the month can carry first" in words
            assert "Do nothing for 3 months" in words
            assert "In all ¥18,746.87 = owed today ¥18,746.87 + ¥0.00" in words


@pytest.mark.parametrize("size", SIZES)
async def test_the_working_goes_down_to_snapshot_rate_and_source(app_on, size) -> None:
    async with app_on(debt(), size=size) as on:
        await page(on)
        await on.press("enter", "end")
        reading = "\n".join(
            "".join(piece for piece, _style in block) if isinstance(block, tuple) else block
            for block in on.app.screen.blocks
        )
        assert "The app showed ¥18,746.87 on 2026-11-24" in reading
        assert "24% reference line" in reading
        assert "Fa Fa [2017] No. 22" in reading
        await on.press("escape")
        assert on.app.screen.name_ == "options"


@pytest.mark.parametrize("size", SIZES)
async def test_space_makes_a_way_the_request(app_on, size) -> None:
    async with app_on(debt(), size=size) as on:
        await page(on)
        go(on, "instalments-24")
        await on.press("space")
        await on.until(lambda: on.case().requests)
        request = on.case().requests[0]
        assert (request.kind, request.count, request.each) == (RequestKind.INSTALMENTS, 24, 78_112)
        await on.settle()
        assert "Your request now" in on.text
        go(on, "extension-3")
        await on.press("space")
        await on.until(lambda: on.case().request.kind is RequestKind.EXTENSION)
        assert len(on.case().requests) == 1
        assert on.case().request.new_due == date(2027, 2, 24)


async def test_doing_nothing_is_no_request(app_on) -> None:
    async with app_on(debt()) as on:
        await page(on)
        go(on, "idle-3")
        await on.press("space")
        assert not on.case().requests
        assert "needs no request" in on.text


async def test_what_was_agreed_becomes_an_offer_with_its_rows(app_on) -> None:
    async with app_on(debt()) as on:
        await page(on)
        go(on, "instalments-12")
        await on.press("a")
        await on.press("f2")
        await on.until(lambda: on.case().agreement)
        agreement = on.case().agreement
        assert (agreement.state, len(agreement.rows)) == (AgreementState.OFFERED, 12)
        assert sum(row.total for row in agreement.rows) == 1_874_687
        assert agreement.rows[0].due == date(2026, 12, 24)
        await on.until(lambda: getattr(on.app.screen, "name_", "") == "agreement")


async def test_an_extension_agreed_is_one_row_on_its_day(app_on) -> None:
    async with app_on(debt()) as on:
        await page(on)
        go(on, "extension-3")
        await on.press("a", "f2")
        await on.until(lambda: on.case().agreement)
        agreement = on.case().agreement
        assert agreement.kind is RequestKind.EXTENSION
        assert [row.due for row in agreement.rows] == [date(2027, 2, 24)]
        assert agreement.rows[0].total > 1_874_687


async def test_own_figures_are_compared_without_being_recorded(app_on) -> None:
    async with app_on(debt(), size=(120, 40)) as on:
        await page(on)
        before = on.case()
        await on.press("e")
        await on.focus("count")
        await on.type("18")
        await on.press("enter")
        await on.type("1100")
        await on.press("f2")
        await on.settle()
        assert "18 instalments of ¥1,100.00" in on.text
        assert on.case() == before
        go(on, "own-1")
        await on.press("space")
        await on.until(lambda: on.case().requests)
        assert on.case().request.each == 110_000


async def test_the_picture_draws_what_is_marked(app_on) -> None:
    async with app_on(debt(), size=(120, 40)) as on:
        await page(on)
        go(on, "instalments-12")
        await on.press("m")
        go(on, "instalments-24")
        await on.press("m")
        assert "-- 12 instalments" in on.text
        assert "-- 24 instalments" in on.text
        await on.press("m")
        assert "-- 24 instalments" not in on.text
        await on.press("v", "escape")
        assert on.app.screen.name_ == "options"


async def test_without_any_figure_it_says_what_is_missing(app_on) -> None:
    async with app_on(debt(snapshots=())) as on:
        await page(on)
        assert "What is owed is not noted yet" in on.text
        await on.press("space", "a", "m", "v", "enter")


async def test_amounts_hide_everywhere_on_the_page(app_on) -> None:
    async with app_on(debt(), size=(120, 40)) as on:
        await page(on)
        await on.press("z")
        assert "18,746" not in on.text
        assert "1,562" not in on.text


def blocks_of(on: Any) -> str:
    """All rows of the list, drawn in its width."""
    ways = on.app.screen.query_one("#ways", Rows)
    return "\n".join("".join(text for text, _style in row.draw(ways.size.width)).rstrip() for row in ways.rows)


async def test_a_way_of_one_sum_has_no_months(app_on) -> None:
    async with app_on(debt(), size=(40, 16), language="zh") as on:
        await page(on)
        shown = blocks_of(on)
        owed = options(debt(), load("alipay"), TODAY, means_of(debt(), (), TODAY))
        now, longer, waiver = (owed.option(id) for id in ("pay_now", "extension-3", "waiver"))
        assert now is not None and longer is not None and waiver is not None
        assert f"一次 {money(now.per_month)}，还欠 {money(now.left)}" in shown
        assert f"到期一次 {money(longer.total)}，" in shown
        assert f"一次 {money(waiver.total)}，" in shown
        assert "每月 ¥0.00" not in shown
        assert shown.count("每月 ") == 3


@pytest.mark.parametrize("first", [0, 300_000])
def test_an_offer_of_one_sum_is_no_sum_a_month(first: int) -> None:
    install("en")
    agreement = Agreement(id="a2", on=TODAY, balance=1_874_687, kind=RequestKind.EXTENSION, down_payment=first)
    agreement = replace(agreement, rows=rows_from(agreement, [(date(2027, 3, 1), 1_900_000)]))
    case = debt(agreement=agreement)
    means = means_of(case, (), TODAY)
    ways = options(case, load("alipay"), TODAY, means)
    shown: Any = SimpleNamespace(say=say)

    def told(id: str) -> str:
        way = ways.option(id)
        assert way is not None
        return "\n".join(block for block in working(shown, way, ways, means) if isinstance(block, str))

    assert "a month" not in told("offer")
    assert "Put aside until then" in told("extension-3")


async def test_nothing_to_spare_is_no_way_with_figures(app_on) -> None:
    poor = replace(debt().budget, cash=1_000, cash_on=TODAY)
    async with app_on(debt(budget=poor), size=(40, 16)) as on:
        await page(on)
        name, why, paid = next(
            lines for lines in zip(*[iter(blocks_of(on).split("\n"))] * 3, strict=True) if "nothing can be" in lines[0]
        )
        assert name.strip().startswith("- Pay now")
        assert "Nothing is left over to pay now" in why
        assert "nothing paid until 2027-02" in paid


async def test_a_part_paid_now_says_what_stays(app_on) -> None:
    async with app_on(debt(), size=(120, 40)) as on:
        await page(on)
        go(on, "pay_now")
        await on.settle()
        assert "stays owed after it" in " ".join(on.text.split())


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_at_the_smallest_size_the_key_of_the_request_is_told(app_on, language) -> None:
    async with app_on(debt(), size=(40, 16), language=language) as on:
        await page(on)
        assert on.lines[-1].startswith("Space ")
        below = on.app.screen.query_one("#below")
        assert below.size.height >= 5


async def test_a_debt_that_is_not_ones_own_is_told_whole_at_the_smallest_size(app_on) -> None:
    async with app_on(debt(reasons=(Reason.NOT_MINE,)), size=(40, 16), language="zh") as on:
        await page(on)
        words = "".join(on.text.split())
        assert "打110或96110，向放款机构提出异议。按空格，就把提出异议记为你的请求。" in words
        assert "还有" not in words
        assert "还款" not in on.lines[-1]
