"""The calendar: a month as a grid, what stands on its days, and the balance as it falls."""

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from model.agenda import OPENS, Kind
from model.allocation import InstalmentState, Standing, applied
from model.curve import burn_down
from model.dates import Entry, Sign, entries, marks
from model.money import yuan
from tui.cells import cell_len, cut, fit
from tui.look import Line, line
from tui.page import CasePage
from tui.say import WEEKDAYS, _, day_named, language, money, say, term, weekday
from tui.sentences import figures, late_lines, turn_lines
from tui.widgets.bars import Bar
from tui.widgets.chart import Chart, Series
from tui.widgets.month import Mark, Month
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows

MARKS = {
    Sign.PAID: Mark("✓", "good"),
    Sign.PARTLY: Mark("~", "due"),
    Sign.DUE: Mark("*", "due"),
    Sign.LATE: Mark("!", "late"),
    Sign.FOLLOW_UP: Mark(".", "head"),
    Sign.OTHER: Mark("-", ""),
}
"""How each kind of day looks: a sign one cell wide, and a style."""


class Calendar(CasePage):
    """A month, its agenda, and the balance over time."""

    name_: ClassVar[str] = "calendar"

    DEFAULT_CSS = """
    Calendar #head { height: auto; max-height: 4; }
    Calendar.-narrow #head { display: none; }
    Calendar #body { layout: horizontal; }
    Calendar.-narrow #body { layout: vertical; }
    Calendar #left { width: 30; height: 1fr; margin-right: 2; }
    Calendar.-wide #left { width: 46; }
    Calendar.-narrow #left { width: 1fr; height: auto; margin: 0; }
    Calendar Month { width: 1fr; }
    Calendar #legend { height: 2; margin-bottom: 1; }
    Calendar.-narrow #legend, Calendar.-narrow Chart { display: none; }
    Calendar #right { width: 1fr; height: 1fr; }
    Calendar #agenda { height: 3; }
    Calendar #detail { height: 1fr; margin-top: 1; }
    Calendar.-narrow #agenda { height: 1fr; max-height: 100%; }
    Calendar.-narrow #detail { display: none; }
    Calendar.-narrow.listing #left { display: none; }
    Calendar.-narrow.listing #agenda { max-height: 50%; }
    Calendar.-narrow.listing #detail { display: block; }
    """

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self._found: tuple[Entry, ...] = ()

    def body(self) -> ComposeResult:
        """The figures; the month with the picture below it; the agenda with its detail."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            with Vertical(id="left"):
                names = ("一", "二", "三", "四", "五", "六", "日") if language() == "zh" else WEEKDAYS
                yield Month(self.home.today, self.home.today, tuple(name[:2] for name in names), id="month")
                yield Prose(id="legend", focusable=False)
                yield Chart(id="chart")
            with Vertical(id="right"):
                yield Bar(id="when")
                yield Rows(id="agenda", empty=_("Nothing on these days."))
                yield Prose(id="detail", focusable=False)

    def begin(self) -> None:
        """The grid has the focus."""
        super().begin()
        self.set_focus(self.query_one("#month", Month))

    # --- drawing -----------------------------------------------------------------------------------------------

    def refresh_page(self) -> None:
        """Show the month of the chosen day, its agenda and the picture."""
        width = self.size.width or self.app.size.width
        head = self.query_one("#head", Prose)
        head.show([figures(self.view, self.home.owed(self.case_id), width), *turn_lines(self.view)])
        head.styles.height = min(4, len(head.lines(max(20, width))))
        legend = self.query_one("#legend", Prose)
        legend.show(legend_lines(44 if width >= 100 else 30))
        self._show_month()
        show_balance(self.query_one("#chart", Chart), self)

    def _show_month(self) -> None:
        month = self.query_one("#month", Month)
        own = self.home.own_dues(self.case_id)
        self._found = entries(self.view, month.first, month.last, self.home.years, own=own)
        signs = {on: MARKS[sign] for on, sign in marks(self._found).items()}
        title = _("{year}-{month}").format(year=month.first.year, month=f"{month.first:%m}")
        month.show(title, signs, self.home.today)
        self.query_one("#agenda", Rows).show([Row(key_of(entry), self._drawer(entry)) for entry in self._found])
        agenda = self.query_one("#agenda", Rows)
        wide = self.size.width >= 60
        agenda.styles.height = max(3, min(len(self._found), self.size.height * 2 // 5)) if wide else "1fr"
        self._to_day(month.chosen)

    def _to_day(self, chosen: date) -> None:
        """Say which day is chosen, and put the agenda's cursor on what stands there."""
        due = sum(e.amount or 0 for e in self._found if e.kind is Kind.INSTALMENT)
        total = _("{amount} to pay this month").format(amount=money(due)) if due else ""
        self.query_one("#when", Bar).show(day_named(chosen, self.home.today), total)
        first = next((entry for entry in self._found if entry.on == chosen), None)
        agenda = self.query_one("#agenda", Rows)
        if first is not None and not agenda.has_focus:
            agenda.move_to(key_of(first))
        self._detail()

    def _drawer(self, entry: Entry) -> "EntryDrawer":
        return EntryDrawer(self, entry)

    def entry(self) -> Entry | None:
        """The entry under the agenda's cursor."""
        key = self.query_one("#agenda", Rows).key
        return next((entry for entry in self._found if key_of(entry) == key), None)

    def _detail(self) -> None:
        entry = self.entry()
        detail = self.query_one("#detail", Prose)
        detail.show(self._about(entry) if entry is not None else ())

    def _about(self, entry: Entry) -> list[Block]:
        row = next((row for row in self.view.rows if entry.ref == f"i{row.instalment.number}"), None)
        if row is not None:
            return self._about_row(row)
        payment = next((one for one in self.case.payments if one.id == entry.ref), None)
        if payment is not None:
            blocks: list[Block] = [line((f"{day_named(payment.on)}  {money(payment.amount)}", "bold"))]
            for share in applied(self.case, self.playbook, payment):
                blocks.append(line(f"  {self.say(share.said)}: {money(share.amount)}"))
            if payment.note:
                blocks.append(line((payment.note, "dim")))
            return blocks
        return [line((day_named(entry.on), "bold")), self.say(entry.said)]

    def _about_row(self, row: InstalmentState) -> list[Block]:
        instalment = row.instalment
        head = _("Instalment {number}, {due}").format(number=instalment.number, due=day_named(instalment.due))
        parts = [("principal", instalment.principal), ("interest", instalment.interest), ("fee", instalment.fee)]
        split = " + ".join(f"{term('component', name)} {money(amount)}" for name, amount in parts if amount)
        blocks: list[Block] = [
            line((head, "bold")),
            line(f"{money(instalment.total)} = {split}" if split else money(instalment.total)),
            line((term("standing", row.state.value), "good" if row.state is Standing.PAID else "due")),
        ]
        if row.paid and row.left:
            blocks.append(_("{paid} paid, {left} still lacking").format(paid=money(row.paid), left=money(row.left)))
        if row.state in (Standing.LATE, Standing.PARTLY) and self.case.agreement is not None:
            blocks += late_lines(self.view)
        return blocks

    def on_descendant_focus(self) -> None:
        """On a narrow screen the list and its detail take the grid's place while the list listens."""
        self.set_class(self.query_one("#agenda", Rows).has_focus, "listing")

    # --- moving ------------------------------------------------------------------------------------------------

    @on(Month.Moved)
    def _moved(self, event: Month.Moved) -> None:
        event.stop()
        month = event.month
        if not self._in_month(month):
            self._show_month()
        else:
            self._to_day(event.on)

    def _in_month(self, month: Month) -> bool:
        title = _("{year}-{month}").format(year=month.first.year, month=f"{month.first:%m}")
        return month.title == title

    @on(Month.Chosen)
    def _day_chosen(self, event: Month.Chosen) -> None:
        event.stop()
        self.do_pay_here()

    @on(Rows.Moved, "#agenda")
    def _row_moved(self, event: Rows.Moved) -> None:
        event.stop()
        entry = self.entry()
        if entry is not None and event.rows.has_focus:
            self.query_one("#month", Month).go(entry.on)
        self._detail()

    @on(Rows.Chosen, "#agenda")
    def _row_chosen(self, event: Rows.Chosen) -> None:
        entry = self.entry()
        if entry is None:
            return
        if any(payment.id == entry.ref for payment in self.case.payments):
            from tui.dialogs.payments import edit_payment

            self.home.start(edit_payment(self.home, self.case_id, entry.ref))
        elif entry.kind is None or OPENS[entry.kind] == "calendar":
            if entry.kind is Kind.CREDIT_CHECK:
                self.do_credit()
            else:
                self.do_pay_here()
        else:
            self.home.open_page(OPENS[entry.kind], self.case_id)

    # --- commands ----------------------------------------------------------------------------------------------

    def do_pay_here(self) -> None:
        """Record a payment on the chosen day."""
        from tui.dialogs.payments import record_payment

        self.home.start(record_payment(self.home, self.case_id, self.query_one("#month", Month).chosen))

    def do_pay(self) -> None:
        """The same from the key that works everywhere in a case."""
        self.do_pay_here()

    def do_remove(self) -> None:
        """Take out the payment under the agenda's cursor."""
        from tui.dialogs.payments import remove_payment

        entry = self.entry()
        if entry is None or all(payment.id != entry.ref for payment in self.case.payments):
            self.tell(_("Only a payment can be deleted here: choose one in the list."))
            return
        self.home.start(remove_payment(self.home, self.case_id, entry.ref))

    def do_month_back(self) -> None:
        """One month back."""
        self.query_one("#month", Month).action_by_months(-1)

    def do_month_on(self) -> None:
        """One month on."""
        self.query_one("#month", Month).action_by_months(1)

    def do_today(self) -> None:
        """Go to today."""
        self.query_one("#month", Month).go(self.home.today)

    def do_picture(self) -> None:
        """The balance over time, on the whole screen."""
        from tui.dialogs.picture import Picture

        found = balance_series(self)
        if found is None:
            self.tell(_("There is no picture yet: s writes down what the app shows."))
            return
        series, top = found
        self.home.push_screen(Picture(_("The balance over time"), series, top))

    def do_ics(self) -> None:
        """Make a calendar file for the phone."""
        from tui.dialogs.exports import make_ics

        self.home.start(make_ics(self.home, self.case_id))


