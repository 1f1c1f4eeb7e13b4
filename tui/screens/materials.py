"""Materials: the papers this request needs, where each is, how fresh it is, and how it gets here."""

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from model import edits
from model.case import MaterialState, Place
from model.papers import Paper, papers, required_there
from model.road import not_mine
from store.inbox import Arrived, arrived, is_there
from tui.cells import cut, fit
from tui.dialogs.materials import EVERY, inbox_of, key_of, name_of, paper_of
from tui.dialogs.trouble import pitfall_blocks
from tui.look import Line, line
from tui.page import CasePage
from tui.panes import share_lines
from tui.say import _, day, day_named, language, say, term
from tui.widgets.prose import Block, Prose
from tui.widgets.rows import Row, Rows, fixed

SIGNS = {
    MaterialState.MISSING: "☐",
    MaterialState.COLLECTING: ">",
    MaterialState.READY: "✓",
    MaterialState.SUBMITTED: "^",
    MaterialState.ACCEPTED: "✓",
    MaterialState.REJECTED: "✗",
}
"""A sign for each state, each one cell wide."""


class Materials(CasePage):
    """The tracker of papers."""

    name_: ClassVar[str] = "materials"

    DEFAULT_CSS = """
    Materials #head { height: 1; }
    Materials #papers { height: 1fr; width: 1fr; }
    Materials #detail { height: 40%; margin-top: 1; }
    Materials.-narrow #detail { height: 35%; margin-top: 0; }
    Materials.-wide #papers { width: 3fr; }
    Materials.-wide #detail { height: 1fr; width: 2fr; margin: 0 0 0 2; }
    """

    def body(self) -> ComposeResult:
        """How many are there, the papers, the one under the cursor."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            yield Rows(id="papers")
            yield Prose(id="detail")

    def begin(self) -> None:
        """The cursor is on the first paper; the inbox is watched while the page is open."""
        self.seen: tuple[Arrived, ...] = arrived(inbox_of(self.home))
        super().begin()
        self.set_focus(self.query_one("#papers", Rows))
        self.set_interval(EVERY, self._look)

    def _look(self) -> None:
        """Say what arrived in the inbox."""
        now = arrived(inbox_of(self.home))
        if now == self.seen:
            return
        fresh = [one for one in now if one not in self.seen]
        self.seen = now
        if fresh and self.is_current:
            self.tell(_("Arrived: {name}. b attaches it.").format(name=fresh[0].name))

    def refresh_page(self) -> None:
        """Show the present facts."""
        there, needed = required_there(self.case, self.playbook, self.home.today)
        text = _("Required: {there} of {needed} are ready. One may call without them.")
        head = self.query_one("#head", Prose)
        head.show([line((text.format(there=there, needed=needed), "head"))])
        tall = min(2, len(head.lines(max(20, self.size.width or self.app.size.width))))
        head.styles.height = tall
        materials = [paper.material for paper in self.papers() if paper.material is not None]
        self.placed = any(material.place is not Place.NOWHERE for material in materials)
        self.dated = any(material.issued is not None for material in materials)
        rows = self._rows()
        self.query_one("#papers", Rows).show(rows)
        share_lines(self.query_one("#detail"), head=tall, rows=len(rows), least=self.app.size.height * 2 // 5)
        self._detail()

    def papers(self) -> tuple[Paper, ...]:
        """The papers as they stand."""
        return papers(self.case, self.playbook, self.home.today)

    def gone(self, paper: Paper) -> bool:
        """Whether the paper is a file here that is no longer there."""
        material = paper.material
        return (
            material is not None and material.place is Place.FILE and not is_there(material.where, inbox_of(self.home))
        )

    def _rows(self) -> list[Row]:
        groups: list[tuple[str, list[Paper]]] = [(_("Required"), []), (_("Helps"), []), (_("Your own"), [])]
        for paper in self.papers():
            groups[0 if paper.required else (1 if paper.info is not None else 2)][1].append(paper)
        rows: list[Row] = []
        for title, found in groups:
            if found:
                rows.append(fixed(None, line((title, "bold"))))
                rows += [Row(key_of(paper), _PaperDrawer(paper, self.gone(paper), self)) for paper in found]
        return rows

    def _paper(self) -> Paper | None:
        key = self.query_one("#papers", Rows).key
        return paper_of(self.home, self.case_id, key) if key else None

    def _detail(self) -> None:
        paper = self._paper()
        self.query_one("#detail", Prose).show(self._blocks(paper) if paper is not None else ())

    def _blocks(self, paper: Paper) -> list[Block]:
        today, material, info = self.home.today, paper.material, paper.info
        blocks: list[Block] = [line((name_of(paper), "bold"))]
        if self.gone(paper) and material is not None:
            blocks.append(
                line(
                    (_("The file is no longer there: {path}. f chooses it again.").format(path=material.where), "late")
                )
            )
        if paper.stale and paper.valid_until is not None:
            blocks.append(line((self._too_old(paper, paper.valid_until), "late")))
        elif paper.soon and paper.valid_until is not None:
            blocks.append(line((_("Too old after {on}.").format(on=day_named(paper.valid_until, today)), "due")))
        if info is not None:
            blocks.append(_("Where to get it: ") + info.how(self.case).in_(language(), self.case.lender))
            blocks.append(_("Shows: ") + info.proves.in_(language()))
            blocks.append(info.real.in_(language()))
        if material is not None:
            blocks += self._known(paper)
        if info is not None and info.sensitive:
            said = "copies" if "仅用于" in info.get.zh else ""
            blocks += pitfall_blocks(
                self.playbook, "materials", self.case.lender, disputed=not_mine(self.case), without=said
            )
        for id in info.facts if info is not None else ():
            fact = self.playbook.fact(id)
            if fact is not None:
                mark, source = term("mark", fact.mark.value), fact.source.in_(language())
                blocks.append(line((f"[{mark}] {fact.text.in_(language())} ({source})", "dim")))
        return blocks

    def _too_old(self, paper: Paper, until: date) -> str:
        """How old a paper is and how old it may be, or until when it was good; one can go on with it."""
        material, info, today = paper.material, paper.info, self.home.today
        if material is not None and material.valid_until is None and material.issued is not None and info is not None:
            text = _("It is {days} days old, more than {most}; get a new one when it suits you.")
            return text.format(days=(today - material.issued).days, most=info.fresh_days)
        return _("It was valid until {on}; get a new one when it suits you.").format(on=day_named(until, today))

    def _known(self, paper: Paper) -> list[Block]:
        material, today = paper.material, self.home.today
        if material is None:
            return []
        place = term("place", material.place.value) if material.place is not Place.NOWHERE else ""
        handed = ""
        if material.submitted_to or material.submitted_on:
            on = day(material.submitted_on, today) if material.submitted_on else ""
            handed = _("Handed in: ") + f"{material.submitted_to} {on}".strip()
        marks = ""
        if material.sha256:
            marks = _("{count} bytes, SHA-256 {sum}").format(count=f"{material.size or 0:,}", sum=material.sha256[:16])
        texts = [f"{place}: {material.where}" if place and material.where else place, handed, material.note]
        return [*(text for text in texts if text), *([line((marks, "dim"))] if marks else [])]

    @on(Rows.Moved, "#papers")
    def _moved(self) -> None:
        self._detail()

    @on(Rows.Chosen, "#papers")
    def _chosen(self) -> None:
        self.do_edit()

    # --- commands ----------------------------------------------------------------------------------------------

    def do_edit(self) -> None:
        """Change the paper under the cursor."""
        from tui.dialogs.materials import edit_material

        key = self.query_one("#papers", Rows).key
        if key:
            self.home.start(edit_material(self.home, self.case_id, key))

    def do_edit_e(self) -> None:
        """Change the paper under the cursor."""
        self.do_edit()

    def do_add(self) -> None:
        """Add a paper of one's own."""
        from tui.dialogs.materials import edit_material

        self.home.start(edit_material(self.home, self.case_id, ""))

    def do_cycle(self) -> None:
        """Go to the next state."""
        paper = self._paper()
        if paper is not None:
            order = list(MaterialState)
            now = paper.material.state if paper.material is not None else MaterialState.MISSING
            self.home.start(self._cycle(key_of(paper), order[(order.index(now) + 1) % len(order)]))

    async def _cycle(self, key: str, state: MaterialState) -> None:
        from tui.dialogs.materials import set_state

        place = self.query_one("#papers", Rows).cursor
        problem = await set_state(self.home, self.case_id, key, state)
        if problem is not None:
            self.tell(say(problem), error=True)
        self.refresh_page()
        rows = self.query_one("#papers", Rows)
        if 0 <= place < len(rows.rows) and (now := rows.rows[place].key):
            rows.move_to(now)

    def do_pick(self) -> None:
        """Choose a file on this machine."""
        from tui.dialogs.materials import pick_file

        key = self.query_one("#papers", Rows).key
        if key:
            self.home.start(pick_file(self.home, self.case_id, key))

    def do_inbox(self) -> None:
        """How a file gets here, and what arrived."""
        from tui.dialogs.materials import open_inbox

        self.home.start(open_inbox(self.home, self.case_id, self.query_one("#papers", Rows).key or ""))

    def do_bundle(self) -> None:
        """Make the zip."""
        from tui.dialogs.materials import make_bundle

        self.home.start(make_bundle(self.home, self.case_id))

    def do_remove(self) -> None:
        """Take out what was noted of the paper under the cursor; its file stays where it is."""
        paper = self._paper()
        if paper is not None and paper.material is not None:
            self.home.start(self._take_out(paper.material.id, name_of(paper)))

    async def _take_out(self, id: str, name: str) -> None:
        problem = await self.home.change(
            self.case_id, edits.remove.by(field="materials", id=id, what=name), shown=self.case
        )
        self.tell(say(problem) if problem else _("Deleted. u takes it back."), error=problem is not None)
        self.refresh_page()


