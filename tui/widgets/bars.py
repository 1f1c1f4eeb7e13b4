"""The lines that frame a page: its head, the numbers of the other screens, and what works here."""

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import cell_len, cut
from tui.look import Line, blank, line, strip


class Bar(Widget):
    """One line, drawn as given; its right part stays visible, the left one is cut."""

    DEFAULT_CSS = "Bar { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left, self.right = "", ""

    def show(self, left: str, right: str = "") -> None:
        """Show other texts."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw it."""
        width = self.size.width
        room = width - cell_len(self.right) - 2
        left = cut(self.left, max(0, room))
        gap = " " * max(1, width - cell_len(left) - cell_len(self.right) - 1)
        return strip(((left, "bold"), (gap, ""), (self.right, "dim"), (" ", "")), width)


class Tabs(Widget):
    """The nine screens of a case with their number keys; the names shorten with the width."""

    DEFAULT_CSS = "Tabs { height: 1; }"

    class Asked(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: list[str], here: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.names, self.here = names, here

    def _labels(self, width: int) -> list[str]:
        for longest in (20, 4, 2):
            labels = [
                f"{n + 1} {cut(name, longest) if longest > 4 else _head(name, longest)}"
                for n, name in enumerate(self.names)
            ]
            if sum(cell_len(label) + 1 for label in labels) <= width:
                return labels
        return [f"{n + 1}{_head(name, 2)}" for n, name in enumerate(self.names)]

    def render_line(self, y: int) -> Strip:
        """Draw them, the present one reversed."""
        pieces: list[tuple[str, str]] = []
        for n, label in enumerate(self._labels(self.size.width)):
            pieces += [(label, "bar" if n == self.here else "dim"), (" ", "")]
        return strip(pieces, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Ask for the tab under the pointer."""
        at = 0
        for n, label in enumerate(self._labels(self.size.width)):
            if at <= event.x < at + cell_len(label):
                self.post_message(self.Asked(n))
                return
            at += cell_len(label) + 1


def _head(name: str, width: int) -> str:
    """The first letters of a name that fit, without dots."""
    head = ""
    for character in name:
        if cell_len(head + character) > width:
            break
        head += character
    return head


class Foot(Widget):
    """What works here: keys and their labels; a click runs one."""

    DEFAULT_CSS = "Foot { height: 1; }"

    class Asked(Message):
        """A command of the footer was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: list[tuple[str, str, str]] = []

    def show(self, items: list[tuple[str, str, str]]) -> None:
        """Show other commands: id, key and label of each."""
        if items != self.items:
            self.items = items
            self.refresh()

    def _fitting(self) -> list[tuple[str, str, str]]:
        """What fits, in order; the first has precedence, then how one leaves and gets help, then the others."""
        fitting: list[tuple[str, str, str]] = []
        width, used = self.size.width, 0
        last = len(self.items) - 1
        ends = [n for n in range(last, 0, -1) if self.items[n][0] in ("back", "quit", "help", "leave")]
        places = [0, *ends, *(n for n in range(1, last + 1) if n not in ends)]
        for item in [self.items[place] for place in places] if self.items else []:
            size = cell_len(item[1]) + cell_len(item[2]) + 3
            if used + size <= width + 2 or not fitting:
                fitting.append(item)
                used += size
        return [item for item in self.items if item in fitting]

    def render_line(self, y: int) -> Strip:
        """Draw them."""
        pieces: list[tuple[str, str]] = []
        for _id, key, label in self._fitting():
            pieces += [(key, "key"), (f" {label}  ", "")]
        return strip(pieces, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Ask for the command under the pointer."""
        at = 0
        for id, key, label in self._fitting():
            size = cell_len(key) + cell_len(label) + 3
            if at <= event.x < at + size:
                self.post_message(self.Asked(id))
                return
            at += size


class Notice(Widget):
    """One quiet message above the footer; it takes no room while there is nothing to say."""

    DEFAULT_CSS = "Notice { height: auto; max-height: 50%; display: none; } Notice.shown { display: block; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text, self.style_name = "", "bold"

    def say(self, text: str, *, error: bool = False) -> None:
        """Say something, or nothing."""
        if text == self.text:
            return
        self.text, self.style_name = text, "error" if error else "bold"
        self.set_class(bool(text), "shown")
        self.refresh(layout=True)

    def _lines(self, width: int) -> list[Line]:
        from tui.cells import wrap

        return [line((text, self.style_name)) for text in wrap(self.text, width)]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the text needs."""
        return len(self._lines(width)) if self.text else 0

    def render_line(self, y: int) -> Strip:
        """Draw one line of it."""
        width, height = self.size
        lines = self._lines(width)
        if y == height - 1 and height < len(lines):
            return strip(line((cut(lines[y][0][0] + " " * width, width), self.style_name)), width)
        return strip(lines[y], width) if y < len(lines) else blank(width)
