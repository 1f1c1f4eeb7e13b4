"""Backups beside the case file: every version that was replaced, the newest few, one a day, one a week.

A version is kept by a hard link just before its successor takes its place: no byte is copied, and the file in use
shares nothing with its backups.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from model.said import N_, Said
from model.text import shown
from store import files
from store.codec import PLAIN, Codec
from store.contents import Contents
from store.errors import NoBackup, NoSuchBackup, Sealed, StoreError, name, not_written, unreadable
from store.paths import backups_folder

RECENT, DAYS, WEEKS = 8, 7, 8
"""How many are kept: the newest, the newest of each of the last days, of each of the last weeks."""

LARGEST = 256 * 2**20
"""Bytes that all backups together may take; the two newest stay whatever their size."""

ASIDES = 2
"""How many unsound files that were set aside are kept besides."""

_ASIDE = 10**16
"""The place of a file set aside among the versions of its second: after all of them, whose revision it lacks."""

_NAME = re.compile(r"(\d{8}T\d{6})-(\d{1,16}|aside)(?:-(\d+))?\.json", re.ASCII)


class Backup(NamedTuple):
    """One kept version: when it was replaced (China's time), its size in bytes, its revision (None: not sound)."""

    name: str
    at: datetime
    size: int
    revision: int | None
    path: Path


def backups(file: Path) -> list[Backup]:
    """Return the backups of a case file, newest first. Raises `Unreadable`."""
    folder = backups_folder(file)
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                match = _NAME.fullmatch(entry.name)
                if match is None or not entry.is_file(follow_symlinks=False):
                    continue
                try:
                    at = datetime.strptime(match[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - kept as it is shown
                except ValueError:
                    continue
                revision = None if match[2] == "aside" else int(match[2])
                size = entry.stat(follow_symlinks=False).st_size
                found.append(
                    (
                        at,
                        _ASIDE if revision is None else revision,
                        int(match[3] or 0),
                        Backup(entry.name, at, size, revision, folder / entry.name),
                    )
                )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unreadable(folder, error) from error
    return [backup for *_, backup in sorted(found, key=lambda one: one[:3], reverse=True)]


def read(backup: Backup, file: Path, codec: Codec = PLAIN) -> Contents:
    """Return what a backup of `file` holds, every case read once. Raises `Unreadable`."""
    try:
        loaded = files.load(files.locate(backup.path))
    except FileNotFoundError as error:
        raise NoBackup(Said(N_("The backup {which} is gone."), {"which": backup.name})) from error
    os.close(loaded.descriptor)
    contents = Contents.read(file, codec.open(loaded.data))
    contents.verify()
    return contents


def choose(file: Path, which: str | None, codec: Codec = PLAIN) -> tuple[Backup, Contents]:
    """Return the backup meant by its name, its beginning or its number in the list (1: the newest); None: the newest
    sound one. Raises `NoBackup`, `Unreadable`."""
    found = backups(file)
    if which is None:
        locked: Sealed | None = None
        for backup in found:
            try:
                return backup, read(backup, file, codec)
            except Sealed as error:
                locked = locked or error
            except StoreError:
                continue
        if locked is not None:
            raise locked
        raise NoBackup(Said(N_("There is no sound backup of {path}."), {"path": name(file)}))
    named = [backup for backup in found if backup.name == which or backup.name == which + ".json"]
    if not named and which.isascii() and which.isdigit() and 1 <= int(which) <= len(found):
        named = [found[int(which) - 1]]
    if not named and which:
        named = [backup for backup in found if backup.name.startswith(which)]
    if len(named) != 1:
        text = N_("There is no one backup “{which}”. “huanqing backups” lists them.")
        raise NoSuchBackup(Said(text, {"which": shown(which)[:40]}))
    return named[0], read(named[0], file, codec)


def keeper(at: datetime, revision: int | None, *, must: bool = False) -> "Callable[[Path], str]":
    """Return the function that keeps the version lying at a path; the writer calls it just before replacing it.

    It returns the backup's name. `must`: without the backup nothing is written; else one that fails is left out.
    """

    def keep(file: Path) -> str:
        return keep_version(file, at, revision, must=must)

    return keep


def keep_version(file: Path, at: datetime, revision: int | None, *, must: bool = False) -> str:
    """Keep the version lying at `file` and drop what the rotation no longer holds. Raises `StoreError` if `must`."""
    folder = backups_folder(file)
    stem = f"{at:%Y%m%dT%H%M%S}-{'aside' if revision is None else revision}"
    try:
        owner = file.stat()
        made = not folder.exists()
        files.make_folder(folder)
        if made and (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.chown(folder, owner.st_uid, owner.st_gid)
        backup = _free(folder, stem, file)
        try:
            os.link(file, backup, follow_symlinks=False)
        except FileExistsError:
            pass
        except OSError:
            _copy(file, backup)
        if must:
            files.sync_folder(folder)
    except OSError as error:
        if must:
            raise not_written(folder, error) from error
        return ""
    except StoreError:
        if must:
            raise
        return ""
    rotate(file, spared=backup.name)
    return backup.name


def _free(folder: Path, stem: str, file: Path) -> Path:
    """Return a name not taken by another version."""
    path, n = folder / f"{stem}.json", 1
    while path.exists() and not path.samefile(file):
        path, n = folder / f"{stem}-{n}.json", n + 1
    return path


def _copy(file: Path, backup: Path) -> None:
    """Keep a copy where the file system has no hard links."""
    import shutil

    descriptor = os.open(backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out, file.open("rb") as source:
            shutil.copyfileobj(source, out)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        with suppress(OSError):
            backup.unlink()
        raise


def rotate(file: Path, *, spared: str = "") -> None:
    """Drop backups that are neither among the newest nor the newest of a late day or week, and those past `LARGEST`.

    The one named `spared`, which was kept just now, stays in any case.
    """
    try:
        found = backups(file)
    except StoreError:
        return
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for backup in found:
        days.setdefault(backup.at.date(), backup)
        weeks.setdefault(backup.at.isocalendar()[:2], backup)
    kept = {backup for backup in found if backup.name == spared}
    kept |= set([backup for backup in found if backup.revision is None][:ASIDES])
    kept |= set(found[:RECENT]) | set(list(days.values())[:DAYS]) | set(list(weeks.values())[:WEEKS])
    total = 0
    for n, backup in enumerate(found):
        total += backup.size
        if backup not in kept or (n >= 2 and total > LARGEST and backup.name != spared):
            total -= backup.size
            with suppress(OSError):
                backup.path.unlink()
