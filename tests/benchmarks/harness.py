"""Measures the app beside the minimal stock one, interleaved, and prints the README's tables as Markdown.

python tests/benchmarks/harness.py [--rounds 9] [--idle 60] [--slow] [--growth 1,10,100,1000,5000 [--plot FILE.svg]]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from grown import growth, growth_table, plot  # noqa: E402 - found beside this file
from terminal import Link, Session  # noqa: E402 - found beside this file

DOWN, PAGE_DOWN, ENTER, ESCAPE, QUIT = b"\x1b[B", b"\x1b[6~", b"\r", b"\x1b", b"q"
SLOW = Link(rate=2000, round_trip=0.3)
HUANQING = [str(Path(sys.executable).with_name("huanqing"))]
TODAY = "2026-11-24"

Figures = dict[str, float]


@dataclass
class Bench:
    """Where measuring happens: a folder with compiled bytecode of its own and case files of the sizes asked for."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A settled environment: 256 colours, UTF-8, bytecode kept, no settings of the machine's owner."""
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")},
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
            "PYTHONPATH": str(HERE.parents[1]),
            "HUANQING_WHO": "bench",
        }

    def warm(self, command: list[str]) -> None:
        """Run once unmeasured, so that bytecode and disk caches are there."""
        session = Session(command, self.environment)
        session.settle(quiet=0.5)
        for key in (DOWN, ENTER, ESCAPE):
            session.do(key)
        session.close()

    def cases(self, count: int) -> Path:
        """A case file of so many cases, made by the demo."""
        path = self.folder / f"{count}.json"
        if not path.exists():
            verb = ["demo", "--cases", str(count), "--write", str(path), "--today", TODAY]
            subprocess.run([*HUANQING, *verb], env=self.environment, check=True, stdout=subprocess.DEVNULL)
        return path

    @property
    def today(self) -> date:
        """The day on which everything is measured."""
        return date.fromisoformat(TODAY)

    def app(self, count: int = 200) -> list[str]:
        """The command that opens the app on so many cases."""
        return self.app_on(self.cases(count))

    def app_on(self, path: Path) -> list[str]:
        """The command that opens the app on a file."""
        return [*HUANQING, "--file", str(path), "--today", TODAY]

    def mini(self) -> list[str]:
        """The command of the minimal stock app."""
        return [sys.executable, str(HERE / "mini.py")]


def one_run(bench: Bench, command: list[str], *, idle: float = 0.0) -> Figures:
    """Everything measured in one run of one program."""
    session = Session(command, bench.environment)
    try:
        session.settle(quiet=0.4)
        start = session.since(session.started)
        down = session.do(DOWN)
        page = session.do(PAGE_DOWN)
        held = session.hold(DOWN)
        figures = {
            "start_seconds": start.seconds,
            "start_bytes": start.count,
            "down_seconds": down.seconds,
            "down_bytes": down.count,
            "page_seconds": page.seconds,
            "page_bytes": page.count,
            "held_bytes": held.count / 60,
            "held_lag": held.seconds,
        }
        if idle:
            figures |= _idle(session, idle)
        figures["memory"] = session.peak_memory()
        figures["quit_seconds"], restored = session.quit(QUIT)
        figures["restored"] = float(restored)
        return figures
    finally:
        session.close()


def _idle(session: Session, seconds: float) -> Figures:
    session.settle(quiet=0.5, first=0.5)
    count, used = len(session.chunks), session.processor_seconds()
    session.pump(seconds)
    return {
        "idle_share": (session.processor_seconds() - used) / seconds,
        "idle_bytes": sum(len(data) for _, data in session.chunks[count:]),
    }


SCREENS = [("open a case", ENTER), ("screen 2", b"2"), ("screen 3", b"3"), ("screen 1", b"1"), ("form opened", b"c")]


def screens(bench: Bench) -> Figures:
    """Bytes of opening a case, switching screens, opening and closing a form."""
    session = Session(bench.app(), bench.environment)
    try:
        session.settle(quiet=0.4)
        figures = {name: float(session.do(key).count) for name, key in SCREENS}
        figures["form closed"] = float(session.do(ESCAPE, quiet=0.4).count)
        return figures
    finally:
        session.close()


def slow_line(bench: Bench, *, answers: bool = True) -> Figures:
    """Seconds at 2 KB/s and 300 ms round trip: home complete, a key answered, a held arrow stopped after letting go.

    `answers`: whether the terminal answers status queries, as nearly every one does.
    """
    session = Session(bench.app(), bench.environment, SLOW, answers=answers)
    try:
        session.settle(quiet=0.8 if answers else 1.5)
        return {
            "home": session.since(session.started).seconds,
            "key": session.do(DOWN, quiet=0.6, first=3.0).seconds,
            "held": session.hold(DOWN).seconds,
            "held_page": session.hold(PAGE_DOWN).seconds,
        }
    finally:
        session.close()


def beside_mini(bench: Bench, rounds: int, idle: float = 0.0) -> dict[str, Figures]:
    """Medians of the app and of mini, run in turns; the idle figures are from one run."""
    commands = {"mini": bench.mini(), "huanqing": bench.app()}
    found: dict[str, list[Figures]] = {name: [] for name in commands}
    for command in commands.values():
        bench.warm(command)
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(one_run(bench, command))
    medians = {name: _medians(runs) for name, runs in found.items()}
    if idle:
        run = one_run(bench, commands["huanqing"], idle=idle)
        medians["huanqing"] |= {name: value for name, value in run.items() if name.startswith("idle")}
    return medians


