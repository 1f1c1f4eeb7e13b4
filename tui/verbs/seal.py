"""`huanqing seal`: put a passphrase on the file, or another one."""

import click

from model.said import N_, Said
from tui.say import _, several
from tui.session import default_who, fail, put
from tui.verbs.common import common_options, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(
        help=_("Put a passphrase on the file, its history, backups and drafts; on a sealed file, another passphrase.")
    )
    @common_options
    @click.pass_context
    def seal(ctx: click.Context) -> None:
        from store.book import CaseBook
        from store.errors import StoreError
        from store.passphrases import NEW_VARIABLE, VARIABLE
        from store.resealing import convert
        from store.sealing import new_key
        from tui.verbs.passphrase import chosen, unlocked

        session = session_of(ctx)
        try:
            vault = unlocked(session.path)
            book = CaseBook.open(session.path, who=default_who(), now=session.now, codec=vault)
            if not book.exists:
                text = N_("There is no file {path} yet: nothing to seal.")
                fail(Said(text, {"path": str(session.path)}), 1)
            if book.read_only is not None:
                fail(book.read_only, 1)
            key = new_key(chosen(VARIABLE if vault.current is None else NEW_VARIABLE))
            done = convert(book.path, vault, key)
        except StoreError as error:
            fail(error.said, 1)
        if session.json:
            session.print_json({"sealed": True, "backups": done.backups, "drafts": done.drafts})
            return
        with_it = several("{count} backup with it", "{count} backups with it", done.backups)
        put(_("Sealed: {path}, {backups}.").format(path=session.path, backups=with_it))
        for path in done.older:
            put(_("{path} stays sealed with the passphrase it had.").format(path=path), err=True)

    return seal
