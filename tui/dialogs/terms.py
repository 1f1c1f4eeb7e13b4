"""The rules of a day's cost: the contract's where known, else the playbook's with its source and how sure it is."""

from decimal import Decimal

from msgspec.structs import replace

from model import edits
from model.case import Base, Compounding, Rounding, Terms
from model.change import Change
from model.money import WrongRate, parse_rate, percent
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.fields import Field
from tui.form import Form, Values
from tui.rule_words import fact_lines
from tui.say import _, term


async def edit_terms(app: HuanqingApp, case_id: str) -> None:
    """Ask for the rules of the contract; what stays empty follows the playbook."""
    shown = app.case(case_id)
    defaults = app.playbook(shown.playbook).product(shown.product).terms
    hints = _hints(defaults)
    nothing = ("", _("as usual"))
    fields = [
        Field("rate", _("Rate"), "rate", hints["rate"]),
        Field("period", _("Per"), "choice", choices=(nothing, ("day", _("day")), ("year", _("year")))),
        Field("multiplier", _("Times overdue"), "text", hints["multiplier"]),
        Field(
            "base",
            _("Charged on"),
            "choice",
            choices=(nothing, *((base.value, term("base", base.value)) for base in Base)),
        ),
        Field("day_count", _("Days a year"), "choice", choices=(nothing, ("360", "360"), ("365", "365"))),
        Field("grace_days", _("Grace days"), "number", hints["grace_days"], most=366),
        Field(
            "rounding",
            _("Rounding"),
            "choice",
            choices=(nothing, ("once", _("once, at the end")), ("daily", _("each day"))),
        ),
        Field(
            "compounding",
            _("Compounding"),
            "choice",
            choices=(nothing, ("simple", _("none")), ("monthly", _("each month"))),
        ),
    ]
    terms = shown.terms
    values = {field.id: getattr(terms, field.id) for field in fields}

    async def save(given: Values) -> Said | None:
        made = Terms(
            rate=given["rate"],
            period=given["period"] or None,
            multiplier=Decimal(given["multiplier"]) if given["multiplier"] else None,
            base=Base(given["base"]) if given["base"] else None,
            day_count=int(given["day_count"]) if given["day_count"] else None,
            grace_days=given["grace_days"],
            rounding=Rounding(given["rounding"]) if given["rounding"] else None,
            compounding=Compounding(given["compounding"]) if given["compounding"] else None,
        )
        changed = {
            name: getattr(made, name) for name in made.__struct_fields__ if getattr(made, name) != getattr(terms, name)
        }
        change = Change(lambda case: replace(case, terms=replace(case.terms, **changed)), edits.set_facts.by().said)
        return await app.change(case_id, change, shown=shown)

    lead = fact_lines(shown, app.playbook(shown.playbook))
    lead = lead or [_("No rate is known for this kind of loan: the contract has it.")]
    await app.ask(
        Form(_("Rates and rules"), fields, save, key=f"terms:{case_id}", values=values, lead=lead, check=_check)
    )


def _hints(defaults: Terms) -> dict[str, str]:
    usual = _("usually {value}")
    return {
        "rate": usual.format(value=percent(defaults.rate, 4)) if defaults.rate is not None else "0.05%",
        "multiplier": usual.format(value=f"{defaults.multiplier.normalize():f}") if defaults.multiplier else "1",
        "grace_days": usual.format(value=defaults.grace_days or 0),
    }


def _check(given: Values) -> dict[str, Said]:
    text = given["multiplier"]
    if text:
        try:
            given["multiplier"] = f"{_times(text):f}"
        except (WrongRate, ArithmeticError, ValueError):
            return {"multiplier": Said(N_("A number like 1.5, from 1 to 10."))}
    return {}


def _times(text: str) -> Decimal:
    number = parse_rate(f"{text.strip().removeprefix('×').removeprefix('x')}%") * 100
    if not 1 <= number <= 10:
        raise ValueError(text)
    return number
