"""`huanqing check`: is the file sound, and what would a repair do."""

import click

from tui.say import _, say
from tui.verbs.common import common_options, default_who, fail, put, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Look for broken references, sums and dates. Exit 0: sound; 1: not."))
    @click.option("--repair", "mend", is_flag=True, help=_("put right what has one right answer, after a backup"))
    @common_options
    @click.pass_context
    def check(ctx: click.Context, mend: bool) -> None:
        from store import check as checking
        from store.errors import StoreError

        session = session_of(ctx)
        try:
            if mend:
                report = checking.repair(session.path, who=default_who(), now=session.now, codec=session.codec())
            else:
                report = checking.check(session.path, session.codec())
        except StoreError as error:
            fail(error.said, 1)
        if session.json:
            rows = [
                {
                    "kind": one.kind,
                    "case": one.case,
                    "text": say(one.said),
                    "repairable": one.repairable,
                    "repaired": done,
                }
                for found, done in ((report.repaired, True), (report.problems, False))
                for one in found
            ]
            session.print_json({"sound": report.sound, "cases": report.cases, "problems": rows})
        else:
            for one in report.repaired:
                put(_("Repaired: {text}").format(text=say(one.said)))
            for one in report.problems:
                put(say(one.said))
            if report.sound:
                put(_("The file is sound: {count} cases.").format(count=report.cases))
            elif not mend and any(one.repairable for one in report.problems):
                put(_("“huanqing check --repair” puts right what it can, after a backup."))
        if not report.sound:
            ctx.exit(1)

    return check
