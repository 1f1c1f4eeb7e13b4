"""Contacts: every call and chat, newest first, what was promised, and what was counted; the ways further up."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from model import edits
from model.case import Complaint, Contact, ContactKind, CourtKind, CourtPaper, Outcome, Transfer
from model.clocks import RungView, court_clocks, ladder, retry
from model.collection import collection
from tui.cells import cut, fit
from tui.dialogs.contacts import waiting_text
from tui.dialogs.trouble import court_blocks, pitfall_blocks
from tui.look import Line, line
from tui.page import CasePage
from tui.say import _, day, day_named, joined, language, say, term
from tui.sentences import unknown_year
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows, fixed

SIGNS = {
    Outcome.NOTED: " ",
    Outcome.NO_ANSWER: "-",
    Outcome.TOLD_TO_WAIT: "~",
    Outcome.WANTS_PAPERS: "+",
    Outcome.OFFER: "✓",
    Outcome.REFUSED: "x",
}


class Contacts(CasePage):
    """The log of contacts."""

    name_: ClassVar[str] = "contacts"

    DEFAULT_CSS = """
    Contacts #head { height: auto; max-height: 3; }
    Contacts #log { height: 1fr; width: 1fr; }
    Contacts #detail { height: 40%; margin-top: 1; }
    Contacts.-narrow #detail { height: 35%; margin-top: 0; }
    Contacts.-wide #detail { height: 1fr; width: 1fr; margin: 0 0 0 2; }
    """

    _logged: int | None = None
    """How many contacts the person has logged: the cursor goes to one that is new."""

    def body(self) -> ComposeResult:
        """What is awaited, the log, the entry under the cursor."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            yield Rows(id="log", empty=_("No contact yet. c logs one."))
            yield Prose(id="detail")

    def begin(self) -> None:
        """The newest contact has the cursor."""
        super().begin()
        self.set_focus(self.query_one("#log", Rows))

    def refresh_page(self) -> None:
        """Show the present facts."""
        width = self.size.width or self.app.size.width
        head = self.query_one("#head", Prose)
        text = waiting_text(self.home, self.case_id)
        if not text and (again := retry(self.case, self.playbook, self.home.years)) is not None:
            text = f"{day_named(again.on, self.home.today)} {self.say(again.said)}"
            text += "" if again.known else unknown_year()
        head.show([line((text, "head"))] if text else [])
        head.styles.height = min(3, len(head.lines(max(20, width)))) if text else 0
        earlier = any(contact.on.year != self.home.today.year for contact in self.case.contacts)
        self.when_width = 18 if earlier else 13
        rows = self.query_one("#log", Rows)
        rows.show(self._rows())
        mine = [contact.id for contact in self.case.contacts if contact.who == self.home.book.who]
        if self._logged is not None and len(mine) > self._logged:
            rows.move_to(f"contacts:{mine[-1]}")
        self._logged = len(mine)
        self._detail()

    def sorted_contacts(self) -> list[Contact]:
        """The contacts, newest first."""
        order = {contact.id: n for n, contact in enumerate(self.case.contacts)}
        return sorted(self.case.contacts, key=lambda c: (c.on, c.at, order[c.id]), reverse=True)

    def _rows(self) -> list[Row]:
        case = self.case
        rows = [Row(f"contacts:{contact.id}", _ContactDrawer(contact, self)) for contact in self.sorted_contacts()]
        if not rows:
            rows = [Row("none", lambda width: line((cut(_("No contact yet. c logs one."), width), "dim")))]
        if case.court:
            rows.append(fixed(None, line((_("From a court, or so it looks"), "bold"))))
            rows += [Row(f"court:{paper.id}", self._simple(self._court_text(paper))) for paper in case.court]
        if case.transfers:
            rows.append(fixed(None, line((_("The debt was sold"), "bold"))))
            rows += [Row(f"transfers:{one.id}", self._simple(self._transfer_text(one))) for one in case.transfers]
        counted = collection(case, self.playbook)
        if counted.days or counted.third_parties:
            rows.append(fixed(None, line((_("Collection calls, counted"), "bold"))))
            texts = [self.say(said) for said in counted.said] or [_("Within what the standard recommends.")]
            rows += [Row(f"count:{n}", self._simple(text)) for n, text in enumerate(texts)]
        if case.contacts or case.complaints:
            rows.append(fixed(None, line((_("If it does not move: the ways further up"), "bold"))))
            for view in self._ladder():
                rows.append(
                    Row(f"rung:{view.rung.id}", self._simple(self._rung_text(view), dim=view.complaint is None))
                )
        return rows

    def _ladder(self) -> tuple[RungView, ...]:
        return ladder(self.case, self.playbook, self.home.today, self.home.years)

    def _simple(self, text: str, *, dim: bool = False) -> Callable[[int], Line]:
        return lambda width: line("  ", (cut(text, width - 2), "dim" if dim else ""))

    def _court_text(self, paper: CourtPaper) -> str:
        text = f"{day(paper.received_on, self.home.today)}  {term('court', paper.kind.value)}"
        running = court_clocks(paper, self.playbook)
        if running:
            text += "  " + _("by {on}").format(on=day(running[0].on, self.home.today))
        elif paper.closed_on:
            text += f"  {_('closed')}"
        return text

    def _transfer_text(self, transfer: Transfer) -> str:
        state = _("verified") if transfer.verified_on else _("not verified yet")
        return f"{day(transfer.noticed_on, self.home.today)}  {transfer.creditor}  {state}"

    def _rung_text(self, view: RungView) -> str:
        name = view.rung.name.in_(language())
        if view.complaint is None:
            return f"{name}  {view.rung.when.in_(language())}"
        filed = day(view.complaint.filed_on, self.home.today)
        if view.complaint.answered_on:
            return f"✓ {name}  {filed}  {_('answered')}"
        by = ""
        if view.answer_by is not None:
            by = "  " + _("Answer by {on}").format(on=day(view.answer_by, self.home.today))
        return f"> {name}  {filed}{by}" + (f"  {_('past')}" if view.past else "")

    # --- the entry under the cursor ----------------------------------------------------------------------------

    def _parts(self) -> tuple[str, str]:
        kind, _colon, id = (self.query_one("#log", Rows).key or "none").partition(":")
        return kind, id

    def _detail(self) -> None:
        kind, id = self._parts()
        show = {
            "contacts": self._contact_detail,
            "court": self._court_detail,
            "transfers": self._transfer_detail,
            "count": self._count_detail,
            "rung": self._rung_detail,
        }.get(kind)
        self.query_one("#detail", Prose).show(show(id) if show is not None else self._hints())

    def _hints(self) -> list[Block]:
        blocks: list[Block] = [
            _(
                "c logs a call or chat, n that they did not agree; f a paper or call from a court; "
                "v that the debt was sold; m a complaint."
            )
        ]
        return blocks + pitfall_blocks(self.playbook, "contacts", self.case.lender)

    def _contact_detail(self, id: str) -> list[Block]:
        contact = next((one for one in self.case.contacts if one.id == id), None)
        if contact is None:
            return []
        channel = self.playbook.channel(contact.channel)
        through = channel.name.in_(language()) if channel else contact.channel
        today = self.home.today
        head = " ".join(part for part in (day_named(contact.on, today), contact.at, through, contact.number) if part)
        blocks: list[Block] = [line((head, "bold"))]
        ended = term("outcome", contact.outcome.value)
        if not contact.connected and contact.outcome is not Outcome.NO_ANSWER:
            ended = joined([ended, term("outcome", "no_answer")])
        blocks.append(line((ended + (f"  {contact.agent}" if contact.agent else ""), "head")))
        if contact.kind is not ContactKind.OWN:
            blocks.append(line((term("contact_kind", contact.kind.value), "due")))
        for label, text in (
            (_("Said: "), contact.said),
            (_("Promised: "), contact.promised),
            (_("By when: "), day_named(contact.promised_by, today) if contact.promised_by else ""),
            (_("Told others: "), contact.disclosed),
            (_("Evidence: "), contact.evidence),
            (_("Logged by: "), contact.who),
        ):
            if text:
                blocks.append(label + text)
        return blocks

    def _court_detail(self, id: str) -> list[Block]:
        paper = next((one for one in self.case.court if one.id == id), None)
        info = self.playbook.court(paper.kind) if paper else None
        if paper is None or info is None:
            return []
        today = self.home.today
        blocks: list[Block] = [line((self._court_text(paper), "bold"))]
        blocks += [
            line((f"{day_named(one.on, today)} {self.say(one.said)}", "due"))
            for one in court_clocks(paper, self.playbook)
        ]
        facts = " ".join(part for part in (paper.court, paper.case_no) if part)
        blocks += [text for text in (facts, paper.note) if text]
        if paper.kind is not CourtKind.LAWYER_LETTER and not paper.verified:
            blocks.append(line((_("Not verified yet."), "due")))
        return blocks + court_blocks(info)

    def _transfer_detail(self, id: str) -> list[Block]:
        one = next((one for one in self.case.transfers if one.id == id), None)
        turn = self.playbook.turn("transferred")
        if one is None:
            return []
        blocks: list[Block] = [line((self._transfer_text(one), "bold"))]
        if one.account:
            blocks.append(_("Where to pay: ") + one.account)
        if one.note:
            blocks.append(one.note)
        return blocks + [text.in_(language()) for text in (turn.next if turn else ())]

    def _count_detail(self, id: str) -> list[Block]:
        said = collection(self.case, self.playbook).said
        texts: list[Block] = [self.say(one) for one in said] or [_("Within what the standard recommends.")]
        limits = [limit.text.in_(language()) for limit in self.playbook.limits]
        return [*texts[int(id) : int(id) + 1], "", *(line((text, "dim")) for text in limits)]

    def _rung_detail(self, id: str) -> list[Block]:
        view = next((one for one in self._ladder() if one.rung.id == id), None)
        if view is None:
            return []
        rung, today = view.rung, self.home.today
        blocks: list[Block] = [line((rung.name.in_(language()), "bold")), rung.help.in_(language())]
        if view.complaint is not None:
            blocks += self._complaint_lines(view.complaint, view)
        elif view.sensible_from is not None:
            text = _("Sensible from {on} on; it may be climbed at any time.")
            text = text.format(on=day_named(view.sensible_from, today))
            blocks.append(text if view.known else text + unknown_year())
        else:
            blocks.append(rung.when.in_(language()))
        blocks.append(line((_("m logs a complaint. Facts only; it is not a lever."), "dim")))
        return blocks

    def _complaint_lines(self, complaint: Complaint, view: RungView) -> list[Block]:
        today = self.home.today
        blocks: list[Block] = []
        terms = [
            (view.answer_by, _("Answer by {on}")),
            (view.longer_by, _("if complex by {on}")),
            (view.longest_by, _("at most by {on}")),
        ]
        if view.waiting:
            told = joined(text.format(on=day_named(on, today)) for on, text in terms if on is not None)
            told += "" if view.known else unknown_year()
            blocks.append(line((told, "due" if view.past else "head")))
        for text in (complaint.number, complaint.about, complaint.answer):
            if text:
                blocks.append(text)
        return blocks

    @on(Rows.Moved, "#log")
    def _moved(self) -> None:
        self._detail()

    @on(Rows.Chosen, "#log")
    def _chosen(self) -> None:
        self.do_edit()

    # --- commands ----------------------------------------------------------------------------------------------

    def do_add(self) -> None:
        """Log a contact."""
        self.do_contact()

    def do_edit_e(self) -> None:
        """Change the entry under the cursor."""
        self.do_edit()

    def do_edit(self) -> None:
        """Change the entry under the cursor; a rung of the ladder gets its complaint."""
        from tui.dialogs.contacts import edit_contact
        from tui.dialogs.trouble import edit_court, log_complaint, log_transfer

        kind, id = self._parts()
        app, case_id = self.home, self.case_id
        if kind == "contacts":
            app.start(edit_contact(app, case_id, id))
        elif kind == "court":
            app.start(edit_court(app, case_id, id))
        elif kind == "transfers":
            app.start(log_transfer(app, case_id, id))
        elif kind == "rung":
            latest = [one for one in self.case.complaints if one.level == id]
            app.start(log_complaint(app, case_id, latest[-1].id if latest else ""))
        elif kind == "none":
            self.do_contact()

    def do_remove(self) -> None:
        """Delete the entry under the cursor; `u` takes it back."""
        kind, id = self._parts()
        if kind == "rung":
            latest = [one for one in self.case.complaints if one.level == id]
            kind, id = "complaints", latest[-1].id if latest else ""
        if id and kind in ("contacts", "court", "transfers", "complaints"):
            self.home.start(self._take_out(kind, id))

    async def _take_out(self, field: str, id: str) -> None:
        what = {
            "contacts": _("contact"),
            "court": _("court paper"),
            "transfers": _("debt sold"),
            "complaints": _("complaint"),
        }[field]
        problem = await self.home.change(self.case_id, edits.remove.by(field=field, id=id, what=what), shown=self.case)
        self.tell(say(problem) if problem else _("Deleted. u takes it back."), error=problem is not None)
        self.refresh_page()


