"""What the book needs to make a change: a fresh id, a case proved readable, words for it, what it replaced."""

import os
from typing import Any, NamedTuple

import msgspec

from model.case import Case
from model.diff import Op, diff
from model.said import N_, Said
from store.contents import encode, plain, to_case
from store.draft import Draft
from store.errors import WrongText
from store.history import Entry

_LETTERS = b"23456789abcdefghjkmnpqrstuvwxyz"


class Replaced(NamedTuple):
    """A field which somebody else had changed since it was shown, and which a later change now replaced."""

    path: tuple[str, ...]
    shown: Any
    theirs: Any
    ours: Any


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


def replaced_by(shown: Case | None, case: Case, ops: tuple[Op, ...]) -> tuple[Replaced, ...]:
    """Find the fields among `ops` that others had changed between the version shown and the newest one."""
    if shown is None or shown == case:
        return ()
    others = {op.path: op for op in diff(plain(shown), plain(case))}
    found = []
    for op in ops:
        theirs = others.get(op.path)
        if theirs is not None:
            found.append(
                Replaced(op.path, *(None if v is msgspec.UNSET else v for v in (theirs.before, op.before, op.after)))
            )
    return tuple(found)
