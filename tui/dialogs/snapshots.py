"""What the lender's app shows: the figures of a day, held against what was predicted, and the loans of a case."""

from datetime import date

from model import edits
from model.case import Case, Loan, Snapshot, Terms
from model.change import Change
from model.reconcile import compared
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.fields import Choices, Field
from tui.form import Form, Values
from tui.say import _, day, language, money, say, term

NO_DAY = N_("No month has that day. If it is the number of days overdue, it goes into the next field.")

PARTS = ("principal", "interest", "penalty", "fee")


def amount_fields() -> list[Field]:
    """Return the fields for the parts that an app may show."""
    hint = _("if the app shows it")
    return [
        Field("principal", _("Principal"), "amount", hint, zero=True),
        Field("interest", _("Interest"), "amount", hint, zero=True),
        Field("penalty", _("Penalty"), "amount", hint, zero=True),
        Field("fee", _("Fees"), "amount", hint, zero=True),
    ]


def due_fields() -> list[Field]:
    """Return the fields for the due date or the days overdue."""
    return [
        Field("due", term("shown", "due"), "day", _("such as 11.01"), past=True, bare=Said(NO_DAY)),
        Field("overdue_days", _("Days overdue"), "number", _("as the app shows it"), most=40_000),
    ]


async def add_snapshot(app: HuanqingApp, case_id: str) -> None:
    """Write down what the app shows on a day, and tell how far it is from what was predicted."""
    shown = app.case(case_id)
    latest = shown.snapshot
    fields = [
        Field("on", term("shown", "on"), "day", required=True, past=True),
        Field("total", _("Total shown"), "amount", _("copy it from the app"), required=True, zero=True),
        *amount_fields(),
        *due_fields(),
        Field("note", _("Note"), "text"),
    ]
    if shown.loans:
        fields.insert(0, Field("loan", _("Loan"), "choice", choices=loan_choices(shown)))
    found = app.playbook(shown.playbook).product(shown.product).find.in_(language())
    values = {"on": app.today, "due": latest.due if latest else None}

    async def save(given: Values) -> Said | None:
        made = Snapshot(id="", **{name: value for name, value in given.items() if value is not None})
        return await app.change(case_id, edits.add_snapshot.by(made), shown=shown)

    given = await app.ask(
        Form(_("What the app shows"), fields, save, key=f"snapshot:{case_id}", values=values, lead=[found], check=_fits)
    )
    if given is not None:
        app.tell(told(app, app.case(case_id), given))


def loan_choices(case: Case) -> Choices:
    """Return the loans of a case as choices, the whole case first."""
    return (("", _("all together")), *((loan.id, loan.label) for loan in case.loans))


def _fits(given: Values) -> dict[str, Said]:
    parts = sum(given[name] or 0 for name in PARTS)
    if parts > given["total"]:
        return {"total": Said(N_("The parts come to {amount}: more than the total."), {"amount": parts})}
    if given["due"] is not None and given["overdue_days"] is not None and given["due"] > given["on"]:
        return {"due": Said(N_("It is said to be overdue: the due date lies before that day."))}
    return {}


def told(app: HuanqingApp, case: Case, given: Values) -> str:
    """Return in words how the figure that was just added stands to the one that was predicted for that day."""
    on: date = given["on"]
    text = _("Written down: {amount} on {on}.").format(amount=money(given["total"]), on=day(on, app.today))
    playbook = app.playbook(case.playbook)
    added = max(case.snapshots, key=lambda snapshot: int(snapshot.id[1:]) if snapshot.id[1:].isdigit() else 0)
    comparison = compared(case, playbook, added)
    return text if comparison is None else f"{text} {say(comparison.said, playbook)}"


async def add_loan(app: HuanqingApp, case_id: str) -> None:
    """Add one loan of several, with what the app shows of it today."""
    shown = app.case(case_id)
    fields = [
        Field("label", _("Name"), "text", _("such as: 3 June, 10,000"), required=True),
        Field("contract_no", _("Contract no."), "text"),
        Field("borrowed_on", _("Borrowed on"), "day", past=True),
        Field("borrowed", _("Borrowed"), "amount"),
        Field("due", term("shown", "due"), "day", past=True),
        Field("rate", _("Rate a day"), "rate", "0.05%"),
        Field("total", _("Shown today"), "amount", _("what is left of it")),
    ]

    async def save(given: Values) -> Said | None:
        terms = Terms(rate=given["rate"], period="day") if given["rate"] is not None else Terms()
        loan = Loan(
            id="",
            label=given["label"],
            contract_no=given["contract_no"],
            borrowed_on=given["borrowed_on"],
            borrowed=given["borrowed"],
            due=given["due"],
            terms=terms,
        )
        total, due, on = given["total"], given["due"], app.today

        def both(case: Case) -> Case:
            case = edits.add_loan(case, loan)
            if total is not None:
                case = edits.add_snapshot(case, Snapshot(id="", on=on, total=total, due=due, loan=case.loans[-1].id))
            return case

        return await app.change(case_id, Change(both, edits.add_loan.by(loan).said), shown=shown)

    lead = [_("One entry for each loan: its own date, rate and balance.")]
    given = await app.ask(Form(_("Add a loan"), fields, save, key=f"loan:{case_id}", lead=lead))
    if given is not None:
        app.tell(say(edits.add_loan.by(app.case(case_id).loans[-1]).said))
