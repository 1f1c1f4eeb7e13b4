"""Collection calls counted against the recommendation."""

from datetime import date
from typing import Any

import pytest
from bare import TEXT, bare_playbook
from hypothesis import given
from hypothesis import strategies as st

from model.case import Case, Contact, ContactKind
from model.collection import collection
from model.playbook import Limit, Playbook
from store.playbooks import load

DAY = date(2026, 11, 20)


def playbook(**limits: int) -> Playbook:
    values = limits or {"connected_a_day": 3, "night_from": 22, "night_until": 8}
    return bare_playbook(
        limits=tuple(Limit(id=id, text=TEXT, value=value, fact="f") for id, value in values.items()),
    )


def call(n: int, at: str = "10:00", on: date = DAY, **more: Any) -> Contact:
    return Contact(id=f"c{n}", on=on, at=at, kind=more.pop("kind", ContactKind.COLLECTION), **more)


def case(*contacts: Contact) -> Case:
    return Case(id="k1", title="花呗", opened_on=DAY, contacts=contacts)


def test_three_connected_calls_are_within_four_are_beyond() -> None:
    three = [call(n) for n in range(3)]
    assert collection(case(*three), playbook()).beyond == ()
    found = collection(case(*three, call(4, number="另一家")), playbook())
    assert [(day.on, len(day.connected)) for day in found.beyond] == [(DAY, 4)]
    (said,) = found.said
    assert "4 calls connected" in str(said)
    assert "fact in a complaint" in str(said)


def test_what_did_not_connect_or_was_written_or_was_ours_does_not_count() -> None:
    calls = [call(n) for n in range(3)]
    others = [
        call(4, connected=False),
        call(5, channel="sms"),
        call(6, kind=ContactKind.OWN),
        call(7, on=date(2026, 11, 21)),
    ]
    assert collection(case(*calls, *others), playbook()).beyond == ()


@pytest.mark.parametrize(
    ("at", "night"),
    [("21:59", False), ("22:00", True), ("23:30", True), ("00:10", True), ("07:59", True), ("08:00", False)],
)
def test_the_night_runs_from_ten_to_eight(at: str, night: bool) -> None:
    found = collection(case(call(1, at)), playbook())
    assert bool(found.beyond) is night
    assert bool(found.said) is night


def test_a_call_without_time_is_not_a_night_call_and_an_unanswered_one_is() -> None:
    assert collection(case(call(1, "")), playbook()).beyond == ()
    assert collection(case(call(1, "23:00", connected=False)), playbook()).beyond


def test_limits_are_the_playbooks() -> None:
    assert collection(case(call(1), call(2)), playbook(connected_a_day=1)).beyond
    assert collection(case(call(1, "23:00")), playbook(connected_a_day=9)).beyond == ()


def test_unanswered_tries_are_counted_to_the_person_from_whatever_number() -> None:
    limits = playbook(tries_a_day=6)
    numbers = ["021-1", "021-1", "021-2", "", "", "010-9"]
    tries = [call(n, connected=False, number=number) for n, number in enumerate(numbers)]
    answered = [call(n, number="021-1") for n in range(30, 33)]
    assert collection(case(*tries, *answered), limits).beyond == ()
    found = collection(case(*tries, *answered, call(20, connected=False)), limits)
    assert found.days[0].tries == 7
    assert "7 calls went unanswered, 6 a day to one number" in str(found.said[0])


def test_each_recommendation_is_said_to_be_whose_it_is() -> None:
    many = [call(n, "23:00", connected=n < 4) for n in range(11)]
    limits = playbook(connected_a_day=3, tries_a_day=6, night_from=22, night_until=8)
    for said in collection(case(*many), limits).said:
        assert ("guideline" in str(said)) is ("unanswered" in str(said))
        assert ("standard" in str(said)) is ("unanswered" not in str(said))
    by_fact = {limit.id: limit.fact for limit in load("alipay").limits}
    assert by_fact["tries_a_day"] == "tries_per_day"


def test_others_contacted_are_listed_with_what_was_told() -> None:
    told = call(3, kind=ContactKind.THIRD_PARTY, agent="工号 12", disclosed="说了欠款金额")
    silent = call(2, kind=ContactKind.THIRD_PARTY, on=date(2026, 11, 18))
    found = collection(case(told, silent), playbook())
    assert found.third_parties == (silent, told)
    assert "说了欠款金额" in str(found.said[1])
    assert "nothing is noted" in str(found.said[0])


def test_no_sentence_calls_it_unlawful() -> None:
    many = [call(n, "23:00") for n in range(5)]
    found = collection(case(*many, call(9, kind=ContactKind.THIRD_PARTY, disclosed="x")), playbook())
    for said in found.said:
        assert not {"illegal", "unlawful", "violat"} & set(str(said).lower().split())


@given(st.lists(st.tuples(st.dates(date(2026, 11, 1), date(2026, 11, 4)), st.booleans()), max_size=20))
def test_every_call_is_in_exactly_one_day(calls: list[tuple[date, bool]]) -> None:
    contacts = [call(n, "12:00", on, connected=connected) for n, (on, connected) in enumerate(calls)]
    found = collection(case(*contacts), playbook())
    assert [day.on for day in found.days] == sorted({on for on, _ in calls})
    assert sum(len(day.connected) for day in found.days) == sum(connected for _, connected in calls)
    for day in found.days:
        assert day.too_many == (len(day.connected) > 3)
