"""What differs between two versions of a case, as operations that can be taken back one by one.

Works on plain values (`msgspec.to_builtins`): objects by key, lists of records by their id (instalments by number),
anything else whole. An absent key and an empty object are the same, since records omit what is at its default.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

Plain = Mapping[str, Any]


MOST_OPS = 1000
"""From how many records changed at once a list is taken whole: each one goes over the list again."""


class Op(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One field before and after (unset: absent). `behind` is the record it stood behind in its list, empty: first."""

    path: tuple[str, ...]
    before: Any = UNSET
    after: Any = UNSET
    behind: str | UnsetType = UNSET


class Clash(ValueError):
    """A field no longer holds what it should: `path`, the value `wanted` there and the one `found`."""

    def __init__(self, path: tuple[str, ...], wanted: Any, found: Any) -> None:
        super().__init__("/".join(path))
        self.path, self.wanted, self.found = path, wanted, found


def diff(before: Plain, after: Plain) -> tuple[Op, ...]:
    """Return the operations that lead from `before` to `after`; a case's `serial` is left out."""
    ops: list[Op] = []
    for key in _keys(before, after):
        if key != "serial":
            _differ((key,), before.get(key, UNSET), after.get(key, UNSET), ops)
    return tuple(ops)


def apply(value: Plain, ops: Sequence[Op]) -> dict[str, Any]:
    """Return `value` with the operations made again. Raises `Clash` where a field does not hold its `before`."""
    result: Any = value
    for op in ops:
        result = _put(result, op.path, op.path, op.before, op.after, op.behind)
    return dict(_pruned(result))


def revert(value: Plain, ops: Sequence[Op]) -> dict[str, Any]:
    """Return `value` with the operations taken back. Raises `Clash` where a field does not hold its `after`."""
    result: Any = value
    for op in reversed(ops):
        result = _put(result, op.path, op.path, op.after, op.before, op.behind)
    return dict(_pruned(result))


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every field of a value with its path, those of records in lists too."""
    inside = value if isinstance(value, Mapping) else _records(value)
    if not inside:
        yield path, value
        return
    for key, item in inside.items():
        yield from leaves(item, (*path, key))


def lies_at(value: Any, path: Sequence[str]) -> Any:
    """Return what lies at a path (unset: nothing), a record in a list by its key."""
    for key in path:
        inside = value if isinstance(value, Mapping) else _records(value)
        value = inside.get(key, UNSET) if inside else UNSET
    return value


def _keys(before: Plain, after: Plain) -> list[str]:
    return [*before, *(key for key in after if key not in before)]


def _differ(path: tuple[str, ...], before: Any, after: Any, ops: list[Op]) -> None:
    if _same(before, after):
        return
    old, new = _object(before, after), _object(after, before)
    if old is not None and new is not None:
        for key in _keys(old, new):
            _differ((*path, key), old.get(key, UNSET), new.get(key, UNSET), ops)
        return
    records = _records(before), _records(after)
    if records[0] is not None and records[1] is not None and (records[0] or records[1]):
        found: list[Op] = []
        _differ_records(path, records[0], records[1], found)
        if len(found) <= MOST_OPS and _leads(path, before, after, found):
            ops.extend(found)
            return
    ops.append(Op(path, before, after))


def _differ_records(path: tuple[str, ...], before: dict[str, Any], after: dict[str, Any], ops: list[Op]) -> None:
    behind = ""
    for key in before:
        if key not in after:
            ops.append(Op((*path, key), before[key], UNSET, behind))
        else:
            behind = key
            _differ((*path, key), before[key], after[key], ops)
    behind = ""
    for key, record in after.items():
        if key not in before:
            ops.append(Op((*path, key), UNSET, record, behind))
        behind = key


def _leads(path: tuple[str, ...], before: Any, after: Any, ops: list[Op]) -> bool:
    """Tell whether the operations give exactly the lists, order included, in both directions."""
    there: Any = _nest(path, before)
    back: Any = _nest(path, after)
    try:
        return _same(_at(apply(there, ops), path), after) and _same(_at(revert(back, ops), path), before)
    except Clash:
        return False


def _nest(path: tuple[str, ...], value: Any) -> Any:
    """Wrap `value` so that `path` leads to it, each step a key."""
    for key in reversed(path):
        value = {} if value is UNSET else {key: value}
    return value


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key, UNSET) if isinstance(value, Mapping) else UNSET
    return value


def _put(value: Any, path: tuple[str, ...], rest: tuple[str, ...], wanted: Any, given: Any, behind: Any) -> Any:
    """Return `value` with what lies at `rest` set to `given` (unset: taken away) if `wanted` lies there."""
    key, *more = rest
    absent_list = value is UNSET and behind is not UNSET and not more
    records = _records(value) if isinstance(value, list | tuple) or absent_list else None
    if records is not None:
        inside: Mapping[str, Any] = records
    elif isinstance(value, Mapping):
        inside = value
    elif value is UNSET:
        inside = {}
    else:
        raise Clash(path, wanted, value)
    found = inside.get(key, UNSET)
    if more:
        if found is UNSET and records is not None:
            raise Clash(path, wanted, UNSET)
        new = _put(found, path, tuple(more), wanted, given, behind)
    else:
        if not _same(found, wanted):
            raise Clash(path, wanted, found)
        new = given
    if records is not None:
        return _placed(records, key, new, behind if not more else UNSET)
    result = {name: item for name, item in inside.items() if name != key or new is not UNSET}
    if new is not UNSET:
        result[key] = new
    return result


def _placed(records: Mapping[str, Any], key: str, new: Any, behind: Any) -> list[Any]:
    if key in records:
        return [new if name == key else record for name, record in records.items() if name != key or new is not UNSET]
    kept = list(records.items())
    if new is UNSET:
        return [record for _, record in kept]
    place = 0 if behind == "" else next((n + 1 for n, (name, _) in enumerate(kept) if name == behind), len(kept))
    return [record for _, record in kept[:place]] + [new] + [record for _, record in kept[place:]]


def _object(value: Any, other: Any) -> Mapping[str, Any] | None:
    """Return the value as an object to go into; None where it must be taken whole."""
    if isinstance(value, Mapping):
        return value if _key(value) == (_key(other) if isinstance(other, Mapping) else None) else None
    if value is UNSET and isinstance(other, Mapping):
        return {}
    return None


def _records(value: Any) -> dict[str, Any] | None:
    """Return a list of records by id or number; None for any other value, and where an id occurs twice."""
    if value is UNSET:
        return {}
    if not isinstance(value, list | tuple):
        return None
    found: dict[str, Any] = {}
    for record in value:
        key = _key(record) if isinstance(record, Mapping) else None
        if not key or key in found:
            return None
        found[key] = record
    return found


def _key(record: Mapping[str, Any]) -> str | None:
    key = record.get("id", record.get("number"))
    return str(key) if isinstance(key, str | int) else None


def _same(one: Any, other: Any) -> bool:
    if one is UNSET or other is UNSET:
        return one is other or _empty(one) or _empty(other)
    return bool(_listed(one) == _listed(other))


def _empty(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and not value


def _listed(value: Any) -> Any:
    """Make tuples and lists comparable, and true differ from 1."""
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _listed(item) for key, item in value.items() if not _empty(item)}
    return (type(value).__name__, value) if isinstance(value, bool) else value


def _pruned(value: Any) -> Any:
    """Drop objects that became empty."""
    if isinstance(value, Mapping):
        inside = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in inside.items() if not _empty(item)}
    if isinstance(value, list | tuple):
        return [_pruned(item) for item in value]
    return value
