"""Sessions that the torture tests start as processes of their own, and kill."""

import random
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from model.case import Case, Payment
from model.change import with_new
from store.book import CaseBook


def paid(case: Case) -> Case:
    """Add a payment: two lost ones would leave a gap in the ids, two merged ones a double."""
    return with_new(
        case, "payments", Payment(id="", on=date(2026, 11, 24), amount=1, note="x" * random.randrange(400)), "p"
    )


def counted(case: Case) -> Case:
    """Add one to a number."""
    return msgspec.structs.replace(case, priority=case.priority + 1)


def main() -> None:
    """``writers.py FILE WHO CASE TIMES``: make so many changes (0: until killed), tell each once it is saved."""
    path, who, id, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    book = CaseBook.open(path, who=who, now=lambda: datetime.now(UTC))
    print("ready", flush=True)
    done, worst = 0, 0.0
    while not times or done < times:
        start = time.monotonic()
        case = book.update(id, counted if times else shrinking)
        worst = max(worst, time.monotonic() - start)
        done += 1
        if not times:
            print(case.serial, flush=True)
    print(f"{done} {worst:.3f}", flush=True)


def shrinking(case: Case) -> Case:
    """Add a payment; when there are many, let all go, so that the file grows and shrinks."""
    return msgspec.structs.replace(paid(case), payments=()) if len(case.payments) > 30 else paid(case)


if __name__ == "__main__":
    main()
