"""What was typed into a form and not saved yet, as plain data: kept when a session ends, offered at the next start."""

import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from model.said import N_, Said
from store import files
from store.codec import Codec, is_sealed
from store.contents import forgotten_in
from store.errors import Forgotten, NotWritten, Sealed, StoreError, Unreadable, name
from store.paths import drafts_folder, sealing_folder
from store.sealing import Vault

_TRIES, _PAUSE = 100, 0.01
"""How often, and how many seconds apart, a draft is tried while the files are being sealed."""

_STALE = 600
"""Seconds after which a half-written draft of a killed session is swept away."""


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The text of one open form: `form` is its kind, `case` and `record` what it edits (empty: something new).

    `pid` is the session that types: while it lives, its drafts are not offered to others.
    """

    form: str
    who: str
    at: str
    texts: Mapping[str, str]
    case: str = ""
    record: str = ""
    id: str = ""
    pid: int = 0


class Drafts:
    """The drafts of one case file. Each lies in a file of its own, mode 0600, written whole."""

    def __init__(self, file: Path, codec: Codec | None = None) -> None:
        self.file, self.folder = file, drafts_folder(file)
        self._codec = codec or Vault(file)

    def save(self, draft: Draft) -> Draft:
        """Write a draft and return it with its id; saving it again with that id replaces it.

        Where the case file was sealed meanwhile and this session has no key, it is sealed to the file's public key.
        Raises `StoreError`: `Forgotten` where its case was.
        """
        draft = msgspec.structs.replace(draft, id=draft.id or os.urandom(8).hex(), pid=draft.pid or os.getpid())
        path = self._path(draft.id)
        files.make_folder(self.folder)
        try:
            text = msgspec.json.encode(draft)
        except UnicodeEncodeError:
            texts = {key: value.encode("utf-8", "replace").decode() for key, value in draft.texts.items()}
            text = msgspec.json.encode(msgspec.structs.replace(draft, texts=texts))
        written = False
        for _ in range(_TRIES):
            before = files.look(self.file)
            try:
                data = self._sealed(text, draft.case)
                _, descriptor = files.replace(path, data, expect=files.look(path))
            except files.Changed:
                continue
            except (Sealed, Forgotten):
                if written:
                    path.unlink(missing_ok=True)
                raise
            os.close(descriptor)
            written = True
            if files.look(self.file) == before and not self._turning():
                break
        if not written:
            said = Said(N_("The draft could not be kept: {path} was changed by another program."), {"path": name(path)})
            raise NotWritten(said)
        return draft

    def _sealed(self, text: bytes, case: str) -> bytes | bytearray:
        """Return the bytes to write, as the case file lies now. Raises `Sealed`, `Forgotten`."""
        for _ in range(_TRIES):
            if not self._turning():
                break
            time.sleep(_PAUSE)
        try:
            loaded = files.load(self.file)
        except (FileNotFoundError, Unreadable):
            return self._codec.seal(text)
        os.close(loaded.descriptor)
        with suppress(Unreadable):
            if is_sealed(loaded.data) and self._locked(loaded.data):
                from store.sealing import posted

                return posted(self.file, loaded.data, text)
            if case in forgotten_in(self.file, self._codec.take(loaded.data)):
                raise Forgotten(case)
        return self._codec.seal(text)

    def _locked(self, data: bytes) -> bool:
        """Tell whether this session has no key of the case file."""
        try:
            self._codec.take(data)
        except Sealed:
            return True
        return False

    def _turning(self) -> bool:
        """Tell whether the files are being sealed or unsealed at this moment."""
        return sealing_folder(self.file).exists()

    def list(self, who: str | None = None) -> tuple[Draft, ...]:
        """Return the drafts, of `who` if given, that no living session holds, oldest first; unsound ones not."""
        found = []
        for path in self._paths():
            with suppress(StoreError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, FileNotFoundError):
                draft = self._read(path)
                if (who is None or draft.who == who) and not _lives(draft.pid):
                    found.append(draft)
        return tuple(sorted(found, key=lambda draft: (draft.at, draft.id)))

    def take(self, id: str) -> Draft | None:
        """Return a draft and drop it; None where another session was quicker."""
        try:
            draft = self._read(self._path(id))
            self._path(id).unlink()
        except (StoreError, msgspec.MsgspecError, OSError):
            return None
        return draft

    def drop(self, id: str) -> None:
        """Forget a draft: it was saved, or is not wanted."""
        with suppress(OSError):
            self._path(id).unlink()

    def _path(self, id: str) -> Path:
        if not (id.isascii() and id.isalnum() and len(id) <= 32):
            raise ValueError("not a draft's id")
        return self.folder / f"{id}.json"

    def _read(self, path: Path) -> Draft:
        loaded = files.load(files.locate(path))
        os.close(loaded.descriptor)
        return msgspec.json.decode(self._codec.open_draft(loaded.data), type=Draft)

    def _paths(self) -> tuple[Path, ...]:
        """List the drafts' files, and sweep what killed sessions left half-written."""
        found = []
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") and entry.name.endswith(".json.new"):
                    with suppress(OSError):
                        found_at = entry.stat(follow_symlinks=False)
                        if stat.S_ISREG(found_at.st_mode) and time.time() - found_at.st_mtime > _STALE:
                            Path(entry.path).unlink()
                elif entry.name.endswith(".json") and entry.is_file(follow_symlinks=False):
                    found.append(Path(entry.path))
        return tuple(found)


def _lives(pid: int) -> bool:
    """Tell whether another session of this machine still runs; one that ended and is not buried yet does not."""
    if pid <= 0 or pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except (OSError, IndexError):  # a system without /proc
        return True
