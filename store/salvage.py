"""Saving what is whole of a damaged file: each case is a line of its own, so that damage stays where it is."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from model.said import N_, Said
from model.text import shown
from store import backups, files, lock
from store.codec import PLAIN, Codec
from store.contents import CASES, HISTORY, META, Contents, Meta, encode
from store.errors import Damaged, StoreError
from store.forgetting import tombstones
from store.lines import Line, Tables, document_line
from store.mending import NoCase, mend
from store.migrations import SCHEMA
from store.paths import backups_folder


class _Forgotten(msgspec.Struct):
    forgotten: tuple[str, ...] = ()


_forgotten = msgspec.json.Decoder(_Forgotten)
_ID = re.compile(rb'"(?:id|case)":\s*"([^"\\]{1,60})"')
_TITLE = re.compile(rb'"title":\s*"([^"\\]{1,120})"')


class Salvage(NamedTuple):
    """What can be kept: the cases' ids, the file they would make, how many lines are lost, which were forgotten.

    `left_out` tells of every line and every part of a case that is not kept: the case's id, and why.
    """

    cases: tuple[str, ...]
    contents: Contents
    lost: int
    forgotten: tuple[str, ...] = ()
    left_out: tuple[tuple[str, Said], ...] = ()


def salvage(path: Path, data: bytes, codec: Codec = PLAIN) -> Salvage | None:
    """Return what can be kept of a damaged file's bytes; None where not one case can."""
    found = _Found(path)
    table = ""
    for number, text in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        heading = text.strip(b'{}, \r":')
        if heading in (b"_meta", b"cases", b"history"):
            table = heading.decode()
            continue
        document = document_line(text)
        if document is not None and table == META:
            with suppress(msgspec.MsgspecError):
                found.gone |= frozenset(_forgotten.decode(document[1].raw).forgotten)
        elif document is not None and table == CASES:
            found.case(number, *document)
        elif document is not None and table == HISTORY:
            found.history(number, *document)
        elif text.strip(b"{}, \r\0") and table != META:
            found.leave_out(number, text, N_("it is no whole document"))
    tables = found.tables
    if not tables[CASES]:
        return None
    known = [int(backup.revision or 0) for backup in backups.backups(path)]
    tables[META]["1"] = Line.of(1, encode(Meta(schema=SCHEMA, revision=max([found.revision, *known]) + 1)))
    gone = found.gone | tombstones(path, codec)
    whole = Contents(path, tables).without(gone)
    forgotten = tuple(sorted(gone & found.ids))
    told = tuple((id, said) for id, said in found.left_out if id not in gone)
    return Salvage(tuple(whole.ids), whole, found.lost, forgotten, told)


class _Found:
    """What was kept so far of the lines of a file, and what was not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables: Tables = {META: {}, CASES: {}, HISTORY: {}}
        self.ids: set[str] = set()
        self.gone: frozenset[str] = frozenset()
        self.left_out: list[tuple[str, Said]] = []
        self.lost = self.revision = 0

    def case(self, number: int, document: str, line: Line) -> None:
        """Keep a case, in part where some of it does not fit."""
        parts: tuple[str, ...] = ()
        try:
            one = self._alone(CASES, document, line)
            one.verify()
            id = next(iter(one.ids))
        except (StoreError, ValueError):
            try:
                case, parts = mend(msgspec.json.decode(line.raw))
            except (NoCase, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self.leave_out(number, line.whole, N_("it has no id that can be used"))
                return
            id, line = case.id, Line.of(int(document), encode(case))
        if id in self.ids or document in self.tables[CASES]:
            self.leave_out(number, line.whole, N_("its id occurs twice"))
            return
        self.ids.add(id)
        self.tables[CASES][document] = line
        named = _named(line.whole)
        for part in parts:
            text = N_("{case}: “{field}” does not fit. A repair takes it out and keeps the rest.")
            self.left_out.append((id, Said(text, {"case": named, "field": shown(part)})))

    def history(self, number: int, document: str, line: Line) -> None:
        """Keep a timeline."""
        try:
            past = self._alone(HISTORY, document, line).past_of(document)
        except (StoreError, ValueError):
            self.leave_out(number, line.whole, N_("the timeline cannot be read"))
            return
        self.revision = max([self.revision, *(entry.number for entry in past.entries)])
        self.tables[HISTORY].setdefault(document, line)

    def leave_out(self, number: int, text: bytes, why: str) -> None:
        """Note a line that is not kept."""
        self.lost += 1
        said = Said(
            N_("Line {line} ({case}): {why}. A repair leaves the line out; its bytes stay among the backups."),
            {"line": number, "case": _named(text), "why": why},
        )
        self.left_out.append((_id_in(text), said))

    def _alone(self, table: str, document: str, line: Line) -> Contents:
        meta = {"1": Line.of(1, encode(Meta(schema=SCHEMA)))}
        return Contents(self.path, {META: meta, CASES: {}, HISTORY: {}} | {table: {document: line}})


def _id_in(text: bytes) -> str:
    match = _ID.search(text[:2000])
    return shown(match[1].decode("utf-8", "replace")) if match else ""


def _named(text: bytes) -> str:
    """Return how to name the case of a line that may be anything: its title and id, as far as they can be found."""
    title = _TITLE.search(text[:2000])
    words = [shown(title[1].decode("utf-8", "replace")) if title else "", _id_in(text)]
    return " ".join(word for word in words if word) or "?"


def write(path: Path, *, now: Callable[[], datetime], codec: Codec = PLAIN) -> Path | None:
    """Put what is whole in place of the damaged file, which is set aside first; return where it lies then.

    Raises `StoreError`; None where there was nothing to save.
    """
    with lock.locked(path):
        loaded = files.load(path)
        os.close(loaded.descriptor)
        found = salvage(path, codec.take(loaded.data), codec)
        if found is None:
            return None
        aside = backups.keep_version(path, now(), None, must=True)
        data = codec.seal(found.contents.rendered())
        try:
            _, descriptor = files.replace(path, data, owner=loaded.owner, expect=loaded.stamp)
        except files.Changed as error:
            raise Damaged(path, N_("another program writes it")) from error
        os.close(descriptor)
    return backups_folder(path) / aside
