"""The rows of the table of options, one function for each way out. Used by `model.options`."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from model.accrual import resolved
from model.annual import NoRate, annual_cost
from model.budget import Means, Safe
from model.case import Agreement, AgreementState, Case, Component, Payment, Request, RequestKind
from model.days import month_step
from model.money import half_up
from model.option import Option, Wishes
from model.owed import owed
from model.period import Every, Unit, WrongSchedule
from model.playbook import Playbook
from model.reference import above_line, reference
from model.said import N_, Said, Value, counted
from model.schedule import Method, Plan, equal_offer, extension, schedule, typed


class Table:
    """What every row is measured against."""

    def __init__(
        self, case: Case, playbook: Playbook, today: date, means: Means, safe: Safe | None, wishes: Wishes
    ) -> None:
        self.case, self.playbook, self.today, self.means, self.safe, self.wishes = (
            case,
            playbook,
            today,
            means,
            safe,
            wishes,
        )
        self.debt = owed(case, playbook, today)
        self.rules = resolved(playbook.product(case.product).terms, case.terms)
        self.idle_until = month_step(today, wishes.idle_months)
        self.idle = owed(case, playbook, self.idle_until).total
        self.reference = reference(case, playbook, self.debt, today)
        self.first_due = wishes.first_due or month_step(today, 1)

    def available(self, kind: RequestKind) -> bool:
        """Whether it usually can still be had: some ways end with the due date."""
        info = self.playbook.request(kind)
        overdue = self.debt.due is None or self.debt.due < self.today
        return info is None or info.after_overdue or not overdue

    def fact(self, kind: RequestKind) -> Decimal | None:
        """The share that the playbook gives for one of the app's own ways."""
        info = self.playbook.request(kind)
        for id in info.facts if info is not None else ():
            fact = self.playbook.fact(id)
            if fact is not None and fact.unit == "share":
                return Decimal(fact.value)
        return None

    def after_paying(self, amount: int, on: date) -> int:
        """What is owed on `on` if `amount` is paid today and nothing after it."""
        if not amount:
            return owed(self.case, self.playbook, on).total
        payment = Payment(id="p", on=self.today, amount=amount)
        paid = msgspec.structs.replace(self.case, payments=(*self.case.payments, payment))
        return owed(paid, self.playbook, on).total

    def carried(self, per_month: int, once: int | None = None, *, single: bool = False) -> tuple[bool | None, Said]:
        """Whether the month can carry it (a single sum: whether cash can), and why in yuan."""
        if once is not None and self.safe is not None:
            return _carried_by_cash(once, self.safe.amount)
        if not self.means.known:
            return None, Said(N_("The budget is not known yet"))
        if not self.means.essentials and not self.means.given:
            return None, Said(N_("Living costs are not noted yet"))
        ceiling = self.means.ceiling
        if per_month <= ceiling:
            return True, Said(N_("{spare} a month below what the budget allows"), {"spare": ceiling - per_month})
        if single or once is not None:
            return False, Said(N_("{difference} is missing to pay it at once"), {"difference": per_month - ceiling})
        return False, Said(N_("{difference} a month is missing"), {"difference": per_month - ceiling})

    def share(self, per_month: int) -> Decimal | None:
        """The part of what the month leaves."""
        if not self.means.known or self.means.left <= 0:
            return None
        return (Decimal(per_month) / self.means.left).quantize(Decimal("0.0001"))

    def planned(self, id: str, kind: RequestKind, said: Said, plan: Plan, *, note: Said | None = None) -> Option:
        """A row made of a plan's rows."""
        per_month = max(row.total for row in plan.rows)
        affordable, why = self.carried(per_month, single=len(plan.rows) == 1)
        try:
            annual = annual_cost(plan).simple
        except NoRate:
            annual = None
        left, points = plan.outlay, [(self.today, plan.outlay)]
        left -= plan.down_payment + plan.upfront_fee
        for row in plan.rows:
            left -= row.total
            points.append((row.due, left))
        return Option(
            id=id,
            kind=kind,
            said=said,
            total=plan.outlay,
            more=plan.outlay - self.debt.total,
            saved=self.idle - plan.outlay,
            per_month=per_month,
            last=plan.rows[-1].due,
            affordable=affordable,
            why=why,
            annual=annual,
            share=self.share(per_month),
            above_line=None if annual is None else above_line(annual),
            available=self.available(kind),
            note=note if self.available(kind) else Said(N_("usually not once overdue")),
            plan=plan,
            points=tuple(points),
            once=len(plan.rows) == 1 and not plan.down_payment,
        )


def _carried_by_cash(once: int, cash: int) -> tuple[bool, Said]:
    if once <= cash:
        return True, Said(N_("{spare} of what is safe to pay today remains"), {"spare": cash - once})
    return False, Said(N_("{difference} more than is safe to pay today"), {"difference": once - cash})


