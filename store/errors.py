"""What can go wrong with a case file, each error with its sentence: what happened, where, what is safe, what to do."""

import errno
from pathlib import Path
from typing import Any

from model.said import N_, Said
from model.text import shown
from store.faults import because, system


class StoreError(Exception):
    """An error of the store that people meet; `said` is the sentence to show.

    Its values stay out of the exception's own text, so that no traceback tells of a person.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(said.text)
        self.said = said


class Unreadable(StoreError):
    """The file cannot be read as a case file; its bytes were left alone."""


DAMAGED = N_(
    "{path} is damaged: {why}. It was left as it is. “huanqing check” tells more, "
    "“huanqing restore” brings back the newest backup."
)
DAMAGED_AT = N_(
    "{path} is damaged: {spot}: {why}. It was left as it is. “huanqing check” tells more, "
    "“huanqing restore” brings back the newest backup."
)


class Damaged(Unreadable):
    """The file is not a sound case file: `why`, and `spot`, where in it, as far as that is known."""

    def __init__(self, path: Path, why: Said | str, spot: Said | None = None) -> None:
        self.why, self.spot = why if isinstance(why, Said) else Said(why), spot
        text = DAMAGED if spot is None else DAMAGED_AT
        super().__init__(because(text, {"path": name(path)}, self.why, spot))


class NotOurs(Unreadable):
    """The file is sound JSON but not a case file."""

    def __init__(self, path: Path) -> None:
        text = N_("{path} is not a huanqing case file. It was left as it is. Name another file with --file.")
        super().__init__(Said(text, {"path": name(path)}))


class Newer(Unreadable):
    """The file was written by a newer program."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        text = N_(
            "{path} was written by a newer huanqing (format {found}, this one knows {known}). "
            "It was left as it is. Install the newer version to go on."
        )
        super().__init__(Said(text, {"path": name(path), "found": found, "known": known}))


class NotAFile(Unreadable):
    """The path leads to a folder, device, pipe or nowhere."""


class OtherOwner(Unreadable):
    """The file or the link to it belongs to another user."""


class Gone(StoreError):
    """The file was taken away while it was in use."""

    def __init__(self, path: Path) -> None:
        text = N_("{path} is no longer there. “huanqing restore” brings back the newest backup.")
        super().__init__(Said(text, {"path": name(path)}))


class Sealed(StoreError):
    """The file is sealed and its key is not known here."""

    def __init__(self, path: Path) -> None:
        text = N_(
            "{path} is sealed. Its passphrase is needed: run this in a terminal, "
            "or put the passphrase into a file of your own and name that in HUANQING_PASSPHRASE_FILE."
        )
        super().__init__(Said(text, {"path": name(path)}))


class WrongPassphrase(StoreError):
    """The passphrase does not fit, or what would tell so was tampered with; nothing was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(Said(N_("This is not the passphrase of {path}. Try again."), {"path": name(path)}))


class NoPassphrase(StoreError):
    """The passphrase given cannot be used: its file is open to others, is not there, or is empty."""


class NotSealed(StoreError):
    """The file cannot be sealed, unsealed or given another passphrase; nothing was changed."""


class Forgotten(StoreError):
    """The case was forgotten: it is not taken in again, and nothing of it can be brought back."""

    def __init__(self, id: str) -> None:
        text = N_("The case {case} was forgotten here. It stays forgotten: nothing brings it back.")
        super().__init__(Said(text, {"case": shown(id)[:40]}))


class NoSuchCase(StoreError):
    """No case has this id, or it was removed meanwhile."""

    def __init__(self, id: str) -> None:
        super().__init__(Said(N_("There is no case “{case}” any more."), {"case": shown(id)}))


class NoSuchEntry(StoreError):
    """The timeline has no such entry, or it can no longer be taken back."""


class NothingToUndo(StoreError):
    """This person has no change left to take back, or none to make again."""


class Conflict(StoreError):
    """The field was changed again since: `then` is what the entry left there, `now` what stands there."""

    def __init__(self, said: Said, path: tuple[str, ...] = (), then: Any = None, now: Any = None) -> None:
        super().__init__(said)
        self.path, self.then, self.now = path, then, now


class ReadOnly(StoreError):
    """The file can be read but not changed."""


class Busy(StoreError):
    """Another session holds the lock for too long."""

    def __init__(self, path: Path, pid: str) -> None:
        if pid:
            text = N_("{path} is held by another session (process {pid}). Nothing was changed. Try again in a moment.")
        else:
            text = N_("{path} is held by another session. Nothing was changed. Try again in a moment.")
        super().__init__(Said(text, {"path": name(path), "pid": pid} if pid else {"path": name(path)}))


class NotWritten(StoreError):
    """The change could not be written; the file is as it was."""


class WrongText(StoreError):
    """A text holds characters that no file can keep."""


class NoBackup(StoreError):
    """There is no such backup, or none that is sound."""


class NoSuchBackup(NoBackup):
    """What was given names no backup, or more than one."""


class WrongExport(StoreError):
    """The file is not an export that can be read."""


class WrongConfig(StoreError):
    """The config file holds something else than it must."""


def name(path: Path) -> str:
    """Return the path as it may be shown."""
    return shown(str(path))


def unreadable(path: Path, error: OSError) -> Unreadable:
    """Return the error to raise for a file that the system does not let us read."""
    if error.errno in (errno.EISDIR, errno.ENXIO, errno.ELOOP, errno.ENOTDIR, errno.ENODEV):
        return NotAFile(Said(N_("{path} is not a file. Name another with --file."), {"path": name(path)}))
    if error.errno in (errno.EACCES, errno.EPERM):
        text = N_("{path} may not be read by this user. Ask its owner, or name another file with --file.")
        return Unreadable(Said(text, {"path": name(path)}))
    text = N_("{path} cannot be read: {why}.")
    return Unreadable(Said(text, {"path": name(path), "why": system(error)}))


def not_written(path: Path, error: OSError) -> StoreError:
    """Return the error to raise for a write that the system refused."""
    place = {"path": name(path)}
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        text = N_("The disk is full: {path} could not be saved and is as it was before. Make room, then save again.")
        return NotWritten(Said(text, place))
    if error.errno == errno.EFBIG:
        text = N_("{path} would grow past the size allowed here. It is as it was before.")
        return NotWritten(Said(text, place))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        text = N_("{path} cannot be changed here: its folder is read-only for this user. Nothing was changed.")
        return ReadOnly(Said(text, place))
    text = N_("{path} could not be saved: {why}. It is as it was before.")
    return NotWritten(Said(text, {**place, "why": system(error)}))
