"""The month of a person: what comes in, what goes out first, what an offer may cost, and all debts together."""

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from model.budget import Means, deductions_ahead, means, means_of, safe_today
from model.budget_edits import FIELDS, Entry
from model.case import AutoDeduction, Budget, Case, Stage
from model.money import percent
from model.offers import judged
from model.portfolio import By, Payoff, portfolio
from model.road import stage
from model.said import N_
from tui.cells import cut, fit, right
from tui.dialogs.trouble import pitfall_blocks
from tui.look import Line, line
from tui.page import CasePage
from tui.say import _, day, money
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows, fixed

RESERVE, CASH = "reserve", "cash"
"""Keys of the two rows that are figures of the budget itself."""

_VERDICTS = {
    (False, False): N_("{each} a month as offered: {verdict}, {why}"),
    (False, True): N_("{each} once as offered: {verdict}, {why}"),
    (True, False): N_("{each} a month as agreed: {verdict}, {why}"),
    (True, True): N_("{each} once as agreed: {verdict}, {why}"),
}
"""What a plan comes to, by whether it is in force, and whether it is one payment."""

WIDEST = 64
"""Amounts stand no further right than this, so that the eye finds their names."""


class BudgetPage(CasePage):
    """Rows in groups, what they leave, and the person's debts."""

    name_: ClassVar[str] = "budget"

    DEFAULT_CSS = """
    BudgetPage #head { height: auto; max-height: 7; }
    BudgetPage.-narrow #head { max-height: 5; }
    BudgetPage #entries { height: 1fr; width: 1fr; }
    BudgetPage #about { height: 35%; margin-top: 1; }
    BudgetPage.-narrow #about { height: 25%; margin-top: 0; }
    BudgetPage.-wide #about { height: 1fr; width: 1fr; margin: 0 0 0 2; }
    """

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.by = By.BALANCE

    def body(self) -> ComposeResult:
        """What is left, the rows, and the debts together."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            yield Rows(id="entries")
            yield Prose(id="about")

    def begin(self) -> None:
        """The rows have the focus."""
        super().begin()
        self.set_focus(self.query_one("#entries", Rows))

    @property
    def budget(self) -> Budget:
        """The budget that holds for the person."""
        return self.view.household

    # --- drawing -----------------------------------------------------------------------------------------------

    def refresh_page(self) -> None:
        """Show what the month leaves, its rows, and all debts together."""
        width = self.size.width or self.app.size.width
        budget = self.budget
        left = means_of(self.case, self.home.cases(), self.home.today)
        head = self.query_one("#head", Prose)
        head.show(self._head(budget, left))
        head.styles.height = min(5 if width < 60 else 7, len(head.lines(max(20, width))))
        self.query_one("#entries", Rows).show(self._rows(budget, left))
        self.query_one("#about", Prose).show(self._together(budget))

    def _head(self, budget: Budget, left: Means) -> list[Block]:
        today = self.home.today
        if not left.known:
            return [
                line(
                    (
                        _("Write down what comes in and what living costs: a. Rent, food and medicine come first."),
                        "bold",
                    )
                )
            ]
        ceiling = _("An offer may cost at most {amount} a month").format(amount=money(left.ceiling))
        blocks: list[Block] = [line((ceiling, "bold"))]
        if not budget.expenses:
            warning = _("Living costs are not noted yet: do not agree to this sum.")
            blocks = [line((warning, "due")), line((ceiling, "dim"))]
        blocks += self._verdict()
        safe = safe_today(budget, today)
        if safe is not None:
            blocks.append(self.say(safe.said))
        blocks += [line((f"! {self.say(one.said)}", "due")) for one in deductions_ahead(budget, today)]
        return blocks

    def _verdict(self) -> list[Block]:
        """Whether what is offered, agreed or asked for can be carried."""
        today = self.home.today
        if stage(self.view) is Stage.PAID_OFF:
            return []
        left = means_of(self.case, self.home.cases(), today)
        verdict = judged(self.case, self.playbook, today, left)
        if verdict is not None:
            texts = {True: _("affordable"), False: _("too tight"), None: _("affordable or not is open")}
            text = texts[verdict.affordable]
            style = "good" if verdict.affordable else "due"
            words = _(_VERDICTS[self.view.in_force, verdict.once]).format(
                each=money(verdict.per_month), verdict=text, why=self.say(verdict.why)
            )
            return [line((words, style))]
        request = self.case.request
        if request is None or request.each is None:
            return []
        fits = request.each <= left.ceiling
        text = _("affordable") if fits else _("too tight")
        words = _("{each} a month as asked for: {verdict}").format(each=money(request.each), verdict=text)
        return [line((words, "good" if fits else "due"))]

    def _rows(self, budget: Budget, left: Means) -> list[Row]:
        groups = (
            (_("Comes in"), budget.incomes, left.income),
            (_("Living costs, first"), budget.expenses, left.essentials),
            (_("Other debts"), budget.other_dues, left.other_dues),
        )
        rows: list[Row] = []
        for name, entries, total in groups:
            rows.append(Row(None, Heading(name, money(total))))
            rows += [Row(entry.id, EntryDrawer(entry)) for entry in entries]
        if left.own_dues:
            rows.append(Row(None, Heading(_("Agreed for the debts in this book"), money(left.own_dues))))
        rows.append(Row(None, Heading(_("Left over"), money(left.left))))
        share = "" if budget.reserve is not None else percent(budget.reserve_share)
        rows.append(Row(RESERVE, Figure(_("Reserve"), share, money(left.reserve))))
        rows.append(Row(None, Heading(_("At most for an offer"), money(left.ceiling))))
        cash = money(budget.cash) if budget.cash is not None else "-"
        since = day(budget.cash_on, self.home.today) if budget.cash_on is not None else ""
        rows.append(Row(CASH, Figure(_("Cash at hand"), since, cash)))
        rows.append(fixed(None, line((_("Automatic deductions"), "head"))))
        rows += [Row(entry.id, EntryDrawer(entry)) for entry in budget.deductions]
        return rows

    # --- all debts together ------------------------------------------------------------------------------------

    def mine(self) -> list[Case]:
        """The cases of the same person."""
        return [case for case in self.home.cases() if case.person.name == self.case.person.name]

    def _together(self, budget: Budget) -> list[Block]:
        """Return what each debt gets of the month, and when all are paid off."""
        whole = means(budget)
        blocks: list[Block] = []
        if whole.known:
            blocks.append(line((self.say(means_of(self.case, self.home.cases(), self.home.today).said()), "dim")))
        found = portfolio(self.mine(), self.playbook, self.home.today, whole.ceiling, self.by)
        if not found.debts or not whole.known:
            return blocks + pitfall_blocks(self.playbook, "budget", self.case.lender, 1)
        by = _("by what is owed") if self.by is By.BALANCE else _("by priority")
        text = _("{amount} a month for all debts, {by}:").format(amount=money(whole.ceiling), by=by)
        blocks.append(line((text, "head")))
        for debt in found.debts:
            share = money(found.shares[debt.id])
            blocks.append(
                line(
                    f" {fit(cut(debt.title, 16), 17)}",
                    (right(money(debt.balance), 14), "dim"),
                    (right(share, 13), "bold"),
                )
            )
        for payoff, name in ((found.avalanche, _("dearest first")), (found.snowball, _("smallest first"))):
            if payoff is not None:
                blocks.append(payoff_line(name, payoff))
        if found.why_never is not None:
            blocks.append(line((self.say(found.why_never), "due")))
        return blocks + pitfall_blocks(self.playbook, "budget", self.case.lender, 1)

    # --- commands ----------------------------------------------------------------------------------------------

    def entry(self) -> Entry | None:
        """The row under the cursor, where it is one of money or an account."""
        key = self.query_one("#entries", Rows).key
        entries: list[Entry] = [row for name in FIELDS for row in getattr(self.budget, name)]
        return next((row for row in entries if row.id == key), None)

    @on(Rows.Chosen, "#entries")
    def _chosen(self, event: Rows.Chosen) -> None:
        self.do_edit()

    @on(Rows.Moved, "#entries")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()

    def do_edit(self) -> None:
        """Change what is under the cursor."""
        from tui.dialogs.budget import edit_cash, edit_entry, edit_reserve

        key = self.query_one("#entries", Rows).key
        entry = self.entry()
        if key == RESERVE:
            self.home.start(edit_reserve(self.home, self.case_id, self.budget))
        elif key == CASH:
            self.home.start(edit_cash(self.home, self.case_id, self.budget))
        elif entry is not None:
            self.home.start(edit_entry(self.home, self.case_id, entry))
        else:
            self.do_add()

    def do_edit_e(self) -> None:
        """The same."""
        self.do_edit()

    def do_add(self) -> None:
        """Add a row."""
        from tui.dialogs.budget import add_entry

        self.home.start(add_entry(self.home, self.case_id))

    def do_remove(self) -> None:
        """Take the row under the cursor out."""
        from tui.dialogs.budget import remove_entry

        entry = self.entry()
        if entry is not None:
            self.home.start(remove_entry(self.home, self.case_id, entry))
        else:
            self.tell(_("Choose a row to take out; Enter changes the reserve and the cash."))

    def do_share(self) -> None:
        """Share by what is owed, or by priority."""
        self.by = By.PRIORITY if self.by is By.BALANCE else By.BALANCE
        self.refresh_page()


def payoff_line(name: str, payoff: Payoff) -> Line:
    """Return how one order ends: when, after how many months, and what it costs."""
    text = _("{name}: all paid off {on}, {months} months, {amount} on top")
    return line((text.format(name=name, on=month(payoff.on), months=payoff.months, amount=money(payoff.interest)), ""))


def month(on: date) -> str:
    """Return a day's month."""
    return f"{on:%Y-%m}"


