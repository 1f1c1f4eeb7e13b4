"""The catalogue of one language: a compiled .mo, its texts decoded only when they are asked for.

gettext's own class decodes every text at the start, and imports locale: 4 ms, of which a login would see a dozen lines.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

_MAGIC = 0x950412DE


class Catalog:
    """Texts by their msgid; what is not in it is said as it is."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._places: Mapping[bytes, int] = _places(data)

    @classmethod
    def read(cls, path: Path) -> "Catalog":
        """Return the catalogue at `path`, an empty one where there is none."""
        try:
            return cls(path.read_bytes())
        except OSError:
            return cls()

    def gettext(self, text: str) -> str:
        """Return `text` in this language."""
        return self._found(text.encode()) or text

    def pgettext(self, context: str, text: str) -> str:
        """Return `text` as it is said in a context."""
        return self._found(f"{context}\x04{text}".encode()) or text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form for `count`; the languages here have one form, or none of their own."""
        return self._found(one.encode()) or (one if count == 1 else many)

    def _found(self, key: bytes) -> str:
        at = self._places.get(key)
        if at is None:
            return ""
        length, start = (int.from_bytes(self._data[n : n + 4], sys.byteorder) for n in (at, at + 4))
        return self._data[start : start + length].split(b"\0")[0].decode()


def _places(data: bytes) -> dict[bytes, int]:
    """Return where the length and the start of each translation stand, by msgid (of a plural: by its first form)."""
    if len(data) < 20 or int.from_bytes(data[:4], sys.byteorder) != _MAGIC:
        return {}
    count, originals, translated = memoryview(data)[8:20].cast("I")
    table = memoryview(data)[originals : originals + 8 * count].cast("I")
    places = {}
    for n in range(count):
        start = table[2 * n + 1]
        places[data[start : start + table[2 * n]].partition(b"\0")[0]] = translated + 8 * n
    return places
