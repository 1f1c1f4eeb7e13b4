"""Taking one entry of a timeline back, or making it again, where its fields still stand as it left them."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from model.case import Case
from model.diff import Clash, Op, apply, diff, revert
from model.money import yuan
from model.said import N_, Said
from model.text import masked, shown
from store.contents import Contents, plain, to_case
from store.errors import Conflict
from store.history import Entry, Kind, Past

_PRIVATE = {"id_number", "phone"}
_MONEY = {"amount", "total", "principal", "interest", "penalty", "fee", "enforcement", "each", "reserve", "cash"}
_MONEY |= {"balance", "waived", "down_payment", "borrowed", "offer", "income_before"}
_HIDDEN = {"id", "sha256", "source", *_PRIVATE}

Result = tuple[Case | None, tuple[Op, ...]]


def to_undo(contents: Contents, who: str, id: str | None) -> tuple[list[tuple[str, Entry]], int]:
    """Return case and entry of the last standing change of `who`, and its number (-1: there is none).

    Where no case is named, all of its group come with it.
    """
    pasts = list(contents.pasts(who)) if id is None else [(id, contents.past(id))]
    found = [(case, last) for case, past in pasts if (last := past.last_of(who)) is not None]
    if not found:
        return [], -1
    case, (newest, number) = max(found, key=lambda pair: pair[1][1])
    if id is not None or not newest.group:
        return [(case, newest)], number
    return [
        (case, entry)
        for case, past in pasts
        for entry in past.entries
        if entry.group == newest.group and entry.kind is Kind.CHANGE and not entry.undone
    ], number


def to_redo(contents: Contents, who: str, id: str | None) -> tuple[list[tuple[str, Entry]], int]:
    """Return what `who` took back last and did not change since, and the number of that undo (-1: nothing)."""
    pasts = list(contents.pasts(who)) if id is None else [(id, contents.past(id))]
    found = [(case, past, last) for case, past in pasts if (last := past.last_undone_by(who)) is not None]
    if not found:
        return [], -1
    case, past, (entry, number) = max(found, key=lambda one: one[2][1])
    undo = past.find(entry.undone)
    if id is not None or undo is None or not undo.group:
        return [(case, entry)], number
    return [
        (case, entry)
        for case, past in pasts
        for entry in past.entries
        if entry.undone and (made := past.find(entry.undone)) is not None and made.group == undo.group
    ], number


def taken_back(case: Case | None, entry: Entry, past: Past) -> Result:
    """Return the case without the entry's change (None: the case goes), and what the undo's entry must keep.

    Raises `Conflict` where a field was changed again since.
    """
    if not _whole(entry):
        return _changed(case, lambda values: revert(values, entry.ops)), ()
    if entry.ops[0].before is UNSET:
        later = [e for e in past.entries if e.kind is Kind.CHANGE and e.number > entry.number and not e.undone]
        if case is None or later:
            text = N_("This case was changed since it was opened. Take those changes back first, or remove it.")
            raise Conflict(Said(text), (), None, None if case is None else plain(case))
        return None, (Op((), before=plain(case)),)
    if case is not None:
        raise Conflict(Said(N_("This case is there again already.")), (), None, plain(case))
    return _case_of(entry), ()


def made_again(case: Case | None, entry: Entry, past: Past) -> Result:
    """Return the case with the entry's change made again, and what the redo's entry must keep. Raises `Conflict`."""
    if not _whole(entry):
        return _changed(case, lambda values: apply(values, entry.ops)), ()
    if entry.ops[0].before is UNSET:
        undo = past.find(entry.undone)
        if case is not None or undo is None or not undo.ops:
            raise Conflict(Said(N_("This case is there again already.")), (), None, None)
        return _case_of(undo), ()
    if case is None or diff(entry.ops[0].before, plain(case)):
        text = N_("This case was changed since it was brought back. Look at it, then remove it again.")
        raise Conflict(Said(text), (), entry.ops[0].before, None if case is None else plain(case))
    return None, ()


def _whole(entry: Entry) -> bool:
    """Tell whether the entry opened or removed the case."""
    return len(entry.ops) == 1 and entry.ops[0].path == ()


def _case_of(entry: Entry) -> Case:
    """Return the case that an entry kept whole. Raises `Conflict` where it can no longer be read."""
    try:
        return to_case(entry.ops[0].before)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Conflict(Said(N_("What this entry kept of the case cannot be read any more."))) from error


def _changed(case: Case | None, work: Any) -> Case:
    if case is None:
        raise Conflict(Said(N_("This case was removed since. Bring it back first.")))
    try:
        changed = to_case(work(plain(case)))
    except Clash as clash:
        raise _conflict(clash) from clash
    except (msgspec.MsgspecError, ValueError) as error:
        text = N_("Together with what was changed since, this would no longer fit. Change the field by hand.")
        raise Conflict(Said(text)) from error
    return changed


def _conflict(clash: Clash) -> Conflict:
    then, now = (None if value is UNSET else value for value in (clash.wanted, clash.found))
    text = N_("“{field}” was changed again since. Then: {then}. Now: {now}. Nothing was changed.")
    key = clash.path[-1]
    values = {"field": "/".join(clash.path), "then": in_short(key, then), "now": in_short(key, now)}
    return Conflict(Said(text, values), clash.path, then, now)


def in_short(key: str, value: Any) -> str:
    """Return the value of the field `key` in at most 60 harmless characters; numbers of persons are masked."""
    if value is None or value == "" or value == []:
        return "-"
    if isinstance(value, Mapping):
        parts = [in_short(name, item) for name, item in value.items() if name not in _HIDDEN]
        value = ", ".join(part for part in parts if part != "-")
    elif isinstance(value, list | tuple):
        value = "; ".join(in_short(key, item) for item in value)
    elif key in _MONEY and isinstance(value, int):
        value = yuan(value)
    elif key in _PRIVATE:
        value = masked(str(value))
    text = shown(str(value))
    return text if len(text) <= 60 else text[:59] + "…"
