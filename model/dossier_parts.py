"""What a dossier is made of: labels, values, tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from model.money import yuan
from model.said import Said
from model.text import clean_note

NONE = "-"
"""Stands where nothing is known."""

Cell = str | Said
"""A value: text that was typed or a figure, or a sentence to be said in the reader's language."""


@dataclass(frozen=True)
class Fact:
    """A label and its value."""

    label: Said
    value: Cell


@dataclass(frozen=True)
class Table:
    """Rows under headings; the columns whose numbers are in `right` hold figures."""

    headings: tuple[Said, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Section:
    """A part of the dossier: facts, then tables, then remarks."""

    title: Said
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    remarks: tuple[Cell, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not self.facts and not any(table.rows for table in self.tables) and not self.remarks


class Entry(Protocol):
    """What is needed of an entry of the timeline (see `store.history.Entry`)."""

    @property
    def at(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def said(self) -> Said: ...
    @property
    def kind(self) -> str: ...
    @property
    def undone(self) -> str: ...


def facts_of(*pairs: tuple[str, Cell | None]) -> tuple[Fact, ...]:
    """Return the facts that have a value."""
    return tuple(Fact(Said(label), value) for label, value in pairs if value)


def term(name: str, value: str) -> Cell:
    """Return a word of the glossary."""
    return Said("{" + name + "}", {name: value}) if value else NONE


def day(on: date | None) -> str:
    """Return a day as it is written."""
    return on.isoformat() if on else NONE


def amount(fen: int | None) -> str:
    """Return an amount as it is read."""
    return yuan(fen) if fen is not None else NONE


def lines(*parts: str) -> str:
    """Return the texts that say something, one under the other."""
    return "\n".join(clean_note(part) for part in parts if part) or NONE


def table_of(heads: Sequence[str], rows: Sequence[tuple[Cell, ...]], right: Iterable[int] = ()) -> Table:
    """Return a table without the columns in which nothing stands."""
    kept = [n for n in range(len(heads)) if any(row[n] not in ("", NONE) for row in rows)]
    figures = frozenset(kept.index(n) for n in right if n in kept)
    return Table(
        tuple(Said(heads[n]) for n in kept), tuple(tuple(row[n] or NONE for n in kept) for row in rows), figures
    )
