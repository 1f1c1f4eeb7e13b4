"""`export json` and back: every fact of the cases as a document others can read, and nothing lost on the way home.

Money is a decimal string in yuan, days are ISO, keys snake_case, every field written out. What only follows from the
facts (stage, owed, next; an instalment's total and paid) is told for readers and left out when it is read back.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from model.case import Case, Stage
from model.money import LARGEST, WrongAmount, parse_amount, plain
from model.said import N_, Said
from model.text import LONGEST_LINE, clean_line, clean_note, shown
from store.errors import WrongExport
from store.faults import because, place_in
from store.lines import WrongLines, strict_json

T = TypeVar("T")

FORMAT, VERSION = "huanqing", 1

MONEY = frozenset({"total", "principal", "interest", "penalty", "fee", "enforcement", "borrowed", "each", "amount"})
MONEY |= {"balance", "waived", "down_payment", "reserve", "cash", "income_before", "offer"}
"""Fields that hold fen, whatever their record."""

_DERIVED = ("stage", "owed", "next")


class Derived(NamedTuple):
    """What follows from a case, told in the export: fen owed (None: not known), fen paid for each instalment."""

    stage: Stage
    owed: int | None
    next_on: date | None
    next_text: str
    paid: Mapping[int, int]


def document(cases: Iterable[Case], derive: Callable[[Case], Derived]) -> dict[str, Any]:
    """Return the export of cases: the same cases make the same document."""
    return {"format": FORMAT, "version": VERSION, "cases": [_written(case, derive(case)) for case in cases]}


def _written(case: Case, derived: Derived) -> dict[str, Any]:
    values = dict(_out(case))
    for row in values["instalments"]:
        number = row["number"]
        row["total"] = plain(sum(item.total for item in case.instalments if item.number == number))
        row["paid"] = plain(derived.paid.get(number, 0))
    head = ("id", "title", "product", "lender")
    told = {
        "stage": derived.stage.value,
        "owed": None if derived.owed is None else plain(derived.owed),
        "next": {"on": derived.next_on.isoformat() if derived.next_on else None, "text": derived.next_text},
    }
    return {key: values[key] for key in head} | told | {key: value for key, value in values.items() if key not in head}


def _out(value: Any) -> Any:
    """Return a record with every field, its money as text."""
    if isinstance(value, msgspec.Struct):
        found = {}
        for field in value.__struct_fields__:
            item = getattr(value, field)
            is_money = field in MONEY and isinstance(item, int) and not isinstance(item, bool)
            found[field] = plain(item) if is_money else _out(item)
        return found
    if isinstance(value, tuple):
        return [_out(item) for item in value]
    return msgspec.to_builtins(value)


def read(data: bytes) -> list[Case]:
    """Return the cases of an export. Raises `WrongExport` naming the case, the field and the reason."""
    try:
        found = strict_json(data)
    except WrongLines as error:
        raise WrongExport(because(N_("This is not an export of huanqing: {why}."), {}, error.said)) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("cases"), list):
        raise WrongExport(Said(N_("This is not an export of huanqing: its “format” is not “huanqing”.")))
    version = found.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise WrongExport(Said(N_("This export has no version number that can be read.")))
    if version > VERSION:
        text = N_(
            "This export is of a newer huanqing (version {found}, this one reads {known}). Install the newer one."
        )
        raise WrongExport(Said(text, {"found": version, "known": VERSION}))
    cases = [_read_case(n, values) for n, values in enumerate(found["cases"], 1)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise WrongExport(Said(N_("The export holds the case “{case}” twice."), {"case": shown(case.id)[:40]}))
        seen.add(case.id)
    return cases


def _read_case(n: int, values: Any) -> Case:
    if not isinstance(values, dict):
        raise WrongExport(Said(N_("Case {number} of the export is not an object."), {"number": n}))
    try:
        kept = {key: value for key, value in values.items() if key not in _DERIVED}
        rows = kept.get("instalments")
        if isinstance(rows, list):
            kept["instalments"] = [
                {key: value for key, value in row.items() if key not in ("total", "paid")}
                if isinstance(row, dict)
                else row
                for row in rows
            ]
        kept["title"] = clean_line(kept["title"])[:LONGEST_LINE] if isinstance(kept.get("title"), str) else None
        return _settled(msgspec.convert(_in(kept), Case))
    except WrongAmount as error:
        text = N_("Case {number} of the export: “{text}” is not an amount.")
        raise WrongExport(Said(text, {"number": n, "text": shown(str(error))[:40]})) from error
    except (msgspec.ValidationError, ValueError, ArithmeticError, RecursionError) as error:
        at = place_in(error)
        if at:
            text = N_("Case {number} of the export cannot be read: the value of “{field}” does not fit.")
            raise WrongExport(Said(text, {"number": n, "field": at})) from error
        text = N_("Case {number} of the export cannot be read: something in it does not fit.")
        raise WrongExport(Said(text, {"number": n})) from error


def _settled(value: T) -> T:
    """Return a record in which what equals a default is that very default.

    msgspec leaves a default text or number out by identity, not by value: without this, a field that the export
    writes out would look changed beside the same field that the book leaves out.
    """
    if isinstance(value, tuple):
        return cast(T, tuple(_settled(item) for item in value))
    if not isinstance(value, msgspec.Struct):
        return value
    values = {}
    for field in msgspec.structs.fields(value):
        held = getattr(value, field.name)
        same = field.default is not msgspec.NODEFAULT and type(held) is type(field.default) and held == field.default
        values[field.name] = field.default if same else _settled(held)
    return cast(T, msgspec.structs.replace(value, **values))


def _in(value: Any, field: str = "") -> Any:
    """Return plain values with money as fen and every text made harmless."""
    if isinstance(value, Mapping):
        return {key: _in(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_in(item) for item in value]
    if field in MONEY and value is not None:
        if not isinstance(value, str) or not value.replace(".", "").isdigit():
            raise WrongAmount(str(value))
        fen = parse_amount(value, zero=True)
        if fen > LARGEST or plain(fen) != value:
            raise WrongAmount(value)
        return fen
    return clean_note(value) if isinstance(value, str) else value
