"""The sections of a dossier, each from one part of the case."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from model.agreement_check import check, rows_of
from model.allocation import plan_state
from model.budget import budget_of, means_of
from model.case import Case, Contact, ContactKind, PaymentKind, Snapshot
from model.dossier_parts import NONE, Cell, Entry, Fact, Section, Table, amount, day, facts_of, lines, table_of, term
from model.money import yuan
from model.owed import owed
from model.papers import papers
from model.playbook import Playbook
from model.purpose import WAYS
from model.road import stage, view
from model.said import N_, Said
from model.text import clean_line, clean_note


def sections(
    case: Case, entries: Iterable[Entry], playbook: Playbook, today: date, language: str, cases: Sequence[Case]
) -> Iterator[Section]:
    """Yield every section in the order of reading; those that are empty are left out by the caller."""
    yield _facts(case, playbook, today, language)
    yield _figures(case, playbook, today)
    yield _shown(case)
    yield _requests(case)
    yield _agreement(case, playbook, language)
    yield _instalments(case, today)
    yield _payments(case)
    yield _contacts(case, playbook, language)
    yield _promises(case)
    yield _papers(case, playbook, today, language)
    yield _steps(case, playbook, language)
    yield _budget(case, cases, today)
    yield _court(case, playbook, language)
    yield _complaints(case, playbook, language)
    yield _sent(case)
    yield _timeline(entries)


def _facts(case: Case, playbook: Playbook, today: date, language: str) -> Section:
    person, hardship = case.person, case.hardship
    product = playbook.product(case.product).name.in_(language)
    reasons = [info.name.in_(language) for info in map(playbook.reason, case.reasons) if info]
    facts = facts_of(
        (N_("Person"), clean_line(person.name)),
        (N_("Identity number"), clean_line(person.id_number)),
        (N_("Phone"), clean_line(person.phone)),
        (N_("Product"), product),
        (N_("Lender"), clean_line(case.lender)),
        (N_("Contract number"), clean_line(case.contract_no)),
        (N_("Stage"), term("stage", stage(view(case, playbook, today)).value)),
        (N_("Opened on"), case.opened_on.isoformat()),
        (N_("Closed on"), case.closed_on.isoformat() if case.closed_on else None),
        (N_("Reason"), ("、" if language == "zh" else "; ").join(reasons)),
        (N_("In the person's words"), clean_note(hardship.words)),
        (N_("Since"), hardship.since.isoformat() if hardship.since else None),
        (N_("Income before"), yuan(hardship.income_before) if hardship.income_before else None),
        (N_("Adviser"), clean_line(case.adviser)),
        (N_("Note"), clean_note(case.note)),
    )
    rows = tuple(
        (clean_line(loan.label), clean_line(loan.contract_no) or NONE, day(loan.borrowed_on), day(loan.due))
        for loan in case.loans
    )
    heads = (Said(N_("Loan")), Said(N_("Contract number")), Said(N_("Borrowed on")), Said(N_("Due")))
    return Section(Said(N_("Facts")), facts, (Table(heads, rows),) if rows else ())


def _figures(case: Case, playbook: Playbook, today: date) -> Section:
    figure = owed(case, playbook, today)
    if not figure.known:
        return Section(Said(N_("What is owed")))
    span = yuan(figure.total) if figure.low == figure.high else f"{yuan(figure.low)} – {yuan(figure.high)}"
    days = yuan(figure.per_day_low)
    if figure.per_day_low != figure.per_day_high:
        days += f" – {yuan(figure.per_day_high)}"
    facts = [Fact(Said(N_("Owed on {on}, about"), {"on": today.isoformat()}), span)]
    if not figure.rate_known:
        facts.append(Fact(Said(N_("Added each day, about")), Said(N_("not known: no daily rate is noted yet"))))
    elif figure.per_day_high:
        facts.append(Fact(Said(N_("Added each day, about")), days))
    if figure.overdue_days:
        facts.append(Fact(Said(N_("Days past the due date")), str(figure.overdue_days)))
    if figure.parts_known:
        for name in ("principal", "interest", "penalty", "fee", "enforcement"):
            if part := getattr(figure.parts, name):
                facts.append(Fact(Said("{component}", {"component": name}), yuan(part)))
    rows = tuple((line.said, amount(line.amount) if line.amount is not None else "") for line in figure.working)
    heads = (Said(N_("How it is worked out")), Said(N_("Amount")))
    return Section(Said(N_("What is owed")), tuple(facts), (Table(heads, rows, frozenset({1})),))


def _shown(case: Case) -> Section:
    labels = {loan.id: loan.label for loan in case.loans}

    def row(snapshot: Snapshot) -> tuple[Cell, ...]:
        parts = (snapshot.principal, snapshot.interest, snapshot.penalty, snapshot.fee)
        return (
            snapshot.on.isoformat(),
            clean_line(labels.get(snapshot.loan, "")) or NONE,
            yuan(snapshot.total),
            *(amount(part) for part in parts),
            clean_note(snapshot.note),
        )

    heads = (N_("Day"), N_("Loan"), N_("Total"), N_("Principal"), N_("Interest"), N_("Penalty interest"), N_("Fees"))
    rows = tuple(row(snapshot) for snapshot in sorted(case.snapshots, key=lambda s: s.on))
    table = table_of((*heads, N_("Note")), rows, {2, 3, 4, 5, 6})
    return Section(Said(N_("What the app showed")), tables=(table,) if table.rows else ())


def _requests(case: Case) -> Section:
    rows = tuple(
        (
            term("kind", request.kind.value),
            day(request.chosen_on),
            day(request.filed_on),
            str(request.count or NONE),
            amount(request.each),
            day(request.first_due or request.new_due),
            amount(request.amount),
            clean_line(request.number),
            clean_note(request.note),
        )
        for request in case.requests
    )
    heads = (N_("Request"), N_("Chosen on"), N_("Filed on"), N_("Instalments"), N_("Each"), N_("From"))
    table = table_of((*heads, N_("Waived"), N_("Number"), N_("Note")), rows, {4, 6})
    return Section(Said(N_("What was asked for")), tables=(table,) if rows else ())


def _agreement(case: Case, playbook: Playbook, language: str) -> Section:
    agreement = case.agreement
    past = tuple(
        (day(one.on), term("state", one.state.value), amount(one.total), day(one.ended_on), clean_note(one.note))
        for one in case.past_agreements
    )
    heads = (N_("Earlier offer of"), N_("State"), N_("Total"), N_("Ended on"), N_("Note"))
    before = table_of(heads, past, {2})
    title = Said(N_("Agreement"))
    if agreement is None:
        return Section(title, tables=(before,) if past else ())
    facts = facts_of(
        (N_("State"), term("state", agreement.state.value)),
        (N_("Form"), term("form", agreement.form.value)),
        (N_("Offered on"), agreement.on.isoformat()),
        (N_("Agreed on"), agreement.agreed_on.isoformat() if agreement.agreed_on else None),
        (N_("Total to pay"), yuan(agreement.total) if agreement.total is not None else None),
        (N_("Debt that day"), yuan(agreement.balance) if agreement.balance is not None else None),
        (N_("Waived"), yuan(agreement.waived) if agreement.waived else None),
        (N_("First payment"), yuan(agreement.down_payment) if agreement.down_payment else None),
        (N_("Evidence"), clean_note(agreement.evidence)),
        (N_("Note"), clean_note(agreement.note)),
    )
    found = check(case, playbook)
    rows: list[tuple[Cell, ...]] = []
    for settled, form in (*((s, "written") for s in found.written), *((s, "oral") for s in found.oral)):
        words = clean_note(settled.point.words) or NONE
        rows.append((settled.info.name.in_(language), term("form", form), words))
    rows += [(info.name.in_(language), Said(N_("not settled yet")), info.ask.in_(language)) for info in found.missing]
    points = table_of((N_("Point"), N_("Settled"), N_("Words")), rows)
    remarks: list[Cell] = [finding.said for finding in found.findings]
    if found.caution:
        remarks.append(found.caution)
    tables = tuple(table for table in (points, before) if table.rows)
    return Section(title, facts, tables, tuple(remarks))


def _instalments(case: Case, today: date) -> Section:
    heads = (N_("No."), N_("Due"), N_("Amount"), N_("Principal"), N_("Interest"), N_("Fees"), N_("Paid"), N_("Left"))
    if case.instalments:
        rows = tuple(
            (
                str(state.instalment.number),
                state.instalment.due.isoformat(),
                yuan(state.instalment.total),
                yuan(state.instalment.principal),
                yuan(state.instalment.interest),
                yuan(state.instalment.fee) if state.instalment.fee else "",
                yuan(state.paid),
                yuan(state.left),
                term("state", state.state.value),
            )
            for state in plan_state(case, today)
        )
        table = table_of((*heads, N_("State")), rows, {2, 3, 4, 5, 6, 7})
    else:
        offered = tuple((str(row.number), row.due.isoformat(), yuan(row.total)) for row in rows_of(case))
        table = table_of(heads[:3], offered, {2})
    return Section(Said(N_("Instalments")), tables=(table,) if table.rows else ())


def _payments(case: Case) -> Section:
    rows = tuple(
        (
            payment.on.isoformat(),
            yuan(-payment.amount if payment.kind is PaymentKind.REFUND else payment.amount),
            term("kind", payment.kind.value),
            clean_note(payment.note),
        )
        for payment in sorted(case.payments, key=lambda payment: payment.on)
    )
    table = table_of((N_("Day"), N_("Amount"), N_("Kind"), N_("Note")), rows, {1})
    total = sum(-p.amount if p.kind is PaymentKind.REFUND else p.amount for p in case.payments)
    facts = (Fact(Said(N_("Paid in all")), yuan(total)),) if rows else ()
    return Section(Said(N_("Payments")), facts, (table,) if rows else ())


def _contacts(case: Case, playbook: Playbook, language: str) -> Section:
    def row(contact: Contact) -> tuple[Cell, ...]:
        channel = playbook.channel(contact.channel)
        through = channel.name.in_(language) if channel else clean_line(contact.channel)
        return (
            f"{contact.on.isoformat()} {contact.at}".strip(),
            term("kind", contact.kind.value),
            lines(through, contact.number, contact.agent),
            lines(contact.asked),
            lines(contact.said, contact.disclosed),
            term("outcome", contact.outcome.value),
            lines(contact.evidence),
        )

    rows = tuple(row(contact) for contact in sorted(case.contacts, key=lambda c: (c.on, c.at)))
    heads = (N_("When"), N_("Kind"), N_("Whom"), N_("Asked"), N_("Said"), N_("Outcome"), N_("Evidence"))
    return Section(Said(N_("Contacts")), tables=(table_of(heads, rows),) if rows else ())


def _promises(case: Case) -> Section:
    promised = [c for c in case.contacts if (c.promised or c.promised_by) and c.kind is ContactKind.OWN]
    rows = tuple(
        (contact.on.isoformat(), clean_line(contact.agent), clean_note(contact.promised), day(contact.promised_by))
        for contact in sorted(promised, key=lambda c: c.on)
    )
    heads = (N_("Given on"), N_("By whom"), N_("What was promised"), N_("By when"))
    return Section(Said(N_("Promises")), tables=(table_of(heads, rows),) if rows else ())


def _papers(case: Case, playbook: Playbook, today: date, language: str) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for paper in papers(case, playbook, today):
        material = paper.material
        name = paper.info.name.in_(language) if paper.info else clean_line(material.name if material else "")
        if material is None and not paper.required:
            continue
        if material is None:
            rows.append((name, term("state", "missing"), "", "", "", ""))
            continue
        until: Cell = day(paper.valid_until)
        if paper.stale:
            until = Said(N_("too old since {until}"), {"until": day(paper.valid_until)})
        where = term("place", material.place.value) if material.place.value else ""
        rows.append((name, term("state", material.state.value), where, day(material.issued), until, material.sha256))
    heads = (N_("Paper"), N_("State"), N_("Where"), N_("Issued"), N_("Valid until"), N_("SHA-256"))
    return Section(Said(N_("Papers")), tables=(table_of(heads, rows),) if rows else ())


def _steps(case: Case, playbook: Playbook, language: str) -> Section:
    """What a person said of a step: its state, since when, and the note."""
    rows: list[tuple[Cell, ...]] = []
    for note in case.steps:
        step = playbook.step(note.id)
        title = step.title.in_(language) if step is not None else clean_line(note.id)
        rows.append((title, term("state", note.state.value), day(note.on), clean_note(note.note)))
    heads = (N_("Step"), N_("State"), N_("Day"), N_("Note"))
    return Section(Said(N_("Notes on steps")), tables=(table_of(heads, rows),) if rows else ())


def _budget(case: Case, cases: Sequence[Case], today: date) -> Section:
    budget = budget_of(case, cases)
    rows: list[tuple[Cell, ...]] = [
        (Said(N_("Income")), clean_line(row.label), yuan(row.amount)) for row in budget.incomes
    ]
    rows += [(Said(N_("Living costs")), clean_line(row.label), yuan(row.amount)) for row in budget.expenses]
    rows += [(Said(N_("Other debts")), clean_line(row.label), yuan(row.amount)) for row in budget.other_dues]
    if not rows:
        return Section(Said(N_("The month")))
    found = means_of(case, cases, today)
    if found.own_dues:
        rows.append((Said(N_("Other debts")), Said(N_("plans of other cases here")), yuan(found.own_dues)))
    facts = facts_of(
        (N_("Left over"), yuan(found.left)),
        (N_("Kept in reserve"), yuan(found.reserve) if found.reserve else None),
        (N_("Chosen for this debt each month"), yuan(case.offer) if case.offer else None),
    )
    heads = (Said(N_("Kind")), Said(N_("Entry of the month")), Said(N_("A month")))
    return Section(Said(N_("The month")), facts, (Table(heads, tuple(rows), frozenset({2})),))


def _court(case: Case, playbook: Playbook, language: str) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for paper in case.court:
        info = playbook.court(paper.kind)
        rows.append(
            (
                paper.received_on.isoformat(),
                info.name.in_(language) if info else term("kind", paper.kind.value),
                lines(paper.court, paper.case_no),
                Said(N_("verified")) if paper.verified else Said(N_("not verified yet")),
                day(paper.hearing_on),
                day(paper.answered_on),
                clean_note(paper.note),
            )
        )
    heads = (
        N_("Received"),
        N_("Paper received"),
        N_("Court"),
        N_("Verified"),
        N_("Hearing"),
        N_("Answered"),
        N_("Note"),
    )
    sold = tuple(
        (day(t.noticed_on), clean_line(t.creditor), day(t.verified_on), clean_line(t.account), clean_note(t.note))
        for t in case.transfers
    )
    tables = [table_of(heads, rows)] if rows else []
    if sold:
        names = (N_("Told of the sale"), N_("New creditor"), N_("Verified on"), N_("Account"), N_("Note"))
        tables.append(table_of(names, sold))
    return Section(Said(N_("Court and new creditor")), tables=tuple(tables))


def _complaints(case: Case, playbook: Playbook, language: str) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for complaint in case.complaints:
        rung = playbook.rung(complaint.level)
        rows.append(
            (
                complaint.filed_on.isoformat(),
                rung.name.in_(language) if rung else clean_line(complaint.level),
                clean_line(complaint.number),
                clean_note(complaint.about),
                day(complaint.answered_on),
                clean_note(complaint.answer),
            )
        )
    heads = (N_("Filed on"), N_("Where"), N_("Number"), N_("About"), N_("Answered"), N_("Answer"))
    checks = tuple((day(one.on), clean_note(one.found)) for one in case.credit_checks)
    tables = [table_of(heads, rows)] if rows else []
    if checks:
        tables.append(table_of((N_("Credit report read on"), N_("Found")), checks))
    return Section(Said(N_("Complaints and credit report")), tables=tuple(tables))


def _sent(case: Case) -> Section:
    ways: dict[str, Said] = {way.value: Said(text) for way, text in WAYS.items()}
    rows = tuple((day(one.on), ways.get(one.form, clean_line(one.form)), clean_note(one.text)) for one in case.sent)
    return Section(
        Said(N_("Texts as sent")), tables=(table_of((N_("Day"), N_("Form"), N_("Text")), rows),) if rows else ()
    )


_TURNS = {"undo": N_("takes this back"), "redo": N_("makes this again")}


def _timeline(entries: Iterable[Entry]) -> Section:
    """What changed; what was taken back is marked, lest it be read as having happened."""
    entries = tuple(entries)
    heads = (N_("When"), N_("Who"), N_("What changed"))
    rows: list[tuple[Cell, ...]] = []
    marked = any(entry.undone or entry.kind in _TURNS for entry in entries)
    for entry in entries:
        row: tuple[Cell, ...] = (entry.at[:16].replace("T", " "), clean_line(entry.who), entry.said)
        mark = (
            Said(_TURNS[entry.kind]) if entry.kind in _TURNS else Said(N_("taken back later")) if entry.undone else ""
        )
        rows.append((*row, mark) if marked else row)
    table = table_of((*heads, N_("Taken back")) if marked else heads, tuple(rows))
    return Section(Said(N_("Timeline")), tables=(table,) if rows else ())
