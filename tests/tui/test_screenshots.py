"""One picture per screen and language, made from the demo case on a fixed day and compared on every run.

`pytest tests/tui/test_screenshots.py --update-screenshots` makes them anew.
"""

import re
from html import escape, unescape
from itertools import groupby
from pathlib import Path

import pytest
from rich.cells import cell_len

from model.demo import demo_cases
from store.book import CaseBook
from tui.app import HuanqingApp
from tui.commands import CASE_PAGES
from tui.drafting import Drafting
from tui.say import hide_amounts, install
from tui.settings import Settings

FOLDER = Path(__file__).parents[2] / "screenshots"
SIZE = (100, 30)
CELL = 12.2
"""The width of a cell in the picture's units."""
CASE_OF = {"calendar": "d0002", "agreement": "d0004", "timeline": "d0002"}
"""Which worked example shows a page best; the first one where none is named."""


def readable(svg: str) -> str:
    """Return the picture with Chinese at its full width and without anything that would be fetched."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC").replace("Fira Mono", "Noto Sans Mono CJK SC")

    return re.sub(r'<text([^>]*) x="([0-9.]+)"([^>]*?) textLength="[^"]*"([^>]*)>([^<]*)</text>', _in_runs, svg)


def _in_runs(match: re.Match[str]) -> str:
    """One text as runs of equally wide characters, each at its own place: a renderer spreads spacing evenly."""
    before, x, middle, after, content = match.groups()
    made, at = [], float(x)
    for _wide, characters in groupby(unescape(content), key=lambda character: cell_len(character) == 2):
        run = "".join(characters)
        length = cell_len(run.replace("\xa0", " ")) * CELL
        if run.strip("\xa0"):
            attributes = f'{before} x="{at:g}"{middle} textLength="{length:g}"{after}'
            made.append(f"<text{attributes}>{escape(run)}</text>")
        at += length
    return "".join(made)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["welcome", "home", *CASE_PAGES, "help", "contact-form"])
async def test_picture(page, language, tmp_path, today, now, request):
    install(language)
    hide_amounts(False)
    book = CaseBook.open(tmp_path / "book.json", who="李", now=now, create=True)
    if page != "welcome":
        book.add_all(demo_cases(13, 1, today))
    app = HuanqingApp(book, Settings(), Drafting(None, "李", now), clock=lambda: today)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        if page in CASE_PAGES:
            app.open_page(page, CASE_OF.get(page, "d0001"))
        elif page == "help":
            await pilot.press("question_mark")
        elif page == "contact-form":
            app.open_page("checklist", "d0001")
            await pilot.pause()
            await pilot.press("c")
        for _round in range(5):
            await pilot.pause()
        picture = readable(app.export_screenshot(title="huanqing"))
    path = FOLDER / f"{page}.{language}.svg"
    if request.config.getoption("--update-screenshots"):
        path.write_text(picture, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == picture, f"{path.name} changed: look at it, then --update-screenshots"
