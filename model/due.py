"""One thing that is due: its day, what it is, and the screen on which it is dealt with."""

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from model.allocation import Standing
from model.said import Said


class Kind(StrEnum):
    """What is due."""

    INSTALMENT = "instalment"
    SHORTFALL = "shortfall"
    FOLLOW_UP = "follow_up"
    COMPLAINT = "complaint"
    COURT = "court"
    VERIFY = "verify"
    MATERIAL = "material"
    PAPERS = "papers"
    ANSWER = "answer"
    WRITTEN = "written"
    PROOF = "proof"
    CREDIT_CHECK = "credit_check"
    DEDUCTION = "deduction"
    DETAILS = "details"
    BUDGET = "budget"


OPENS = {
    Kind.INSTALMENT: "calendar",
    Kind.SHORTFALL: "statement",
    Kind.FOLLOW_UP: "contacts",
    Kind.COMPLAINT: "contacts",
    Kind.COURT: "contacts",
    Kind.VERIFY: "contacts",
    Kind.MATERIAL: "materials",
    Kind.PAPERS: "materials",
    Kind.ANSWER: "agreement",
    Kind.WRITTEN: "agreement",
    Kind.PROOF: "materials",
    Kind.CREDIT_CHECK: "calendar",
    Kind.DEDUCTION: "budget",
    Kind.DETAILS: "checklist",
    Kind.BUDGET: "budget",
}
"""The screen on which each kind is dealt with."""


QUIET = (Kind.CREDIT_CHECK, Kind.DETAILS, Kind.BUDGET)
"""Habits: they can wait, and are not late when their day is past."""


class Due(msgspec.Struct, frozen=True):
    """One thing due on a day. `amount` is fen where money is due; `ref` names the record, stable from day to day.

    `notice` is how many days before its day one is reminded of it.
    """

    on: date
    kind: Kind
    said: Said
    case: str
    title: str
    ref: str
    amount: int | None = None
    state: Standing | None = None
    notice: int = 0

    @property
    def uid(self) -> str:
        """A name that stays the same as long as the thing does."""
        return f"{self.case}-{self.kind.value}-{self.ref}"

    def reminds(self, today: date) -> bool:
        """Whether it is to be told of on `today`: its day, or the days of notice before it, have come."""
        return self.on - timedelta(days=self.notice) <= today
