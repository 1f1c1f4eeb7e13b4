"""`huanqing cases`: every case in a line."""

import click

from model.case import Case
from model.money import plain
from model.owed import owed
from model.playbook import Playbook
from model.road import stage, view
from model.steps import next_thing
from tui.say import _, day, money, say, term
from tui.verbs.common import Session, common_options, put, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("List the cases: id, title, stage, owed today, next thing."))
    @common_options
    @click.pass_context
    def cases(ctx: click.Context) -> None:
        session = session_of(ctx)
        rows = [_row(case, session.playbook(case.playbook), session) for case in session.book().cases()]
        if session.json:
            session.print_json({"cases": rows})
        elif not rows:
            put(_("No cases yet. “huanqing” opens the app and asks four short questions."))
        else:
            for row in rows:
                following = row["next"] or {"on": None, "text": ""}
                when = f"{following['on']} " if following["on"] else ""
                put(f"{row['id']}  {row['title']}  {row['_stage']}  {row['_owed']}  {when}{following['text']}")

    return cases


def _row(case: Case, playbook: Playbook, session: Session) -> dict[str, object]:
    v = view(case, playbook, session.today)
    figure = owed(case, playbook, session.today)
    following = next_thing(v)
    row: dict[str, object] = {
        "id": case.id,
        "title": case.title,
        "stage": stage(v).value,
        "owed": plain(figure.total) if figure.known else None,
        "next": {
            "on": following.on.isoformat() if following.on else None,
            "text": say(following.said, playbook),
        },
    }
    if not session.json:
        row["_stage"] = term("stage", stage(v).value)
        row["_owed"] = money(figure.total) if figure.known else _("not noted yet")
        row["next"] = {
            "on": day(following.on, session.today) if following.on else None,
            "text": say(following.said, playbook),
        }
    return row
