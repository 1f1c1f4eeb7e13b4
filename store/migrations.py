"""The case file's format from version to version: numbered functions, each from one schema number to the next.

A stored sample of every version lies in `tests/store/samples/`. A file of an older version is read through these
functions; the first change writes the new one, after a backup.
"""

from collections.abc import Callable, Mapping
from typing import Any

Documents = dict[str, dict[str, dict[str, Any]]]
"""Table name, document id, document, as plain values."""

SCHEMA = 1
"""The version this program writes."""

MIGRATIONS: Mapping[int, Callable[[Documents], Documents]] = {}
"""For each older version the function that makes the next one of it."""


def migrate(documents: Documents, schema: int) -> Documents:
    """Return the documents of a file of version `schema` as version `SCHEMA`, its number set."""
    for version in range(schema, SCHEMA):
        documents = MIGRATIONS[version](documents)
        documents["_meta"]["1"]["schema"] = version + 1
    return documents
