"""The Textual driver that sends changed cells only, at the terminal's pace, and leaves at once.

It stands on LinuxDriver; what it takes from Textual besides is its key parser. `HUANQING_DRIVER=stock` switches it off.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, NoReturn
from weakref import WeakKeyDictionary

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from tui.driver.cells import Cells
from tui.driver.line import Line
from tui.driver.pace import QUERY, Pace
from tui.driver.record import Record
from tui.driver.typed import Pasted, Pastes, Typed

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

_INSTEAD = {
    "\x1b[?1003h": "\x1b[?1002h",
    "\x1b[?1003l": "\x1b[?1002l",
    "\x1b[?1015h": "",
    "\x1b[?1015l": "",
    "\x1b[?1004h": "",
    "\x1b[?1004l": "",
    "\x1b[?2048$p": "",
}
"""Modes that cost bytes over a line: the mouse is followed only while a button is held, focus is not reported,
the old mouse encoding and in-band resizing are not asked for (the resize signal comes anyway)."""

_RESTORE = "\x1b[m\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1006l\x1b[<u\x1b[2J\x1b[H\x1b[?1049l\x1b[?25h"
"""Ends every mode; the screen is cleared for a terminal that has no second one and would keep names and sums."""
_POINTER = "\x1b]22;"
"""Begins a change of the mouse pointer's shape, which is left as it is."""
_ESCAPE_TICK = constants.ESCAPE_DELAY + 0.005
_ANSWER_HOLD = 0.03
PASTE_PATIENCE = 5.0
"""Seconds without a byte after which a paste whose end was lost is taken as it came."""
_LAST_ANSWERS = 1.0
_LAST_BYTES = 1.0


_running: WeakKeyDictionary[App[Any], CellDriver] = WeakKeyDictionary()
"""The driver of each app that has ours."""


class Hooks(NamedTuple):
    """What the program wants to hear of."""

    before_exit: Callable[[], None] | None = None
    """Called by `leave` before anything else."""
    hung_up: Callable[[], None] | None = None
    """Called from the input thread when the terminal is gone; without it the app is asked to exit."""


