"""When it goes wrong: court papers, a debt that was sold, complaints, the credit report."""

from collections.abc import Sequence

from msgspec.structs import replace

from model import edits
from model.case import Complaint, CourtKind, CourtPaper, CreditCheck, Transfer
from model.clocks import court_clocks, rung_view
from model.playbook import CourtInfo, Playbook
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick, Read
from tui.fields import Choices, Field, yes_no
from tui.form import Form, Values
from tui.look import line
from tui.say import _, day_named, language, say, term
from tui.sentences import days_to, unknown_year
from tui.widgets.prose import Block


def pitfall_blocks(
    playbook: Playbook, place: str, lender: str = "", most: int = 2, *, disputed: bool = False, without: str = ""
) -> list[Block]:
    """Return the pitfalls that bite at a place, the first few: more would be a wall of text. Help has them all.

    `disputed` gives the texts of a debt that is not one's own; `without` is the id of one that was said already.
    """
    found = [pitfall for pitfall in playbook.pitfalls_at(place)[:most] if pitfall.id != without]
    texts = [pitfall.disputed if disputed and pitfall.disputed is not None else pitfall.text for pitfall in found]
    return [line(("! " + text.in_(language(), lender), "due")) for text in texts]


# --- courts ----------------------------------------------------------------------------------------------------


async def log_court(app: HuanqingApp, case_id: str) -> None:
    """Log what arrived: first which kind, then how to verify it, then its days."""
    playbook = app.playbook(app.case(case_id).playbook)
    options = [(info.id.value, info.name.in_(language())) for info in playbook.courts]
    lead = [_("What arrived? A paper or a call; a lawyer's letter is not from a court.")]
    chosen = await app.ask(Pick(_("Court"), options, lead=lead))
    info = playbook.court(CourtKind(chosen)) if chosen else None
    if info is None:
        return
    blocks = [*court_blocks(info), "", *pitfall_blocks(playbook, "court")]
    if await app.ask(Read(info.name.in_(language()), blocks, _("Note it"), no=_("Not now"))):
        await _court_form(app, case_id, info, None)


def court_blocks(info: CourtInfo) -> list[Block]:
    """Return how to verify a paper, what to do, its clock, whom to write to."""
    blocks: list[Block] = []
    if not info.from_court:
        blocks.append(line((_("This is not from a court."), "bold")))
    blocks += [line((_("First verify: ") + info.verify.in_(language()), "bold")), info.what.in_(language())]
    if info.clock is not None:
        blocks.append(line((_("Its clock: ") + info.clock.in_(language()), "head")))
    if info.write is not None:
        blocks.append(info.write.in_(language()))
    blocks.append(line((_("Free advice: 12348."), "head")))
    return blocks


async def edit_court(app: HuanqingApp, case_id: str, id: str) -> None:
    """Change a logged paper: verified, answered, closed."""
    case = app.case(case_id)
    paper = next((paper for paper in case.court if paper.id == id), None)
    info = app.playbook(case.playbook).court(paper.kind) if paper else None
    if paper is not None and info is not None:
        await _court_form(app, case_id, info, paper)


async def _court_form(app: HuanqingApp, case_id: str, info: CourtInfo, paper: CourtPaper | None) -> None:
    shown = app.case(case_id)
    counted = _("counted: {count} days from receipt").format(count=info.days) if info.days else ""
    fields = [
        Field("received_on", _("Received"), "day", required=True, past=True),
        Field("verified", _("Verified"), "choice", choices=yes_no()),
        Field("court", _("Court") if info.from_court else _("Law firm"), "text"),
        Field("case_no", _("Case no."), "text"),
        Field("hearing_on", _("Hearing"), "day"),
        Field("deadline", _("Last day"), "day", counted),
        Field("note", _("Note"), "note"),
    ]
    if paper is not None:
        fields[-1:-1] = [
            Field("answered_on", _("Answered"), "day", past=True),
            Field("closed_on", _("Closed"), "day", past=True),
        ]
    start = paper or CourtPaper(id="", kind=info.id, received_on=app.today)
    values = {field.id: getattr(start, field.id) for field in fields}
    values["verified"] = "yes" if start.verified else ""

    async def save(given: Values) -> Said | None:
        given = {**given, "verified": given["verified"] == "yes"}
        if paper is None:
            return await app.change(case_id, edits.log_court.by(replace(start, **given)), shown=shown)
        change = edits.revise.by(field="court", id=paper.id, values=given, what=term("court", info.id.value))
        return await app.change(case_id, change, shown=shown)

    key = f"court:{case_id}:{paper.id}" if paper else f"court:{case_id}"
    lead = [_("Verify it first: area code and 12368, never the number in the message.")]
    if not info.from_court:
        lead = [info.verify.in_(language())]
    given = await app.ask(
        Form(info.name.in_(language()), fields, save, key=key, values=values, lead=lead, check=_hearing)
    )
    if given is not None:
        saved = app.case(case_id).court
        found = next((one for one in saved if paper is not None and one.id == paper.id), saved[-1])
        _tell_clock(app, case_id, found)


