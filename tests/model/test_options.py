"""The ways out side by side: figures, affordability, order, and the offer of journey D."""

from datetime import date
from decimal import Decimal

from bare import TEXT, bare_playbook, bare_product
from msgspec.structs import replace

from model.budget import Means, means, safe_today
from model.case import (
    Agreement,
    Budget,
    Case,
    Component,
    Expense,
    Income,
    Instalment,
    Product,
    Request,
    RequestKind,
    Snapshot,
    Terms,
)
from model.offers import rows_from
from model.options import Wishes, offered, options, request_of
from model.playbook import Fact, Mark
from model.playbook_parts import RequestInfo
from model.schedule import equal_offer

DAY = date(2026, 11, 24)


def fact(id: str, value: str) -> Fact:
    return Fact(id=id, text=TEXT, mark=Mark.WEAK, source=TEXT, read_on=DAY, value=value, unit="share")


def way(kind: RequestKind, *facts: str, after: bool = True) -> RequestInfo:
    return RequestInfo(id=kind, section="4.4", name=TEXT, help=TEXT, after_overdue=after, facts=facts)


BOOK = bare_playbook(
    products=(
        bare_product(
            Product.HUABEI,
            Terms(rate=Decimal("0.0005"), period="day"),
            own_ways=(RequestKind.MINIMUM, RequestKind.BILL_INSTALMENT),
        ),
    ),
    requests=(
        way(RequestKind.MINIMUM, "min", after=False),
        way(RequestKind.BILL_INSTALMENT, "fee", after=False),
    ),
    facts=(fact("min", "0.1"), fact("fee", "0.088")),
)
MONTH = Budget(
    incomes=(Income(id="i1", label="工资", amount=439_000, day=10),),
    expenses=(Expense(id="e1", label="房租", amount=236_000, kind="rent", day=1),),
)
CASE = Case(
    id="c",
    title="花呗",
    opened_on=DAY,
    product=Product.HUABEI,
    snapshots=(Snapshot(id="s1", on=DAY, total=1_864_237, overdue_days=23),),
)


def offer(**values: object) -> Agreement:
    rows = equal_offer(1_874_687, 12, 161_200, date(2026, 12, 10)).instalments()
    return Agreement(id="a2", on=DAY, balance=1_874_687, rows=rows, **values)


def test_the_offer_of_journey_d() -> None:
    row = offered(replace(CASE, agreement=offer()), BOOK, DAY, means(MONTH))
    assert row is not None
    assert (row.total, row.more, row.per_month, row.last) == (1_934_400, 59_713, 161_200, date(2027, 11, 10))
    assert row.annual is not None and round(row.annual, 3) == Decimal("0.058")
    assert row.affordable and row.why.values["spare"] == 18_200
    assert row.above_line is False


def test_a_waived_offer_saves_what_is_waived() -> None:
    rows = equal_offer(1_674_687, 12, 139_557, date(2026, 12, 10)).instalments()
    waived = Agreement(id="a2", on=DAY, balance=1_874_687, waived=200_000, rows=rows)
    row = offered(replace(CASE, agreement=waived), BOOK, DAY, means(MONTH))
    assert row is not None and row.more == 12 * 139_557 - 1_874_687 and row.annual is not None
    assert row.annual < Decimal("0.001")


def test_an_offer_names_its_one_day_and_what_is_paid_first() -> None:
    def told(agreement: Agreement) -> str:
        row = offered(replace(CASE, agreement=agreement), BOOK, DAY, means(MONTH))
        assert row is not None
        return str(row.said)

    once = Agreement(id="a2", on=DAY, balance=1_864_237)
    once = replace(once, rows=rows_from(once, [(date(2027, 3, 1), 1_864_237)]))
    assert told(once) == "Their offer: 1864237 once, on 2027-03-01"
    down = Agreement(id="a2", on=DAY, balance=1_864_237, down_payment=300_000)
    two = replace(down, rows=rows_from(down, [(date(2027, 3, 1), 1_564_237)]))
    assert told(two) == "Their offer: 300000 first, then 1564237 on 2027-03-01"
    months = [(date(2026, 12, 10), 782_119), (date(2027, 1, 10), 782_118)]
    more = replace(down, rows=rows_from(down, months))
    assert told(more) == "Their offer: 300000 first, then 2 instalments of 782119"
    assert told(offer()) == "Their offer: 12 instalments of 161200"


