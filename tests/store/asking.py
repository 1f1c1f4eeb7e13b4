"""What tests of texts ask for: a request of each kind, and the month it must be paid from."""

from datetime import date

from model.case import Component, Request, RequestKind
from model.statement_facts import Month

MONTH = Month(income=520_000, essentials=236_000, other_dues=81_000, reserve=23_600, ceiling=179_400)


def request_of(kind: RequestKind) -> Request:
    """Twelve instalments of 1,612.00, or what else the kind takes from these figures."""
    return Request(
        id="q1",
        kind=kind,
        chosen_on=date(2026, 11, 24),
        count=12,
        each=161_200,
        first_due=date(2026, 12, 10),
        new_due=date(2027, 2, 1),
        component=Component.PENALTY if kind is RequestKind.WAIVER else None,
    )
