"""The facts of a case that a text may use, gathered; what is not known stays None, is left out and named."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from model.agreement_check import check
from model.budget import budget_of, means_of, safe_today
from model.case import (
    Case,
    Component,
    ContactKind,
    CourtKind,
    MaterialState,
    Outcome,
    Payment,
    PaymentKind,
    Product,
    Reason,
    RequestKind,
    Snapshot,
)
from model.playbook import Playbook
from model.purpose import Row
from model.statement_facts import Call, Month, StatementFacts
from model.text import clean_line, clean_note, masked

SOON = 3
"""From how many days on a text says how long an answer has been waited for."""

SHORT_REASON = 60
"""How many characters the reason may take where it is spoken."""


def facts(
    case: Case,
    playbook: Playbook,
    today: date,
    *,
    rows: Sequence[Row] = (),
    month: Month | None = None,
    language: str = "zh",
    masked_id: bool = True,
) -> StatementFacts:
    """Return the facts of `case` on `today`, words of the playbook in `language`.

    `rows` are the states of the plan in force, `month` the person's budget (by default the case's own entries).
    """
    values: dict[str, Any] = {"today": today, "minor": case.guardian_needed}
    if month is None:
        month = month_of(case, (), today)
    for part in (
        _person(case, masked_id),
        _debt(case, playbook, today, language),
        _why(case, playbook, language),
        _means(case, month),
        _essentials(playbook, month, language),
        _at_once(case, month),
        _asked(case, today),
        _talks(case, playbook, language),
        _plan(case, rows, today),
        _others(case, playbook, language),
    ):
        values.update({name: value for name, value in part.items() if value not in (None, "", ())})
    return StatementFacts(**values)


def _person(case: Case, masked_id: bool) -> dict[str, object]:
    person = case.person
    number = clean_line(person.id_number)
    digits = "".join(character for character in person.phone if character.isdigit())
    return {
        "name": clean_line(person.name),
        "phone": clean_line(person.phone),
        "phone_tail": digits[-4:] if len(digits) >= 7 else None,
        "id_masked": masked(number) if masked_id else number,
        "call_hours": _ended(person.call_hours),
    }


_MARKS = re.compile(r"([，。；、：])[，。；、：\s]+")


def _ended(text: str) -> str:
    """Return one line without the marks around it: the template puts its own."""
    return _MARKS.sub(r"\1", clean_line(text)).strip("。．.；;，,、：: ！!")


def latest_snapshot(case: Case) -> Snapshot | None:
    """Return what the app showed last of the whole case; of several loans, their sum on the oldest of their days."""
    whole = case.snapshot
    if whole is not None or not case.loans:
        return whole
    latest: dict[str, Snapshot] = {}
    for snapshot in case.snapshots:
        before = latest.get(snapshot.loan)
        if before is None or snapshot.on >= before.on:
            latest[snapshot.loan] = snapshot
    found = [latest[loan.id] for loan in case.loans if loan.id in latest]
    if not found or len(found) < len(case.loans):
        return None
    sums = {
        name: sum(getattr(one, name) for one in found)
        for name in ("principal", "interest", "penalty", "fee")
        if all(getattr(one, name) is not None for one in found)
    }
    return Snapshot(id="", on=min(one.on for one in found), total=sum(one.total for one in found), **sums)


def due_day(case: Case) -> date | None:
    """Return the day on which the debt fell due: as the app shows it, or counted back from its days overdue."""
    dated = [snapshot for snapshot in case.snapshots if snapshot.due or snapshot.overdue_days is not None]
    if dated:
        latest = max(dated, key=lambda snapshot: snapshot.on)
        return latest.due or latest.on - timedelta(days=latest.overdue_days or 0)
    return min((loan.due for loan in case.loans if loan.due), default=None)


def _debt(case: Case, playbook: Playbook, today: date, language: str) -> dict[str, object]:
    named = case.product not in (Product.OTHER, Product.UNKNOWN)
    values: dict[str, object] = {
        "lender": clean_line(case.lender),
        "contract_no": clean_line(case.contract_no) or "、".join(clean_line(loan.contract_no) for loan in case.loans),
        "product": playbook.product(case.product).name.in_(language) if named else None,
    }
    if not case.contract_no and not all(loan.contract_no for loan in case.loans):
        values["contract_no"] = None
    due = due_day(case)
    if due is not None:
        values |= {"due_date": due, "days": (today - due).days if due < today else None, "overdue": due < today}
    snapshot = latest_snapshot(case)
    if snapshot is not None and snapshot.total > 0:
        values |= {"owed": snapshot.total, "snapshot_date": snapshot.on, "penalty": snapshot.penalty or None}
        values["parts"] = _parts(snapshot)
        values["paid_since"] = _net(payment for payment in case.payments if payment.on > snapshot.on)
    paid = [payment for payment in case.payments if payment.kind is PaymentKind.PAYMENT]
    if paid:
        last = max(paid, key=lambda payment: payment.on)
        values |= {"last_paid_on": last.on, "last_paid": last.amount}
    return values


def _parts(snapshot: Snapshot) -> tuple[tuple[str, int], ...] | None:
    """Return the parts the app shows, if they add up to its total: a text never holds figures that do not."""
    shown = [(name, getattr(snapshot, name)) for name in ("principal", "interest", "penalty", "fee", "enforcement")]
    kept = tuple((name, amount) for name, amount in shown if amount)
    return kept if len(kept) > 1 and sum(amount for _, amount in kept) == snapshot.total else None


def _net(payments: Iterable[Payment]) -> int | None:
    total = 0
    for payment in payments:
        total += payment.amount if payment.kind is PaymentKind.PAYMENT else -payment.amount
    return total if total > 0 else None


def _why(case: Case, playbook: Playbook, language: str) -> dict[str, object]:
    hardship = case.hardship
    own = clean_note(hardship.words).replace("\n", "，" if language == "zh" else ", ")
    own = _ended(own)
    standard = _standard_reason(case, playbook, language)
    return {
        "hardship": _short(own) or standard,
        "hardship_full": own or standard,
        "hardship_since": hardship.since,
        "income_before": hardship.income_before,
        "income_plan": _ended(hardship.income_plan),
    }


def _standard_reason(case: Case, playbook: Playbook, language: str) -> str | None:
    """Return the playbook's words for the reasons of the case; None where it has none."""
    chinese, words = language == "zh", []
    kind = next((info for info in playbook.hardships if info.id == case.hardship.kind), None)
    for reason in case.reasons:
        info = playbook.reason(reason)
        if reason is Reason.NOT_MINE or reason is Reason.OTHER or info is None:
            continue
        if reason is Reason.NO_MONEY and kind is not None:
            words.append(kind.words if chinese else kind.name.en)
        elif info.words:
            words.append(info.words if chinese else info.name.en)
    return ("，" if chinese else "; ").join(_ended(word) for word in words if word) or None