def test_every_way_stands_in_the_table_with_its_money() -> None:
    table = options(replace(CASE, agreement=offer()), BOOK, DAY, means(MONTH))
    assert {row.id for row in table.rows} == {
        "pay_now",
        "minimum",
        "bill-12",
        "extension-3",
        "instalments-12",
        "instalments-24",
        "waiver",
        "offer",
        "idle-3",
    }
    idle, twelve = table.option("idle-3"), table.option("instalments-12")
    assert idle is not None and twelve is not None
    assert idle.total == 1_864_237 + 84_780 and idle.kind is None
    assert (twelve.total, twelve.more, twelve.saved) == (1_864_237, 0, idle.total - 1_864_237)
    assert twelve.per_month == 155_354 and twelve.affordable is True and twelve.annual == 0
    assert twelve.share == Decimal("0.7653")
    assert twelve.points[0] == (DAY, 1_864_237) and twelve.points[-1] == (date(2027, 11, 24), 0)
    waiver = table.option("waiver")
    assert waiver is not None and waiver.total == 1_843_042 and waiver.affordable is False
    assert waiver.why.values["difference"] == 1_843_042 - 179_400
    extension = table.option("extension-3")
    assert extension is not None and extension.more == 84_780
    assert extension.annual is not None and Decimal("0.17") < extension.annual < Decimal("0.19")
    bill = table.option("bill-12")
    assert bill is not None and not bill.available and bill.annual is not None and bill.annual > Decimal("0.15")


def test_the_order_is_affordable_first_then_cheapest_and_says_so() -> None:
    table = options(CASE, BOOK, DAY, means(MONTH))
    ids = [row.id for row in table.rows]
    assert ids[0] == "instalments-12" and ids[1] == "instalments-24"
    assert set(ids[-3:]) == {"minimum", "bill-12", "idle-3"} and ids[-1] == "idle-3"
    assert "lowest total" in table.ranked.text


def test_own_ways_are_there_before_the_due_date() -> None:
    early = replace(CASE, snapshots=(Snapshot(id="s1", on=DAY, total=100_000, due=date(2026, 12, 10)),))
    table = options(early, BOOK, DAY, means(MONTH))
    minimum = table.option("minimum")
    assert minimum is not None and minimum.available and minimum.per_month == 10_000
    assert table.option("waiver") is None


def test_without_a_budget_nothing_is_called_affordable_or_not() -> None:
    table = options(CASE, BOOK, DAY, means(Budget()))
    assert {row.affordable for row in table.rows} <= {None}
    assert {row.share for row in table.rows} == {None}


def test_cash_that_pays_it_all_says_what_that_saves() -> None:
    rich = replace(MONTH, cash=5_000_000, cash_on=DAY)
    table = options(CASE, BOOK, DAY, means(rich), safe_today(rich, DAY))
    now = table.option("pay_now")
    assert now is not None and now.total == 1_864_237 and now.affordable and now.last == DAY and now.saved > 0
    poor = replace(MONTH, cash=100_000, cash_on=DAY)
    now = options(CASE, BOOK, DAY, means(poor), safe_today(poor, DAY)).option("pay_now")
    assert now is not None and now.affordable is False and now.per_month == 0


def test_paying_a_part_now_costs_less_than_waiting() -> None:
    table = options(CASE, BOOK, DAY, means(MONTH))
    now = table.option("pay_now")
    assert now is not None and now.per_month == 179_400 and now.saved > 0


def test_a_month_that_cannot_carry_it_says_by_how_much() -> None:
    small = Means(income=1, essentials=1, other_dues=0, own_dues=0, left=150_000, reserve=0, ceiling=150_000)
    row = options(CASE, BOOK, DAY, small).option("instalments-12")
    assert row is not None and row.affordable is False and row.why.values == {"difference": 5_354}


