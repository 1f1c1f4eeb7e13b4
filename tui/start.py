"""Starting the app: settings, book, and the terminal."""

from typing import TYPE_CHECKING

from tui.verbs.common import Session, default_who, fail

if TYPE_CHECKING:
    from tui.app import HuanqingApp


def make_app(session: Session, *, demo: bool = False) -> "HuanqingApp":
    """Return the app on the session's file; errors of the file end the command with exit 1."""
    from store.book import CaseBook
    from store.errors import StoreError
    from tui.app import HuanqingApp
    from tui.say import hide_amounts
    from tui.start_settings import load_settings

    try:
        settings = load_settings()
        book = CaseBook.open(session.path, who=default_who(), now=session.now, create=True)
    except StoreError as error:
        fail(error.said, 1)
    hide_amounts(settings.hide_amounts)
    return HuanqingApp(book, settings, clock=lambda: session.today, demo=demo)


def run_app(session: Session, *, demo: bool = False) -> None:
    """Run the full-screen app."""
    make_app(session, demo=demo).run()
