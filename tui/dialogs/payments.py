"""Recording money that was paid: what it is for, how it was applied, and what follows when it was the last."""

from collections.abc import Sequence
from datetime import date

from model.agenda import gone_from_report
from model.allocation import InstalmentState, Share, Standing, applied, estimated, plan_state
from model.case import (
    AgreementState,
    Case,
    Component,
    Material,
    MaterialState,
    Payment,
    PaymentKind,
    Place,
    Request,
    RequestKind,
)
from model.edits import add_material, choose_request, close, revise
from model.edits import record_payment as recording
from model.edits import remove as removal
from model.owed import owed
from model.road import paid_off_on, view
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.dialogs.confirm import Confirm
from tui.fields import Choices, Field
from tui.form import Form, Values
from tui.say import _, day, language, money, say, term
from tui.sentences import late_lines

MOST_NAMED = 12
"""How many open instalments are offered to be named."""


async def record_payment(app: HuanqingApp, case_id: str, on: date | None = None) -> None:
    """Ask for amount and day of a payment, record it, and say how it was applied."""
    shown = app.case(case_id)
    rows = open_rows(shown, app.today)
    day_paid = min(on or app.today, app.today)
    values = {"amount": lacking(rows, on), "on": day_paid, "kind": PaymentKind.PAYMENT.value}
    before = {payment.id for payment in shown.payments}
    left = owed(shown, app.playbook(shown.playbook), app.today)
    cautioned: set[int] = set()

    def check(given: Values) -> dict[str, Said]:
        found, amount = wrong(given, app.today), given["amount"]
        paid = given["kind"] == PaymentKind.PAYMENT.value
        if found or not paid or not left.known or amount <= max(left.total, 0) or amount in cautioned:
            return found
        cautioned.add(amount)
        values: dict[str, str | int] = {"amount": amount - max(left.total, 0)}
        return {
            "amount": Said(
                N_("By our count this is {amount} more than is owed. Saved again, the rest stands as credit."), values
            )
        }

    async def save(given: Values) -> Said | None:
        return await app.change(case_id, recording.by(made_of(given)), shown=shown)

    answer = await app.ask(
        Form(
            _("Record a payment"),
            fields_of(shown, rows),
            save,
            key=f"pay:{case_id}",
            values=values,
            lead=lead_of(app, shown),
            check=check,
        )
    )
    if answer is None:
        return
    case = app.case(case_id)
    new = [payment for payment in case.payments if payment.id not in before]
    if new:
        app.tell(told(app, case, new[-1]))
        await follow(app, case_id, new[-1])


async def edit_payment(app: HuanqingApp, case_id: str, payment_id: str) -> None:
    """Change a payment that was recorded."""
    shown = app.case(case_id)
    payment = next((one for one in shown.payments if one.id == payment_id), None)
    if payment is None:
        return
    rows = open_rows(shown, app.today)
    values = {
        "amount": payment.amount,
        "on": payment.on,
        "kind": payment.kind.value,
        "designation": payment.designation,
        "note": payment.note,
    }

    async def save(given: Values) -> Said | None:
        new = made_of(given)
        values = {name: getattr(new, name) for name in ("on", "amount", "kind", "designation", "note")}
        change = revise.by(field="payments", id=payment_id, values=values, what=payment_name(payment))
        return await app.change(case_id, change, shown=shown)

    fields = fields_of(shown, rows, keep=payment.designation)
    answer = await app.ask(
        Form(
            _("Change a payment"),
            fields,
            save,
            key=f"payment:{case_id}:{payment_id}",
            values=values,
            check=lambda given: wrong(given, app.today),
        )
    )
    if answer is not None:
        case = app.case(case_id)
        changed = next((one for one in case.payments if one.id == payment_id), None)
        if changed is not None:
            app.tell(told(app, case, changed))


async def remove_payment(app: HuanqingApp, case_id: str, payment_id: str) -> None:
    """Take a payment out, after asking."""
    shown = app.case(case_id)
    payment = next((one for one in shown.payments if one.id == payment_id), None)
    if payment is None:
        return
    what = f"{day(payment.on)} {money(payment.amount)}"
    text = _("The entry of {what} is taken out. u brings it back.").format(what=what)
    if await app.ask(Confirm(_("Delete a payment"), text, _("Yes, delete"))):
        change = removal.by(field="payments", id=payment_id, what=payment_name(payment))
        problem = await app.change(case_id, change, shown=shown)
        app.tell(say(problem) if problem else _("Taken out. u brings it back."), error=problem is not None)


