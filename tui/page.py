"""What every page is: a head, a body, a foot, and commands that come from one declaration."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size

from model import edits
from model.case import Case
from model.playbook import Playbook
from model.road import View
from model.said import Said
from tui.commands import CASE_PAGES, COMMANDS, bindings_of, footer_of, key_name, tab_name, works_on
from tui.dialog import FitOrSay
from tui.say import _, day_named, say
from tui.widgets.bars import Bar, Foot, Notice, Tabs

if TYPE_CHECKING:
    from tui.app import HuanqingApp


class Page(FitOrSay[None]):
    """A page of the app. `name_` is its name in `tui.commands`; `do_<id>` methods are its commands."""

    name_: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (100, "-wide")]

    DEFAULT_CSS = """
    Page { layout: vertical; background: $background; color: $foreground; }
    Page #body { height: 1fr; layout: vertical; }
    Page.-wide #body { layout: horizontal; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.notice: Notice | None = None
        self._drawn: tuple[int, Size] | None = None
        """The edition of the book and the size that the page shows."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name_:
            cls.BINDINGS = list(bindings_of(cls.name_))
            cls._merged_bindings = cls._merge_bindings()

    @property
    def home(self) -> "HuanqingApp":
        """The app, with its type."""
        return cast("HuanqingApp", self.app)

    def compose(self) -> ComposeResult:
        """Head, body, notice, foot."""
        yield Bar(id="top")
        yield from self.frame()
        yield from self.body()
        yield Notice(id="notice")
        yield Foot(id="foot")

    def frame(self) -> ComposeResult:
        """What stands between head and body."""
        yield from ()

    def body(self) -> ComposeResult:
        """The page's own widgets, the main one with the id ``body``."""
        yield from ()

    def on_mount(self) -> None:
        """Fill it; what a page adds is in its `begin`, since Textual calls the `on_mount` of every class."""
        self.notice = self.query_one("#notice", Notice)
        self.begin()
        self._drawn = (self.home.edition, self.app.size)

    def begin(self) -> None:
        """Show everything for the first time."""
        self.show_foot()
        self.show_head()
        self.refresh_page()

    def on_screen_resume(self) -> None:
        """Show what changed while another page was in front."""
        if self._drawn is not None and self._drawn != (self.home.edition, self.app.size):
            self.show_again()

    def show_again(self) -> None:
        """Draw head and page from the present facts."""
        self._drawn = (self.home.edition, self.app.size)
        self.show_head()
        self.refresh_page()

    def title_text(self) -> str:
        """What the head says."""
        return "还清"

    def show_head(self) -> None:
        """Draw the head: the title, and the day."""
        self.query_one("#top", Bar).show(self.title_text(), day_named(self.home.today, None))

    def show_foot(self) -> None:
        """Draw the footer from the commands of this page."""
        items = [(c.id, key_name(c), _(c.label)) for c in footer_of(self.name_)]
        self.query_one("#foot", Foot).show(items)

    def refresh_page(self) -> None:
        """Show the present facts."""

    def tell(self, text: str, *, error: bool = False) -> None:
        """Say something above the footer until the next key."""
        if self.notice is not None:
            self.notice.say(text, error=error)

    def on_resize(self, event: events.Resize) -> None:
        """Another size has other columns."""
        if self._drawn is not None and self._drawn[1] != event.size:
            self._drawn = (self._drawn[0], event.size)
            self.call_after_refresh(self.refresh_page)

    async def on_event(self, event: events.Event) -> None:
        """A notice is read once a key is pressed."""
        if isinstance(event, events.Key) and self.notice is not None:
            self.notice.say("")
        await super().on_event(event)

    @on(Foot.Asked)
    def _foot_asked(self, event: Foot.Asked) -> None:
        event.stop()
        self.action_run(event.command)

    def action_run(self, command: str) -> None:
        """Run a command: this page's method, else the app's."""
        method = getattr(self, f"do_{command}", None) or getattr(self.home, f"do_{command}", None)
        if method is not None:
            method()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command is there where it was declared for this page."""
        if action == "run" and parameters:
            name = str(parameters[0])
            if name.startswith("page_"):
                return self.name_ in CASE_PAGES
            return any(c.id == name and works_on(c, self.name_) for c in COMMANDS) and name not in self.idle()
        return True

    def idle(self) -> frozenset[str]:
        """The ids of commands of this page that have nothing to do at present."""
        return frozenset()


class CasePage(Page):
    """A page of one case."""

    def __init__(self, case_id: str) -> None:
        super().__init__()
        self.case_id = case_id

    @property
    def case(self) -> Case:
        """The newest version of the case."""
        return self.home.case(self.case_id)

    @property
    def playbook(self) -> Playbook:
        """The playbook of the case."""
        return self.home.playbook(self.case.playbook)

    @property
    def view(self) -> View:
        """The case as it stands today."""
        return self.home.view(self.case_id)

    def frame(self) -> ComposeResult:
        """The numbers of the other pages."""
        yield Tabs([tab_name(name) for name in CASE_PAGES], CASE_PAGES.index(self.name_), id="tabs")

    def title_text(self) -> str:
        """The case's title, and its person's name where it has one."""
        name = self.case.person.name
        return f"{self.case.title}  {name}" if name else self.case.title

    def idle(self) -> frozenset[str]:
        """A case that is not closed cannot be opened again."""
        return frozenset() if self.case.closed_on is not None else frozenset({"reopen"})

    @on(Tabs.Asked)
    def _tab_asked(self, event: Tabs.Asked) -> None:
        self.home.open_page(CASE_PAGES[event.index], self.case_id)

    def action_run(self, command: str) -> None:
        """Run a command; ``page_<name>`` opens another page of the case."""
        if command.startswith("page_"):
            self.home.open_page(command.removeprefix("page_"), self.case_id)
        else:
            super().action_run(command)

    def do_back(self) -> None:
        """Back to the list of cases."""
        self.home.go_home()

    def do_quit(self) -> None:
        """On a case, leaving goes back to the list."""
        self.do_back()

    def do_contact(self) -> None:
        """Log a contact, from anywhere in the case."""
        from tui.dialogs.contacts import log_contact

        self.home.start(log_contact(self.home, self.case_id))

    def do_refused(self) -> None:
        """Log a refusal: the outcome is set, the words come first."""
        from model.case import Outcome
        from tui.dialogs.contacts import log_contact

        self.home.start(log_contact(self.home, self.case_id, Outcome.REFUSED))

    def do_pay(self) -> None:
        """Record a payment, from anywhere in the case."""
        from tui.dialogs.payments import record_payment

        self.home.start(record_payment(self.home, self.case_id))

    def do_snapshot(self) -> None:
        """Write down what the app shows."""
        from tui.dialogs.facts import add_snapshot

        self.home.start(add_snapshot(self.home, self.case_id))

    def do_facts(self) -> None:
        """Change the facts of the case."""
        from tui.dialogs.facts import edit_facts

        self.home.start(edit_facts(self.home, self.case_id))

    def do_court(self) -> None:
        """Log what arrived from a court, or only looks so."""
        from tui.dialogs.trouble import log_court

        self.home.start(log_court(self.home, self.case_id))

    def do_sold(self) -> None:
        """Log that the debt was sold."""
        from tui.dialogs.trouble import log_transfer

        self.home.start(log_transfer(self.home, self.case_id))

    def do_complain(self) -> None:
        """Log a complaint."""
        from tui.dialogs.trouble import log_complaint

        self.home.start(log_complaint(self.home, self.case_id))

    def do_credit(self) -> None:
        """Log a look at the credit report."""
        from tui.dialogs.trouble import log_credit_check

        self.home.start(log_credit_check(self.home, self.case_id))

    def do_export(self) -> None:
        """Take something of this case along."""
        from tui.dialogs.exports import take_along

        self.home.start(take_along(self.home, self.case_id))

    def do_import(self) -> None:
        """Take in a file for this case."""
        from tui.dialogs.imports import take_in

        self.home.start(take_in(self.home, self.case_id))

    def do_reopen(self) -> None:
        """Take back that the case is closed."""
        self.home.start(self._reopen())

    async def _reopen(self) -> None:
        problem = await self.home.change(self.case_id, edits.reopen.by(), shown=self.case)
        told = _("The case is open again. What was owed and paid stands as before; u takes this back.")
        self.home.tell(say(problem) if problem else told, error=problem is not None)

    def do_undo(self) -> None:
        """Take back one's last change in this case."""
        self.home.start(self.home.undo(self.case_id))

    def do_redo(self) -> None:
        """Make it again."""
        self.home.start(self.home.redo(self.case_id))

    def say(self, said: Said) -> str:
        """Say a sentence of the model in this case's playbook's words."""
        return say(said, self.playbook)