def _short(own: str) -> str | None:
    """Return the person's own words if they can be spoken: whole, else up to a sentence or a comma."""
    if len(own) <= SHORT_REASON:
        return own or None
    for marks in ("。；！？", "，,"):
        cuts = [n for n in range(8, SHORT_REASON + 1) if own[n] in marks]
        if cuts:
            return _ended(own[: cuts[0] if marks[0] == "。" else cuts[-1]])
    return None


def month_of(case: Case, cases: Iterable[Case], today: date) -> Month:
    """Return the person's month: the budget that holds among their `cases`, and what an offer may cost at most."""
    cases = tuple(cases)
    budget = budget_of(case, cases)
    found = means_of(case, cases, today)
    safe = safe_today(budget, today)
    return Month(
        income=found.income if budget.incomes else None,
        essentials=found.essentials if budget.expenses else None,
        other_dues=found.other_dues + found.own_dues or None,
        reserve=found.reserve or None,
        ceiling=found.ceiling if found.whole else None,
        expenses=tuple((clean_line(row.label), row.kind) for row in budget.expenses),
        cash=safe.amount if safe is not None else None,
    )


def _essentials(playbook: Playbook, month: Month, language: str) -> dict[str, object]:
    """Return the names of the costs of living that were entered, those of the playbook's kinds in `language`."""
    kinds = {kind.id: kind.name for kind in playbook.essentials}
    names = []
    for label, kind in month.expenses:
        name = kinds.get(kind)
        names.append(name.in_(language) if name is not None and label in ("", name.zh, name.en) else label)
    return {"essential_names": tuple(dict.fromkeys(name for name in names if name))}


def _at_once(case: Case, month: Month) -> dict[str, object]:
    """Return whether something known says that it cannot be paid all at once: the reason, the cash or the month."""
    snapshot = latest_snapshot(case)
    owed = snapshot.total - (_net(p for p in case.payments if p.on > snapshot.on) or 0) if snapshot else None
    if owed is not None and month.cash is not None:
        return {"not_at_once": True if month.cash < owed else None}
    short = owed is not None and month.ceiling is not None and month.ceiling < owed
    return {"not_at_once": True if short or Reason.NO_MONEY in case.reasons else None}


def _offered(case: Case, month: Month) -> int | None:
    """Return the sum a month that is offered: the one typed, else an instalment asked for that the month carries."""
    request = case.request
    if case.offer is not None or request is None or request.kind is not RequestKind.INSTALMENTS:
        return case.offer
    carried = request.each is not None and month.ceiling is not None and request.each <= month.ceiling
    return request.each if carried else None


def _means(case: Case, month: Month) -> dict[str, object]:
    offer = _offered(case, month)
    over = offer is not None and month.ceiling is not None and offer > month.ceiling
    return {
        "income": month.income,
        "essentials": month.essentials or None,
        "other_dues": month.other_dues or None,
        "reserve": month.reserve or None,
        "monthly_offer": None if over else offer or None,
        "affordable": True if offer and month.ceiling is not None and not over else None,
    }


