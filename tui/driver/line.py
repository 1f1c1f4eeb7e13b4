"""The line to the terminal: writes that never block, and what is still to be written."""

from __future__ import annotations

import codecs
import os
import select
import time

_CANCEL = b"\x18"
_GUARDED_CHUNK = 256


class Line:
    """Bytes on their way to a terminal that may be slow, stopped or gone."""

    def __init__(self, fileno: int, encoding: str) -> None:
        """`fileno` is a descriptor of the terminal; the line opens it anew, so that no other program's flags change."""
        codecs.register_error("huanqing_cells", _as_question_marks)
        self._encoding = encoding
        self._backlog = bytearray()
        self._own = True
        try:
            self.fileno = os.open(os.ttyname(fileno), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            self.fileno = fileno
            self._own = False

    @property
    def waiting(self) -> bool:
        """Whether something is still to be written."""
        return bool(self._backlog)

    def write(self, text: str) -> int:
        """Send text, now as far as the terminal takes it; returns its bytes."""
        data = text.encode(self._encoding, "huanqing_cells")
        self._backlog += data
        self.drain()
        return len(data)

    def drain(self) -> None:
        """Write what the terminal takes at this moment; where it is gone, forget the rest."""
        while self._backlog:
            try:
                if self._own:
                    count = os.write(self.fileno, self._backlog)
                elif select.select([], [self.fileno], [], 0)[1]:
                    count = os.write(self.fileno, self._backlog[:_GUARDED_CHUNK])
                else:
                    return
            except BlockingIOError:
                return
            except OSError:
                self._backlog.clear()
                return
            del self._backlog[:count]

    def finish(self, seconds: float) -> bool:
        """Write all of it, waiting at most so long; returns whether all went."""
        until = time.monotonic() + seconds
        self.drain()
        while self._backlog and (left := until - time.monotonic()) > 0:
            select.select([], [self.fileno], [], left)
            self.drain()
        return not self._backlog

    def drop(self) -> None:
        """Forget what was not written; a sequence cut in two is cancelled, margins and held-back drawing are ended."""
        if self._backlog:
            self._backlog[:] = _CANCEL + b"\x1b[r\x1b[?2026l"


def _as_question_marks(error: UnicodeError) -> tuple[str, int]:
    """As many question marks as the characters that cannot be written take columns."""
    from rich.cells import cell_len

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "?" * cell_len(error.object[error.start : error.end]), error.end
