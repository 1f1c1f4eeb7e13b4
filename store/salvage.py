"""Saving what is whole of a damaged file: each case is a line of its own, so that damage stays where it is."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from store import backups, files, lock
from store.codec import PLAIN, Codec
from store.contents import CASES, HISTORY, META, Contents, Meta, encode
from store.errors import Damaged, StoreError
from store.forgetting import tombstones
from store.lines import Line, Tables, document_line
from store.migrations import SCHEMA
from store.paths import backups_folder


class _Forgotten(msgspec.Struct):
    forgotten: tuple[str, ...] = ()


_forgotten = msgspec.json.Decoder(_Forgotten)


class Salvage(NamedTuple):
    """What is whole: the cases' ids, the file they would make, how many lines are lost, which were forgotten."""

    cases: tuple[str, ...]
    contents: Contents
    lost: int
    forgotten: tuple[str, ...] = ()


def salvage(path: Path, data: bytes, codec: Codec = PLAIN) -> Salvage | None:
    """Return what is whole of a damaged file's bytes; None where not one case is."""
    tables: Tables = {META: {}, CASES: {}, HISTORY: {}}
    ids: set[str] = set()
    table, lost, revision = "", 0, 0
    gone: frozenset[str] = frozenset()
    for text in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        heading = text.strip(b'{}, \r":')
        if heading in (b"_meta", b"cases", b"history"):
            table = heading.decode()
            continue
        found = document_line(text)
        if found is None or table not in (META, CASES, HISTORY):
            lost += bool(text.strip(b"{}, \r\0")) and table != META
            continue
        id, line = found
        if table == META:
            with suppress(msgspec.MsgspecError):
                gone |= frozenset(_forgotten.decode(line.raw).forgotten)
            continue
        try:
            one = Contents(
                path,
                {META: {"1": Line.of(1, encode(Meta(schema=SCHEMA)))}, CASES: {}, HISTORY: {}} | {table: {id: line}},
            )
            if table == CASES:
                one.verify()
                if ids & one.ids.keys() or id in tables[CASES]:
                    raise Damaged(path, "")
                ids |= one.ids.keys()
            else:
                past = one.past_of(id)
                revision = max([revision, *(entry.number for entry in past.entries)])
        except (StoreError, ValueError):
            lost += 1
            continue
        tables[table].setdefault(id, line)
    if not tables[CASES]:
        return None
    known = [int(backup.revision or 0) for backup in backups.backups(path)]
    tables[META]["1"] = Line.of(1, encode(Meta(schema=SCHEMA, revision=max([revision, *known]) + 1)))
    gone |= tombstones(path, codec)
    whole = Contents(path, tables).without(gone)
    return Salvage(tuple(whole.ids), whole, lost, tuple(sorted(gone & ids)))


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
            raise Damaged(path, "another program writes it") from error
        os.close(descriptor)
    return backups_folder(path) / aside
