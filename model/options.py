"""The ways out side by side, in money: what each costs, whether the month can carry it and why, when it ends.

No way relies on new borrowing. What is paid later is compared with doing nothing for the same chosen months.
The order of the rows is told in words: `Options.ranked`.
"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from model.allocation import plan_state
from model.budget import Means, Safe
from model.case import Case, Component, Request, RequestKind
from model.option import RANKED, Option, Options, Wishes
from model.playbook import Playbook
from model.said import N_, Said, counted
from model.ways import Table, asked, offer, offer_plan, rows

__all__ = ["Option", "Options", "Wishes", "offer_plan", "offered", "options", "request_of"]


def options(
    case: Case,
    playbook: Playbook,
    today: date,
    means: Means,
    safe: Safe | None = None,
    wishes: Wishes | None = None,
    own: tuple[Request, ...] = (),
) -> Options:
    """Return the ways out of a case on `today`; none where nothing is known of what is owed or nothing is.

    `own` are plans of the person's own figures to compare, rows ``own-1``, ``own-2`` …
    """
    table = Table(case, playbook, today, means, safe, wishes or Wishes())
    if not table.debt.known or table.debt.total <= 0:
        return Options((), Said(RANKED), table.debt)
    found = [*kept(table)] if table.debt.planned else [*rows(table)]
    for number, request in enumerate(own, 1):
        found += asked(table, request, f"own-{number}")
    if not table.debt.rate_known:
        found = [_without_rate(row) for row in found]
    return Options(_ranked(found), Said(RANKED), table.debt, table.reference)


def kept(table: Table) -> Iterable[Option]:
    """Yield the ways of a plan in force: keep it, pay the rest now, and the lender's new offer if there is one."""
    lacking = [(state.instalment.due, state.left) for state in plan_state(table.case, table.today) if state.left]
    lacking.sort()
    months: dict[tuple[int, int], int] = {}
    left, points = table.debt.total, [(table.today, table.debt.total)]
    for due, amount in lacking:
        on = max(due, table.today)
        months[on.year, on.month] = months.get((on.year, on.month), 0) + amount
        left -= amount
        points.append((on, left))
    per_month, total = max(months.values()), table.debt.total
    affordable, why = table.carried(per_month)
    text = N_("If an instalment is missed, what the agreement says of it holds; the whole rest may fall due at once")
    yield Option(
        id="keep",
        kind=RequestKind.INSTALMENTS,
        said=counted(
            len(lacking),
            N_("Keep the plan: the last instalment, {left}"),
            N_("Keep the plan: {count} instalments, {left} in all"),
            {"count": len(lacking), "left": total},
        ),
        total=total,
        more=0,
        saved=0,
        per_month=per_month,
        last=points[-1][0],
        affordable=affordable,
        why=why,
        share=table.share(per_month),
        note=Said(text),
        points=tuple(points),
    )
    affordable, why = table.carried(total, once=total)
    yield Option(
        id="pay_now",
        kind=RequestKind.PAY_NOW,
        said=Said(N_("Pay the rest now: {left}"), {"left": total}),
        total=total,
        more=0,
        saved=0,
        per_month=total,
        last=table.today,
        affordable=affordable,
        why=why,
        share=table.share(total),
        once=True,
        note=Said(N_("Ask first whether paying early costs or saves anything")),
        points=((table.today, total), (table.today, 0)),
    )
    yield from offer(table)


def _without_rate(row: Option) -> Option:
    """Leave open what no known daily rate tells: what waiting costs, and what any way saves against it."""
    waits = row.kind is None or row.kind in (RequestKind.EXTENSION, RequestKind.MINIMUM)
    if row.kind is RequestKind.PAY_NOW:
        waits = row.points[-1][1] > 0
    if not waits:
        return replace(row, rate_known=False)
    why = Said(N_("What waiting costs is not known yet: no daily rate is noted")) if row.kind is None else row.why
    return replace(row, rate_known=False, total_known=False, annual=None, above_line=None, why=why)


def _ranked(found: Iterable[Option]) -> tuple[Option, ...]:
    def group(row: Option) -> int:
        if row.kind is None:
            return 4
        if not row.available:
            return 3
        return {True: 0, None: 1, False: 2}[row.affordable]

    return tuple(sorted(found, key=lambda row: (group(row), row.total, row.last)))


def offered(case: Case, playbook: Playbook, today: date, means: Means) -> Option | None:
    """Return what an offer comes to: total, more than the debt of its day, yearly cost, affordable or not and why."""
    return next(offer(Table(case, playbook, today, means, None, Wishes())), None)


def request_of(option: Option, today: date) -> Request | None:
    """Return a way out as the request to make; None for doing nothing and for the lender's own offer."""
    if option.kind is None or option.id == "offer":
        return None
    plan_rows = option.plan.rows if option.plan is not None else ()
    if option.kind is RequestKind.EXTENSION:
        return Request(id="", kind=option.kind, chosen_on=today, new_due=option.last)
    if option.kind is RequestKind.WAIVER:
        waived = int(option.said.values["waived"])
        component = Component(str(option.said.values["component"]))
        return Request(id="", kind=option.kind, chosen_on=today, component=component, amount=waived)
    if plan_rows and option.kind in (RequestKind.INSTALMENTS, RequestKind.BILL_INSTALMENT):
        return Request(
            id="",
            kind=option.kind,
            chosen_on=today,
            method=option.plan.method.value if option.plan is not None else "",
            count=len(plan_rows),
            each=plan_rows[0].total,
            first_due=plan_rows[0].due,
        )
    return Request(id="", kind=option.kind, chosen_on=today, amount=option.per_month or None)
