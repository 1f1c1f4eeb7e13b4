"""`huanqing forget`: delete a case for good, with history, drafts, inbox copies and in every backup."""

import sys

import click

from model.said import N_, Said
from tui.forgetting import what_goes, what_was_done
from tui.say import _
from tui.session import fail, put, wrapped
from tui.verbs.common import common_options, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(
        help=_("Delete CASE for good: from the file, its history, drafts, backups and the inbox. There is no undo.")
    )
    @click.argument("case", metavar="CASE")
    @click.option("--yes", is_flag=True, help=_("do not ask"))
    @click.option(
        "--broken",
        type=click.Choice(["keep", "delete"]),
        help=_("backups that cannot be opened: keep or delete; kept if not given"),
    )
    @common_options
    @click.pass_context
    def forget(ctx: click.Context, case: str, yes: bool, broken: str | None) -> None:
        from store.errors import StoreError
        from tui.verbs.history import find

        session = session_of(ctx)
        book = session.book()
        try:
            extent = book.extent(find(session, book, case))
            if not yes:
                if session.json or not sys.stdin.isatty():
                    fail(Said(N_("Nothing was deleted: there is no terminal to ask on. Add --yes to do it.")))
                put("\n".join(wrapped(text) for text in what_goes(extent)), err=True)
                if not click.confirm(_("Delete it for good?"), default=False, err=True):
                    put(_("Nothing was deleted."))
                    return
                if extent.broken and broken is None:
                    broken = "delete" if click.confirm(_("Delete what cannot be opened too?"), err=True) else "keep"
            done = book.forget(extent.id, drop_broken=broken == "delete")
        except StoreError as error:
            fail(error.said, 1)
        if session.json:
            session.print_json(
                {
                    "forgotten": extent.id,
                    "entries": extent.entries,
                    "drafts": extent.drafts,
                    "backups": done.backups,
                    "papers": len(extent.papers),
                    "kept": [str(path) for path in done.kept],
                    "deleted": [str(path) for path in done.dropped],
                }
            )
            return
        for line in what_was_done(done):
            put(line)

    return forget
