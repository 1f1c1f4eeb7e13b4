"""The end of a session that nobody asked for: the connection drops, the terminal closes, the system says stop.

Signals are blocked in every thread and waited for in one of our own; another watches the terminal. The first to wake
saves what was typed, from plain data and within a time limit, puts a living terminal back, and ends the process.
Nothing here needs the event loop, which may be stuck on a terminal that no longer reads.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

_SIGNALS = frozenset({signal.SIGHUP, signal.SIGTERM})
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
_HUNG_UP = 128 + signal.SIGHUP


class Farewell:
    """Watches for the end of the session, once started, until the process ends.

    `save` must use plain data only: it runs in a thread of its own, and is abandoned after `seconds`.
    `leave` puts the terminal back where it still lives, and may end the process itself; it is given `patience` seconds.
    """

    def __init__(
        self,
        save: Callable[[], None],
        *,
        leave: Callable[[], None] | None = None,
        terminal: int | None = 0,
        seconds: float = 1.2,
        patience: float = 0.5,
        end: Callable[[int], None] = os._exit,
    ) -> None:
        """`terminal` is the descriptor to watch, None for none; `end` ends the process with an exit code."""
        self.save = save
        self.leave = leave
        self._terminal = terminal
        self._seconds = seconds
        self._patience = patience
        self._end = end
        self._begun = threading.Lock()
        self._parted = threading.Event()

    def start(self) -> None:
        """Begin to watch; in the main thread, before any other thread exists."""
        for number in _SIGNALS:
            signal.signal(number, self._signalled)
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        threading.Thread(target=self._wait_for_signal, name="farewell-signals", daemon=True).start()
        if self._terminal is not None and os.isatty(self._terminal):
            threading.Thread(target=self._watch_terminal, name="farewell-terminal", daemon=True).start()
        atexit.register(self._at_exit)

    def hang_up(self) -> None:
        """The terminal is gone: save and end. For a reader that met its end; safe to call again, from any thread."""
        self._part(_HUNG_UP, alive=False)

    def _at_exit(self) -> None:
        """The program ended on its own, perhaps because the terminal failed before the watcher woke."""
        if self._hung_up():
            self.hang_up()
        if self._begun.locked():
            self._parted.wait(self._seconds + self._patience)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        """A signal that came while a child was being started, when they are not blocked."""
        threading.Thread(target=self._part, args=(128 + number,), name="farewell", daemon=True).start()

    def _wait_for_signal(self) -> None:
        number = signal.sigwait(_SIGNALS)
        self._part(128 + number)

    def _watch_terminal(self) -> None:
        assert self._terminal is not None
        poller = select.poll()
        poller.register(self._terminal, 0)
        while True:
            for _, bits in poller.poll():
                if bits & _GONE:
                    self.hang_up()
                    return

    def _part(self, code: int, *, alive: bool = True) -> None:
        if not self._begun.acquire(blocking=False):
            return
        try:
            _within(self._seconds, self.save)
            if alive and self.leave is not None and not self._hung_up():
                _within(self._patience, self.leave)
        finally:
            self._end(code)
            self._parted.set()

    def _hung_up(self) -> bool:
        if self._terminal is None:
            return False
        poller = select.poll()
        poller.register(self._terminal, 0)
        return any(bits & _GONE for _, bits in poller.poll(0))


def _within(seconds: float, action: Callable[[], None]) -> None:
    """Run something in a thread of its own, and go on when it is done, fails, or the time is up.

    The thread is no daemon: the interpreter, ending meanwhile, waits for it. Too late for threads, it runs here.
    """

    def run() -> None:
        with suppress(Exception):
            action()

    thread = threading.Thread(target=run, name="farewell-save", daemon=False)
    try:
        thread.start()
    except RuntimeError:
        run()
    else:
        thread.join(seconds)
