"""Holiday plans of years that the built-in calendar does not know, from ``holidays.toml`` in the config folder.

Each year is a table; days and spans (``2027-02-05/2027-02-11``) are ISO::

    [2027]
    off = ["2027-01-01", "2027-02-05/2027-02-11"]
    make_up = ["2027-02-14"]
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from model.days import WrongDay, days_between, parse_day
from model.said import N_, Said
from model.text import shown
from model.workdays import YearDays, Years
from store.errors import WrongConfig, name
from store.faults import because, in_our_words, system

FILE = "holidays.toml"
_LARGEST = 2**18
_LONGEST_SPAN = 60

_NO_DAY = N_("{path}, {year}: “{day}” is not a day such as {year}-01-01. Its days are not used.")
_ELSEWHERE = N_("{path}, {year}: “{day}” does not lie in that year. Its days are not used.")


def read_years(folder: Path) -> Years:
    """Return the years in the file of the config folder, none where there is no file.

    Raises `WrongConfig` naming the year and the reason.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    import tomllib

    try:
        if path.stat().st_size > _LARGEST:
            raise _wrong(path, N_("{path} is too large. Its days are not used."))
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = N_("{path} is not readable TOML ({why}). Its days are not used.")
        why = Said(system(error)) if isinstance(error, OSError) else in_our_words(error)
        raise WrongConfig(because(text, {"path": name(path)}, why)) from error
    return {int(year): _plan(path, year, plan) for year, plan in _years(path, found)}


def _wrong(path: Path, text: str, **values: str) -> WrongConfig:
    shortened = {key: shown(value)[:60] for key, value in values.items()}
    return WrongConfig(Said(text, {"path": name(path), **shortened}))


def _years(path: Path, found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for year, plan in found.items():
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise _wrong(path, N_("{path}: “{year}” is not a year. Its days are not used."), year=year)
        if not isinstance(plan, dict) or set(plan) - {"off", "make_up"}:
            raise _wrong(path, N_("{path}, {year}: only off and make_up are known. Its days are not used."), year=year)
        yield year, plan


def _plan(path: Path, year: str, plan: dict[str, Any]) -> YearDays:
    return YearDays(
        frozenset(_days(path, year, plan.get("off", []))), frozenset(_days(path, year, plan.get("make_up", [])))
    )


def _days(path: Path, year: str, spans: Any) -> Iterator[date]:
    if not isinstance(spans, list):
        raise _wrong(path, N_("{path}, {year}: a list of days is needed. Its days are not used."), year=year)
    for span in spans:
        if isinstance(span, date):
            span = span.isoformat()[:10]
        try:
            first, _, last = span.partition("/")
            start, end = parse_day(first.strip()), parse_day((last or first).strip())
        except (AttributeError, WrongDay) as error:
            raise _wrong(path, _NO_DAY, year=year, day=str(span)) from error
        if not (start.year == end.year == int(year) and 0 <= (end - start).days <= _LONGEST_SPAN):
            raise _wrong(path, _ELSEWHERE, year=year, day=str(span))
        yield from days_between(start, end)
