"""The ways out: making one the request, recording that the lender agreed to one, comparing own figures."""

from msgspec.structs import replace

from model.case import Request, RequestKind
from model.edits import choose_request
from model.option import Comparison, Option
from model.options import request_of
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.dialogs.offers import add_offer
from tui.fields import Field
from tui.form import Form, Values
from tui.say import _, say, term

NO_ROWS = (RequestKind.PAY_NOW, RequestKind.MINIMUM)
"""Ways that need no agreement."""


async def choose(app: HuanqingApp, case_id: str, option: Option) -> None:
    """Make a way out the request."""
    shown = app.case(case_id)
    request = request_of(option, app.today)
    if request is None:
        app.tell(_("This needs no request: it is what happens without one, or what they offer already."))
        return
    problem = await app.change(case_id, choose_request.by(request), shown=shown)
    text = _("Your request now: {what}. 8 has the words for it.")
    said = say(option.said, app.playbook(shown.playbook))
    app.tell(say(problem) if problem else text.format(what=said), error=problem is not None)


async def dispute(app: HuanqingApp, case_id: str) -> None:
    """Make the dispute the request: the debt is not one's own, and nothing is offered."""
    shown = app.case(case_id)
    request = Request(id="", kind=RequestKind.DISPUTE, chosen_on=app.today)
    problem = await app.change(case_id, choose_request.by(request), shown=shown)
    text = _("Your request now: {what}. 8 has the words for it.").format(what=term("request", "dispute"))
    app.tell(say(problem) if problem else text, error=problem is not None)


async def agreed(app: HuanqingApp, case_id: str, option: Option) -> None:
    """Record that the lender agreed to a way out: its rows as an offer, to be checked point by point."""
    if option.id == "offer":
        app.open_page("agreement", case_id)
        return
    if option.kind is None or option.kind in NO_ROWS:
        app.tell(_("This needs no agreement. p records what you pay."))
        return
    if await add_offer(app, case_id, like(option)):
        app.open_page("agreement", case_id)
        app.tell(_("Written down as their offer. Check its points; g says that it is agreed."))


def like(option: Option) -> Values:
    """Return the figures of a way out as the form of an offer takes them."""
    rows = option.plan.rows if option.plan is not None else ()
    if option.kind is RequestKind.WAIVER or not rows:
        waived = option.said.values.get("waived")
        return {
            "count": 1,
            "each": option.total,
            "first": option.last,
            "total": option.total,
            "waived": waived if isinstance(waived, int) else None,
        }
    each = rows[0].total if len({row.total for row in rows}) == 1 else None
    return {"count": len(rows), "each": each, "first": rows[0].due, "total": option.total}


async def own_figures(app: HuanqingApp, case_id: str) -> None:
    """Ask for a plan of own figures to compare: so many instalments of so much, or so many months of extension."""
    kinds = (RequestKind.INSTALMENTS, RequestKind.EXTENSION)
    fields = [
        Field("kind", _("What"), "choice", choices=tuple((kind.value, term("request", kind.value)) for kind in kinds)),
        Field("count", _("How many"), "number", _("instalments, or months"), required=True, least=1, most=600),
        Field("each", _("Each"), "amount", _("empty: the debt in equal parts")),
        Field("first", _("First on"), "day", _("a month from today")),
    ]

    def check(given: Values) -> dict[str, Said]:
        if given["first"] is not None and given["first"] <= app.today:
            return {"first": Said(N_("A day after today."))}
        if given["kind"] == RequestKind.EXTENSION.value and given["count"] > 120:
            return {"count": Said(N_("At most {most} months."), {"most": 120})}
        return {}

    async def save(given: Values) -> Said | None:
        app.compared[case_id] = with_own(app.compared.get(case_id, Comparison()), given, app)
        app.edition += 1
        return None

    lead = [_("For comparing only: nothing is sent or recorded until you make it your request.")]
    await app.ask(
        Form(
            _("Another plan"),
            fields,
            save,
            key=f"ownplan:{case_id}",
            values={"kind": kinds[0].value},
            lead=lead,
            check=check,
            submit_label=_("Compare"),
        )
    )


def with_own(before: Comparison, given: Values, app: HuanqingApp) -> Comparison:
    """Return what is compared, the typed plan added."""
    wishes = before.wishes
    if given["first"] is not None:
        wishes = replace(wishes, first_due=given["first"])
    if given["kind"] == RequestKind.EXTENSION.value:
        return replace(before, wishes=replace(wishes, extension_months=given["count"]))
    if given["each"] is None:
        counts = tuple(sorted({*wishes.counts, given["count"]}))
        return replace(before, wishes=replace(wishes, counts=counts))
    request = Request(
        id="",
        kind=RequestKind.INSTALMENTS,
        chosen_on=app.today,
        count=given["count"],
        each=given["each"],
        first_due=given["first"],
    )
    return replace(before, wishes=wishes, own=(*before.own, request))
