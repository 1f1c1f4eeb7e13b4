"""`huanqing unseal`: take the passphrase off."""

import click

from model.said import N_, Said
from tui.say import _, several
from tui.session import default_who, fail, put
from tui.verbs.common import common_options, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Take the passphrase off: the file, its history, backups and drafts are plain again."))
    @common_options
    @click.pass_context
    def unseal(ctx: click.Context) -> None:
        from store.book import CaseBook
        from store.errors import StoreError
        from store.resealing import convert
        from tui.verbs.passphrase import unlocked

        session = session_of(ctx)
        try:
            vault = unlocked(session.path)
            book = CaseBook.open(session.path, who=default_who(), now=session.now, codec=vault)
            if vault.current is None:
                fail(Said(N_("{path} is not sealed. Nothing was changed."), {"path": str(session.path)}), 1)
            if book.read_only is not None:
                fail(book.read_only, 1)
            done = convert(book.path, vault, None)
        except StoreError as error:
            fail(error.said, 1)
        if session.json:
            session.print_json({"sealed": False, "backups": done.backups, "drafts": done.drafts})
            return
        with_it = several("{count} backup with it", "{count} backups with it", done.backups)
        put(_("No longer sealed: {path}, {backups}.").format(path=session.path, backups=with_it))

    return unseal
