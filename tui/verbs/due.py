"""`huanqing due`: what is due, for a login message or cron."""

import click

from model.agenda import Due, agenda
from model.money import plain
from model.said import N_, Said
from tui.say import _, day_named, money, say
from tui.verbs.common import Session, common_options, fail, put, session_of

MOST = 3660


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("What is due in the next days, overdue things first."))
    @click.option("--days", type=int, default=7, show_default=True, help=_("how many days ahead"))
    @click.option("--notify", is_flag=True, help=_("print only when something is due, and discreetly"))
    @common_options
    @click.pass_context
    def due(ctx: click.Context, days: int, notify: bool) -> None:
        session = session_of(ctx)
        if not 0 <= days <= MOST:
            fail(Said(N_("--days must be between 0 and {most}."), {"most": MOST}))
        found = things_due(session, days)
        if session.json:
            session.print_json({"due": [as_json(thing) for thing in found]})
        elif notify:
            now = [thing for thing in found if thing.on <= session.today]
            if now:
                put(_("To do: {count}").format(count=len(now)))
        elif not found:
            put(_("Nothing is due in the next {count} days.").format(count=days))
        else:
            for thing in found:
                put(line(thing, session))

    return due


def things_due(session: Session, days: int) -> list[Due]:
    """Return what is due within `days`, across all cases, earliest first."""
    book = session.book()
    found: list[Due] = []
    for case in book.cases():
        found += agenda(case, session.playbook(case.playbook), session.today, days)
    return sorted(found, key=lambda thing: (thing.on, thing.title, thing.kind))


def line(thing: Due, session: Session) -> str:
    """Return one line: ``12-10 周四  花呗 9月账单  还 ¥1,612.00，还有 3 天``."""
    amount = f" {money(thing.amount)}" if thing.amount else ""
    away = (thing.on - session.today).days
    if away < 0:
        when = _("{count} days past").format(count=-away)
    elif away == 0:
        when = _("today")
    else:
        when = _("in {count} days").format(count=away)
    return f"{day_named(thing.on, session.today)}  {thing.title}  {say(thing.said)}{amount}  ({when})"


def as_json(thing: Due) -> dict[str, str | None]:
    """Return a due thing as `due --json` prints it."""
    return {
        "on": thing.on.isoformat(),
        "case": thing.case,
        "kind": thing.kind.value,
        "text": say(thing.said),
        "amount": plain(thing.amount) if thing.amount is not None else None,
    }
