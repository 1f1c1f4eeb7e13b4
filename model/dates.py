"""A case's calendar: what happened and what is due on each day, and how a day is marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model.agenda import Kind, agenda_of
from model.allocation import Standing
from model.case import PaymentKind
from model.due import QUIET
from model.road import View
from model.said import N_, Said
from model.workdays import NO_YEARS, Years


class Sign(StrEnum):
    """How a day stands, the strongest first."""

    LATE = "late"
    PARTLY = "partly"
    DUE = "due"
    FOLLOW_UP = "follow_up"
    OTHER = "other"
    PAID = "paid"


_FOLLOW_UPS = frozenset({Kind.FOLLOW_UP, Kind.ANSWER, Kind.COMPLAINT, Kind.VERIFY, Kind.WRITTEN, Kind.PAPERS})
_OF_STANDING = {
    Standing.PAID: Sign.PAID,
    Standing.PARTLY: Sign.PARTLY,
    Standing.DUE: Sign.DUE,
    Standing.LATE: Sign.LATE,
}


@dataclass(frozen=True)
class Entry:
    """One thing on a day. `amount` is fen; `kind` is None for a payment and an instalment that is paid.

    `ref` names what it is about: ``i3`` an instalment, ``p12`` a payment, else the reference of the agenda.
    """

    on: date
    sign: Sign
    said: Said
    ref: str
    amount: int | None = None
    kind: Kind | None = None


def entries(v: View, first: date, last: date, years: Years = NO_YEARS, own: int = 0) -> tuple[Entry, ...]:
    """Return everything from `first` to `last`, in the order of the days; see `model.agenda.agenda`."""
    found = [entry for entry in _all(v, last, years, own) if first <= entry.on <= last]
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.sign is Sign.PAID, entry.ref)))


def _all(v: View, last: date, years: Years, own: int) -> Iterable[Entry]:
    for due in agenda_of(v, last, years, own):
        if due.kind is Kind.INSTALMENT:
            sign = _OF_STANDING[due.state or Standing.DUE]
        elif due.kind is Kind.COURT or (due.on < v.today and due.kind not in QUIET):
            sign = Sign.LATE if due.on < v.today else Sign.DUE
        else:
            sign = Sign.FOLLOW_UP if due.kind in _FOLLOW_UPS else Sign.OTHER
        yield Entry(due.on, sign, due.said, due.ref, due.amount, due.kind)
    of = len(v.rows)
    for row in v.rows:
        if row.state is Standing.PAID:
            number = row.instalment.number
            said = Said(N_("Instalment {number} of {of} is paid"), {"number": number, "of": of})
            yield Entry(row.instalment.due, Sign.PAID, said, f"i{number}", row.instalment.total)
    for payment in v.case.payments:
        refund = payment.kind is PaymentKind.REFUND
        said = Said(N_("Came back")) if refund else Said(N_("Paid"))
        yield Entry(payment.on, Sign.PAID, said, payment.id, payment.amount)


def marks(found: Iterable[Entry]) -> dict[date, Sign]:
    """Return the strongest sign of each day that has one."""
    order = list(Sign)
    signs: dict[date, Sign] = {}
    for entry in found:
        before = signs.get(entry.on)
        if before is None or order.index(entry.sign) < order.index(before):
            signs[entry.on] = entry.sign
    return signs
