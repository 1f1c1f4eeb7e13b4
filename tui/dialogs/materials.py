"""One paper: its state and place, the file on this machine, what arrived in the inbox, the bundle of all of them."""

import asyncio
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from model import edits
from model.case import Case, Material, MaterialState, Place
from model.papers import Paper, papers
from model.said import Said
from store.errors import StoreError
from store.inbox import Arrived, arrived, fingerprint, make_inbox
from store.paths import inbox_folder
from tui.app import HuanqingApp
from tui.cells import cut, fit
from tui.dialog import Dialog
from tui.dialogs.ask import Pick
from tui.dialogs.writing import dated, write_file
from tui.fields import Field
from tui.form import Form, Values
from tui.look import line
from tui.say import _, language, say, several, term
from tui.transfer import send_line
from tui.widgets.bars import Bar, Foot
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows

EVERY = 2.0
"""Seconds between two looks into the inbox: one `scandir` each."""


def inbox_of(app: HuanqingApp) -> Path:
    """Return the inbox of the open case file."""
    return inbox_folder(app.book.path)


def key_of(paper: Paper) -> str:
    """Return how a line of the tracker is named: its record's id, or the kind that is only wanted."""
    return paper.material.id if paper.material is not None else f"kind:{paper.kind}"


def paper_of(app: HuanqingApp, case_id: str, key: str) -> Paper | None:
    """Return the line of the tracker with this name."""
    case = app.case(case_id)
    found = papers(case, app.playbook(case.playbook), app.today)
    return next((paper for paper in found if key_of(paper) == key), None)


def name_of(paper: Paper) -> str:
    """Return the name of a paper: its own, else the playbook's."""
    if paper.material is not None and paper.material.name:
        return paper.material.name
    return paper.info.name.in_(language()) if paper.info is not None else _("A paper")


def _fields(own: bool) -> list[Field]:
    states = tuple((state.value, term("material", state.value)) for state in MaterialState)
    places = tuple((place.value, term("place", place.value)) for place in Place)
    name = [Field("name", _("Name"), "text", required=True)] if own else []
    return [
        *name,
        Field("state", _("State"), "pick", choices=states),
        Field("place", _("Where it is"), "pick", choices=places),
        Field("where", _("File or place"), "text", _("a path here, or where it lies")),
        Field("issued", _("Issued"), "day", _("the date on it"), past=True),
        Field("valid_until", _("Valid until"), "day", _("empty: counted from its date")),
        Field("submitted_to", _("Handed to"), "text"),
        Field("submitted_on", _("Handed in on"), "day", past=True),
        Field("note", _("Note"), "note"),
    ]


async def edit_material(app: HuanqingApp, case_id: str, key: str) -> None:
    """Ask for what is known of a paper; the fingerprint of its file is taken when that changes."""
    shown = app.case(case_id)
    paper = paper_of(app, case_id, key)
    own = paper is None or paper.info is None
    start = (paper.material if paper else None) or Material(id="", kind=paper.kind if paper else "")
    if paper is None:
        start = replace(start, state=MaterialState.READY)
    fields = _fields(own)
    values = {field.id: getattr(start, field.id) for field in fields}
    folder = inbox_of(app)

    async def save(given: Values) -> Said | None:
        made = replace(start, **{**given, "state": MaterialState(given["state"]), "place": Place(given["place"])})
        if made.place is not Place.FILE:
            made = replace(made, sha256="", size=None)
        elif (made.where, made.place) != (start.where, start.place) or not made.sha256:
            try:
                mark = await asyncio.to_thread(fingerprint, made.where, folder)
            except StoreError as error:
                return error.said
            made = replace(made, where=mark.where, sha256=mark.sha256, size=mark.size)
        return await _put(app, shown, start, made, name_of(paper) if paper else made.name)

    info = paper.info if paper is not None else None
    lead = [info.get.in_(language())] if info is not None else []
    title = name_of(paper) if paper is not None else _("A paper of your own")
    draft = f"material:{case_id}:{key or 'new'}"
    await app.ask(Form(title, fields, save, key=draft, values=values, lead=lead))


