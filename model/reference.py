"""The 24 % reference line: a figure to know of before a suit, never a verdict and never a promise.

For licensed lenders a court may, when the borrower asks, reduce interest, penalty and fees claimed together where
they are too high; 法发〔2017〕22号 takes 24 % a year for that. Its base (unpaid principal) rests on one reported case.
What a court awards is the court's.
"""

from datetime import date
from decimal import Decimal

import msgspec

from model.accrual import UNSET, resolved
from model.case import Case
from model.money import half_up, percent
from model.owed import Owed
from model.playbook import Playbook
from model.said import N_, Said, Value

LINE = Decimal("0.24")
"""24 % a year in all: 法发〔2017〕22号, section 2 (read in copies, not in the primary text)."""

SOURCE = N_("Supreme People's Court, Fa Fa [2017] No. 22, section 2; its base, unpaid principal, rests on one case")

FIXED = N_(
    "What interest, penalty interest and fees come to above 24% a year a court may be asked to reduce if it comes to a "
    "suit; the court decides. This only points it out; it does not say that it need not be paid."
)


class Reference(msgspec.Struct, frozen=True):
    """How a debt stands to the line.

    `rate` is the raw overdue rate of a year; `cost` what interest, penalty and fees come to, `at_line` what 24 % of the
    unpaid principal comes to over the same `days`, `above` what lies over it (0: nothing does; None: not known, since
    the app's parts or the due date are not).
    """

    rate: Decimal
    rate_above: bool
    days: int | None
    cost: int | None
    at_line: int | None
    above: int | None
    said: Said
    fixed: Said = Said(FIXED)
    source: Said = Said(SOURCE)


def above_line(rate: Decimal) -> bool:
    """Whether a yearly rate lies above the line."""
    return rate > LINE


def reference(case: Case, playbook: Playbook, debt: Owed, on: date) -> Reference:
    """Return how `debt` (the `owed` of `on`) stands to the line.

    Time runs from the day of borrowing where every loan has one, else from the due date.
    """
    rules = resolved(playbook.product(case.product).terms, case.terms, UNSET)
    rates = [resolved(playbook.product(case.product).terms, case.terms, loan.terms).annual for loan in case.loans]
    rate = max([rules.annual, *rates])
    borrowed = [loan.borrowed_on for loan in case.loans]
    start = debt.due
    if borrowed and None not in borrowed:
        start = min(day for day in borrowed if day is not None)
    days = None if start is None or start > on else (on - start).days
    cost = at_line = above = None
    if debt.parts_known and days is not None and not debt.planned:
        cost = debt.parts.interest + debt.parts.penalty + debt.parts.fee
        at_line = half_up(debt.parts.principal * LINE * days / 365)
        above = max(0, cost - at_line)
    return Reference(rate, above_line(rate), days, cost, at_line, above, _said(rate, above))


def _said(rate: Decimal, above: int | None) -> Said:
    values: dict[str, Value] = {"rate": percent(rate)}
    if above:
        return Said(
            N_("The overdue rate comes to {rate} a year; {amount} lies above the 24% reference line"),
            {**values, "amount": above},
        )
    if above_line(rate):
        return Said(N_("The overdue rate comes to {rate} a year, above the 24% reference line"), values)
    return Said(N_("The overdue rate comes to {rate} a year, not above the 24% reference line"), values)
