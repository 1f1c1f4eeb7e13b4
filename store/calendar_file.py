"""The calendar for a phone: what is due, as an iCalendar file that can be imported again and again.

An entry keeps its UID as long as its thing lasts; SEQUENCE grows when it changes, so that importing again updates;
what is no longer due is withdrawn (CANCELLED); past its day it is let go in silence, but its sequence is kept, for it
may come back. What was exported before is remembered in a small file beside the case file, which holds digests and
days, no words. Titles say nothing of debts unless asked for.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from model.agenda import Due, Kind
from model.allocation import Standing
from model.case import Case
from model.desk import things_due
from model.playbook import Playbook
from model.road import view
from model.said import N_, Said
from model.text import shown
from model.workdays import NO_YEARS, Years
from store.codec import PLAIN, Codec
from store.errors import StoreError
from store.outfile import put

if TYPE_CHECKING:
    from icalendar import Calendar, Event

HORIZON = 3660
"""How many days ahead entries are made."""

_NINE = timedelta(hours=9)
_LARGEST_STATE = 2**23


class Exported(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was exported of one entry: digests of its case and content, its day, its sequence, whether withdrawn."""

    case: str
    on: date
    digest: str
    sequence: int = 0
    gone: bool = False


class CalendarState(msgspec.Struct, frozen=True):
    """What earlier exports said, by UID: `entries` those with discreet titles, `detailed` those with full ones."""

    entries: dict[str, Exported] = {}
    detailed: dict[str, Exported] = {}
    version: int = 1


@dataclass(frozen=True)
class Entry:
    """One entry: its UID, case, day, sentence, amount in fen, how many days before it an alarm rings besides the day.

    `done` entries ring no more.
    """

    uid: str
    case: str
    title: str
    on: date
    said: Said
    amount: int | None = None
    before: tuple[int, ...] = ()
    done: bool = False