class _ContactDrawer:
    """Draws one contact: when, through what, how it ended, with whom, what is promised by when."""

    def __init__(self, contact: Contact, page: Contacts) -> None:
        self.contact, self.page = contact, page

    def __call__(self, width: int) -> Line:
        """One line."""
        contact, page = self.contact, self.page
        today = page.home.today
        channel = page.playbook.channel(contact.channel)
        through = channel.name.in_(language()) if channel else contact.channel
        if contact.kind is not ContactKind.OWN:
            through = "< " + through
        when = day(contact.on, today) + (f" {contact.at}" if contact.at and width >= 60 else "")
        ended = term("outcome", contact.outcome.value)
        by = day(contact.promised_by, today) if contact.promised_by else ""
        sign = (SIGNS[contact.outcome], "due" if contact.outcome is Outcome.REFUSED else "good")
        if width < 60:
            return line(
                sign,
                " ",
                fit(when, len(when) + 1),
                fit(cut(ended, 11), 12),
                cut(contact.agent or through, width - 22 - len(when)),
            )
        tail = f"{contact.promised} {by}".strip() or contact.said
        return line(
            sign,
            " ",
            fit(when, page.when_width),
            (fit(cut(through, 17), 18), "dim"),
            fit(cut(ended, 17), 18),
            fit(cut(contact.agent, 9), 10),
            (cut(tail, max(0, width - 48 - page.when_width)), ""),
        )
