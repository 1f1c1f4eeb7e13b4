"""One document of a case, to print or hand over: its sections as labels and values, personal fields masked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from model.case import Case
from model.dossier_parts import Cell, Entry, Fact, Section
from model.dossier_sections import sections
from model.playbook import Playbook
from model.said import N_, Said
from model.text import clean_note, masked


@dataclass(frozen=True)
class Dossier:
    """The whole document: its title, its day, whether personal fields are masked, its sections, its last line."""

    title: str
    on: date
    masked: bool
    sections: tuple[Section, ...]
    closing: Said


NOT_ADVICE = Said(
    N_("Figures are estimates from what is recorded; the contract and the app hold. This is not legal advice.")
)

_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


class Cloak:
    """Hides a person's name, numbers and phone wherever they stand, and what looks like such a number."""

    def __init__(self, case: Case) -> None:
        person = case.person
        self._hidden = [(text, masked(text)) for text in (person.id_number, person.phone, case.contract_no) if text]
        self._hidden += [(loan.contract_no, masked(loan.contract_no)) for loan in case.loans if loan.contract_no]
        if len(person.name) > 1:
            self._hidden.append((person.name, person.name[0] + "*" * (len(person.name) - 1)))
        self._hidden.sort(key=lambda pair: -len(pair[0]))

    def text(self, text: str) -> str:
        """Return `text` with what is personal in it hidden."""
        for plain, hidden in self._hidden:
            text = text.replace(plain, hidden)
        for pattern in (_ID, _MOBILE):
            text = pattern.sub(lambda found: masked(found[0]), text)
        return text

    def cell(self, cell: Cell) -> Cell:
        """Return a value hidden likewise."""
        if isinstance(cell, str):
            return self.text(cell)
        values = {name: self.text(value) if isinstance(value, str) else value for name, value in cell.values.items()}
        return Said(cell.text, values)

    def section(self, section: Section) -> Section:
        """Return a section hidden likewise."""
        facts = tuple(Fact(fact.label, self.cell(fact.value)) for fact in section.facts)
        tables = tuple(
            replace(table, rows=tuple(tuple(self.cell(cell) for cell in row) for row in table.rows))
            for table in section.tables
        )
        return replace(section, facts=facts, tables=tables, remarks=tuple(self.cell(cell) for cell in section.remarks))


def dossier(
    case: Case,
    entries: Iterable[Entry],
    playbook: Playbook,
    today: date,
    language: str,
    *,
    masked: bool = True,
    cases: Sequence[Case] = (),
) -> Dossier:
    """Return the dossier of `case` on `today`; `entries` are its timeline, `cases` all of the book (for the budget).

    Personal fields are masked unless `masked` is false.
    """
    found = [section for section in sections(case, entries, playbook, today, language, cases) if not section.empty]
    title = clean_note(case.title)
    if masked:
        cloak = Cloak(case)
        found = [cloak.section(section) for section in found]
        title = cloak.text(title)
    return Dossier(title, today, masked, tuple(found), NOT_ADVICE)
