"""What all commands share: their options before and after the verb, the types of their values."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from model.days import EARLIEST, LATEST, FarDay, WrongDay, parse_day
from model.money import WrongAmount, WrongRate, parse_amount, parse_rate
from model.said import N_, Said, Value
from tui.say import _, language
from tui.session import Failed, Session, default_who, fail, put, wrapped

__all__ = [
    "AMOUNT",
    "AMOUNT_OR_ZERO",
    "DAY",
    "RATE",
    "Failed",
    "Session",
    "common_options",
    "default_who",
    "fail",
    "far_day",
    "in_click",
    "in_language",
    "put",
    "session_of",
    "wrapped",
]

F = TypeVar("F", bound=Callable[..., Any])


class _Amount(click.ParamType[int]):
    name = "AMOUNT"

    def __init__(self, *, zero: bool = False) -> None:
        self.zero = zero

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return parse_amount(value, zero=self.zero)
        except WrongAmount:
            bare = str(value).strip().lstrip("¥￥").removesuffix("元").strip()
            if bare != str(value).strip() and bare:
                text = N_("“{text}” is not an amount as commands take it: without ¥ or 元, as in 1234.56.")
                fail(Said(text, {"text": str(value)[:40]}))
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
        except FarDay:
            fail(far_day(str(value)))
        except WrongDay:
            fail(Said(N_("“{text}” is not a day: write it as 2026-11-24."), {"text": str(value)[:40]}))


def far_day(text: str) -> Said:
    """Return what is said of a day outside the calendar's range."""
    values: dict[str, Value] = {"text": text[:40], "since": EARLIEST.isoformat(), "until": LATEST.isoformat()}
    return Said(N_("“{text}” is too far away: days run from {since} to {until}."), values)


AMOUNT, AMOUNT_OR_ZERO, RATE, DAY = _Amount(), _Amount(zero=True), _Rate(), _Day()


class NobodyReads(Exception):
    """Whoever read the answer has gone: the command ends in silence, exit 0 (click would make it 1)."""


@contextmanager
def in_click() -> Iterator[None]:
    """Give click the end of a command in its own form, exit code included."""
    try:
        yield
    except Failed as failed:
        error = click.ClickException(str(failed))
        setattr(error, "exit_code", failed.exit_code)  # noqa: B010 - click declares it on the class, one for all
        raise error from failed
    except BrokenPipeError as error:
        raise NobodyReads from error


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

    function = _told(function)
    for wrap in (
        option("--json", "json", is_flag=True, help=_("print JSON")),
        option("--today", "fixed_today", type=DAY, help=_("take this day as today")),
        option("--lang", "_lang", type=click.Choice(["zh", "en"]), help=_("language: zh or en")),
        option("--file", "file", type=click.Path(path_type=Path), help=_("the case file")),
    ):
        function = wrap(function)
    return function


def _told(function: F) -> F:
    @wraps(function)
    def told(*args: Any, **values: Any) -> Any:
        with in_click():
            return function(*args, **values)

    return cast(F, told)


def session_of(ctx: click.Context) -> Session:
    """Return the options of this run."""
    session: Session = ctx.ensure_object(Session)
    return session


def in_language() -> str:
    """The language of this run, for texts of a playbook."""
    return language()
