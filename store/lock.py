"""The lock between sessions: `flock` on a side file that is never deleted.

The lock file stays, since a lock on a file that is replaced or removed excludes nobody. `flock` belongs to the open
file, which closes on exec; a killed holder frees it at once, a stopped one is waited for and then named.
"""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from model.said import N_, Said
from store.errors import Busy, NotAFile, ReadOnly, name, not_written

PATIENCE = 10.0
"""Seconds to wait for another session before giving up."""

_PAUSE = 0.001
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}


class NoLocks(ReadOnly):
    """The file system has no locks, so that writing would not be safe."""

    def __init__(self, path: Path) -> None:
        text = N_(
            "{path} lies on a file system without locks: it is open for reading only, "
            "since two sessions could overwrite each other."
        )
        super().__init__(Said(text, {"path": name(path)}))


def lock_path(path: Path) -> Path:
    """Return the side file that is locked for `path`."""
    return path.with_name(f".{path.name}.lock")


@contextmanager
def locked(path: Path, *, patience: float = PATIENCE, owner: tuple[int, int] | None = None) -> Iterator[None]:
    """Hold the lock of `path`; `owner` (uid, gid) gets the lock file where root would keep it from them.

    Raises `Busy` after `patience` seconds, `NoLocks`, `ReadOnly` where no lock file can be made.
    """
    descriptor = _open(path, owner)
    try:
        _acquire(descriptor, path, patience)
        yield
    finally:
        os.close(descriptor)


def probe(path: Path, owner: tuple[int, int] | None = None) -> None:
    """Find out whether `path` can be locked at all, without waiting. Raises `NoLocks`, `ReadOnly`, `NotAFile`."""
    descriptor = _open(path, owner)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        os.close(descriptor)


def _open(path: Path, owner: tuple[int, int] | None) -> int:
    side = lock_path(path)
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        try:
            descriptor = os.open(side, flags)
        except FileNotFoundError:
            descriptor = os.open(side, flags | os.O_CREAT, 0o600)
            os.fchmod(descriptor, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise NotAFile(
                Said(N_("{path} is not a lock file. Look at it and remove it."), {"path": name(side)})
            ) from error
        raise not_written(path, error) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFile(Said(N_("{path} is not a lock file. Look at it and remove it."), {"path": name(side)}))
    if owner is not None and os.geteuid() == 0 and os.fstat(descriptor).st_uid != owner[0]:
        with suppress(OSError):
            os.fchown(descriptor, *owner)
    return descriptor


def _acquire(descriptor: int, path: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise Busy(path, _holder(descriptor)) from error
            time.sleep(_PAUSE * (0.5 + os.urandom(1)[0] / 256))
        except OSError as error:
            raise _refused(path, error) from error
        else:
            with suppress(OSError):
                os.pwrite(descriptor, b"%-10d\n" % os.getpid(), 0)
            return


def _refused(path: Path, error: OSError) -> ReadOnly:
    if error.errno in _NO_LOCKS:
        return NoLocks(path)
    return ReadOnly(not_written(path, error).said)


def _holder(descriptor: int) -> str:
    with suppress(OSError, ValueError):
        return str(int(os.pread(descriptor, 16, 0)))
    return ""
