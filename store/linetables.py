"""TinyDB over the lines of a case file: its Storage and its table. Needed only where something is changed.

Reading goes by `store.lines` alone, so that a command which only reads does not import TinyDB.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from store.lines import Line, Tables

_encode = msgspec.json.Encoder().encode


class LineTable(Table):
    """A TinyDB table whose documents are lines."""

    def put(self, lines: Mapping[int, Line | None]) -> None:
        """Set documents by id, in the order of ids; None takes one out. One pass over the table for all of them."""

        def updater(table: dict[int, Mapping[str, Any]]) -> None:
            largest = max(table, default=0)
            fresh = [id for id in lines if id not in table]
            for id, line in lines.items():
                if line is not None:
                    table[id] = line
                else:
                    table.pop(id, None)
            if any(id < largest for id in fresh) or fresh != sorted(fresh):
                ordered = sorted(table.items())
                table.clear()
                table.update(ordered)

        self._update_table(updater)


class LineStorage(Storage):
    """The tables of one file in TinyDB's storage interface. Files and locks are the book's: see `store.book`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def read(self) -> dict[str, dict[str, Any]]:
        """Return the tables; never None, which TinyDB takes for an empty file that may be overwritten."""
        return dict(self.tables)

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Take the tables over; a document that TinyDB made is encoded."""
        self.tables = {
            name: {
                id: document if isinstance(document, Line) else Line.of(id, _encode(document))
                for id, document in table.items()
            }
            for name, table in data.items()
        }


class LineDatabase(TinyDB):
    """TinyDB over lines."""

    table_class = LineTable
