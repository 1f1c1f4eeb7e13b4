"""What comes from the keyboard: status answers taken out, bytes decoded without ever failing."""

from __future__ import annotations

from codecs import getincrementaldecoder

from tui.driver.pace import ANSWER

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class Pasted(str):
    """A text that came between the marks of one bracketed paste, whatever it contains."""


class Pastes:
    """Takes pastes out of what is typed, also where they come in pieces: an escape in a paste is no key."""

    def __init__(self) -> None:
        self._tail = ""
        self._pasted: str | None = None
        self._cut = False

    @property
    def open(self) -> bool:
        """Whether a paste has begun whose end has not come."""
        return self._pasted is not None

    def release(self) -> str:
        """Give up waiting for the end: what came is the paste; keys are keys again, its rest is still no keys."""
        pasted, self._pasted = self._pasted or "", None
        self._cut = True
        return pasted

    def feed(self, text: str) -> list[str]:
        """Return what was typed and what was pasted (`Pasted`), in order; a paste comes once its end is there."""
        parts: list[str] = []
        if self._cut:
            text = self._rest(text, parts)
        while text:
            if self._pasted is None:
                text = self._typed(text, parts)
            else:
                self._pasted += text
                whole, end, text = self._pasted.partition(PASTE_ENDS)
                if not end:
                    break
                parts.append(Pasted(whole))
                self._pasted = None
        return parts

    def _rest(self, text: str, parts: list[str]) -> str:
        """Take the rest of a paste that was given up: up to its end, or several characters at once; a key is a key."""
        before, end, after = text.partition(PASTE_ENDS)
        if PASTE_BEGINS in before:
            self._cut = False
            return text
        if not end and (len(text) == 1 or text.startswith("\x1b")):
            return text
        self._cut = not end
        if before:
            parts.append(Pasted(before))
        return after

    def _typed(self, text: str, parts: list[str]) -> str:
        """Hand on what was typed up to the beginning of a paste, and return the rest.

        The mark may have begun in the read before and then is handed on already: it is handed on whole, and closed.
        """
        before = len(self._tail)
        at = (self._tail + text).find(PASTE_BEGINS)
        if at < 0:
            parts.append(text)
            self._tail = (self._tail + text)[1 - len(PASTE_BEGINS) :]
            return ""
        cut = at + len(PASTE_BEGINS) - before
        parts.append(text[:cut] + PASTE_ENDS)
        self._tail, self._pasted = "", ""
        return text[cut:]


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

    def feed(self, data: bytes, *, expecting: bool, pasting: bool = False) -> str:
        """The text typed; while an answer is expected, what may be its start is kept for the next read.

        What is pasted (`pasting`) is text, whatever it looks like.
        """
        data = self._held + data
        self._held = b""
        found = 0 if pasting else data.count(ANSWER)
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
