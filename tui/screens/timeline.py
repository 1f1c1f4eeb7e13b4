"""The timeline: what changed, when, by whom; each change can be looked into and taken back."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from store.errors import StoreError
from store.history import Entry, Kind
from tui.cells import cut, fit
from tui.field_words import VAGUE, Told, text_in, written_only
from tui.look import Line, line
from tui.page import CasePage
from tui.say import _, day, joined, say
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows


class Timeline(CasePage):
    """What changed, newest first, with the fields of the entry under the cursor."""

    name_: ClassVar[str] = "timeline"

    DEFAULT_CSS = """
    Timeline #entries { height: 1fr; width: 1fr; }
    Timeline #detail { height: 40%; margin-top: 1; }
    Timeline.-narrow #detail { height: 35%; margin-top: 0; }
    Timeline.-wide #detail { height: 1fr; width: 1fr; margin: 0 0 0 2; }
    """

    def body(self) -> ComposeResult:
        """The entries, and what the one under the cursor changed."""
        with Vertical(id="body"):
            yield Rows(id="entries", empty=_("Nothing changed yet."))
            yield Prose(id="detail")

    def begin(self) -> None:
        """The newest entry has the cursor."""
        self.entries: list[Entry] = []
        super().begin()
        self.set_focus(self.query_one("#entries", Rows))

    def refresh_page(self) -> None:
        """Show the present history."""
        try:
            self.entries = list(reversed(self.home.book.history(self.case_id)))
        except StoreError as error:
            self.tell(say(error.said), error=True)
        self.query_one("#entries", Rows).show([Row(entry.id, self._drawer(entry)) for entry in self.entries])
        self._detail()

    def _drawer(self, entry: Entry) -> "_EntryDrawer":
        return _EntryDrawer(entry, self)

    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        key = self.query_one("#entries", Rows).key
        return next((entry for entry in self.entries if entry.id == key), None)

    def told(self, entry: Entry) -> str:
        """An entry in words, with this case's playbook."""
        text = self.say(entry.said)
        if entry.kind is Kind.UNDO:
            return _("Taken back: {what}").format(what=text)
        if entry.kind is Kind.REDO:
            return _("Made again: {what}").format(what=text)
        return text

    def beginning(self, entry: Entry) -> tuple[str, bool]:
        """Return the beginning of what an entry changed beyond its sentence, and whether that is all of it."""
        ops = [op for op in entry.ops if op.path]
        texts = [text for op in ops for text in text_in(op)]
        if texts:
            return f"“{texts[0]}”", all(written_only(op) for op in ops)
        if entry.said.text not in VAGUE:
            return "", False
        told = Told(self.playbook, self.home.today)
        fields = [f"{field} {after}" for op in ops for field, _before, after in told.lines(op)]
        return joined(fields[:3]), False

    def _detail(self) -> None:
        entry, detail = self.entry(), self.query_one("#detail", Prose)
        if entry is None:
            detail.show(())
            return
        when = f"{entry.at[:10]} {entry.at[11:16]}"
        blocks: list[Block] = [line((self.told(entry), "bold")), line((f"{when}  {entry.who}", "dim"))]
        if entry.undone:
            blocks.append(line((_("This was taken back."), "due")))
        told = Told(self.playbook, self.home.today)
        for op in entry.ops:
            for field, before, after in told.lines(op):
                blocks.append(f"{field}: {before} -> {after}")
        detail.show(blocks)

    @on(Rows.Moved, "#entries")
    def _moved(self) -> None:
        self._detail()

    # --- commands ----------------------------------------------------------------------------------------------

    def do_undo_entry(self) -> None:
        """Take back the entry under the cursor; where it was changed again since, both values are said."""
        entry = self.entry()
        if entry is not None:
            self.home.start(self._take_back(entry.id))

    async def _take_back(self, id: str) -> None:
        await self.home.undo_entry(self.case_id, id)
        if self.home.has(self.case_id):
            self.refresh_page()

    def do_dossier(self) -> None:
        """Make one document of the case."""
        from tui.dialogs.documents import make_dossier

        self.home.start(make_dossier(self.home, self.case_id))


class _EntryDrawer:
    """Draws one entry: when, who, what."""

    def __init__(self, entry: Entry, page: Timeline) -> None:
        self.entry, self.page = entry, page

    def __call__(self, width: int) -> Line:
        """One line; what was taken back is dim."""
        from datetime import date

        entry = self.entry
        on = date.fromisoformat(entry.at[:10])
        when = day(on, self.page.home.today) + (f" {entry.at[11:16]}" if width >= 60 else "")
        who = 10 if width >= 60 else 6
        first = max(len(when) + 2, 13 if width >= 60 else 7)
        style = "dim" if entry.undone else ""
        text, (more, whole) = self.page.told(entry), self.page.beginning(entry)
        if more:
            text = f"{more} {text}" if whole and width < 100 else f"{text} - {more}"
        return line(
            (fit(when, first), "dim"),
            (fit(cut(entry.who, who - 1), who), "dim"),
            (cut(text, width - first - who), style),
        )