# --- the form --------------------------------------------------------------------------------------------------


def payment_name(payment: Payment) -> str:
    """Return how the timeline names a payment: by its day alone."""
    return payment.on.isoformat()


def open_rows(case: Case, today: date) -> list[InstalmentState]:
    """Return the instalments of the plan in force that still lack something, oldest first."""
    if case.agreement is None or case.agreement.state is not AgreementState.AGREED:
        return []
    rows = [row for row in plan_state(case, today) if row.state is not Standing.PAID]
    return sorted(rows, key=lambda row: (row.instalment.due, row.instalment.number))


def lacking(rows: Sequence[InstalmentState], on: date | None) -> int | None:
    """Return what the instalment due on `on` lacks, else the next one's; None without a plan."""
    here = [row.left for row in rows if row.instalment.due == on]
    return here[0] if here else next((row.left for row in rows), None)


def lead_of(app: HuanqingApp, case: Case) -> list[str]:
    """Return what is said above the form: that it only records, and where never to pay."""
    lead = [_("This writes down what was paid. It pays nothing: pay in the app, or as the agreement says.")]
    pitfall = app.playbook(case.playbook).pitfall("private_account")
    if pitfall is not None:
        lead.append(pitfall.text.in_(language()))
    rows = open_rows(case, app.today)
    if rows and (rows[0].state is Standing.LATE or rows[0].instalment.due < app.today):
        lead += late_lines(view(case, app.playbook(case.playbook), app.today))
    return lead


def fields_of(case: Case, rows: Sequence[InstalmentState], keep: str = "") -> list[Field]:
    """Return the fields; what it is for is asked only where there is something to choose."""
    fields = [
        Field("amount", _("Amount"), "amount", required=True),
        Field("on", _("Day"), "day", required=True, past=True),
    ]
    choices = designations(case, rows)
    if keep and all(value != keep for value, _label in choices):
        choices = (*choices, (keep, keep))
    if len(choices) > 2:
        fields.append(Field("designation", _("For"), "choice", choices=choices))
    kinds = tuple((kind.value, term("payment", kind.value)) for kind in PaymentKind)
    return [*fields, Field("note", _("Note")), Field("kind", _("Which way"), "choice", choices=kinds)]


def designations(case: Case, rows: Sequence[InstalmentState]) -> Choices:
    """Return what a payment can be meant for: open instalments, loans, or a part of the debt."""
    choices = [("", _("the oldest first"))]
    if rows:
        for row in rows[:MOST_NAMED]:
            number, due = row.instalment.number, day(row.instalment.due)
            label = _("instalment {number}, {due}").format(number=number, due=due)
            choices.append((f"instalment:{number}", label))
        return tuple(choices)
    choices[0] = ("", _("as the contract orders"))
    choices += [(f"loan:{loan.id}", loan.label) for loan in case.loans]
    return (*choices, *((part.value, term("component", part.value)) for part in Component))


def made_of(given: Values) -> Payment:
    """Return the payment that was typed."""
    return Payment(
        id="",
        on=given["on"],
        amount=given["amount"],
        kind=PaymentKind(given["kind"]),
        designation=given.get("designation", ""),
        note=given["note"],
    )


def wrong(given: Values, today: date) -> dict[str, Said]:
    """Return what is wrong with a payment: a day that is still to come."""
    if given["on"] > today:
        return {"on": Said(N_("This day is still to come: here stands what was paid already."))}
    return {}


# --- afterwards ------------------------------------------------------------------------------------------------


