"""Sealing, unsealing and another passphrase: the case file, its backups, drafts and calendar notes, all or none.

Under the lock everything is prepared in a folder of its own, then one rename of a plan decides. Before it nothing
was changed; after it the rest is carried out, by the next one who opens the file if need be. What is prepared holds
no plain text: for sealing it is sealed already, for unsealing it only keeps the room, and the plan holds the key.
Sealing replaces the case file last and unsealing first, so that a sealed case file never has a plain copy beside it.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from model.said import N_, Said
from store import files, lock
from store.codec import is_sealed
from store.errors import NotSealed, Sealed, StoreError, name
from store.faults import because, system
from store.paths import backups_folder, drafts_folder, sealing_folder
from store.sealing import Header, Key, Vault, sealed

_PLAN = "plan.json"


class Outcome(NamedTuple):
    """What was done: how many files beside the case file, and backups left sealed under an earlier passphrase."""

    backups: int
    drafts: int
    older: tuple[Path, ...] = ()


class _Step(msgspec.Struct, frozen=True):
    """One file: its path from the case file's folder, and the name of what was prepared for it."""

    target: str
    staged: str


class _Plan(msgspec.Struct, frozen=True):
    """What was decided; `secret` and `header` are there when it is to unseal."""

    steps: tuple[_Step, ...]
    secret: bytes = b""
    header: Header | None = None


_encode = msgspec.json.Encoder().encode
_plan = msgspec.json.Decoder(_Plan)


def convert(file: Path, vault: Vault, key: Key | None) -> Outcome:
    """Put all of a case file under `key` (None: plain text); `vault` knows the keys under which it lies now.

    Raises `NotSealed` naming the file that could not be turned, `Busy`, `ReadOnly`; nothing is changed then.
    """
    with lock.locked(file, owner=_owner(file)):
        _settle(file)
        folder = sealing_folder(file)
        try:
            folder.mkdir(0o700)
            outcome = _prepare(file, vault, key, folder)
        except OSError as error:
            _clear(folder)
            raise _refused(folder, system(error)) from error
        except BaseException:
            _clear(folder)
            raise
        _sweep(file)
        _carry_out(file, folder)
        if key is not None:
            vault.learn(key)
    return outcome


def settle(file: Path) -> None:
    """Bring to its end what an interrupted sealing or unsealing left; one `stat` where there is nothing.

    Raises `StoreError`.
    """
    if sealing_folder(file).exists():
        with lock.locked(file, owner=_owner(file)):
            _settle(file)


def settle_locked(file: Path) -> None:
    """The same for one who holds the lock."""
    if sealing_folder(file).exists():
        _settle(file)


def targets(file: Path) -> Iterator[Path]:
    """Give every file that holds something of the cases, the case file first."""
    yield file
    for folder in (backups_folder(file), drafts_folder(file)):
        with suppress(FileNotFoundError), os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".json") and entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
    notes = file.with_name(file.name + ".calendar.json")
    if notes.is_file() and not notes.is_symlink():
        yield notes


def leftovers(file: Path) -> Iterator[Path]:
    """Give the temporary files of writers that were killed."""
    yield files.temporary(file)
    yield files.temporary(file.with_name(file.name + ".calendar.json"))
    for folder in (backups_folder(file), drafts_folder(file)):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") and entry.name.endswith(".new"):
                    yield Path(entry.path)


