"""The facts of a case, in a few short forms: the debt, the person, the reason, the rates, the loans."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from model import edits
from model.case import Case, Hardship, Person, Product, Reason
from model.change import Change
from model.said import Said
from model.text import masked
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick
from tui.dialogs.confirm import Confirm
from tui.dialogs.snapshots import add_loan, add_snapshot
from tui.dialogs.terms import edit_terms
from tui.fields import Choices, Field, yes_no
from tui.form import Form, Values
from tui.say import _, language, listed, term

__all__ = ["add_loan", "add_snapshot", "edit_facts", "edit_terms", "product_choices", "remove_case"]


async def edit_facts(app: HuanqingApp, case_id: str, section: str = "") -> None:
    """Change the facts of a case: one `section` (debt, person, why, terms, loan), else whichever is picked."""
    sections = {
        "debt": (_("The debt: product, lender, contract, title"), _edit_debt),
        "person": (_("The person: name, phone, hours"), _edit_person),
        "why": (_("The reason, and what can be offered"), _edit_why),
        "terms": (_("Rates and rules"), edit_terms),
        "snapshot": (_("What the app shows"), add_snapshot),
        "loan": (_("Add one loan of several"), add_loan),
    }
    if section:
        await sections[section][1](app, case_id)
        return
    case = app.case(case_id)
    if not (case.loans or app.playbook(case.playbook).product(case.product).several_loans):
        sections.pop("loan")
    loans = [_("Loans: ") + listed(loan.label for loan in case.loans)] if case.loans else []
    options = [(name, label) for name, (label, _form) in sections.items()]
    chosen = await app.ask(Pick(_("Facts"), options, notes=loans))
    if chosen:
        await sections[chosen][1](app, case_id)


def product_choices() -> Choices:
    """Return the kinds of loan as choices."""
    return tuple((product.value, term("product", product.value)) for product in Product)


async def _edit_debt(app: HuanqingApp, case_id: str) -> None:
    shown = app.case(case_id)
    info = app.playbook(shown.playbook).product(shown.product)
    named = shown.product not in (Product.OTHER, Product.UNKNOWN)
    usual = (
        _("usually {value}").format(value=info.lender.in_(language())) if named else info.lender_note.in_(language())
    )
    fields = [
        Field("title", _("Title"), "text", required=True),
        Field("product", _("Product"), "choice", choices=product_choices()),
        Field("lender", _("Lender"), "text", usual),
        Field("contract_no", _("Contract no."), "text"),
        Field("adviser", _("Adviser"), "text"),
        Field("note", _("Note"), "note"),
    ]
    values = {field.id: getattr(shown, field.id) for field in fields}

    async def save(given: Values) -> Said | None:
        given = {**given, "product": Product(given["product"])}
        return await _set(app, shown, given)

    lead = [info.lender_note.in_(language())]
    await app.ask(Form(_("The debt"), fields, save, key=f"debt:{case_id}", values=values, lead=lead))


async def _edit_person(app: HuanqingApp, case_id: str) -> None:
    shown = app.case(case_id)
    person = shown.person
    hidden = masked(person.id_number) if person.id_number else ""
    fields = [
        Field("name", _("Full name"), "text"),
        Field("phone", _("Phone"), "text"),
        Field("id_number", _("ID number"), "text", _("shown masked, for the letter")),
        Field("call_hours", _("Hours to call"), "text", _("such as: 18:00-20:00")),
        Field("guardian_needed", _("Under 18"), "choice", choices=yes_no()),
        Field("student", _("Student"), "choice", choices=yes_no()),
    ]
    values = {
        "name": person.name,
        "phone": person.phone,
        "id_number": hidden,
        "call_hours": person.call_hours,
        "guardian_needed": "yes" if shown.guardian_needed else "",
        "student": "yes" if shown.student else "",
    }

    async def save(given: Values) -> Said | None:
        number = person.id_number if given["id_number"] == hidden else given["id_number"]
        made = Person(name=given["name"], phone=given["phone"], id_number=number, call_hours=given["call_hours"])
        flags = {name: given[name] == "yes" for name in ("guardian_needed", "student")}
        return await _set(app, shown, {"person": made, **flags})

    await app.ask(Form(_("The person"), fields, save, key=f"person:{case_id}", values=values))


async def _edit_why(app: HuanqingApp, case_id: str) -> None:
    shown = app.case(case_id)
    hardship = shown.hardship
    playbook = app.playbook(shown.playbook)
    kinds: Choices = (("", "-"), *((info.id, info.name.in_(language())) for info in playbook.hardships))
    reasons = [Field(f"reason_{reason.value}", _short_reason(reason), "choice", choices=yes_no()) for reason in Reason]
    fields = [
        *reasons,
        Field("kind", _("What happened"), "choice", choices=kinds),
        Field("words", _("Own words"), "note", _("one or two sentences, as it was")),
        Field("since", _("Since"), "day", past=True),
        Field("income_before", _("Income before"), "amount", _("a month")),
        Field("income_plan", _("Income to come"), "text", _("such as: new job from 1 December")),
        Field("offer", _("Can pay a month"), "amount", _("what you choose to offer")),
    ]
    values: dict[str, Any] = {f"reason_{reason.value}": "yes" if reason in shown.reasons else "" for reason in Reason}
    values |= {name: getattr(hardship, name) for name in hardship.__struct_fields__} | {"offer": shown.offer}

    async def save(given: Values) -> Said | None:
        told = tuple(reason for reason in Reason if given[f"reason_{reason.value}"] == "yes")
        kept = tuple(reason for reason in shown.reasons if reason in told)
        made = Hardship(**{name: given[name] for name in hardship.__struct_fields__})
        ordered = (*kept, *(reason for reason in told if reason not in kept))
        return await _set(app, shown, {"reasons": ordered, "hardship": made, "offer": given["offer"]})

    given = await app.ask(Form(_("The reason"), fields, save, key=f"why:{case_id}", values=values))
    if given is not None and app.case(case_id).reasons:
        info = playbook.reason(app.case(case_id).reasons[0])
        if info is not None:
            app.tell(info.advice.in_(language()))


def _short_reason(reason: Reason) -> str:
    return {
        Reason.NO_MONEY: _("Out of money"),
        Reason.FORGOT: _("Forgot it"),
        Reason.NOT_REACHED: _("No reminder"),
        Reason.NOT_MINE: _("Not mine"),
        Reason.OTHER: _("Other reason"),
    }[reason]


async def _set(app: HuanqingApp, shown: Case, values: Mapping[str, Any]) -> Said | None:
    """Set only what differs from what was shown, so that another session's fields stay."""
    plain: dict[str, Any] = {}
    nested: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        before = getattr(shown, name)
        if value == before:
            continue
        if isinstance(value, Person | Hardship):
            fields = value.__struct_fields__
            nested[name] = {key: getattr(value, key) for key in fields if getattr(value, key) != getattr(before, key)}
        else:
            plain[name] = value

    def apply(case: Case) -> Case:
        inner = {name: replace(getattr(case, name), **changed) for name, changed in nested.items()}
        return replace(case, **plain, **inner)

    return await app.change(shown.id, Change(apply, edits.set_facts.by().said), shown=shown)


async def remove_case(app: HuanqingApp, id: str) -> None:
    """Take a case out of the list, after asking; `u` brings it back."""
    case = app.case(id)
    name = f"{case.title} {case.person.name}".strip()
    text = _("“{title}” leaves the list with everything noted for it. u on the first page brings it back.")
    if await app.ask(Confirm(_("Remove a case"), text.format(title=name), _("Remove it"))):
        await app.remove_case(id)
