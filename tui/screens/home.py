"""Home: every case with stage, owed today and next thing, and what is due across all of them."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from model.case import Case, StepState
from model.desk import across, several_people
from model.due import OPENS, QUIET, Due, Kind
from model.edits import note_step
from model.road import stage
from model.steps import next_thing
from tui.cells import cell_len, cut, fit, right
from tui.look import Line, line
from tui.page import Page
from tui.say import _, day, day_named, money, say, several, term
from tui.search import matches
from tui.widgets.bars import Bar
from tui.widgets.rows import MadeRows, Row, Rows

if TYPE_CHECKING:
    from textual.widgets._input import Input

DAYS_AHEAD = 14
NAME_CELLS = 8
"""How much of a person's name stands on a line of the agenda."""


class Home(Page):
    """The list of cases and the agenda."""

    name_: ClassVar[str] = "home"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (120, "-wide")]

    DEFAULT_CSS = """
    Home #find { height: 1; border: none; padding: 0; background: $background; color: $foreground; }
    Home #left { height: 1fr; width: 1fr; }
    Home #right { height: auto; max-height: 50%; width: 1fr; }
    Home.-wide #right { height: 1fr; max-height: 100%; width: 2fr; margin-left: 2; }
    Home.-wide #left { width: 3fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[tuple[str, int], Line] = {}
        self._dues: list[Due] = []
        """What is due, as it is shown."""
        self._names: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """Find, the cases, and the agenda below or beside them."""
        with Vertical(id="body"):
            with Vertical(id="left"):
                yield Bar(id="heads")
                yield Rows(id="cases", empty=_("No cases yet. n writes down a debt."))
            with Vertical(id="right"):
                yield Bar(id="ahead")
                yield Rows(id="agenda", empty=_("Nothing due."), leads=False)

    def begin(self) -> None:
        """Show the first case focused; without any case, the welcome."""
        super().begin()
        self.set_focus(self.query_one("#cases", Rows))
        if not self.home.cases():
            from tui.dialogs.welcome import begin

            self.home.start(begin(self.home))

    # --- drawing -----------------------------------------------------------------------------------------------

    def refresh_page(self) -> None:
        """Show the cases that fit the filter, and what is due for them."""
        self._lines.clear()
        cases = self.shown_cases()
        total = len(self.home.cases())
        count = several("{count} case", "{count} cases", total)
        if len(cases) != total:
            count = f"{len(cases)} / {count}"
        mine = f"  {_('mine')}" if self.home.only_mine else ""
        self.query_one("#heads", Bar).show(_("Debts") + mine, count if total > 1 else "")
        self._names = {case.id: case.person.name for case in cases} if several_people(self.home.cases()) else {}
        self.query_one("#cases", Rows).show(MadeRows(cases, self._case_row), empty=self._why_empty(total))
        dues = self._dues = self.dues(cases)
        self.query_one("#ahead", Bar).show(
            _("Next {count} days").format(count=DAYS_AHEAD), str(len(dues)) if len(dues) > 8 else ""
        )
        agenda = self.query_one("#agenda", Rows)
        rows = MadeRows(dues, lambda _n, due: Row(due.uid, DueDrawer(self, due)))
        agenda.show(rows, empty=_("Nothing due.") if cases or not total else "")
        beside = self.has_class("-wide")
        agenda.styles.height = None if beside else max(1, min(len(dues), max(2, self.size.height // 3)))

    def _why_empty(self, total: int) -> str:
        """What stands where no case is shown."""
        if total and self.home.finder:
            return _("Nothing fits “{words}”. Esc shows all.").format(words=cut(self.home.finder, 12))
        if total and self.home.only_mine:
            return _("None is yours. o shows all.")
        return _("No cases yet. n writes down a debt.")

    def name_of(self, case_id: str) -> str:
        """Whose case it is, where the file has more than one person."""
        return self._names.get(case_id, "")

    def shown_cases(self) -> list[Case]:
        """The cases that fit the filter, most urgent first."""
        cases = self.home.cases()
        if self.home.only_mine:
            cases = [case for case in cases if case.adviser in ("", self.home.book.who)]
        if self.home.finder:
            cases = [case for case in cases if matches(self.home.finder, case, self.home.view(case.id))]
        return cases

    def dues(self, cases: list[Case]) -> list[Due]:
        """What is due for these cases, the most urgent first."""
        until = self.home.today + timedelta(days=DAYS_AHEAD)
        return across(cases, lambda case: self.home.ahead(case.id, until), self.home.today)

    def _case_row(self, _place: int, case: Case) -> Row:
        return Row(case.id, lambda width: self.draw_case(case, width))

    def draw_case(self, case: Case, width: int) -> Line:
        """One case in a line, kept until the page shows other facts."""
        drawn = self._lines.get((case.id, width))
        if drawn is None:
            drawn = self._lines[case.id, width] = self._case_line(case, width)
        return drawn

    def _case_line(self, case: Case, width: int) -> Line:
        """Title, stage, owed, next thing; fewer where it is narrow."""
        view = self.home.view(case.id)
        owed = self.home.owed(case.id)
        amount = money(owed.total) if owed.known else "-"
        where = term("stage", stage(view).value)
        if width < 60:
            left = max(8, width - 14)
            return line(fit(named(case, left - 1), left), (right(amount, 13), "bold"), " ")
        following = next_thing(view, self.home.years, self.home.own_dues(case.id))
        when = f"{day(following.on, self.home.today)} " if following.on else ""
        text = when + say(following.said, view.playbook)
        first = min(26, width // 4 + 2)
        stage_width = 14 if width < 100 else 18
        return line(
            fit(named(case, first - 1), first),
            (fit(cut(where, stage_width - 1), stage_width), "dim"),
            (right(amount, 13), "bold"),
            "  ",
            cut(text, width - first - stage_width - 15),
        )

    # --- commands ----------------------------------------------------------------------------------------------

    @on(Rows.Chosen, "#cases")
    def _case_chosen(self, event: Rows.Chosen) -> None:
        self.home.open_page("checklist", event.key)

    @on(Rows.Chosen, "#agenda")
    def _due_chosen(self, event: Rows.Chosen) -> None:
        due = next((due for due in self._dues if due.uid == event.key), None)
        if due is None:
            return
        if due.kind is Kind.DETAILS:
            self.home.start(self._details_confirmed(due.case))
        else:
            self.home.open_page(OPENS[due.kind], due.case)

    async def _details_confirmed(self, case_id: str) -> None:
        """Note that phone and address in the app are still right: the next look is in half a year."""
        change = note_step.by(step="contact_details", state=StepState.DONE, on=self.home.today)
        problem = await self.home.change(case_id, change)
        self.tell(
            say(problem) if problem else _("Noted: phone and address are still right."), error=problem is not None
        )

    def do_open(self) -> None:
        """Open what is under the cursor."""
        for rows in self.query(Rows):
            if rows.has_focus:
                rows.action_choose()
                return
        self.query_one("#cases", Rows).action_choose()

    def do_new(self) -> None:
        """Write down a debt."""
        from tui.dialogs.welcome import new_case

        self.home.start(new_case(self.home))

    def do_find(self) -> None:
        """Open the line to find in."""
        from textual.widgets._input import Input

        lines = self.query("#find")
        if lines:
            self.set_focus(lines.first())
            return
        hint = _("title, person, product, stage, lender")
        find = Input(self.home.finder, placeholder=hint, id="find", compact=True, select_on_focus=False)
        find.cursor_blink = False
        self.query_one("#left").mount(find, before=0)
        self.set_focus(find)

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Narrow list and agenda alike as one types."""
        if event.value != self.home.finder:
            self.home.finder = event.value
            self.refresh_page()

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Enter goes to what was found."""
        self.set_focus(self.query_one("#cases", Rows))

    def key_escape(self) -> None:
        """Esc clears the filter."""
        self.query("#find").remove()
        self.home.finder = ""
        self.set_focus(self.query_one("#cases", Rows))
        self.refresh_page()

    def do_mine(self) -> None:
        """Mine, or all."""
        self.home.only_mine = not self.home.only_mine
        self.refresh_page()

    def do_delete_case(self) -> None:
        """Take a case out, after asking."""
        from tui.dialogs.facts import remove_case

        key = self.query_one("#cases", Rows).key
        if key:
            self.home.start(remove_case(self.home, key))

    def do_export(self) -> None:
        """Take something of all cases along."""
        from tui.dialogs.exports import take_along

        self.home.start(take_along(self.home, None))

    def do_import(self) -> None:
        """Take in a file."""
        from tui.dialogs.imports import take_in

        self.home.start(take_in(self.home, None))

    def do_undo(self) -> None:
        """Take back one's last change in any case."""
        self.home.start(self.home.undo())

    def do_redo(self) -> None:
        """Make it again."""
        self.home.start(self.home.redo())

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Nothing else follows the cursor here."""
        event.stop()


def named(case: Case, width: int) -> str:
    """Return a case's title and person in `width` cells; the title gives way before the name."""
    name = cut(case.person.name, NAME_CELLS)
    if not name or cell_len(case.title) + 1 + cell_len(name) <= width:
        return cut(f"{case.title} {case.person.name}".strip(), width)
    return f"{cut(case.title, max(6, width - cell_len(name) - 1))} {name}"


class DueDrawer:
    """Draws one thing of the agenda."""

    def __init__(self, page: Home, due: Due) -> None:
        self.page, self.due = page, due

    def __call__(self, width: int) -> Line:
        """Day, case, whose, what, amount; what is past its day has a sign. A title gives way before all else."""
        due, today = self.due, self.page.home.today
        late = due.on < today and due.kind not in QUIET
        when = day_named(due.on, today) if width >= 60 else day(due.on, today)
        sign = "! " if late else "  "
        style = "late" if late else ("due" if due.on == today else "")
        name = cut(self.page.name_of(due.case), NAME_CELLS)
        whose = f"{name}  " if name else ""
        text = say(due.said, self.page.home.view(due.case).playbook)
        amount = f" {money(due.amount)}" if due.amount is not None else ""
        room = width - cell_len(sign + when + whose) - 4
        if room < 40:
            amount = ""
        least = 8 if name and width < 60 else 10
        title = cut(due.title, max(least, room - cell_len(text + amount)))
        room -= cell_len(title + amount)
        return line(
            (sign + when, style), "  ", title, "  ", whose, (cut(text, room) + amount, "dim" if not late else "")
        )
