"""A list drawn by the line: only the rows in sight are drawn, and of them again only those that change."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar, overload

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from tui.look import Line, blank, strip

T = TypeVar("T")


class Row(NamedTuple):
    """One row: its key (None: it cannot be chosen, a heading) and how it is drawn in a width."""

    key: str | None
    draw: Callable[[int], Line]


def fixed(key: str | None, content: Line) -> Row:
    """Return a row that draws the same in every width."""
    return Row(key, lambda _width: content)


_CURSOR = Style(reverse=True)
_CURSOR_AWAY = Style(underline=True)


class MadeRows(Sequence[Row], Generic[T]):
    """The rows of many things, each made from its place and the thing only when it is looked at."""

    def __init__(self, things: Sequence[T], make: Callable[[int, T], Row]) -> None:
        self.things, self.make = things, make

    def __len__(self) -> int:
        return len(self.things)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self.things)))]
        return self.make(index, self.things[index])


class Rows(Widget, can_focus=True):
    """A list with a cursor. When the cursor leaves the window it moves by half a window: fewer bytes a key."""

    DEFAULT_CSS = "Rows { height: 1fr; }"

    BINDINGS = [
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "edge(-1)", show=False),
        Binding("end,G", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    cursor = var(-1)
    """The index of the row under the cursor; -1 while nothing can be chosen."""

    class Moved(Message):
        """The cursor is on another row, or the rows are others."""

        def __init__(self, rows: "Rows", key: str | None) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> "Rows":
            """The list."""
            return self.rows

    class Chosen(Message):
        """A row was chosen by Enter or a click."""

        def __init__(self, rows: "Rows", key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> "Rows":
            """The list."""
            return self.rows

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None, empty: str = "", leads: bool = True) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.top = 0
        self._fitted = 0
        """The height that `top` was chosen for."""
        self.empty = empty
        self.leads = leads
        """Whether the cursor shows while the list has no focus."""
        self.cursor = self._next(-1, 1)

    def show(self, rows: Sequence[Row], *, keep: bool = True, empty: str | None = None) -> None:
        """Show other rows; the cursor stays on its key where that is still there, else on its place."""
        key, place = self.key, self.cursor
        self.rows = rows
        if empty is not None:
            self.empty = empty
        found = -1
        if keep and key is not None:
            found = next((n for n in range(len(rows)) if rows[n].key == key), -1)
        if found < 0:
            found = self._nearest(place if keep else 0)
        self.set_reactive(Rows.cursor, found)
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self, self.key))

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.rows[self.cursor].key if 0 <= self.cursor < len(self.rows) else None

    def move_to(self, key: str) -> None:
        """Put the cursor on the row with this key, if it is there."""
        found = next((n for n in range(len(self.rows)) if self.rows[n].key == key), -1)
        if found >= 0:
            self._go(found)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        if self._fitted != self.size.height:
            self._fit()
        index = self.top + y
        if not self.rows and y == 0:
            return strip(((self.empty, "dim"),), width)
        if index >= len(self.rows):
            return blank(width)
        over = None
        if index == self.cursor:
            over = _CURSOR if self.has_focus else (_CURSOR_AWAY if self.leads else None)
        return strip(self.rows[index].draw(width), width, over)

    def _nearest(self, place: int) -> int:
        if not len(self.rows):
            return -1
        place = max(0, min(place, len(self.rows) - 1))
        if self.rows[place].key is not None:
            return place
        after = self._next(place, 1)
        return after if after >= 0 else self._next(place, -1)

    def _next(self, start: int, by: int) -> int:
        index = start + by
        while 0 <= index < len(self.rows):
            if self.rows[index].key is not None:
                return index
            index += by
        return -1

    def _go(self, index: int) -> None:
        if index < 0 or index == self.cursor:
            return
        before = self.cursor
        self.set_reactive(Rows.cursor, index)
        if self._keep_in_sight():
            self.refresh()
        else:
            width = self.size.width
            self.refresh(*(Region(0, row - self.top, width, 1) for row in (before, index) if row >= 0))
        self.post_message(self.Moved(self, self.key))

    def _keep_in_sight(self) -> bool:
        height = max(1, self.size.height)
        top = self.top
        if self.cursor < top or self.cursor >= top + height:
            top = self.cursor - height // 2
        if self.cursor >= 0 and self._next(-1, 1) == self.cursor:
            top = 0
        top = max(0, min(top, len(self.rows) - height))
        changed = top != self.top
        self.top = top
        return changed

    def action_step(self, by: int) -> None:
        """Move by one row; at the end of the list the focus stays."""
        self._go(self._next(self.cursor, by))

    def action_page(self, by: int) -> None:
        """Move by a window."""
        height = max(1, self.size.height)
        target = self._nearest(self.cursor + by * max(1, height - 1))
        if target != self.cursor:
            self.top = max(0, min(self.top + by * (height - 1), len(self.rows) - height))
            self.set_reactive(Rows.cursor, target)
            self._keep_in_sight()
            self.refresh()
            self.post_message(self.Moved(self, self.key))

    def action_edge(self, by: int) -> None:
        """Move to the first or last row."""
        self._go(self._next(-1, 1) if by < 0 else self._next(len(self.rows), -1))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the cursor chooses."""
        index = self.top + event.y
        if 0 <= index < len(self.rows) and self.rows[index].key is not None:
            if index == self.cursor:
                self.action_choose()
            else:
                self._go(index)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self._go(self._next(min(self.cursor + 2, len(self.rows) - 2), 1))

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self._go(self._next(max(self.cursor - 2, 1), -1))

    def on_focus(self) -> None:
        """Draw the cursor as one that listens."""
        self._draw_cursor()

    def on_blur(self) -> None:
        """Draw the cursor as one that waits."""
        self._draw_cursor()

    def _draw_cursor(self) -> None:
        if self.cursor >= 0:
            self.refresh(Region(0, self.cursor - self.top, self.size.width, 1))

    def _fit(self) -> None:
        """Keep the cursor in sight in another height, and as much before it as fits."""
        self._fitted = self.size.height
        self.top = 0
        self._keep_in_sight()

    def on_resize(self) -> None:
        """Draw what fits."""
        self._fit()
        self.refresh()
