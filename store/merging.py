"""Importing cases into a book that has some already: by id, planned first, one write, taken back by one undo."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from model.case import Case, Material, Place
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

    `forgotten` are cases that were forgotten here and stay out. `unfiled` are papers whose file was not chosen here:
    their case's title, and the name (or kind) of the paper.
    """

    added: tuple[Case, ...]
    changed: tuple[Merge, ...]
    same: tuple[str, ...]
    forgotten: tuple[Case, ...] = ()
    unfiled: tuple[tuple[str, str], ...] = ()


def plan(book: CaseBook, cases: Iterable[Case]) -> Plan:
    """Return what importing `cases` would do; nothing is changed."""
    there = {case.id: case for case in book.cases()}
    added, changed, same, forgotten = [], [], [], []
    unfiled: list[tuple[str, str]] = []
    for case in cases:
        if case.id in book.forgotten:
            forgotten.append(case)
            continue
        mine = there.get(case.id)
        if mine is None:
            added.append(unfiled_case(case))
            unfiled += _unfiled(case, added[-1])
            continue
        merged = merge(mine, case)
        ops = diff(plain(mine), plain(merged))
        if ops:
            changed.append(Merge(mine, merged, ops))
            unfiled += _unfiled(case, merged)
        else:
            same.append(case.id)
    return Plan(tuple(added), tuple(changed), tuple(same), tuple(forgotten), tuple(unfiled))


def merge(mine: Case, theirs: Case) -> Case:
    """Return `mine` with what `theirs` has more or other; records and fields that only `mine` has stay."""
    ops = [op for op in diff(plain(mine), plain(theirs)) if op.after is not UNSET]
    values = apply(plain(mine), ops)
    return unfiled_case(to_case(values | {"serial": max(mine.serial, theirs.serial)}), mine)


def unfiled_case(case: Case, mine: Case | None = None) -> Case:
    """Return a case from outside in which no paper names a file of this machine that was not chosen here.

    A paper that has its file in `mine` keeps that one; of any other the path stays as a text, its place is unknown.
    """
    chosen = {one.id: one for one in (mine.materials if mine else ()) if one.place is Place.FILE}
    materials = tuple(_unfiled_paper(one, chosen.get(one.id)) for one in case.materials)
    return case if materials == case.materials else replace(case, materials=materials)


def _unfiled_paper(paper: Material, mine: Material | None) -> Material:
    if paper.place is not Place.FILE:
        return paper
    if mine is None:
        return replace(paper, place=Place.NOWHERE, sha256="", size=None)
    return replace(paper, where=mine.where, sha256=mine.sha256, size=mine.size)


def _unfiled(theirs: Case, made: Case) -> list[tuple[str, str]]:
    """Return the papers that named a file and have none in what would be made of their case."""
    named = {one.id for one in theirs.materials if one.place is Place.FILE}
    return [
        (made.title, one.name or one.kind) for one in made.materials if one.id in named and one.place is not Place.FILE
    ]


def carry_out(book: CaseBook, plan: Plan) -> list[Case]:
    """Do what was planned, on the newest version of each case; return the cases added.

    Raises `StoreError`.
    """

    def merging(theirs: Case) -> Callable[[Case], Case]:
        return lambda newest: merge(newest, theirs)

    changes = {one.mine.id: merging(one.merged) for one in plan.changed}
    return book.take_in(plan.added, changes, Said(N_("Imported")))
