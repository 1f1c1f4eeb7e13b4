"""The case file's bytes as TinyDB tables: one document per line, kept as bytes, parsed only when looked into.

The file is TinyDB's own JSON. A load compares lines with those already known and checks only new ones; a save joins
the kept lines, so that its cost follows the change and not the file.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from model.said import N_, Said
from store.faults import in_our_words

Tables = dict[str, dict[str, "Line"]]
"""Table name, document id (a positive number as a string), document."""

_syntax = msgspec.json.Decoder(msgspec.Raw)
_plain = msgspec.json.Decoder()
_encode = msgspec.json.Encoder().encode


class WrongLines(ValueError):
    """The bytes are not TinyDB's JSON, strictly read; `said` tells why."""

    def __init__(self, why: Said | str) -> None:
        self.said = why if isinstance(why, Said) else Said(why)
        super().__init__(self.said.text)


class Line(Mapping[str, Any]):
    """One document as its line in the file, read-only; `whole` is the line, `known` what its reader made of it."""

    __slots__ = ("known", "raw", "whole")

    def __init__(self, whole: bytes, start: int) -> None:
        self.whole, self.raw = whole, memoryview(whole)[start:]
        self.known: Any = None

    @classmethod
    def of(cls, id: int | str, document: bytes, known: Any = None) -> "Line":
        """Return the line of a document encoded without line breaks; `known` is what its reader would make of it."""
        prefix = b'"%s": ' % str(id).encode()
        line = cls(prefix + document, len(prefix))
        line.known = known
        return line

    def __getitem__(self, key: str) -> Any:
        return _plain.decode(self.raw)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_plain.decode(self.raw))

    def __len__(self) -> int:
        return len(_plain.decode(self.raw))


def render(tables: Tables) -> bytes:
    """Return the file's bytes."""
    return b"".join(_pieces(tables))


def _pieces(tables: Tables) -> Iterator[bytes]:
    """Yield the file's bytes piece by piece."""
    yield b"{"
    before = b""
    for name, table in tables.items():
        yield before + _encode(name) + b": {"
        between = b"\n"
        for line in table.values():
            yield between
            yield line.whole
            between = b",\n"
        yield b"\n}" if table else b"}"
        before = b",\n"
    yield b"}\n"


def _renders_to(tables: Tables, data: bytes) -> bool:
    """Return whether these are the tables' bytes, without making them."""
    at = 0
    for piece in _pieces(tables):
        if not data.startswith(piece, at):
            return False
        at += len(piece)
    return at == len(data)


def parse(data: bytes, known: Tables | None = None) -> Tables:
    """Return the tables of a file's bytes, taking over the lines of `known` that did not change.

    Raises `WrongLines` on anything that is not whole: bad UTF-8, wrong shape, duplicate keys, NaN, numbers too large.
    """
    tables = _parse_lines(data, known or {})
    if tables is None or not _renders_to(tables, data):
        return _parse_json(data)
    return tables


def _parse_lines(data: bytes, known: Tables) -> Tables | None:
    """Read the layout that `render` writes; None where it is another one."""
    tables: Tables = {}
    table: dict[str, Line] = {}
    old: dict[str, Line] = {}
    for text in data.split(b"\n"):
        end = text.find(b'": ', 1, 66)
        if end < 0:
            continue
        key = text[text.find(b'"') + 1 : end]
        if text.endswith((b": {", b": {},", b": {}}")) and not (text.startswith(b'"') and key.isdigit()):
            name = key.decode("ascii", "replace")
            if name in tables:
                return None
            table, old = tables.setdefault(name, {}), known.get(name, {})
            continue
        id = key.decode("ascii", "replace")
        if not _is_id(id) or id in table or not text.startswith(b'"'):
            return None
        whole = text[:-1] if text.endswith(b",") else text
        line = old.get(id)
        if line is None or line.whole != whole:
            line = Line(whole, end + 3)
            if not _sound(line):
                return None
        table[id] = line
    return tables


def document_line(text: bytes) -> tuple[str, Line] | None:
    """Return id and document of one line of the file, a comma after it or not; None where it is not a whole one."""
    text = text.rstrip(b"\r")
    whole = text.removesuffix(b",")
    end = whole.find(b'": ', 1, 20)
    id = whole[1:end].decode("ascii", "replace") if end > 0 else ""
    if not whole.startswith(b'"') or not id or not _is_id(id):
        return None
    line = Line(whole, end + 3)
    return (id, line) if _sound(line) else None


def _sound(line: Line) -> bool:
    """Tell whether the document is a JSON object in UTF-8; its keys and types are its reader's business."""
    try:
        _syntax.decode(line.raw)
        return line.raw[0] == ord("{") and bool(str(line.raw, "utf-8"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _is_id(id: str) -> bool:
    return id.isascii() and id.isdigit() and id[0] != "0" and len(id) <= 15


def _parse_json(data: bytes) -> Tables:
    found = strict_json(data)
    if not isinstance(found, dict):
        raise WrongLines(N_("not an object"))
    tables: Tables = {}
    for name, table in found.items():
        if not isinstance(table, dict):
            raise WrongLines(N_("what should be a table is none"))
        for id, document in table.items():
            if not _is_id(id):
                raise WrongLines(N_("a document has no number"))
            if not isinstance(document, dict):
                raise WrongLines(N_("a document is not an object"))
        try:
            tables[name] = {id: Line.of(id, _encode(document)) for id, document in table.items()}
        except (UnicodeEncodeError, OverflowError, msgspec.MsgspecError, RecursionError) as error:
            raise WrongLines(in_our_words(error)) from error
    return tables


def strict_json(data: bytes) -> Any:
    """Return the value of JSON bytes (UTF-8, a byte-order mark allowed). Raises `WrongLines`.

    Refuses what would not survive being written again: duplicate keys, NaN and infinity, lone surrogates.
    """
    import json

    if not data.strip(b"\0 \t\r\n"):
        raise WrongLines(N_("it is empty"))
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except WrongLines:
        raise
    except (ValueError, RecursionError) as error:
        raise WrongLines(in_our_words(error)) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WrongLines(N_("a key occurs twice"))
    return found


def _no_constant(text: str) -> Any:
    raise WrongLines(N_("a number is none"))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise WrongLines(N_("a number is too large"))
    return number
