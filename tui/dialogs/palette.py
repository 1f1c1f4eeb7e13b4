"""The palette: every command of a page by its name."""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets._input import Input

from tui.app import HuanqingApp
from tui.cells import cut, fit
from tui.commands import CASE_PAGES, commands_of, key_name, tab_name
from tui.dialog import Dialog
from tui.look import Line, line
from tui.page import Page
from tui.say import _
from tui.widgets.bars import Bar, Foot
from tui.widgets.rows import Row, Rows


class Palette(Dialog[str | None]):
    """A line to type in and the commands that fit. The result is a command's id."""

    DEFAULT_CSS = """
    Palette { layout: vertical; background: $background; }
    Palette Input { height: 1; border: none; padding: 0; background: $background; color: $foreground; }
    """

    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("down", "step(1)", show=False, priority=True),
        Binding("enter", "take", show=False, priority=True),
    ]

    def __init__(self, page: str, without: frozenset[str] = frozenset()) -> None:
        super().__init__()
        found = [
            (command.id, key_name(command), _(command.label), _(command.help))
            for command in commands_of(page, without)
            if command.id != "palette"
        ]
        if page in CASE_PAGES:
            found += [(f"page_{name}", str(n), tab_name(name), "") for n, name in enumerate(CASE_PAGES, 1)]
        self.commands = found

    def compose(self) -> ComposeResult:
        """Head, the line to type in, the commands, foot."""
        yield Bar(id="top")
        words = Input(placeholder=_("part of its name"), id="words", compact=True)
        words.cursor_blink = False
        yield words
        yield Rows(id="found", empty=_("No command has that name."))
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Everything is offered until something is typed."""
        self.query_one("#top", Bar).show(_("Commands"))
        self.query_one("#foot", Foot).show([("take", "Enter", _("Run it")), ("leave", "Esc", _("Back"))])
        self.set_focus(self.query_one("#words", Input))
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, words: str) -> None:
        needles = words.casefold().split()
        fitting = [c for c in self.commands if all(needle in " ".join(c).casefold() for needle in needles)]
        fitting.sort(key=lambda c: not c[2].casefold().startswith(words.casefold().strip()) if words.strip() else False)
        self.query_one("#found", Rows).show([Row(c[0], _Drawn(c)) for c in fitting], keep=False)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        self.dismiss(event.key)

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        self.dismiss(self.query_one("#found", Rows).key if event.command == "take" else None)

    def on_key(self, event: events.Key) -> None:
        """Page keys move the list while one types."""
        if event.key in ("pageup", "pagedown"):
            event.stop()
            self.query_one("#found", Rows).action_page(-1 if event.key == "pageup" else 1)

    def action_step(self, by: int) -> None:
        """Move in the list."""
        self.query_one("#found", Rows).action_step(by)

    def action_take(self) -> None:
        """Run what is under the cursor."""
        self.dismiss(self.query_one("#found", Rows).key)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)


class _Drawn:
    """Draws one command: key, name, and what it does where there is room."""

    def __init__(self, command: tuple[str, str, str, str]) -> None:
        self.command = command

    def __call__(self, width: int) -> Line:
        """One line."""
        _id, key, label, help = self.command
        if width < 60:
            return line((fit(key, 9), "key"), cut(label, width - 9))
        return line((fit(key, 9), "key"), fit(cut(label, 17), 18), (cut(help, width - 27), "dim"))


async def choose_command(app: HuanqingApp, page: Page) -> None:
    """Ask for a command of the page and run it."""
    chosen = await app.ask(Palette(page.name_, page.idle()))
    if chosen:
        page.action_run(chosen)
