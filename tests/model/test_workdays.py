"""Working days in China's calendar."""

import subprocess
import sys
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.workdays import Workday, YearDays, add_workdays, is_workday, knows, workdays_between

PLAN_2027 = {2027: YearDays(off=frozenset({date(2027, 1, 1)}), make_up=frozenset({date(2027, 1, 3)}))}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),  # Saturday worked for the National Day week
        (date(2026, 2, 14), True),  # Saturday worked for the Spring Festival
        (date(2026, 2, 17), False),
        (date(2024, 2, 4), True),
    ],
)
def test_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "n", "there"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 26), 3, date(2026, 12, 1)),
        (date(2026, 9, 29), 3, date(2026, 10, 9)),
        (date(2026, 9, 29), 4, date(2026, 10, 10)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_counts_over_weekends_and_holidays(start: date, n: int, there: date) -> None:
    assert add_workdays(start, n) == Workday(there, known=True)


def test_a_year_without_plan_counts_weekdays_and_says_so() -> None:
    assert add_workdays(date(2026, 12, 29), 5) == Workday(date(2027, 1, 5), known=False)
    assert add_workdays(date(2026, 12, 29), 2) == Workday(date(2026, 12, 31), known=True)
    assert not knows(2027) and knows(2026) and not knows(1999)


def test_a_plan_given_as_data_fills_the_year_and_wins_over_the_built_in_one() -> None:
    assert knows(2027, PLAN_2027)
    assert add_workdays(date(2026, 12, 31), 1, PLAN_2027) == Workday(date(2027, 1, 3), known=True)
    own = {2026: YearDays(off=frozenset({date(2026, 11, 25)}))}
    assert add_workdays(date(2026, 11, 24), 1, own).day == date(2026, 11, 26)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_workdays(date(2026, 11, 24), -1)


@given(st.dates(date(2004, 1, 1), date(2030, 12, 31)), st.integers(0, 40))
def test_there_and_back(start: date, n: int) -> None:
    reached = add_workdays(start, n)
    assert workdays_between(start, reached.day) == n
    if n:
        assert is_workday(reached.day)
        assert add_workdays(start, n - 1).day < reached.day
    assert reached.day - start <= timedelta(days=2 * n + 12)


def test_importing_reads_no_calendar() -> None:
    code = "import sys, model.workdays; sys.exit('chinese_calendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_day_is_as_the_library_says() -> None:
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        assert is_workday(day) == bool(chinese_calendar.is_workday(day)), day
    for day in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(NotImplementedError):
            chinese_calendar.is_workday(day)
        assert not knows(day.year)


@pytest.mark.parametrize("years", [{}, PLAN_2027])
@given(start=st.dates(date(2003, 1, 1), date(2028, 12, 31)), days=st.integers(-40, 900))
def test_the_count_is_that_of_looking_at_every_day(years: dict[int, YearDays], start: date, days: int) -> None:
    every = (start + timedelta(days=n) for n in range(1, days + 1))
    assert workdays_between(start, start + timedelta(days=days), years) == sum(is_workday(day, years) for day in every)
