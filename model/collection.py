"""Collection calls counted against what the standard recommends: facts for a complaint, never a verdict.

The recommended numbers are the playbook's `limits`: connected calls and the night from GB/T 45251-2025, a
recommended standard; unanswered tries from the banking association's guideline, which counts those to one number
called. Lender and agencies count together, from whatever number they ring; intervals between rounds of calls are
not counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from model.case import Case, Contact, ContactKind
from model.playbook import Limit, Playbook
from model.said import N_, Said

CONNECTED_A_DAY = "connected_a_day"
TRIES_A_DAY = "tries_a_day"
NIGHT_FROM = "night_from"
NIGHT_UNTIL = "night_until"

WRITTEN_CHANNELS = frozenset({"sms", "message", "chat", "online", "app", "in_app", "letter", "mail", "email"})
"""Channels that are no calls."""


@dataclass(frozen=True)
class CallDay:
    """One day's calls: those that connected, those at night, and whether they are beyond the recommendation.

    `tries` are the unanswered ones, where they are more than the guideline has; else 0.
    """

    on: date
    connected: tuple[Contact, ...]
    at_night: tuple[Contact, ...]
    too_many: bool
    tries: int = 0

    @property
    def beyond(self) -> bool:
        """Whether the day holds more than is recommended."""
        return self.too_many or bool(self.at_night) or bool(self.tries)


@dataclass(frozen=True)
class Collection:
    """What the log shows of collection: days with calls, contacts to others, and the sentences about both."""

    days: tuple[CallDay, ...]
    third_parties: tuple[Contact, ...]
    said: tuple[Said, ...]

    @property
    def beyond(self) -> tuple[CallDay, ...]:
        """The days that hold more than is recommended."""
        return tuple(day for day in self.days if day.beyond)


def collection(case: Case, playbook: Playbook) -> Collection:
    """Return the logged collection calls of a case, counted per day in the order of the days.

    A call counts by day where it connected, and at night whether it connected or not; one without a time is not
    counted as a night call. A limit that the playbook lacks is not counted against.
    """
    calls = sorted(_calls(case.contacts), key=lambda contact: (contact.on, contact.at))
    days = tuple(_day(on, tuple(of_day), playbook) for on, of_day in groupby(calls, key=lambda contact: contact.on))
    others = tuple(
        sorted(
            (contact for contact in case.contacts if contact.kind is ContactKind.THIRD_PARTY),
            key=lambda contact: (contact.on, contact.at),
        )
    )
    return Collection(days, others, (*_said_of_days(days, playbook), *map(_said_of_other, others)))


def _calls(contacts: Iterable[Contact]) -> Iterable[Contact]:
    return (
        contact
        for contact in contacts
        if contact.kind is ContactKind.COLLECTION and contact.channel not in WRITTEN_CHANNELS
    )


def _limit(playbook: Playbook, id: str) -> Limit | None:
    return next((limit for limit in playbook.limits if limit.id == id), None)


def _day(on: date, calls: tuple[Contact, ...], playbook: Playbook) -> CallDay:
    most = _limit(playbook, CONNECTED_A_DAY)
    connected = tuple(contact for contact in calls if contact.connected)
    at_night = tuple(contact for contact in calls if _at_night(contact.at, playbook))
    return CallDay(on, connected, at_night, most is not None and len(connected) > most.value, _tries(calls, playbook))


def _tries(calls: tuple[Contact, ...], playbook: Playbook) -> int:
    """Return how many calls to the person went unanswered, where that is more than the guideline has; else 0."""
    most = _limit(playbook, TRIES_A_DAY)
    count = sum(not contact.connected for contact in calls)
    return count if most is not None and count > most.value else 0


def _at_night(at: str, playbook: Playbook) -> bool:
    start, end = _limit(playbook, NIGHT_FROM), _limit(playbook, NIGHT_UNTIL)
    hour, _, minute = at.partition(":")
    if start is None or end is None or not (hour.isascii() and hour.isdigit() and minute.isascii()):
        return False
    return int(hour) >= start.value or int(hour) < end.value


def _said_of_days(days: tuple[CallDay, ...], playbook: Playbook) -> Iterable[Said]:
    most, tries, start, end = (_limit(playbook, id) for id in (CONNECTED_A_DAY, TRIES_A_DAY, NIGHT_FROM, NIGHT_UNTIL))
    for day in days:
        if day.too_many and most is not None:
            yield Said(
                N_(
                    "{on}: {count} calls connected, {most} are recommended at most. "
                    "More than the standard recommends; it can be stated as a fact in a complaint."
                ),
                {"on": day.on.isoformat(), "count": len(day.connected), "most": most.value},
            )
        if day.tries and tries is not None:
            yield Said(
                N_(
                    "{on}: {count} calls went unanswered, {most} a day to one number are the most in the banking "
                    "association's guideline. More than it has; it can be stated as a fact in a complaint."
                ),
                {"on": day.on.isoformat(), "count": day.tries, "most": tries.value},
            )
        if day.at_night and start is not None and end is not None:
            yield Said(
                N_(
                    "{on}: called at {times}; from {from_hour}:00 to {until_hour}:00 none is recommended. "
                    "More than the standard recommends; it can be stated as a fact in a complaint."
                ),
                {
                    "on": day.on.isoformat(),
                    "times": ", ".join(contact.at for contact in day.at_night),
                    "from_hour": start.value,
                    "until_hour": end.value,
                },
            )


def _said_of_other(contact: Contact) -> Said:
    values = {
        "on": contact.on.isoformat(),
        "agent": contact.agent or contact.number,
        "person": contact.asked,
        "disclosed": contact.disclosed,
    }
    if contact.disclosed and values["agent"]:
        return Said(N_("{on}: {agent} got in touch with family, work or friends; told them: {disclosed}"), values)
    if contact.disclosed:
        return Said(N_("{on}: family, work or friends were contacted; told them: {disclosed}"), values)
    return Said(N_("{on}: family, work or friends were contacted; nothing is noted of what was told"), values)
