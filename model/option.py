"""One way out of a debt, as it is shown in the table of options, and what the person chose to compare."""

from datetime import date
from decimal import Decimal

import msgspec

from model.case import Request, RequestKind
from model.owed import Owed
from model.reference import Reference
from model.said import N_, Said
from model.schedule import Plan


class Wishes(msgspec.Struct, frozen=True):
    """What the person chose to compare: months of an extension and of doing nothing, counts of instalments.

    `first_due` is the first day of new plans (None: a month from today), `bill_count` the app's own instalments.
    """

    extension_months: int = 3
    idle_months: int = 3
    counts: tuple[int, ...] = (12, 24)
    bill_count: int = 12
    first_due: date | None = None


class Comparison(msgspec.Struct, frozen=True):
    """What a person compares beside the usual ways: their wishes, plans of their own figures, and what is drawn."""

    wishes: Wishes = Wishes()
    own: tuple[Request, ...] = ()
    drawn: tuple[str, ...] = ()


class Option(msgspec.Struct, frozen=True):
    """One way out, in fen. `id` names it (``instalments-12``); `kind` is None for doing nothing.

    `total` is everything paid from today on, `more` how much that is above the debt of today, `saved` how much less
    than doing nothing. `per_month` is the largest month, or what must be put aside for a later single sum; `once` says
    that there is only one sum, and `left` how much stays owed after it. `annual` is the simple yearly cost, below 0
    where less than the debt is paid, `share` the part of what the month leaves, `affordable` None where the budget is
    not known.
    `rate_known` is false where no daily rate is known: nothing is known then of `saved`, and with `total_known` false
    not of `total` and `more` either.
    `available` is false where the playbook says it usually is too late. `points` is what is left to pay, over time.
    """

    id: str
    kind: RequestKind | None
    said: Said
    total: int
    more: int
    saved: int
    per_month: int
    last: date
    affordable: bool | None
    why: Said
    annual: Decimal | None = None
    share: Decimal | None = None
    above_line: bool | None = None
    available: bool = True
    note: Said | None = None
    plan: Plan | None = None
    rate_known: bool = True
    total_known: bool = True
    once: bool = False
    left: int = 0
    points: tuple[tuple[date, int], ...] = ()

    @property
    def sum_once(self) -> int:
        """The one sum of a way that has only one."""
        return self.plan.outlay if self.plan is not None else self.per_month

    @property
    def spares_nothing(self) -> bool:
        """Whether it is to pay now where nothing can be spared."""
        return self.kind is RequestKind.PAY_NOW and self.per_month == 0


class Options(msgspec.Struct, frozen=True):
    """All ways in their order, the sentence that tells the order, the debt they start from, and the reference line."""

    rows: tuple[Option, ...]
    ranked: Said
    debt: Owed
    reference: Reference | None = None

    def option(self, id: str) -> Option | None:
        """One of the rows."""
        return next((row for row in self.rows if row.id == id), None)


RANKED = N_(
    "Order: what the month can carry first, then the lowest total, then the earliest end; what is usually too late "
    "and doing nothing stand last"
)
