"""Lines of text that scroll when they are taller than their place."""

from collections.abc import Sequence

from textual.binding import Binding
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import wrap
from tui.look import Line, blank, line, strip
from tui.say import _, several

Block = Line | str
"""A paragraph: a text to wrap, or a line drawn as it is."""


class Prose(Widget, can_focus=True):
    """Paragraphs, wrapped to the width. A paragraph that is a tuple of one plain piece wraps in that style."""

    DEFAULT_CSS = "Prose { height: 1fr; }"

    BINDINGS = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]

    def __init__(self, blocks: Sequence[Block] = (), *, id: str | None = None, focusable: bool = True) -> None:
        super().__init__(id=id)
        self.blocks: Sequence[Block] = blocks
        self.top = 0
        self.can_focus = focusable
        self._lines: list[Line] = []
        self._width = -1

    def show(self, blocks: Sequence[Block]) -> None:
        """Show other paragraphs, from their first line."""
        self.blocks = blocks
        self.top = 0
        self._width = -1
        self.refresh()

    def lines(self, width: int) -> list[Line]:
        """Return the paragraphs as lines of `width` cells."""
        if width != self._width:
            self._width = width
            self._lines = wrapped(self.blocks, width)
        return self._lines

    def render_line(self, y: int) -> Strip:
        """Draw one line; the last one says when there is more."""
        width, height = self.size
        lines = self.lines(width)
        index = self.top + y
        if y == height - 1 and self.top + height < len(lines):
            left = len(lines) - self.top - height + 1
            return strip(line((self._more(left), "dim")), width)
        return strip(lines[index], width) if index < len(lines) else blank(width)

    def _more(self, left: int) -> str:
        """How many lines are below, and how they are reached."""
        text = several("{count} more line", "{count} more lines", left)
        if not self.can_focus:
            return text
        return text + (_(": arrows read on") if self.has_focus else _(": Tab, then arrows"))

    def _go(self, top: int) -> None:
        most = max(0, len(self.lines(self.size.width)) - self.size.height)
        top = max(0, min(top, most))
        if top != self.top:
            self.top = top
            self.refresh()

    def action_move(self, by: int) -> None:
        """Scroll by lines."""
        self._go(self.top + by)

    def action_page(self, by: int) -> None:
        """Scroll by a window."""
        self._go(self.top + by * max(1, self.size.height - 1))

    def action_edge(self, by: int) -> None:
        """Scroll to an end."""
        self._go(0 if by < 0 else 10**9)

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolls."""
        self._go(self.top + 3)

    def on_mouse_scroll_up(self) -> None:
        """The wheel scrolls."""
        self._go(self.top - 3)


def wrapped(blocks: Sequence[Block], width: int) -> list[Line]:
    """Return paragraphs as lines: texts and one-piece lines wrap, lines of several pieces stay as they are."""
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [line(text) for text in wrap(block, width)]
        elif len(block) == 1:
            lines += [line((text, block[0][1])) for text in wrap(block[0][0], width)]
        else:
            lines.append(block)
    return lines
