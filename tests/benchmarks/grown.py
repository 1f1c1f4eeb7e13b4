"""How the app feels as a file grows: cases of 24 instalments and 20 contacts each, from one to thousands."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

sys.path.insert(0, str(Path(__file__).parent))

from terminal import Session

from model.case import Agreement, AgreementState, Case, Contact, Form, Instalment, Outcome, Payment

if TYPE_CHECKING:
    from harness import Bench

DOWN, UP, ENTER, SPACE = b"\x1b[B", b"\x1b[A", b"\r", b" "
INSTALMENTS, CONTACTS = 24, 20
ROUNDS = 5
_REVERSE = 7

Figures = dict[str, float]


def full_cases(count: int, today: date) -> list[Case]:
    """Invented cases, each under a plan of 24 instalments, paid as far as due, and with 20 logged contacts."""
    from model.demo import demo_cases

    return [_filled(case, today, n) for n, case in enumerate(demo_cases(count, 1, today))]


def _filled(case: Case, today: date, n: int) -> Case:
    agreed = today - timedelta(days=5 + n % 60)
    rows = tuple(
        Instalment(number, agreed + timedelta(days=30 * number), 80_000 + n % 100, 1_000)
        for number in range(1, INSTALMENTS + 1)
    )
    paid = tuple(Payment(f"p{row.number}", row.due, row.total) for row in rows if row.due <= today)
    contacts = tuple(
        Contact(
            f"k{number}",
            agreed - timedelta(days=3 * (CONTACTS - number)),
            at="10:30",
            channel="phone",
            number="95188",
            agent=f"工号 {3000 + number}",
            outcome=Outcome.TOLD_TO_WAIT,
            said="说已经登记，三个工作日内由专员回电，请保持电话畅通。",
            promised="专员回电",
            promised_by=agreed - timedelta(days=3 * (CONTACTS - number) - 3),
        )
        for number in range(CONTACTS)
    )
    agreement = Agreement(
        "a1", agreed, AgreementState.AGREED, form=Form.WRITTEN, agreed_on=agreed, total=sum(row.total for row in rows)
    )
    return msgspec.structs.replace(
        case, contacts=contacts, agreement=agreement, instalments=rows, payments=paid, closed_on=None
    )


def write_cases(path: Path, count: int, today: date) -> None:
    """Make a case file of so many full cases."""
    from datetime import UTC, datetime

    from store.book import CaseBook

    book = CaseBook.open(path, who="bench", now=lambda: datetime.now(UTC), create=True)
    book.add_all(full_cases(count, today))
    book.close()


def growth(bench: Bench, count: int) -> Figures:
    """What a file of so many full cases costs: home, a key, a save, the key after it, another session, memory."""
    path = bench.folder / f"full-{count}.json"
    if not path.exists():
        write_cases(path, count, bench.today)
    command = bench.app_on(path)
    bench.warm(command)
    patience = max(1.0, count / 1000)
    homes = []
    for _ in range(3):
        session = Session(command, bench.environment)
        session.settle(quiet=patience, limit=60)
        homes.append(session.since(session.started).seconds)
        session.close()
    session, other = Session(command, bench.environment), Session(command, bench.environment)
    try:
        for one in (session, other):
            one.settle(quiet=patience, limit=60)
        keys = [session.do(key).seconds for key in (DOWN, UP) * ROUNDS] if count > 1 else []
        for one in (session, other):
            for key in (ENTER, DOWN):  # the case, and a step of it: the first row is what is next
                one.press(key)
                one.settle(quiet=0.5)
        saves = [session.do(SPACE, quiet=0.5, first=5.0).seconds for _ in range(ROUNDS)]
        blocked = [_key_during_a_save(session) for _ in range(ROUNDS)]
        other.settle(quiet=1.5, first=3.0)
        seen = [_seen(session, other) for _ in range(ROUNDS)]
        return {
            "cases": count,
            "home": statistics.median(homes),
            "key": statistics.median(keys) if keys else float("nan"),
            "save": statistics.median(saves),
            "save_worst": max(saves),
            "blocked": statistics.median(blocked),
            "blocked_worst": max(blocked),
            "seen": statistics.median(seen),
            "memory": session.peak_memory(),
            "file": path.stat().st_size,
        }
    finally:
        session.close()
        other.close()


def _key_during_a_save(session: Session) -> float:
    """Seconds from an arrow, pressed 3 ms after the key that saves, to the cursor having moved."""
    count = len(session.chunks)
    here = cursor_row(session, count)
    session.press(SPACE)
    session.pump(0.003)
    pressed = session.press(DOWN if here is not None else UP)
    session.settle(quiet=0.5, first=5.0)
    moved = _when(session, count, lambda rows: rows != here)
    session.do(UP, quiet=0.3)
    return moved - pressed


def cursor_row(session: Session, count: int) -> int | None:
    """The row under the cursor (drawn in reverse) after the first `count` chunks."""
    return _cursor(session.replayed(count).picture()[0])


def _cursor(cells: list[list[tuple[object, ...]]]) -> int | None:
    rows = [y for y, row in enumerate(cells) if 0 < y < len(cells) - 1 and sum(bool(c[_REVERSE]) for c in row) > 10]
    return rows[-1] if rows else None


def _when(session: Session, first: int, right: Callable[[int | None], bool]) -> float:
    emulator = session.replayed(first)
    for at, data in session.chunks[first:]:
        emulator.take(data)
        if right(_cursor(emulator.picture()[0])):
            return at
    return float("inf")


def _seen(session: Session, other: Session) -> float:
    """Seconds from a key that saves to another session showing what was changed."""
    count = len(other.chunks)
    begun = session.press(SPACE)
    while time.perf_counter() - begun < 10 and len(other.chunks) == count:
        session.pump(0.002)
        other.pump(0.002)
    session.settle(quiet=0.2, first=0.5)
    other.settle(quiet=0.4, first=0.5)
    return other.since(begun, count).seconds


HEAD = """\
| cases | home complete | a key on home | a save acknowledged | a key during a save | seen by another session | memory \
| file |
|---|---|---|---|---|---|---|---|"""


def growth_table(rows: list[Figures]) -> str:
    """The figures as Markdown; the worst of the rounds in brackets."""
    lines = [HEAD]
    for row in rows:
        key = "-" if row["key"] != row["key"] else f"{row['key'] * 1000:.1f} ms"
        cells = [
            f"{row['cases']:,.0f}",
            f"{row['home'] * 1000:.0f} ms",
            key,
            f"{row['save'] * 1000:.0f} ms ({row['save_worst'] * 1000:.0f})",
            f"{row['blocked'] * 1000:.1f} ms ({row['blocked_worst'] * 1000:.1f})",
            f"{row['seen']:.2f} s",
            f"{row['memory'] / 1024:.0f} MB",
            f"{row['file'] / 1e6:.2f} MB",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def plot(rows: list[Figures], path: Path) -> None:
    """Draw the times over the number of cases, both on logarithmic scales, with the limits at 1,000 cases."""
    os.environ["MPLBACKEND"] = "Agg"
    from matplotlib import pyplot, rcParams

    rcParams["svg.hashsalt"] = "huanqing"
    curves = [
        ("home", "home complete"),
        ("seen", "seen by another session"),
        ("save", "a save acknowledged"),
        ("blocked", "a key during a save"),
        ("key", "a key on home"),
    ]
    figure, axes = pyplot.subplots(figsize=(7.5, 4.5), layout="constrained")
    for name, label in curves:
        axes.plot([row["cases"] for row in rows], [row[name] * 1000 for row in rows], marker="o", label=label)
    axes.plot([1000], [150], marker="v", color="grey", linestyle="none", label="must at 1,000: save 150, key 50")
    axes.plot([1000], [50], marker="v", color="grey", linestyle="none")
    axes.set(xscale="log", yscale="log", xlabel="cases (24 instalments, 20 contacts each)", ylabel="milliseconds")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.savefig(path, metadata={"Date": None})
