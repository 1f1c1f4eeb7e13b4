"""`huanqing plan`: a repayment plan from figures alone, row by row, with its yearly cost."""

import re
from datetime import date
from decimal import Decimal

import click

from model.annual import Annual, NoRate, annual_cost
from model.money import percent, plain
from model.period import Every, Rate, Unit, WrongSchedule
from model.said import N_, Said, Value
from model.schedule import LONGEST, Method, Plan, Residue, schedule
from tui.say import _, money, say, term
from tui.verbs.common import AMOUNT, AMOUNT_OR_ZERO, DAY, RATE, Session, common_options, fail, put, session_of
from tui.verbs.figures import OneOf, Whole, ask_about, need, six, table

LONG_FIRST = 45
"""By how many days a first period may be longer than the others before it is spoken of."""

METHODS = tuple(method.value for method in Method if method not in (Method.EXTENSION, Method.TYPED))
_EVERY = re.compile(r"([1-9]\d{0,2})?(month|week|day|m|w|d)s?", re.ASCII)


class Period(click.ParamType[Every]):
    """A period: ``month``, ``2week``, ``10day``."""

    name = "month|2week|10day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show the periods as they are accepted."""
        return self.name

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Every:
        """Read the period."""
        if isinstance(value, Every):
            return value
        match = _EVERY.fullmatch(str(value))
        if match is None:
            fail(Said(N_("“{text}” is not a period: month, 2week or 10day."), {"text": str(value)[:40]}))
        unit = next(unit for unit in Unit if unit.value.startswith(match[2][0]))
        return Every(int(match[1] or 1), unit)


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("A repayment plan, row by row, and what it costs a year."))
    @click.option("--method", type=OneOf(METHODS), help=_("how the rows are computed"))
    @click.option("--principal", type=AMOUNT, help=_("what is repaid, in yuan"))
    @click.option("--annual-rate", type=RATE, help=_("rate a year: 12.9% or 0.129"))
    @click.option("--monthly-rate", type=RATE, help=_("rate a month; flat-fee: fee a month, on the whole principal"))
    @click.option("--daily-rate", type=RATE, help=_("rate a day, times 365 for a year"))
    @click.option("--fee-rate-total", type=RATE, help=_("the whole fee as a share of the principal (flat-fee)"))
    @click.option("--count", type=Whole(1, LONGEST), help=_("number of instalments"))
    @click.option("--every", type=Period(), default="month", help=_("their period"))
    @click.option("--first-due", type=DAY, help=_("first due date"))
    @click.option("--start", type=DAY, help=_("the day it starts; one period before the first due date if not given"))
    @click.option("--down-payment", type=AMOUNT_OR_ZERO, help=_("paid at the start; reduces what is spread"))
    @click.option("--upfront-fee", type=AMOUNT_OR_ZERO, help=_("paid at the start, not financed"))
    @click.option("--residue", type=OneOf(tuple(Residue)), default="last", help=_("which instalment takes the odd fen"))
    @common_options
    @click.pass_context
    def plan(
        ctx: click.Context,
        method: str | None,
        principal: int | None,
        annual_rate: Decimal | None,
        monthly_rate: Decimal | None,
        daily_rate: Decimal | None,
        fee_rate_total: Decimal | None,
        count: int | None,
        every: Every,
        first_due: date | None,
        start: date | None,
        down_payment: int | None,
        upfront_fee: int | None,
        residue: str,
    ) -> None:
        need(method=method, principal=principal, count=count, first_due=first_due)
        assert method is not None and principal is not None and count is not None and first_due is not None
        rate = _one_rate(annual_rate, monthly_rate, daily_rate, fee_rate_total)
        if method == Method.FLAT_FEE:
            rate, fee_rate_total = None, _whole_fee(rate, fee_rate_total, count, every)
        try:
            _check_start(start, first_due, every)
            made = schedule(
                Method(method),
                principal,
                count,
                first_due,
                rate=rate,
                fee_rate=fee_rate_total,
                start=start,
                every=every,
                down_payment=down_payment or 0,
                upfront_fee=upfront_fee or 0,
                residue=Residue(residue),
            )
        except WrongSchedule as error:
            fail(error.said)
        _show(session_of(ctx), made)

    return plan


