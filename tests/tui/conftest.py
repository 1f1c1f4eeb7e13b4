"""The app on a book of its own, driven here or in a terminal: press keys, read the screen as lines of text."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from terminal import Session
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from model.case import Case, Snapshot
from store.book import CaseBook
from tui.app import HuanqingApp
from tui.drafting import Drafting
from tui.say import hide_amounts, install
from tui.settings import Settings


class OnScreen:
    """A running app: its book, its keys and what is on its screen."""

    def __init__(self, app: HuanqingApp, pilot: "Pilot[Any]", book: CaseBook) -> None:
        self.app, self.pilot, self.book = app, pilot, book

    async def settle(self) -> None:
        """Wait until messages are handled and the book's own thread has nothing left to do."""
        for _ in range(2):
            await self.pilot.pause()
            await self.app.at_the_desk(lambda: None)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, and let the app come to rest."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text into the field that has the focus."""
        for character in text:
            self.app.post_message(events.Key(_character_to_key(character), character))
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """Paste a text, as the terminal sends it."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object], rounds: int = 400) -> None:
        """Wait on something that another thread brings about."""
        for _ in range(rounds):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError("it did not come about:\n" + self.text)

    async def focus(self, field: str) -> None:
        """Put the focus on a field of the form in front, as a click would."""
        self.app.screen.query_one(f"#field-{field}").focus()
        await self.pilot.pause()

    async def clear(self) -> None:
        """Empty the field that has the focus."""
        await self.pilot.press("end", *["ctrl+u"])
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """The screen, line by line, without blanks at their ends."""
        screen = self.app.screen
        strips = screen._compositor.render_strips(self.app.size)
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def case(self, id: str = "a1") -> Case:
        """A case as the book has it, read anew."""
        return self.book.case(id)


AppOn = Callable[..., AbstractAsyncContextManager[OnScreen]]


@pytest.fixture
def app_on(book: Callable[..., CaseBook], today: date, now: Callable[[], datetime], tmp_path: Path) -> Iterator[AppOn]:
    """Run the app: ``async with app_on(case, size=(80, 24), language="en") as on``."""

    @asynccontextmanager
    async def run(
        *cases: Case, size: tuple[int, int] = (80, 24), language: str = "en", who: str = "李", **settings: Any
    ) -> AsyncIterator[OnScreen]:
        install(language)
        hide_amounts(False)
        one = book(who)
        for case in cases:
            one.add(case)
        drafts = Drafting(None, who, now)
        chosen = Settings(config_folder=tmp_path / "config", **settings)
        app = HuanqingApp(one, chosen, drafts, clock=lambda: today)
        async with app.run_test(size=size) as pilot:
            on = OnScreen(app, pilot, one)
            await on.settle()
            yield on

    yield run
    hide_amounts(False)
    install("en")


@pytest.fixture
def session(book: Callable[..., CaseBook], today: date) -> Iterator[Session]:
    """The app in a terminal of its own, on a file with one case."""
    one = book("李")
    shown = Snapshot(id="s1", on=today, total=5000)
    one.add(Case(id="a1", title="花呗", opened_on=today, snapshots=(shown,), serial=1))
    command = [sys.executable, "-m", "tui.main", "--file", str(one.path), "--lang", "en", "--today", today.isoformat()]
    session = Session(command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    session.settle()
    yield session
    session.kill()
