"""What the book needs to make a change: a fresh id, a case proved readable, words for it, what it replaced."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from model.case import Case
from model.diff import Clash, Op, apply, diff, leaves, lies_at
from model.said import N_, Said
from store.contents import encode, plain, to_case
from store.draft import Draft
from store.errors import WrongText
from store.history import Entry

_LETTERS = b"23456789abcdefghjkmnpqrstuvwxyz"


class Replaced(NamedTuple):
    """A field which somebody else, `who`, had changed since it was shown, and which a later change now replaced."""

    path: tuple[str, ...]
    shown: Any
    theirs: Any
    ours: Any
    who: str = ""


class Saved(NamedTuple):
    """What a change came to; `entry` is None where it changed nothing."""

    case: Case
    entry: Entry | None
    replaced: tuple[Replaced, ...] = ()


def fresh_id(draft: Draft) -> str:
    """Return a random id that no case of the book has or had: six letters and digits that are not mistaken."""
    while True:
        id = "".join(chr(_LETTERS[byte % len(_LETTERS)]) for byte in os.urandom(6))
        if draft.document(id) is None and not draft.forgotten(id) and not id.isdigit():
            return id


def sound(case: Case) -> Case:
    """Return the case as it will be read again; constructors check no types, the file does. Raises `WrongText`."""
    try:
        return to_case(msgspec.json.decode(encode(case)))
    except UnicodeEncodeError as error:
        text = N_("A text holds a broken character that cannot be saved. Type it again.")
        raise WrongText(Said(text)) from error


def told_by(ops: tuple[Op, ...]) -> Said:
    fields = ", ".join(dict.fromkeys(op.path[0] for op in ops))
    return Said(N_("Changed: {fields}"), {"fields": fields or "serial"})


def merged(shown: Case | None, case: Case, changed: Case, change: Callable[[Case], Case]) -> Case:
    """Return the changed case with what others did meanwhile and the change did not mean to touch.

    A form gives every field as it showed it, those too that nobody touched: where that would put back what another
    session changed, theirs stays.
    """
    if shown is None or shown == case:
        return changed
    try:
        meant = plain(change(shown))
    except (LookupError, ValueError):
        return changed
    base = plain(shown)
    for op in diff(base, plain(case)):
        result = plain(changed)
        if lies_at(result, op.path) == lies_at(base, op.path) == lies_at(meant, op.path):
            with suppress(Clash, ValueError, msgspec.MsgspecError):
                changed = to_case(apply(result, (op,)))
    return changed


def replaced_by(shown: Case | None, case: Case, changed: Case, entries: Iterable[Entry] = ()) -> tuple[Replaced, ...]:
    """Find the fields that others had changed between the version shown and the newest one, `case`, and that do not
    stand so in the changed one; `entries`, the case's history, tell who it was."""
    if shown is None or shown == case:
        return ()
    base, theirs, ours = (dict(leaves(plain(one))) for one in (shown, case, changed))
    past = list(entries)
    return tuple(
        Replaced(path, base.get(path), theirs.get(path), ours.get(path), _who(past, path))
        for path in (*theirs, *(path for path in base if path not in theirs))
        if path[0] != "serial" and base.get(path) != theirs.get(path) != ours.get(path)
    )


def _who(entries: list[Entry], path: tuple[str, ...]) -> str:
    """Return who changed a field last."""
    for entry in reversed(entries):
        if any(op.path == path[: len(op.path)] or path == op.path[: len(path)] for op in entry.ops):
            return entry.who
    return ""
