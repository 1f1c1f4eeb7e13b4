"""The checklist: today's figures and the road, the stages with their steps, and what each step is about."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from model.case import Case, Stage, StepState
from model.due import Kind
from model.edits import note_step
from model.purpose import not_owed
from model.road import ROAD, StepView, progress, road, stage, steps
from model.steps import Next, next_thing
from tui.cells import cut, fit
from tui.commands import tab_name
from tui.look import Line, line
from tui.page import CasePage
from tui.say import _, day, language, say, term
from tui.sentences import figures, road_line, turn_lines
from tui.widgets.prose import Block, Prose, wrapped
from tui.widgets.rows import Row, Rows, fixed

SIGNS = {
    StepState.TODO: "☐",
    StepState.DOING: ">",
    StepState.DONE: "✓",
    StepState.NOT_NEEDED: "-",
    StepState.BLOCKED: "~",
}
"""A sign for each state, each one cell wide."""


NEXT = "next"
"""The key of the row that is the next thing, where that is no step: a day of the agenda, or a turn of the road."""

ANSWERED = (Stage.CONTACTED, Stage.WAITING, Stage.REFUSED)
"""The stages at which a refusal can be what comes."""

SECTIONS = {"lender": "debt", "reason": "why"}
"""Which form of the facts a step opens, by the step's id."""


