"""Reading a paper's file for the bundle: only what was named, no link followed, and noticed if it changes meanwhile."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from model.said import N_, Said
from store.errors import name
from store.faults import system

CHUNK = 1 << 20
LARGEST_PAPER = 4 * 2**30 - 1
"""Bytes: the largest paper, so that any program can open the zip."""


class NotPacked(Exception):
    """A paper cannot be put into the bundle; `said` tells why, its ``material`` is for the caller to fill.

    `why` is the word of the inventory for it.
    """

    def __init__(self, said: Said, why: str = "unreadable") -> None:
        super().__init__(said.text)
        self.said, self.why = said, why


class Read(NamedTuple):
    """What was read: bytes, their SHA-256, and whether the file changed while it was read."""

    size: int
    sha256: str
    changed: bool


def place_of(where: str, folder: Path | None) -> Path:
    """Return the path of a paper: an absolute one as typed, else inside `folder`. Raises `NotPacked`."""
    if not where or "\x00" in where:
        raise NotPacked(Said(N_("{material}: not in the bundle, no file is named")))
    path = Path(where).expanduser() if where.startswith("~") else Path(where)
    if path.is_absolute():
        return path
    if folder is None:
        raise NotPacked(Said(N_("{material}: not in the bundle, {path} is not a whole path"), {"path": name(path)}))
    inside = Path(os.path.normpath(folder / path))
    if not inside.is_relative_to(os.path.normpath(folder)):
        raise NotPacked(Said(N_("{material}: not in the bundle, {path} lies outside the inbox"), {"path": name(path)}))
    return inside


@contextmanager
def opened(path: Path, folder: Path | None) -> Iterator[tuple[int, os.stat_result]]:
    """Open a plain file for reading and give its descriptor and size; the last part of the path may be no link.

    For a path inside `folder` no part below it may be one. Raises `NotPacked`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise NotPacked(Said(N_("{material}: not in the bundle, {path} is not there"), {"path": name(path)})) from error
    except (OSError, ValueError) as error:
        why = system(error) if isinstance(error, OSError) else N_("its name cannot be used")
        if path.is_symlink():
            raise NotPacked(
                Said(N_("{material}: not in the bundle, {path} is a link; name the file itself"), {"path": name(path)})
            ) from error
        raise NotPacked(
            Said(N_("{material}: not in the bundle, {path} cannot be read: {why}"), {"path": name(path), "why": why})
        ) from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise NotPacked(Said(N_("{material}: not in the bundle, {path} is not a file"), {"path": name(path)}))
        if found.st_size > LARGEST_PAPER:
            raise NotPacked(
                Said(
                    N_("{material}: not in the bundle, {path} is too large for a zip that any program opens"),
                    {"path": name(path)},
                )
            )
        if folder is not None and path.is_relative_to(folder) and not _really_inside(path, folder):
            raise NotPacked(
                Said(N_("{material}: not in the bundle, {path} lies outside the inbox"), {"path": name(path)})
            )
        yield descriptor, found
    finally:
        os.close(descriptor)


def _really_inside(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def copy(descriptor: int, before: os.stat_result, path: Path, into: IO[bytes], progress: Callable[[int], None]) -> Read:
    """Copy a file as far as it reached when it was opened; `progress` is told the bytes so far.

    One that ends early or cannot be read to its end counts as changed.
    """
    digest, size = hashlib.sha256(), 0
    while size < before.st_size:
        try:
            block = os.read(descriptor, min(CHUNK, before.st_size - size))
        except OSError:
            break
        if not block:
            break
        into.write(block)
        digest.update(block)
        size += len(block)
        progress(size)
    return Read(size, digest.hexdigest(), size != before.st_size or _changed(descriptor, before, path))


def _changed(descriptor: int, before: os.stat_result, path: Path) -> bool:
    """Return whether the file, or what the path names, is no longer what was opened."""

    def marks(found: os.stat_result) -> tuple[int, ...]:
        return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    try:
        return marks(os.fstat(descriptor)) != marks(before) or marks(os.lstat(path)) != marks(before)
    except OSError:
        return True
