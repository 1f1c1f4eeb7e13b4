"""A passphrase from a file that only its owner can read, for commands that run where nobody can be asked."""

import os
import stat
from pathlib import Path

from model.said import N_, Said
from store.errors import NoPassphrase, name
from store.faults import system
from store.sealing import Passphrase

VARIABLE = "HUANQING_PASSPHRASE_FILE"
NEW_VARIABLE = "HUANQING_NEW_PASSPHRASE_FILE"
_LONGEST = 4096


def from_file(variable: str = VARIABLE) -> Passphrase | None:
    """Return the first line of the file named in the environment; None where none is named.

    Raises `NoPassphrase` where others can read it, it is another's, not there, or empty.
    """
    named = os.environ.get(variable)
    if not named:
        return None
    path = Path(named).expanduser()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
        try:
            found = os.fstat(descriptor)
            if not (stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)):
                raise _refused(path, variable, N_("{path} is not a file with a passphrase ({variable})."))
            if found.st_mode & 0o077:
                text = N_("{path} can be read by others, so its passphrase is not used. Make it private: chmod 600.")
                raise _refused(path, variable, text)
            if found.st_uid not in (os.geteuid(), 0):
                raise _refused(
                    path, variable, N_("{path} belongs to another user, so its passphrase is not used ({variable}).")
                )
            return _first_line(path, variable, descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        why = system(error) if isinstance(error, OSError) else N_("its name cannot be used")
        text = N_("{path} cannot be read: {why}. It is named in {variable}.")
        raise NoPassphrase(Said(text, {"path": name(path), "why": why, "variable": variable})) from error


def _first_line(path: Path, variable: str, descriptor: int) -> Passphrase:
    data = b""
    while len(data) <= _LONGEST and b"\n" not in data:
        block = os.read(descriptor, _LONGEST + 1)
        if not block:
            break
        data += block
    line = data.split(b"\n", 1)[0].removesuffix(b"\r").removeprefix(b"\xef\xbb\xbf")
    if not line or len(line) > _LONGEST:
        raise _refused(path, variable, N_("{path} holds no passphrase in its first line ({variable})."))
    return Passphrase(line.decode("utf-8", "surrogateescape"))


def _refused(path: Path, variable: str, text: str) -> NoPassphrase:
    return NoPassphrase(Said(text, {"path": name(path), "variable": variable}))
