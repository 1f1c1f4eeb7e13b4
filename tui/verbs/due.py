"""`huanqing due`: what is due, for a login message or cron."""

from datetime import timedelta
from typing import TYPE_CHECKING

from model.case import Case
from model.desk import several_people
from model.desk import things_due as due_for
from model.due import Due
from model.money import plain
from model.playbook import Playbook
from model.said import N_, Said
from model.text import shown
from tui.quick import MOST_DAYS
from tui.say import _, day_named, money, say, several
from tui.session import Session, fail, put

if TYPE_CHECKING:
    import click


def command() -> "click.Command":
    """Make the command."""
    import click

    from tui.verbs.common import common_options, session_of

    @click.command(help=_("What is due in the next days, the most urgent first; a court's days always."))
    @click.option("--days", type=int, default=7, show_default=True, help=_("how many days ahead"))
    @click.option("--notify", is_flag=True, help=_("print only when something is due, and discreetly"))
    @common_options
    @click.pass_context
    def due(ctx: click.Context, days: int, notify: bool) -> None:
        run(session_of(ctx), days, notify)

    return due


def run(session: Session, days: int, notify: bool) -> None:
    """Print what is due."""
    if not 0 <= days <= MOST_DAYS:
        fail(Said(N_("--days must be between 0 and {most}."), {"most": MOST_DAYS}))
    from store.errors import Sealed

    try:
        cases = session.book(ask=False).cases()
    except Sealed:
        if session.json:
            session.print_json({"due": [], "sealed": True})
        elif not notify:
            put(_("Locked. “huanqing” opens it."))
        return
    playbooks = {case.id: session.playbook(case.playbook) for case in cases}
    found = things_due(session, cases, days)
    if session.json:
        within = session.today + timedelta(days=days)
        dated = sorted((thing for thing in found if thing.on <= within), key=lambda thing: (thing.on, thing.title))
        session.print_json({"due": [as_json(thing, playbooks[thing.case]) for thing in dated]})
    elif notify:
        now = [thing for thing in found if thing.reminds(session.today)]
        if now:
            put(_("To do: {count}").format(count=len(now)))
    elif not found:
        put(_("Nothing is due in the next {count} days.").format(count=days))
    else:
        names = {case.id: case.person.name for case in cases} if several_people(cases) else {}
        _show([line(thing, session, playbooks[thing.case], names.get(thing.case, "")) for thing in found])


def _show(lines: list[str]) -> None:
    """Print the lines: on a terminal what fits one screen, the first ones, and how many more there are."""
    size = _screen()
    entries = lines if size is None else fitting([folded(one, size[0]) for one in lines], size[1])
    put("\n".join(entries))
    if more := len(lines) - len(entries):
        put(several("and {count} more: “huanqing due | less”", "and {count} more: “huanqing due | less”", more))


def _screen() -> tuple[int, int] | None:
    """Return columns and rows of the terminal that is written to; None where it is none."""
    import os
    import sys

    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return None
    return (size.columns, size.lines) if size.columns > 0 and size.lines > 0 else None


def folded(text: str, columns: int) -> str:
    """Return a line in rows of the screen's width, amounts and words whole, what follows the first set in."""
    from model.cells import wrapped

    return "\n  ".join(wrapped(text, columns - 3))


def fitting(entries: list[str], rows: int) -> list[str]:
    """Return as many of the first entries as a screen holds, with room for a line that counts the rest and a prompt.

    At least one is kept.
    """
    taken = [one.count("\n") + 1 for one in entries]
    if sum(taken) <= rows - 1:
        return entries
    room, kept = rows - 3, 0
    while kept < len(entries) and taken[kept] <= room:
        room -= taken[kept]
        kept += 1
    return entries[: max(1, kept)]


def things_due(session: Session, cases: list[Case], days: int) -> list[Due]:
    """Return what is due within `days`, across all cases, the most urgent first."""
    return due_for(cases, session.playbook, session.today, days, session.years())


def line(thing: Due, session: Session, playbook: Playbook, name: str = "") -> str:
    """Return one line: ``12-10 周四  花呗 9月账单  张三  还 ¥1,612.00，还有 3 天``; `name` where there are several."""
    amount = f" {money(thing.amount)}" if thing.amount else ""
    away = (thing.on - session.today).days
    if away < 0:
        when = several("{count} day past", "{count} days past", -away)
    elif away == 0:
        when = _("today")
    else:
        when = several("in {count} day", "in {count} days", away)
    whose = "  ".join(shown(part) for part in (thing.title, name) if part)
    return f"{day_named(thing.on, session.today)}  {whose}  {say(thing.said, playbook)}{amount}  ({when})"


def as_json(thing: Due, playbook: Playbook) -> dict[str, str | None]:
    """Return a due thing as `due --json` prints it."""
    return {
        "on": thing.on.isoformat(),
        "case": thing.case,
        "kind": thing.kind.value,
        "text": say(thing.said, playbook),
        "amount": plain(thing.amount) if thing.amount is not None else None,
    }
