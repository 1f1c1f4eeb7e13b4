"""One case file on disk: read when it changed, locked, written whole; and whether it can be written at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from model.said import N_, Said
from store import files, lock
from store.codec import Codec
from store.contents import Contents
from store.errors import Gone, ReadOnly, StoreError, name
from store.paths import sealing_folder
from store.sealing import Passphrase, Vault


class CaseFile:
    """The file behind a book. `contents` is the version read or written last, `notices` what people should know."""

    def __init__(self, path: Path, *, create: bool, codec: Codec | None = None) -> None:
        self.path = files.locate(path)
        self.create = create
        self.codec: Codec = codec or Vault(self.path)
        self.contents = Contents.empty(self.path)
        self.notices: list[Said] = []
        self._stamp: files.Stamp | None = None
        self._descriptor = -1
        self._owner: tuple[int, int] | None = None
        self._read_only: Said | None = None
        self._probed = False
        with suppress(StoreError):
            self._settle()
        self.refresh()

    @property
    def exists(self) -> bool:
        """Whether the file was there when it was looked at last."""
        return self._stamp is not None

    def refresh(self) -> frozenset[str]:
        """Read the file if it is not the version known; return the ids of cases that changed. One `stat` otherwise.

        Raises `Gone`, `Unreadable`; the version known stays.
        """
        found = files.look(self.path)
        if found is not None and found == self._stamp:
            return frozenset()
        try:
            loaded = files.load(files.locate(self.path))
        except FileNotFoundError:
            if self._stamp is not None:
                raise Gone(self.path) from None
            return frozenset()
        try:
            verified = self.contents.verified
            contents = Contents.read(self.path, self.codec.take(loaded.data), self.contents)
            if verified:
                contents.verify()
        except BaseException:
            os.close(loaded.descriptor)
            raise
        changed = contents.differing(self.contents)
        self.contents = contents
        self._take(loaded.stamp, loaded.descriptor)
        self._owner = loaded.owner
        self._mend(loaded.mode)
        return changed

    @contextmanager
    def locked(self, patience: float = lock.PATIENCE) -> Iterator[None]:
        """Hold the lock between sessions. Raises `ReadOnly`, `Busy`."""
        if self._stamp is None and files.look(self.path) is None:
            if not self.create:
                text = N_("There is no file {path} yet. Start “huanqing” to make it, or name another with --file.")
                raise ReadOnly(Said(text, {"path": name(self.path)}))
            files.make_folder(self.path.parent)
        elif not os.access(self.path, os.W_OK):
            raise ReadOnly(self._unwritable())
        with lock.locked(self.path, patience=patience, owner=self._owner):
            if sealing_folder(self.path).exists():
                from store.resealing import settle_locked

                settle_locked(self.path)
            yield

    def write(self, contents: Contents, keep: Callable[[Path], object] | None) -> None:
        """Write the contents whole; the caller holds the lock. Raises `files.Changed`, `NotWritten`, `ReadOnly`."""
        stamp, descriptor = files.replace(
            self.path, self.codec.seal(contents.rendered()), owner=self._owner, expect=self._stamp, keep=keep
        )
        self.contents = contents
        self._take(stamp, descriptor)

    def unlock(self, passphrase: Passphrase) -> None:
        """Derive the key of the file as it lies now. Raises `WrongPassphrase`, `Gone`, `Unreadable`."""
        if not isinstance(self.codec, Vault):
            return
        try:
            loaded = files.load(self.path)
        except FileNotFoundError:
            raise Gone(self.path) from None
        os.close(loaded.descriptor)
        self.codec.unlock(loaded.data, passphrase)

    @property
    def read_only(self) -> Said | None:
        """Why the file cannot be changed, None if it can. Found out once."""
        if not self._probed:
            self._probed = True
            self._read_only = self._why_not()
        return self._read_only

    def close(self) -> None:
        """Let go of the file."""
        self._take(None, -1)

    def _settle(self) -> None:
        """End a sealing or unsealing that was interrupted."""
        if sealing_folder(self.path).exists():
            from store.resealing import settle

            settle(self.path)

    def _why_not(self) -> Said | None:
        folder = self.path.parent
        if self._stamp is None:
            while not folder.exists() and folder != folder.parent:
                folder = folder.parent
            return None if os.access(folder, os.W_OK | os.X_OK) else self._unwritable()
        if not (os.access(folder, os.W_OK | os.X_OK) and os.access(self.path, os.W_OK)):
            return self._unwritable()
        try:
            lock.probe(self.path, self._owner)
        except StoreError as error:
            return error.said
        return None

    def _unwritable(self) -> Said:
        text = N_("{path} is open for reading only: this user may not change it or its folder. Nothing is saved.")
        return Said(text, {"path": name(self.path)})

    def _take(self, stamp: files.Stamp | None, descriptor: int) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._stamp, self._descriptor = stamp, descriptor

    def _mend(self, mode: int) -> None:
        """Make a file that others could read private, and say so; report a folder in which others could replace it."""
        if mode & 0o077:
            try:
                os.fchmod(self._descriptor, 0o600)
                text = N_("{path} could be read by others on this machine. It is private now.")
            except OSError:
                text = N_("{path} can be read by others on this machine. Make it private: chmod 600.")
            self.notices.append(Said(text, {"path": name(self.path)}))
        folder = self.path.parent.stat().st_mode
        if folder & 0o022 and not folder & 0o1000:
            text = N_("Others on this machine may replace files in {path}. Make the folder private: chmod 700.")
            told = Said(text, {"path": name(self.path.parent)})
            if told not in self.notices:
                self.notices.append(told)
