"""`huanqing history`: what changed, when, by whom."""

from functools import cache
from typing import TYPE_CHECKING

import click

from model.text import shown
from tui.say import _, say
from tui.verbs.common import Session, common_options, fail, put, session_of

if TYPE_CHECKING:
    from model.playbook import Playbook
    from store.book import CaseBook
    from store.history import Entry


def find(session: Session, book: "CaseBook", words: str) -> str:
    """Return the id of the case meant, also of a removed one named by its id. Else the command ends with exit 2."""
    if words in book.forgotten:
        from store.errors import Forgotten

        fail(Forgotten(words).said, 1)
    return words if words in book.removed() else session.case(words, book.cases()).id


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("What changed, when, by whom: in CASE or in the whole file, newest first."))
    @click.argument("case", metavar="[CASE]", required=False)
    @click.option("--limit", type=click.IntRange(1, 100_000), default=50, help=_("at most this many (50)"))
    @common_options
    @click.pass_context
    def history(ctx: click.Context, case: str | None, limit: int) -> None:
        from store.errors import StoreError

        session = session_of(ctx)
        book = session.book()
        try:
            ids = [find(session, book, case)] if case else [*book.ids(), *book.removed()]
            found = [(id, entry) for id in ids for entry in book.history(id)]
            cases = {one.id: one for one in book.cases()}
        except StoreError as error:
            fail(error.said, 1)

        @cache
        def playbook_of(id: str) -> "Playbook":
            return session.playbook(cases[id].playbook) if id in cases else session.playbook()

        found.sort(key=lambda pair: pair[1].number, reverse=True)
        found = found[:limit]
        if session.json:
            session.print_json({"history": [_row(id, entry, playbook_of(id)) for id, entry in found]})
            return
        if not found:
            put(_("Nothing was changed yet."))
        for id, entry in found:
            title = shown(cases[id].title if id in cases else id)
            words = told(entry, playbook_of(id))
            put(f"{entry.at[:16].replace('T', ' ')}  {shown(entry.who)}  {title}  {words}")

    return history


def told(entry: "Entry", playbook: "Playbook") -> str:
    """Return an entry in words, those of `playbook` for its ids: an undo or redo with what it was of."""
    what = say(entry.said, playbook)
    if entry.kind.value == "undo":
        return _("Taken back: {what}").format(what=what)
    if entry.kind.value == "redo":
        return _("Made again: {what}").format(what=what)
    return what


def _row(id: str, entry: "Entry", playbook: "Playbook") -> dict[str, object]:
    """Return an entry as exported, with every value as it was before and after."""
    from msgspec import to_builtins

    return {
        "case": id,
        "id": entry.id,
        "at": entry.at,
        "who": entry.who,
        "kind": entry.kind.value,
        "of": entry.of,
        "undone": bool(entry.undone),
        "text": told(entry, playbook),
        "changes": [to_builtins(op) for op in entry.ops],
    }
