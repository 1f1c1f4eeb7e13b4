"""Changes: pure functions `(Case, …) -> Case` that know the sentence in which they are told later."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import msgspec

from model.case import Case, Record
from model.said import Said, Value

P = ParamSpec("P")
R = TypeVar("R", bound=Record)


class NotThere(LookupError):
    """The record to change is no longer in the case: another session took it out."""


class Change(msgspec.Struct, frozen=True):
    """A change with its arguments, ready to be applied to the newest version of a case, more than once if need be."""

    apply: Callable[[Case], Case]
    said: Said

    def __call__(self, case: Case) -> Case:
        """Return the changed case."""
        return self.apply(case)


class Changer(Generic[P]):
    """A pure function that changes a case; `by` binds its arguments for the book to apply later."""

    def __init__(self, function: Callable[Concatenate[Case, P], Case], text: str) -> None:
        self.function, self.text = function, text
        self.__doc__ = function.__doc__

    def __call__(self, case: Case, *args: P.args, **kwargs: P.kwargs) -> Case:
        """Apply at once."""
        return self.function(case, *args, **kwargs)

    def by(self, *args: P.args, **kwargs: P.kwargs) -> Change:
        """Return the change with these arguments."""
        return Change(lambda case: self.function(case, *args, **kwargs), Said(self.text, _values(args, kwargs)))


def change(text: str) -> Callable[[Callable[Concatenate[Case, P], Case]], Changer[P]]:
    """Make a pure function a `Changer`; `text` is the msgid told in the timeline.

    Its ``{name}`` fields are filled from the keyword arguments and from the fields of any record among the arguments.
    """

    def wrap(function: Callable[Concatenate[Case, P], Case]) -> Changer[P]:
        return Changer(function, text)

    return wrap


def _values(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for argument in (*args, *kwargs.values()):
        if isinstance(argument, Record):
            for name in argument.__struct_fields__:
                _keep(values, name, getattr(argument, name))
    for name, argument in kwargs.items():
        _keep(values, name, argument)
    return values


def _keep(values: dict[str, Value], name: str, value: object) -> None:
    """Keep what fits in one short sentence: long notes, personal numbers and collections stay out of it."""
    if name in {"id_number", "phone", "sha256", "source", "note", "text"}:
        return
    if isinstance(value, Enum):
        values[name] = str(value.value)
    elif isinstance(value, str):
        values[name] = value if len(value) <= 40 else value[:39] + "…"
    elif isinstance(value, int) and not isinstance(value, bool):
        values[name] = value
    elif value is not None and hasattr(value, "isoformat"):
        values[name] = value.isoformat()


def with_new(case: Case, field: str, record: R, prefix: str) -> Case:
    """Return the case with `record` added to the tuple `field` under a new id that was never used in the case."""
    serial = case.serial + 1
    added = msgspec.structs.replace(record, id=f"{prefix}{serial}")
    return msgspec.structs.replace(case, serial=serial, **{field: (*getattr(case, field), added)})


def with_changed(case: Case, field: str, id: str, **values: Any) -> Case:
    """Return the case with the record `id` in the tuple `field` given new values. Raises `NotThere`."""
    records = getattr(case, field)
    if all(record.id != id for record in records):
        raise NotThere(id)
    changed = tuple(msgspec.structs.replace(record, **values) if record.id == id else record for record in records)
    return msgspec.structs.replace(case, **{field: changed})


def without(case: Case, field: str, id: str) -> Case:
    """Return the case without the record `id` of the tuple `field`. Raises `NotThere`."""
    records = getattr(case, field)
    kept = tuple(record for record in records if record.id != id)
    if len(kept) == len(records):
        raise NotThere(id)
    return msgspec.structs.replace(case, **{field: kept})