def _hearing(given: Values) -> dict[str, Said]:
    wrong = {}
    for name in ("hearing_on", "deadline", "answered_on", "closed_on"):
        if given.get(name) is not None and given[name] < given["received_on"]:
            wrong[name] = Said(N_("This lies before the day it was received."))
    return wrong


def _tell_clock(app: HuanqingApp, case_id: str, paper: CourtPaper) -> None:
    playbook = app.playbook(app.case(case_id).playbook)
    running = court_clocks(paper, playbook)
    if not running:
        app.tell(_("Noted."))
        return
    parts = [
        f"{day_named(one.on, app.today)} ({days_to(one.on, app.today)}): {say(one.said, playbook)}" for one in running
    ]
    app.tell("; ".join(parts))


# --- sold ------------------------------------------------------------------------------------------------------


async def log_transfer(app: HuanqingApp, case_id: str, id: str = "") -> None:
    """Log that the debt was sold, or change what was noted of it."""
    shown = app.case(case_id)
    playbook = app.playbook(shown.playbook)
    known = next((one for one in shown.transfers if one.id == id), None)
    turn = playbook.turn("transferred")
    if known is None and turn is not None:
        blocks: list[Block] = [line((turn.help.in_(language()), "bold")), ""]
        blocks += [f"{n}. {text.in_(language())}" for n, text in enumerate(turn.next, 1)]
        blocks += [_("What was paid before stays paid.")]
        if not await app.ask(Read(turn.name.in_(language()), blocks, _("Note it"), no=_("Not now"))):
            return
    fields = [
        Field("noticed_on", _("Told on"), "day", required=True, past=True),
        Field("creditor", _("New creditor"), "text", required=True),
        Field("verified_on", _("Verified on"), "day", _("with the original lender"), past=True),
        Field("account", _("Where to pay"), "text", _("only a verified account")),
        Field("note", _("Note"), "note"),
    ]
    start = known or Transfer(id="", noticed_on=app.today, creditor="")
    values = {field.id: getattr(start, field.id) for field in fields}

    async def save(given: Values) -> Said | None:
        if known is None:
            return await app.change(case_id, edits.log_transfer.by(replace(start, **given)), shown=shown)
        change = edits.revise.by(field="transfers", id=known.id, values=given, what=given["creditor"])
        return await app.change(case_id, change, shown=shown)

    lead = [
        _("Verify it with the original lender (in the app, or its official line); then pay only the verified account.")
    ]
    key = f"transfer:{case_id}:{known.id}" if known else f"transfer:{case_id}"
    given = await app.ask(Form(_("The debt was sold"), fields, save, key=key, values=values, lead=lead))
    if given is not None:
        if given["verified_on"] is None:
            app.tell(_("Not verified yet: 8 has the words to ask the original lender. Until then, pay nobody new."))
        else:
            app.tell(_("From the notice on, payments count only at the verified creditor. 8 has the words for it."))


# --- complaints ------------------------------------------------------------------------------------------------


