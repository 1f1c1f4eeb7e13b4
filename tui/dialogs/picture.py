"""A picture on the whole screen."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from tui.dialog import Dialog
from tui.say import _
from tui.widgets.bars import Bar, Foot
from tui.widgets.chart import Chart, Series


class Picture(Dialog[None]):
    """Amounts over time, as large as the screen; any of the usual keys goes back."""

    DEFAULT_CSS = "Picture { layout: vertical; background: $background; }"

    BINDINGS = [Binding("escape,q,enter,v", "leave", show=False)]

    def __init__(self, title: str, series: Sequence[Series], top: str) -> None:
        super().__init__()
        self.heading, self.series, self.top = title, series, top

    def compose(self) -> ComposeResult:
        """Head, picture, foot."""
        yield Bar(id="top")
        yield Chart(id="picture")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Draw it."""
        self.query_one("#top", Bar).show(self.heading)
        self.query_one("#picture", Chart).show(self.series, self.top)
        self.query_one("#foot", Foot).show([("leave", "Esc", _("Back"))])

    def on_foot_asked(self, event: Foot.Asked) -> None:
        """A click on the footer goes back."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)