def _prepare(file: Path, vault: Vault, key: Key | None, folder: Path) -> Outcome:
    """Write what takes each file's place, and the plan."""
    owner = _owner(file)
    steps, older, counts = [], [], {file: 0, backups_folder(file): 0, drafts_folder(file): 0}
    for n, target in enumerate(targets(file)):
        try:
            content = _content(file, target, vault)
        except Sealed:
            if key is None or target == file or vault.current is not None:
                raise _refused(target, N_("it is sealed with another passphrase")) from None
            older.append(target)
            continue
        except StoreError as error:
            raise _refused(target, getattr(error, "why", None) or N_("it cannot be read")) from error
        if content is None:
            continue
        try:
            data = sealed(key, content) if key is not None else bytes(len(content))
            files.write_new(folder / str(n), data, owner)
        except OSError as error:
            raise _refused(target, system(error)) from error
        steps.append(_Step(str(target.relative_to(file.parent)), str(n)))
        if target.parent in counts:
            counts[target.parent] += 1
    if key is not None:
        steps.reverse()
        plan = _Plan(tuple(steps))
    else:
        current = vault.current
        plan = _Plan(tuple(steps), current.secret, current.header) if current else _Plan(tuple(steps))
    new = folder / "plan.new"
    files.write_new(new, _encode(plan), owner)
    files.sync_folder(folder)
    new.rename(folder / _PLAN)
    files.sync_folder(folder)
    return Outcome(counts[backups_folder(file)], counts[drafts_folder(file)], tuple(older))


def _content(file: Path, target: Path, vault: Vault) -> bytes | None:
    """Return what a file holds; None where it is gone."""
    try:
        loaded = files.load(target)
    except FileNotFoundError:
        return None
    os.close(loaded.descriptor)
    return vault.open_draft(loaded.data) if target.parent == drafts_folder(file) else vault.open(loaded.data)


def _settle(file: Path) -> None:
    folder = sealing_folder(file)
    if (folder / _PLAN).exists():
        _carry_out(file, folder)
    elif folder.exists():
        _clear(folder)


def _carry_out(file: Path, folder: Path) -> None:
    """Do what the plan says; what was done already is left. Raises `StoreError`."""
    try:
        plan = _plan.decode((folder / _PLAN).read_bytes())
        put = _unsealer(file, plan) if plan.header is not None else _put
        for step in plan.steps:
            staged, target = folder / step.staged, file.parent / step.target
            if ".." not in target.parts and staged.exists():
                put(staged, target)
                files.sync_folder(target.parent)
        (folder / _PLAN).unlink()
        files.sync_folder(folder)
    except (OSError, msgspec.MsgspecError) as error:
        why = system(error) if isinstance(error, OSError) else N_("what was prepared cannot be read")
        text = N_("{path} could not be sealed or unsealed to the end yet: {why}. The next opening goes on with it.")
        raise NotSealed(Said(text, {"path": name(file), "why": why})) from error
    _clear(folder)


def _put(staged: Path, target: Path) -> None:
    """Put a sealed file in place; a target that was deleted meanwhile stays so."""
    if target.exists():
        staged.rename(target)


def _unsealer(file: Path, plan: _Plan) -> Callable[[Path, Path], None]:
    assert plan.header is not None
    vault = Vault(file, (Key(plan.header, plan.secret),))

    def opener(target: Path) -> Callable[[bytes], bytes]:
        return vault.open_draft if target.parent == drafts_folder(file) else vault.open

    def put(staged: Path, target: Path) -> None:
        """Fill the room that was kept with the plain text and put it in place."""
        try:
            loaded = files.load(target)
        except FileNotFoundError:
            return
        os.close(loaded.descriptor)
        if not is_sealed(loaded.data):
            return
        content = opener(target)(loaded.data)
        descriptor = os.open(staged, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            view, at = memoryview(content), 0
            while at < len(view):
                at += os.pwrite(descriptor, view[at:], at)
            os.ftruncate(descriptor, len(content))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        staged.rename(target)

    return put


def _sweep(file: Path) -> None:
    for path in leftovers(file):
        with suppress(OSError):
            path.unlink()


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _owner(file: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = file.stat()
        if stat.S_ISREG(found.st_mode):
            return found.st_uid, found.st_gid
    return None


def _refused(path: Path, why: Said | str) -> NotSealed:
    text = N_("{path} could not be turned: {why}. Nothing was changed. Put that right, or move it away, and try again.")
    return NotSealed(because(text, {"path": name(path)}, why if isinstance(why, Said) else Said(why)))
