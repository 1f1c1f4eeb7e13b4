"""One run of a command: its file, its day, its playbooks; how it prints and how it ends. Knows nothing of click."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from model.case import Case
from model.playbook import Playbook
from model.said import N_, Said
from model.workdays import NO_YEARS, Years
from tui import clock
from tui.say import say

if TYPE_CHECKING:
    from store.book import CaseBook
    from store.sealing import Vault

HOLIDAYS = "holidays.toml"
"""The file of holiday plans in the config folder, looked for before `store.holidays` and its parser are imported."""


MESSAGE_CELLS = 40
"""How much of what was typed a message repeats."""

LONGEST_WHO = 40
"""How many characters of a name are kept with a change."""


class Failed(Exception):
    """A command ended: one clear line on stderr and an exit code (1: the work failed, 2: bad input)."""

    def __init__(self, said: Said, code: int) -> None:
        super().__init__(say(said))
        self.exit_code = code


def fail(said: Said, code: int = 2) -> NoReturn:
    """End the command with one clear line. `code` 2: usage or bad input; 1: the work failed."""
    raise Failed(said, code)


class Unwritable(Failed):
    """Standard output takes nothing: it is closed, or what it leads to is full. Exit 1."""

    def __init__(
        self, reason: str, text: str = N_("The answer could not be written to standard output: {reason}.")
    ) -> None:
        super().__init__(Said(text, {"reason": reason}), 1)
        self.reason = reason


@contextmanager
def answering() -> Iterator[None]:
    """Write to standard output inside. Raises `Unwritable` where that fails, `BrokenPipeError` at a shut pipe."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritable(error.strerror or type(error).__name__) from error


def put(text: str, *, err: bool = False) -> None:
    """Print a line; what the terminal's encoding lacks is replaced.

    Raises as `answering` does; a line on stderr (`err`) is lost in silence where that takes nothing.
    """
    stream = sys.stderr if err else sys.stdout
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace("¥", "￥").encode(encoding, "replace").decode(encoding)
    try:
        with answering():
            stream.write(text + "\n")
            stream.flush()
    except (Unwritable, BrokenPipeError):
        if not err:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def wrapped(text: str) -> str:
    """Return a text in lines of the terminal's width, words whole; unchanged where stderr is no terminal."""
    if not sys.stderr.isatty():
        return text
    import shutil

    from model.cells import wrapped as lines_of

    return "\n".join(lines_of(text, shutil.get_terminal_size().columns - 7))


def put_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are. Raises as `answering` does."""
    with answering():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


def default_who() -> str:
    """Return who is at the keyboard: ``HUANQING_WHO``, else the login name; at most 40 characters of it."""
    import getpass

    try:
        return (os.environ.get("HUANQING_WHO") or getpass.getuser())[:LONGEST_WHO]
    except (KeyError, OSError):
        return "?"


def brief(text: str) -> str:
    """Return what was typed as a message repeats it: at most 40 cells."""
    if len(text) <= MESSAGE_CELLS // 2:
        return text
    from tui.cells import cut

    return cut(text, MESSAGE_CELLS)


class Session:
    """The options of one run, gathered before and after the verb."""

    def __init__(self, file: Path | None = None, fixed_today: date | None = None, *, json: bool = False) -> None:
        self.file, self.fixed_today, self.json = file, fixed_today, json
        self._books: list[Any] = []
        self._codec: Vault | None = None
        self._day: date | None = None
        self._playbooks: dict[str, Playbook] = {}

    @property
    def path(self) -> Path:
        """The case file: `--file`, else ``HUANQING_FILE``, else the data folder's."""
        from store.paths import case_file

        if self.file == Path():
            fail(Said(N_("--file needs the name of a file.")))
        return self.file or case_file()

    @property
    def today(self) -> date:
        """`--today`, else the day in China; it stays the same for the whole run."""
        if self.fixed_today is None:
            self._day = self._day or clock.today()
            return self._day
        return self.fixed_today

    def now(self) -> datetime:
        """The time in China; on a fixed day, noon of it."""
        if self.fixed_today:
            return datetime(self.fixed_today.year, self.fixed_today.month, self.fixed_today.day, 12, tzinfo=clock.CHINA)
        return clock.now()

    def book(self, *, create: bool = False, ask: bool = True) -> "CaseBook":
        """Open the book, for a sealed file with its passphrase; its errors end the command with exit 1.

        With `ask` off nobody is asked, and a sealed file without a passphrase raises `Sealed`.
        """
        from store.book import CaseBook
        from store.errors import Sealed, StoreError

        def open_(codec: "Vault | None" = None) -> CaseBook:
            codec = codec or self._codec
            return CaseBook.open(self.path, who=default_who(), now=self.now, create=create, codec=codec)

        try:
            try:
                book = open_()
            except Sealed:
                book = open_(self.codec(ask=ask))
        except StoreError as error:
            if isinstance(error, Sealed) and not ask:
                raise
            fail(error.said, 1)
        self._books.append(book)
        return book

    @property
    def missing(self) -> bool:
        """Whether a file was named, and is not there."""
        return self.file is not None and not self.path.exists()

    def codec(self, *, ask: bool = True) -> "Vault":
        """How the file's bytes are read and made, unlocked once where it is sealed. Raises `StoreError`."""
        if self._codec is None:
            from tui.verbs.passphrase import unlocked

            self._codec = unlocked(self.path, ask=ask)
        return self._codec

    def playbook(self, id: str = "alipay") -> Playbook:
        """Load a playbook, once; a bad one ends the command with exit 1."""
        if id not in self._playbooks:
            from store.errors import StoreError
            from store.paths import config_folder
            from store.playbooks import load

            try:
                self._playbooks[id] = load(id, None if id == "alipay" else config_folder())
            except StoreError as error:
                fail(error.said, 1)
        return self._playbooks[id]

    def years(self) -> Years:
        """Return the holiday plans of the config folder; a wrong file is told on stderr and counts as none."""
        from store.paths import config_folder

        folder = config_folder()
        if not (folder / HOLIDAYS).exists():
            return NO_YEARS
        from store.errors import StoreError
        from store.holidays import read_years

        try:
            return read_years(folder)
        except StoreError as error:
            put(f"huanqing: {say(error.said)}", err=True)
            return NO_YEARS

    def case(self, words: str, cases: list[Case]) -> Case:
        """Return the case meant by an id or an unambiguous part of the title; else exit 2."""
        for case in cases:
            if case.id == words:
                return case
        needle, given = words.casefold().strip(), brief(words)
        found = [case for case in cases if needle and needle in case.title.casefold()]
        exact = [case for case in found if case.title.casefold() == needle]
        if len(exact) == 1:
            return exact[0]
        if not found and self.missing:
            text = N_("There is no file {path} yet, so there is no case “{words}” in it.")
            fail(Said(text, {"path": str(self.path), "words": given}))
        if not found:
            fail(Said(N_("There is no case “{words}”. “huanqing cases” lists them."), {"words": given}))
        if len(found) > 1:
            names = "; ".join(f"{case.id} {brief(case.title)}" for case in found[:5])
            fail(
                Said(
                    N_("“{words}” fits {count} cases ({names}). Give more of the title, or the id."),
                    {"words": given, "count": len(found), "names": names},
                )
            )
        return found[0]

    def print_json(self, document: Any) -> None:
        """Print one JSON document, and nothing else, on stdout."""
        import json

        put_bytes(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")
