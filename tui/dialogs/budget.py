"""The rows of a person's month: adding, changing and taking them out; the reserve; the cash at hand."""

from typing import Any

from model.budget import budget_of
from model.budget_edits import Entry, Held, drop_entry, put_deduction, put_entry, set_figures
from model.case import AutoDeduction, Budget, Case, Expense, Income, OtherDue
from model.said import Said
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick
from tui.fields import Field
from tui.form import Form, Values
from tui.say import _, language, say

KINDS: dict[str, type[Income] | type[Expense] | type[OtherDue] | type[AutoDeduction]] = {
    "income": Income,
    "expense": Expense,
    "due": OtherDue,
    "deduction": AutoDeduction,
}


def held(app: HuanqingApp, case: Case) -> Held:
    """Return the budget that holds for a case's person, and the time of a change made now."""
    return Held(budget_of(case, app.cases()), app.drafts.now().isoformat(timespec="microseconds"))


async def add_entry(app: HuanqingApp, case_id: str) -> None:
    """Ask what it is, then its figures."""
    case = app.case(case_id)
    essentials = app.playbook(case.playbook).essentials
    choices = [
        ("income", _("Income")),
        *(
            (f"expense:{kind.id}", _("Living cost: {name}").format(name=kind.name.in_(language())))
            for kind in essentials
        ),
        ("expense:", _("Another living cost")),
        ("due", _("What another debt takes a month")),
        ("deduction", _("An account with automatic deduction")),
    ]
    chosen = await app.ask(Pick(_("What comes in, or goes out, each month?"), choices))
    if not chosen:
        return
    kind, _colon, essential = chosen.partition(":")
    label = next((one.name.in_(language()) for one in essentials if one.id == essential), "")
    await ask_entry(app, case_id, kind, {"label": label, "essential": essential})


async def edit_entry(app: HuanqingApp, case_id: str, entry: Entry) -> None:
    """Change a row."""
    kind = next(name for name, made in KINDS.items() if isinstance(entry, made))
    values: dict[str, Any] = {"day": entry.day, "id": entry.id}
    if isinstance(entry, AutoDeduction):
        values["label"] = entry.account
    else:
        values |= {"label": entry.label, "amount": entry.amount}
    if isinstance(entry, Expense):
        values["essential"] = entry.kind
    await ask_entry(app, case_id, kind, values)


async def ask_entry(app: HuanqingApp, case_id: str, kind: str, values: Values) -> None:
    """Ask for the figures of a row and put it into the budget."""
    shown = app.case(case_id)
    seen = held(app, shown)
    titles = {
        "income": _("Income"),
        "expense": _("Living cost"),
        "due": _("Another debt's due"),
        "deduction": _("Automatic deduction"),
    }
    names = {"deduction": _("Account")}
    fields = [Field("label", names.get(kind, _("Name")), required=True)]
    if kind != "deduction":
        fields.insert(0, Field("amount", _("A month"), "amount", required=True, zero=True))
    fields.append(Field("day", _("Day of month"), "number", "10", least=1, most=31))

    async def save(given: Values) -> Said | None:
        change = changed(kind, values, given, seen)
        return await app.change(case_id, change, shown=shown)

    key = f"budget:{case_id}:{values.get('id') or kind + values.get('essential', '')}"
    await app.ask(Form(titles[kind], fields, save, key=key, values=values))


def changed(kind: str, values: Values, given: Values, seen: Held) -> Any:
    """Return the change that puts a typed row into the budget."""
    id, day = values.get("id", ""), given["day"]
    if kind == "deduction":
        return put_deduction.by(seen, AutoDeduction(id=id, account=given["label"], day=day))
    money: dict[str, Any] = {"id": id, "label": given["label"], "amount": given["amount"], "day": day}
    if kind == "expense":
        return put_entry.by(seen, Expense(kind=values.get("essential", ""), **money))
    return put_entry.by(seen, Income(**money) if kind == "income" else OtherDue(**money))


async def remove_entry(app: HuanqingApp, case_id: str, entry: Entry) -> None:
    """Take a row out; it can be undone."""
    shown = app.case(case_id)
    label = entry.account if isinstance(entry, AutoDeduction) else entry.label
    change = drop_entry.by(held(app, shown), id=entry.id, label=label)
    problem = await app.change(case_id, change, shown=shown)
    app.tell(say(problem) if problem else _("Taken out. u brings it back."), error=problem is not None)


async def edit_reserve(app: HuanqingApp, case_id: str, budget: Budget) -> None:
    """Ask for the reserve: a sum, or a share of the living costs."""
    shown = app.case(case_id)
    seen = held(app, shown)
    fields = [
        Field("reserve", _("A sum"), "amount", _("empty: the share counts"), zero=True),
        Field("reserve_share", _("Share"), "rate", "10%", required=True),
    ]

    async def save(given: Values) -> Said | None:
        return await app.change(case_id, set_figures.by(seen, **given), shown=shown)

    lead = [_("What stays for what nobody foresees: a sum, or a share of the living costs.")]
    values = {"reserve": budget.reserve, "reserve_share": budget.reserve_share}
    await app.ask(Form(_("Reserve"), fields, save, key=f"reserve:{case_id}", values=values, lead=lead))


async def edit_cash(app: HuanqingApp, case_id: str, budget: Budget) -> None:
    """Ask for the cash at hand."""
    shown = app.case(case_id)
    seen = held(app, shown)
    fields = [
        Field("cash", _("Cash"), "amount", _("balance, cards, notes: what can be paid with"), zero=True),
        Field("cash_on", _("As of"), "day", _("today"), past=True),
    ]

    async def save(given: Values) -> Said | None:
        on = given["cash_on"] or (app.today if given["cash"] is not None else None)
        return await app.change(case_id, set_figures.by(seen, cash=given["cash"], cash_on=on), shown=shown)

    values = {"cash": budget.cash, "cash_on": budget.cash_on}
    await app.ask(Form(_("Cash at hand"), fields, save, key=f"cash:{case_id}", values=values))
