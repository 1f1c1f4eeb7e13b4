"""Starting the app: settings, book, terminal, and the watch over the session's end."""

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from model.said import N_, Said
from tui import clock
from tui.session import Session, fail

if TYPE_CHECKING:
    from tui.app import HuanqingApp


def make_app(session: Session, *, demo: bool = False, **driver: Any) -> "HuanqingApp":
    """Return the app on the session's file; errors of the file end the command with exit 1."""
    from store.drafts import Drafts
    from store.errors import StoreError
    from tui.app import HuanqingApp
    from tui.drafting import Drafting
    from tui.say import hide_amounts
    from tui.settings import load_settings

    try:
        settings = load_settings()
    except StoreError as error:
        fail(error.said, 1)
    book = session.book(create=True)
    hide_amounts(settings.hide_amounts)
    drafts = Drafting(Drafts(book.path, book.codec), book.who, session.now)
    return HuanqingApp(book, settings, drafts, clock=lambda: session.fixed_today or clock.today(), demo=demo, **driver)


def _collect_from_now_on() -> None:
    """What was loaded for the first screen stays: the garbage collector need not look at it again and again."""
    gc.freeze()
    gc.enable()


def run_app(session: Session, *, demo: bool = False, before_exit: Callable[[], None] | None = None) -> None:
    """Run the full-screen app; where no terminal is there, or one that cannot show it, say so and end with exit 2.

    The process ends inside; `before_exit` is called once, after what was typed is kept.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail(Said(N_("The app needs a terminal. The commands work without one: huanqing --help")))
    encoding = (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "")
    if encoding != "utf8":
        text = N_(
            "The app needs a terminal in UTF-8, this one is {encoding}. Try LC_ALL=C.UTF-8. The commands work here."
        )
        fail(Said(text, {"encoding": encoding}))
    gc.disable()  # click has turned it on again
    for name in ("COLUMNS", "LINES"):  # the terminal itself knows better, and it may be resized
        os.environ.pop(name, None)
    os.environ.setdefault("ESCDELAY", "50")
    from tui.lean import import_textual

    import_textual()
    from tui.driver.linux import driver_class, restore
    from tui.farewell import Farewell

    def goodbye() -> None:
        app.drafts.store()
        if before_exit is not None:
            before_exit()

    app: HuanqingApp
    farewell = Farewell(goodbye, leave=lambda: restore(app))
    made = driver_class(before_exit=goodbye, hung_up=farewell.hang_up)
    app = make_app(session, demo=demo, ready=_collect_from_now_on, driver_class=made)
    farewell.start()
    app.run(mouse="STY" not in os.environ)  # GNU screen holds a lone Esc back for as long as the mouse is followed
    goodbye()