def test_the_request_made_of_a_row() -> None:
    table = options(CASE, BOOK, DAY, means(MONTH), wishes=Wishes(first_due=date(2026, 12, 10)))
    twelve, longer, idle = (table.option(id) for id in ("instalments-12", "extension-3", "idle-3"))
    waiver = table.option("waiver")
    assert twelve is not None and longer is not None and idle is not None and waiver is not None
    asked = request_of(twelve, DAY)
    assert asked == Request(
        id="",
        kind=RequestKind.INSTALMENTS,
        chosen_on=DAY,
        method="interest-free",
        count=12,
        each=155_353,
        first_due=date(2026, 12, 10),
    )
    assert request_of(longer, DAY).new_due == date(2027, 2, 24)
    assert request_of(waiver, DAY).component is Component.PENALTY
    assert request_of(idle, DAY) is None
    mine = replace(CASE, requests=(replace(asked, id="q1", each=160_000),))
    assert options(mine, BOOK, DAY, means(MONTH)).option("request").per_month == 160_000


def test_nothing_known_or_nothing_owed_gives_no_rows() -> None:
    assert options(replace(CASE, snapshots=()), BOOK, DAY, means(MONTH)).rows == ()
    assert options(replace(CASE, closed_on=DAY), BOOK, DAY, means(MONTH)).rows == ()


def test_an_agreed_plan_can_still_be_compared() -> None:
    rows = (Instalment(number=1, due=date(2026, 12, 10), principal=50_000),)
    from model.case import AgreementState

    agreed = replace(CASE, agreement=Agreement(id="a2", on=DAY, state=AgreementState.AGREED), instalments=rows)
    assert options(agreed, BOOK, DAY, means(MONTH)).option("keep").total == 50_000


def test_a_way_of_one_sum_says_so_and_what_stays_owed() -> None:
    table = options(CASE, BOOK, DAY, means(MONTH))
    now, longer, waiver, twelve = (table.option(id) for id in ("pay_now", "extension-3", "waiver", "instalments-12"))
    assert now is not None and longer is not None and waiver is not None and twelve is not None
    assert (now.once, now.sum_once, now.left) == (True, 179_400, 1_864_237 - 179_400)
    assert now.said.values == {"amount": 179_400, "left": 1_864_237 - 179_400}
    assert (longer.once, longer.sum_once, longer.left) == (True, longer.total, 0)
    assert (waiver.once, waiver.sum_once, waiver.left) == (True, waiver.total, 0)
    assert not twelve.once
    poor = replace(MONTH, cash=100_000, cash_on=DAY)
    nothing = options(CASE, BOOK, DAY, means(poor), safe_today(poor, DAY)).option("pay_now")
    assert nothing is not None and nothing.spares_nothing


def test_an_offer_below_the_debt_shows_its_negative_yearly_cost_everywhere() -> None:
    from model.offers import yearly

    rows = equal_offer(1_860_000, 12, 155_000, date(2026, 12, 10)).instalments()
    less = Agreement(id="a2", on=DAY, balance=1_874_687, rows=rows)
    row = offered(replace(CASE, agreement=less), BOOK, DAY, means(MONTH))
    assert row is not None and row.annual is not None and row.annual < 0
    cost = yearly(row)
    assert cost is not None and cost.simple == row.annual


def test_without_living_costs_nothing_is_called_affordable() -> None:
    income = replace(MONTH, expenses=())
    table = options(replace(CASE, agreement=offer()), BOOK, DAY, means(income))
    assert {row.affordable for row in table.rows} == {None}
    assert "Living costs are not noted yet" in {str(row.why) for row in table.rows}
    given = Means(
        income=500_000, essentials=0, other_dues=0, own_dues=0, left=500_000, reserve=0, ceiling=500_000, given=True
    )
    assert options(CASE, BOOK, DAY, given).option("instalments-12").affordable is True
