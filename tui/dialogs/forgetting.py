"""Forgetting a case on screen: one question names what goes and what stays; there is no undo."""

from collections.abc import Sequence

from textual.app import ComposeResult

from store.errors import StoreError
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick
from tui.dialogs.confirm import Confirm
from tui.forgetting import what_goes, what_was_done
from tui.say import _, say
from tui.widgets.bars import Bar, Foot
from tui.widgets.prose import Block, Prose


class Farewell(Confirm):
    """The question, with a line for everything that goes."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__(_("Delete for good"), "", _("Delete it for good"))
        self.blocks = list(blocks)

    def compose(self) -> ComposeResult:
        """Head, what goes, foot."""
        yield Bar(id="top")
        yield Prose(self.blocks)
        yield Foot(id="foot")


async def forget(app: HuanqingApp, id: str) -> None:
    """Delete a case for good, after asking."""
    try:
        extent = await app.at_the_desk(lambda: app.book.extent(id))
    except StoreError as error:
        app.tell(say(error.said), error=True)
        return
    if not await app.ask(Farewell(what_goes(extent))):
        return
    drop = False
    if extent.broken:
        options = [("keep", _("Keep them")), ("delete", _("Delete them too"))]
        lead = [str(path) for path in extent.broken]
        chosen = await app.ask(Pick(_("What cannot be opened"), options, lead=lead))
        if chosen is None:
            return
        drop = chosen == "delete"
    try:
        outcome = await app.at_the_desk(lambda: app.book.forget(id, drop_broken=drop))
    except StoreError as error:
        app.tell(say(error.said), error=True)
        return
    app.case_is_gone(id)
    app.tell(" ".join(what_was_done(outcome)))
