"""What comes from the keyboard: status answers taken out, bytes decoded without ever failing."""

from __future__ import annotations

from codecs import getincrementaldecoder

from tui.driver.pace import ANSWER


class Typed:
    """Turns bytes read from the terminal into text; bytes that are no text become U+FFFD."""

    def __init__(self, encoding: str) -> None:
        self._decode = getincrementaldecoder(encoding)("replace").decode
        self._held = b""
        self.answers = 0
        """Status answers found so far."""

    @property
    def holding(self) -> bool:
        """Whether the start of what may be an answer is kept back."""
        return bool(self._held)

    def feed(self, data: bytes, *, expecting: bool) -> str:
        """The text typed; while an answer is expected, what may be its start is kept for the next read."""
        data = self._held + data
        self._held = b""
        found = data.count(ANSWER)
        if found:
            self.answers += found
            data = data.replace(ANSWER, b"")
        if expecting:
            for length in range(len(ANSWER) - 1, 0, -1):
                if data.endswith(ANSWER[:length]):
                    data, self._held = data[:-length], data[-length:]
                    break
        return self._decode(data)

    def release(self) -> str:
        """Give up waiting: what was kept back was typed."""
        data, self._held = self._held, b""
        return self._decode(data)
