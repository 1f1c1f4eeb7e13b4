"""What all commands share: their options before and after the verb, their book, their errors, their output."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from model.case import Case
from model.days import WrongDay, parse_day
from model.money import WrongAmount, WrongRate, parse_amount, parse_rate
from model.playbook import Playbook
from model.said import N_, Said
from tui import clock
from tui.say import _, language, say

if TYPE_CHECKING:
    from store.book import CaseBook

F = TypeVar("F", bound=Callable[..., Any])


class Failed(click.ClickException):
    """A command ended: one clear line on stderr and an exit code (1: the work failed, 2: bad input)."""

    def __init__(self, said: Said, code: int) -> None:
        super().__init__(say(said))
        setattr(self, "exit_code", code)  # noqa: B010 - click declares it on the class, for whom it is one for all


def fail(said: Said, code: int = 2) -> NoReturn:
    """End the command with one clear line. `code` 2: usage or bad input; 1: the work failed."""
    raise Failed(said, code)


def put(text: str, *, err: bool = False) -> None:
    """Print a line; what the terminal's encoding lacks is replaced, nothing ever fails to print."""
    stream = sys.stderr if err else sys.stdout
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace("¥", "￥").encode(encoding, "replace").decode(encoding)
    click.echo(text, err=err)


def default_who() -> str:
    """Return who is at the keyboard: ``HUANQING_WHO``, else the login name."""
    import getpass

    try:
        return os.environ.get("HUANQING_WHO") or getpass.getuser()
    except (KeyError, OSError):
        return "?"


@dataclass
class Session:
    """The options of one run, gathered before and after the verb."""

    file: Path | None = None
    fixed_today: date | None = None
    json: bool = False
    _books: list[Any] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """The case file: `--file`, else ``HUANQING_FILE``, else the data folder's."""
        from store.paths import case_file

        return self.file or case_file()

    @property
    def today(self) -> date:
        """`--today`, else the day in China."""
        return self.fixed_today or clock.today()

    def now(self) -> datetime:
        """The time in China; on a fixed day, noon of it."""
        if self.fixed_today:
            return datetime(self.fixed_today.year, self.fixed_today.month, self.fixed_today.day, 12, tzinfo=clock.CHINA)
        return clock.now()

    def book(self, *, create: bool = False) -> "CaseBook":
        """Open the book; its errors end the command with exit 1."""
        from store.book import CaseBook
        from store.errors import StoreError

        try:
            book = CaseBook.open(self.path, who=default_who(), now=self.now, create=create)
        except StoreError as error:
            fail(error.said, 1)
        self._books.append(book)
        return book

    def playbook(self, id: str = "alipay") -> Playbook:
        """Load a playbook; a bad one ends the command with exit 1."""
        from store.errors import StoreError
        from store.paths import config_folder
        from store.playbooks import load

        try:
            return load(id, None if id == "alipay" else config_folder())
        except StoreError as error:
            fail(error.said, 1)

    def case(self, words: str, cases: list[Case]) -> Case:
        """Return the case meant by an id or an unambiguous part of the title; else exit 2."""
        for case in cases:
            if case.id == words:
                return case
        needle = words.casefold().strip()
        found = [case for case in cases if needle and needle in case.title.casefold()]
        exact = [case for case in found if case.title.casefold() == needle]
        if len(exact) == 1:
            return exact[0]
        if not found:
            fail(Said(N_("There is no case “{words}”. “huanqing cases” lists them."), {"words": words}))
        if len(found) > 1:
            names = "; ".join(f"{case.id} {case.title}" for case in found[:5])
            fail(
                Said(
                    N_("“{words}” fits {count} cases ({names}). Give more of the title, or the id."),
                    {"words": words, "count": len(found), "names": names},
                )
            )
        return found[0]

    def print_json(self, document: Any) -> None:
        """Print one JSON document, and nothing else, on stdout."""
        import json

        sys.stdout.flush()
        text = json.dumps(document, ensure_ascii=False, indent=1)
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
        sys.stdout.flush()


class _Amount(click.ParamType[int]):
    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return parse_amount(value)
        except WrongAmount:
            fail(
                Said(
                    N_("“{text}” is not an amount: 0.01 to 999,999,999.99, at most two decimals."),
                    {"text": str(value)[:40]},
                )
            )


class _Rate(click.ParamType[Decimal]):
    name = "RATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            return parse_rate(value)
        except WrongRate:
            fail(
                Said(
                    N_("“{text}” is not a rate: write 12.9% or 0.129; above 1 it needs its % sign."),
                    {"text": str(value)[:40]},
                )
            )


class _Day(click.ParamType[date]):
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_day(value)
        except WrongDay:
            fail(Said(N_("“{text}” is not a day: write it as 2026-11-24."), {"text": str(value)[:40]}))


AMOUNT, RATE, DAY = _Amount(), _Rate(), _Day()


def _gather(ctx: click.Context, name: str, value: Any) -> None:
    session = ctx.ensure_object(Session)
    if value is None or value is False:
        return
    setattr(session, name, value)


def common_options(function: F) -> F:
    """Give a command `--file`, `--lang`, `--today` and `--json`; they are accepted before the verb and after it."""

    def option(flag: str, name: str, **more: Any) -> Callable[[F], F]:
        return click.option(
            flag,
            expose_value=False,
            is_eager=True,
            callback=lambda ctx, _param, value: _gather(ctx, name, value),
            **more,
        )

    for wrap in (
        option("--json", "json", is_flag=True, help=_("print JSON")),
        option("--today", "fixed_today", type=DAY, help=_("take this day as today")),
        option("--lang", "_lang", type=click.Choice(["zh", "en"]), help=_("language: zh or en")),
        option("--file", "file", type=click.Path(path_type=Path), help=_("the case file")),
    ):
        function = wrap(function)
    return function


def session_of(ctx: click.Context) -> Session:
    """Return the options of this run."""
    session: Session = ctx.ensure_object(Session)
    return session


def in_language() -> str:
    """The language of this run, for texts of a playbook."""
    return language()
