"""Importing cases into a book that has some already: by id, planned first, one write, taken back by one undo."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import UNSET

from model.case import Case
from model.diff import Op, apply, diff
from model.said import N_, Said
from store.book import CaseBook
from store.contents import plain, to_case


class Merge(NamedTuple):
    """A case that is in both: `mine` as it stands, `merged` as it would be, `ops` what would change."""

    mine: Case
    merged: Case
    ops: tuple[Op, ...]


class Plan(NamedTuple):
    """What an import would do: cases `added`, `changed`, ids that are the `same` already.

    `forgotten` are cases that were forgotten here and stay out.
    """

    added: tuple[Case, ...]
    changed: tuple[Merge, ...]
    same: tuple[str, ...]
    forgotten: tuple[Case, ...] = ()


def plan(book: CaseBook, cases: Iterable[Case]) -> Plan:
    """Return what importing `cases` would do; nothing is changed."""
    there = {case.id: case for case in book.cases()}
    added, changed, same, forgotten = [], [], [], []
    for case in cases:
        if case.id in book.forgotten:
            forgotten.append(case)
            continue
        mine = there.get(case.id)
        if mine is None:
            added.append(case)
            continue
        merged = merge(mine, case)
        ops = diff(plain(mine), plain(merged))
        if ops:
            changed.append(Merge(mine, merged, ops))
        else:
            same.append(case.id)
    return Plan(tuple(added), tuple(changed), tuple(same), tuple(forgotten))


def merge(mine: Case, theirs: Case) -> Case:
    """Return `mine` with what `theirs` has more or other; records and fields that only `mine` has stay."""
    ops = [op for op in diff(plain(mine), plain(theirs)) if op.after is not UNSET]
    values = apply(plain(mine), ops)
    return to_case(values | {"serial": max(mine.serial, theirs.serial)})


def carry_out(book: CaseBook, plan: Plan) -> list[Case]:
    """Do what was planned, on the newest version of each case; return the cases added.

    Raises `StoreError`.
    """

    def merging(theirs: Case) -> Callable[[Case], Case]:
        return lambda newest: merge(newest, theirs)

    changes = {one.mine.id: merging(one.merged) for one in plan.changed}
    return book.take_in(plan.added, changes, Said(N_("Imported")))
