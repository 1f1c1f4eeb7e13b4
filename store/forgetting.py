"""Forgetting a case: the one change without undo, after which no byte of it is in any file the program made.

A mark with the case's id is written first; from then on the case is nowhere to be seen. Then go inbox copies, drafts,
calendar notes, the case in every backup, and last the case and its history in the file itself. What was interrupted
is taken up by the next one who opens the file. What was exported stays where it was put.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from model.case import Place
from model.said import N_, Said
from store import files
from store.casefile import CaseFile
from store.codec import Codec
from store.contents import Contents
from store.drafts import Draft
from store.errors import Forgotten, NoSuchCase, NotWritten, StoreError, name
from store.faults import system
from store.packing import NotPacked, place_of
from store.paths import backups_folder, drafts_folder, inbox_folder
from store.resealing import leftovers

_plain = msgspec.json.Decoder()


class Extent(NamedTuple):
    """What forgetting a case takes with it: its title, how many entries, drafts and backups, which inbox copies.

    `broken` are backups and drafts that cannot be opened, so that nobody knows what is in them.
    """

    id: str
    title: str
    entries: int
    drafts: int
    backups: int
    papers: tuple[Path, ...]
    broken: tuple[Path, ...]


class Outcome(NamedTuple):
    """What was done: in how many backups the case was, and what could not be opened and was kept or dropped."""

    backups: int
    kept: tuple[Path, ...] = ()
    dropped: tuple[Path, ...] = ()


def extent(file: CaseFile, id: str) -> Extent:
    """Return what forgetting the case would take with it. Raises `NoSuchCase`, `Forgotten`, `StoreError`."""
    contents = file.contents
    _known(contents, id)
    case = contents.case(id)
    held, broken = 0, []
    versions = [contents]
    for path in _files(backups_folder(file.path)):
        found = _version(file, path)
        if found is None:
            broken.append(path)
        elif found.holds(id):
            held += 1
            versions.append(found)
    drafts = 0
    for path in _files(drafts_folder(file.path)):
        draft = _draft(file.codec, path)
        if draft is None:
            broken.append(path)
        elif draft.case == id:
            drafts += 1
    entries = len(contents.past(id).entries)
    papers = _papers(file, {id}, versions)
    return Extent(id, case.title if case else id, entries, drafts, held, papers, tuple(broken))


def forget(file: CaseFile, id: str, *, drop_broken: bool) -> Outcome:
    """Forget the case. Raises `StoreError`."""
    with file.locked():
        file.refresh()
        contents = file.contents
        _known(contents, id)
        contents.verify()
        meta = msgspec.structs.replace(
            contents.meta,
            revision=contents.meta.revision + 1,
            forgotten=(*contents.meta.forgotten, id),
            purging=(*contents.meta.purging, id),
            drop_broken=drop_broken,
        )
        _write(file, contents.with_meta(meta))
        return purge(file)


def resume(file: CaseFile) -> None:
    """End what was interrupted; where the file cannot be written here, that waits for the next one who can."""
    with suppress(StoreError), file.locked():
        file.refresh()
        if file.contents.meta.purging:
            purge(file)


def purge(file: CaseFile) -> Outcome:
    """Take away everything of the cases that are marked; the caller holds the lock. Raises `StoreError`."""
    contents = file.contents
    ids = frozenset(contents.meta.purging)
    drop = contents.meta.drop_broken
    found: dict[Path, Contents] = {}
    broken = []
    for path in _files(backups_folder(file.path)):
        version = _version(file, path)
        if version is None:
            broken.append(path)
        elif any(version.holds(id) for id in ids):
            found[path] = version
    for paper in _papers(file, ids, [contents, *found.values()]):
        _unlink(paper)
    broken += _drop_drafts(file, ids)
    _forget_dates(file, ids)
    for path, version in found.items():
        _rewrite(file, path, version.without(ids))
    for path in broken if drop else ():
        _unlink(path)
    for path in leftovers(file.path):
        _unlink(path)
    done = contents.without(ids)
    meta = msgspec.structs.replace(done.meta, purging=(), drop_broken=False)
    _write(file, done.with_meta(meta))
    return Outcome(len(found), () if drop else tuple(broken), tuple(broken) if drop else ())


def tombstones(file: Path, codec: Codec) -> frozenset[str]:
    """Return the ids forgotten according to every backup that can be read: where the case file itself cannot."""
    gone: frozenset[str] = frozenset()
    for path in _files(backups_folder(file)):
        with suppress(StoreError, FileNotFoundError):
            gone |= Contents.read(file, codec.open(_bytes(path))).gone
    return gone


def _known(contents: Contents, id: str) -> None:
    if id in contents.gone:
        raise Forgotten(id)
    if contents.document(id) is None:
        raise NoSuchCase(id)


def _write(file: CaseFile, contents: Contents) -> None:
    """Write the contents and keep no backup of what stood there."""
    try:
        file.write(contents, None)
    except files.Changed as error:
        text = N_("Another program writes {path} without the lock. Nothing was changed. Close it and try again.")
        raise NotWritten(Said(text, {"path": name(file.path)})) from error


def _files(folder: Path) -> list[Path]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        return sorted(
            Path(entry.path)
            for entry in entries
            if entry.name.endswith(".json") and not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
        )
    return []


def _bytes(path: Path) -> bytes:
    loaded = files.load(path)
    os.close(loaded.descriptor)
    return loaded.data


def _version(file: CaseFile, path: Path) -> Contents | None:
    """Return what a backup holds; None where it cannot be opened."""
    try:
        return Contents.read(file.path, file.codec.open(_bytes(path)))
    except (StoreError, FileNotFoundError):
        return None


def _rewrite(file: CaseFile, path: Path, contents: Contents) -> None:
    """Put a backup without the case in place of one with it, at the same time of day."""
    before = path.stat()
    try:
        _, descriptor = files.replace(
            path,
            file.codec.seal(contents.rendered()),
            owner=(before.st_uid, before.st_gid),
            expect=files.look(path),
        )
    except files.Changed as error:
        raise NotWritten(Said(N_("{path} was changed by another program meanwhile."), {"path": name(path)})) from error
    os.close(descriptor)


def _draft(codec: Codec, path: Path) -> Draft | None:
    try:
        return msgspec.json.decode(codec.open_draft(_bytes(path)), type=Draft)
    except (StoreError, FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _drop_drafts(file: CaseFile, ids: frozenset[str]) -> list[Path]:
    """Delete the drafts of these cases; return those that cannot be opened."""
    broken = []
    for path in _files(drafts_folder(file.path)):
        draft = _draft(file.codec, path)
        if draft is None:
            broken.append(path)
        elif draft.case in ids:
            _unlink(path)
    return broken


def _forget_dates(file: CaseFile, ids: frozenset[str]) -> None:
    """Forget what was exported to calendars."""
    from store.calendar_file import forget_case, state_file

    if state_file(file.path).exists():
        for id in ids:
            forget_case(file.path, id, file.codec)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        text = N_("{path} could not be deleted: {why}. The case is gone from the list; the next opening tries again.")
        raise NotWritten(Said(text, {"path": name(path), "why": system(error)})) from error


def _papers(file: CaseFile, ids: "frozenset[str] | set[str]", versions: list[Contents]) -> tuple[Path, ...]:
    """Return the files in the inbox that only these cases name, or named once."""
    inbox = inbox_folder(file.path)
    theirs, others = set(), set()
    for version in versions:
        for document in version.documents_of(ids):
            theirs |= set(_places(_plain.decode(document)))
    for case in (file.contents.case(id) for id in file.contents.ids if id not in ids):
        if case is not None:
            others |= {paper.where for paper in case.materials if paper.place is Place.FILE}
    kept = {_inside(where, inbox) for where in others}
    found = {_inside(where, inbox) for where in theirs} - kept - {None}
    return tuple(sorted(path for path in found if path is not None and path.is_file() and not path.is_symlink()))


def _places(value: Any) -> Iterator[str]:
    """Give every `where` in a record, its history's changes included."""
    if isinstance(value, dict):
        if isinstance(value.get("where"), str):
            yield value["where"]
        path = value.get("path")
        if isinstance(path, list) and path and path[-1] == "where":
            yield from (side for side in (value.get("before"), value.get("after")) if isinstance(side, str))
        for item in value.values():
            yield from _places(item)
    elif isinstance(value, list):
        for item in value:
            yield from _places(item)


def _inside(where: str, inbox: Path) -> Path | None:
    """Return the file a paper names where it really lies in the inbox."""
    if not where:
        return None
    with suppress(NotPacked, OSError, ValueError):
        path = place_of(where, inbox)
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(inbox)):
            return path
    return None