class CellDriver(LinuxDriver):
    """LinuxDriver with the changed-cell filter before the terminal, and one thread for both directions of the line."""

    hooks: ClassVar[Hooks] = Hooks()
    """What the program wants to hear of."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._lock = threading.RLock()
        self._cells = Cells(*shutil.get_terminal_size(), coloured_erase=_keeps_background(dict(os.environ)))
        self._pace = Pace()
        stream = sys.__stderr__
        self._line = Line(stream.fileno() if stream else 2, (stream.encoding if stream else None) or "utf-8")
        self._wake_out, self._wake_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._stopping = False
        self._active = False
        self._soiled = False
        self._unfiltered = False
        path = os.environ.get("HUANQING_DRIVER_RECORD")
        self._record = Record(Path(path)) if path else None
        self._pastes = Pastes()
        _running[app] = self
        self._note("size", *self._cells.size)

    def write(self, data: str) -> None:
        """Take a write of Textual's; what must go at once goes, frames go when the line has room."""
        data = _INSTEAD.get(data, data)
        if not data or data.startswith(_POINTER):
            return
        with self._lock:
            self._note("raw", data)
            if self._unfiltered:
                self._send(data)
                return
            self._mend()
            try:
                self._send(self._cells.absorb(data))
            except Exception as error:
                self._give_up_filtering(error)
                self._send(data)
                return
            self._send_frame()

    def flush(self) -> None:
        """Nothing is buffered that may go."""

    def forget(self) -> None:
        """Take nothing on the terminal for granted: draw all of the present screen again."""
        with self._lock:
            self._cells.forget()
            self._send_frame()

    def _send(self, text: str) -> int:
        """Send text, and return its bytes."""
        if not text:
            return 0
        self._note("sent", text)
        count = self._line.write(text)
        if self._line.waiting:
            self._wake()
        return count

    def _send_frame(self) -> None:
        """Draw what was painted, if the line has room; else the input thread does it later."""
        if not self._cells.pending:
            return
        now = time.monotonic()
        if self._line.waiting or self._pace.wait(now) > 0:
            self._wake()
            return
        try:
            out = self._cells.render()
        except Exception as error:
            self._give_up_filtering(error)
            return
        if self._pace.sent(self._send(out), now):
            self._send(QUERY)
        self._note("even")

    def _give_up_filtering(self, error: Exception) -> None:
        """The filter failed: from now on Textual's own bytes go out, beginning with a whole screen."""
        self._note("failed", repr(error))
        self._unfiltered = True
        self._cells.lose()
        self._send("\x1b[m")
        self._app.call_later(self._app.refresh)

    def _mend(self) -> None:
        """After a resize signal the terminal may have reflowed what it showed, even at the old size."""
        if not self._soiled:
            return
        self._soiled = False
        size = tuple(shutil.get_terminal_size())
        if size == self._cells.size:
            self._cells.forget()
        else:
            self._cells.resize(*size)
            self._note("size", *size)
            self._app.call_later(self._app.refresh)  # a size that is gone again at once is none to Textual

    def _note(self, kind: str, *values: str | int) -> None:
        if self._record is not None:
            self._record.note(kind, *values)

    def _wake(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._wake_in, b".")

    def start_application_mode(self) -> None:
        """Take the terminal over, also again after a stop that came from outside."""
        before = None
        if self._active:
            before = self.attrs_before
            self.disable_input()
            super().close()
        self._stopping = False
        self._active = True
        with self._lock:
            self._cells.resize(*shutil.get_terminal_size())
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
        if before is not None:
            self.attrs_before = before
            self._app.call_later(self._app.refresh)
        followed = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: Any) -> None:
            self._soiled = True
            self._wake()
            if callable(followed):
                followed(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def _sigtstp_application(self, *_: Any) -> None:
        """Stop when the event loop comes to it: in a signal handler this thread may hold what the other waits for."""
        self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: Any) -> None:
        """Go on when the event loop comes to it."""
        self._loop.call_soon_threadsafe(super()._sigcont_application)

    def disable_input(self) -> None:
        """End the input thread without waiting for a key."""
        self._stopping = True
        self._wake()
        super().disable_input()

    def stop_application_mode(self) -> None:
        """Put the terminal back as it was found; nothing of a frame is sent any more."""
        self._await_answers(_LAST_ANSWERS)
        with self._lock:
            self._cells.lose()
            self._line.drop()
            self._pace = Pace()
        super().stop_application_mode()
        self._line.finish(_LAST_BYTES)
        self._active = False

    def leave(self, code: int = 0, message: str = "") -> NoReturn:
        """Restore the terminal and end the process at once; `message` is left on the ordinary screen."""
        failed = True
        try:
            if self.hooks.before_exit is not None:
                self.hooks.before_exit()
            failed = False
        finally:
            self._await_answers(_LAST_ANSWERS)
            self.restore()
            if message:
                self._line.write(message)
                self._line.finish(_LAST_BYTES)
            os._exit(code or failed)

    def restore(self) -> None:
        """Put the terminal back from any thread, waiting at most a second; for a process that ends right after."""
        if not self._active:
            return
        self._active = False
        with self._lock:
            self._stopping = True
            self._cells.lose()
            self._line.drop()
            self._line.write(_RESTORE)
        self._line.finish(_LAST_BYTES)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcflush(self.fileno, termios.TCIFLUSH)
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _await_answers(self, seconds: float) -> None:
        """Let answers that are on their way come in, lest they be typed into the shell that follows."""
        until = time.monotonic() + seconds
        while self._pace.outstanding and self._active and not self._stopping and time.monotonic() < until:
            time.sleep(0.001)

    def run_input_thread(self) -> None:
        """Read keys, write what waits, draw frames when the terminal has answered."""
        stream = sys.__stdin__
        typed = Typed((stream.encoding if stream else None) or "utf-8")
        pastes = self._pastes
        parser = XTermParser(self._debug)
        poller = select.poll()
        poller.register(self.fileno, select.POLLIN)
        poller.register(self._wake_out, select.POLLIN)
        last_input = 0.0
        while not (self._stopping or self.exit_event.is_set()):
            with self._lock:
                timeout = self._timeout(typed, last_input)
                if self._line.waiting:
                    poller.register(self._line.fileno, select.POLLOUT)
            bits = dict(poller.poll(timeout))
            text = ""
            if self.fileno in bits:
                data = self._read(bits[self.fileno])
                if not data:
                    self._hang_up()
                    return
                text = typed.feed(data, expecting=self._pace.outstanding > 0, pasting=pastes.open)
                last_input = time.monotonic()
            elif typed.holding and time.monotonic() - last_input >= _ANSWER_HOLD:
                text = typed.release()
                last_input = time.monotonic()
            elif pastes.open and time.monotonic() - last_input >= PASTE_PATIENCE:
                self.process_message(events.Paste(pastes.release()))
            if self._wake_out in bits:
                os.read(self._wake_out, 4096)
            self._serve_line(poller, typed)
            for part in pastes.feed(text):
                if isinstance(part, Pasted):
                    self.process_message(events.Paste(part))
                    continue
                for event in parser.feed(part):
                    if not isinstance(event, events.Paste):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def _read(self, bits: int) -> bytes:
        """Bytes from the terminal; none means that it is gone."""
        if not bits & select.POLLIN:
            return b""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _timeout(self, typed: Typed, last_input: float) -> float | None:
        """Milliseconds the input thread may sleep; None until something happens."""
        now = time.monotonic()
        times = []
        if typed.holding:
            times.append(max(0.0, last_input + _ANSWER_HOLD - now) + 0.001)
        if self._pastes.open:
            times.append(max(0.0, last_input + PASTE_PATIENCE - now) + 0.001)
        if now - last_input < 2 * _ESCAPE_TICK:
            times.append(_ESCAPE_TICK)
        if self._cells.pending and not self._line.waiting:
            times.append(self._pace.wait(now) + 0.001)
        return min(times) * 1000 if times else None

    def _serve_line(self, poller: select.poll, typed: Typed) -> None:
        with self._lock:
            for _ in range(typed.answers):
                self._pace.answered(time.monotonic())
            typed.answers = 0
            if self._line.waiting:
                self._line.drain()
            if not self._line.waiting:
                with suppress(KeyError):
                    poller.unregister(self._line.fileno)
            self._mend()
            if self._cells.pending and not self._line.waiting and self._pace.wait(time.monotonic()) <= 0:
                self._send_frame()

    def _hang_up(self) -> None:
        if self.hooks.hung_up is not None:
            self.hooks.hung_up()
        else:
            self._app.call_later(self._app.exit)


