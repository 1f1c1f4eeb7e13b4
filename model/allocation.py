"""How a payment is applied: to which instalment or loan, and to which part of it first.

The contract's order wins where it is known. Without one the order here is our estimate: enforcement costs, then
interest with penalty interest, then fees, then principal (Civil Code 561 names enforcement costs, interest and
principal, no more); the oldest first; and what the debtor named when paying (560) before all of it.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

import msgspec

from model.case import Agreement, Case, Component, Instalment, Payment, PaymentKind
from model.playbook import Playbook
from model.said import N_, Said, Value
from model.serials import serial_of

PARTS = (Component.PRINCIPAL, Component.INTEREST, Component.PENALTY, Component.FEE, Component.ENFORCEMENT)
"""The components in the order in which parts are kept."""

OUR_ESTIMATE = (Component.ENFORCEMENT, Component.INTEREST, Component.PENALTY, Component.FEE, Component.PRINCIPAL)
"""The order of application where the contract's is not known."""

_INDEX = {component: index for index, component in enumerate(PARTS)}


class Standing(StrEnum):
    """How an instalment stands on a day; one that is past its day and not wholly paid is late, whatever was paid."""

    PAID = "paid"
    PARTLY = "partly"
    DUE = "due"
    LATE = "late"


class Parts(msgspec.Struct, frozen=True):
    """A sum of money in its five components, in fen."""

    principal: int = 0
    interest: int = 0
    penalty: int = 0
    fee: int = 0
    enforcement: int = 0

    @property
    def total(self) -> int:
        """The sum of the components."""
        return self.principal + self.interest + self.penalty + self.fee + self.enforcement

    def of(self, component: Component) -> int:
        """One component, in fen."""
        amount: int = getattr(self, component.value)
        return amount


class InstalmentState(msgspec.Struct, frozen=True):
    """One instalment with what was paid on it and what it still lacks, in fen."""

    instalment: Instalment
    paid: int
    left: int
    state: Standing


class Share(msgspec.Struct, frozen=True):
    """Part of one payment and where it went: an instalment's number, a loan's id, neither (the case), or credit.

    `amount` is negative for money that came back.
    """

    amount: int
    component: Component | None = None
    instalment: int | None = None
    loan: str = ""

    @property
    def credit(self) -> bool:
        """Whether it is more than was owed."""
        return self.component is None

    @property
    def said(self) -> Said:
        """Where it went, in words."""
        values: dict[str, Value] = {}
        if self.component is None:
            return Said(N_("more than was owed, kept as credit"))
        values["component"] = self.component.value
        if self.instalment is not None:
            values["number"] = self.instalment
            return Said(N_("instalment {number}, {component}"), values)
        return Said("{component}", values)


def order_of(case: Case) -> tuple[Component, ...]:
    """Return the order in which components are paid: the case's where it is known, completed by our estimate."""
    if not case.allocation:
        return OUR_ESTIMATE
    return (*case.allocation, *(component for component in OUR_ESTIMATE if component not in case.allocation))


def designated(order: Sequence[Component], designation: str) -> Sequence[Component]:
    """Return `order` with the component that the debtor named when paying put first."""
    if designation not in _INDEX:
        return order
    first = Component(designation)
    return (first, *(component for component in order if component is not first))


def take(amount: int, parts: list[int], order: Sequence[Component]) -> list[tuple[Component, int]]:
    """Take `amount` fen out of `parts` (kept in the order of `PARTS`) in `order`; return what was taken of which."""
    taken = []
    for component in order:
        if amount == 0:
            break
        index = _INDEX[component]
        piece = min(amount, parts[index])
        if piece > 0:
            parts[index] -= piece
            amount -= piece
            taken.append((component, piece))
    return taken


def recorded_after(record: str, other: str) -> bool:
    """Whether the record with id `record` was put in after `other`; true where the ids do not tell."""
    mine, theirs = serial_of(record), serial_of(other)
    return not mine or not theirs or mine > theirs


def plan_starts(case: Case, agreement: Agreement) -> date:
    """Return the day from which payments count towards the plan: that of the offer, or the first due day if earlier."""
    days = [agreement.on]
    if agreement.agreed_on is not None:
        days.append(agreement.agreed_on)
    if case.instalments:
        days.append(min([row.due for row in case.instalments]))
    return min(days)