def key_of(entry: Entry) -> str:
    """Return the key of an entry's row."""
    return f"{entry.on} {entry.ref}"


def legend_lines(width: int) -> list[Line]:
    """Return what the signs mean: in one line, or in two columns of three."""
    names = {
        Sign.PAID: _("paid"),
        Sign.PARTLY: _("partly"),
        Sign.DUE: _("due"),
        Sign.LATE: _("past"),
        Sign.FOLLOW_UP: _("ask"),
        Sign.OTHER: _("other"),
    }
    texts = [f"{MARKS[sign].sign} {name}" for sign, name in names.items()]
    if sum(cell_len(text) + 2 for text in texts) <= width:
        return [line(("  ".join(texts), "dim"), "")]
    column = max(cell_len(text) for text in texts) + 2
    return [line(("".join(fit(text, column) for text in texts[n : n + 3]), "dim"), "") for n in (0, 3)]


def balance_series(page: CasePage) -> tuple[list[Series], str] | None:
    """Return the lines of a case's balance and the label of its highest value; None where nothing is known."""
    curve = burn_down(page.case, page.playbook, page.home.today)
    values = [value for _on, value in (*curve.past, *curve.planned)]
    if len(values) < 2 or not max(values):
        return None
    series = [Series(curve.past, "good", _("so far")), Series(curve.planned, "head", _("as agreed"))]
    hidden = "***" in money(0)
    return series, "***" if hidden else yuan(max(values), "").split(".")[0]


def show_balance(chart: Chart, page: CasePage) -> None:
    """Show a case's balance in a chart, or nothing."""
    found = balance_series(page)
    if found is None:
        chart.show((), "")
    else:
        chart.show(*found)


class EntryDrawer:
    """Draws one entry of the agenda: its day, its sign, what it is, its amount."""

    def __init__(self, page: Calendar, entry: Entry) -> None:
        self.page, self.entry = page, entry

    def __call__(self, width: int) -> Line:
        """One line."""
        entry = self.entry
        mark = MARKS[entry.sign]
        when = f"{entry.on:%m-%d}" if width < 46 else f"{entry.on:%m-%d} {weekday(entry.on)}"
        amount = money(entry.amount) if entry.amount is not None else ""
        text = say(entry.said, self.page.playbook)
        room = max(6, width - cell_len(when) - 4 - (len(amount) + 1 if amount else 0))
        return line(
            (f"{mark.sign} ", mark.style), f"{when}  ", cut(text, room), (f" {amount}" if amount else "", "bold")
        )
