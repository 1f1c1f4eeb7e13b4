"""Questions without typing: one of several by its number, and a page to read before going on."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding

from tui.cells import cut
from tui.dialog import Dialog
from tui.look import Line, line
from tui.say import _
from tui.widgets.bars import Bar, Foot
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows

Options = Sequence[tuple[str, str]]
"""What is offered: the value and its label, in the order of their number keys."""


class Pick(Dialog[str | None]):
    """A choice by number key, arrows or click. The result is the value, "" where it was skipped, None where left."""

    DEFAULT_CSS = """
    Pick { layout: vertical; background: $background; }
    Pick #lead { height: auto; }
    Pick #notes { height: auto; }
    """

    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("0,s", "skip", show=False),
    ]

    def __init__(
        self,
        title: str,
        options: Options,
        *,
        lead: Sequence[Block] = (),
        notes: Sequence[Block] = (),
        skip: str = "",
        leave: str = "",
    ) -> None:
        super().__init__()
        self.heading, self.options = title, list(options)
        self.lead, self.notes = list(lead), list(notes)
        self.skip, self.leave = skip, leave

    def compose(self) -> ComposeResult:
        """Head, lead, the choices, notes, foot."""
        yield Bar(id="top")
        yield Prose(self.lead, id="lead", focusable=False)
        yield Rows([Row(value, _Numbered(n, label)) for n, (value, label) in enumerate(self.options, 1)], id="choices")
        yield Prose(self.notes, id="notes", focusable=False)
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """The first choice has the cursor."""
        self.query_one("#top", Bar).show(self.heading)
        narrow = self.app.size.width < 60
        digits = f"1-{min(9, len(self.options))}"
        items = [("enter", digits if narrow else f"{digits}/Enter", _("Choose"))]
        if self.skip:
            items.append(("skip", "0", self.skip))
        leave = _("Leave") if narrow and self.skip else self.leave or _("Back")
        self.query_one("#foot", Foot).show([*items, ("leave", "Esc", leave)])
        self.set_focus(self.query_one("#choices", Rows))
        self.on_resize()

    def on_resize(self) -> None:
        """Give the texts the height they need; where it is scarce, blank lines go first, then the lead scrolls."""
        width, height = self.app.size
        room = height - 2 - min(len(self.options), max(4, height // 2))
        lead, notes = self.query_one("#lead", Prose), self.query_one("#notes", Prose)
        lead.show(self.lead)
        notes.show(self.notes)
        if len(lead.lines(width)) + len(notes.lines(width)) > room:
            lead.show([block for block in self.lead if block])
            notes.show([block for block in self.notes if block])
        below = min(len(notes.lines(width)), room * 2 // 3)
        lead.styles.height = min(len(lead.lines(width)), max(0, room - below))
        notes.styles.height = below

    def on_key(self, event: events.Key) -> None:
        """A digit takes its choice at once."""
        digit = event.character or ""
        if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(self.options):
            event.stop()
            self.dismiss(self.options[int(digit) - 1][0])
        elif event.key in ("pageup", "pagedown"):
            self.query_one("#lead", Prose).action_page(-1 if event.key == "pageup" else 1)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        self.dismiss(event.key)

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        if event.command == "leave":
            self.action_leave()
        elif event.command == "skip":
            self.action_skip()
        elif event.command == "enter":
            self.query_one("#choices", Rows).action_choose()

    def action_skip(self) -> None:
        """Go on without an answer, where that is offered."""
        if self.skip:
            self.dismiss("")

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)


class _Numbered:
    """Draws one choice with its number."""

    def __init__(self, number: int, label: str) -> None:
        self.number, self.label = number, label

    def __call__(self, width: int) -> Line:
        """One line."""
        key = str(self.number) if self.number < 10 else " "
        return line("  ", (key, "key"), "  ", cut(self.label, width - 6))


class Read(Dialog[bool]):
    """Something to read; Enter goes on (True), Esc leaves (False)."""

    DEFAULT_CSS = "Read { layout: vertical; background: $background; } Read Prose { height: 1fr; }"

    BINDINGS = [
        Binding("enter", "answer(True)", show=False, priority=True),
        Binding("escape,q", "answer(False)", show=False, priority=True),
    ]

    def __init__(self, title: str, blocks: Sequence[Block], yes: str, *, no: str = "") -> None:
        super().__init__()
        self.heading, self.blocks, self.yes, self.no = title, list(blocks), yes, no

    def compose(self) -> ComposeResult:
        """Head, text, foot."""
        yield Bar(id="top")
        yield Prose(self.blocks, id="text")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """The text has the focus, so that it scrolls."""
        self.query_one("#top", Bar).show(self.heading)
        self.query_one("#foot", Foot).show([("yes", "Enter", self.yes), ("no", "Esc", self.no or _("Back"))])
        self.set_focus(self.query_one("#text", Prose))

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        self.dismiss(event.command == "yes")

    def action_answer(self, answer: bool) -> None:
        """Go on, or not."""
        self.dismiss(answer)
