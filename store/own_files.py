"""What belongs to a case file: nothing that a person takes along is ever written in its place."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from model.case import Case, Place
from model.said import N_, Said
from model.text import shown
from store.calendar_file import state_file
from store.errors import StoreError, name
from store.files import temporary
from store.lock import lock_path
from store.packing import NotPacked, place_of
from store.paths import backups_folder, drafts_folder, inbox_folder, sealing_folder


class OwnFile(StoreError):
    """The path given for an export is a file this program keeps itself; nothing was written."""


def guard(out: Path, file: Path) -> None:
    """Refuse `out` where it is the case file `file` or of what lies beside it, links followed. Raises `OwnFile`."""
    real = Path(os.path.realpath(file))
    target = Path(os.path.realpath(out))
    for mine in {file.absolute(), real}:
        kept = (mine, lock_path(mine), temporary(mine), state_file(mine))
        folders = (backups_folder(mine), drafts_folder(mine), sealing_folder(mine))
        if (
            any(_same(target, one) for one in kept)
            or any(target.is_relative_to(os.path.realpath(folder)) for folder in folders)
            or target in (temporary(one) for one in kept)
        ):
            text = N_("{path} belongs to the case file; an export never takes its place. Choose another name.")
            raise OwnFile(Said(text, {"path": name(out)}))


def guard_papers(out: Path, cases: Iterable[Case], file: Path) -> None:
    """Refuse `out` where it is a paper of one of the cases in `file`, links followed. Raises `OwnFile`."""
    target, inbox = Path(os.path.realpath(out)), inbox_folder(file)
    for case in cases:
        for paper in case.materials:
            if paper.place is not Place.FILE or not paper.where:
                continue
            with suppress(NotPacked):
                if _same(target, place_of(paper.where, inbox)):
                    text = N_("{path} is a paper of “{case}”; an export never takes its place. Choose another name.")
                    raise OwnFile(Said(text, {"path": name(out), "case": shown(case.title)}))


def _same(target: Path, mine: Path) -> bool:
    if target == Path(os.path.realpath(mine)):
        return True
    try:
        return target.samefile(mine)
    except OSError:
        return False
