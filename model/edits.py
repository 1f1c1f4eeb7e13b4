"""Every change to a case, as pure functions; each carries the sentence that the timeline tells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Complaint,
    Contact,
    CourtPaper,
    CreditCheck,
    Form,
    Instalment,
    Loan,
    Material,
    Outcome,
    Payment,
    Point,
    Request,
    SentText,
    Snapshot,
    StepNote,
    StepState,
    Transfer,
    WrongValue,
)
from model.change import change, with_changed, with_new, without
from model.said import N_


@change(N_("Opened the case “{title}”"))
def opened(case: Case, *, title: str) -> Case:
    """Return the case as it is: only the sentence for its first entry."""
    return case


@change(N_("Changed the facts of the case"))
def set_facts(case: Case, /, **values: Any) -> Case:
    """Set fields of the case itself: title, product, lender, person, reasons, terms, offer, note and their like."""
    return replace(case, **values)


@change(N_("The app shows {total} on {on}"))
def add_snapshot(case: Case, snapshot: Snapshot) -> Case:
    """Add what the app shows."""
    return with_new(case, "snapshots", snapshot, "s")


@change(N_("Added the loan “{label}”"))
def add_loan(case: Case, loan: Loan) -> Case:
    """Add one loan of several."""
    return with_new(case, "loans", loan, "l")


@change(N_("Step “{step}”: {state}"))
def note_step(case: Case, *, step: str, state: StepState, on: date | None, text: str | None = None) -> Case:
    """Set what a person says of a step, its note too where `text` is given; the step's id is the playbook's."""
    values: dict[str, Any] = {"state": state, "on": on}
    return _with_step(case, step, values if text is None else {**values, "note": text})


@change(N_("Step “{step}”: {state}"))
def set_step(case: Case, *, step: str, state: StepState, values: Mapping[str, Any]) -> Case:
    """Set only these fields of what is said of a step; `state` is the one it has then, for the sentence."""
    return _with_step(case, step, values)


def _with_step(case: Case, step: str, values: Mapping[str, Any]) -> Case:
    there = next((note for note in case.steps if note.id == step), None)
    made = replace(there or StepNote(id=step), **values)
    if there is None:
        return replace(case, steps=(*case.steps, made))
    return replace(case, steps=tuple(made if note.id == step else note for note in case.steps))


@change(N_("Material “{name}”: {state}"))
def add_material(case: Case, material: Material) -> Case:
    """Add a paper."""
    return with_new(case, "materials", material, "m")


@change(N_("Logged a contact on {on}: {outcome}"))
def log_contact(case: Case, contact: Contact) -> Case:
    """Add a contact; when it was about a request that was only chosen, that request is filed with it."""
    case = with_new(case, "contacts", contact, "c")
    request = case.request
    told = contact.outcome in (Outcome.TOLD_TO_WAIT, Outcome.WANTS_PAPERS, Outcome.REFUSED)
    if told and request is not None and request.filed_on is None:
        case = with_changed(case, "requests", request.id, filed_on=contact.on)
    return case


@change(N_("Chose the request: {kind}"))
def choose_request(case: Case, request: Request) -> Case:
    """Make a request the one to ask for; one that was chosen but never filed gives way."""
    if case.request is not None and case.request.filed_on is None:
        case = without(case, "requests", case.request.id)
    return with_new(case, "requests", request, "q")


@change(N_("Recorded an offer of {total}"))
def record_offer(case: Case, agreement: Agreement) -> Case:
    """Record what the lender offers, its rows inside; an earlier one moves to the past ones, its rows with it."""
    case = _set_aside(case)
    serial = case.serial + 1
    return replace(case, serial=serial, agreement=replace(agreement, id=f"a{serial}"))


def _set_aside(case: Case) -> Case:
    if case.agreement is None:
        return case
    past = case.agreement
    if past.state in (AgreementState.AGREED, AgreementState.BROKEN):
        past = replace(past, rows=case.instalments)
    if past.state is AgreementState.AGREED:
        past = replace(past, state=AgreementState.BROKEN)
    elif past.state is AgreementState.OFFERED:
        past = replace(past, state=AgreementState.DECLINED)
    return replace(case, agreement=None, instalments=(), past_agreements=(*case.past_agreements, past))


@change(N_("Point of the agreement: {id}"))
def settle_point(case: Case, point: Point) -> Case:
    """Record how a point was settled; a point without words is open again. Raises `WrongValue` without an offer."""
    agreement = _agreement(case)
    there = any(other.id == point.id for other in agreement.points)
    points = agreement.points if there else (*agreement.points, point)
    points = tuple(point if other.id == point.id else other for other in points if point.words or other.id != point.id)
    return replace(case, agreement=replace(agreement, points=points))


@change(N_("Changed the terms of the agreement"))
def set_agreement(case: Case, /, **values: Any) -> Case:
    """Set fields of the agreement, `rows` included while it is only offered. Raises `WrongValue` without one."""
    return replace(case, agreement=replace(_agreement(case), **values))


@change(N_("Agreed on {on}, {form}"))
def accept_offer(case: Case, *, on: date, form: Form) -> Case:
    """Make the offer the agreement in force: its rows become the case's instalments. Raises `WrongValue`."""
    agreement = _agreement(case)
    if not agreement.rows and not case.instalments:
        raise WrongValue("an agreement needs at least one instalment")
    rows = agreement.rows or case.instalments
    agreed = replace(agreement, state=AgreementState.AGREED, agreed_on=on, form=form, rows=(), ended_on=None)
    return replace(case, agreement=agreed, instalments=tuple(sorted(rows, key=lambda row: (row.due, row.number))))


