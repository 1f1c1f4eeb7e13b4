"""What the lender offers: a count, an amount and a day make its rows; its terms; rows typed one per line."""

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from model.agreement_check import BARE, rows_of
from model.agreement_check import check as points_check
from model.case import Agreement, AgreementState, Case, Form, Instalment
from model.edits import record_offer, set_agreement, set_instalments
from model.money import plain
from model.offers import (
    SETTLED,
    WrongRows,
    answered,
    kind_of,
    known_words,
    offer_rows,
    parse_rows,
    typed_rows,
)
from model.said import N_, Said
from model.schedule import WrongSchedule
from store.inbox import is_there
from tui.app import HuanqingApp
from tui.dialogs.materials import inbox_of
from tui.fields import Field
from tui.form import Form as Dialog
from tui.form import Values
from tui.say import _, say, term

MOST = 600


def form_field() -> Field:
    """Return the field of an offer's form."""
    return Field("form", _("Form"), "choice", choices=tuple((form.value, term("form", form.value)) for form in Form))


def terms_fields() -> list[Field]:
    """Return the fields of an offer beside its rows."""
    return [
        Field("balance", _("Debt that day"), "amount", _("as the app shows it on the day of the offer")),
        Field("waived", _("Waived"), "amount"),
        Field("down_payment", _("First payment"), "amount", _("what is to be paid at once, beside the instalments")),
        form_field(),
        Field("answer_by", _("Answer by"), "day"),
        Field("evidence", _("Evidence"), "text", _("screenshot, message, recording: where it is")),
        Field("on", _("Day of offer"), "day", required=True, past=True),
        Field("note", _("Note"), "note"),
    ]


def offer_fields() -> list[Field]:
    """Return the fields of a new offer; the first three are enough."""
    return [
        Field("count", _("Instalments"), "number", _("how many"), required=True, least=1, most=MOST),
        Field("each", _("Each"), "amount", _("or leave it empty and type the sum")),
        Field("first", _("First on"), "day", "12-10", required=True),
        Field("total", _("Sum in all"), "amount", _("as they say it, to hold the instalments against")),
        *terms_fields(),
    ]


@dataclass(frozen=True)
class Offer:
    """What was typed, made into an agreement that is only offered."""

    case: Case
    given: Values

    def made(self) -> Agreement:
        """Return it with its rows. Raises `WrongSchedule`."""
        given = self.given
        bare = Agreement(
            id="",
            on=given["on"],
            form=Form(given["form"]),
            kind=kind_of(given["count"], given["waived"]),
            total=given["total"],
            balance=given["balance"],
            waived=given["waived"],
            down_payment=given["down_payment"],
            answer_by=given["answer_by"],
            evidence=given["evidence"],
            note=given["note"],
        )
        rows = offer_rows(bare, given["count"], given["first"], each=given["each"], total=given["total"])
        whole = sum(row.total for row in rows)
        return replace(bare, rows=rows, total=given["total"] if given["total"] is not None else whole)


async def add_offer(app: HuanqingApp, case_id: str, like: Values | None = None) -> bool:
    """Ask for an offer and record it; an earlier one moves to the past ones. `like` fills the form."""
    shown = app.case(case_id)
    owed = app.owed(case_id)
    latest = shown.snapshot
    balance = owed.total if owed.known and not owed.planned and owed.total > 0 else None
    if latest is not None and latest.on == app.today and len(shown.loans) < 2:
        balance = latest.total
    values: dict[str, Any] = {"balance": balance, "form": Form.ORAL.value, "on": app.today, **(like or {})}

    def check(given: Values) -> dict[str, Said]:
        if given["each"] is None and given["total"] is None:
            return {"each": Said(N_("The amount of one instalment is missing, or the whole sum"))}
        return {}

    async def save(given: Values) -> Said | None:
        try:
            made = Offer(shown, given).made()
        except WrongSchedule as error:
            return error.said
        said = given["total"] is not None
        made = replace(made, points=answered(shown, made, app.playbook(shown.playbook), total_said=said))
        return await app.change(case_id, record_offer.by(made), shown=shown)

    lead = [_("What they offer: how many instalments, how much each, the first on which day. That is enough.")]
    if shown.agreement is not None and shown.agreement.state is AgreementState.AGREED:
        lead.append(_("An agreement is in force. A new offer takes its place: the old one moves to the past ones."))
    answer = await app.ask(
        Dialog(_("An offer"), offer_fields(), save, key=f"offer:{case_id}", values=values, lead=lead, check=check)
    )
    if answer is not None:
        tell_missing_file(app, answer["evidence"])
    return answer is not None


def tell_missing_file(app: HuanqingApp, evidence: str) -> None:
    """Say that a path that was typed as evidence leads to no file; it is recorded all the same."""
    text = evidence.strip()
    if not text.startswith(("/", "~", "./", "../")) or is_there(text, inbox_of(app)):
        return
    app.tell(_("Noted. There is no file at {path} at present: please look at the path again.").format(path=text))


