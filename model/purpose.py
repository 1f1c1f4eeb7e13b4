"""Which text applies to a case as it stands: a request, a dispute, a question, or the proof of settlement."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from model.case import (
    AgreementState,
    Case,
    ContactKind,
    CourtKind,
    Form,
    Instalment,
    Reason,
    RequestKind,
    Stage,
)
from model.said import N_, Said
from model.statement_facts import Month


class Purpose(StrEnum):
    """What a text is for; the template of each has its name."""

    ASK = "ask"
    FOLLOW_UP = "follow-up"
    ASK_AGAIN = "ask-again"
    CHECK = "check"
    RUNNING = "running"
    BEFORE_MISSING = "before-missing"
    RESUME = "resume"
    DISPUTE = "dispute"
    VERIFY_TRANSFER = "verify-transfer"
    NEW_CREDITOR = "new-creditor"
    COURT = "court"
    SETTLEMENT_PROOF = "settlement-proof"
    RELATIVE = "relative"
    COMPLAINT = "complaint"


class Way(StrEnum):
    """How a text reaches the other side."""

    PHONE = "phone"
    CHAT = "chat"
    LETTER = "letter"


ONE_FORM = frozenset({Purpose.RELATIVE, Purpose.COMPLAINT})
"""Purposes whose text is the same in each way."""


TITLES: dict[Purpose, str] = {
    Purpose.ASK: N_("Ask for a way to repay"),
    Purpose.FOLLOW_UP: N_("Ask how far it is"),
    Purpose.ASK_AGAIN: N_("Ask again after a no"),
    Purpose.CHECK: N_("Ask for the open points in writing"),
    Purpose.RUNNING: N_("Confirm the balance and the next instalment"),
    Purpose.BEFORE_MISSING: N_("Before an instalment that cannot be met"),
    Purpose.RESUME: N_("Take the plan up again"),
    Purpose.DISPUTE: N_("Not mine, or I was cheated"),
    Purpose.VERIFY_TRANSFER: N_("Was the debt really sold? Ask the lender"),
    Purpose.NEW_CREDITOR: N_("Ask the new creditor for the balance and the proof"),
    Purpose.COURT: N_("Verify with the court"),
    Purpose.SETTLEMENT_PROOF: N_("Ask for the proof of settlement"),
    Purpose.RELATIVE: N_("A reply for family, work or friends"),
    Purpose.COMPLAINT: N_("A complaint: facts only"),
}

WAYS: dict[Way, str] = {
    Way.PHONE: N_("on the phone"),
    Way.CHAT: N_("in the chat"),
    Way.LETTER: N_("as a letter"),
}

BEFORE_SENDING = Said(
    N_(
        "Before you send it: asking for time or for instalments can make the limitation period start anew; "
        "asking for the balance does not. If you are unsure, ask 12348 first."
    )
)
"""Said once, in help (司法解释 on limitation, articles 8 and 14)."""


class Row(Protocol):
    """What is needed of an instalment's state (see `model.allocation.InstalmentState`)."""

    @property
    def instalment(self) -> Instalment: ...
    @property
    def left(self) -> int: ...


def not_owed(case: Case) -> bool:
    """Return whether no text may promise payment: not mine, cheated, disputed, or a guardian has to act first."""
    request = case.request
    disputed = request is not None and request.kind is RequestKind.DISPUTE
    return Reason.NOT_MINE in case.reasons or disputed or case.guardian_needed


def purpose(case: Case, stage: Stage, rows: Sequence[Row], today: date, month: Month | None = None) -> Purpose:
    """Return the text that applies; every stage has one.

    `rows` are the states of the plan in force, `month` what the person's month leaves, where it is known.
    """
    if stage is Stage.PAID_OFF or asks_for_proof(case):
        return Purpose.SETTLEMENT_PROOF
    if stage is Stage.SUED:
        return Purpose.COURT
    if not_owed(case):
        return Purpose.DISPUTE
    if case.transfers:
        transfer = case.transfers[-1]
        if transfer.verified_on is None:
            return Purpose.VERIFY_TRANSFER
        if not any(contact.kind == "own" and contact.on > transfer.verified_on for contact in case.contacts):
            return Purpose.NEW_CREDITOR
    return _on_the_road(case, stage, rows, today, month)


def asks_for_proof(case: Case) -> bool:
    """Return whether the request chosen last is the proof of settlement."""
    return case.request is not None and case.request.kind is RequestKind.SETTLEMENT_PROOF


def _on_the_road(case: Case, stage: Stage, rows: Sequence[Row], today: date, month: Month | None) -> Purpose:
    if stage in (Stage.AGREED, Stage.REPAYING):
        if any(row.left > 0 and row.instalment.due < today for row in rows):
            return Purpose.RESUME
        oral = case.agreement is not None and case.agreement.form is Form.ORAL
        if oral and stage is Stage.AGREED:
            return Purpose.CHECK
        following = next((row for row in rows if row.left > 0), None)
        short = following is not None and _asks_too_much(case, following, month)
        return Purpose.BEFORE_MISSING if short else Purpose.RUNNING
    return {
        Stage.BROKEN: Purpose.RESUME,
        Stage.OFFERED: Purpose.CHECK,
        Stage.REFUSED: Purpose.ASK_AGAIN,
        Stage.WAITING: Purpose.FOLLOW_UP,
    }.get(stage, Purpose.ASK)


def _asks_too_much(case: Case, row: Row, month: Month | None) -> bool:
    """Whether an instalment asks for more than the month leaves, or than the person said they can pay."""
    left = month.left if month is not None else None
    return (case.offer is not None and case.offer < row.left) or (left is not None and left < row.left)


def purposes(
    case: Case, stage: Stage, rows: Sequence[Row], today: date, month: Month | None = None
) -> tuple[Purpose, ...]:
    """Return every text that can be of use now, the one that applies first; see `purpose`."""
    first = purpose(case, stage, rows, today, month)
    found = [first]
    if not not_owed(case) and stage is not Stage.PAID_OFF:
        found.append(Purpose.ASK)
        unpaid = [row.instalment.due for row in rows if row.left > 0]
        if unpaid:
            found.append(Purpose.RUNNING)
            found.append(Purpose.RESUME if min(unpaid) < today else Purpose.BEFORE_MISSING)
        broken = case.agreement is not None and case.agreement.state is AgreementState.BROKEN
        if broken:
            found.append(Purpose.RESUME)
        elif case.agreement is not None:
            found.append(Purpose.CHECK)
    elif not_owed(case):
        found.append(Purpose.DISPUTE)
    if case.transfers:
        found += [Purpose.VERIFY_TRANSFER, Purpose.NEW_CREDITOR]
    if any(paper.kind is not CourtKind.LAWYER_LETTER for paper in case.court):
        found.append(Purpose.COURT)
    if any(contact.kind is ContactKind.THIRD_PARTY for contact in case.contacts):
        found.append(Purpose.RELATIVE)
    if any(contact.kind is not ContactKind.OWN for contact in case.contacts):
        found.append(Purpose.COMPLAINT)
    return tuple(dict.fromkeys(found))
