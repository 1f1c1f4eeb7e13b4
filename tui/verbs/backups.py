"""`huanqing backups`: the kept versions of the file."""

import click

from tui.clock import CHINA
from tui.say import _
from tui.verbs.common import common_options, fail, put, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("List the backups, newest first: number, name, cases, size."))
    @common_options
    @click.pass_context
    def backups(ctx: click.Context) -> None:
        from store import backups as keeping
        from store import files
        from store.errors import StoreError

        session = session_of(ctx)
        try:
            file = files.locate(session.path)
            found = keeping.backups(file)
            codec = session.codec()
        except StoreError as error:
            fail(error.said, 1)
        rows: list[dict[str, object]] = []
        for number, backup in enumerate(found, 1):
            try:
                count: int | None = len(keeping.read(backup, file, codec).ids)
            except StoreError:
                count = None
            at = backup.at.replace(tzinfo=CHINA).isoformat(sep="T", timespec="seconds")
            rows.append({"number": number, "name": backup.name, "at": at, "cases": count, "size": backup.size})
        if session.json:
            session.print_json({"backups": rows})
            return
        if not rows:
            put(_("There are no backups yet: the first change keeps the version before it."))
        for row in rows:
            cases = _("not sound") if row["cases"] is None else _("{count} cases").format(count=row["cases"])
            put(f"{row['number']}  {row['name']}  {cases}  {row['size']} B")

    return backups
