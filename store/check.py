"""Is the case file sound? What is wrong with it, in words, and what a repair would do; a repair only when told.

A repair changes what has one right answer and loses nothing; everything else is only told. A backup comes first.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from model.case import Case
from model.said import N_, Said
from store import files, salvage
from store.book import CaseBook
from store.codec import PLAIN, Codec
from store.contents import Contents
from store.errors import Damaged, StoreError, name
from store.faults import because
from store.inspection import Problem, inspect, mended


class Report(NamedTuple):
    """What a check found; `cases` is how many were read, `repaired` what was put right."""

    problems: tuple[Problem, ...]
    cases: int
    repaired: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong (any more)."""
        return not self.problems


def check(path: Path, codec: Codec = PLAIN) -> Report:
    """Look at every case and history of the file at `path`; nothing is changed. A file that is not there is sound.

    Raises `StoreError` for what is no case file at all: a folder, a link to nowhere, another's, a newer format.
    """
    target = files.locate(path)
    try:
        data = _bytes(target, codec)
    except Damaged as error:
        return Report((Problem("damaged", "", error.said, repairable=False),), 0)
    if data is None:
        return Report((), 0)
    try:
        contents = Contents.read(target, data)
    except Damaged as error:
        found = salvage.salvage(target, data, codec)
        told = (_damage(error, found), *_left_out(found), *_kept_out(found))
        return Report(told, len(found.cases) if found else 0)
    problems: list[Problem] = []
    damage: Damaged | None = None
    cases: list[Case] = []
    for id in contents.ids:
        try:
            case = contents.case(id)
        except Damaged as error:
            damage = damage or error
            continue
        if case is not None:
            cases.append(case)
            problems.extend(inspect(case))
    if damage is not None:
        found = salvage.salvage(target, data, codec)
        problems[:0] = _left_out(found) or [_damage(damage, found)]
    problems.extend(_histories(contents))
    if files.temporary(target).exists():
        text = N_("A save that was cut off left a temporary file.")
        problems.append(Problem("temporary", "", Said(text), repairable=True))
    return Report(tuple(problems), len(cases))


def repair(path: Path, *, who: str, now: Callable[[], datetime], codec: Codec = PLAIN) -> Report:
    """Put right what can be, after a backup, and return what was found wrong still and what was repaired.

    Changes of cases stand in their timelines and can be undone. Raises `StoreError`.
    """
    before = check(path, codec)
    wanted = tuple(problem for problem in before.problems if problem.repairable)
    if not wanted:
        return before
    target = files.locate(path)
    if any(problem.kind in ("damaged", "history") for problem in wanted):
        salvage.write(target, now=now, codec=codec)
    book = CaseBook.open(target, who=who, now=now, codec=codec)
    try:
        broken = {case.id for case in book.cases() if mended(case) != case}
        book.take_in((), dict.fromkeys(broken, mended), Said(N_("Repaired by check")), backup=True)
    finally:
        book.close()
    with suppress(OSError):
        files.temporary(target).unlink()
    after = check(path, codec)
    return Report(after.problems, after.cases, tuple(problem for problem in wanted if problem not in after.problems))


def _bytes(target: Path, codec: Codec) -> bytes | None:
    import os

    try:
        loaded = files.load(target)
    except FileNotFoundError:
        return None
    os.close(loaded.descriptor)
    return codec.open(loaded.data)


def _damage(error: Damaged, found: "salvage.Salvage | None") -> Problem:
    if found is None:
        return Problem("damaged", "", error.said, repairable=False)
    text = N_("The file is damaged: {why}. {kept} cases can be kept, {lost} lines cannot.")
    if error.spot is not None:
        text = N_("The file is damaged: {spot}: {why}. {kept} cases can be kept, {lost} lines cannot.")
    said = because(text, {"kept": len(found.cases), "lost": found.lost}, error.why, error.spot)
    return Problem("damaged", "", said, repairable=True)


def _left_out(found: "salvage.Salvage | None") -> list[Problem]:
    return [Problem("damaged", id, said, repairable=True) for id, said in (found.left_out if found else ())]


def _kept_out(found: "salvage.Salvage | None") -> list[Problem]:
    text = N_("The case {case} was forgotten here. It stays out.")
    return [Problem("forgotten", id, Said(text, {"case": id}), False) for id in (found.forgotten if found else ())]


def _histories(contents: Contents) -> list[Problem]:
    found = []
    names = {document: id for id, document in contents.ids.items()}
    for document in contents.tables["history"]:
        try:
            past = contents.past_of(document)
        except StoreError:
            text = N_(
                "The timeline of {case} cannot be read. The case itself is whole; the timeline would be left out."
            )
            case = names.get(document, document)
            found.append(Problem("history", case, Said(text, {"case": case}), repairable=True))
            continue
        if any(entry.number > contents.meta.revision for entry in past.entries):
            text = N_("The timeline of {case} holds entries from the future of this file.")
            found.append(Problem("order", past.case, Said(text, {"case": name(Path(past.case))}), repairable=False))
    return found
