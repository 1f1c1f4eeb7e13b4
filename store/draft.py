"""A change in the making: TinyDB's tables over a version of the file, turned into the next version."""

import msgspec

from model.case import Case
from store.contents import CASES, HISTORY, META, Contents, Restored, encode
from store.history import Entry, Past
from store.lines import Line


class Draft:
    """The next version of a book, built in memory under the lock from `contents`; each case is put once."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._became = False
        self._meta = contents.meta
        self._documents: dict[str, str] = {}
        self._pasts: dict[str, Past] = {}
        self._lines: dict[str, dict[int, Line | None]] = {CASES: {}, HISTORY: {}}

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self._became or any(self._lines.values())

    def number(self) -> int:
        """Return the number of the next entry: the revision that will hold it."""
        return self._meta.revision + 1

    def become(self, contents: Contents, restored: Restored) -> None:
        """Take over another version whole, as `restored` tells; numbers go on from here."""
        last = max(self._meta.last, contents.meta.last)
        self.contents, self._became = contents.without(self._meta.forgotten), True
        self._meta = msgspec.structs.replace(
            self.contents.meta, revision=restored.number, last=last, restored=restored, purging=self._meta.purging
        )

    def lives(self, id: str) -> bool:
        """Tell whether there is a case of this id, or one was put here."""
        return id in self.contents.ids or id in self._documents

    def forgotten(self, id: str) -> bool:
        """Tell whether the case was forgotten, so that its id is not used again."""
        return id in self.contents.gone

    def document(self, id: str) -> str | None:
        """Return the document of a case, also of a removed one or one put here."""
        return self._documents.get(id) or self.contents.document(id)

    def put_case(self, case: Case) -> Case:
        """Set a case; a new one gets a document id that was never used."""
        document = self.document(case.id)
        if document is None:
            document = str(self._meta.last + 1)
            self._meta = msgspec.structs.replace(self._meta, last=int(document))
        self._documents[case.id] = document
        self._lines[CASES][int(document)] = Line.of(document, encode(case), case)
        return case

    def remove_case(self, id: str) -> None:
        """Take a case out; its history stays."""
        document = self.document(id)
        if document is not None:
            self._documents[id] = document
            self._lines[CASES][int(document)] = None

    def put_entry(self, id: str, entry: Entry) -> Entry:
        """Add an entry to the history of a case."""
        document = self.document(id)
        assert document is not None
        past = (self._pasts.get(id) or self.contents.past(id)).with_entry(entry)
        self._pasts[id] = past
        self._meta = msgspec.structs.replace(self._meta, revision=entry.number)
        self._lines[HISTORY][int(document)] = Line.of(document, encode(past), past)
        return entry

    def done(self) -> Contents:
        """Return the next version: TinyDB's tables with the changed documents put into them."""
        from store.linetables import LineDatabase, LineStorage, LineTable

        storage = LineStorage(self.contents.tables)
        database = LineDatabase(storage=lambda: storage)
        self._lines[META] = {1: Line.of(1, encode(self._meta))}
        for name, lines in self._lines.items():
            if lines:
                table = database.table(name)
                assert isinstance(table, LineTable)
                table.put(lines)
        contents = Contents(self.contents.path, storage.tables)
        contents.trust()
        return contents
