"""A real pseudo-terminal with a program in it: answers the terminal's queries, keeps every byte with its time.

It can be a slow line: bytes arrive at a rate after half a round trip, and more than the line takes piles up in between,
as sshd lets it.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from emulator import Terminal as Emulator

_QUERIES = re.compile(rb"\x1b\[5n|\x1b\[6n|\x1b\[c|\x1b\[\?2026\$p|\x1b\[\?2048\$p|\x1b\[\?u")
_ANSWERS = {
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[?u": b"\x1b[?0u",
}
_BUFFER = 65536


@dataclass(frozen=True, slots=True)
class Link:
    """What lies between program and terminal: bytes a second (None: no limit), seconds of a round trip."""

    rate: float | None = None
    round_trip: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for one thing done: bytes, and seconds until the screen was whole."""

    count: int
    seconds: float


@dataclass
class Session:
    """One program in one pseudo-terminal."""

    command: list[str]
    environment: dict[str, str]
    link: Link = field(default_factory=Link)
    width: int = 80
    height: int = 24
    answers: bool = True

    def __post_init__(self) -> None:
        """Fork the program."""
        self.chunks: list[tuple[float, bytes]] = []
        self._sent = deque[tuple[float, bytes]]()
        self._on_the_way = deque[tuple[float, bytes]]()
        self._budget_at = 0.0
        self._tail = b""
        self._buffered = bytearray()
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.height, self.width, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.started = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            self._become()
        os.set_blocking(self.master, False)

    def _become(self) -> None:
        os.setsid()
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as a login gives it, whatever started the tests
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for number in (0, 1, 2):
            os.dup2(self.slave, number)
        os.closerange(3, 256)
        try:
            os.execvpe(self.command[0], self.command, self.environment)
        finally:
            os._exit(127)

    def press(self, data: bytes) -> float:
        """Type; returns when."""
        now = time.perf_counter()
        self._sent.append((now + self.link.round_trip / 2, data))
        self._step(0.0)
        return now

    def pump(self, seconds: float) -> None:
        """Be the terminal for some seconds."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if not self._step(min(left, 0.02)):
                return

    def settle(self, quiet: float = 0.3, limit: float = 20.0, first: float = 10.0) -> None:
        """Be the terminal until nothing has come for a while; `first` is how long to wait for anything at all."""
        begun = time.perf_counter()
        count = len(self.chunks)
        while (now := time.perf_counter()) - begun < limit:
            if not self._step(0.005):
                return
            last = self.chunks[-1][0] if len(self.chunks) > count else None
            if last is None and now - begun > first:
                return
            if last is not None and now - last > quiet and not self._on_the_way and not self._buffered:
                return

    def _step(self, wait: float) -> bool:
        """Move bytes both ways; returns False when the program is gone."""
        now = time.perf_counter()
        while self._sent and self._sent[0][0] <= now:
            os.write(self.master, self._sent.popleft()[1])
        if self._sent or self._on_the_way or self._buffered:
            wait = min(wait, 0.002)
        alive = True
        if select.select([self.master], [], [], wait)[0] and len(self._buffered) < _BUFFER:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                data = b""
            if data:
                self._buffered += data
            else:
                alive = False
        self._travel(time.perf_counter())
        return alive or bool(self._buffered or self._on_the_way)

    def _travel(self, now: float) -> None:
        if self._buffered:
            if self.link.rate is None:
                self._on_the_way.append((now + self.link.round_trip / 2, bytes(self._buffered)))
                self._buffered.clear()
            else:
                start = max(self._budget_at, now - 0.05)
                size = min(len(self._buffered), int((now - start) * self.link.rate))
                if size:
                    self._on_the_way.append((now + self.link.round_trip / 2, bytes(self._buffered[:size])))
                    del self._buffered[:size]
                    self._budget_at = start + size / self.link.rate
                else:
                    self._budget_at = start
        while self._on_the_way and self._on_the_way[0][0] <= now:
            _, data = self._on_the_way.popleft()
            self.chunks.append((now, data))
            self._reply(data, now)

    def _reply(self, data: bytes, now: float) -> None:
        seen = self._tail + data
        end = 0
        for query in _QUERIES.finditer(seen) if self.answers else ():
            self._sent.append((now + self.link.round_trip / 2, _ANSWERS[query.group()]))
            end = query.end()
        self._tail = seen[max(end, len(seen) - 8) :]
        while self._sent and self._sent[0][0] <= now:
            os.write(self.master, self._sent.popleft()[1])

    def since(self, begun: float, first: int = 0) -> Answer:
        """What came in chunks from `first` on, and how long after `begun` the screen was whole."""
        emulator = self.replayed(first)
        whole = begun
        before = emulator.picture()
        states = []
        for at, data in self.chunks[first:]:
            emulator.take(data)
            states.append((at, emulator.picture()[0]))
        last = states[-1][1] if states else before[0]
        previous = before[0]
        for at, state in states:
            if state == last and previous != last:
                whole = at
            previous = state
        return Answer(sum(len(data) for _, data in self.chunks[first:]), whole - begun)

    def replayed(self, count: int) -> Screen:
        """The terminal as it was after the first `count` chunks."""
        emulator = Screen(self.width, self.height)
        for _, data in self.chunks[:count]:
            emulator.take(data)
        return emulator

    def do(self, data: bytes, *, quiet: float = 0.2, first: float = 1.0) -> Answer:
        """Press a key on an idle screen and see what comes."""
        count = len(self.chunks)
        begun = self.press(data)
        self.settle(quiet=quiet, first=first)
        return self.since(begun, count)

    def hold(self, data: bytes, times: int = 60, rate: float = 30.0) -> Answer:
        """Hold a key; bytes are those for all of it, seconds from the last press to the screen being whole."""
        count = len(self.chunks)
        begun = time.perf_counter()
        last = begun
        for n in range(times):
            self.pump(begun + n / rate - time.perf_counter())
            last = self.press(data)
        self.settle(quiet=0.4, first=1.0)
        return self.since(last, count)

    def screen(self) -> list[str]:
        """The rows now shown."""
        return self.replayed(len(self.chunks)).rows()

    def resize(self, width: int, height: int) -> None:
        """Another size, as a window's edge is dragged."""
        self.width, self.height = width, height
        self.chunks.append((time.perf_counter(), b""))
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def ended(self, limit: float = 2.0) -> int | None:
        """The exit code once the process is gone; None where it outlives the limit."""
        until = time.perf_counter() + limit
        while time.perf_counter() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            self._step(0.002)
        return None

    def hang_up(self, limit: float = 2.0) -> int | None:
        """Close the terminal's far end; the exit code once the process is gone, None where it outlives the limit."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1
        until = time.perf_counter() + limit
        while time.perf_counter() < until:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.002)
        return None

    def peak_memory(self) -> int:
        """Peak resident memory, kB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1])

    def processor_seconds(self) -> float:
        """Processor time used so far, by all threads."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def quit(self, data: bytes, limit: float = 5.0) -> tuple[float, bool]:
        """Press the quit key; seconds until the process is gone, and whether the terminal is as it was."""
        begun = self.press(data)
        while time.perf_counter() - begun < limit:
            self._step(0.0005)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                gone = time.perf_counter() - begun
                self.pid = 0
                self.pump(0.05)
                return gone, self.restored()
        self.kill()
        return limit, False

    def restored(self) -> bool:
        """Whether modes and screen are as before the program."""
        output = b"".join(data for _, data in self.chunks)
        modes = all(output.rfind(off) > output.rfind(on) for on, off in _PAIRS)
        same: list[Any] = termios.tcgetattr(self.slave)
        return modes and same == self.before

    def kill(self) -> None:
        """End it, however."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0

    def close(self) -> None:
        """Let go of everything."""
        self.kill()
        if self.master >= 0:
            os.close(self.master)
            os.close(self.slave)


_PAIRS = [
    (b"\x1b[?1049h", b"\x1b[?1049l"),
    (b"\x1b[?25l", b"\x1b[?25h"),
    (b"\x1b[?1000h", b"\x1b[?1000l"),
    (b"\x1b[?2004h", b"\x1b[?2004l"),
]


class Screen(Emulator):
    """An emulated terminal fed with bytes, a character cut between two reads included."""

    def __init__(self, width: int, height: int) -> None:
        """Blank."""
        super().__init__(width, height)
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    def take(self, data: bytes) -> None:
        """Show these bytes."""
        self.feed(self._decode(data))
