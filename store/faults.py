"""What the libraries that read files complain of, in our own words: their English is shown nowhere."""

import errno
import re

from model.said import N_, Said
from model.text import shown

_AT = re.compile(r" - at `(?:key in )?\$?\.?(.*?)`$", re.DOTALL)
_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*?)`", re.DOTALL)
_BYTE = re.compile(r"\(byte (\d+)\)")
_PLACE = re.compile(r"line (\d+), column (\d+)")
_LONGEST = 80

_SYSTEM = {
    errno.ENOENT: N_("it is not there"),
    errno.EACCES: N_("this user may not"),
    errno.EPERM: N_("this user may not"),
    errno.EIO: N_("the disk reports an error"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EROFS: N_("the disk is read-only"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.ENOTEMPTY: N_("the folder is not empty"),
    errno.EEXIST: N_("it is there already"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ELOOP: N_("its links go round in a circle"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.EFBIG: N_("it is too large"),
    errno.EBUSY: N_("it is in use"),
    errno.ETXTBSY: N_("it is in use"),
    errno.ESTALE: N_("the network drive has lost it"),
    errno.ETIMEDOUT: N_("the network drive does not answer"),
}


def system(error: OSError) -> str:
    """Return why the system refused, as a msgid; of rare reasons the system's own short name, such as ``EXDEV``."""
    code = error.errno or 0
    return _SYSTEM.get(code) or errno.errorcode.get(code) or type(error).__name__


def place_in(error: Exception) -> str:
    """Return where in a record a value does not fit, as msgspec's message tells: ``payments[0].on``; empty if not."""
    found = _AT.search(str(error))
    return shown(found[1])[:_LONGEST] if found else ""


def in_our_words(error: Exception) -> Said:
    """Say what a parser found wrong: of JSON, TOML, CSV, of bytes that are no text, of a record that does not fit."""
    import json

    if isinstance(error, UnicodeDecodeError):
        return Said(N_("byte {byte} is no text in UTF-8"), {"byte": error.start + 1})
    if isinstance(error, UnicodeEncodeError):
        return Said(N_("a text holds half a character"))
    if isinstance(error, RecursionError):
        return Said(N_("it is nested too deeply"))
    if isinstance(error, json.JSONDecodeError):
        return _at_line(error.lineno, error.colno)
    if isinstance(error, OverflowError) or "int string conversion" in str(error):
        return Said(N_("a number is too large"))
    if found := _PLACE.search(str(error)):
        return _at_line(int(found[1]), int(found[2]))
    return _of_record(error)


def _at_line(line: int, column: int) -> Said:
    return Said(N_("it is cut off or mistyped at line {line}, column {column}"), {"line": line, "column": column})


def _of_record(error: Exception) -> Said:
    """Say what msgspec found wrong with one record."""
    import msgspec

    if isinstance(error, msgspec.DecodeError) and not isinstance(error, msgspec.ValidationError):
        found = _BYTE.search(str(error))
        if found:
            return Said(N_("it is cut off or mistyped at its byte {byte}"), {"byte": int(found[1]) + 1})
        return Said(N_("it is cut off or mistyped"))
    place = place_in(error)
    field = _FIELD.match(str(error))
    if field is not None:
        name = f"{place}.{shown(field[2])}".strip(".")[:_LONGEST]
        if field[1].startswith("missing"):
            return Said(N_("“{field}” is missing"), {"field": name})
        return Said(N_("“{field}” is not known to this version"), {"field": name})
    if not place:
        return Said(N_("a value does not fit"))
    if str(error).startswith("Invalid enum value"):
        return Said(N_("the value of “{field}” is none of the possible ones"), {"field": place})
    if re.match(r"Expected `.*`, got `null`", str(error)):
        return Said(N_("“{field}” is empty"), {"field": place})
    return Said(N_("the value of “{field}” does not fit"), {"field": place})


def because(text: str, values: dict[str, str | int], why: Said, spot: Said | None = None) -> Said:
    """Return a sentence with ``{why}``, itself a sentence, in it; with `spot` that begins with where it is.

    The parts' values stand among the sentence's own: the names must differ.
    """
    found = {**why.values, **(spot.values if spot else {}), **values, "why": why.text}
    if spot is not None:
        found["spot"] = spot.text
    return Said(text, found)
