"""`huanqing restore`: bring a backup back; what stands there now is set aside first."""

import sys

import click

from tui.say import _
from tui.verbs.common import common_options, default_who, fail, put, session_of, wrapped


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Bring back the backup WHICH (a number or name from “backups”), else the newest sound one."))
    @click.argument("which", metavar="[WHICH]", required=False)
    @click.option("--yes", is_flag=True, help=_("do not ask"))
    @common_options
    @click.pass_context
    def restore(ctx: click.Context, which: str | None, yes: bool) -> None:
        from store import backups, files, restoring
        from store.errors import NoSuchBackup, StoreError

        session = session_of(ctx)
        try:
            backup, contents = backups.choose(files.locate(session.path), which, session.codec())
            if not yes and sys.stdin.isatty():
                text = _("Bring back {name} with {count} cases? What is there now is set aside first.")
                if not click.confirm(wrapped(text.format(name=backup.name, count=len(contents.ids))), err=True):
                    put(_("Nothing was changed."))
                    return
            who, codec = default_who(), session.codec()
            done = restoring.restore(session.path, backup.name, who=who, now=session.now, codec=codec)
        except NoSuchBackup as error:
            fail(error.said)
        except StoreError as error:
            fail(error.said, 1)
        if session.json:
            aside = None if done.aside is None else str(done.aside)
            session.print_json(
                {"restored": done.backup.name, "cases": done.cases, "aside": aside, "forgotten": list(done.forgotten)}
            )
            return
        put(_("Brought back {name}: {count} cases.").format(name=done.backup.name, count=done.cases))
        for id in done.forgotten:
            put(_("{id} was forgotten and stays out.").format(id=id))
        if done.aside is not None:
            put(_("What was there before is kept as {path}.").format(path=done.aside))
            put(_("“huanqing undo” takes it back."))

    return restore