def _keeps_background(environment: dict[str, str]) -> bool:
    """Whether the terminal surely fills erased cells with the present background (terminfo's bce)."""
    if "TMUX" in environment or "STY" in environment:
        return False
    term = environment.get("TERM", "")
    return term.startswith(("xterm", "alacritty", "foot", "linux", "konsole", "rxvt", "vte"))


def driver_class(
    *, before_exit: Callable[[], None] | None = None, hung_up: Callable[[], None] | None = None
) -> type[Driver] | None:
    """The driver for App's `driver_class`, with its hooks; None (Textual's own) with HUANQING_DRIVER=stock."""
    if os.environ.get("HUANQING_DRIVER") == "stock":
        return None
    return type("CellDriver", (CellDriver,), {"hooks": Hooks(before_exit, hung_up)})


def running(app: App[Any]) -> CellDriver | None:
    """Our driver under the app, None under another."""
    return _running.get(app)


def leave(app: App[Any], code: int = 0, message: str = "") -> None:
    """End the app: at once where our driver runs, in Textual's way elsewhere (tests, HUANQING_DRIVER=stock)."""
    driver = running(app)
    if driver is not None:
        driver.leave(code, message)
    app.exit(return_code=code, message=message or None)


def restore(app: App[Any]) -> None:
    """Put the terminal back from any thread, under another driver too; for a process that ends right after."""
    driver = running(app)
    if driver is not None:
        driver.restore()
        return
    other, stream = app._driver, sys.__stderr__
    if isinstance(other, LinuxDriver) and other.attrs_before is not None and stream is not None:
        with suppress(OSError):
            os.write(stream.fileno(), _RESTORE.encode("ascii"))
        with suppress(termios.error):
            termios.tcsetattr(other.fileno, termios.TCSANOW, other.attrs_before)


def redraw(app: App[Any]) -> None:
    """Draw the whole screen again, as for a terminal that something else has written on."""
    driver = running(app)
    if driver is not None:
        driver.forget()
    app.refresh()