def _one_rate(
    annual: Decimal | None, monthly: Decimal | None, daily: Decimal | None, fee: Decimal | None
) -> Rate | None:
    given = [(rate, per) for rate, per in ((annual, "year"), (monthly, "month"), (daily, "day")) if rate is not None]
    if len(given) + (fee is not None) > 1:
        fail(Said(N_("Give one rate: by the year, month or day, or the whole fee.")))
    return Rate(*given[0]) if given else None


def _whole_fee(rate: Rate | None, whole: Decimal | None, count: int, every: Every) -> Decimal:
    """Return the whole fee as a share of the principal: as given, or so much a month for all periods."""
    if whole is not None:
        return whole
    if rate is None or rate.per != "month":
        fail(Said(N_("flat-fee needs the whole fee (--fee-rate-total) or the fee a month (--monthly-rate).")))
    return rate.per_period(every) * count


def _check_start(start: date | None, first_due: date, every: Every) -> None:
    """Refuse a start that is not before the first due date; say on stderr when the first period is far longer."""
    if start is None:
        return
    values: dict[str, Value] = {"due": first_due.isoformat(), "on": start.isoformat()}
    if start >= first_due:
        fail(Said(N_("The first due date {due} is not after the start {on}."), values))
    if (every.step(first_due, -1) - start).days > LONG_FIRST:
        text = N_(
            "From {on} to {due} is more than one period: its interest counts as one period; the cost by the dates "
            "counts the days."
        )
        put("huanqing: " + say(Said(text, values)), err=True)


def _show(session: Session, plan: Plan) -> None:
    cost: Annual | None
    try:
        cost = annual_cost(plan)
    except NoRate as error:
        cost = None
        put("huanqing: " + say(error.said), err=True)
    if cost is not None:
        ask_about(cost.simple)
    if session.json:
        session.print_json(as_json(plan, cost))
        return
    _table(plan)
    if cost is not None:
        text = _("A year costs {simple} (monthly rate × 12), {effective} effective, {xirr} by the dates")
        times = plan.every.per_year
        if times != 12:
            text = _("A year costs {simple} (rate of a period × {times}), {effective} effective, {xirr} by the dates")
        put(
            text.format(
                times=f"{times:.2f}".removesuffix(".00"),
                simple=percent(cost.simple),
                effective=percent(cost.effective),
                xirr=percent(cost.xirr or Decimal(0)),
            )
        )


def _table(plan: Plan) -> None:
    fees = plan.fee > 0
    head = [
        _("No."),
        _("Due date"),
        _("Principal"),
        _("Interest"),
        *([_("Fee")] if fees else []),
        _("Total"),
        _("Balance"),
    ]
    rows = []
    for row in plan.rows:
        amounts = [row.principal, row.interest, *([row.fee] if fees else []), row.total, row.balance]
        rows.append([str(row.number), row.due.isoformat(), *(money(amount) for amount in amounts)])
    sums = [plan.spread, plan.interest, *([plan.fee] if fees else []), plan.total]
    rows.append(["", _("Sum"), *(money(amount) for amount in sums), ""])
    put(term("method", plan.method.value))
    table(head, rows, left=2)
    if plan.down_payment or plan.upfront_fee:
        text = _("At the start {down} down and {fee} in fees; all in all {total}")
        put(text.format(down=money(plan.down_payment), fee=money(plan.upfront_fee), total=money(plan.outlay)))


def as_json(plan: Plan, cost: Annual | None) -> dict[str, object]:
    """Return a plan as exported."""
    return {
        "method": plan.method.value,
        "principal": plain(plan.principal),
        "count": plan.count,
        "instalments": [
            {
                "number": row.number,
                "due": row.due.isoformat(),
                "principal": plain(row.principal),
                "interest": plain(row.interest),
                "fee": plain(row.fee),
                "total": plain(row.total),
                "balance": plain(row.balance),
            }
            for row in plan.rows
        ],
        "totals": {
            "principal": plain(plan.spread),
            "interest": plain(plan.interest),
            "fee": plain(plan.fee),
            "total": plain(plan.total),
        },
        "annual_cost": {
            "simple": six(cost.simple) if cost is not None else None,
            "effective": six(cost.effective) if cost is not None else None,
            "xirr": six(cost.xirr) if cost is not None and cost.xirr is not None else None,
        },
    }
