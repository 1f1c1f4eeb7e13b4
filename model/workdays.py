"""Working days in China: public holidays and make-up weekends included, counted day by day."""

from collections.abc import Container, Mapping
from datetime import date, timedelta
from functools import lru_cache

import msgspec

_DAY = timedelta(days=1)
_SATURDAY = 5


class YearDays(msgspec.Struct, frozen=True):
    """The holiday plan of one year: the days off, and the weekend days on which people work instead."""

    off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()


Years = Mapping[int, YearDays]
"""Holiday plans by year, as a user's file gives them; they win over the built-in ones."""

NO_YEARS: Years = {}


class Workday(msgspec.Struct, frozen=True):
    """A day reached by counting; `known` is false where a year without a holiday plan was counted by weekdays."""

    day: date
    known: bool


def is_workday(day: date, years: Years = NO_YEARS) -> bool:
    """Return whether people work on `day`; in a year without a holiday plan, whether it is a weekday."""
    return _looked_up(day, years)[0]


def knows(year: int, years: Years = NO_YEARS) -> bool:
    """Return whether the holiday plan of `year` is known."""
    return _looked_up(date(year, 1, 1), years)[1]


def add_workdays(start: date, n: int, years: Years = NO_YEARS) -> Workday:
    """Return the `n`-th working day after `start` (0: `start` itself). Raises ValueError where `n` is negative."""
    if n < 0:
        raise ValueError("working days are counted forward")
    day, known = start, True
    while n:
        day += _DAY
        works, sure = _looked_up(day, years)
        known &= sure
        n -= works
    return Workday(day, known)


def workdays_between(start: date, end: date, years: Years = NO_YEARS) -> int:
    """Return how many working days lie after `start`, up to `end` included; 0 where `end` is not later."""
    if end <= start:
        return 0
    count = -_counted(start, years)
    for year in range(start.year, end.year):
        count += _by_day(year, years.get(year))[-1]
    return count + _counted(end, years)


def _counted(day: date, years: Years) -> int:
    """Return how many working days the year of `day` has up to it, itself included."""
    return _by_day(day.year, years.get(day.year))[day.timetuple().tm_yday]


@lru_cache(maxsize=256)
def _by_day(year: int, plan: YearDays | None) -> tuple[int, ...]:
    """Return for every day of a year how many working days lie up to it; the first figure, 0, is before all."""
    years = {} if plan is None else {year: plan}
    day, counts = date(year, 1, 1), [0]
    while day.year == year:
        counts.append(counts[-1] + is_workday(day, years))
        if day == date.max:
            break
        day += _DAY
    return tuple(counts)


def _looked_up(day: date, years: Years) -> tuple[bool, bool]:
    """Return whether `day` is worked on, and whether that is known."""
    weekday = day.weekday() < _SATURDAY
    plan = years.get(day.year)
    if plan is not None:
        return day in plan.make_up or (weekday and day not in plan.off), True
    works = _in_library(day)
    return (weekday, False) if works is None else (works, True)


def _in_library(day: date) -> bool | None:
    """Return whether `day` is worked on, None in a year the library does not know."""
    off, make_up, first, last = _plans()
    if not first <= day.year <= last:
        return None
    return day in make_up or (day.weekday() < _SATURDAY and day not in off)


@lru_cache(maxsize=1)
def _plans() -> tuple[Container[date], Container[date], int, int]:
    """Return the library's days off, its make-up days, its first and its last year.

    Its own `is_workday` says the same, but looks through all its years for every day.
    """
    from chinese_calendar import holidays, workdays

    return holidays, workdays, min(holidays).year, max(holidays).year
