"""Starting the app: settings, book, and the terminal."""

import sys
from typing import TYPE_CHECKING

from model.said import N_, Said
from tui.verbs.common import Session, default_who, fail

if TYPE_CHECKING:
    from tui.app import HuanqingApp


def make_app(session: Session, *, demo: bool = False) -> "HuanqingApp":
    """Return the app on the session's file; errors of the file end the command with exit 1."""
    from store.book import CaseBook
    from store.drafts import Drafts
    from store.errors import StoreError
    from tui.app import HuanqingApp
    from tui.drafting import Drafting
    from tui.say import hide_amounts
    from tui.settings import load_settings

    try:
        settings = load_settings()
        book = CaseBook.open(session.path, who=default_who(), now=session.now, create=True)
    except StoreError as error:
        fail(error.said, 1)
    hide_amounts(settings.hide_amounts)
    drafts = Drafting(Drafts(book.path), book.who, session.now)
    return HuanqingApp(book, settings, drafts, clock=lambda: session.today, demo=demo)


def run_app(session: Session, *, demo: bool = False) -> None:
    """Run the full-screen app; where no terminal is there, or one that cannot show it, say so and end with exit 2."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail(Said(N_("The app needs a terminal. The commands work without one: huanqing --help")))
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding not in ("utf8", "utf_8"):
        text = N_(
            "The app needs a terminal in UTF-8, this one is {encoding}. Try: LC_ALL=C.UTF-8 huanqing. Commands work."
        )
        fail(Said(text, {"encoding": encoding}))
    make_app(session, demo=demo).run()
