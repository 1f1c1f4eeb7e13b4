"""The app and the passphrase: asked for when the file is found sealed or nobody typed for long, then work goes on."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import events
from textual.screen import Screen

from store.errors import Sealed
from store.sealing import Vault
from tui.drafting import Drafting
from tui.keys import OrderedKeys
from tui.settings import Settings

if TYPE_CHECKING:
    from store.backups import Backup
    from store.book import CaseBook
    from tui.app import HuanqingApp

T = TypeVar("T")


class Locking(OrderedKeys):
    """An app on a book that may be sealed. While the passphrase is asked for nothing of the file is shown."""

    book: "CaseBook"
    settings: Settings
    drafts: Drafting

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="book")
        self._opened: asyncio.Future[None] | None = None
        self.touched = time.monotonic()

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseScrollDown):
            self.touched = time.monotonic()
        await super().on_event(event)

    async def at_the_desk(self, work: Callable[[], T]) -> T:
        """Do something with the book in its own thread, so that no key waits for the disk.

        Where the file is found sealed, the passphrase is asked for and the work done then.
        """
        while True:
            self.writing = True
            try:
                return await self.beside_the_desk(work)
            except Sealed:
                pass
            finally:
                self.writing = False
            await self.unlocked()

    async def beside_the_desk(self, work: Callable[[], T]) -> T:
        """The same for work that asks for no passphrase."""
        return await asyncio.get_running_loop().run_in_executor(self._desk, work)

    @property
    def locked(self) -> bool:
        """Whether the passphrase is being asked for."""
        return self._opened is not None

    async def unlocked(self, *, idle: bool = False) -> None:
        """Ask for the passphrase, once for all who wait, and come back when the file is open."""
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
            self._show_lock(idle)
        self.opening = False
        await asyncio.shield(self._opened)

    def lock_when_idle(self) -> None:
        """Lock a sealed file once nobody typed for as long as the settings say."""
        seconds = self.settings.lock_minutes * 60
        vault = self.book.codec
        sealed = isinstance(vault, Vault) and vault.current is not None
        if seconds and sealed and time.monotonic() - self.touched >= seconds:
            self.lock()

    def lock(self) -> None:
        """Keep what is typed, sealed; forget the key; ask for the passphrase."""
        vault = self.book.codec
        if isinstance(vault, Vault) and vault.current is not None and not self.locked:
            self.drafts.store()
            vault.lock()
            self.ask_to_unlock(idle=True)

    def ask_to_unlock(self, *, idle: bool = False) -> None:
        """Begin to ask, from where nothing waits for it."""
        if not self.locked:
            self._opened = asyncio.get_running_loop().create_future()
            self._show_lock(idle)

    def _show_lock(self, idle: bool) -> None:
        from tui.dialogs.sealing import unlock_screen

        def done(_passphrase: object) -> None:
            opened, self._opened = self._opened, None
            self.touched = time.monotonic()
            if opened is not None and not opened.done():
                opened.set_result(None)

        screen: Screen[Any] = unlock_screen(cast("HuanqingApp", self), idle=idle)
        self.push_screen(screen, done)

    def backups_kept(self) -> "list[Backup]":
        """The backups beside the file."""
        from store.backups import backups

        return backups(self.book.path)

    def case_is_gone(self, id: str) -> None:
        """Take out of the app what it holds of a forgotten case."""
        for key in [key for key in self.drafts.known() if key.split(":")[1:2] == [id]]:
            self.drafts.drop(key)
        cast("HuanqingApp", self).renew(frozenset({id}))

    def do_seal(self) -> None:
        """Put a passphrase on the file, or change it, or take it off."""
        from tui.dialogs.sealing import seal

        app = cast("HuanqingApp", self)
        app.start(seal(app))

    def do_forget(self) -> None:
        """Delete the case in front, or under the cursor, for good."""
        from tui.dialogs.forgetting import forget
        from tui.page import CasePage
        from tui.widgets.rows import Rows

        app = cast("HuanqingApp", self)
        screen = self.screen
        id = screen.case_id if isinstance(screen, CasePage) else screen.query_one("#cases", Rows).key
        if id:
            app.start(forget(app, id))