async def log_complaint(app: HuanqingApp, case_id: str, id: str = "") -> None:
    """Log a complaint; where one is unanswered, its answer may be what is logged."""
    shown = app.case(case_id)
    playbook = app.playbook(shown.playbook)
    open_ones = [one for one in shown.complaints if one.answered_on is None]
    if not id and open_ones:
        options = [("", _("A new complaint"))]
        options += [
            (
                one.id,
                _("The answer to that of {on}: {rung}").format(
                    on=day_named(one.filed_on, app.today), rung=_rung(playbook, one)
                ),
            )
            for one in open_ones
        ]
        chosen = await app.ask(Pick(_("Complaint"), [("new", options[0][1]), *options[1:]]))
        if chosen is None:
            return
        id = "" if chosen == "new" else chosen
    known = next((one for one in shown.complaints if one.id == id), None)
    rungs: Choices = tuple((rung.id, rung.name.in_(language())) for rung in playbook.ladder)
    fields = [
        Field("level", _("Where"), "choice", choices=rungs),
        Field("filed_on", _("Filed on"), "day", required=True, past=True),
        Field("number", _("Number"), "text", _("the number they gave")),
        Field("about", _("About"), "note", _("facts and dates only")),
    ]
    if known is not None:
        fields += [Field("answered_on", _("Answered"), "day", past=True), Field("answer", _("Their answer"), "note")]
    level = known.level if known else _next_rung(playbook, [one.level for one in shown.complaints])
    start = known or Complaint(id="", level=level, filed_on=app.today)
    values = {field.id: getattr(start, field.id) for field in fields}

    async def save(given: Values) -> Said | None:
        if known is None:
            return await app.change(case_id, edits.log_complaint.by(replace(start, **given)), shown=shown)
        change = edits.revise.by(field="complaints", id=known.id, values=given, what=_("complaint"))
        return await app.change(case_id, change, shown=shown)

    lead = [pitfall.text.in_(language()) for pitfall in playbook.pitfalls_at("complaint")]
    key = f"complaint:{case_id}:{known.id}" if known else f"complaint:{case_id}"
    if await app.ask(Form(_("Complaint"), fields, save, key=key, values=values, lead=lead)) is None:
        return
    saved = app.case(case_id).complaints
    found = next((one for one in saved if known is not None and one.id == known.id), saved[-1])
    rung = playbook.rung(found.level)
    view = rung_view(rung, found, app.today, app.years) if rung is not None else None
    if view is not None and view.waiting and view.answer_by is not None:
        told = _("An answer is due by {on}.").format(on=day_named(view.answer_by, app.today))
        app.tell(told if view.known else told + unknown_year())
    else:
        app.tell(_("Noted."))


def _rung(playbook: Playbook, complaint: Complaint) -> str:
    rung = playbook.rung(complaint.level)
    return rung.name.in_(language()) if rung is not None else complaint.level


def _next_rung(playbook: Playbook, used: Sequence[str]) -> str:
    """Return the first rung that is not used yet, customer service left out: it is where one calls anyway."""
    for rung in playbook.ladder[1:]:
        if rung.id not in used:
            return rung.id
    return playbook.ladder[0].id if playbook.ladder else ""


# --- the credit report -----------------------------------------------------------------------------------------


async def log_credit_check(app: HuanqingApp, case_id: str) -> None:
    """Log a look at the credit report and what was found."""
    shown = app.case(case_id)
    playbook = app.playbook(shown.playbook)
    fields = [
        Field("on", _("Day"), "day", required=True, past=True),
        Field("correct", _("Is it right"), "choice", choices=(("", "-"), ("yes", _("yes")), ("no", _("no")))),
        Field("found", _("What it says"), "note"),
    ]

    async def save(given: Values) -> Said | None:
        correct = {"yes": True, "no": False}.get(given["correct"])
        check = CreditCheck(id="", on=given["on"], found=given["found"], correct=correct)
        return await app.change(case_id, edits.log_credit_check.by(check), shown=shown)

    lead = [pitfall.text.in_(language()) for pitfall in playbook.pitfalls_at("credit")]
    given = await app.ask(
        Form(_("Credit report"), fields, save, key=f"credit:{case_id}", values={"on": app.today}, lead=lead)
    )
    if given is not None:
        if given["correct"] == "no":
            app.tell(_("Errors: object at the Credit Reference Center or the lender; free, answered within 20 days."))
        else:
            app.tell(_("Noted. The next look is on the calendar."))
