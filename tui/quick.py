"""`due`, `cases` and the app in their plain forms, without click: for a login or a person that waits for them.

What is not wholly plain (help, completion, a wrong value, `--`, an option twice) is left to click, which tells errors.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.days import WrongDay, parse_day
from tui.say import LANGUAGES
from tui.session import Session

MOST_DAYS = 3660
"""How many days `due` looks ahead at most."""

_FLAGS = {"--json": "", "--notify": "due"}
_VALUES = {"--file": "", "--lang": "", "--today": "", "--days": "due"}
"""The options, and the verb after which alone they stand (empty: anywhere)."""


def quick(arguments: list[str]) -> Callable[[], None] | None:
    """Return what runs these arguments, None where click has to look at them."""
    if "_HUANQING_COMPLETE" in os.environ:
        return None
    found = _read(arguments)
    if found is None:
        return None
    verb, session, more = found
    if not verb:
        from tui.start import run_app

        return None if session.json else lambda: run_app(session)
    if verb == "cases":
        from tui.verbs.cases import run as cases

        return lambda: cases(session)
    from tui.verbs.due import run as due

    return lambda: due(session, **more)


def _read(arguments: list[str]) -> tuple[str, Session, dict[str, Any]] | None:
    verb, given = "", {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if not argument.startswith("-"):
            if verb or argument not in ("due", "cases"):
                return None
            verb = argument
        elif name in given or (_FLAGS | _VALUES).get(name, "none") not in ("", verb):
            return None
        elif name in _FLAGS:
            if equals:
                return None
            given[name] = ""
        else:
            given[name] = value if equals else next(rest, "")
            if not given[name] or given[name].startswith("-"):
                return None
    return (verb, *read) if (read := _values(given)) is not None else None


def _values(given: dict[str, str]) -> tuple[Session, dict[str, Any]] | None:
    session, more = Session(), {"days": 7, "notify": "--notify" in given}
    session.json = "--json" in given
    if "--file" in given:
        session.file = Path(given["--file"])
    if given.get("--lang", "zh") not in LANGUAGES:
        return None
    try:
        if "--today" in given:
            session.fixed_today = parse_day(given["--today"])
    except WrongDay:
        return None
    days = given.get("--days", "7")
    if not (days.isascii() and days.isdigit() and len(days) < 5 and int(days) <= MOST_DAYS):
        return None
    more["days"] = int(days)
    return session, more