async def _put(app: HuanqingApp, shown: Case, before: Material, made: Material, name: str) -> Said | None:
    """Add a paper that has no record yet, else change only what differs."""
    if not before.id:
        change = edits.add_material.by(made)
        if not made.name:
            change = edits.add_material.by(made)
            change = type(change)(change.apply, Said(change.said.text, {**change.said.values, "name": name}))
        return await app.change(shown.id, change, shown=shown)
    changed = {
        field: getattr(made, field)
        for field in made.__struct_fields__
        if getattr(made, field) != getattr(before, field)
    }
    return await app.change(
        shown.id, edits.revise.by(field="materials", id=before.id, values=changed, what=name), shown=shown
    )


async def set_state(app: HuanqingApp, case_id: str, key: str, state: MaterialState) -> Said | None:
    """Set the state of a paper, and nothing else."""
    shown, paper = app.case(case_id), paper_of(app, case_id, key)
    if paper is None:
        return None
    before = paper.material or Material(id="", kind=paper.kind)
    return await _put(app, shown, before, replace(before, state=state), name_of(paper))


async def attach(app: HuanqingApp, case_id: str, key: str, where: str) -> Said | None:
    """Record a file on this machine as the paper, with its size and SHA-256 (read in a thread of its own)."""
    shown, paper = app.case(case_id), paper_of(app, case_id, key)
    if paper is None:
        return None
    try:
        mark = await asyncio.to_thread(fingerprint, where, inbox_of(app))
    except StoreError as error:
        return error.said
    before = paper.material or Material(id="", kind=paper.kind)
    early = before.state in (MaterialState.MISSING, MaterialState.COLLECTING, MaterialState.REJECTED)
    made = replace(
        before,
        place=Place.FILE,
        where=mark.where,
        sha256=mark.sha256,
        size=mark.size,
        state=MaterialState.READY if early else before.state,
    )
    return await _put(app, shown, before, made, name_of(paper))


async def pick_file(app: HuanqingApp, case_id: str, key: str) -> None:
    """Choose a file on this machine for a paper."""
    from tui.dialogs.picker import FilePicker

    folder = inbox_of(app)
    path = await app.ask(FilePicker(folder if folder.is_dir() else Path.home()))
    if path is not None:
        _tell(app, await attach(app, case_id, key, str(path)), Path(path).name)


def _tell(app: HuanqingApp, problem: Said | None, name: str) -> None:
    if problem is not None:
        app.tell(say(problem), error=True)
    else:
        app.tell(_("Attached: {name}. e sets the date on it.").format(name=name))


class Inbox(Dialog[str | None]):
    """How a file gets here, and what arrived. The result is the name of a file to attach."""

    DEFAULT_CSS = "Inbox { layout: vertical; background: $background; } Inbox #how { height: auto; }"

    BINDINGS = [
        Binding("escape,q", "leave", show=False, priority=True),
    ]

    def __init__(self, folder: Path, example: str, taken: frozenset[str]) -> None:
        super().__init__()
        self.folder, self.example, self.taken = folder, example, taken
        self.there: tuple[Arrived, ...] = ()

    def compose(self) -> ComposeResult:
        """Head, the lines to type, what arrived, foot."""
        yield Bar(id="top")
        yield Prose(self.how(), id="how", focusable=False)
        yield Rows(id="arrived", empty=_("Nothing has arrived yet. It shows here by itself."))
        yield Foot(id="foot")

    def heading(self) -> str:
        """What the head says."""
        return _("Inbox")

    def how(self) -> list[Block]:
        """How a file gets here."""
        return [
            _("On the phone or computer that has the file, type (one line):"),
            line((send_line(self.folder, self.example), "bold")),
            line((_("Or by sftp, into the folder {folder}").format(folder=self.folder), "dim")),
            line((_("On copies of identity papers write what they are for, and the date."), "dim")),
            line((_("Arrived:"), "bold")),
        ]

    def foot(self) -> list[tuple[str, str, str]]:
        """What works here."""
        return [("attach", "Enter", _("Attach")), ("leave", "Esc", _("Back"))]

    def on_mount(self) -> None:
        """Look now, and again while it is open."""
        self.query_one("#top", Bar).show(self.heading())
        self.query_one("#foot", Foot).show(self.foot())
        self.set_focus(self.query_one("#arrived", Rows))
        self.on_resize()
        self._look()
        self.set_interval(EVERY, self._look)

    def on_resize(self) -> None:
        """Give the lines to type the height they need."""
        how = self.query_one("#how", Prose)
        how.styles.height = min(len(how.lines(self.app.size.width)), self.app.size.height - 5)

    def _look(self) -> None:
        found = arrived(self.folder)
        if found != self.there:
            self.there = found
            self.query_one("#arrived", Rows).show([Row(one.name, self._drawer(one)) for one in found])

    def _drawer(self, one: Arrived) -> Any:
        size = f"{max(1, one.size // 1024)} KB"
        used = _("attached") if one.name in self.taken else ""
        return lambda width: line(
            "  ", fit(cut(one.name, width - 24), max(4, width - 22)), (f"{size:>10}", "dim"), ("  " + used, "dim")
        )

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        self.dismiss(event.key)

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        self.answer(event.command)

    def answer(self, command: str) -> None:
        """Do what a command of the footer says."""
        self.dismiss(self.query_one("#arrived", Rows).key if command == "attach" else None)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)


