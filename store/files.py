"""Reading and writing one file whole: found safely, replaced atomically, private, its owner kept.

Order of a write: temporary file in the same folder, owner and mode, bytes, fsync, a last look whether the file
is still the one that was read, hard link of the old version as backup, rename, fsync of the folder.
"""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from model.said import N_, Said
from store.errors import NotAFile, NotWritten, OtherOwner, StoreError, Unreadable, name, not_written, unreadable

LARGEST_FILE = 512 * 2**20
"""Bytes: the most that is read, and the most that is written."""


class Stamp(NamedTuple):
    """What one `stat` tells of a version of a file."""

    device: int
    inode: int
    size: int
    modified: int


class Loaded(NamedTuple):
    """A file as it was read; `descriptor` stays open so that its inode is not used again."""

    data: bytes
    stamp: Stamp
    descriptor: int
    owner: tuple[int, int]
    mode: int


class Changed(Exception):
    """The file is no longer the one that was read: somebody wrote without the lock."""


def look(path: Path) -> Stamp | None:
    """Return the stamp of the file at `path`, None where there is none. One `stat`."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def locate(path: Path) -> Path:
    """Return where the file really lies, links followed, or would lie if it is not there yet.

    Raises `NotAFile` for folders, devices, pipes and dangling links, `OtherOwner` where file or link is another's.
    """
    try:
        entry = path.lstat()
    except FileNotFoundError:
        return path.absolute()
    except (OSError, ValueError) as error:
        raise _refused(path, error) from error
    target = path.absolute()
    found = entry
    if stat.S_ISLNK(entry.st_mode):
        try:
            found = path.stat()
            target = Path(os.path.realpath(path))
        except FileNotFoundError as error:
            text = N_("{path} is a link to a file that is not there. Nothing was made in its place.")
            raise NotAFile(Said(text, {"path": name(path)})) from error
        except OSError as error:
            raise unreadable(path, error) from error
    if not stat.S_ISREG(found.st_mode):
        raise NotAFile(Said(N_("{path} is not a file. Name another with --file."), {"path": name(path)}))
    me = os.geteuid()
    if entry.st_uid != found.st_uid or (me != 0 and found.st_uid != me):
        text = N_("{path} belongs to another user. It was left as it is. Name a file of your own with --file.")
        raise OtherOwner(Said(text, {"path": name(path)}))
    return target


def load(path: Path) -> Loaded:
    """Read the file at `path` (as `locate` gave it). Raises FileNotFoundError, `Unreadable`."""
    for _ in range(5):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise
        except (OSError, ValueError) as error:
            raise _refused(path, error) from error
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise NotAFile(Said(N_("{path} is not a file. Name another with --file."), {"path": name(path)}))
            if before.st_size > LARGEST_FILE:
                text = N_("{path} is larger than {limit} MiB, which no case file is. It was left as it is.")
                raise Unreadable(Said(text, {"path": name(path), "limit": LARGEST_FILE // 2**20}))
            with open(descriptor, "rb", buffering=0, closefd=False) as file:
                data = file.readall()
            after = os.fstat(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise unreadable(path, error) from error
        except BaseException:
            os.close(descriptor)
            raise
        stamp = Stamp(after.st_dev, after.st_ino, after.st_size, after.st_mtime_ns)
        if len(data) == after.st_size and (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return Loaded(data, stamp, descriptor, (after.st_uid, after.st_gid), stat.S_IMODE(after.st_mode))
        os.close(descriptor)
    text = N_("{path} is being written by another program. It was left as it is. Try again in a moment.")
    raise Unreadable(Said(text, {"path": name(path)}))


def temporary(path: Path) -> Path:
    """Return the one temporary file a writer of `path` uses: under the lock there is only one writer."""
    return path.with_name(f".{path.name}.new")


def replace(
    path: Path,
    data: bytes | bytearray,
    *,
    owner: tuple[int, int] | None = None,
    expect: Stamp | None = None,
    keep: Callable[[Path], object] | None = None,
) -> tuple[Stamp, int]:
    """Put `data` at `path`, whole or not at all, mode 0600; return its stamp and open descriptor once it is on disk.

    The caller holds the lock of `path`. `owner` (uid, gid) is kept. `expect`: the version that is replaced (None: there
    is none); another one found raises `Changed`. `keep` is called with the path just before the old version goes.
    Raises `NotWritten`, `ReadOnly`; then the old file is as it was and no temporary file is left.
    """
    if len(data) > LARGEST_FILE:
        text = N_("{path} would grow past {limit} MiB. It is as it was before.")
        raise NotWritten(Said(text, {"path": name(path), "limit": LARGEST_FILE // 2**20}))
    new = temporary(path)
    descriptor = -1
    try:
        descriptor = _create(new, owner)
        _write(descriptor, data)
        if look(path) != expect:
            raise Changed(path)
        if keep is not None and expect is not None:
            keep(path)
        new.rename(path)
    except BaseException as error:
        with suppress(OSError):
            new.unlink()
        if descriptor >= 0:
            os.close(descriptor)
        if isinstance(error, OSError):
            raise not_written(path, error) from error
        raise
    sync_folder(path.parent)
    found = os.fstat(descriptor)
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns), descriptor


def write_new(new: Path, data: bytes | bytearray, owner: tuple[int, int] | None = None) -> None:
    """Make the file `new`, mode 0600, its bytes on disk; one that lies there is replaced. Raises OSError."""
    descriptor = _create(new, owner)
    try:
        _write(descriptor, data)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    finally:
        os.close(descriptor)


def _create(new: Path, owner: tuple[int, int] | None) -> int:
    with suppress(FileNotFoundError):
        new.unlink()
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        if owner is not None:
            made = os.fstat(descriptor)
            if (made.st_uid, made.st_gid) != owner:
                _keep_owner(descriptor, made.st_uid, owner)
        os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _write(descriptor: int, data: bytes | bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)


def _keep_owner(descriptor: int, uid: int, owner: tuple[int, int]) -> None:
    """Give the new file the old one's user, or refuse; its group where the system allows it."""
    try:
        os.fchown(descriptor, *owner)
    except PermissionError:
        if uid != owner[0]:
            raise


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut. A file system that cannot sync folders is left alone."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, mode 0700. Raises `StoreError`."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(0o700)
        folder.chmod(0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise NotAFile(
                Said(N_("{path} is in the way: a folder is needed there."), {"path": name(folder)})
            ) from None
    except OSError as error:
        raise not_written(folder, error) from error


def _refused(path: Path, error: OSError | ValueError) -> StoreError:
    if isinstance(error, OSError):
        return unreadable(path, error)
    return NotAFile(Said(N_("{path} is not a file. Name another with --file."), {"path": name(path)}))
