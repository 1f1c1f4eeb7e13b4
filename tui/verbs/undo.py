"""`huanqing undo`: take back this person's last change."""

from typing import TYPE_CHECKING

import click

from model.said import Said
from store.history import Kind
from tui.say import _, say
from tui.verbs.common import Session, common_options, fail, put, session_of
from tui.verbs.history import find

if TYPE_CHECKING:
    from store.errors import Conflict


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Take back your last change, in CASE or in the whole file; --redo makes it again."))
    @click.argument("case", metavar="[CASE]", required=False)
    @click.option("--redo", is_flag=True, help=_("make again what was taken back last"))
    @common_options
    @click.pass_context
    def undo(ctx: click.Context, case: str | None, redo: bool) -> None:
        from store.errors import Conflict, StoreError

        session = session_of(ctx)
        book = session.book()
        id = find(session, book, case) if case else None
        try:
            entry = book.redo(id) if redo else book.undo(id)
        except Conflict as error:
            fail(_conflict(session, error), 1)
        except StoreError as error:
            fail(error.said, 1)
        what = say(entry.said, session.playbook())
        if session.json:
            session.print_json({"id": entry.id, "kind": entry.kind.value, "of": entry.of, "text": what})
        elif entry.kind is Kind.REDO:
            put(_("Made again: {what}").format(what=what))
        else:
            put(_("Taken back: {what}").format(what=what))

    return undo


def _conflict(session: Session, error: "Conflict") -> Said:
    """Say in words which field was changed again since."""
    from tui.field_words import Told

    told = Told(session.playbook(), session.today).conflict(error.path, error.then, error.now) if error.path else ""
    return Said("{text}", {"text": told}) if told else error.said