def plan_payments(case: Case, on: date) -> list[Payment]:
    """Return the payments up to `on` that count towards the plan, in the order of their days.

    One of the day of the offer counts if it was recorded after it; one for a named instalment always counts.
    """
    agreement = case.agreement
    if agreement is None:
        return []
    start = plan_starts(case, agreement)
    counted = []
    for payment in case.payments:
        if payment.on > on:
            continue
        after = payment.on > start or (payment.on == start and recorded_after(payment.id, agreement.id))
        if after or payment.designation.startswith("instalment:"):
            counted.append(payment)
    counted.sort(key=lambda payment: payment.on)
    return counted


def estimated(shares: Sequence[Share]) -> bool:
    """Tell whether a payment was split between parts of the debt, in an order that no agreement fixed."""
    return len({share.component for share in shares if share.instalment is None and share.component is not None}) > 1


def applied(case: Case, playbook: Playbook, payment: Payment) -> tuple[Share, ...]:
    """Return where a recorded payment of the case went, as of its day; the amounts sum to the payment.

    Where nothing is known yet of what is owed, all of it is one share of principal.
    """
    from model.owed import owed

    shares = tuple(share for id, share in owed(case, playbook, payment.on).shares if id == payment.id)
    return shares or (Share(payment.amount, Component.PRINCIPAL),)


class Spread(msgspec.Struct, frozen=True):
    """The plan after its payments: `left` parts of each row (in the order of `case.instalments`), credit, shares."""

    left: list[list[int]]
    credit: int
    shares: dict[str, list[Share]]


def spread(case: Case, on: date) -> Spread:
    """Apply the plan's payments up to `on`.

    Money goes to the named instalment first, then to the oldest; within one by the order of components. A refund
    takes back what was applied last; what it exceeds that by belongs to older payments and changes nothing here.
    """
    rows = case.instalments
    left = [[row.principal, row.interest, 0, row.fee, 0] for row in rows]
    payments = plan_payments(case, on)
    if not payments:
        return Spread(left, 0, {})
    by_age = sorted(range(len(rows)), key=lambda index: (rows[index].due, rows[index].number))
    order = order_of(case)
    credit = 0
    shares: dict[str, list[Share]] = {}
    made: list[tuple[int, Component, int]] = []
    for payment in payments:
        here = shares.setdefault(payment.id, [])
        if payment.kind is PaymentKind.REFUND:
            credit = _give_back(payment.amount, credit, left, made, rows, here)
            continue
        amount = payment.amount
        for index in _named_first(rows, by_age, payment.designation):
            if amount == 0:
                break
            for component, piece in take(amount, left[index], order):
                amount -= piece
                made.append((index, component, piece))
                here.append(Share(piece, component, instalment=rows[index].number))
        if amount:
            credit += amount
            here.append(Share(amount))
    return Spread(left, credit, shares)


def _give_back(
    amount: int,
    credit: int,
    left: list[list[int]],
    made: list[tuple[int, Component, int]],
    rows: Sequence[Instalment],
    shares: list[Share],
) -> int:
    from_credit = min(amount, credit)
    if from_credit:
        shares.append(Share(-from_credit))
    amount -= from_credit
    while amount and made:
        index, component, piece = made.pop()
        back = min(amount, piece)
        left[index][_INDEX[component]] += back
        amount -= back
        shares.append(Share(-back, component, instalment=rows[index].number))
        if piece > back:
            made.append((index, component, piece - back))
    if amount:
        shares.append(Share(-amount))
    return credit - from_credit


def _named_first(rows: Sequence[Instalment], by_age: list[int], designation: str) -> list[int]:
    if not designation.startswith("instalment:"):
        return by_age
    named = designation.removeprefix("instalment:")
    first = [index for index in by_age if str(rows[index].number) == named]
    return first + [index for index in by_age if index not in first]


def plan_state(case: Case, on: date) -> tuple[InstalmentState, ...]:
    """Return every instalment with what was paid on it up to `on`, what it lacks, and how it stands that day."""
    if not case.instalments:
        return ()
    left = spread(case, on).left
    return tuple([_row_state(row, parts, on) for row, parts in zip(case.instalments, left, strict=True)])


def _row_state(row: Instalment, parts: list[int], on: date) -> InstalmentState:
    """Return how a row stands, of which `parts` are left."""
    left = sum(parts)
    total = row.principal + row.interest + row.fee
    if left == 0:
        state = Standing.PAID
    elif row.due < on:
        state = Standing.LATE
    else:
        state = Standing.PARTLY if left < total else Standing.DUE
    return InstalmentState(row, total - left, left, state)
