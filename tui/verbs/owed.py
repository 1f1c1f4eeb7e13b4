"""`huanqing owed`: what is owed on a day, with its working."""

from datetime import date

import click

from model.case import Case
from model.money import plain
from model.owed import Line, Owed, owed
from model.playbook import Playbook
from tui.say import _, language, money, say, term
from tui.verbs.common import DAY, Session, common_options, put, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("What is owed on a day, and how the figure came about."))
    @click.option("--case", "words", metavar="CASE", help=_("one case: its id or part of its title"))
    @click.option("--on", type=DAY, help=_("the day; today if not given"))
    @common_options
    @click.pass_context
    def owed_(ctx: click.Context, words: str | None, on: date | None) -> None:
        session = session_of(ctx)
        cases = session.book().cases()
        if words is not None:
            cases = [session.case(words, cases)]
        day = on or session.today
        found = [(case, session.playbook(case.playbook)) for case in cases]
        figures = [(case, playbook, owed(case, playbook, day)) for case, playbook in found]
        if session.json:
            session.print_json({"owed": [as_json(*figure) for figure in figures]})
            return
        if not figures:
            if session.missing:
                put(_("There is no file {path} yet.").format(path=session.path), err=True)
            put(_("There are no cases yet."))
        for case, playbook, figure in figures:
            _show(session, case, playbook, figure)

    return owed_


def as_json(case: Case, playbook: Playbook, figure: Owed) -> dict[str, object]:
    """Return a figure as exported; amounts are null where nothing is known."""
    parts = figure.parts
    names = ("principal", "interest", "penalty", "fee", "enforcement")
    known = figure.known
    return {
        "case": case.id,
        "on": figure.on.isoformat(),
        "total": plain(figure.total) if known else None,
        "parts": {name: plain(getattr(parts, name)) if known else None for name in names},
        "per_day": {
            "low": plain(figure.per_day_low) if known and figure.rate_known else None,
            "high": plain(figure.per_day_high) if known and figure.rate_known else None,
        },
        "working": [
            {
                "text": say(line.said, playbook),
                "amount": plain(line.amount) if line.amount is not None else None,
                "facts": list(line.facts),
            }
            for line in figure.working
        ],
    }


def _show(session: Session, case: Case, playbook: Playbook, figure: Owed) -> None:
    if not figure.known:
        put(f"{case.title}: {_('not noted yet')}")
        for line in figure.working:
            put("  " + say(line.said, playbook))
        return
    about = "" if figure.exact and figure.parts_known else _("about") + " "
    put(
        _("{title}, as of {on}: {about}{amount}").format(
            title=case.title, on=figure.on, about=about, amount=money(figure.total)
        )
    )
    if figure.low != figure.high:
        put("  " + _("between {low} and {high}").format(low=money(figure.low), high=money(figure.high)))
    put("  " + per_day(figure))
    for name in ("principal", "interest", "penalty", "fee", "enforcement"):
        amount = getattr(figure.parts, name)
        if amount:
            put(f"  {term('component', name)} {about}{money(amount)}")
    put("  " + _("How it came about:"))
    for line in figure.working:
        put("    " + _line(line, playbook))
    for text in _sources(figure.working, playbook):
        put("    " + text)


def per_day(figure: Owed) -> str:
    """Return what a day adds, as a figure or a range."""
    if not figure.rate_known:
        return _("what a day adds is not known yet: no daily rate is noted")
    low, high = figure.per_day_low, figure.per_day_high
    if low == high:
        return _("a day adds about {amount}").format(amount=money(low)) if high else _("a day adds nothing")
    if not low:
        return _("a day adds at most {amount}").format(amount=money(high))
    return _("a day adds about {low} to {high}").format(low=money(low), high=money(high))


def _line(line: Line, playbook: Playbook) -> str:
    text = say(line.said, playbook)
    return text if line.amount is None else f"{text}: {money(line.amount)}"


def _sources(working: tuple[Line, ...], playbook: Playbook) -> list[str]:
    """Return the facts behind the working with how sure they are and where they are from, each once."""
    found = []
    for id in dict.fromkeys(id for line in working for id in line.facts):
        fact = playbook.fact(id)
        if fact is not None:
            found.append(f"[{fact.mark.value}] {fact.text.in_(language())} ({fact.source.in_(language())})")
    return found
