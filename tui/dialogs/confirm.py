"""A question before something is taken away."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from tui.dialog import Dialog
from tui.say import _
from tui.widgets.bars import Bar, Foot
from tui.widgets.prose import Prose


class Confirm(Dialog[bool]):
    """Names the thing; the safe answer is the one that Enter gives."""

    DEFAULT_CSS = "Confirm { layout: vertical; background: $background; } Confirm Prose { height: 1fr; }"

    BINDINGS = [
        Binding("escape,n,enter", "answer(False)", show=False),
        Binding("y", "answer(True)", show=False),
    ]

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__()
        self.heading, self.text, self.yes = title, text, yes

    def compose(self) -> ComposeResult:
        """Head, text, foot."""
        yield Bar(id="top")
        yield Prose([self.text])
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Fill it; what a question adds is in its `begin`, since Textual calls the `on_mount` of every class."""
        self.begin()

    def begin(self) -> None:
        """Offer both answers."""
        self.query_one("#top", Bar).show(self.heading)
        self.query_one("#foot", Foot).show([("no", "Enter", _("No, leave it")), ("yes", "y", self.yes)])

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        self.dismiss(event.command == "yes")

    def action_answer(self, answer: bool) -> None:
        """Give the answer."""
        self.dismiss(answer)
