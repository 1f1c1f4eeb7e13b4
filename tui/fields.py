"""The fields of a form: what a person types, how it is understood, and what is said where it is not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from model.days import WrongDay, missing_day, parse_day_freely
from model.money import LARGEST, WrongAmount, WrongRate, above_largest, parse_amount, parse_rate, percent, plain
from model.said import N_, Said
from model.text import LONGEST_LINE, LONGEST_NOTE, clean_line, clean_note, narrow_digits
from tui.say import _, day_named, language, money


class WrongField(ValueError):
    """What was typed cannot be understood; `said` tells what is expected."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.text)
        self.said = said


Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One field: `kind` is text, note, amount, day, time, number, rate, choice or pick (a choice shown whole).

    A day of the month alone is the next one, or with `past`, where the field is of what was already, the latest.
    `label` and `hint` are in the language of the run. `least` and `most` bound a number. A field that is not
    `required` may stay empty and then has the value None (empty text for text and note). `bare` is said where a
    number alone cannot be a day: what else it may be, in the field below.
    """

    id: str
    label: str
    kind: str = "text"
    hint: str = ""
    required: bool = False
    choices: Choices = ()
    least: int = 0
    most: int = 1_000
    zero: bool = False
    secret: bool = False
    past: bool = False
    bare: Said | None = None


def parse(field: Field, text: str, today: date) -> Any:
    """Return the value of a field from what was typed. Raises `WrongField`."""
    text = text.strip()
    if not text:
        if field.required:
            raise WrongField(Said(N_("Please fill this in.")))
        return "" if field.kind in ("text", "note", "choice", "pick") else None
    return _PARSERS[field.kind](field, text, today)


def understood(field: Field, text: str, today: date) -> str:
    """Return how a typed amount, day or rate was understood, to be shown beside it; empty where that is plain."""
    try:
        value = parse(field, text, today)
    except WrongField:
        return ""
    if value is None or value == "":
        return ""
    if field.kind == "day":
        counted = field.bare is not None and narrow_digits(text.strip()).isdecimal()
        return day_named(value) + (_(" (a number of days goes below)") if counted else "")
    if field.kind == "amount":
        return money(value)
    if field.kind == "rate":
        return percent(value, 4)
    return ""


def typed(field: Field, value: Any) -> str:
    """Return a value as a person would type it."""
    if value is None:
        return ""
    if field.kind == "amount":
        return plain(value)
    if field.kind == "day":
        return str(value.isoformat())
    if field.kind == "rate":
        return percent(value, 6)
    return str(value)


def _text(field: Field, text: str, _today: date) -> str:
    cleaned = clean_line(text)
    if len(cleaned) > LONGEST_LINE:
        raise WrongField(
            Said(N_("Too long: {count} characters, {most} fit."), {"count": len(cleaned), "most": LONGEST_LINE})
        )
    if field.required and not cleaned:
        raise WrongField(Said(N_("Please fill this in.")))
    return cleaned


def _note(_field: Field, text: str, _today: date) -> str:
    cleaned = clean_note(text)
    if len(cleaned) > LONGEST_NOTE:
        raise WrongField(
            Said(N_("Too long: {count} characters, {most} fit."), {"count": len(cleaned), "most": LONGEST_NOTE})
        )
    return cleaned


def _amount(field: Field, text: str, _today: date) -> int:
    text = text.lstrip("¥￥").removesuffix("元").strip().replace("．", ".")
    try:
        return parse_amount(text, zero=field.zero)
    except WrongAmount as error:
        if above_largest(text):
            raise WrongField(Said(N_("At most {limit}."), {"limit": f"{LARGEST // 100:,}.{LARGEST % 100}"})) from error
        raise WrongField(Said(N_("An amount like 1234.56: no sign, at most two decimals."))) from error


def _day(field: Field, text: str, today: date) -> date:
    try:
        return parse_day_freely(text, today, past=field.past)
    except WrongDay as error:
        if field.bare is not None and narrow_digits(text).isdecimal():
            raise WrongField(field.bare) from error
        lacking = missing_day(text)
        if lacking is not None:
            raise WrongField(_no_such_day(*lacking)) from error
        raise WrongField(Said(N_("A day like 2026-11-24, 11.24, 10, today or +3."))) from error


def _no_such_day(year: int | None, month: int, day: int) -> Said:
    """Say that a month has no such day: “February 2026 has no 30th.”"""
    if language() == "zh":
        named, nth = f"{year or ''}{'年' if year else ''}{month}月", f"{day}日"
    else:
        named, nth = f"{date(2000, month, 1):%B} {year or ''}".strip(), f"{day}{'st' if day == 31 else 'th'}"
    return Said(N_("{month} has no {nth}."), {"month": named, "nth": nth})


def _time(_field: Field, text: str, _today: date) -> str:
    digits = narrow_digits(text).replace("：", ":").replace(".", ":")
    hour, _colon, minute = digits.partition(":") if ":" in digits else (digits[:-2], ":", digits[-2:])
    if hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60 and len(minute) == 2:
        return f"{int(hour):02d}:{int(minute):02d}"
    raise WrongField(Said(N_("A time like 14:05.")))


def _number(field: Field, text: str, _today: date) -> int:
    digits = narrow_digits(text)
    if digits.isascii() and digits.isdecimal() and len(digits) < 10 and field.least <= int(digits) <= field.most:
        return int(digits)
    raise WrongField(Said(N_("A whole number from {least} to {most}."), {"least": field.least, "most": field.most}))


def _rate(_field: Field, text: str, _today: date) -> Decimal:
    try:
        return parse_rate(text)
    except WrongRate as error:
        raise WrongField(Said(N_("A rate like 0.05% or 0.0005."))) from error


def _choice(field: Field, text: str, _today: date) -> str:
    if any(text == value for value, _label in field.choices):
        return text
    raise WrongField(Said(N_("Choose one of those offered.")))


_PARSERS: dict[str, Callable[[Field, str, date], Any]] = {
    "text": _text,
    "note": _note,
    "amount": _amount,
    "day": _day,
    "time": _time,
    "number": _number,
    "rate": _rate,
    "choice": _choice,
    "pick": _choice,
}


def yes_no() -> Choices:
    """Return the choices of a yes-or-no field."""
    return (("", _("no")), ("yes", _("yes")))