def _medians(runs: list[Figures]) -> Figures:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def due_against_python(bench: Bench, rounds: int) -> float:
    """`huanqing due` on 200 cases, divided by a Python that does nothing."""
    path = str(bench.cases(200))
    verb = [*HUANQING, "due", "--file", path, "--today", TODAY]
    nothing = [sys.executable, "-c", "pass"]
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(rounds + 1):
        for ours, command in ((True, verb), (False, nothing)):
            begun = time.perf_counter()
            subprocess.run(command, env=bench.environment, stdout=subprocess.DEVNULL, check=True)
            taken[ours].append(time.perf_counter() - begun)
    return statistics.median(taken[True][1:]) / statistics.median(taken[False][1:])


Row = tuple[str, str, str, str, Callable[[Figures, Figures], tuple[str, bool]]]


def _ratio(name: str, most: float, digits: int = 2) -> Callable[[Figures, Figures], tuple[str, bool]]:
    def judge(mini: Figures, ours: Figures) -> tuple[str, bool]:
        ratio = ours[name] / mini[name]
        return f"{ratio:.{digits}f}", ratio <= most

    return judge


def _bytes(name: str, most: float) -> Callable[[Figures, Figures], tuple[str, bool]]:
    return lambda mini, ours: (f"{ours[name]:,.0f} B", ours[name] <= most)


ROWS: list[Row] = [
    ("fork → home complete", "start_seconds", "≤ 0.90", "≤ 0.75", _ratio("start_seconds", 0.90)),
    ("bytes until settled", "start_bytes", "≤ 4 KB", "≤ 2.5 KB", _bytes("start_bytes", 4096)),
    ("cursor down: time", "down_seconds", "≤ 0.8", "≤ 0.5", _ratio("down_seconds", 0.8)),
    ("cursor down: bytes", "down_bytes", "≤ 300 B", "≤ 150 B", _bytes("down_bytes", 300)),
    ("page down: time", "page_seconds", "≤ 0.5", "≤ 0.25", _ratio("page_seconds", 0.5)),
    ("page down: bytes", "page_bytes", "≤ 1.8 KB", "≤ 1.2 KB", _bytes("page_bytes", 1843)),
    ("arrow held: bytes a key", "held_bytes", "≤ 400 B", "≤ 200 B", _bytes("held_bytes", 400)),
    ("arrow held: lag", "held_lag", "≤ 0.5", "≤ 0.3", _ratio("held_lag", 0.5)),
    ("quit → gone, terminal restored", "quit_seconds", "≤ 0.15", "≤ 0.05", _ratio("quit_seconds", 0.15, 3)),
    ("peak memory", "memory", "≤ 1.25", "≤ 1.0", _ratio("memory", 1.25)),
]


def table(medians: dict[str, Figures]) -> str:
    """The table of figures beside mini."""
    mini, ours = medians["mini"], medians["huanqing"]
    lines = ["| what | mini | huanqing | must | aim |", "|---|---|---|---|---|"]
    for title, name, must, aim, judge in ROWS:
        value, holds = judge(mini, ours)
        lines.append(f"| {title} | {_plain(name, mini[name])} | {value}{_mark(holds)} | {must} | {aim} |")
    return "\n".join(lines)


def _mark(holds: bool) -> str:
    """What stands behind a figure that is worse than it must be."""
    return "" if holds else " ✗"


def _plain(name: str, value: float) -> str:
    if name == "memory":
        return f"{value / 1024:.0f} MB"
    return f"{value:,.0f} B" if "bytes" in name else f"{value * 1000:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--idle", type=float, default=0.0, help="seconds to sit idle")
    parser.add_argument("--growth", default="", help="numbers of cases, with commas")
    parser.add_argument("--plot", type=Path, help="draw the growth there (SVG; needs the extra `bench`)")
    parser.add_argument("--slow", action="store_true", help="also the slow line")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="huanqing-bench-"))
    try:
        bench = Bench(folder)
        medians = beside_mini(bench, options.rounds, options.idle)
        print(table(medians))
        ours = medians["huanqing"]
        for name, count in screens(bench).items():
            print(f"| {name} | - | {count:,.0f} B{_mark(count <= 3072)} | ≤ 3 KB | ≤ 1.5 KB |")
        if options.idle:
            share, count = ours["idle_share"], ours["idle_bytes"]
            value = f"{count:.0f} B, {share:.3%}{_mark(not count and share <= 0.002)}"
            print(f"| idle {options.idle:.0f} s | - | {value} | 0 B, ≤ 0.2 % | 0 B, ≤ 0.05 % |")
        due = due_against_python(bench, options.rounds)
        print(f"| `due`, 200 cases ÷ bare Python | 1 | {due:.1f}{_mark(due <= 8)} | ≤ 8 | ≤ 5 |")
        if options.slow:
            for answers in (True, False):
                figures = {name: f"{value:.2f} s" for name, value in slow_line(bench, answers=answers).items()}
                print(f"\nAt 2 KB/s, 300 ms round trip, {'' if answers else 'no '}answers to queries:", figures)
        if options.growth:
            rows = [growth(bench, int(count)) for count in options.growth.split(",")]
            print("\n" + growth_table(rows))
            if options.plot:
                plot(rows, options.plot)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
