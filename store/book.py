"""The one door to a case file: read cases, change them under the lock, take changes back, see others' changes."""

import gc
import os
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from model.case import Case
from model.diff import Op, diff
from model.said import N_, Said
from store import files
from store.casefile import CaseFile
from store.contents import encode, plain, to_case
from store.draft import Draft
from store.errors import NoSuchCase, NoSuchEntry, NothingToUndo, NotWritten, WrongText, name
from store.history import Entry, Kind
from store.undoing import made_again, taken_back

CHINA = timezone(timedelta(hours=8))

_LETTERS = b"23456789abcdefghjkmnpqrstuvwxyz"

T = TypeVar("T")


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


class CaseBook:
    """The cases of one file. What a method returned after a change is on disk.

    Methods may be called from several threads; reading never waits for a save.
    """

    def __init__(self, file: CaseFile, *, who: str, now: Callable[[], datetime]) -> None:
        self.who, self._now = who, now
        self._file = file
        self._foreign: frozenset[str] = frozenset()
        self._writing = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, who: str, now: Callable[[], datetime], create: bool = False) -> "CaseBook":
        """Open the file at `path` for `who`. A file that is not there is an empty book; with `create` the first
        change makes it. Raises `Unreadable` (`Damaged`, `NotOurs`, `Newer`, `NotAFile`, `OtherOwner`)."""
        return cls(CaseFile(path, create=create), who=who, now=now)

    @property
    def path(self) -> Path:
        """Where the file really lies."""
        return self._file.path

    @property
    def exists(self) -> bool:
        """Whether there is a file yet."""
        return self._file.exists

    @property
    def read_only(self) -> Said | None:
        """Why nothing can be changed here; None if it can."""
        return self._file.read_only

    @property
    def notices(self) -> tuple[Said, ...]:
        """What people should be told about the file: a mode that was mended, a folder open to others."""
        return tuple(self._file.notices)

    def ids(self) -> list[str]:
        """Return the ids of all cases in the file's order, without reading the cases."""
        return list(self._file.contents.ids)

    def cases(self) -> list[Case]:
        """Return all cases in the file's order. Raises `Damaged` where one is not sound."""
        contents = self._file.contents
        collecting = gc.isenabled()
        gc.disable()
        try:
            return [case for id in contents.ids if (case := contents.case(id)) is not None]
        finally:
            if collecting:
                gc.enable()

    def case(self, id: str) -> Case:
        """Return one case. Raises `NoSuchCase`, `Damaged`."""
        case = self._file.contents.case(id)
        if case is None:
            raise NoSuchCase(id)
        return case

    def history(self, id: str) -> list[Entry]:
        """Return the timeline of a case, oldest first; of a removed one too. Raises `Damaged`."""
        return list(self._file.contents.past(id).entries)

    def removed(self) -> list[str]:
        """Return the ids of removed cases whose history is kept."""
        return list(self._file.contents.removed())

    def add(self, case: Case, said: Said | None = None) -> Case:
        """Add a case and return it as it was added: an id already used gets a fresh one."""
        return self.add_all([case], said)[0]

    def add_all(self, cases: Iterable[Case], said: Said | None = None) -> list[Case]:
        """Add cases in one write."""
        cases = list(cases)

        def work(draft: Draft) -> list[Case]:
            added = []
            for case in cases:
                if draft.document(case.id) is not None:
                    case = msgspec.structs.replace(case, id=_fresh(draft))
                told = said or Said(N_("Case opened: {title}"), {"title": case.title})
                case = draft.put_case(_sound(case))
                draft.put_entry(case.id, self._entry(draft, told, (Op(()),)))
                added.append(case)
            return added

        return self._transact(work)

    def update(self, id: str, change: Callable[[Case], Case]) -> Case:
        """Apply `change` to the newest version of a case and return what was saved.

        Raises `NoSuchCase`, `NotWritten`, `ReadOnly`, `Busy`, and whatever `change` raises; nothing is changed then.
        """
        return self.save(id, change).case

    def save(self, id: str, change: Callable[[Case], Case], *, shown: Case | None = None) -> Saved:
        """Like `update`; where the person saw the version `shown`, also tell what of others' the change replaced."""

        def work(draft: Draft) -> Saved:
            case = self._newest(draft, id)
            changed = _sound(change(case))
            if changed.id != id:
                raise ValueError("a change must not change the case's id")
            before = plain(case)
            ops = diff(before, plain(changed))
            if not ops and changed.serial == case.serial:
                return Saved(case, None)
            entry = self._entry(draft, getattr(change, "said", None) or _told(ops), ops)
            draft.put_case(changed)
            draft.put_entry(id, entry)
            return Saved(changed, entry, _replaced(shown, case, ops))

        return self._transact(work)

    def remove(self, id: str) -> Entry:
        """Remove a case; undo brings it back. Raises `NoSuchCase`."""

        def work(draft: Draft) -> Entry:
            case = self._newest(draft, id)
            told = Said(N_("Case removed: {title}"), {"title": case.title})
            entry = self._entry(draft, told, (Op((), before=plain(case)),))
            draft.remove_case(id)
            return draft.put_entry(id, entry)

        return self._transact(work)

    def undo(self, id: str | None = None) -> Entry:
        """Take back this person's last change, in the case `id` or in the whole book; return the undo's entry.

        Raises `NothingToUndo`, `Conflict`.
        """

        def work(draft: Draft) -> Entry:
            pasts = draft.contents.pasts(self.who) if id is None else [(id, draft.contents.past(id))]
            found = [(entry, case) for case, past in pasts if (entry := past.last_of(self.who)) is not None]
            if not found:
                raise NothingToUndo(Said(N_("There is no change of yours left to take back.")))
            entry, case = max(found, key=lambda pair: pair[0].number)
            return self._take_back(draft, case, entry)

        return self._transact(work)

    def redo(self, id: str | None = None) -> Entry:
        """Make again what this person took back last and did not change since. Raises `NothingToUndo`, `Conflict`."""

        def work(draft: Draft) -> Entry:
            pasts = draft.contents.pasts(self.who) if id is None else [(id, draft.contents.past(id))]
            found = [(last, case) for case, past in pasts if (last := past.last_undone_by(self.who)) is not None]
            if not found:
                raise NothingToUndo(Said(N_("There is nothing of yours to make again.")))
            (entry, _), case = max(found, key=lambda pair: pair[0][1])
            return self._make_again(draft, case, entry)

        return self._transact(work)

    def undo_entry(self, id: str, entry_id: str) -> Entry:
        """Take back one entry of a case's timeline, anyone's; of an undo: make its change again.

        Raises `NoSuchEntry`, `Conflict`.
        """

        def work(draft: Draft) -> Entry:
            past = draft.contents.past(id)
            entry = past.find(entry_id)
            target = entry if entry is None or entry.kind is Kind.CHANGE else past.find(entry.of)
            if entry is None or target is None:
                raise NoSuchEntry(Said(N_("This entry is too old to be taken back.")))
            if entry.kind is Kind.UNDO and target.undone == entry.id:
                return self._make_again(draft, id, target)
            if entry.kind is Kind.UNDO or target.undone:
                raise NoSuchEntry(Said(N_("This was taken back already.")))
            return self._take_back(draft, id, target)

        return self._transact(work)

    def poll(self) -> frozenset[str]:
        """Return the ids of cases that other sessions changed since the last look: one `stat` when nothing did.

        Raises `Gone`, `Unreadable`; what was read before stays.
        """
        with self._writing:
            changed = self._foreign | self._file.refresh()
            self._foreign = frozenset()
            return changed

    def close(self) -> None:
        """Let go of the file. Everything is on disk already."""
        self._file.close()

    def _transact(self, work: Callable[[Draft], T]) -> T:
        """Do `work` on the newest contents under the lock and write what it changed."""
        with self._writing:
            for _ in range(3):
                with self._file.locked():
                    self._foreign |= self._file.refresh()
                    self._file.contents.verify()
                    draft = Draft(self._file.contents)
                    result = work(draft)
                    if not draft.changed:
                        return result
                    try:
                        self._file.write(draft.done(), self._keep)
                    except files.Changed:
                        continue
                    return result
        text = N_("Another program writes {path} without the lock. Nothing was changed. Close it and try again.")
        raise NotWritten(Said(text, {"path": name(self.path)}))

    def _keep(self, path: Path) -> None:
        """Keep the old version as a backup."""

    def _newest(self, draft: Draft, id: str) -> Case:
        case = draft.contents.case(id)
        if case is None:
            raise NoSuchCase(id)
        return case

    def _entry(self, draft: Draft, said: Said, ops: tuple[Op, ...], kind: Kind = Kind.CHANGE, of: str = "") -> Entry:
        at = self._now()
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(CHINA)
        stamp = at.isoformat(timespec="seconds")
        return Entry(id=str(draft.number()), at=stamp, who=self.who, said=said, kind=kind, of=of, ops=ops)

    def _take_back(self, draft: Draft, id: str, entry: Entry) -> Entry:
        past = draft.contents.past(id)
        values, ops = taken_back(draft.contents.case(id), entry, past)
        return self._put_back(draft, id, values, self._entry(draft, entry.said, ops, Kind.UNDO, entry.id))

    def _make_again(self, draft: Draft, id: str, entry: Entry) -> Entry:
        past = draft.contents.past(id)
        values, ops = made_again(draft.contents.case(id), entry, past)
        return self._put_back(draft, id, values, self._entry(draft, entry.said, ops, Kind.REDO, entry.id))

    def _put_back(self, draft: Draft, id: str, case: Case | None, entry: Entry) -> Entry:
        if case is None:
            draft.remove_case(id)
        else:
            draft.put_case(case)
        return draft.put_entry(id, entry)


def _fresh(draft: Draft) -> str:
    """Return a random id that no case of the book has or had: six letters and digits that are not mistaken."""
    while True:
        id = "".join(chr(_LETTERS[byte % len(_LETTERS)]) for byte in os.urandom(6))
        if draft.document(id) is None and not id.isdigit():
            return id


def _sound(case: Case) -> Case:
    """Return the case as it will be read again; constructors check no types, the file does. Raises `WrongText`."""
    try:
        return to_case(msgspec.json.decode(encode(case)))
    except UnicodeEncodeError as error:
        text = N_("A text holds a broken character that cannot be saved. Type it again.")
        raise WrongText(Said(text)) from error


def _told(ops: tuple[Op, ...]) -> Said:
    fields = ", ".join(dict.fromkeys(op.path[0] for op in ops))
    return Said(N_("Changed: {fields}"), {"fields": fields or "serial"})


def _replaced(shown: Case | None, case: Case, ops: tuple[Op, ...]) -> tuple[Replaced, ...]:
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
