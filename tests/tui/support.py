"""The app on a book of its own, driven by keys and read as lines of text."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from textual.pilot import Pilot

from model.case import Case
from store.book import CaseBook
from tui import say
from tui.app import HuanqingApp
from tui.page import Page
from tui.settings import Settings

SIZES = ((40, 16), (80, 24), (120, 40))
"""A phone, a small window, a desk."""

PATIENCE = 400


@dataclass
class Desk:
    """A running app: press keys, read the screen, look into the book."""

    app: HuanqingApp
    pilot: Pilot[None]
    book: CaseBook

    async def press(self, *keys: str) -> None:
        """Press keys and wait until the app is quiet."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text into the field that has the focus."""
        names = {" ": "space", ".": "full_stop", "-": "minus", ",": "comma", "%": "percent_sign", "\n": "enter"}
        await self.press(*(names.get(character, character) for character in text))

    async def open(self, page: str, case: str = "a1") -> None:
        """Show a page of a case."""
        self.app.open_page(page, case)
        await self.until(lambda: isinstance(self.app.screen, Page) and self.app.screen.name_ == page)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; the book's thread and the screen have their turns meanwhile."""
        for _ in range(PATIENCE):
            await self.pilot.pause()
            if true():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.005)
        raise AssertionError("it did not become true; the screen:\n" + self.text)

    async def form(self) -> None:
        """Wait until a form is open."""
        from tui.form import Form

        await self.until(lambda: isinstance(self.app.screen, Form) and self.app.focused is not None)

    async def page(self) -> None:
        """Wait until a page is in front again."""
        await self.until(lambda: isinstance(self.app.screen, Page))

    def case(self, id: str = "a1") -> Case:
        """The case as it is in the book."""
        return self.book.case(id)

    @property
    def lines(self) -> list[str]:
        """What the screen shows, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)


def desk_on(path: Path, now: Callable[[], datetime], today: date) -> Callable[..., object]:
    """Return a function that opens the app on cases: ``async with app_on([case], size=(80, 24)) as desk``."""

    @asynccontextmanager
    async def app_on(
        cases: Iterable[Case] = (), language: str = "en", size: tuple[int, int] = (80, 24), day: date = today
    ) -> AsyncIterator[Desk]:
        say.install(language)
        say.hide_amounts(False)
        book = CaseBook.open(path, who="李", now=now, create=True)
        for case in cases:
            book.add(case)
        app = HuanqingApp(book, Settings(), clock=lambda: day)
        try:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                yield Desk(app, pilot, book)
        finally:
            say.install("en")
            book.close()

    return app_on
