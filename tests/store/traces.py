"""A word that tests plant, and every file in which it stands afterwards."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from model.case import Case

WORD = "秘密的话PLANTED"


def noted(text: str) -> Callable[[Case], Case]:
    """A change that sets the note."""
    return lambda case: replace(case, note=text)


def holding(folder: Path, word: str = WORD) -> list[Path]:
    """Every file below a folder in which the word stands."""
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
