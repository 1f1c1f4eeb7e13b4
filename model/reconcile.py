"""What we predicted beside what the app then showed, and what explains the difference; nothing is hidden."""

from decimal import Decimal

import msgspec

from model.accrual import resolved
from model.case import Base, Case, Rounding, Snapshot
from model.money import percent
from model.owed import Owed, from_snapshots
from model.playbook import Playbook
from model.said import N_, Said, Value


class Comparison(msgspec.Struct, frozen=True):
    """One snapshot against the forecast from those before it, in fen. `difference` is shown less predicted.

    `rate` is the daily rate that would explain it, where the forecast knew a principal and days passed.
    """

    snapshot: Snapshot
    predicted: Owed
    difference: int
    said: Said
    rate: Decimal | None = None

    @property
    def agrees(self) -> bool:
        """Whether what was shown lies within what was predicted."""
        return self.predicted.low <= self.snapshot.total <= self.predicted.high


def compared(case: Case, playbook: Playbook, snapshot: Snapshot) -> Comparison | None:
    """Return a snapshot against what was predicted for its day; None where there is nothing earlier to predict from.

    Payments that were recorded before the snapshot count as made.
    """
    earlier = _before(case, snapshot)
    if earlier is None:
        return None
    predicted = from_snapshots(earlier, playbook, snapshot.on)
    difference = snapshot.total - predicted.total
    rate = _rate(predicted, snapshot)
    return Comparison(snapshot, predicted, difference, _explained(earlier, playbook, snapshot, predicted), rate)


def _before(case: Case, snapshot: Snapshot) -> Case | None:
    """Return the case as it stood before a snapshot of the whole (or of one loan) was typed."""
    place = case.snapshots.index(snapshot)
    kept = tuple(
        other
        for index, other in enumerate(case.snapshots)
        if other.loan == snapshot.loan and (other.on, index) < (snapshot.on, place)
    )
    if not kept:
        return None
    loans = tuple(loan for loan in case.loans if loan.id == snapshot.loan) if snapshot.loan else case.loans
    payments = case.payments
    if snapshot.loan:
        payments = tuple(one for one in payments if one.designation == f"loan:{snapshot.loan}")
    return msgspec.structs.replace(case, snapshots=kept, loans=loans, payments=payments)


def _rate(predicted: Owed, snapshot: Snapshot) -> Decimal | None:
    days = (snapshot.on - predicted.since).days if predicted.since is not None else 0
    base = predicted.parts.principal
    if days <= 0 or base <= 0 or predicted.shares or not predicted.working:
        return None
    start = predicted.working[0].amount or 0
    if snapshot.total <= start:
        return None
    return (Decimal(snapshot.total - start) / base / days).quantize(Decimal("0.000001"))


def _explained(case: Case, playbook: Playbook, snapshot: Snapshot, predicted: Owed) -> Said:
    difference = snapshot.total - predicted.total
    values: dict[str, Value] = {"difference": abs(difference)}
    if difference == 0:
        return Said(N_("The app shows exactly what was predicted"))
    if predicted.low <= snapshot.total <= predicted.high:
        return Said(N_("The app shows what was predicted, within its range"))
    if case_fits(case, playbook, snapshot, rounding=Rounding.DAILY):
        return Said(N_("{difference} from the app: rounding every day explains it"), values)
    if case_fits(case, playbook, snapshot, rounding=Rounding.ONCE):
        return Said(N_("{difference} from the app: rounding once at the end explains it"), values)
    if case_fits(case, playbook, snapshot, base=Base.PRINCIPAL_INTEREST):
        return Said(N_("{difference} from the app: counting interest into the base explains it"), values)
    for payment in case.payments:
        if payment.amount == difference and payment.on <= snapshot.on:
            values["on"] = payment.on.isoformat()
            return Said(N_("{difference} more than predicted: the app may not show the payment of {on} yet"), values)
    days = max(1, (snapshot.on - predicted.since).days) if predicted.since is not None else 1
    if abs(difference) <= days:
        return Said(N_("{difference} from the app: rounding may explain it"), values)
    rate = _rate(predicted, snapshot)
    if difference > 0:
        if rate is not None:
            values["rate"] = percent(rate, 4)
            return Said(
                N_("{difference} more than predicted: {rate} a day would explain it; look at the bill's items"), values
            )
        return Said(
            N_("{difference} more than predicted: look at the bill's items, a fee or a new bill may be in it"), values
        )
    return Said(N_("{difference} less than predicted: a payment or a waiver may not be recorded here"), values)


def case_fits(
    case: Case, playbook: Playbook, snapshot: Snapshot, *, rounding: Rounding | None = None, base: Base | None = None
) -> bool:
    """Whether other terms would have predicted a snapshot to the fen; false where they are the case's terms already."""
    rules = resolved(playbook.product(case.product).terms, case.terms)
    if rounding in (None, rules.rounding) and base in (None, rules.base):
        return False
    terms = msgspec.structs.replace(case.terms, rounding=rounding or case.terms.rounding, base=base or case.terms.base)
    other = from_snapshots(msgspec.structs.replace(case, terms=terms), playbook, snapshot.on)
    return other.total == snapshot.total
