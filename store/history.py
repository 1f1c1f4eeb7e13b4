"""The timeline of one case: what changed, when, by whom, and what is needed to take it back."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from model.diff import Op
from model.said import Said

KEPT = 64
"""Changes kept for each case; the promise is 50."""


class Kind(StrEnum):
    """What an entry is."""

    CHANGE = "change"
    UNDO = "undo"
    REDO = "redo"


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One change of a case. `id` is the file's revision that holds it first: later entries have larger numbers.

    Entries made in one write share a `group`.
    `at` is an ISO time in China's zone. `said` tells the change; for an undo or redo it is that of the change `of`
    which it took back or made again. `undone` is the id of the undo that took this change back, empty while it stands.
    """

    id: str
    at: str
    who: str
    said: Said
    kind: Kind = Kind.CHANGE
    of: str = ""
    group: str = ""
    undone: str = ""
    ops: tuple[Op, ...] = ()

    def __post_init__(self) -> None:
        for number in (self.id, self.of or "0", self.undone or "0", self.group or "0"):
            if not (number.isascii() and number.isdigit() and len(number) <= 16):
                raise ValueError("an entry's numbers must be numbers")

    @property
    def number(self) -> int:
        """The place in the book's order of changes."""
        return int(self.id)


class Past(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The history of one case, oldest first."""

    case: str
    entries: tuple[Entry, ...] = ()

    def find(self, id: str) -> Entry | None:
        """Return the entry `id`."""
        return next((entry for entry in self.entries if entry.id == id), None)

    def with_entry(self, entry: Entry) -> "Past":
        """Return the history with `entry` at its end; an undo or redo marks the change it is of."""
        entries = self.entries
        if entry.kind is not Kind.CHANGE:
            mark = entry.id if entry.kind is Kind.UNDO else ""
            entries = tuple(msgspec.structs.replace(e, undone=mark) if e.id == entry.of else e for e in entries)
        return Past(self.case, _trimmed((*entries, entry)))

    def last_of(self, who: str) -> tuple[Entry, int] | None:
        """Return the change of `who` that stands and was made, or made again by them, last; and the number of that."""
        again = {entry.of: entry.number for entry in self.entries if entry.kind is Kind.REDO and entry.who == who}
        standing = [e for e in self.entries if e.kind is Kind.CHANGE and e.who == who and not e.undone]
        made = [(entry, max(entry.number, again.get(entry.id, 0))) for entry in standing]
        return max(made, key=lambda pair: pair[1], default=None)

    def last_undone_by(self, who: str) -> tuple[Entry, int] | None:
        """Return the change that `who` took back last, and the number of that undo; None once `who` changed more."""
        undone = {entry.undone: entry for entry in self.entries if entry.undone}
        for entry in reversed(self.entries):
            if entry.who == who and entry.kind is Kind.CHANGE and not entry.undone:
                return None
            if entry.id in undone and entry.who == who:
                return undone[entry.id], entry.number
        return None


def _trimmed(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Keep the newest changes, and of undo and redo the newest and those that tell who took back what is undone."""
    if len(entries) <= KEPT:
        return entries
    changes = _newest(entry for entry in reversed(entries) if entry.kind is Kind.CHANGE)
    told = _newest(entry for entry in reversed(entries) if entry.kind is not Kind.CHANGE)
    told |= {entry.undone for entry in entries if entry.id in changes and entry.undone}
    return tuple(entry for entry in entries if entry.id in changes or entry.id in told)


def _newest(entries: Iterable[Entry]) -> set[str]:
    return {entry.id for entry, _ in zip(entries, range(KEPT), strict=False)}