@change(N_("Did not take the offer"))
def decline_offer(case: Case, *, on: date) -> Case:
    """Leave an offer: it moves to the past ones."""
    return _set_aside(replace(case, agreement=replace(_agreement(case), ended_on=on)))


@change(N_("The agreement was broken off on {on}"))
def break_off(case: Case, *, on: date) -> Case:
    """Say that the agreement no longer holds; its rows and payments stay readable."""
    return replace(case, agreement=replace(_agreement(case), state=AgreementState.BROKEN, ended_on=on))


@change(N_("The agreement was taken up again on {on}"))
def take_up_again(case: Case, *, on: date) -> Case:
    """Say that a broken agreement holds again."""
    return replace(case, agreement=replace(_agreement(case), state=AgreementState.AGREED, ended_on=None))


@change(N_("Changed the instalments"))
def set_instalments(case: Case, rows: tuple[Instalment, ...]) -> Case:
    """Set the rows of the plan in force, or those of the offer."""
    agreement = _agreement(case)
    if agreement.state is AgreementState.OFFERED:
        return replace(case, agreement=replace(agreement, rows=rows))
    return replace(case, instalments=rows)


def _agreement(case: Case) -> Agreement:
    if case.agreement is None:
        raise WrongValue("there is no offer or agreement yet")
    return case.agreement


@change(N_("Recorded a payment of {amount} on {on}"))
def record_payment(case: Case, payment: Payment) -> Case:
    """Record money that was paid (or came back). Two equal ones on one day are two payments."""
    return with_new(case, "payments", payment, "p")


@change(N_("Changed the budget"))
def set_budget(case: Case, budget: Budget) -> Case:
    """Set the person's month."""
    return replace(case, budget=budget)


@change(N_("Logged what arrived on {received_on}: {kind}"))
def log_court(case: Case, paper: CourtPaper) -> Case:
    """Log a paper or a call from a court, or a lawyer's letter."""
    return with_new(case, "court", paper, "j")


@change(N_("Filed a complaint on {filed_on}"))
def log_complaint(case: Case, complaint: Complaint) -> Case:
    """Log a complaint."""
    return with_new(case, "complaints", complaint, "k")


@change(N_("The debt was taken over by {creditor}"))
def log_transfer(case: Case, transfer: Transfer) -> Case:
    """Log that the debt was sold; what was paid before stays."""
    return with_new(case, "transfers", transfer, "t")


@change(N_("Kept a text as sent on {on}"))
def keep_sent(case: Case, sent: SentText) -> Case:
    """Keep a statement as it was sent."""
    return with_new(case, "sent", sent, "x")


@change(N_("Sent the request on {on}, and kept the text"))
def send_request(case: Case, sent: SentText) -> Case:
    """Keep the text of a request as it was sent; with it the request that was only chosen is filed."""
    request = case.request
    if request is not None and request.filed_on is None:
        case = with_changed(case, "requests", request.id, filed_on=sent.on)
    return keep_sent(case, sent)


@change(N_("Checked the credit report on {on}"))
def log_credit_check(case: Case, check: CreditCheck) -> Case:
    """Log a look at the credit report."""
    return with_new(case, "credit_checks", check, "r")


@change(N_("Closed the case on {on}"))
def close(case: Case, *, on: date) -> Case:
    """Say that the debt is paid off outside a plan."""
    return replace(case, closed_on=on)


@change(N_("Opened the case again"))
def reopen(case: Case) -> Case:
    """Take back that the case is closed."""
    return replace(case, closed_on=None)


@change(N_("Changed an entry: {what}"))
def revise(case: Case, *, field: str, id: str, values: Mapping[str, Any], what: str = "") -> Case:
    """Give new values to the record `id` in the tuple `field`; only the named fields change. Raises `NotThere`."""
    return with_changed(case, field, id, **values)


@change(N_("Removed an entry: {what}"))
def remove(case: Case, *, field: str, id: str, what: str = "") -> Case:
    """Take the record `id` out of the tuple `field`. Raises `NotThere`."""
    return without(case, field, id)
