"""What a text may use: the facts by their names, and the words that name a missing one.

Amounts are fen, days `datetime.date`; None is not known. The ceiling of the budget is never among the
facts: `monthly_offer` is the sum chosen within it, and is left out where it is above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from model.said import N_, Said

_NAMED = {
    "name": N_("the name of the person"),
    "phone": N_("the phone number"),
    "id_masked": N_("the identity number"),
    "contract_no": N_("the contract number"),
    "lender": N_("the lender"),
    "product": N_("which kind of loan it is"),
    "due_date": N_("the due date, or the days overdue"),
    "owed": N_("what the app shows is owed"),
    "snapshot_date": N_("what the app shows is owed"),
    "parts": N_("principal, interest and penalty as the app shows them"),
    "penalty": N_("the penalty interest as the app shows it"),
    "hardship": N_("the reason, in short words of your own"),
    "hardship_full": N_("the reason, in words of your own"),
    "hardship_since": N_("since when"),
    "income": N_("the income a month"),
    "essentials": N_("the costs of living a month"),
    "monthly_offer": N_("the sum you offer to pay each month"),
    "request": N_("what to ask for: choose it under options"),
    "count": N_("how many instalments"),
    "each": N_("how much each instalment is"),
    "first_due": N_("when the first instalment is due"),
    "new_due": N_("the new due date to ask for"),
    "amount": N_("how much is to be waived"),
    "materials_ready": N_("papers that are ready"),
    "attachments": N_("papers that are ready"),
    "filed_on": N_("when the request was filed"),
    "request_no": N_("the number of the request"),
    "refused_on": N_("when they said no"),
    "agreed_on": N_("when it was agreed"),
    "row_due": N_("which instalment it is about"),
    "points": N_("the points to ask for"),
    "creditor": N_("who took the debt over"),
    "noticed_on": N_("when you were told of it"),
    "court": N_("which court"),
    "court_no": N_("the court's case number"),
    "paper": N_("what arrived from the court"),
    "last_paid_on": N_("the last payment"),
    "calls": N_("the contacts it is about"),
}
"""Facts worth naming when a text had to do without them. Others are simply left out."""


@dataclass(frozen=True)
class Month:
    """A month of the person in fen, and how much an offer may cost at most; None is unknown.

    `expenses` are the costs of living as they were entered, each its label and its kind; `cash` is what is safe to pay
    today.
    """

    income: int | None = None
    essentials: int | None = None
    other_dues: int | None = None
    reserve: int | None = None
    ceiling: int | None = None
    expenses: tuple[tuple[str, str], ...] = ()
    cash: int | None = None

    @property
    def left(self) -> int | None:
        """What the month leaves, the reserve included, never below 0; None unless income and living costs are known."""
        if self.income is None or self.essentials is None:
            return None
        return max(0, self.income - self.essentials - (self.other_dues or 0))


@dataclass(frozen=True)
class Call:
    """One contact, as a complaint tells it."""

    on: date
    at: str = ""
    number: str = ""
    agent: str = ""
    said: str = ""
    disclosed: str = ""
    third_party: bool = False
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementFacts:
    """What a text may use. None: not known."""

    today: date
    kind: str = ""
    overdue: bool = True
    minor: bool = False
    name: str | None = None
    phone: str | None = None
    phone_tail: str | None = None
    id_masked: str | None = None
    call_hours: str | None = None
    lender: str | None = None
    product: str | None = None
    contract_no: str | None = None
    due_date: date | None = None
    days: int | None = None
    owed: int | None = None
    snapshot_date: date | None = None
    parts: tuple[tuple[str, int], ...] | None = None
    penalty: int | None = None
    paid_since: int | None = None
    last_paid_on: date | None = None
    last_paid: int | None = None
    hardship: str | None = None
    hardship_full: str | None = None
    hardship_since: date | None = None
    income_before: int | None = None
    income_plan: str | None = None
    income: int | None = None
    essentials: int | None = None
    essential_names: tuple[str, ...] | None = None
    other_dues: int | None = None
    reserve: int | None = None
    not_at_once: bool | None = None
    monthly_offer: int | None = None
    affordable: bool | None = None
    count: int | None = None
    each: int | None = None
    first_due: date | None = None
    new_due: date | None = None
    component: str | None = None
    amount: int | None = None
    also_waive: bool | None = None
    filed_on: date | None = None
    request_no: str | None = None
    waited: int | None = None
    refused_on: date | None = None
    promised_on: date | None = None
    promised_by: date | None = None
    promised_agent: str | None = None
    agreed_on: date | None = None
    points: tuple[str, ...] | None = None
    row_due: date | None = None
    row_left: int | None = None
    can_pay: int | None = None
    extend_to: date | None = None
    creditor: str | None = None
    noticed_on: date | None = None
    old_lender: str | None = None
    court: str | None = None
    court_no: str | None = None
    paper: str | None = None
    paper_kind: str = ""
    hearing_on: date | None = None
    calls: tuple[Call, ...] | None = None
    materials_ready: tuple[str, ...] | None = None
    attachments: tuple[str, ...] | None = None

    def known(self) -> dict[str, object]:
        """The facts that are known, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


NAMES = frozenset(field.name for field in fields(StatementFacts)) | {"request", "second_request"}
"""Every name a template may use."""


def lacking(names: Sequence[str]) -> tuple[Said, ...]:
    """Return the facts in `names` that are worth naming, each once, as sentences."""
    return tuple(Said(text) for text in dict.fromkeys(_NAMED[name] for name in names if name in _NAMED))
