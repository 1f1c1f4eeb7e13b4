"""The inbox of a case file: what arrived by scp or sftp, and the fingerprint of a paper on this machine."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from model.said import N_, Said
from model.text import shown
from store import files
from store.errors import StoreError, name
from store.packing import NotPacked, copy, opened, place_of


class NoPaper(StoreError):
    """There is no file that can be taken as a paper."""


class Arrived(NamedTuple):
    """A file in the inbox; `modified` is in nanoseconds."""

    name: str
    size: int
    modified: int


class Fingerprint(NamedTuple):
    """What is recorded of a file: how it is kept in the case, its bytes, its SHA-256."""

    where: str
    size: int
    sha256: str


def make_inbox(folder: Path) -> None:
    """Make the inbox, mode 0700. Raises `StoreError`."""
    files.make_folder(folder)


def arrived(folder: Path) -> tuple[Arrived, ...]:
    """Return the plain files of the inbox, newest first; hidden ones and names no screen can show are left out."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or shown(entry.name) != entry.name:
                    continue
                about = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode):
                    found.append(Arrived(entry.name, about.st_size, about.st_mtime_ns))
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda one: (-one.modified, one.name)))


def is_there(where: str, folder: Path) -> bool:
    """Return whether the file of a paper is still there; one `stat`."""
    try:
        return place_of(where, folder).is_file()
    except (NotPacked, OSError, ValueError):
        return False


def fingerprint(where: str, folder: Path) -> Fingerprint:
    """Read the file of a paper once. Raises `NoPaper` where there is none or it cannot be read."""
    try:
        path = place_of(where, folder)
        with opened(path, folder) as (descriptor, before), Path(os.devnull).open("wb") as nowhere:
            read = copy(descriptor, before, path, nowhere, lambda _done: None)
    except NotPacked as error:
        raise NoPaper(error.said) from error
    except OSError as error:
        text = N_("{path} cannot be read. Nothing was changed.")
        raise NoPaper(Said(text, {"path": name(Path(where))})) from error
    inside = path.is_relative_to(folder)
    return Fingerprint(str(path.relative_to(folder)) if inside else str(path), read.size, read.sha256)
