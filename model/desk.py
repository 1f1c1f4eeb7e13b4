"""What is due across cases: a person's month reckoned once, what concerns a person told once, the urgent first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from model.agenda import agenda
from model.budget import budget_of, own_dues
from model.case import Case
from model.due import QUIET, Due, Kind
from model.playbook import Playbook
from model.workdays import NO_YEARS, Years

_OF_A_PERSON = (Kind.DETAILS, Kind.BUDGET, Kind.CREDIT_CHECK, Kind.DEDUCTION)
"""What concerns a person and not one debt."""

_OF_A_DEBT = ("after", "objection")
"""The looks at a credit report that concern one debt: after its end, and at what was objected to."""

_FIRST = (Kind.COURT, Kind.VERIFY)
_MONEY = (Kind.INSTALMENT, Kind.SHORTFALL)
_TALKS = (Kind.FOLLOW_UP, Kind.COMPLAINT, Kind.ANSWER, Kind.WRITTEN, Kind.PAPERS)
_PATIENT = (Kind.PROOF, Kind.MATERIAL, *QUIET)

_LONG_PAST = 7
"""After how many days what can wait goes below all that is still ahead."""


def things_due(
    cases: Sequence[Case],
    playbook_of: Callable[[str], Playbook],
    today: date,
    days: int,
    years: Years = NO_YEARS,
    book: Sequence[Case] | None = None,
) -> list[Due]:
    """Return what is due for `cases` within `days` and what is past its day, the most urgent first.

    `book` are all cases that a person's budget and plans are looked for in (by default `cases`).
    """
    persons = of_persons(cases if book is None else book)

    def dues_of(case: Case) -> Iterable[Due]:
        mine = persons.get(case.person.name, [])
        budget, own = budget_of(case, mine), dues_beside(case, mine, today)
        return agenda(case, playbook_of(case.playbook), today, days, years, budget, own)

    return across(cases, dues_of, today)


def across(cases: Iterable[Case], dues_of: Callable[[Case], Iterable[Due]], today: date) -> list[Due]:
    """Return what `dues_of` gives for each case: what concerns a person told once, the most urgent first."""
    return by_urgency(told_once((case.person.name, due) for case in cases for due in dues_of(case)), today)


def of_persons(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Return the cases of each person, by name."""
    persons: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        persons[case.person.name].append(case)
    return persons


def dues_beside(case: Case, mine: Sequence[Case], today: date) -> int:
    """Return what the other cases of a person take in a month, where the case has a plan that it could take from."""
    return own_dues(case, mine, today) if len(mine) > 1 and case.instalments else 0


def told_once(found: Iterable[tuple[str, Due]]) -> list[Due]:
    """Return the things of each person, by name, with what concerns the person and not one debt once: the earliest."""
    kept: list[Due] = []
    places: dict[tuple[object, ...], int] = {}
    for name, thing in found:
        if thing.kind not in _OF_A_PERSON or thing.ref in _OF_A_DEBT:
            kept.append(thing)
            continue
        about = tuple(sorted(thing.said.values.items())) if thing.kind is Kind.DEDUCTION else ()
        place = places.setdefault((name, thing.kind, thing.said.text, about), len(kept))
        if place == len(kept):
            kept.append(thing)
        elif thing.on < kept[place].on:
            kept[place] = thing
    return kept


def by_urgency(found: Iterable[Due], today: date) -> list[Due]:
    """Return the things in the order in which they press.

    What a court asks and what is to be verified; instalments whose day has come; promises and answers to ask for;
    the rest of today; what lies ahead, by date; what can wait and is long past. Nearer days come before older ones,
    and a court's day still to come before one that has passed.
    """
    return sorted(found, key=lambda due: (*_urgency(due, today), due.title, due.kind, due.case, due.ref))


def _urgency(due: Due, today: date) -> tuple[int, int]:
    """Return the rank of a thing, and its place within it."""
    ahead = (due.on - today).days
    if due.kind in _FIRST:
        return (1 if ahead < 0 else 0), abs(ahead)
    if ahead > 0:
        return 5, ahead
    if due.kind in _MONEY:
        return 2, -ahead
    if due.kind in _TALKS:
        return 3, -ahead
    if due.kind in _PATIENT and -ahead > _LONG_PAST:
        return 6, -ahead
    return 4, -ahead


def several_people(cases: Iterable[Case]) -> bool:
    """Return whether the cases are of more than one person, so that a line has to name whose it is."""
    return len({case.person.name for case in cases}) > 1