class _PaperDrawer:
    """Draws one paper: sign, state, name, where it is, issued, valid until."""

    def __init__(self, paper: Paper, gone: bool, page: Materials) -> None:
        self.paper, self.gone, self.page = paper, gone, page

    def __call__(self, width: int) -> Line:
        """One line."""
        paper, material = self.paper, self.paper.material
        today = self.page.home.today
        state = material.state if material is not None else MaterialState.MISSING
        sign = (SIGNS[state], "good" if paper.there else "")
        if self.gone:
            tail, style = _("file missing"), "late"
        elif paper.stale:
            tail, style = _("too old"), "late"
        elif paper.soon and paper.valid_until:
            tail, style = _("soon too old"), "due"
        else:
            tail, style = (_("until {on}").format(on=day(paper.valid_until, today)) if paper.valid_until else ""), "dim"
        name = name_of(paper)
        if width < 60:
            room = max(6, width - 17)
            return line(
                " ", sign, " ", fit(cut(name, room - 1), room), (cut(tail or term("material", state), 13), style)
            )
        place = term("place", material.place.value) if material is not None and material.place else ""
        issued = day(material.issued, today) if material is not None and material.issued else ""
        after = (14 if self.page.placed else 0) + (11 if self.page.dated else 0)
        room = max(10, width - 31 - after)
        return line(
            " ",
            sign,
            " ",
            (fit(cut(term("material", state.value), 15), 16), "dim"),
            fit(cut(name, room - 1), room),
            (fit(cut(place, 13), 14) if self.page.placed else "", "dim"),
            (fit(issued, 11) if self.page.dated else "", "dim"),
            (cut(tail, 12), style),
        )