def _asked(case: Case, today: date) -> dict[str, object]:
    request = case.request
    if request is None:
        return {}
    waiver = request.kind is RequestKind.WAIVER
    late = Reason.FORGOT in case.reasons or Reason.NOT_REACHED in case.reasons
    snapshot = latest_snapshot(case)
    component = request.component.value if request.component else ("penalty" if waiver else None)
    amount = request.amount
    if waiver and amount is None and component and snapshot is not None:
        amount = getattr(snapshot, component)
    also = not waiver and (request.component is Component.PENALTY or (request.kind is RequestKind.PAY_NOW and late))
    waited = (today - request.filed_on).days if request.filed_on else 0
    return {
        "kind": request.kind.value,
        "count": request.count,
        "each": request.each or None,
        "first_due": request.first_due if request.first_due and request.first_due > today else None,
        "new_due": request.new_due if request.new_due and request.new_due > today else None,
        "component": component,
        "amount": amount or None,
        "also_waive": True if also else None,
        "filed_on": request.filed_on,
        "request_no": clean_line(request.number),
        "waited": waited if waited >= SOON else None,
    }


def _talks(case: Case, playbook: Playbook, language: str) -> dict[str, object]:
    refused = [contact.on for contact in case.contacts if contact.outcome is Outcome.REFUSED]
    agreement = case.agreement
    open_points = [info.ask.in_(language) for info in check(case, playbook).ask if info.must]
    promises = [contact for contact in case.contacts if contact.promised_by and contact.kind is ContactKind.OWN]
    promise = max(promises, key=lambda contact: contact.on, default=None)
    return {
        "promised_on": promise.on if promise else None,
        "promised_by": promise.promised_by if promise else None,
        "promised_agent": _ended(promise.agent) if promise else None,
        "refused_on": max(refused, default=None),
        "agreed_on": agreement.agreed_on if agreement else None,
        "points": tuple(_question(ask, language) for ask in open_points),
    }


def _question(ask: str, language: str) -> str:
    """Return a point to ask for as one whole sentence."""
    asked = clean_line(ask).rstrip("。.；;")
    return asked if asked.endswith(("？", "?")) else asked + ("。" if language == "zh" else ".")


def _plan(case: Case, rows: Sequence[Row], today: date) -> dict[str, object]:
    unpaid = [row for row in rows if row.left > 0]
    if not unpaid:
        return {}
    row = unpaid[0]
    request = case.request
    asked = request is not None and case.agreement is not None and request.chosen_on >= case.agreement.on
    extend = request.new_due if request is not None and asked and request.kind is RequestKind.EXTENSION else None
    part = case.offer if case.offer and case.offer < row.left else None
    return {
        "row_due": row.instalment.due,
        "row_left": row.left,
        "can_pay": part,
        "extend_to": extend if extend and extend > max(today, row.instalment.due) else None,
    }


def _others(case: Case, playbook: Playbook, language: str) -> dict[str, object]:
    ready = _ready(case, playbook, language)
    values: dict[str, object] = {"materials_ready": ready[:4], "attachments": ready, "calls": _calls(case)}
    if case.transfers:
        transfer = case.transfers[-1]
        values |= {"creditor": clean_line(transfer.creditor), "noticed_on": transfer.noticed_on}
        if transfer.verified_on is not None and transfer.creditor:
            values |= {"lender": clean_line(transfer.creditor), "old_lender": clean_line(case.lender)}
    papers = [p for p in case.court if p.closed_on is None and p.kind is not CourtKind.LAWYER_LETTER]
    if papers:
        paper = papers[-1]
        info = playbook.court(paper.kind)
        values |= {"court": clean_line(paper.court), "court_no": clean_line(paper.case_no)}
        values |= {"paper_kind": paper.kind.value, "paper": info.name.in_(language) if info else None}
        values["hearing_on"] = paper.hearing_on
    return values


def _ready(case: Case, playbook: Playbook, language: str) -> tuple[str, ...]:
    """Return the names of the papers that are really there, in the playbook's order."""
    there = (MaterialState.READY, MaterialState.SUBMITTED, MaterialState.ACCEPTED)
    found = []
    for info in playbook.materials:
        if any(material.kind == info.id and material.state in there for material in case.materials):
            found.append(info.name.in_(language))
    kinds = {info.id for info in playbook.materials}
    for material in case.materials:
        if material.kind not in kinds and material.state in there and material.name:
            found.append(clean_line(material.name))
    return tuple(dict.fromkeys(found))


def _calls(case: Case) -> tuple[Call, ...]:
    found = []
    for contact in case.contacts:
        if contact.kind is not ContactKind.OWN:
            third = contact.kind is ContactKind.THIRD_PARTY
            texts = (contact.number, contact.agent, contact.said, contact.disclosed, contact.evidence)
            number, agent, said, disclosed, evidence = (_ended(text) for text in texts)
            found.append(Call(contact.on, contact.at, number, agent, said, disclosed, third, evidence))
    return tuple(sorted(found, key=lambda call: (call.on, call.at)))
