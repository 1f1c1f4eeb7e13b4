"""`huanqing cases`: every case in a line."""

from typing import TYPE_CHECKING

from model.case import Budget, Case
from model.desk import dues_beside, of_persons
from model.money import plain
from model.owed import owed
from model.road import stage, view
from model.steps import next_thing
from model.text import shown
from model.workdays import Years
from tui.say import _, day, money, say, term
from tui.session import Session, put

if TYPE_CHECKING:
    import click


def command() -> "click.Command":
    """Make the command."""
    import click

    from tui.verbs.common import common_options, session_of

    @click.command(help=_("List the cases: id, title, stage, owed today, next thing."))
    @common_options
    @click.pass_context
    def cases(ctx: click.Context) -> None:
        run(session_of(ctx))

    return cases


def run(session: Session) -> None:
    """Print the cases."""
    found = session.book().cases()
    years = session.years()
    held: dict[str, Budget] = {}
    for case in found:
        name = case.person.name
        held[name] = max(held.get(name, case.budget), case.budget, key=lambda budget: budget.stamp)
    persons = of_persons(found)
    given = [
        (case, session, years, held[case.person.name], dues_beside(case, persons[case.person.name], session.today))
        for case in found
    ]
    if session.json:
        session.print_json({"cases": [as_json(*each) for each in given]})
    elif not found:
        if session.missing:
            put(_("There is no file {path} yet.").format(path=session.path), err=True)
        put(_("No cases yet. “huanqing” opens the app and asks four short questions."))
    else:
        put("\n".join(line(*each) for each in given))


def as_json(case: Case, session: Session, years: Years, budget: Budget, own: int) -> dict[str, object]:
    """Return a case as `cases --json` prints it."""
    playbook = session.playbook(case.playbook)
    v = view(case, playbook, session.today, budget)
    figure = owed(case, playbook, session.today)
    following = next_thing(v, years, own)
    return {
        "id": case.id,
        "title": case.title,
        "stage": stage(v).value,
        "owed": plain(figure.total) if figure.known else None,
        "next": {"on": following.on.isoformat() if following.on else None, "text": say(following.said, playbook)},
    }


def line(case: Case, session: Session, years: Years, budget: Budget, own: int) -> str:
    """Return a case in a line for people."""
    playbook = session.playbook(case.playbook)
    v = view(case, playbook, session.today, budget)
    figure = owed(case, playbook, session.today)
    following = next_thing(v, years, own)
    amount = money(figure.total) if figure.known else _("not noted yet")
    when = f"{day(following.on, session.today)} " if following.on else ""
    where, what = term("stage", stage(v).value), say(following.said, playbook)
    return f"{case.id}  {shown(case.title)}  {where}  {amount}  {when}{what}"