def digest(text: str) -> str:
    """Return a short digest: UIDs and the remembered file tell nothing to who reads them."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _uid(due_uid: str) -> str:
    return f"{digest(due_uid)}@huanqing"


def entries(
    cases: Sequence[Case],
    playbook_of: Callable[[str], Playbook],
    today: date,
    years: Years = NO_YEARS,
    book: Sequence[Case] | None = None,
) -> tuple[Entry, ...]:
    """Return the calendar of cases: what is due for them, and their paid instalments as done.

    `book` are all cases that a person's budget and plans are looked for in (by default `cases`).
    """
    notices = {case.id: _notice(playbook_of(case.playbook)) for case in cases}
    dues = things_due(cases, playbook_of, today, HORIZON, years, book)
    found = [_entry(due, notices[due.case]) for due in dues]
    for case in cases:
        found += _done(case, playbook_of(case.playbook), today)
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.uid)))


def _notice(playbook: Playbook) -> tuple[int, ...]:
    soon = playbook.wait("instalment_soon")
    return (soon.days,) if soon is not None and soon.days > 0 else (3,)


def _done(case: Case, playbook: Playbook, today: date) -> Iterator[Entry]:
    rows = view(case, playbook, today).rows
    for row in rows:
        if row.state is Standing.PAID:
            number = row.instalment.number
            said = Said(N_("Repaid: instalment {number} of {of}"), {"number": number, "of": len(rows)})
            uid = _uid(f"{case.id}-{Kind.INSTALMENT.value}-i{number}")
            on = row.instalment.due
            yield Entry(uid, case.id, case.title, on, said, row.instalment.total, done=True)


def _entry(due: Due, notice: tuple[int, ...]) -> Entry:
    before = notice if due.kind in (Kind.INSTALMENT, Kind.COURT) else ()
    return Entry(_uid(due.uid), due.case, due.title, due.on, due.said, due.amount, before)


def calendar_bytes(
    cases: Sequence[Case],
    playbook_of: Callable[[str], Playbook],
    today: date,
    words: Callable[[Said], str],
    *,
    detail: bool = False,
    state: CalendarState | None = None,
    whole: bool = True,
    years: Years = NO_YEARS,
    book: Sequence[Case] | None = None,
) -> tuple[bytes, CalendarState]:
    """Return the calendar of `cases` as the bytes of a file, and the state to remember for the next export.

    `words` says a sentence in the language wanted. `detail` puts titles and amounts in. `whole` tells that `cases`
    are all of the book, so that entries of cases no longer there are withdrawn too; where they are not, `book` are.
    The same input gives the same bytes: DTSTAMP is `today`.
    """
    from icalendar import Calendar

    state = state or CalendarState()
    before = dict(state.detailed if detail else state.entries)
    after = dict(before)
    calendar = Calendar()
    calendar.add("prodid", "-//huanqing//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    current: set[str] = set()
    for entry in entries(cases, playbook_of, today, years, book):
        current.add(entry.uid)
        summary, description = _texts(entry, words, detail)
        after[entry.uid] = _remembered(before.get(entry.uid), entry, summary, description)
        calendar.add_component(_event(entry, after[entry.uid].sequence, today, summary, description))
    mine = {digest(case.id) for case in cases}
    for uid, known in sorted(before.items()):
        if uid in current or not (whole or known.case in mine):
            continue
        if known.on < today:
            after[uid] = msgspec.structs.replace(known, gone=True)
            continue
        sequence = known.sequence if known.gone else known.sequence + 1
        after[uid] = msgspec.structs.replace(known, gone=True, sequence=sequence)
        _withdraw(calendar, uid, after[uid], today, words)
    kind = "detailed" if detail else "entries"
    return calendar.to_ical(), msgspec.structs.replace(state, **{kind: dict(sorted(after.items()))})


def _texts(entry: Entry, words: Callable[[Said], str], detail: bool) -> tuple[str, str]:
    """Return the title and the description of an entry."""
    if not detail:
        return words(Said(N_("Done: {count}") if entry.done else N_("To do: {count}"), {"count": 1})), ""
    what, title = words(entry.said), shown(entry.title)
    if entry.amount is None:
        return f"{title}  {what}", what
    summary = words(Said(N_("{title}  {what}, {amount}"), {"title": title, "what": what, "amount": entry.amount}))
    return summary, what


def _remembered(known: Exported | None, entry: Entry, summary: str, description: str) -> Exported:
    content = digest(f"{entry.on}|{summary}|{description}|{entry.before}|{entry.done}")
    case = digest(entry.case)
    if known is None:
        return Exported(case, entry.on, content)
    changed = known.gone or known.digest != content
    return Exported(case, entry.on, content, known.sequence + changed)


def _event(entry: Entry, sequence: int, today: date, summary: str, description: str) -> "Event":
    from icalendar import Alarm

    event = _bare(entry.uid, entry.on, sequence, today, summary)
    event.add("status", "CONFIRMED")
    if description:
        event.add("description", description)
    if not entry.done:
        for days in (*sorted(entry.before, reverse=True), 0):
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", summary)
            alarm.add("trigger", _NINE - timedelta(days=days))
            event.add_component(alarm)
    return event


def _withdraw(calendar: "Calendar", uid: str, known: Exported, today: date, words: Callable[[Said], str]) -> None:
    event = _bare(uid, known.on, known.sequence, today, words(Said(N_("No longer needed"))))
    event.add("status", "CANCELLED")
    calendar.add_component(event)


def _bare(uid: str, on: date, sequence: int, today: date, summary: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
    event.add("sequence", sequence)
    event.add("summary", summary)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


# --- what is remembered beside the case file ---------------------------------------------------------------------


def state_file(file: Path) -> Path:
    """Return where the exports of a case file are remembered."""
    return file.with_name(file.name + ".calendar.json")


def read_state(file: Path, codec: Codec = PLAIN) -> CalendarState:
    """Return what is remembered for a case file; nothing where there is none or it cannot be read."""
    path = state_file(file)
    try:
        if path.stat().st_size > _LARGEST_STATE:
            return CalendarState()
        return msgspec.json.decode(codec.open(path.read_bytes()), type=CalendarState)
    except (OSError, StoreError, msgspec.MsgspecError, ValueError):
        return CalendarState()


def write_state(file: Path, state: CalendarState, codec: Codec = PLAIN) -> None:
    """Remember an export, mode 0600; nothing is written where nothing changed. Raises `StoreError`."""
    if state != read_state(file, codec):
        put(state_file(file), codec.seal(msgspec.json.encode(state) + b"\n"))


def forget_case(file: Path, id: str, codec: Codec = PLAIN) -> None:
    """Forget what was exported of a case. Raises `StoreError`."""
    state = read_state(file, codec)
    mine = digest(id)
    kept, detailed = (
        {uid: entry for uid, entry in entries.items() if entry.case != mine}
        for entries in (state.entries, state.detailed)
    )
    if not kept and not detailed and (state.entries or state.detailed):
        state_file(file).unlink(missing_ok=True)
    elif (len(kept), len(detailed)) != (len(state.entries), len(state.detailed)):
        write_state(file, CalendarState(kept, detailed), codec)
