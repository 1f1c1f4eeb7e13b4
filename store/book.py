"""The one door to a case file: read cases, change them under the lock, take changes back, see others' changes."""

import gc
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from model.case import Case
from model.diff import Op, diff
from model.said import N_, Said
from store import backups, files
from store.casefile import CaseFile
from store.changes import Saved, fresh_id, merged, replaced_by, sound, told_by
from store.codec import Codec
from store.contents import Restored, plain
from store.draft import Draft
from store.errors import Forgotten, NoSuchCase, NoSuchEntry, NothingToUndo, NotWritten, name
from store.history import Entry, Kind
from store.sealing import Passphrase
from store.undoing import made_again, taken_back, to_redo, to_undo

if TYPE_CHECKING:
    from store.forgetting import Extent, Outcome

CHINA = timezone(timedelta(hours=8))

T = TypeVar("T")


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
    def open(
        cls,
        path: Path,
        *,
        who: str,
        now: Callable[[], datetime],
        create: bool = False,
        lazy: bool = False,
        codec: Codec | None = None,
    ) -> "CaseBook":
        """Open the file at `path` for `who`. A file that is not there is an empty book; with `create` the first
        change makes it. `lazy`: each case is read when it is asked for, and only then found unsound.
        Raises `Unreadable` (`Damaged`, `NotOurs`, `Newer`, `NotAFile`, `OtherOwner`)."""
        book = cls(CaseFile(path, create=create, codec=codec), who=who, now=now)
        if not lazy:
            book.cases()
        if book.unfinished:
            book.finish_forgetting()
        return book

    @property
    def path(self) -> Path:
        """Where the file really lies."""
        return self._file.path

    @property
    def exists(self) -> bool:
        """Whether there is a file yet."""
        return self._file.exists

    @property
    def codec(self) -> Codec:
        """How the file's bytes are made and read: for drafts and notes that lie beside it."""
        return self._file.codec

    def unlock(self, passphrase: Passphrase) -> None:
        """Open a file that was found sealed. Raises `WrongPassphrase`, `Unreadable`."""
        with self._writing:
            self._file.unlock(passphrase)

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
            contents.verify()
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
        return self.take_in(cases, {}, said)

    def take_in(
        self,
        cases: Iterable[Case],
        changes: Mapping[str, Callable[[Case], Case]],
        said: Said | None = None,
        *,
        backup: bool = False,
    ) -> list[Case]:
        """Add cases and change others by id in one write, which one undo takes back; return the cases added.

        `backup`: nothing is written unless the old version could be kept.
        """
        cases = list(cases)

        def work(draft: Draft) -> list[Case]:
            group = str(draft.number()) if len(cases) + len(changes) > 1 else ""
            added = []
            for case in cases:
                if draft.forgotten(case.id):
                    raise Forgotten(case.id)
                if draft.lives(case.id):
                    case = msgspec.structs.replace(case, id=fresh_id(draft))
                told = said or Said(N_("Case opened: {title}"), {"title": case.title})
                case = draft.put_case(sound(case))
                draft.put_entry(case.id, self._entry(draft, told, (Op(()),), group=group))
                added.append(case)
            for id, change in changes.items():
                self._apply(draft, id, change, said, group)
            return added

        return self._transact(work, backup=backup)

    def update(self, id: str, change: Callable[[Case], Case]) -> Case:
        """Apply `change` to the newest version of a case and return what was saved.

        Raises `NoSuchCase`, `NotWritten`, `ReadOnly`, `Busy`, and whatever `change` raises; nothing is changed then.
        """
        return self.save(id, change).case

    def save(self, id: str, change: Callable[[Case], Case], *, shown: Case | None = None) -> Saved:
        """Like `update`; `shown` is the version that the person saw: what others changed since stays where the change
        does not mean it, and what of theirs it replaced is told."""

        def work(draft: Draft) -> Saved:
            before, past = self._newest(draft, id), draft.contents.past(id).entries
            case, entry = self._apply(draft, id, change, None, "", shown)
            return Saved(case, entry, replaced_by(shown, before, case, past))

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

    @property
    def restored(self) -> Restored | None:
        """The last time that a backup was brought back, or that was taken back."""
        return self._file.contents.meta.restored

    @property
    def forgotten(self) -> frozenset[str]:
        """The ids of cases that were forgotten: they do not come back."""
        return self._file.contents.gone

    @property
    def unfinished(self) -> bool:
        """Whether something of a forgotten case may lie about still, since forgetting it was interrupted."""
        return bool(self._file.contents.meta.purging)

    def extent(self, id: str) -> "Extent":
        """Return what forgetting a case would take with it. Raises `NoSuchCase`, `Forgotten`, `StoreError`."""
        from store.forgetting import extent

        return extent(self._file, id)

    def forget(self, id: str, *, drop_broken: bool = False) -> "Outcome":
        """Delete a case for good, with history, drafts, inbox copies and in every backup; there is no undo.

        `drop_broken`: backups and drafts that cannot be opened go too. Raises `StoreError`; where that came after the
        case was marked as forgotten, the next opening goes on with it.
        """
        from store.forgetting import forget

        with self._writing:
            return forget(self._file, id, drop_broken=drop_broken)

    def finish_forgetting(self) -> None:
        """End a forgetting that was interrupted, if the file can be written here and nobody holds it."""
        from store.forgetting import resume

        with self._writing:
            resume(self._file)

    def undo(self, id: str | None = None) -> Entry:
        """Take back this person's last change, in the case `id` or in the whole book; return the undo's entry.

        In the whole book what was done in one write goes in one, and a restore counts as a change.
        Raises `NothingToUndo`, `Conflict`.
        """

        def work(draft: Draft) -> Entry:
            if id is not None and draft.forgotten(id):
                raise Forgotten(id)
            found, newest = to_undo(draft.contents, self.who, id)
            restored = draft.contents.meta.restored
            mine = id is None and restored is not None and restored.who == self.who and restored.number > newest
            if mine and restored and restored.aside and not restored.undone:
                return self._swap(draft, restored, Kind.UNDO)
            if not found:
                raise NothingToUndo(Said(N_("There is no change of yours left to take back.")))
            return self._put_back(draft, found, Kind.UNDO)

        return self._transact(work)

    def redo(self, id: str | None = None) -> Entry:
        """Make again what this person took back last and did not change since. Raises `NothingToUndo`, `Conflict`."""

        def work(draft: Draft) -> Entry:
            if id is not None and draft.forgotten(id):
                raise Forgotten(id)
            found, number = to_redo(draft.contents, self.who, id)
            restored = draft.contents.meta.restored
            newest = max(number, to_undo(draft.contents, self.who, id)[1])
            mine = id is None and restored is not None and restored.who == self.who and restored.number > newest
            if mine and restored and restored.undone:
                return self._swap(draft, restored, Kind.REDO)
            if not found:
                raise NothingToUndo(Said(N_("There is nothing of yours to make again.")))
            return self._put_back(draft, found, Kind.REDO)

        return self._transact(work)

    def undo_entry(self, id: str, entry_id: str) -> Entry:
        """Take back one entry of a case's timeline, anyone's; of an undo: make its change again.

        Raises `NoSuchEntry`, `Conflict`.
        """

        def work(draft: Draft) -> Entry:
            if draft.forgotten(id):
                raise Forgotten(id)
            past = draft.contents.past(id)
            entry = past.find(entry_id)
            target = entry if entry is None or entry.kind is Kind.CHANGE else past.find(entry.of)
            if entry is None or target is None:
                raise NoSuchEntry(Said(N_("This entry is too old to be taken back.")))
            if entry.kind is Kind.UNDO and target.undone == entry.id:
                return self._put_back(draft, [(id, target)], Kind.REDO)
            if entry.kind is Kind.UNDO or target.undone:
                raise NoSuchEntry(Said(N_("This was taken back already.")))
            return self._put_back(draft, [(id, target)], Kind.UNDO)

        return self._transact(work)

    def poll(self) -> frozenset[str]:
        """Return the ids of cases that other sessions changed since the last look: one `stat` when nothing did.

        While a change of this session is under way, none: the next look tells them, and nobody waits for the lock.
        Raises `Gone`, `Unreadable`; what was read before stays.
        """
        if not self._writing.acquire(blocking=False):
            return frozenset()
        try:
            changed = self._foreign | self._file.refresh()
            self._foreign = frozenset()
            return changed
        finally:
            self._writing.release()

    def close(self) -> None:
        """Let go of the file. Everything is on disk already."""
        self._file.close()

    def _transact(self, work: Callable[[Draft], T], *, backup: bool = False) -> T:
        """Do `work` on the newest contents under the lock and write what it changed."""
        with self._writing:
            for _ in range(3):
                with self._file.locked():
                    self._foreign |= self._file.refresh()
                    if self._file.contents.meta.purging:
                        from store.forgetting import purge

                        purge(self._file)
                    old = self._file.contents
                    old.verify()
                    draft = Draft(old)
                    result = work(draft)
                    if not draft.changed:
                        return result
                    try:
                        keep = backups.keeper(self._at(), old.meta.revision, must=backup or old.migrated)
                        self._file.write(draft.done(), keep)
                    except files.Changed:
                        continue
                    return result
        text = N_("Another program writes {path} without the lock. Nothing was changed. Close it and try again.")
        raise NotWritten(Said(text, {"path": name(self.path)}))

    def _newest(self, draft: Draft, id: str) -> Case:
        case = draft.contents.case(id)
        if case is None:
            raise Forgotten(id) if draft.forgotten(id) else NoSuchCase(id)
        return case

    def _apply(
        self,
        draft: Draft,
        id: str,
        change: Callable[[Case], Case],
        said: Said | None,
        group: str,
        shown: Case | None = None,
    ) -> tuple[Case, Entry | None]:
        case = self._newest(draft, id)
        changed = sound(merged(shown, case, change(case), change))
        if changed.id != id:
            raise ValueError("a change must not change the case's id")
        ops = diff(plain(case), plain(changed))
        if not ops and changed.serial == case.serial:
            return case, None
        told = said or getattr(change, "said", None) or told_by(ops)
        draft.put_case(changed)
        return changed, draft.put_entry(id, self._entry(draft, told, ops, group=group))

    def _at(self) -> datetime:
        at = self._now()
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(CHINA)

    def _entry(self, draft: Draft, said: Said, ops: tuple[Op, ...], **fields: Any) -> Entry:
        at = self._at().isoformat(timespec="seconds")
        return Entry(id=str(draft.number()), at=at, who=self.who, said=said, ops=ops, **fields)

    def _put_back(self, draft: Draft, found: list[tuple[str, Entry]], kind: Kind) -> Entry:
        """Take the entries back, or make them again, all or none; return the last entry that tells so."""
        group = str(draft.number()) if len(found) > 1 else ""
        for id, entry in found:
            turn = taken_back if kind is Kind.UNDO else made_again
            case, ops = turn(draft.contents.case(id), entry, draft.contents.past(id))
            if case is None:
                draft.remove_case(id)
            else:
                draft.put_case(case)
            made = draft.put_entry(id, self._entry(draft, entry.said, ops, kind=kind, of=entry.id, group=group))
        return made

    def _swap(self, draft: Draft, restored: Restored, kind: Kind) -> Entry:
        """Put back what a restore replaced; what stands now becomes the version to come back to."""
        _, contents = backups.choose(self.path, restored.aside, self._file.codec)
        aside = backups.keep_version(self.path, self._at(), draft.contents.meta.revision, must=True)
        entry = self._entry(draft, Said(N_("Backup restored: {which}"), {"which": restored.source}), (), kind=kind)
        undone = kind is Kind.UNDO
        draft.become(contents, Restored(entry.at, restored.who, entry.number, restored.source, aside, undone))
        return entry
