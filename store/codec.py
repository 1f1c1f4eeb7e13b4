"""What stands between a file's content and its bytes: nothing, unless the file is sealed."""

from typing import Protocol


class Codec(Protocol):
    """Turns content into the bytes of a file and back."""

    def seal(self, content: bytes) -> bytes:
        """Return the bytes to write."""

    def open(self, data: bytes) -> bytes:
        """Return the content of bytes read. Raises `StoreError`."""


class Plain:
    """Content is written as it is."""

    def seal(self, content: bytes) -> bytes:
        """Return the content."""
        return content

    def open(self, data: bytes) -> bytes:
        """Return the bytes."""
        return data


PLAIN = Plain()
