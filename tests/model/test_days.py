"""Days as they are written and as a plan counts them."""

import itertools
from datetime import date, timedelta

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.days import (
    EARLIEST,
    LATEST,
    WrongDay,
    days_between,
    days_in_month,
    month_step,
    parse_day,
    parse_day_freely,
)
from model.reminders import months_later

TODAY = date(2026, 11, 24)
DAYS = st.dates(EARLIEST, LATEST)


@given(DAYS)
def test_an_iso_day_reads_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day_freely(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-1-2",
        "20261124",
        "2026-02-30",
        "2026-13-01",
        "26-11-24",
        "today",
        " 2026-11-24",
        "2026-11-24\n",
        "1989-12-31",
        "2121-01-01",
        "２０２６-11-24",
        "0000-00-00",
    ],
)
def test_all_else_is_no_day_of_a_command(text: str) -> None:
    with pytest.raises(WrongDay):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", TODAY),
        ("Today", TODAY),
        ("明天", date(2026, 11, 25)),
        ("后天", date(2026, 11, 26)),
        ("昨天", date(2026, 11, 23)),
        ("前天", date(2026, 11, 22)),
        ("+3", date(2026, 11, 27)),
        ("-24", date(2026, 10, 31)),
        ("11.23", date(2026, 11, 23)),
        ("11月23日", date(2026, 11, 23)),
        ("１１月２３号", date(2026, 11, 23)),
        ("2026年11月5日", date(2026, 11, 5)),
        ("2026/1/2", date(2026, 1, 2)),
        ("1-10", date(2027, 1, 10)),
        ("6.1", date(2026, 6, 1)),
    ],
)
def test_days_as_people_type_them(text: str, day: date) -> None:
    assert parse_day_freely(text, TODAY) == day


def test_a_leap_day_is_a_day_only_near_a_leap_year() -> None:
    assert parse_day_freely("2-29", date(2027, 12, 1)) == date(2028, 2, 29)
    with pytest.raises(WrongDay):
        parse_day_freely("2-29", TODAY)


def test_days_before_the_first_are_none() -> None:
    assert parse_day_freely("-9999", TODAY) == TODAY - timedelta(days=9999)
    with pytest.raises(WrongDay):
        parse_day_freely("-9999", EARLIEST)


@pytest.mark.parametrize("text", ["", "13.1", "2.30", "11/", "soon", "++3", "+99999", "3", "2026", "1-2-3-4"])
def test_what_is_no_day_at_all(text: str) -> None:
    with pytest.raises(WrongDay):
        parse_day_freely(text, TODAY)


@given(DAYS)
def test_month_and_day_alone_mean_the_nearest(day: date) -> None:
    found = parse_day_freely(f"{day.month}-{day.day}", day)
    assert found == day


@pytest.mark.parametrize(
    ("anchor", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 10), 0, date(2026, 11, 10)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_steps_count_from_the_anchor(anchor: date, months: int, day: date) -> None:
    assert month_step(anchor, months) == day
    assert months_later(anchor, months) == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_both_ways_to_count_months_agree_with_pendulum(anchor: date, months: int) -> None:
    moved = pendulum.date(anchor.year, anchor.month, anchor.day).add(months=months)
    assert month_step(anchor, months) == months_later(anchor, months) == date(moved.year, moved.month, moved.day)
    assert days_in_month(moved.year, moved.month) == moved.days_in_month


@given(DAYS, st.integers(0, 100))
def test_days_between_are_all_of_them(start: date, n: int) -> None:
    days = days_between(start, start + timedelta(days=n))
    assert len(days) == n + 1
    assert days[0] == start
    assert all(b - a == timedelta(days=1) for a, b in itertools.pairwise(days))
    assert days_between(start, start - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("text", "following", "latest"),
    [
        ("10", date(2026, 12, 10), date(2026, 11, 10)),
        ("10号", date(2026, 12, 10), date(2026, 11, 10)),
        ("１０日", date(2026, 12, 10), date(2026, 11, 10)),
        ("the 10th", date(2026, 12, 10), date(2026, 11, 10)),
        ("10th", date(2026, 12, 10), date(2026, 11, 10)),
        ("1st", date(2026, 12, 1), date(2026, 11, 1)),
        ("24", TODAY, TODAY),
        ("25", date(2026, 11, 25), date(2026, 10, 25)),
        ("31", date(2026, 12, 31), date(2026, 10, 31)),
        ("3", date(2026, 12, 3), date(2026, 11, 3)),
    ],
)
def test_a_day_of_the_month_alone_is_the_next_or_the_latest(text: str, following: date, latest: date) -> None:
    assert parse_day_freely(text, TODAY, past=False) == following
    assert parse_day_freely(text, TODAY, past=True) == latest
    with pytest.raises(WrongDay):
        parse_day_freely(text, TODAY)


@pytest.mark.parametrize("text", ["0", "32", "010", "the", "th", "10 th", "1 0", "-", "10号日"])
def test_no_day_of_any_month(text: str) -> None:
    for past in (True, False):
        with pytest.raises(WrongDay):
            parse_day_freely(text, TODAY, past=past)


@given(DAYS.filter(lambda day: 1991 <= day.year <= 2119), st.integers(1, 31))
def test_a_day_of_the_month_alone_is_the_nearest_one(today: date, number: int) -> None:
    following = parse_day_freely(str(number), today, past=False)
    latest = parse_day_freely(str(number), today, past=True)
    assert latest <= today <= following
    assert latest.day == following.day == number
    for other in days_between(latest, following)[1:-1]:
        assert other.day != number
