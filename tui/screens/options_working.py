"""How the figures of a way out came about, down to the snapshot, the rate and its source."""

from typing import TYPE_CHECKING

from model.budget import Means
from model.money import percent
from model.offers import yearly
from model.option import Option
from model.option import Options as Ways
from model.reconcile import compared
from tui.look import line
from tui.rule_words import fact_line, rule_lines
from tui.say import _, day, money
from tui.screens.options_rows import verdict
from tui.widgets.prose import Block

if TYPE_CHECKING:
    from tui.screens.options import Options


def working(page: "Options", way: Option, ways: Ways, means: Means) -> list[Block]:
    """Return how each figure of a way came about."""
    blocks: list[Block] = [line((page.say(way.said), "bold"))]
    if way.note is not None:
        blocks.append(line((page.say(way.note), "dim")))
    sum_of = (
        _("In all {total} = owed today {owed} + {more}")
        if way.more >= 0
        else _("In all {total} = owed today {owed} - {more}")
    )
    if way.total_known:
        blocks.append(sum_of.format(total=money(way.total), owed=money(ways.debt.total), more=money(abs(way.more))))
    idle = next((one for one in ways.rows if one.kind is None), None)
    if idle is not None and way.kind is not None and way.total_known and idle.total_known:
        text = _("{amount} less than doing nothing ({idle} on {on})")
        if way.saved < 0:
            text = _("{amount} more than doing nothing ({idle} on {on}), which leaves all of it owed")
        values = {"amount": money(abs(way.saved)), "idle": money(idle.total), "on": day(idle.last)}
        blocks.append(text.format(**values))
    cost = yearly(way)
    if cost is not None and way.annual is not None:
        dated = percent(cost.xirr) if cost.xirr is not None else "-"
        text = _("A year: {simple} simple (monthly rate × 12), {effective} compounded, {dated} by the dates")
        blocks.append(text.format(simple=percent(way.annual), effective=percent(cost.effective), dated=dated))
    elif way.annual:
        blocks.append(_("A year: {rate}, the rate at which the debt grows").format(rate=percent(way.annual)))
    sign, style = verdict(way)
    blocks.append(line((f"{sign} {page.say(way.why)}", style)))
    if way.left > 0 and not way.spares_nothing:
        text = _("{left} stays owed after it, and goes on costing by the day.")
        blocks.append(line((text.format(left=money(way.left)), "due")))
    monthly = way.plan is not None and (len(way.plan.rows) > 1 or (way.once and way.per_month < way.sum_once))
    if way.share is not None and monthly:
        text = _("{each} a month is {share} of what the month leaves, {left}")
        if way.once:
            text = _("Put aside until then {each} a month, {share} of what the month leaves, {left}")
        blocks.append(text.format(each=money(way.per_month), share=percent(way.share, 0), left=money(means.left)))
    if means.known:
        blocks.append(line((page.say(means.said()), "dim")))
    return blocks


def debt_working(page: "Options", ways: Ways) -> list[Block]:
    """Return where the debt of today comes from, and how it stands to the reference line, with the sources."""
    blocks: list[Block] = ["", line((_("Owed today: {amount}").format(amount=money(ways.debt.total)), "bold"))]
    facts: dict[str, None] = {}
    for step in ways.debt.working:
        amount = f"  {money(step.amount)}" if step.amount is not None else ""
        blocks.append(page.say(step.said) + amount)
        facts.update(dict.fromkeys(step.facts))
    snapshot = page.case.snapshot
    comparison = compared(page.case, page.playbook, snapshot) if snapshot is not None else None
    if comparison is not None:
        blocks.append(page.say(comparison.said))
    blocks += ["", line((_("The rules, and where each is from"), "bold")), *rule_lines(page.case, page.playbook)]
    for id in page.playbook.product(page.case.product).facts:
        facts.setdefault(id)
    if ways.reference is not None:
        blocks += ["", page.say(ways.reference.said), page.say(ways.reference.fixed)]
        blocks.append(line((page.say(ways.reference.source), "dim")))
    for id in facts:
        fact = page.playbook.fact(id)
        if fact is not None:
            blocks.append(line((fact_line(fact), "dim")))
    return blocks
