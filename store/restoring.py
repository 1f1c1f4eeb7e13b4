"""Bringing a backup back: what stands there now, sound or not, is set aside first."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import msgspec

from model.said import N_, Said
from store import backups, files, lock
from store.codec import PLAIN, Codec
from store.contents import META, Contents, Restored, encode
from store.errors import NotWritten, Unreadable, name
from store.forgetting import tombstones
from store.lines import Line
from store.paths import backups_folder

_CHINA = timezone(timedelta(hours=8))


class Restoration(NamedTuple):
    """What a restore did: the backup brought back, its number of cases, where the old bytes lie now (None: no file).

    `forgotten` are cases in the backup that stayed out, since they were forgotten.
    """

    backup: backups.Backup
    cases: int
    aside: Path | None
    forgotten: tuple[str, ...] = ()


def restore(
    path: Path, which: str | None, *, who: str, now: Callable[[], datetime], codec: Codec = PLAIN
) -> Restoration:
    """Put the backup `which` (see `backups.choose`) in place of the case file at `path`. Undo puts the old one back.

    Raises `NoBackup`, `Unreadable` where that backup is not sound, `NotWritten`, `ReadOnly`, `Busy`.
    """
    target = files.locate(path)
    owner = None
    with suppress(OSError):
        found = target.stat()
        owner = (found.st_uid, found.st_gid)
    with lock.locked(target, owner=owner):
        backup, contents = backups.choose(target, which, codec)
        at = now().astimezone(_CHINA)
        expect = files.look(target)
        present = _present(target, codec) if expect else None
        if present is None:
            codec.take(_bytes(backup.path))
        aside = ""
        if expect is not None:
            aside = backups.keep_version(target, at, present.meta.revision if present else None, must=True)
        gone = present.gone if present else tombstones(target, codec)
        kept_out = tuple(sorted(gone & contents.ids.keys()))
        contents = contents.without(gone)
        newest = [contents.meta, *([present.meta] if present else [])]
        revision = max(meta.revision for meta in newest)
        revision = max([revision, *(one.revision or 0 for one in backups.backups(target))]) + 1
        restored = Restored(at.isoformat(timespec="seconds"), who, revision, backup.name, aside if present else "")
        meta = msgspec.structs.replace(
            contents.meta,
            revision=revision,
            last=max(meta.last for meta in newest),
            restored=restored,
            purging=present.meta.purging if present else (),
        )
        tables = {**contents.tables, META: {"1": Line.of(1, encode(meta))}}
        data = codec.seal(Contents(target, tables).rendered())
        try:
            _, descriptor = files.replace(target, data, owner=owner, expect=expect)
        except files.Changed as error:
            text = N_("Another program writes {path} without the lock. Nothing was changed. Close it and try again.")
            raise NotWritten(Said(text, {"path": name(target)})) from error
        os.close(descriptor)
    folder = backups_folder(target)
    return Restoration(backup, len(contents.ids), folder / aside if aside else None, kept_out)


def _bytes(path: Path) -> bytes:
    loaded = files.load(path)
    os.close(loaded.descriptor)
    return loaded.data


def _present(target: Path, codec: Codec) -> Contents | None:
    """Return what stands there now, None where it is not sound."""
    try:
        contents = Contents.read(target, codec.take(_bytes(target)))
        contents.verify()
    except (FileNotFoundError, Unreadable):
        return None
    return contents
