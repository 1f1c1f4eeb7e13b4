"""The ways out side by side, in money; what each figure comes from; the balance as each would leave it."""

from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from model.budget import Means, means_of, safe_today
from model.case import RequestKind
from model.money import yuan
from model.option import Comparison, Option
from model.option import Options as Ways
from model.options import options
from model.road import not_mine
from tui.cells import cut
from tui.commands import footer_of, key_name
from tui.dialogs.trouble import pitfall_blocks
from tui.look import line
from tui.page import CasePage
from tui.panes import NARROW, share_lines
from tui.say import _, language, money
from tui.screens.options_rows import BlockDrawer, WayDrawer, heads
from tui.screens.options_working import debt_working, working
from tui.widgets.bars import Foot
from tui.widgets.chart import Chart, Series
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows, fixed

STYLES = ("good", "head", "due", "late", "bold")
"""The styles of the lines in the picture, in their order."""

DISPUTE = "dispute"
"""The one row of a debt that is not one's own."""

WIDE = 100
TABLE = 76
"""From this width on the ways stand in a table, below it each in a block."""


class Options(CasePage):
    """The table of ways out, with its working and its picture."""

    name_: ClassVar[str] = "options"

    DEFAULT_CSS = """
    Options #head { height: auto; max-height: 3; }
    Options.-narrow #head { max-height: 2; }
    Options #body { layout: vertical; }
    Options.-wide #body { layout: vertical; }
    Options #ways { height: 1fr; }
    Options.-wide #ways { max-height: 50%; }
    Options #below { height: 45%; margin-top: 1; }
    Options.-narrow #below { height: 30%; margin-top: 0; }
    Options.-wide #below { height: 1fr; }
    Options #about { width: 1fr; height: 1fr; }
    Options #chart { display: none; }
    Options.-wide #chart { display: block; width: 1fr; height: 1fr; margin-left: 2; }
    """

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self._ways: Ways | None = None
        self._means: Means | None = None

    def body(self) -> ComposeResult:
        """How they are ranked, the table, and below it the working and the picture."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            yield Rows(id="ways", empty=_("What is owed is not noted yet: s writes down what the app shows."))
            with Horizontal(id="below"):
                yield Prose(id="about")
                yield Chart(id="chart")

    def begin(self) -> None:
        """The table has the focus."""
        super().begin()
        self.set_focus(self.query_one("#ways", Rows))

    def show_foot(self) -> None:
        """Draw the footer; a debt that is not one's own has one way, and nothing to pay."""
        state = "disputed" if not_mine(self.case) else ""
        items = [(c.id, key_name(c), _(c.label)) for c in footer_of(self.name_, state)]
        self.query_one("#foot", Foot).show(items)

    @property
    def compared(self) -> Comparison:
        """What the person compares beside the usual ways."""
        return self.home.compared.get(self.case_id, Comparison())

    # --- drawing -----------------------------------------------------------------------------------------------

    def refresh_page(self) -> None:
        """Compute the ways anew and show them."""
        cases, today = self.home.cases(), self.home.today
        self._means = means_of(self.case, cases, today)
        safe = safe_today(self.view.household, today)
        compared = self.compared
        self._ways = None
        if not not_mine(self.case):
            self._ways = options(self.case, self.playbook, today, self._means, safe, compared.wishes, compared.own)
        width = self.size.width or self.app.size.width
        head = self.query_one("#head", Prose)
        head.show(self._head(width))
        most = 6 if not_mine(self.case) else 3 if width >= NARROW else 2
        tall = min(most, len(head.lines(max(20, width))))
        head.styles.max_height = head.styles.height = tall
        rows = self._show_table(width)
        share_lines(
            self.query_one("#below"), head=tall, rows=rows, least=self.app.size.height // 3, beside=width >= WIDE
        )
        self._about()
        self._show_chart()
        self.show_foot()

    def _show_table(self, width: int) -> int:
        """Show the ways; return how many lines they take."""
        ways = self._ways.rows if self._ways is not None else ()
        rows: list[Row] = []
        if width >= TABLE and ways:
            rows.append(Row(None, heads))
        if not_mine(self.case) and (info := self.playbook.request(RequestKind.DISPUTE)) is not None:
            mark = ">" if self.case.request is not None and self.case.request.kind is RequestKind.DISPUTE else " "
            rows.append(fixed(DISPUTE, line((f"{mark} {info.name.in_(language())}", "bold"))))
        for way in ways:
            if width >= TABLE:
                rows.append(Row(way.id, WayDrawer(self, way)))
            else:
                rows.append(Row(way.id, BlockDrawer(self, way, 0)))
                rows += [Row(None, BlockDrawer(self, way, part)) for part in (1, 2)]
        table = self.query_one("#ways", Rows)
        table.show(rows)
        table.styles.height = max(1, len(rows)) if width >= WIDE else "1fr"
        return len(rows)

    def _head(self, width: int) -> list[Block]:
        ways = self._ways
        if not_mine(self.case):
            text = _(
                "No talk of repayment first: keep the evidence, call 110 or 96110, and dispute it with the lender. "
                "Space makes the dispute your request."
            )
            return [line((text, "bold"))]
        if ways is None or not ways.rows:
            return []
        text = _("Owed today about {amount}").format(amount=money(ways.debt.total))
        if self.view.in_force:
            return [line((text, "bold")), _("An agreement is in force: these ways count only where it is not kept.")]
        if width < 60:
            return [line((text, "bold"))]
        return [line((text, "bold")), line((self.say(ways.ranked), "dim"))]

    def is_request(self, way: Option) -> bool:
        """Whether a way is what the person asks for."""
        request = self.case.request
        if request is None or request.kind is not way.kind or way.id == "offer":
            return False
        return way.id == "request" or request.count is None or way.plan is None or request.count == way.plan.count

    def way(self) -> Option | None:
        """The way under the cursor."""
        key = self.query_one("#ways", Rows).key
        return self._ways.option(key) if self._ways is not None and key is not None else None

    def drawn(self) -> list[Option]:
        """The ways in the picture: those marked, else the one under the cursor beside doing nothing."""
        rows = self._ways.rows if self._ways is not None else ()
        marked = [way for way in rows if way.id in self.compared.drawn]
        if marked:
            return marked[: len(STYLES)]
        here = self.way()
        return [way for way in rows if way is here or way.kind is None]

    def _series(self) -> tuple[list[Series], str]:
        ways = self.drawn()
        series = [
            Series(way.points, STYLES[n % len(STYLES)], cut(self.say(way.said), 24)) for n, way in enumerate(ways)
        ]
        values = [value for way in ways for _on, value in way.points]
        top = "***" if "***" in money(0) else yuan(max(values, default=0), "").split(".")[0]
        return series, top

    def _show_chart(self) -> None:
        self.query_one("#chart", Chart).show(*self._series())

    # --- the working -------------------------------------------------------------------------------------------

    def _about(self) -> None:
        way = self.way()
        about = self.query_one("#about", Prose)
        if not_mine(self.case):
            info = self.playbook.request(RequestKind.DISPUTE)
            about.show([info.help.in_(language())] if info is not None else [])
            return
        if way is None or self._ways is None or self._means is None:
            about.show(())
            return
        blocks = working(self, way, self._ways, self._means)
        blocks += pitfall_blocks(self.playbook, "options", self.case.lender, 1)
        about.show(blocks)

    @on(Rows.Moved, "#ways")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._about()
        self._show_chart()

    # --- commands ----------------------------------------------------------------------------------------------

    @on(Rows.Chosen, "#ways")
    def _chosen(self, event: Rows.Chosen) -> None:
        self.do_working()

    def do_working(self) -> None:
        """Show the working of every figure, down to the snapshot and the rate."""
        from tui.dialogs.reading import Reading

        way = self.way()
        if way is None or self._ways is None or self._means is None:
            return
        blocks = working(self, way, self._ways, self._means) + debt_working(self, self._ways)
        self.home.push_screen(Reading(_("How the figures came about"), blocks))

    def do_request(self) -> None:
        """Make it the request."""
        from tui.dialogs.ways import choose, dispute

        if not_mine(self.case):
            self.home.start(dispute(self.home, self.case_id))
        elif (way := self.way()) is not None:
            self.home.start(choose(self.home, self.case_id, way))

    def do_agreed(self) -> None:
        """Record that the lender agreed to it."""
        from tui.dialogs.ways import agreed

        if (way := self.way()) is not None:
            self.home.start(agreed(self.home, self.case_id, way))

    def do_add_option(self) -> None:
        """Compare a plan of one's own figures."""
        if not_mine(self.case):
            return
        from tui.dialogs.ways import own_figures

        self.home.start(own_figures(self.home, self.case_id))

    def do_mark(self) -> None:
        """Draw it in the picture, or leave it out."""
        way = self.way()
        if way is None:
            return
        drawn = self.compared.drawn
        drawn = tuple(id for id in drawn if id != way.id) if way.id in drawn else (*drawn, way.id)
        self.home.compared[self.case_id] = replace(self.compared, drawn=drawn[-len(STYLES) :])
        self.refresh_page()

    def do_picture(self) -> None:
        """The balance over time, on the whole screen."""
        from tui.dialogs.picture import Picture

        if self.drawn():
            self.home.push_screen(Picture(_("The balance over time"), *self._series()))
