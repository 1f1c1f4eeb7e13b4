"""The app: it holds the book, carries out what pages ask for, and tells pages when a case changed."""

import sys
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual.screen import Screen

from model.case import Case
from model.said import N_, Said
from store.book import CaseBook
from store.changes import Saved
from store.errors import Conflict, Sealed, StoreError
from store.history import Entry
from tui.drafting import Drafting
from tui.driver.linux import leave, redraw
from tui.locking import Locking
from tui.page import CasePage, Page
from tui.say import _, hide_amounts, say
from tui.settings import Settings
from tui.shelf import Shelf

if TYPE_CHECKING:
    from model.option import Comparison

T = TypeVar("T")
WATCH_SECONDS = 1.0
"""How often the file is looked at for other sessions' changes: one `stat` each."""


class HuanqingApp(Shelf, Locking, inherit_css=False):
    """The full-screen app on one case file."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    CSS = """
    HuanqingApp { background: ansi_default; color: ansi_default; }
    Screen { scrollbar-size: 0 0; }
    ToastRack { overflow: hidden; }
    """

    def __init__(
        self,
        book: CaseBook,
        settings: Settings,
        drafts: Drafting,
        *,
        clock: Callable[[], date],
        demo: bool = False,
        ready: Callable[[], None] | None = None,
        **driver: Any,
    ) -> None:
        """`ready` is called once the first screen has been drawn."""
        super().__init__(ansi_color=True, **driver)  # the terminal's own colours; with NO_COLOR none
        self._first_drawn = ready
        self.book, self.settings, self._clock, self.demo = book, settings, clock, demo
        self.drafts = drafts
        self.only_mine = False
        self.finder = ""
        self.compared: dict[str, Comparison] = {}
        self._looked_on = clock()
        self._replaced: list[Saved] = []
        self._restored = book.restored
        self.animation_level = "none"
        self.theme = settings.theme

    # --- life --------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read the book, show home, begin to watch."""
        if self.settings.keymap:
            self.set_keymap(self.settings.keymap)
        self.set_interval(WATCH_SECONDS, self._watch, name="watch")
        if self._first_drawn is not None:
            self.call_after_refresh(self._first_drawn)
        told = [*self.settings.problems, *self.book.notices]
        if self.book.read_only is not None:
            told.append(self.book.read_only)
        if told:
            self.call_after_refresh(self.tell, " ".join(say(said) for said in told), error=True)
        elif waiting := self.drafts.waiting():
            key, title = waiting[-1]
            case_id = key.split(":")[1] if ":" in key else ""
            if self.has(case_id):
                title = f"{self.case(case_id).title} - {title}"
            text = _("Not finished last time: {title}. R goes on with it.")
            self.call_after_refresh(self.tell, text.format(title=title))

    def get_default_screen(self) -> Screen[Any]:
        """Home is the screen below all others: a further one would be laid out for nothing."""
        from tui.screens.home import Home

        self._read_all()
        return Home()

    def _watch(self) -> None:
        """Look for other sessions' changes, and for midnight."""
        if self._clock() != self._looked_on:
            self._looked_on = self._clock()
            self._forget_derived()
            self._show_again()
        self.lock_when_idle()
        if self.locked:
            return
        try:
            changed = self.book.poll()
        except Sealed:
            self.ask_to_unlock()
            return
        except StoreError as error:
            self.tell(say(error.said), error=True)
            return
        if changed or self.book.restored != self._restored:
            self.renew(changed)
            self._say_who(changed)

    def renew(self, ids: frozenset[str]) -> None:
        """Take in these cases anew and show them."""
        present = set(self.book.ids())
        for id in ids:
            if id not in present:
                self._cases.pop(id, None)
            else:
                self._cases[id] = self.book.case(id)
        self._forget_derived(ids)
        self._show_again()

    def _show_again(self) -> None:
        screen = self.screen
        for page in self.screen_stack:
            if isinstance(page, CasePage) and not self.has(page.case_id):
                self.go_home()
                return
        if isinstance(screen, Page):
            screen.show_again()

    def _say_who(self, ids: frozenset[str]) -> None:
        """One quiet line on what another session changed."""
        restored = self.book.restored
        if restored is not None and restored != self._restored:
            self._restored = restored
            if restored.who != self.book.who:
                text = _("{who} took back the restore of a backup: the cases stand as before it.")
                if not restored.undone:
                    text = _("{who} brought back a backup: the cases stand as in it.")
                self.tell(text.format(who=restored.who))
            return
        told = []
        for id in sorted(ids):
            entries = self.book.history(id)
            if entries and entries[-1].who != self.book.who:
                title = self._cases[id].title if self.has(id) else id
                told.append(f"{entries[-1].who}: {title} - {say(entries[-1].said, self.playbook_of(id))}")
        if told:
            more = f" (+{len(told) - 1})" if len(told) > 1 else ""
            self.tell(told[-1] + more)

    def complain(self, text: str) -> None:
        """Say on the page in front what could not be read."""
        self.call_later(self.tell, text, error=True)

    # --- what pages ask for ------------------------------------------------------------------------------------

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a dialog's conversation; keys typed meanwhile wait for the page that it opens."""
        self.opening = True
        self.run_worker(self._talk(work), group="talk", exclusive=False, exit_on_error=True)

    async def _talk(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
            await self._tell_replaced()
        finally:
            self.opening = False

    async def ask(self, screen: Screen[T]) -> T | None:
        """Show a dialog and wait for its answer."""
        answer = self.push_screen(screen, wait_for_dismiss=True)
        self.opening = False
        given = await answer
        self.opening = True
        return given

    async def change(self, id: str, change: Callable[[Case], Case], *, shown: Case | None = None) -> Said | None:
        """Change a case; a sentence tells why it could not be. What another session had is told, not lost."""
        try:
            saved: Saved = await self.at_the_desk(lambda: self.book.save(id, change, shown=shown))
        except StoreError as error:
            return error.said
        except (LookupError, ValueError):
            return Said(
                N_("Another session changed this in the meantime. Leave and look again; what you typed is kept.")
            )
        self._cases[id] = saved.case
        self._forget_derived((id,))
        self._show_again()
        if saved.replaced:
            self._replaced.append(saved)
        return None

    async def _tell_replaced(self) -> None:
        """Say what the changes of this conversation replaced; what does not fit on a line is shown whole."""
        from tui.dialogs.replaced import tell_replaced

        while self._replaced:
            await tell_replaced(self, self._replaced.pop(0))

    async def add_case(self, case: Case) -> Case | Said:
        """Add a case; a sentence tells why it could not be."""
        try:
            added = await self.at_the_desk(lambda: self.book.add(case))
        except StoreError as error:
            return error.said
        self._cases[added.id] = added
        self._forget_derived((added.id,))
        return added

    async def remove_case(self, id: str) -> None:
        """Take a case out."""
        await self._with_history(lambda: self.book.remove(id), frozenset({id}))

    async def undo(self, id: str | None = None) -> None:
        """Take back one's last change."""
        await self._with_history(lambda: self.book.undo(id), frozenset({id} if id else self._cases))

    async def redo(self, id: str | None = None) -> None:
        """Make again what was taken back last."""
        await self._with_history(lambda: self.book.redo(id), frozenset({id} if id else self._cases))

    async def undo_entry(self, id: str, entry: str) -> None:
        """Take back one entry of a timeline."""
        await self._with_history(lambda: self.book.undo_entry(id, entry), frozenset({id}))

    async def _with_history(self, work: Callable[[], Entry], ids: frozenset[str]) -> None:
        try:
            entry = await self.at_the_desk(work)
        except StoreError as error:
            self.tell(self._refusal(error), error=True)
            return
        self.renew(ids | frozenset(self.book.ids()) - frozenset(self._cases))
        self.tell(self.told(entry))

    def _refusal(self, error: StoreError) -> str:
        """Why it could not be; of a field that was changed again since, both values in words."""
        if isinstance(error, Conflict) and error.path:
            from tui.field_words import Told

            return Told(self.playbook(), self.today).conflict(error.path, error.then, error.now) or say(error.said)
        return say(error.said)

    def told(self, entry: Entry) -> str:
        """Return an entry of the timeline in words."""
        text = say(entry.said, self.playbook())
        kind = getattr(entry, "kind", "change")
        if kind == "undo":
            return _("Taken back: {what}").format(what=text)
        if kind == "redo":
            return _("Made again: {what}").format(what=text)
        return text

    def tell(self, text: str, *, error: bool = False) -> None:
        """Say something on the page in front."""
        screen = self.screen
        if isinstance(screen, Page):
            screen.tell(text, error=error)
        else:
            for page in reversed(self.screen_stack):
                if isinstance(page, Page):
                    page.tell(text, error=error)
                    return

    def open_page(self, name: str, case_id: str) -> None:
        """Show a page of a case."""
        from tui.screens import page_class

        if not self.has(case_id):
            return
        page = page_class(name)(case_id)
        if isinstance(self.screen, CasePage):
            self.switch_screen(page)
        else:
            self.push_screen(page)

    def go_home(self) -> None:
        """Back to the list of cases."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def copy(self, text: str) -> None:
        """Send a text to the terminal's clipboard (OSC 52)."""
        self.copy_to_clipboard(text)

    # --- commands that work everywhere -------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """An error of ours ends the app with what happened and where, and nothing a person typed.

        Textual would print a traceback with the values of every variable in it.
        """
        self.drafts.store()
        error = sys.exc_info()[1]
        places = (
            [f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in extract_tb(error.__traceback__)[-4:]]
            if error
            else []
        )
        text = _("Something went wrong inside the program ({what}). What was saved is on disk; what you typed is kept.")
        self._exit_renderables = [Text(text.format(what=type(error).__name__) + "\n" + "\n".join(places) + "\n")]
        self._return_code = 1
        self._close_messages_no_wait()

    def do_quit(self) -> None:
        """Leave at once: everything is on disk."""
        leave(self)

    def do_resume(self) -> None:
        """Go on with what was not finished last time."""
        from tui.dialogs.resuming import resume

        resume(self)

    def screen_command(self, command: str) -> None:
        """Run a command on the page in front."""
        if isinstance(self.screen, Page):
            self.screen.action_run(command)

    def do_hide(self) -> None:
        """Hide or show amounts."""
        hide_amounts()
        self.edition += 1
        self._show_again()

    def do_help(self) -> None:
        """What works here."""
        from tui.dialogs.help import Help

        page = self.screen
        self.push_screen(Help(page.name_, page.idle()) if isinstance(page, Page) else Help("home"))

    def do_palette(self) -> None:
        """Find a command by its name."""
        from tui.dialogs.palette import choose_command

        if isinstance(self.screen, Page):
            self.start(choose_command(self, self.screen))

    def do_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows."""
        redraw(self)

    def do_language(self) -> None:
        """Save the other language, for the next start."""
        from store.config import save_language

        other = self.settings.other_language()
        try:
            save_language(other)
        except StoreError as error:
            self.tell(say(error.said), error=True)
            return
        self.tell("下次启动起用中文。" if other == "zh" else "English from the next start on.")
