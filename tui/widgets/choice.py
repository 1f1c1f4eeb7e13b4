"""A choice on one line: arrows or Space go through what is offered, a digit picks."""

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import cut
from tui.fields import Choices
from tui.look import strip


class Choice(Widget, can_focus=True):
    """One of several values, shown as ``< label >``."""

    DEFAULT_CSS = "Choice { height: 1; width: 1fr; }"

    BINDINGS = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choice: "Choice") -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> "Choice":
            """The choice."""
            return self.choice

    class Submitted(Changed):
        """Enter was pressed on it."""

    def __init__(self, choices: Choices, value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = choices
        self.index = next((n for n, (given, _label) in enumerate(choices) if given == value), 0)

    @property
    def value(self) -> str:
        """The chosen value."""
        return self.choices[self.index][0] if self.choices else ""

    @value.setter
    def value(self, value: str) -> None:
        self._pick(next((n for n, (given, _label) in enumerate(self.choices) if given == value), self.index))

    def _pick(self, index: int) -> None:
        if index != self.index:
            self.index = index
            self.refresh()
            self.post_message(self.Changed(self))

    def action_turn(self, by: int) -> None:
        """Go to the next value."""
        if self.choices:
            self._pick((self.index + by) % len(self.choices))

    def on_key(self, event: events.Key) -> None:
        """A digit picks; Enter goes on."""
        if event.key == "enter":
            event.stop()
            self.post_message(self.Submitted(self))
        elif event.character and event.character.isdigit() and 0 < int(event.character) <= len(self.choices):
            event.stop()
            self._pick(int(event.character) - 1)

    def on_click(self) -> None:
        """A click goes to the next value."""
        self.action_turn(1)

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        label = self.choices[self.index][1] if self.choices else ""
        place = f" {self.index + 1}/{len(self.choices)}"
        look = "bar" if self.has_focus else ""
        label = cut(label, self.size.width - 4 - len(place))
        return strip((("< ", "dim"), (label, look), (" >", "dim"), (place, "dim")), self.size.width)

    def on_focus(self) -> None:
        """Show that it listens."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that it does not."""
        self.refresh()