class Heading:
    """Draws the name of a group and its sum."""

    def __init__(self, name: str, total: str) -> None:
        self.name, self.total = name, total

    def __call__(self, width: int) -> Line:
        """One line."""
        width = min(width, WIDEST)
        room = figure_width(width)
        return line((fit(cut(self.name, width - room - 1), width - room), "head"), (right(self.total, room), "bold"))


class Figure:
    """Draws a figure of the budget: its name, a remark, its amount."""

    def __init__(self, name: str, remark: str, amount: str) -> None:
        self.name, self.remark, self.amount = name, remark, amount

    def __call__(self, width: int) -> Line:
        """One line."""
        width = min(width, WIDEST)
        room = figure_width(width)
        name = f"  {self.name}"
        left = fit(cut(name, width - room - 8), width - room - 8)
        return line(left, (fit(self.remark, 8), "dim"), (right(self.amount, room), ""))


class EntryDrawer(Figure):
    """Draws a row of the budget: its name, its day, its amount."""

    def __init__(self, entry: Entry) -> None:
        when = _("day {number}").format(number=entry.day) if entry.day is not None else ""
        if isinstance(entry, AutoDeduction):
            super().__init__(entry.account, when, "")
        else:
            super().__init__(entry.label, when, money(entry.amount))


def figure_width(width: int) -> int:
    """Return how wide the column of amounts is."""
    return 14 if width < 60 else 16
