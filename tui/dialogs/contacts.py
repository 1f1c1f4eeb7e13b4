"""Logging a contact while the phone rings: the script stays in sight, the rest is one line each."""

from typing import Any

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container

from model import clocks, edits
from model.case import Contact, ContactKind, Outcome
from model.playbook import Playbook
from model.purpose import Way
from model.said import Said
from store.errors import StoreError
from tui.app import HuanqingApp
from tui.dialogs.ask import Read
from tui.fields import Choices, Field
from tui.form import Form, Values
from tui.look import line
from tui.say import _, day_named, language, money, say, term
from tui.sentences import unknown_year
from tui.texts import text_for
from tui.widgets.bars import Foot
from tui.widgets.choice import Choice
from tui.widgets.prose import Block, Prose

OUTCOMES = (
    Outcome.NO_ANSWER,
    Outcome.TOLD_TO_WAIT,
    Outcome.WANTS_PAPERS,
    Outcome.OFFER,
    Outcome.REFUSED,
    Outcome.NOTED,
)


class ContactForm(Form):
    """The form with the script: beside it where it is wide, above it else, one key away where it is small."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (100, "-wide")]

    DEFAULT_CSS = """
    ContactForm #pair { height: 1fr; layout: vertical; }
    ContactForm.-wide #pair { layout: horizontal; }
    ContactForm #script { height: 40%; width: 1fr; }
    ContactForm.-wide #script { height: 1fr; width: 1fr; margin-right: 2; }
    ContactForm #fields { width: 1fr; }
    ContactForm.-wide #fields { width: 1fr; }
    ContactForm.-narrow #script { display: none; }
    ContactForm.-narrow.-script #script { display: block; height: 1fr; }
    ContactForm.-narrow.-script #fields { display: none; }
    ContactForm TextArea { height: 3; }
    """

    BINDINGS = [
        Binding("f3,ctrl+g", "script", show=False, priority=True),
        Binding("f4", "further", show=False, priority=True),
    ]

    def __init__(self, *args: Any, script: list[Block], playbook: Playbook, first: str = "", **more: Any) -> None:
        """`first` is the field that has the focus at the start, where it is not the one on top."""
        super().__init__(*args, **more)
        self.script, self.playbook, self.first = script, playbook, first

    def middle(self) -> ComposeResult:
        """The script and the fields."""
        with Container(id="pair"):
            yield Prose(self.script, id="script", focusable=False)
            yield from super().middle()

    def begin(self) -> None:
        """Say how the script is reached."""
        super().begin()
        self.on_resize()
        if self.first:
            self.set_focus(self.query_one(f"#field-{self.first}"))

    def on_resize(self, event: events.Resize | None = None) -> None:
        """Give the script no more height than it needs, once it is known how wide the form is."""
        if event is not None:
            self.call_after_refresh(self.on_resize)
        script = self.query_one("#script", Prose)
        if self.has_class("-normal"):
            script.styles.height = min(len(script.lines(self.app.size.width)), self.app.size.height * 2 // 5)
        else:
            script.styles.height = None

    def show_foot(self) -> None:
        """Say how to save, how the script is reached, and how to leave."""
        reading = self.has_class("-narrow") and self.has_class("-script")
        self.query_one("#foot", Foot).show(
            [
                ("submit", self.key_of("F2", "^S"), _("Save")),
                ("script", self.key_of("F3", "^G"), _("The form") if reading else _("Script")),
                ("leave", "Esc", _("Leave, kept")),
            ]
        )

    def action_script(self) -> None:
        """Small screen: script or form. Else: the next part of a long script."""
        if self.has_class("-narrow"):
            self.toggle_class("-script")
            self.show_foot()
        else:
            self.action_further()

    def action_further(self) -> None:
        """Scroll the script, from its end to its beginning."""
        script = self.query_one("#script", Prose)
        before = script.top
        script.action_page(1)
        if script.top == before:
            script.action_edge(-1)

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        {"submit": self.action_submit, "script": self.action_script, "leave": self.action_leave}[event.command]()

    @on(Choice.Changed, "#field-channel")
    def _channel(self, event: Choice.Changed) -> None:
        """Another channel brings its number, where none was typed."""
        numbers = {channel.number for channel in self.playbook.channels}
        channel = self.playbook.channel(event.choice.value)
        box: Any = self.query_one("#field-number")
        if channel is not None and box.value in numbers:
            box.value = channel.number


def fields_of(playbook: Playbook) -> list[Field]:
    """Return the fields of a contact."""
    channels: Choices = tuple((channel.id, channel.name.in_(language())) for channel in playbook.channels)
    outcomes: Choices = tuple((outcome.value, short_outcome(outcome)) for outcome in OUTCOMES)
    kinds: Choices = tuple((kind.value, term("contact_kind", kind.value)) for kind in ContactKind)
    return [
        Field("channel", _("Through"), "choice", choices=channels),
        Field("number", _("Phone no."), "text", _("the number called, or that called")),
        Field("agent", _("Who"), "text", _("name or staff number")),
        Field("outcome", _("Outcome"), "pick", choices=outcomes),
        Field("said", _("What they said"), "note"),
        Field("promised", _("Promised"), "text", _("what they promised to do")),
        Field("promised_by", _("By when"), "day", _("such as +3 or 11.27")),
        Field("on", _("Day"), "day", required=True, past=True),
        Field("at", _("Time"), "time"),
        Field("kind", _("Who called"), "choice", choices=kinds),
        Field("connected", _("Connected"), "choice", choices=(("yes", _("yes")), ("", _("no")))),
        Field("disclosed", _("Told others"), "text", _("what they told family, work or friends")),
        Field("evidence", _("Evidence"), "text", _("name of a recording or screenshot")),
    ]


def short_outcome(outcome: Outcome) -> str:
    """Return an outcome in a word or two, for a choice on one line."""
    return {
        Outcome.NO_ANSWER: _("no answer"),
        Outcome.TOLD_TO_WAIT: _("wait"),
        Outcome.WANTS_PAPERS: _("papers"),
        Outcome.OFFER: _("offer"),
        Outcome.REFUSED: _("refused"),
        Outcome.NOTED: _("other"),
    }[outcome]


def script_blocks(app: HuanqingApp, case_id: str) -> list[Block]:
    """Return what to say on the phone, for the side of the form."""
    try:
        text = text_for(app, case_id, Way.PHONE)
    except StoreError as error:
        return [line((say(error.said), "error"))]
    blocks: list[Block] = [line((piece, "bold")) for piece in text.text.split("\n") if piece]
    blocks += [line((piece, "dim")) for piece in text.gloss for piece in piece.split("\n") if piece]
    return blocks


def _made(given: Values, who: str) -> Contact:
    outcome = Outcome(given["outcome"] or Outcome.NOTED)
    connected = given["connected"] == "yes" and outcome is not Outcome.NO_ANSWER
    values = {name: value for name, value in given.items() if name not in ("outcome", "connected", "kind", "at")}
    return Contact(
        id="",
        outcome=outcome,
        connected=connected,
        kind=ContactKind(given["kind"] or ContactKind.OWN),
        at=given["at"] or "",
        who=who,
        **values,
    )


async def log_contact(app: HuanqingApp, case_id: str, outcome: Outcome = Outcome.NOTED) -> None:
    """Log a call or chat, then say what follows from it; where the outcome is known the words come first."""
    shown = app.case(case_id)
    playbook = app.playbook(shown.playbook)
    last = next((contact.channel for contact in reversed(shown.contacts) if contact.kind is ContactKind.OWN), "")
    channel = playbook.channel(last) or playbook.channel("hotline") or playbook.channels[0]
    values = {
        "channel": channel.id,
        "number": channel.number,
        "on": app.today,
        "at": app.now().strftime("%H:%M"),
        "outcome": outcome,
        "kind": ContactKind.OWN,
        "connected": "yes",
    }

    async def save(given: Values) -> Said | None:
        return await app.change(case_id, edits.log_contact.by(_made(given, app.book.who)), shown=shown)

    given = await app.ask(
        ContactForm(
            _("Log a contact"),
            fields_of(playbook),
            save,
            key=f"contact:{case_id}" if outcome is Outcome.NOTED else f"{outcome.value}:{case_id}",
            values=values,
            first="" if outcome is Outcome.NOTED else "said",
            script=script_blocks(app, case_id),
            playbook=playbook,
        )
    )
    if given is not None:
        await _what_follows(app, case_id, _made(given, app.book.who))


async def edit_contact(app: HuanqingApp, case_id: str, id: str) -> None:
    """Change a logged contact."""
    shown = app.case(case_id)
    contact = next((contact for contact in shown.contacts if contact.id == id), None)
    if contact is None:
        return
    playbook = app.playbook(shown.playbook)
    values = {name: getattr(contact, name) for name in contact.__struct_fields__}
    values["connected"] = "yes" if contact.connected else ""

    async def save(given: Values) -> Said | None:
        made = replace(_made(given, contact.who), id=id)
        changed = {
            name: getattr(made, name)
            for name in made.__struct_fields__
            if getattr(made, name) != getattr(contact, name)
        }
        change = edits.revise.by(field="contacts", id=id, values=changed, what=_("contact"))
        return await app.change(case_id, change, shown=shown)

    await app.ask(Form(_("A contact"), fields_of(playbook), save, key=f"contact:{case_id}:{id}", values=values))


async def _what_follows(app: HuanqingApp, case_id: str, contact: Contact) -> None:
    """Say what comes next after this outcome; an offer leads to where it is checked."""
    playbook = app.playbook(app.case(case_id).playbook)
    if contact.kind is ContactKind.THIRD_PARTY:
        await _read_turn(app, case_id, "third_party", "")
    elif contact.outcome is Outcome.OFFER:
        blocks: list[Block] = [
            _("Write the offer down: how many, how much, from when. It is checked before anything is agreed."),
            *(line(("! " + pitfall.text.in_(language()), "due")) for pitfall in playbook.pitfalls_at("agreement")),
        ]
        if await app.ask(Read(_("They made an offer"), blocks, _("Write it down"), no=_("Later"))):
            app.open_page("agreement", case_id)
            app.tell(_("a writes the offer down."))
    elif contact.outcome is Outcome.REFUSED:
        await _read_turn(app, case_id, "refused", "options")
    elif contact.outcome in (Outcome.TOLD_TO_WAIT, Outcome.WANTS_PAPERS):
        app.tell(waiting_text(app, case_id) or _("Noted. 2 lists the papers."))
    elif contact.promised_by is not None:
        app.tell(_("Noted. On {on} it is time to ask.").format(on=day_named(contact.promised_by, app.today)))
    else:
        app.tell(_("Noted."))


async def _read_turn(app: HuanqingApp, case_id: str, turn_id: str, opens: str) -> None:
    """Show a turn of the road with its next steps; Enter goes to where the first of them is done."""
    case = app.case(case_id)
    playbook = app.playbook(case.playbook)
    turn = playbook.turn(turn_id)
    if turn is None:
        return
    blocks: list[Block] = [line((turn.help.in_(language()), "bold")), ""]
    blocks += [f"{n}. {text.in_(language())}" for n, text in enumerate(turn.next, 1)]
    again = clocks.retry(case, playbook, app.years)
    if again is not None:
        told = _("Ask again from {on} on.").format(on=day_named(again.on, app.today))
        blocks += ["", line((told + ("" if again.known else unknown_year()), "head"))]
    yes = _("Other ways") if opens else _("Good")
    if await app.ask(Read(turn.name.in_(language()), blocks, yes, no=_("Close"))) and opens:
        app.open_page(opens, case_id)


def waiting_text(app: HuanqingApp, case_id: str) -> str:
    """Return since when an answer is awaited, when to ask again, what waiting costs until then; else nothing."""
    case = app.case(case_id)
    wait = clocks.waiting(case, app.playbook(case.playbook), app.today, app.years)
    if wait is None:
        return ""
    on = clocks.ask_again_on(case, wait)
    text = _("Waiting for an answer since {since}; ask again on {on}.").format(
        since=day_named(wait.since, app.today), on=day_named(on, app.today)
    )
    owed, days = app.owed(case_id), max(0, (on - app.today).days)
    if owed.per_day_high and days:
        text += _(" Until then about {amount} is added.").format(amount=money(owed.per_day_high * days))
    if not wait.known:
        text += unknown_year()
    return text