def rows(table: Table) -> Iterator[Option]:
    """Yield every row of the table."""
    yield _pay_now(table)
    own = table.playbook.product(table.case.product).own_ways
    if RequestKind.MINIMUM in own:
        yield from _minimum(table)
    if RequestKind.BILL_INSTALMENT in own:
        yield from _bill_instalments(table)
    yield _extension(table)
    for count in table.wishes.counts:
        yield _instalments(table, count)
    yield from _request(table)
    yield from _waiver(table)
    yield from offer(table)
    yield _idle(table)


def _paid_in_part(table: Table, id: str, kind: RequestKind, said: Said, amount: int, note: Said | None) -> Option:
    rest = table.after_paying(amount, table.idle_until)
    settles = amount >= table.debt.total
    affordable, why = table.carried(amount, once=amount)
    total = amount + rest
    last = table.today if settles else table.idle_until
    return Option(
        id=id,
        kind=kind,
        said=said,
        total=total,
        more=total - table.debt.total,
        saved=table.idle - total,
        per_month=amount,
        last=last,
        affordable=affordable,
        why=why,
        annual=Decimal(0) if settles else table.rules.annual,
        share=table.share(amount),
        above_line=False if settles else table.reference.rate_above,
        available=table.available(kind),
        note=note,
        points=((table.today, table.debt.total - amount), (last, rest)),
        once=True,
        left=table.debt.total - amount,
    )


def _pay_now(table: Table) -> Option:
    means = table.means
    amount = table.safe.amount if table.safe is not None else means.ceiling
    amount = min(amount, table.debt.total)
    if amount >= table.debt.total:
        said = Said(N_("Pay all of it now: {amount}"), {"amount": amount})
        return _paid_in_part(table, "pay_now", RequestKind.PAY_NOW, said, amount, None)
    said = Said(N_("Pay {amount} now, {left} stays owed"), {"amount": amount, "left": table.debt.total - amount})
    if amount == 0:
        said = Said(N_("Pay now: nothing can be spared today"))
    note = Said(
        N_("Every yuan paid is one less owed; it may go to interest or penalty first. Keep enough to live on first.")
    )
    row = _paid_in_part(table, "pay_now", RequestKind.PAY_NOW, said, amount, note)
    if amount == 0 and (means.known or table.safe is not None):
        return msgspec.structs.replace(row, affordable=False, why=Said(N_("Nothing is left over to pay now")))
    return row


def _minimum(table: Table) -> Iterator[Option]:
    part = table.fact(RequestKind.MINIMUM)
    if part is None:
        return
    amount = half_up(table.debt.total * part)
    said = Said(N_("Minimum payment in the app: about {amount}"), {"amount": amount})
    note = Said(N_("The rest goes on costing by the day; the app shows the exact minimum"))
    if not table.available(RequestKind.MINIMUM):
        note = Said(N_("usually not once overdue"))
    yield _paid_in_part(table, "minimum", RequestKind.MINIMUM, said, amount, note)


def _bill_instalments(table: Table) -> Iterator[Option]:
    fee = table.fact(RequestKind.BILL_INSTALMENT)
    if fee is None:
        return
    count = table.wishes.bill_count
    plan = schedule(Method.FLAT_FEE, table.debt.total, count, table.first_due, fee_rate=fee, start=table.today)
    said = Said(N_("Bill instalments in the app: {count}, with a fee"), {"count": count})
    note = Said(N_("The fee differs from person to person: the app shows yours"))
    yield table.planned(f"bill-{count}", RequestKind.BILL_INSTALMENT, said, plan, note=note)


