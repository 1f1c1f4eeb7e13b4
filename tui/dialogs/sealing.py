"""The passphrase on screen: asked for when the file is sealed, chosen and typed twice, taken off again."""

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets._input import Input

from model.said import N_, Said
from store.errors import StoreError
from store.sealing import Passphrase, Vault, new_key
from tui.app import HuanqingApp
from tui.dialog import Dialog
from tui.dialogs.ask import Pick
from tui.dialogs.confirm import Confirm
from tui.say import _, say, several
from tui.widgets.bars import Bar, Foot, Notice
from tui.widgets.prose import Block, Prose

Try = Callable[[Passphrase], Awaitable[Said | None]]
"""Uses what was typed; a sentence tells why it does not fit."""


class Ask(Dialog[Passphrase | None]):
    """One passphrase, or the same typed twice; never shown, never kept as a draft.

    The result is what was typed once `attempt` took it, None where the question was left; one that cannot be left
    offers to quit instead.
    """

    DEFAULT_CSS = """
    Ask { layout: vertical; background: $background; }
    Ask Prose { height: auto; }
    Ask #rest { height: 1fr; }
    Ask Input {
        width: 1fr; height: 1; border: none; padding: 0; background: $background; color: $foreground;
        text-style: underline;
    }
    Ask Input:focus { text-style: bold underline; }
    """

    BINDINGS = [
        Binding("enter", "go_on", show=False, priority=True),
        Binding("tab,down", "app.focus_next", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("ctrl+q", "quit", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        lead: list[Block],
        attempt: Try,
        *,
        twice: bool = False,
        leave: bool = True,
        quit_: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.heading, self.lead, self.attempt = title, lead, attempt
        self.twice, self.may_leave, self.quit_ = twice, leave, quit_
        self.trying = False

    def compose(self) -> ComposeResult:
        """Head, text, one field or two, notice, foot."""
        yield Bar(id="top")
        yield Prose(self.lead, id="lead", focusable=False)
        yield self._field("first", _("Passphrase"))
        if self.twice:
            yield self._field("second", _("The same once more"))
        yield Prose((), id="rest", focusable=False)
        yield Notice(id="notice")
        yield Foot(id="foot")

    def _field(self, id: str, placeholder: str) -> Input:
        field = Input(id=id, password=True, placeholder=placeholder, compact=True)
        field.cursor_blink = False
        return field

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one("#top", Bar).show(self.heading)
        end = ("leave", "Esc", _("Back")) if self.may_leave else ("quit", "Ctrl+Q", _("Quit"))
        self.query_one("#foot", Foot).show([("take", "Enter", _("Take it")), end])
        lead = self.query_one("#lead", Prose)
        lead.styles.height = len(lead.lines(max(20, self.app.size.width)))
        self.set_focus(self.query_one("#first", Input))

    def action_go_on(self) -> None:
        """To the second field, or try what was typed."""
        focused = self.focused
        if focused is not None:
            focused.call_later(self._go_on)

    def _go_on(self) -> None:
        if self.twice and self.focused is not None and self.focused.id == "first":
            self.set_focus(self.query_one("#second", Input))
        elif not self.trying and self.is_current:
            self.trying = True
            self.run_worker(self._take(), exclusive=True)

    async def _take(self) -> None:
        first = Passphrase(self.query_one("#first", Input).value)
        same = not self.twice or Passphrase(self.query_one("#second", Input).value) == first
        try:
            if not first:
                problem: Said | None = Said(N_("Please type it."))
            elif not same:
                problem = Said(N_("The two were not the same. Nothing was changed. Try again."))
            else:
                self.query_one("#notice", Notice).say(_("One moment …"))
                problem = await self.attempt(first)
        finally:
            self.trying = False
        for field in self.query(Input):
            field.value = ""
        if problem is None:
            self.dismiss(first)
            return
        self.query_one("#notice", Notice).say(say(problem), error=True)
        self.set_focus(self.query_one("#first", Input))

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        if event.command == "take":
            self.action_go_on()
        elif event.command == "leave":
            self.action_leave()
        else:
            self.action_quit()

    def action_leave(self) -> None:
        """Leave, where that is possible."""
        if self.may_leave:
            self.dismiss(None)

    def action_quit(self) -> None:
        """End the program, where the question cannot be left."""
        if self.quit_ is not None:
            self.quit_()


def unlock_screen(app: HuanqingApp, *, idle: bool) -> Ask:
    """Return the page that stands before a sealed file until its passphrase was typed."""
    if idle:
        lead: list[Block] = [_("Locked, since nothing was typed for a while. What you had typed is still here.")]
    else:
        lead = [_("The file was sealed by another session. What you had typed is still here.")]

    async def attempt(passphrase: Passphrase) -> Said | None:
        try:
            await app.beside_the_desk(lambda: app.book.unlock(passphrase))
        except StoreError as error:
            return error.said
        return None

    return Ask(_("Locked"), ["", *lead, "", _("The passphrase opens it:")], attempt, leave=False, quit_=app.do_quit)


async def seal(app: HuanqingApp) -> None:
    """Put a passphrase on the file; on a sealed one, another, or take it off."""
    vault = app.book.codec
    if not isinstance(vault, Vault) or app.book.read_only is not None or not app.book.exists:
        app.tell(say(app.book.read_only) if app.book.read_only else _("There is nothing to seal yet."), error=True)
        return
    if vault.current is None:
        await _set(app, vault)
        return
    options = [("other", _("Another passphrase")), ("off", _("Take the passphrase off"))]
    chosen = await app.ask(Pick(_("The file is sealed"), options))
    if chosen == "other":
        await _set(app, vault)
    elif chosen == "off":
        text = _("The file, its history, backups and drafts can then be read without a passphrase.")
        if await app.ask(Confirm(_("Take the passphrase off"), text, _("Take it off"))):
            problem = await _convert(app, vault, None)
            app.tell(say(problem) if problem else _("No longer sealed."), error=problem is not None)


async def _set(app: HuanqingApp, vault: Vault) -> None:
    async def attempt(passphrase: Passphrase) -> Said | None:
        return await _convert(app, vault, passphrase)

    lead: list[Block] = [
        _(
            "A passphrase that is forgotten cannot be found by anyone, and what is sealed cannot be read without it. "
            "Write it down and keep it apart from this machine. Several words are better than one."
        ),
        "",
        _("File, history, backups and drafts are sealed together. What was exported is not."),
        "",
    ]
    if await app.ask(Ask(_("Put a passphrase on the file"), lead, attempt, twice=True)) is not None:
        count = len(app.backups_kept())
        app.tell(_("Sealed, with {backups}.").format(backups=several("{count} backup", "{count} backups", count)))


async def _convert(app: HuanqingApp, vault: Vault, passphrase: Passphrase | None) -> Said | None:
    """Turn all files; a sentence tells why they could not be."""
    from store.resealing import convert

    def work() -> None:
        convert(app.book.path, vault, new_key(passphrase) if passphrase is not None else None)
        app.book.poll()

    try:
        await app.at_the_desk(work)
    except StoreError as error:
        return error.said
    return None
