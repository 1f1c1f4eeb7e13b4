"""Differences: what is applied leads there, what is reverted leads back, and only what still stands is touched."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.diff import Clash, apply, diff, revert

SCALARS = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b", "客服[/]说"])
KEYS = st.sampled_from(["x", "y", "number", "note"])


def records(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists of records with an id, in any order."""
    record = st.builds(
        lambda id, rest: {**rest, "id": id}, st.sampled_from("abcd"), st.dictionaries(KEYS, inner, max_size=2)
    )
    return st.lists(record, max_size=4, unique_by=lambda one: one["id"])


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3) | records(inner),
    max_leaves=12,
)
CASES = st.dictionaries(st.sampled_from(["note", "person", "contacts", "reasons"]), VALUES, max_size=4)


def pruned(value: Any) -> Any:
    """Drop what is the same as absent: empty objects and lists in objects."""
    if isinstance(value, dict):
        inside = {key: pruned(item) for key, item in value.items()}
        return {key: item for key, item in inside.items() if item not in ({}, []) or isinstance(item, bool)}
    if isinstance(value, list):
        return [pruned(item) for item in value]
    return value


@given(CASES, CASES)
def test_a_difference_leads_there_and_back(before: Any, after: Any) -> None:
    ops = diff(before, after)
    assert pruned(apply(before, ops)) == pruned(after)
    assert pruned(revert(after, ops)) == pruned(before)


@given(CASES)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert diff(value, value) == ()


def contact(id: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "said": "等三天", **values}


def test_a_change_is_taken_back_from_under_a_later_one_of_another_field() -> None:
    start = {"note": "a", "contacts": [contact("c1"), contact("c2")]}
    mine = {"note": "a", "contacts": [contact("c1", said="五天"), contact("c2")]}
    theirs = {"note": "b", "contacts": [contact("c1", said="五天", agent="8823"), contact("c2"), contact("c3")]}
    back = revert(theirs, diff(start, mine))
    assert back == {"note": "b", "contacts": [contact("c1", agent="8823"), contact("c2"), contact("c3")]}


def test_a_field_changed_again_clashes_with_both_values() -> None:
    ops = diff({"note": "a"}, {"note": "b"})
    with pytest.raises(Clash) as caught:
        revert({"note": "c"}, ops)
    assert (caught.value.path, caught.value.wanted, caught.value.found) == (("note",), "b", "c")


def test_a_removed_record_comes_back_to_its_place() -> None:
    start = {"contacts": [contact("c1"), contact("c2"), contact("c3")]}
    without = {"contacts": [contact("c1"), contact("c3")]}
    now = {"contacts": [contact("c1"), contact("c3"), contact("c4")]}
    assert [one["id"] for one in revert(now, diff(start, without))["contacts"]] == ["c1", "c2", "c3", "c4"]


def test_a_record_changed_after_it_was_added_is_not_taken_away() -> None:
    ops = diff({}, {"contacts": [contact("c1")]})
    with pytest.raises(Clash):
        revert({"contacts": [contact("c1", said="七天")]}, ops)


def test_part_of_a_small_object_is_taken_back_alone() -> None:
    ops = diff({}, {"person": {"name": "王"}})
    assert revert({"person": {"name": "王", "phone": "1"}}, ops) == {"person": {"phone": "1"}}


def test_instalments_go_by_number_and_a_request_number_is_only_a_field() -> None:
    rows = [{"number": n, "due": f"2026-12-{n:02}", "principal": 100} for n in (1, 2)]
    moved = [rows[0], {**rows[1], "due": "2026-12-20"}]
    assert [op.path for op in diff({"instalments": rows}, {"instalments": moved})] == [("instalments", "2", "due")]
    request = {"id": "r1", "kind": "waiver", "number": "1"}
    assert [op.path for op in diff({"requests": [request]}, {"requests": [{**request, "number": "2"}]})] == [
        ("requests", "r1", "number")
    ]


def test_another_agreement_is_taken_whole() -> None:
    one, other = {"id": "g1", "on": "2026-11-24", "note": "x"}, {"id": "g2", "on": "2026-11-25"}
    assert [op.path for op in diff({"agreement": one}, {"agreement": other})] == [("agreement",)]


def test_the_serial_is_never_taken_back() -> None:
    ops = diff({"serial": 1, "note": "a"}, {"serial": 2, "note": "b"})
    assert revert({"serial": 5, "note": "b"}, ops) == {"serial": 5, "note": "a"}


def test_true_is_not_one() -> None:
    assert len(diff({"x": 1}, {"x": True})) == 1