async def edit_terms(app: HuanqingApp, case_id: str) -> None:
    """Change what an offer says beside its rows; the rows stay, split anew against the debt of the day."""
    shown = app.case(case_id)
    agreement = shown.agreement
    if agreement is None:
        return
    fields = [Field("total", _("Sum in all"), "amount"), *terms_fields()]
    values = {field.id: getattr(agreement, field.id) for field in fields}
    values["form"] = agreement.form.value

    async def save(given: Values) -> Said | None:
        changed = replace(agreement, **{**given, "form": Form(given["form"])})
        more: dict[str, Any] = {}
        if changed.state is AgreementState.OFFERED and changed.rows:
            try:
                more["rows"] = parse_rows(typed_rows(changed.rows), changed, app.today)
            except (WrongRows, WrongSchedule) as error:
                return error.said
        said = changed.total is not None and changed.total != agreement.total
        playbook = app.playbook(shown.playbook)
        more["points"] = answered(shown, replace(changed, **more), playbook, total_said=said)
        change = set_agreement.by(**{**given, "form": Form(given["form"]), **more})
        return await app.change(case_id, change, shown=shown)

    answer = await app.ask(Dialog(_("Terms"), fields, save, key=f"terms:{case_id}", values=values))
    if answer is not None:
        tell_missing_file(app, answer["evidence"])


async def edit_rows(app: HuanqingApp, case_id: str) -> None:
    """Let the instalments be typed, one per line."""
    shown = app.case(case_id)
    agreement = shown.agreement
    if agreement is None:
        return

    def read(given: Values) -> tuple[Instalment, ...]:
        return parse_rows(given["rows"], agreement, app.today)

    def check(given: Values) -> dict[str, Said]:
        try:
            read(given)
        except (WrongRows, WrongSchedule) as error:
            return {"rows": error.said}
        return {}

    async def save(given: Values) -> Said | None:
        return await app.change(case_id, set_instalments.by(read(given)), shown=shown)

    lead = [_("One instalment a line: the day, a space, the amount. 2026-12-10 1612.00")]
    values = {"rows": typed_rows(rows_of(shown))}
    answer = await app.ask(
        Dialog(
            _("The instalments"),
            [Field("rows", _("Rows"), "note", required=True)],
            save,
            key=f"rows:{case_id}",
            values=values,
            lead=lead,
            check=check,
        )
    )
    if answer is not None:
        rows = rows_of(app.case(case_id))
        text = _("{count} instalments, {total} yuan in all.")
        app.tell(text.format(count=len(rows), total=plain(sum(row.total for row in rows))))


async def edit_point(app: HuanqingApp, case_id: str, point_id: str) -> None:
    """Ask for the words of a point and their form; without words it is open again."""
    from model.case import Point
    from model.edits import settle_point
    from tui.say import language

    shown = app.case(case_id)
    info = app.playbook(shown.playbook).point(point_id)
    if info is None or shown.agreement is None:
        return
    before = next((point for point in shown.agreement.points if point.id == point_id), None)
    values = {"words": before.words if before else "", "form": (before.form if before else Form.WRITTEN).value}

    async def save(given: Values) -> Said | None:
        point = Point(id=point_id, words=given["words"], form=Form(given["form"]))
        return await app.change(case_id, settle_point.by(point), shown=shown)

    lead = [info.ask.in_(language()), info.why.in_(language())]
    fields = [Field("words", _("Their words"), "note", _("as they said or wrote it")), form_field()]
    await app.ask(
        Dialog(info.name.in_(language()), fields, save, key=f"point:{case_id}:{point_id}", values=values, lead=lead)
    )


async def mark_all_written(app: HuanqingApp, case_id: str) -> None:
    """Mark every point that must be there as stated in writing, with where the writing is."""
    from model.offers import all_written
    from tui.say import language

    shown = app.case(case_id)
    agreement = shown.agreement
    if agreement is None:
        return
    playbook = app.playbook(shown.playbook)
    names = [info.name.in_(language()) for info in points_check(shown, playbook).ask if info.must]
    if not names:
        app.tell(_("Every point is there in writing: nothing is left to ask for."))
        return

    async def save(given: Values) -> Said | None:
        made = all_written(shown, playbook, given["evidence"])
        change = set_agreement.by(points=made.points, form=made.form, evidence=made.evidence)
        return await app.change(case_id, change, shown=shown)

    lead = [
        _("Only where their text states every one of these; Space opens a point again."),
        ("; " if language() == "en" else "；").join(names),
    ]
    fields = [Field("evidence", _("Evidence"), "text", _("screenshot, message, recording: where it is"), required=True)]
    answer = await app.ask(
        Dialog(
            _("All in writing"),
            fields,
            save,
            key=f"written:{case_id}",
            values={"evidence": agreement.evidence},
            lead=lead,
            submit_label=_("All in writing"),
        )
    )
    if answer is not None:
        app.tell(_("Every point is noted as in writing. g says that it is agreed."))
        tell_missing_file(app, answer["evidence"])


async def toggle_point(app: HuanqingApp, case_id: str, point_id: str) -> None:
    """Open, by word, in writing, and open again; words that were typed stay and only change their form."""
    from model.case import Point
    from model.edits import settle_point

    shown = app.case(case_id)
    if shown.agreement is None:
        return
    info = app.playbook(shown.playbook).point(point_id)
    bare = known_words(shown, info) if info is not None else SETTLED
    before = next((point for point in shown.agreement.points if point.id == point_id), None)
    if before is None:
        after = Point(id=point_id, words=bare, form=Form.ORAL)
    elif before.form is Form.ORAL:
        after = replace(before, form=Form.WRITTEN)
    elif before.words in (*BARE, bare):
        after = replace(before, words="")
    else:
        after = replace(before, form=Form.ORAL)
    problem = await app.change(case_id, settle_point.by(after), shown=shown)
    if problem is not None:
        app.tell(say(problem), error=True)
