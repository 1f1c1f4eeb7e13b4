"""When the next frame may go: by the terminal's own answers, by time where it gives none."""

from __future__ import annotations

from collections import deque

QUERY = "\x1b[5n"
"""Asks for the terminal's status; it answers in order with what was written before."""
ANSWER = b"\x1b[0n"

_LEAST_ROOM = 160
_MOST_ROOM = 4000
_QUEUED = 0.25
_ASK_FROM = 128
_QUIET = 0.5
_PATIENCE = 1.0
_PATIENCE_ONCE_ANSWERED = 10.0
_SLOWEST = 1000.0
_UNPACED_RATE = 1800.0
"""Bytes a second where no answer tells what the line carries: a little less than the slowest line of 2 KB/s takes."""


class Pace:
    """Keeps few bytes on the way, so that nothing piles up unseen between here and the screen.

    How much may be on the way is what the line, by its last answer, carries in a quarter of a second.
    All times are seconds of one monotonic clock, given by the caller. A frame on an idle line is never held back.
    """

    def __init__(self) -> None:
        self._asked: deque[tuple[int, int, float]] = deque()
        self._unasked = 0
        self._last = 0.0
        self._answers = False
        self._silent = False
        self._busy_until = 0.0
        self._room = _LEAST_ROOM

    @property
    def outstanding(self) -> int:
        """Questions the terminal has yet to answer."""
        return len(self._asked)

    def wait(self, now: float) -> float:
        """Seconds until a frame may go, 0 for now; an answer may shorten it."""
        if self._silent:
            return max(0.0, self._busy_until - _LEAST_ROOM / _UNPACED_RATE - now)
        if self._asked and now >= self._give_up_at():
            self._silent = not self._answers
            self._answers = False
            self._asked.clear()
            self._unasked = 0
            return 0.0
        if self._unasked and now - self._last >= _QUIET:
            self._unasked = 0
        if self._on_the_way() < self._room:
            return 0.0
        if not self._asked:
            return max(0.0, self._last + _QUIET - now)
        return self._give_up_at() - now

    def sent(self, count: int, now: float) -> bool:
        """A frame of so many bytes goes; returns whether to ask for an answer after it."""
        self._last = now
        if self._silent:
            self._busy_until = max(now, self._busy_until) + count / _UNPACED_RATE
            return False
        self._unasked += count
        if self._unasked < _ASK_FROM:
            return False
        self._asked.append((self._unasked, self._on_the_way(), now))
        self._unasked = 0
        return True

    def answered(self, now: float) -> None:
        """The terminal has answered the oldest question."""
        self._answers = True
        self._silent = False
        if not self._asked:
            return
        _, on_the_way, asked = self._asked.popleft()
        took = max(now - asked, 0.001)
        self._room = min(_MOST_ROOM, max(_LEAST_ROOM, int(on_the_way * _QUEUED / took)))

    def _on_the_way(self) -> int:
        return sum(count for count, _, _ in self._asked) + self._unasked

    def _give_up_at(self) -> float:
        patience = _PATIENCE_ONCE_ANSWERED if self._answers else _PATIENCE
        return self._asked[0][2] + patience + self._on_the_way() / _SLOWEST
