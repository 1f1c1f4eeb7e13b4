"""What stands between a file's content and its bytes: nothing, unless the file is sealed."""

import re
from pathlib import Path
from typing import Protocol

from store.errors import Sealed

_MARK = re.compile(rb'\s*\{\s*"format"\s*:\s*"huanqing-sealed"')


def is_sealed(data: bytes) -> bool:
    """Tell whether the bytes, or their beginning, are those of a sealed file."""
    return _MARK.match(data) is not None


class Codec(Protocol):
    """Turns content into the bytes of a file and back."""

    def seal(self, content: bytes) -> bytes | bytearray:
        """Return the bytes to write."""

    def open(self, data: bytes) -> bytes:
        """Return the content of bytes read. Raises `StoreError`: `Sealed` where the key is not known."""

    def open_draft(self, data: bytes) -> bytes:
        """Like `open`, for a draft, which a session without the key may have sealed."""

    def take(self, data: bytes) -> bytes:
        """Like `open`, for the case file itself: from now on content is sealed as these bytes are, or not at all."""


class Plain:
    """Content is written as it is."""

    def __init__(self, path: Path = Path("cases.json")) -> None:
        self.path = path

    def seal(self, content: bytes) -> bytes:
        """Return the content."""
        return content

    def open(self, data: bytes) -> bytes:
        """Return the bytes. Raises `Sealed`."""
        if is_sealed(data):
            raise Sealed(self.path)
        return data

    take = open_draft = open


PLAIN = Plain()