def told(app: HuanqingApp, case: Case, payment: Payment) -> str:
    """Return how a payment was applied, and what its instalment still lacks."""
    playbook = app.playbook(case.playbook)
    shares = applied(case, playbook, payment)
    parts = [f"{share_name(share)} {money(share.amount)}" for share in merged(shares)]
    text, joint = _("Recorded {amount}: {parts}."), "; " if language() == "en" else "；"
    if estimated(shares):
        text = _("Recorded {amount}. By our estimate, the app decides, it goes to {parts}.")
        joint = _(", then ")
    text = text.format(amount=money(payment.amount), parts=joint.join(parts))
    numbers = {share.instalment for share in shares}
    for row in plan_state(case, app.today):
        if row.left and row.paid and row.instalment.number in numbers:
            more = _("Instalment {number} still lacks {amount}, due on {due}.")
            values = {"number": row.instalment.number, "amount": money(row.left), "due": day(row.instalment.due)}
            text += " " + more.format(**values)
            if row.instalment.due <= app.today:
                text += " " + " ".join(late_lines(view(case, playbook, app.today)))
    return text


def merged(shares: Sequence[Share]) -> list[Share]:
    """Return the shares of one instalment as one, with no component where they are of several."""
    sums: dict[tuple[object, ...], Share] = {}
    for share in shares:
        key = (share.instalment,) if share.instalment is not None else (None, share.component, share.loan)
        if key in sums:
            before = sums[key]
            sums[key] = Share(before.amount + share.amount, before.component, before.instalment, before.loan)
        else:
            sums[key] = share
    return list(sums.values())


def share_name(share: Share) -> str:
    """Return where a share went, in words."""
    if share.instalment is not None:
        return _("instalment {number}").format(number=share.instalment)
    return say(share.said)


async def follow(app: HuanqingApp, case_id: str, payment: Payment) -> None:
    """When nothing is left: the end, and its paper. Outside a plan, ask whether it is the end."""
    case = app.case(case_id)
    playbook = app.playbook(case.playbook)
    ended = paid_off_on(view(case, playbook, app.today))
    if ended is None and not open_rows(case, app.today):
        left = owed(case, playbook, app.today)
        if not left.known or left.total > 0 or left.planned:
            return
        text = _("By our count nothing is left. The app decides: does it show zero too, is everything paid off?")
        if not await app.ask(Confirm(_("Is it paid off?"), text, _("Yes, paid off"))):
            return
        problem = await app.change(case_id, close.by(on=payment.on), shown=case)
        if problem is not None:
            app.tell(say(problem), error=True)
            return
        ended = payment.on
    if ended is not None:
        await settled(app, case_id, ended)


async def settled(app: HuanqingApp, case_id: str, ended: date) -> None:
    """The end: say so, and ask for the proof of settlement."""
    shown = app.case(case_id)
    filed = any(material.kind == "settlement_proof" and material.place for material in shown.materials)
    lead = [
        _("Paid off on {on}.").format(on=day(ended)),
        _(
            "What was overdue leaves the credit report about {on}. In a month, look whether the report says settled."
        ).format(on=day(gone_from_report(ended))),
    ]
    if filed:
        app.tell(" ".join(lead))
        return
    lead.insert(1, _("Ask the lender for the proof of settlement now: with contract number and day, stamped."))
    choices: Choices = (
        ("", _("not asked for yet")),
        ("asked", _("asked for it")),
        *((place.value, term("place", place.value)) for place in Place if place),
    )
    fields = [
        Field("proof", _("Proof"), "choice", choices=choices),
        Field("on", _("Day"), "day", _("today"), past=True),
        Field("where", _("Where it is")),
    ]

    async def save(given: Values) -> Said | None:
        on = given["on"] or app.today
        if given["proof"] == "asked":
            request = Request(id="", kind=RequestKind.SETTLEMENT_PROOF, chosen_on=app.today, filed_on=on)
            return await app.change(case_id, choose_request.by(request), shown=shown)
        if given["proof"]:
            return await app.change(case_id, add_material.by(proof_of(app, shown, given, on)), shown=shown)
        return None

    await app.ask(
        Form(
            _("Paid off"), fields, save, key=f"proof:{case_id}", lead=lead, values={"proof": ""}, submit_label=_("Done")
        )
    )


def proof_of(app: HuanqingApp, case: Case, given: Values, on: date) -> Material:
    """Return the proof of settlement as a paper of the case."""
    info = app.playbook(case.playbook).material("settlement_proof")
    return Material(
        id="",
        kind="settlement_proof",
        name=info.name.in_(language()) if info is not None else _("Proof of settlement"),
        state=MaterialState.READY,
        place=Place(given["proof"]),
        where=given["where"],
        issued=on,
    )
