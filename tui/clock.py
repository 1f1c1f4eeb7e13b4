"""What day and time it is in China: the one place that asks the clock."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return the time in China, whatever the server's zone."""
    return datetime.now(CHINA).replace(microsecond=0)


def today() -> date:
    """Return the day in China."""
    return now().date()