class Checklist(CasePage):
    """Steps by stage, with the guidance of the one under the cursor."""

    name_: ClassVar[str] = "checklist"

    DEFAULT_CSS = """
    Checklist #head { height: auto; max-height: 6; }
    Checklist #steps { height: 1fr; width: 1fr; }
    Checklist #guide { height: 35%; margin-top: 1; }
    Checklist.-narrow #guide { height: 30%; min-height: 4; margin-top: 0; }
    Checklist.-wide #guide { height: 1fr; width: 1fr; margin: 0 0 0 2; }
    """

    def body(self) -> ComposeResult:
        """Head, steps, guidance."""
        yield Prose(id="head", focusable=False)
        with Vertical(id="body"):
            yield Rows(id="steps")
            yield Prose(id="guide")

    def begin(self) -> None:
        """The cursor starts on the row that is the next thing."""
        super().begin()
        rows = self.query_one("#steps", Rows)
        self.set_focus(rows)
        step = self.following.step
        rows.move_to(step.step.id if step is not None else NEXT)
        self._guide()

    @property
    def following(self) -> Next:
        """What comes next."""
        return next_thing(self.view, self.home.years, self.home.own_dues(self.case_id))

    def idle(self) -> frozenset[str]:
        """No refusal is logged while nothing was asked for."""
        return super().idle() if stage(self.view) in ANSWERED else super().idle() | {"refused"}

    def refresh_page(self) -> None:
        """Show figures, road and steps."""
        width = self.size.width or self.app.size.width
        view = self.view
        head = self.query_one("#head", Prose)
        following = self.following
        blocks: list[Block] = [figures(view, self.home.owed(self.case_id), width)]
        told: list[Block] = [line((self._next_text(following), "head"))] if following.step is not None else []
        turns = turn_lines(view)
        if self.is_short:
            blocks = [*wrapped(blocks, width)[:2], *(line((cut(_text_of(one), width), "head")) for one in told)]
            blocks += wrapped(turns, width)[:2] or [road_line(road(view), width)]
        else:
            blocks += [*told, road_line(road(view), width), *turns]
        head.show(blocks)
        head.styles.height = min(6, len(head.lines(max(20, width))))
        self.query_one("#guide", Prose).styles.height = 5 if self.is_short and not turns else None
        self.query_one("#steps", Rows).show(self._rows(following))
        self._guide()

    def _next_text(self, following: Next) -> str:
        when = f"{day(following.on, self.home.today)} " if following.on else ""
        return _("Next: ") + when + self.say(following.said)

    @property
    def is_short(self) -> bool:
        """Whether so few lines are there that the guidance needs those of the head."""
        return self.app.size.height < 20

    def _rows(self, following: Next) -> list[Row]:
        found = steps(self.view)
        rows: list[Row] = []
        text = self._next_text(following)
        coming = Row(NEXT, lambda width: line("   ", (cut(text, width - 3), "head")))
        here = ROAD[stage(self.view)]
        for info in self.playbook.stages:
            of_stage = [view for view in found if view.step.stage == info.id]
            if not of_stage:
                continue
            done, of = progress(found, info.id)
            mark = ">" if info.id == here else " "
            rows.append(
                fixed(
                    None, line((f"{mark} {info.name.in_(language())}  {done}/{of}", "head" if mark == ">" else "bold"))
                )
            )
            if info.id == here and following.step is None:
                rows.append(coming)
            rows += [Row(view.step.id, self._drawer(view)) for view in of_stage]
        if following.step is None and all(row.key != NEXT for row in rows):
            rows.insert(0, coming)
        return rows

    def _drawer(self, view: StepView) -> "StepDrawer":
        return StepDrawer(view, self)

    def _guide(self) -> None:
        view = self.step_under_cursor()
        guide = self.query_one("#guide", Prose)
        if view is None:
            guide.show(self._about_next() if self.query_one("#steps", Rows).key == NEXT else ())
            return
        step, note = view.step, view.note
        blocks: list[Block] = [] if self.is_short else [line((step.title.in_(language()), "bold"))]
        state = term("step", view.state.value)
        if view.why is not None:
            state += " - " + self.say(view.why)
        if note is not None and note.on is not None:
            state += f" - {day(note.on, self.home.today)}"
        if view.state is StepState.BLOCKED and step.waits_for is not None:
            state += " - " + step.waits_for.in_(language())
        if not (self.is_short and state == term("step", StepState.TODO.value)):
            blocks.append(line((state, "good" if view.settled else "dim")))
        if note is not None and note.note:
            blocks.append(line((note.note, "")))
        blocks.append(step.guide_for(self.case.product, language()))
        if step.waits_for is not None and not view.settled and view.state is not StepState.BLOCKED:
            blocks.append(line((_("Waits for: ") + step.waits_for.in_(language()), "dim")))
        for id in step.pitfalls:
            pitfall = self.playbook.pitfall(id)
            if pitfall is not None:
                disputed = pitfall.disputed if not_owed(self.case) else None
                text = (disputed or pitfall.text).in_(language(), self.case.lender)
                blocks.append(line(("! " + text, "due")))
        for fact in self.playbook.facts_for(step.facts, self.case.product):
            words = fact_line(fact.text.in_(language()), fact.source.in_(language()), fact.mark.value)
            blocks.append(line((words, "dim")))
        guide.show(blocks)

    def _about_next(self) -> list[Block]:
        """The whole sentence of the next thing, and where Enter leads."""
        following = self.following
        where = _("Payment") if following.kind is Kind.INSTALMENT else tab_name(following.opens)
        blocks: list[Block] = [line((self._next_text(following).removeprefix(_("Next: ")), "bold"))]
        blocks.append(line((_("Enter: {page}").format(page=where), "dim")))
        if "refused" not in self.idle():
            blocks.append(line((_("c logs what they answered; n that they did not agree."), "dim")))
        return blocks

    def step_under_cursor(self) -> StepView | None:
        """The step under the cursor."""
        key = self.query_one("#steps", Rows).key
        return next((view for view in steps(self.view) if view.step.id == key), None)

    @on(Rows.Moved, "#steps")
    def _moved(self) -> None:
        self._guide()

    @on(Rows.Chosen, "#steps")
    def _chosen(self) -> None:
        self.do_act()

    # --- commands ----------------------------------------------------------------------------------------------

    def do_act(self) -> None:
        """Go to where the step is done; one that lives here opens its note."""
        view = self.step_under_cursor()
        if view is None:
            if self.query_one("#steps", Rows).key == NEXT:
                self._do_next()
            return
        opens = view.step.opens
        if opens == "details" and (section := SECTIONS.get(view.step.id)):
            from tui.dialogs.facts import edit_facts

            self.home.start(edit_facts(self.home, self.case_id, section))
        elif opens in ("snapshot", "details", "pay", "court", "credit", "complaint"):
            names = {"details": "facts", "complaint": "complain"}
            self.action_run(names.get(opens, opens))
        elif opens and opens != "checklist":
            self.home.open_page("statement" if opens == "send" else opens, self.case_id)
        else:
            self.do_step_note()

    def _do_next(self) -> None:
        """Go to where the next thing is done."""
        following = self.following
        if following.kind is Kind.INSTALMENT:
            self.action_run("pay")
        elif following.kind is Kind.CREDIT_CHECK:
            self.action_run("credit")
        elif following.opens != self.name_:
            self.home.open_page(following.opens, self.case_id)

    def do_toggle(self) -> None:
        """Done, or to do again."""
        view = self.step_under_cursor()
        if view is None:
            return
        done = view.state is not StepState.DONE
        if not done and view.why is not None:
            self.tell(_("The case itself says that this is done: {why}").format(why=self.say(view.why)))
            return
        state = StepState.DONE if done else StepState.TODO
        change = note_step.by(step=view.step.id, state=state, on=self.home.today if done else None)
        self.home.start(self._carry_out(change))

    async def _carry_out(self, change: Callable[[Case], Case]) -> None:
        problem = await self.home.change(self.case_id, change)
        if problem is not None:
            self.tell(say(problem), error=True)

    def do_step_note(self) -> None:
        """State, date and note of the step."""
        from tui.dialogs.steps import edit_step

        view = self.step_under_cursor()
        if view is not None:
            self.home.start(edit_step(self.home, self.case_id, view))

    def do_another(self) -> None:
        """Another debt of the same person."""
        from tui.dialogs.welcome import new_case

        self.home.start(new_case(self.home, like=self.case))


def _text_of(block: Block) -> str:
    return block if isinstance(block, str) else "".join(text for text, _style in block)


def fact_line(text: str, source: str, mark: str) -> str:
    """Return a fact with its source and how sure it is."""
    return f"[{term('mark', mark)}] {text} ({source})"


class StepDrawer:
    """Draws one step: its sign, its title, its date."""

    def __init__(self, view: StepView, page: Checklist) -> None:
        self.view, self.page = view, page

    def __call__(self, width: int) -> Line:
        """One line."""
        view = self.view
        sign = SIGNS[view.state]
        title = view.step.title.in_(language())
        if view.step.optional:
            title += _(" (if you like)")
        noted = view.note.on if view.note and view.note.on else None
        tail = day(noted, self.page.home.today) if noted else ""
        if view.state is StepState.BLOCKED and not tail:
            tail = term("step", "blocked")
        style = "dim" if view.settled else ""
        room = width - 5 - (len(tail) + 2 if tail else 0)
        return line(
            "   ", (sign, "good" if view.settled else ""), " ", (fit(cut(title, room), room), style), (tail, "dim")
        )
