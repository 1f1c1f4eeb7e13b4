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
        found = session.book().cases()
        if session.json:
            rows = [as_json(case, session.playbook(case.playbook), session) for case in found]
            session.print_json({"cases": rows})
        elif not found:
            put(_("No cases yet. “huanqing” opens the app and asks four short questions."))
        else:
            for case in found:
                put(line(case, session.playbook(case.playbook), session))

    return cases


def as_json(case: Case, playbook: Playbook, session: Session) -> dict[str, object]:
    """Return a case as `cases --json` prints it."""
    v = view(case, playbook, session.today)
    figure = owed(case, playbook, session.today)
    following = next_thing(v)
    return {
        "id": case.id,
        "title": case.title,
        "stage": stage(v).value,
        "owed": plain(figure.total) if figure.known else None,
        "next": {"on": following.on.isoformat() if following.on else None, "text": say(following.said, playbook)},
    }


def line(case: Case, playbook: Playbook, session: Session) -> str:
    """Return a case in a line for people."""
    v = view(case, playbook, session.today)
    figure = owed(case, playbook, session.today)
    following = next_thing(v)
    amount = money(figure.total) if figure.known else _("not noted yet")
    when = f"{day(following.on, session.today)} " if following.on else ""
    return f"{case.id}  {case.title}  {term('stage', stage(v).value)}  {amount}  {when}{say(following.said, playbook)}"
