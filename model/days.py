"""Days, months and weeks as a repayment plan counts them. pendulum is imported only where months are counted."""

import re
from datetime import date, timedelta

from model.text import narrow_digits

EARLIEST = date(1990, 1, 1)
LATEST = date(2120, 12, 31)

_ISO = r"(\d{4})-(\d{2})-(\d{2})"
_SHORT = r"(\d{1,2})[-./月](\d{1,2})[日号]?"
_BARE = r"(?:the )?(\d{1,2})(?:[日号]|st|nd|rd|th)?"
_LONG = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?"
_WORDS = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "昨天": -1, "yesterday": -1, "前天": -2}


class WrongDay(ValueError):
    """The text is not a day between 1990 and 2120."""


class FarDay(WrongDay):
    """The text is a day, outside 1990 to 2120."""


def parse_day(text: str) -> date:
    """Return the day written exactly ``YYYY-MM-DD``; anything else raises `WrongDay`."""
    match = re.fullmatch(_ISO, text, re.ASCII)
    if match is None:
        raise WrongDay(text)
    return _day(text, int(match[1]), int(match[2]), int(match[3]))


def parse_day_freely(text: str, today: date, *, past: bool | None = None) -> date:
    """Return a day as a person types it: ``2026-11-23``, ``11.23``, ``11月23日``, ``明天``, ``+3``, ``-2``.

    Month and day alone mean the one nearest to `today` (within half a year). A day of the month (``10``, ``10号``,
    ``the 10th``) alone is the next one, today included; with `past` the latest one, and with None it is no day at all.
    Raises `WrongDay`. The caller shows what was understood.
    """
    text = narrow_digits(text.strip()).lower()
    if past is not None and (match := re.fullmatch(_BARE, text, re.ASCII)):
        return _nth(text, int(match[1]), today, -1 if past else 1)
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if re.fullmatch(r"[+-]\d{1,4}", text, re.ASCII):
        return _within(text, today + timedelta(days=int(text)))
    if match := re.fullmatch(_LONG, text, re.ASCII):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(_SHORT, text, re.ASCII):
        found = []
        for year in (today.year - 1, today.year, today.year + 1):
            try:
                found.append(date(year, int(match[1]), int(match[2])))
            except ValueError:
                continue
        if found:
            return min(found, key=lambda day: abs((day - today).days))
    raise WrongDay(text)


def _nth(text: str, day: int, today: date, step: int) -> date:
    """Return the nearest day with this number from `today` on, or back; months that lack it are passed over."""
    year, month = today.year, today.month
    for _month in range(13):
        if 1 <= day <= days_in_month(year, month):
            found = date(year, month, day)
            if (found - today).days * step >= 0:
                return _within(text, found)
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    raise WrongDay(text)


def missing_day(text: str) -> tuple[int | None, int, int] | None:
    """Return year (None where none is written), month and day of a text that is a day but for its month being shorter.

    ``2026-02-30`` gives (2026, 2, 30); anything else that is no day gives None.
    """
    text = narrow_digits(text.strip())
    if match := re.fullmatch(_LONG, text, re.ASCII):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if not EARLIEST.year <= year <= LATEST.year:
            return None
    elif match := re.fullmatch(_SHORT, text, re.ASCII):
        year, month, day = 2000, int(match[1]), int(match[2])
    else:
        return None
    if not (1 <= month <= 12 and days_in_month(year, month) < day <= 31):
        return None
    return (year if len(match.groups()) == 3 else None), month, day


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise WrongDay(text) from error
    return _within(text, found)


def _within(text: str, day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise FarDay(text)
    return day


def month_step(anchor: date, months: int) -> date:
    """Return the day `months` after `anchor`, on its day of the month or the month's last one.

    Steps count from the anchor: 2026-01-31 gives 2026-02-28 for 1 and 2026-03-31 for 2. Raises OverflowError
    or ValueError past the calendar's end.
    """
    import pendulum

    moved = pendulum.date(anchor.year, anchor.month, anchor.day).add(months=months)
    return date(moved.year, moved.month, moved.day)


def months_later(day: date, months: int) -> date:
    """Return the same as `month_step` for `months` of 0 or more, without pendulum: a login would wait 30 ms for it."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, days_in_month(year, month)))


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has (the calendar module would say the same and import locale)."""
    return 29 if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0) else _DAYS[month - 1]


def days_between(start: date, end: date) -> list[date]:
    """Return every day from `start` to `end`, both included."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
