"""The offer or agreement: whether it adds up and can be afforded, its points, and what is still to be asked for."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from model.agreement_check import AgreementCheck, Concern, check, points_of, rows_of
from model.allocation import Standing
from model.budget import means_of
from model.case import Agreement, AgreementState, Form
from model.money import percent
from model.offers import judged, yearly
from tui.cells import right
from tui.commands import footer_of, key_name
from tui.look import line
from tui.page import CasePage
from tui.panes import NARROW, SHORT, share_lines
from tui.say import _, day, day_named, language, money, term
from tui.screens.agreement_rows import PastDrawer, PointDrawer, TextDrawer, joined, rows_in_words, words_of
from tui.widgets.bars import Foot
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows, fixed

TERMS, ROWS = "terms", "rows"
"""Keys of the two rows that stand for the whole offer; the others are points."""


class PointRows(Rows, inherit_bindings=False):
    """The list, its letters left to the page: g is the page's."""

    BINDINGS = [
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end,G", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]


class AgreementPage(CasePage):
    """What is offered or agreed, point by point."""

    name_: ClassVar[str] = "agreement"

    DEFAULT_CSS = """
    AgreementPage #head { height: auto; max-height: 7; }
    AgreementPage.-narrow #head { max-height: 5; }
    AgreementPage #points { height: 1fr; width: 1fr; }
    AgreementPage #about { height: 30%; margin-top: 1; }
    AgreementPage.-narrow #about { height: 25%; margin-top: 0; }
    AgreementPage.-wide #about { height: 1fr; width: 1fr; margin: 0 0 0 2; }
    """

    def body(self) -> ComposeResult:
        """What it comes to, its points, and what one of them is about."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            yield PointRows(id="points")
            yield Prose(id="about")

    def begin(self) -> None:
        """The list has the focus."""
        super().begin()
        self.set_focus(self.query_one("#points", Rows))

    # --- drawing -----------------------------------------------------------------------------------------------

    def refresh_page(self) -> None:
        """Show what it comes to, and how each point stands."""
        width = self.size.width or self.app.size.width
        checked = check(self.case, self.playbook)
        head = self.query_one("#head", Prose)
        head.show(self._head(checked))
        most = 5 if width < NARROW else 7
        tall = min(most, len(head.lines(max(20, width))))
        head.styles.height = tall
        rows = self._rows(checked)
        self.query_one("#points", Rows).show(rows)
        share_lines(self.query_one("#about"), head=tall, rows=len(rows), least=self.app.size.height // 3)
        self._about()
        self.show_foot()

    def show_foot(self) -> None:
        """Draw the footer: what is needed next of an offer, of an agreement, or before there is any."""
        agreement = self.case.agreement
        state = "none" if agreement is None else agreement.state.value
        items = [(c.id, key_name(c), _(c.label)) for c in footer_of(self.name_, state)]
        self.query_one("#foot", Foot).show(items)

    def _head(self, checked: AgreementCheck) -> list[Block]:
        agreement = self.case.agreement
        if agreement is None:
            return [
                line((_("No offer is written down yet: a writes it down."), "bold")),
                _("Below are the points to ask for; l has them as a text."),
            ]
        state = term("agreement", agreement.state.value)
        when = agreement.agreed_on or agreement.on
        pieces = [f"{state} {day(when, self.home.today)}", term("form", agreement.form.value)]
        if agreement.answer_by is not None and agreement.state is AgreementState.OFFERED:
            pieces.append(_("answer by {on}").format(on=day_named(agreement.answer_by, self.home.today)))
        blocks: list[Block] = [line((joined(pieces), "bold"))]
        blocks += self._verdict()
        for finding in checked.findings:
            if not finding.fine:
                blocks.append(line((f"! {self.say(finding.said)}", "due")))
            elif finding.concern is Concern.BALANCE and self.app.size.height >= SHORT:
                blocks.append(self.say(finding.said))
        return blocks

    def _verdict(self) -> list[Block]:
        """Its yearly cost, and whether the month can carry it."""
        cases = self.home.cases()
        judgement = judged(self.case, self.playbook, self.home.today, means_of(self.case, cases, self.home.today))
        if judgement is None:
            return []
        pieces = []
        if judgement.annual is not None:
            pieces.append(_("{rate} a year").format(rate=percent(judgement.annual, 1)))
        verdicts = {True: _("affordable"), False: _("too tight"), None: _("affordable or not: 6 says")}
        verdict = _("{verdict}: {why}").format(verdict=verdicts[judgement.affordable], why=self.say(judgement.why))
        pieces.append(verdict)
        style = {True: "good", False: "due", None: "dim"}[judgement.affordable]
        return [line((joined(pieces), style))]

    def _rows(self, checked: AgreementCheck) -> list[Row]:
        rows: list[Row] = []
        agreement = self.case.agreement
        if agreement is not None:
            rows.append(Row(TERMS, self._terms_drawer(agreement)))
            rows.append(Row(ROWS, self._rows_drawer()))
        rows.append(fixed(None, line((self._counts(checked), "head"))))
        points = {point.id: point for point in agreement.points} if agreement is not None else {}
        rows += [Row(info.id, PointDrawer(info, points.get(info.id))) for info in points_of(self.case, self.playbook)]
        if self.case.past_agreements:
            rows.append(fixed(None, line((_("Earlier offers"), "head"))))
            rows += [Row(f"past {past.id}", PastDrawer(past)) for past in reversed(self.case.past_agreements)]
        return rows

    def _counts(self, checked: AgreementCheck) -> str:
        """How many points stand in writing, by word, open; a word each where there is little room."""
        narrow = (self.size.width or self.app.size.width) < NARROW
        text = _("In writing {written}, by word {oral}, open {missing}")
        more = _(", if you like {count}")
        if narrow:
            text, more = _("Written {written}, word {oral}, open {missing}"), _(", optional {count}")
        counts = text.format(
            written=len(checked.written), oral=len(checked.oral), missing=sum(info.must for info in checked.missing)
        )
        optional = sum(not info.must for info in checked.missing)
        return counts + (more.format(count=optional) if optional else "")

    def _terms_drawer(self, agreement: Agreement) -> "TextDrawer":
        parts = []
        for label, amount in (
            (_("debt that day"), agreement.balance),
            (_("waived"), agreement.waived),
            (_("first payment"), agreement.down_payment),
        ):
            if amount:
                parts.append(f"{label} {money(amount)}")
        if agreement.evidence:
            parts.append(agreement.evidence)
        return TextDrawer(_("Terms"), joined(parts) or "-")

    def _rows_drawer(self) -> "TextDrawer":
        return TextDrawer(_("Instalments"), rows_in_words(rows_of(self.case)))

    # --- the detail --------------------------------------------------------------------------------------------

    def _about(self) -> None:
        key = self.query_one("#points", Rows).key
        about = self.query_one("#about", Prose)
        if key is None:
            about.show(())
        elif key in (TERMS, ROWS):
            about.show(self._about_rows() if key == ROWS else self._about_terms())
        elif key.startswith("past "):
            about.show(self._about_past(key.removeprefix("past ")))
        else:
            about.show(self._about_point(key))

    def _about_point(self, id: str) -> list[Block]:
        info = self.playbook.point(id)
        if info is None:
            return []
        agreement = self.case.agreement
        point = next((one for one in agreement.points if one.id == id), None) if agreement is not None else None
        state = term("form", point.form.value) if point is not None else _("open")
        blocks: list[Block] = [line((f"{info.name.in_(language())} - {state}", "bold"))]
        if point is not None:
            blocks.append(line((words_of(point), "good" if point.form is Form.WRITTEN else "due")))
        blocks.append(info.ask.in_(language()))
        blocks.append(line((info.why.in_(language()), "dim")))
        for pitfall in self.playbook.pitfalls_at("agreement") if id in ("account", "first_payment") else ():
            blocks.append(line((f"! {pitfall.text.in_(language())}", "due")))
        return blocks

    def _about_terms(self) -> list[Block]:
        agreement = self.case.agreement
        if agreement is None:
            return []
        cases = self.home.cases()
        means = means_of(self.case, cases, self.home.today)
        blocks: list[Block] = [line((_("Terms"), "bold"))]
        judgement = judged(self.case, self.playbook, self.home.today, means)
        cost = yearly(judgement) if judgement is not None else None
        if cost is not None:
            text = _("A year: {simple} simple (monthly rate × 12), {effective} compounded, {dated} by the dates")
            dated = percent(cost.xirr) if cost.xirr is not None else "-"
            blocks.append(text.format(simple=percent(cost.simple), effective=percent(cost.effective), dated=dated))
        if means.known:
            blocks.append(self.say(means.said()))
        blocks += [line((self.say(f.said), "dim")) for f in check(self.case, self.playbook).findings if f.fine]
        if agreement.note:
            blocks.append(line((agreement.note, "dim")))
        return blocks

    def _about_rows(self) -> list[Block]:
        states = {row.instalment.number: row for row in self.view.rows}
        blocks: list[Block] = [line((rows_in_words(rows_of(self.case)), "bold"))]
        for row in rows_of(self.case):
            state = states.get(row.number)
            sign = "✓" if state is not None and state.state is Standing.PAID else " "
            left = f"{row.number:>3}{sign} {row.due} "
            split = f"  {money(row.principal)} + {money(row.interest + row.fee)}"
            blocks.append(line(left, (right(money(row.total), 12), "bold"), (split, "dim")))
        return blocks

    def _about_past(self, id: str) -> list[Block]:
        past = next((one for one in self.case.past_agreements if one.id == id), None)
        if past is None:
            return []
        head = f"{day(past.on)} {term('agreement', past.state.value)}: {rows_in_words(past.rows)}"
        blocks: list[Block] = [line((head, "bold"))]
        blocks += [f"{row.number:>3}  {row.due}  {money(row.total)}" for row in past.rows]
        return blocks

    @on(Rows.Moved, "#points")
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._about()

    # --- commands ----------------------------------------------------------------------------------------------

    @on(Rows.Chosen, "#points")
    def _chosen(self, event: Rows.Chosen) -> None:
        self.do_edit()

    def _key(self) -> str:
        return self.query_one("#points", Rows).key or ""

    def do_edit(self) -> None:
        """Change what is under the cursor: the terms, the rows, or a point."""
        from tui.dialogs.offers import edit_point, edit_rows, edit_terms

        key = self._key()
        if self.case.agreement is None:
            self.do_add()
        elif key == TERMS:
            self.home.start(edit_terms(self.home, self.case_id))
        elif key == ROWS:
            self.home.start(edit_rows(self.home, self.case_id))
        elif key and not key.startswith("past "):
            self.home.start(edit_point(self.home, self.case_id, key))

    def do_edit_e(self) -> None:
        """The same."""
        self.do_edit()

    def do_settle(self) -> None:
        """Open, by word, in writing."""
        from tui.dialogs.offers import toggle_point

        key = self._key()
        if self.case.agreement is None:
            self.tell(_("Write the offer down first: a"))
        elif key and key not in (TERMS, ROWS) and not key.startswith("past "):
            self.home.start(toggle_point(self.home, self.case_id, key))

    def do_all_written(self) -> None:
        """Every point that must be there is in writing."""
        from tui.dialogs.offers import mark_all_written

        if self._has_offer():
            self.home.start(mark_all_written(self.home, self.case_id))

    def do_add(self) -> None:
        """Write an offer down."""
        from tui.dialogs.offers import add_offer

        self.home.start(add_offer(self.home, self.case_id))

    def do_rows(self) -> None:
        """Type the instalments, one per line."""
        from tui.dialogs.offers import edit_rows

        if self._has_offer():
            self.home.start(edit_rows(self.home, self.case_id))

    def _has_offer(self) -> bool:
        if self.case.agreement is None:
            self.tell(_("No offer is written down yet: a writes it down."))
        return self.case.agreement is not None

    def do_accept(self) -> None:
        """Say that it is agreed."""
        from tui.dialogs.agreeing import accept

        if not self._has_offer():
            return
        if not rows_of(self.case):
            self.tell(_("Its amounts and days are missing: r types them row by row."))
            return
        self.home.start(accept(self.home, self.case_id))

    def do_decline(self) -> None:
        """Leave the offer."""
        from tui.dialogs.agreeing import decline

        agreement = self.case.agreement
        if not self._has_offer() or agreement is None:
            return
        if agreement.state is not AgreementState.OFFERED:
            self.tell(_("It is agreed already: b says that it was broken off."))
            return
        self.home.start(decline(self.home, self.case_id))

    def do_remove(self) -> None:
        """Deleting an offer is leaving it: it stays readable."""
        self.do_decline()

    def do_broken(self) -> None:
        """Broken off, or taken up again."""
        from tui.dialogs.agreeing import broken

        agreement = self.case.agreement
        if not self._has_offer() or agreement is None:
            return
        if agreement.state is AgreementState.OFFERED:
            self.tell(_("It is only offered: x leaves it."))
            return
        self.home.start(broken(self.home, self.case_id))

    def do_ask_list(self) -> None:
        """Show what is still to be asked for."""
        from tui.dialogs.reading import Reading

        text = check(self.case, self.playbook).text
        if not text:
            self.tell(_("Every point is there in writing: nothing is left to ask for."))
            return
        self.home.lists_seen.add(self.case_id)
        blocks: list[Block] = [text]
        if language() == "en":
            asks = [info.ask.en for info in check(self.case, self.playbook).ask]
            blocks += ["", *(line((f"{number}. {ask}", "dim")) for number, ask in enumerate(asks, 1))]
        self.home.push_screen(Reading(_("To ask for"), blocks, text))

    def do_copy(self) -> None:
        """Send the open points to the terminal's clipboard."""
        text = check(self.case, self.playbook).text
        if text:
            self.home.copy(text)
            self.home.lists_seen.add(self.case_id)
            self.tell(_("Sent to your terminal's clipboard."))
