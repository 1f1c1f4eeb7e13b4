"""A text to read on the whole screen, to copy to the terminal's clipboard."""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding

from tui.dialog import Dialog
from tui.say import _
from tui.widgets.bars import Bar, Foot, Notice
from tui.widgets.prose import Block, Prose

if TYPE_CHECKING:
    from tui.app import HuanqingApp


class Reading(Dialog[None]):
    """Paragraphs to read; `y` copies `text`, where there is one."""

    DEFAULT_CSS = "Reading { layout: vertical; background: $background; } Reading Prose { height: 1fr; }"

    BINDINGS = [
        Binding("escape,q,enter", "leave", show=False),
        Binding("y", "copy", show=False),
    ]

    def __init__(self, title: str, blocks: list[Block], text: str = "") -> None:
        super().__init__()
        self.heading, self.blocks, self.text = title, blocks, text

    def compose(self) -> ComposeResult:
        """Head, text, foot."""
        yield Bar(id="top")
        yield Prose(self.blocks, id="reading")
        yield Notice(id="notice")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Say what works here."""
        self.query_one("#top", Bar).show(self.heading)
        copies = [("copy", "y", _("Copy"))] if self.text else []
        self.query_one("#foot", Foot).show([*copies, ("leave", "Esc", _("Back"))])
        self.set_focus(self.query_one("#reading", Prose))

    def on_foot_asked(self, event: Foot.Asked) -> None:
        """A click on the footer does what the key does."""
        (self.action_copy if event.command == "copy" else self.action_leave)()

    def action_copy(self) -> None:
        """Send the text to the terminal."""
        if self.text:
            cast("HuanqingApp", self.app).copy(self.text)
            self.query_one("#notice", Notice).say(_("Sent to your terminal's clipboard."))

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)