async def open_inbox(app: HuanqingApp, case_id: str, key: str) -> None:
    """Show the inbox; a file that is chosen is attached to the paper that is picked."""
    folder = inbox_of(app)
    try:
        make_inbox(folder)
    except StoreError as error:
        app.tell(say(error.said), error=True)
        return
    case = app.case(case_id)
    taken = frozenset(material.where for material in case.materials if material.place is Place.FILE)
    name = await app.ask(Inbox(folder, _("paper.jpg"), taken))
    if name is None:
        return
    found = papers(case, app.playbook(case.playbook), app.today)
    found = tuple(sorted(found, key=lambda paper: key_of(paper) != key))
    options = [(key_of(paper), name_of(paper)) for paper in found]
    chosen = await app.ask(Pick(_("Which paper is {name}?").format(name=name), options))
    if chosen:
        _tell(app, await attach(app, case_id, chosen, name), name)


async def make_bundle(app: HuanqingApp, case_id: str) -> None:
    """Put the ready papers into one zip; what is missing or too old is said, and never forbids it."""
    from store.bundle import BundleReport, write_bundle

    case = app.case(case_id)
    playbook = app.playbook(case.playbook)
    reports: list[BundleReport] = []

    def make(path: Path, _given: Values) -> None:
        def progress(name: str, done: int, of: int) -> None:
            if of > 8 * 2**20:
                app.call_from_thread(_progress, app, f"{name}: {done * 100 // of} %")

        reports.append(write_bundle(path, case, playbook, app.today, folder=inbox_of(app), progress=progress))

    lead = [pitfall.text.in_(language(), case.lender) for pitfall in playbook.pitfalls_at("send")[:2]]
    name = dated(app, _("bundle"), "zip")
    written = await write_file(app, _("Bundle of papers"), name, make, key=f"bundle:{case_id}", lead=lead)
    if not written or not reports:
        return
    path, report = written[0], reports[0]
    from tui.dialogs.reading import Reading
    from tui.transfer import fetch_line

    blocks: list[Block] = [
        line((several("{count} paper is in it", "{count} papers are in it", len(report.packed)), "bold")),
        _("Written: {path}").format(path=path),
    ]
    fetch = fetch_line(path)
    if fetch:
        blocks += [_("To fetch it, type on the other machine: "), line((fetch, "bold"))]
    blocks += ["", *(line(("! " + say(warning, playbook), "due")) for warning in report.warnings)]
    await app.ask(Reading(_("Bundle of papers"), blocks, fetch))


def _progress(app: HuanqingApp, text: str) -> None:
    from tui.widgets.bars import Notice

    for notice in app.screen.query("#notice").results(Notice):
        notice.say(text)