def _extension(table: Table) -> Option:
    months = table.wishes.extension_months
    request = table.case.request
    due = month_step(table.today, months)
    if request is not None and request.kind is RequestKind.EXTENSION and request.new_due is not None:
        due = request.new_due if request.new_due > table.today else due
    base = table.debt.parts.principal
    interest = extension(base, table.today, due, table.rules.daily).interest if base else 0
    if table.rules.overdue == table.rules.daily and table.debt.per_day_low == table.debt.per_day_high > 0:
        interest = owed(table.case, table.playbook, due).total - table.debt.total
    period = Every((due - table.today).days, Unit.DAY)
    plan = typed(table.debt.total, table.today, [(due, table.debt.total + interest)], every=period)
    said = Said(N_("Extension to {due}, paid at once then"), {"due": due.isoformat()})
    note = Said(N_("Interest at the contract's rate meanwhile, unless agreed otherwise; put the monthly sum aside"))
    row = table.planned(f"extension-{months}", RequestKind.EXTENSION, said, plan, note=note)
    aside = -(-row.total // max(1, _months_between(table.today, due)))
    affordable, why = table.carried(aside)
    return msgspec.structs.replace(row, per_month=aside, affordable=affordable, why=why, share=table.share(aside))


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _instalments(table: Table, count: int) -> Option:
    plan = schedule(Method.INTEREST_FREE, table.debt.total, count, table.first_due, start=table.today)
    said = Said(N_("{count} instalments without interest"), {"count": count})
    note = Said(N_("To ask for: whether interest stops is the lender's to decide"))
    return table.planned(f"instalments-{count}", RequestKind.INSTALMENTS, said, plan, note=note)


def _request(table: Table) -> Iterator[Option]:
    if table.case.request is not None:
        yield from asked(table, table.case.request, "request")


def asked(table: Table, request: Request, id: str) -> Iterator[Option]:
    """Yield the row of a plan of one's own figures: so many instalments of so much; nothing for another request."""
    if request.kind is not RequestKind.INSTALMENTS or not request.count or not request.each:
        return
    first = request.first_due if request.first_due is not None and request.first_due > table.today else table.first_due
    try:
        plan = equal_offer(table.debt.total, request.count, request.each, first, start=table.today)
    except WrongSchedule:
        return
    values: dict[str, Value] = {"count": request.count, "each": request.each}
    if id == "request":
        said = Said(N_("What you ask for: {count} instalments of {each}"), values)
    else:
        said = Said(N_("Own figures: {count} instalments of {each}"), values)
    yield table.planned(id, RequestKind.INSTALMENTS, said, plan)


def _waiver(table: Table) -> Iterator[Option]:
    request, parts = table.case.request, table.debt.parts
    component, amount = Component.PENALTY, parts.penalty
    if request is not None and request.kind is RequestKind.WAIVER:
        component = request.component or component
        amount = parts.of(component) if request.amount is None else min(request.amount, parts.of(component))
    if amount <= 0 or amount >= table.debt.total:
        return
    rest = table.debt.total - amount
    values: dict[str, Value] = {"component": component.value, "waived": amount, "left": rest}
    affordable, why = table.carried(rest, once=rest)
    note = Said(N_("The waiver is usually kept only if everything is paid as agreed"))
    if not table.debt.parts_known:
        note = Said(N_("The waived part is our estimate: the app showed only a total"))
    yield Option(
        id="waiver",
        kind=RequestKind.WAIVER,
        said=Said(N_("Waived: {component} {waived}; {left} paid at once"), values),
        total=rest,
        more=-amount,
        saved=table.idle - rest,
        per_month=rest,
        last=table.today,
        affordable=affordable,
        why=why,
        annual=Decimal(0),
        share=table.share(rest),
        above_line=False,
        once=True,
        available=table.available(RequestKind.WAIVER),
        note=note,
        points=((table.today, rest), (table.today, 0)),
    )


def offer_plan(agreement: Agreement, debt: int) -> Plan:
    """Return an offer's rows as a plan on the debt of its day (`balance`, else `debt`) less what is waived.

    Raises `WrongSchedule`.
    """
    rows = sorted(agreement.rows, key=lambda row: (row.due, row.number))
    down = sum(row.total for row in rows if row.number == 0)
    dated = [(row.due, row.total) for row in rows if row.number]
    principal = agreement.balance if agreement.balance is not None else debt
    start = agreement.on if dated and agreement.on <= dated[0][0] else dated[0][0] if dated else agreement.on
    return typed(max(1, principal - (agreement.waived or 0)), start, dated, down_payment=down)


def offer(table: Table) -> Iterator[Option]:
    """Yield the row of the lender's offer, where there is one."""
    agreement = table.case.agreement
    if agreement is None or agreement.state is not AgreementState.OFFERED or not agreement.rows:
        return
    try:
        plan = offer_plan(agreement, table.debt.total)
    except WrongSchedule:
        return
    row = table.planned("offer", agreement.kind, _offered(plan), plan)
    more = plan.outlay - plan.principal - (agreement.waived or 0)
    yield msgspec.structs.replace(row, more=more, available=True, note=None)


def _offered(plan: Plan) -> Said:
    """Name an offer by what is paid first, the number and amount of its rows, and the day of a single one."""
    count, row = len(plan.rows), plan.rows[0]
    values: dict[str, Value] = {"count": count, "each": row.total, "due": row.due.isoformat()}
    if not plan.down_payment:
        one, many = N_("Their offer: {each} once, on {due}"), N_("Their offer: {count} instalments of {each}")
        return counted(count, one, many, values)
    one = N_("Their offer: {amount} first, then {each} on {due}")
    many = N_("Their offer: {amount} first, then {count} instalments of {each}")
    return counted(count, one, many, {**values, "amount": plan.down_payment})


def _idle(table: Table) -> Option:
    months = table.wishes.idle_months
    points = []
    for month in range(months + 1):
        on = month_step(table.today, month)
        points.append((on, owed(table.case, table.playbook, on).total))
    added = table.idle - table.debt.total
    values: dict[str, Value] = {"amount": added, "until": table.idle_until.isoformat()}
    return Option(
        id=f"idle-{months}",
        kind=None,
        said=counted(months, N_("Do nothing for 1 month"), N_("Do nothing for {months} months"), {"months": months}),
        total=table.idle,
        more=added,
        saved=0,
        per_month=0,
        last=table.idle_until,
        affordable=None,
        why=Said(N_("{amount} more by {until}, and all of it is still owed then"), values),
        annual=table.rules.annual,
        above_line=table.reference.rate_above,
        points=tuple(points),
    )
