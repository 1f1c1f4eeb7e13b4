"""What a case file holds, typed: its meta record, cases and histories, each read from its line when asked for."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from model.case import Case
from model.said import N_, Said
from model.text import shown
from store.errors import Damaged, Newer, NotOurs, StoreError
from store.faults import in_our_words
from store.history import Past
from store.lines import Line, Tables, WrongLines, parse, render, strict_json
from store.migrations import SCHEMA, migrate

META, CASES, HISTORY = "_meta", "cases", "history"

T = TypeVar("T", Case, Past)


class Restored(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The last restore: `source` is the backup that was brought back, `aside` the one that holds what it replaced.

    `aside` is empty where that was not sound. `number` is the revision that the restore, or the undo of it, made.
    """

    at: str
    who: str
    number: int
    source: str
    aside: str = ""
    undone: bool = False


class Meta(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The file's own record: its version, the number of its last change, the largest document id ever given.

    `forgotten` are the ids of cases that are gone for good, `purging` those of which something may lie about still,
    `drop_broken` whether backups that cannot be opened go with them.
    """

    schema: int = 0
    revision: int = 0
    last: int = 0
    restored: Restored | None = None
    forgotten: tuple[str, ...] = ()
    purging: tuple[str, ...] = ()
    drop_broken: bool = False


class _Schema(msgspec.Struct):
    schema: int


class _Id(msgspec.Struct):
    id: str


class _CaseOf(msgspec.Struct):
    case: str


encode = msgspec.json.Encoder().encode
_encode_into = msgspec.json.Encoder().encode_into
_again = bytearray()
"""Where a record just read is written anew, to be compared with its line; two threads at once cost but a check."""
_schema = msgspec.json.Decoder(_Schema)
_meta = msgspec.json.Decoder(Meta)
_case = msgspec.json.Decoder(Case)
_past = msgspec.json.Decoder(Past)
_id = msgspec.json.Decoder(_Id)
_HEAD = b'{"id":"'
_case_of = msgspec.json.Decoder(_CaseOf)


class Contents:
    """One version of a file, never changed: `ids` gives the document of each case id, in the file's order."""

    def __init__(self, path: Path, tables: Tables, *, migrated: bool = False) -> None:
        self.path, self.tables, self.migrated = path, tables, migrated
        self.meta = _read_meta(path, tables)
        self.ids = _ids(path, tables)
        self.gone = frozenset(self.meta.forgotten)
        if self.gone:
            self.ids = {id: document for id, document in self.ids.items() if id not in self.gone}
        self._removed: dict[str, str] | None = None
        self.verified = False

    @classmethod
    def empty(cls, path: Path) -> "Contents":
        """Return the contents of a file that is still to be made."""
        meta = Line.of(1, encode(Meta(schema=SCHEMA)))
        return cls(path, {META: {"1": meta}, CASES: {}, HISTORY: {}})

    @classmethod
    def read(cls, path: Path, data: bytes, known: "Contents | None" = None) -> "Contents":
        """Return the contents of a file's bytes. Raises `Damaged`, `NotOurs`, `Newer`."""
        try:
            tables = parse(data, known.tables if known else None)
        except WrongLines as error:
            raise Damaged(path, error.said) from error
        schema = _read_schema(path, tables)
        if schema == SCHEMA:
            return cls(path, {META: {}, CASES: {}, HISTORY: {}} | tables)
        plain = {name: {id: dict(line) for id, line in table.items()} for name, table in tables.items()}
        try:
            moved = migrate(plain, schema)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            why = Said(N_("it cannot be brought from format {found} to {known}"), {"found": schema, "known": SCHEMA})
            raise Damaged(path, why) from error
        lines = {name: {id: Line.of(id, encode(doc)) for id, doc in table.items()} for name, table in moved.items()}
        return cls(path, lines, migrated=True)

    def case(self, id: str) -> Case | None:
        """Return the case, None where there is none. Raises `Damaged`."""
        document = self.ids.get(id)
        return None if document is None else self.typed(CASES, document, _case)

    def past(self, id: str) -> Past:
        """Return the history of a case, of a removed one too. Raises `Damaged`."""
        document = self.document(id)
        if document is None or document not in self.tables[HISTORY]:
            return Past(id)
        return self.typed(HISTORY, document, _past)

    def past_of(self, document: str) -> Past:
        """Return a history by its document. Raises `Damaged`."""
        return self.typed(HISTORY, document, _past)

    def document(self, id: str) -> str | None:
        """Return the document id of a case, of a removed one too; a case keeps its document for good."""
        return self.ids.get(id) or self.removed().get(id)

    def removed(self) -> dict[str, str]:
        """Return the documents of removed cases whose history is kept, by case id."""
        if self._removed is None:
            living = set(self.ids.values())
            found: dict[str, str] = {}
            for document, line in self.tables[HISTORY].items():
                if document not in living:
                    try:
                        id = _case_of.decode(line.raw).case
                    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                        raise Damaged(self.path, in_our_words(error), _spot(HISTORY, document)) from error
                    if id not in self.gone:
                        found[id] = document
            self._removed = found
        return self._removed

    def pasts(self, who: str) -> Iterator[tuple[str, Past]]:
        """Give the history of every case in which `who` occurs, removed ones included."""
        wanted = encode(who)
        for id, document in (self.ids | self.removed()).items():
            line = self.tables[HISTORY].get(document)
            if line is not None and wanted in line.whole:
                yield id, self.typed(HISTORY, document, _past)

    def verify(self) -> None:
        """Read every case once, so that nothing unsound is written again. Raises `Damaged`."""
        if not self.verified:
            for document in self.tables[CASES]:
                self.typed(CASES, document, _case)
            self.verified = True

    def trust(self) -> None:
        """Note that every case here was read, or made by this program."""
        self.verified = True

    def with_meta(self, meta: Meta) -> "Contents":
        """Return the same contents under another meta record."""
        made = Contents(self.path, {**self.tables, META: {"1": Line.of(1, encode(meta))}})
        made.verified = self.verified
        return made

    def without(self, ids: Iterable[str]) -> "Contents":
        """Return the contents without these cases and their histories, their ids among the forgotten."""
        ids = frozenset(ids)
        tables = {
            table: {document: line for document, line in lines.items() if _of_case(table, line) not in ids}
            for table, lines in self.tables.items()
        }
        forgotten = tuple(dict.fromkeys((*self.meta.forgotten, *sorted(ids))))
        meta = msgspec.structs.replace(self.meta, forgotten=forgotten)
        made = Contents(self.path, tables, migrated=self.migrated).with_meta(meta)
        made.verified = self.verified
        return made

    def documents_of(self, ids: Collection[str]) -> Iterator[memoryview]:
        """Give the JSON of these cases and of their histories, forgotten or not."""
        for table in (CASES, HISTORY):
            for line in self.tables[table].values():
                if _of_case(table, line) in ids:
                    yield line.raw

    def holds(self, id: str) -> bool:
        """Tell whether a case or its history is in the tables, forgotten or not."""
        return any(True for _ in self.documents_of((id,)))

    def rendered(self) -> bytes:
        """Return the bytes of the file."""
        return render(self.tables)

    def differing(self, other: "Contents") -> frozenset[str]:
        """Return the ids of cases that are not the same line in both versions, of the same file read on."""
        mine, theirs = self.tables[CASES], other.tables[CASES]
        changed = {id for id, document in self.ids.items() if theirs.get(document) is not mine[document]}
        return frozenset(changed | (other.ids.keys() - self.ids.keys()))

    def typed(self, table: str, document: str, decoder: "msgspec.json.Decoder[T]") -> T:
        """Return the document as its record, read once for each line. Raises `Damaged`."""
        line = self.tables[table][document]
        if line.known is None:
            line.known = _typed(self.path, table, document, line, decoder)
        found: T = line.known
        return found


def _typed(path: Path, table: str, document: str, line: Line, decoder: "msgspec.json.Decoder[T]") -> T:
    try:
        record = decoder.decode(line.raw)
        _encode_into(record, _again)
        if _again != line.raw:
            strict_json(bytes(line.raw))
    except WrongLines as error:
        raise Damaged(path, error.said, _spot(table, document)) from error
    except (msgspec.MsgspecError, RecursionError, ValueError, ArithmeticError) as error:
        raise Damaged(path, in_our_words(error), _spot(table, document)) from error
    return record


def _spot(table: str, document: str) -> Said:
    """Return where a document is: its table, and the number that its line begins with."""
    text = (
        N_("the case with the number {document}") if table == CASES else N_("the timeline with the number {document}")
    )
    return Said(text, {"document": shown(document)})


_HEAD_RECORD = Said(N_("the file's own record at its beginning"))


def _read_schema(path: Path, tables: Tables) -> int:
    meta = tables.get(META, {})
    if "1" not in meta or CASES not in tables:
        raise NotOurs(path)
    try:
        schema = _schema.decode(meta["1"].raw).schema
    except msgspec.MsgspecError as error:
        raise Damaged(path, N_("a value does not fit"), _HEAD_RECORD) from error
    if schema > SCHEMA:
        raise Newer(path, schema, SCHEMA)
    if schema < 1:
        raise Damaged(path, Said(N_("there is no format {found}"), {"found": schema}), _HEAD_RECORD)
    return schema


def _read_meta(path: Path, tables: Tables) -> Meta:
    try:
        meta = _meta.decode(tables[META]["1"].raw)
    except msgspec.MsgspecError as error:
        raise Damaged(path, N_("a value does not fit"), _HEAD_RECORD) from error
    if not 0 <= meta.revision < 2**53 or not 0 <= meta.last < 2**53:
        raise Damaged(path, N_("a number is out of range"), _HEAD_RECORD)
    used = max((int(id) for table in (tables[CASES], tables[HISTORY]) for id in table), default=0)
    return meta if meta.last >= used else msgspec.structs.replace(meta, last=used)


def _ids(path: Path, tables: Tables) -> dict[str, str]:
    ids: dict[str, str] = {}
    for document, line in tables[CASES].items():
        try:
            id = line.known.id if line.known is not None else _peek(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Damaged(path, in_our_words(error), _spot(CASES, document)) from error
        if id in ids:
            raise Damaged(path, Said(N_("the id “{id}” occurs twice"), {"id": shown(id)[:40]}))
        ids[id] = document
    return ids


def forgotten_in(path: Path, content: bytes) -> frozenset[str]:
    """Return the ids of forgotten cases that a file's content names; of unsound content, none."""
    if b'"forgotten":' not in content:
        return frozenset()
    try:
        return Contents.read(path, content).gone
    except StoreError:
        return frozenset()


def _of_case(table: str, line: Line) -> str | None:
    """Return the id of the case that a document belongs to; None where it is of none or cannot be read."""
    try:
        if table == CASES:
            return _peek(line)
        return _case_of.decode(line.raw).case if table == HISTORY else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _peek(line: Line) -> str:
    """Return the id of a case without reading the case: records write it first."""
    start = len(line.whole) - len(line.raw) + len(_HEAD)
    end = line.whole.find(b'"', start)
    if line.whole.startswith(_HEAD, start - len(_HEAD)) and b"\\" not in line.whole[start:end]:
        return line.whole[start:end].decode()
    return _id.decode(line.raw).id


def plain(record: Any) -> dict[str, Any]:
    """Return a record as plain JSON values."""
    values: dict[str, Any] = msgspec.to_builtins(record)
    return values


def to_case(values: Any) -> Case:
    """Return the case of plain JSON values. Raises `msgspec.ValidationError`."""
    return msgspec.convert(values, Case)
