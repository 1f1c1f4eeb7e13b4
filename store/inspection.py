"""What can be wrong inside one case: references to nowhere, sums that do not add up, dates that cannot be."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from model.case import Case
from model.days import EARLIEST, LATEST
from model.said import N_, Said, Value

LISTS: tuple[str, ...] = (
    "loans",
    "snapshots",
    "materials",
    "contacts",
    "requests",
    "payments",
    "court",
    "complaints",
    "transfers",
)
LISTS += ("sent", "credit_checks", "past_agreements")


class Problem(NamedTuple):
    """One thing wrong: what kind, in which case, in words, and whether a repair has one right answer for it."""

    kind: str
    case: str
    said: Said
    repairable: bool


def inspect(case: Case) -> list[Problem]:
    """Return what is wrong in a case."""
    return [*_references(case), *_sums(case), *_dates(case)]


def mended(case: Case) -> Case:
    """Return the case with everything put right that has one right answer."""
    serial = max(case.serial, _largest(case))
    values: dict[str, Any] = {}
    for field in LISTS:
        seen: set[str] = set()
        records = []
        for record in getattr(case, field):
            if record.id in seen or not record.id:
                serial += 1
                record = msgspec.structs.replace(record, id=f"x{serial}")
            seen.add(record.id)
            records.append(record)
        if tuple(records) != getattr(case, field):
            values[field] = tuple(records)
    payments = values.get("payments", case.payments)
    aims = _aims(case)
    if any(payment.designation not in aims for payment in payments):
        values["payments"] = tuple(
            payment if payment.designation in aims else msgspec.structs.replace(payment, designation="")
            for payment in payments
        )
    return msgspec.structs.replace(case, serial=serial, **values) if values or serial != case.serial else case


def _problem(case: Case, kind: str, text: str, repairable: bool, **values: Value) -> Problem:
    return Problem(kind, case.id, Said(text, {"case": case.title, **values}), repairable)


def _references(case: Case) -> Iterator[Problem]:
    for field in LISTS:
        ids = [record.id for record in getattr(case, field)]
        if len(set(ids)) != len(ids) or "" in ids:
            text = N_("{case}: two records in “{field}” have one id. One would get a new id.")
            yield _problem(case, "reference", text, True, field=field)
    if case.serial < _largest(case):
        text = N_("{case}: the counter of record ids is behind the records. It would be set right.")
        yield _problem(case, "reference", text, True)
    loans = {loan.id for loan in case.loans}
    for snapshot in case.snapshots:
        if snapshot.loan and snapshot.loan not in loans:
            text = N_("{case}: the figures of {on} belong to a loan that is not there. Enter the loan or delete them.")
            yield _problem(case, "reference", text, False, on=snapshot.on.isoformat())
    aims = _aims(case)
    for payment in case.payments:
        if payment.designation not in aims:
            text = N_("{case}: the payment of {on} names a loan or instalment that is not there. The name would go.")
            yield _problem(case, "reference", text, True, on=payment.on.isoformat())
    numbers = [row.number for row in case.instalments]
    if len(set(numbers)) != len(numbers):
        yield _problem(case, "reference", N_("{case}: two instalments have one number."), False)
    if case.instalments and case.agreement is None:
        yield _problem(case, "reference", N_("{case}: there are instalments, but no agreement."), False)


def _aims(case: Case) -> set[str]:
    """Return everything a payment may be designated for."""
    aims = {"", "principal", "interest", "penalty", "fee", "enforcement"}
    aims |= {f"loan:{loan.id}" for loan in case.loans}
    for agreement in (case.agreement, *case.past_agreements):
        aims |= {f"instalment:{row.number}" for row in (agreement.rows if agreement else ())}
    return aims | {f"instalment:{row.number}" for row in case.instalments}


def _largest(case: Case) -> int:
    """Return the largest number in the records' ids; those of imports may be other words."""
    largest = 0
    for field in LISTS:
        for record in getattr(case, field):
            digits = record.id.lstrip("abcdefghijklmnopqrstuvwxyz")
            if digits.isascii() and digits.isdigit() and len(digits) <= 9:
                largest = max(largest, int(digits))
    return largest


def _sums(case: Case) -> Iterator[Problem]:
    for snapshot in case.snapshots:
        parts = [snapshot.principal, snapshot.interest, snapshot.penalty, snapshot.fee, snapshot.enforcement]
        total = sum(part or 0 for part in parts)
        if total > snapshot.total or (None not in parts[:4] and total != snapshot.total):
            text = N_("{case}: the parts noted on {on} come to {amount}, the total says {total}.")
            yield _problem(case, "sum", text, False, on=snapshot.on.isoformat(), amount=total, total=snapshot.total)
    if case.agreement is not None and case.agreement.total is not None and case.instalments:
        total = sum(row.total for row in case.instalments)
        if total != case.agreement.total:
            text = N_("{case}: the instalments come to {amount}, the agreement says {total}.")
            yield _problem(case, "sum", text, False, amount=total, total=case.agreement.total)


def _dates(case: Case) -> Iterator[Problem]:
    for day in _days(case):
        if not EARLIEST <= day <= LATEST:
            yield _problem(case, "date", N_("{case}: {on} cannot be right."), False, on=day.isoformat())
    pairs: list[tuple[date | None, date | None, str]] = [(case.opened_on, case.closed_on, "closed_on")]
    pairs += [(one.issued, one.valid_until, "valid_until") for one in case.materials]
    pairs += [(one.on, one.promised_by, "promised_by") for one in case.contacts]
    pairs += [(one.received_on, one.answered_on, "answered_on") for one in case.court]
    pairs += [(one.filed_on, one.answered_on, "answered_on") for one in case.complaints]
    for first, then, field in pairs:
        if first is not None and then is not None and then < first:
            text = N_("{case}: “{field}” ({by}) is before the day it follows ({on}).")
            yield _problem(case, "date", text, False, field=field, on=first.isoformat(), by=then.isoformat())
    rows = sorted(case.instalments, key=lambda row: row.number)
    for row, following in pairwise(rows):
        if following.due < row.due:
            text = N_("{case}: instalment {number} is due before the one ahead of it.")
            yield _problem(case, "date", text, False, number=following.number)


def _days(value: Any) -> Iterator[date]:
    """Give every day anywhere in a record."""
    if isinstance(value, date):
        yield value
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _days(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from _days(item)
