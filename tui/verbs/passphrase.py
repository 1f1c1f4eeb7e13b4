"""The passphrase of a sealed file for commands: typed on a terminal without echo, else from a file of one's own."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from model.said import N_, Said
from store import files
from store.backups import backups
from store.codec import is_sealed
from store.errors import Sealed, StoreError
from store.passphrases import VARIABLE, from_file
from store.sealing import Passphrase, Vault
from tui.say import _
from tui.session import fail, put, wrapped


def unlocked(path: Path, *, ask: bool = True) -> Vault:
    """Return the codec of a file, unlocked where it, or where it is gone its newest backup, is sealed.

    Raises `StoreError`: `Sealed` where there is no passphrase.
    """
    from store.resealing import settle

    file = files.locate(path)
    vault = Vault(file)
    with suppress(StoreError):
        settle(file)
    data = sealed_bytes(file)
    if data is not None:
        passphrase = from_file() or (typed(_("Passphrase: ")) if ask else None)
        if passphrase is None:
            raise Sealed(file)
        vault.unlock(data, passphrase)
    return vault


def sealed_bytes(file: Path) -> bytes | None:
    """Return the bytes of the case file where it is sealed, else those of its newest sealed backup if it is unsound."""
    found = _read(file)
    if found is not None and found.lstrip().startswith(b'{"_meta"'):
        return None
    if found is not None and is_sealed(found):
        return found
    for backup in backups(file):
        data = _read(backup.path)
        if data is not None:
            return data if is_sealed(data) else None
    return None


def _read(path: Path) -> bytes | None:
    try:
        loaded = files.load(path)
    except (FileNotFoundError, StoreError):
        return None
    os.close(loaded.descriptor)
    return loaded.data


def typed(prompt: str) -> Passphrase | None:
    """Ask on the terminal, without echo; None where there is no terminal to ask on."""
    if not sys.stdin.isatty():
        return None
    import getpass

    try:
        return Passphrase(getpass.getpass(prompt))
    except EOFError:
        return None


def chosen(variable: str = VARIABLE) -> Passphrase:
    """Return a passphrase to set: from the file named in `variable`, else typed twice on the terminal.

    That nobody can find it again is said before. Ends the command with exit 1 or 2 where there is none.
    """
    try:
        given = from_file(variable)
    except StoreError as error:
        fail(error.said, 1)
    put(wrapped(_(WARNING)), err=True)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        text = N_("There is no terminal to type a passphrase on. Name a file that holds it in {variable}.")
        fail(Said(text, {"variable": variable}))
    first = typed(_("New passphrase: "))
    if not first:
        fail(Said(N_("Nothing was typed. Nothing was changed.")))
    if typed(_("The same once more: ")) != first:
        fail(Said(N_("The two were not the same. Nothing was changed. Try again.")))
    return first


WARNING = N_(
    "A passphrase that is forgotten cannot be found by anyone, and what is sealed cannot be read without it. "
    "Write it down and keep it apart from this machine. Several words are better than one."
)
