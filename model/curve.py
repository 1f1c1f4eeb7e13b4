"""The balance over time as points: what was owed on past days, and what a plan leaves on coming ones."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from model.case import AgreementState, Case, Instalment
from model.owed import owed
from model.playbook import Playbook

Point = tuple[date, int]
"""A day and the fen owed at its end."""

MOST_SAMPLES = 60
"""How many past days are computed at most."""


class Curve(msgspec.Struct, frozen=True):
    """The balance up to today (`past`) and as planned (`planned`), each in the order of the days."""

    past: tuple[Point, ...] = ()
    planned: tuple[Point, ...] = ()


def planned(rows: Iterable[Instalment], start: date) -> tuple[Point, ...]:
    """Return what a plan leaves from `start` on: it falls on each due day by what is due."""
    ordered = sorted(rows, key=lambda row: row.due)
    left = sum(row.total for row in ordered)
    points = [(start, left)]
    for row in ordered:
        if row.due > points[-1][0]:
            points.append((row.due, left))
        left -= row.total
        points.append((row.due, left))
    return tuple(points)


def burn_down(case: Case, playbook: Playbook, today: date) -> Curve:
    """Return the balance of a case: what was owed on the days that changed it, and the plan in force or its end."""
    rows: tuple[Instalment, ...] = ()
    start = today
    if case.agreement is not None and case.agreement.state is AgreementState.AGREED:
        rows = case.instalments
        start = case.agreement.agreed_on or case.agreement.on
    days = _days(case, start if rows else None, today)
    past = []
    for on in days:
        figure = owed(case, playbook, on)
        if figure.known:
            past.append((on, max(0, figure.total)))
    return Curve(tuple(past), planned(rows, min(start, min(row.due for row in rows))) if rows else ())


def _days(case: Case, start: date | None, today: date) -> Sequence[date]:
    """The days on which the balance is looked at: those of records, the one before a payment, and today."""
    days = {today}
    days |= {snapshot.on for snapshot in case.snapshots}
    days |= {payment.on for payment in case.payments}
    days |= {payment.on - timedelta(days=1) for payment in case.payments}
    if start is not None:
        days.add(start)
    earliest = start or min((snapshot.on for snapshot in case.snapshots), default=today)
    found = sorted(day for day in days if earliest <= day <= today)
    step = max(1, -(-len(found) // MOST_SAMPLES))
    return found if step == 1 else sorted({*found[::step], found[-1]})
