"""Keeping what can be kept of a case in which something does not fit: a bad field, a bad record, never the whole case.

A bad field that has a default takes it; a bad record of a collection is left out. What was taken out is named.
"""

import types
from datetime import date
from typing import Any, Union, get_args, get_origin

import msgspec

from model.case import Case
from model.days import EARLIEST
from model.text import LONGEST_LINE, clean_line

_WRONG = (msgspec.ValidationError, ValueError, TypeError, ArithmeticError, RecursionError)


class NoCase(ValueError):
    """Nothing says whose values these are: there is no id."""


def mend(values: Any) -> tuple[Case, tuple[str, ...]]:
    """Return the case of plain values with what does not fit taken out, and the paths of that. Raises `NoCase`."""
    if not isinstance(values, dict) or not isinstance(values.get("id"), str) or not values["id"]:
        raise NoCase
    lost: list[str] = []
    kept = dict(values)
    title = kept.get("title")
    if not isinstance(title, str) or not title:
        lost.append("title")
        kept["title"] = clean_line(kept["id"])[:LONGEST_LINE] or "?"
    try:
        msgspec.convert(kept.get("opened_on"), date)
    except msgspec.ValidationError:
        lost.append("opened_on")
        kept["opened_on"] = min(_days(kept), default=EARLIEST.isoformat())
    found = _struct(kept, Case, "", lost)
    if found is msgspec.UNSET:
        raise NoCase
    case: Case = found
    return case, tuple(lost)


def _kept(value: Any, kind: Any, path: str, lost: list[str]) -> Any:
    """Return the value as its kind, as much of it as fits; UNSET where nothing does."""
    try:
        return msgspec.convert(value, kind)
    except _WRONG:
        pass
    if get_origin(kind) is tuple and isinstance(value, list):
        inner = get_args(kind)[0]
        items = [_kept(item, inner, f"{path}[{n}]", lost) for n, item in enumerate(value)]
        return tuple(item for item in items if item is not msgspec.UNSET)
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct) and isinstance(value, dict):
            return _struct(value, option, path, lost)
    lost.append(path)
    return msgspec.UNSET


def _struct(values: dict[str, Any], kind: type[msgspec.Struct], path: str, lost: list[str]) -> Any:
    """Return a record of what fits; UNSET, and its own path among the lost, where a field without default does not."""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    inside = [_at(path, name) for name in values if name not in fields]
    found: dict[str, Any] = {}
    for name, field in fields.items():
        if name in values:
            value = _kept(values[name], field.type, _at(path, name), inside)
            if value is not msgspec.UNSET:
                found[name] = value
        if field.required and name not in found:
            lost.append(path)
            return msgspec.UNSET
    record = _made(kind, found)
    if record is None:
        chosen = {name: value for name, value in found.items() if fields[name].required}
        for name in [name for name in found if name not in chosen]:
            if _made(kind, {**chosen, name: found[name]}) is not None:
                chosen[name] = found[name]
            else:
                inside.append(_at(path, name))
        record = _made(kind, chosen)
    if record is None:
        lost.append(path)
        return msgspec.UNSET
    lost += inside
    return record


def _made(kind: type[msgspec.Struct], values: dict[str, Any]) -> msgspec.Struct | None:
    try:
        return kind(**values)
    except _WRONG:
        return None


def _at(path: str, name: str) -> str:
    return f"{path}.{name[:40]}" if path else name[:40]


def _days(value: Any) -> list[str]:
    """Return every day written anywhere in plain values."""
    if isinstance(value, dict):
        return [day for item in value.values() for day in _days(item)]
    if isinstance(value, list):
        return [day for item in value for day in _days(item)]
    if isinstance(value, str) and len(value) == 10:
        try:
            return [date.fromisoformat(value).isoformat()] if date.fromisoformat(value) >= EARLIEST else []
        except ValueError:
            return []
    return []
