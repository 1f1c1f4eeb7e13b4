"""A month as a grid: Monday first, a sign for each day. It knows days and marks, nothing of cases."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import cell_len, fit
from tui.look import Line, Piece, strip

EARLIEST, LATEST = date(1990, 1, 1), date(2120, 12, 31)
HEAD = 2
"""Lines above the weeks: the month, the weekdays."""


@dataclass(frozen=True)
class Mark:
    """How a day is shown: a sign one cell wide, and the name of a style."""

    sign: str
    style: str = ""


class Month(Widget, can_focus=True):
    """The month of the chosen day. Arrows move by day and week; what a day means is the page's."""

    DEFAULT_CSS = "Month { height: 8; width: 30; }"

    BINDINGS = [
        Binding("left,h", "by_days(-1)", show=False),
        Binding("right,l", "by_days(1)", show=False),
        Binding("up,k", "by_days(-7)", show=False),
        Binding("down,j", "by_days(7)", show=False),
        Binding("pageup", "by_months(-1)", show=False),
        Binding("pagedown", "by_months(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Moved(Message):
        """Another day is chosen."""

        month: "Month"
        on: date

        @property
        def control(self) -> "Month":
            """The grid."""
            return self.month

    @dataclass
    class Chosen(Moved):
        """Enter or a second click on a day."""

    def __init__(self, chosen: date, today: date, weekdays: tuple[str, ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chosen, self.today, self.weekdays = chosen, today, weekdays
        self.title = ""
        self.marks: Mapping[date, Mark] = {}

    def show(self, title: str, marks: Mapping[date, Mark], today: date) -> None:
        """Show other marks and another title."""
        if (title, dict(marks), today) != (self.title, dict(self.marks), self.today):
            self.title, self.marks, self.today = title, marks, today
            self.refresh()

    @property
    def first(self) -> date:
        """The first day of the month."""
        return self.chosen.replace(day=1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return self.chosen.replace(day=monthrange(self.chosen.year, self.chosen.month)[1])

    def go(self, on: date) -> None:
        """Choose a day."""
        on = max(EARLIEST, min(on, LATEST))
        if on == self.chosen:
            return
        before, self.chosen = self.chosen, on
        if (before.year, before.month) == (on.year, on.month):
            rows = sorted({self._row(before), self._row(on)})
            self.refresh(*(Region(0, row, self.size.width, 1) for row in rows))
        else:
            self.refresh()
        self.post_message(self.Moved(self, on))

    def action_by_days(self, days: int) -> None:
        """Move by days."""
        self.go(self.chosen + timedelta(days=days))

    def action_by_months(self, months: int) -> None:
        """Move by months, keeping the day where the month has it."""
        count = self.chosen.year * 12 + self.chosen.month - 1 + months
        year, month = count // 12, count % 12 + 1
        if EARLIEST.year <= year <= LATEST.year:
            self.go(date(year, month, min(self.chosen.day, monthrange(year, month)[1])))

    def action_choose(self) -> None:
        """Choose the day under the cursor."""
        self.post_message(self.Chosen(self, self.chosen))

    def _row(self, on: date) -> int:
        return HEAD + (self.first.weekday() + on.day - 1) // 7

    @property
    def cell(self) -> int:
        """How many cells a day has."""
        return max(4, min(6, self.size.width // 7))

    def render_line(self, y: int) -> Strip:
        """Draw the month's name, the weekdays or a week."""
        width = self.size.width
        if y == 0:
            return strip(((self.title, "bold"),), width)
        if y == 1:
            return strip(self._heads(), width)
        return strip(self._week(y - HEAD), width)

    def _heads(self) -> Line:
        cell = self.cell
        return tuple(
            (" " * (2 - cell_len(name)) + fit(name, cell - 2 + cell_len(name)), "dim") for name in self.weekdays
        )

    def _week(self, week: int) -> Line:
        start = self.first - timedelta(days=self.first.weekday()) + timedelta(days=7 * week)
        pieces: list[Piece] = []
        for day in (start + timedelta(days=n) for n in range(7)):
            if day.month != self.chosen.month:
                pieces.append((" " * self.cell, ""))
                continue
            mark = self.marks.get(day)
            text = f"{day.day:>2}{mark.sign if mark else ' '}"
            style = mark.style if mark else ""
            if day == self.chosen:
                style = "bar" if self.has_focus else "chosen"
            elif day == self.today:
                style = "today"
            pieces += [(text, style), (" " * (self.cell - 3), "")]
        return tuple(pieces)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a day; a click on the chosen one opens it."""
        week, column = event.y - HEAD, event.x // self.cell
        if week < 0 or column > 6:
            return
        on = self.first - timedelta(days=self.first.weekday()) + timedelta(days=7 * week + column)
        if on == self.chosen:
            self.action_choose()
        elif on.month == self.chosen.month:
            self.go(on)

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes through the months."""
        self.action_by_months(1)

    def on_mouse_scroll_up(self) -> None:
        """The wheel goes through the months."""
        self.action_by_months(-1)

    def on_focus(self) -> None:
        """Show that it listens."""
        self.refresh(Region(0, self._row(self.chosen), self.size.width, 1))

    def on_blur(self) -> None:
        """Show that it does not."""
        self.refresh(Region(0, self._row(self.chosen), self.size.width, 1))
