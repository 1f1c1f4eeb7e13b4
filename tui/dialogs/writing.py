"""Writing a file to take along: where to, done off the keys' thread, and the line that fetches it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from model.said import N_, Said
from store.errors import StoreError
from store.own_files import guard
from tui.app import HuanqingApp
from tui.fields import Choices, Field
from tui.form import Form, Values
from tui.say import _
from tui.transfer import fetch_line

Files = Callable[[Path, Mapping[str, Any]], Sequence[Path]]
"""Says which files are made from the path that was typed and the other answers."""


def _itself(path: Path, _given: Mapping[str, Any]) -> Sequence[Path]:
    return (path,)


def dated(app: HuanqingApp, stem: str, ending: str) -> str:
    """Return the name of a file of today: it tells neither of debts nor of persons."""
    return f"{stem}-{app.today.isoformat()}.{ending}"


def suggested(name: str, given: Mapping[str, Any] = MappingProxyType({}), files: Files = _itself) -> str:
    """Return a place in the home folder for what is made, under a name that is free."""
    home = Path.home()
    stem, dot, ending = name.rpartition(".")
    for n in range(1, 100):
        path = home / (name if n == 1 else f"{stem}-{n}{dot}{ending}")
        if not any(each.exists() for each in files(path, given)):
            return str(path)
    return str(home / name)


async def write_file(
    app: HuanqingApp,
    title: str,
    name: str,
    make: Callable[[Path, Values], None],
    *,
    key: str,
    choice: Field | None = None,
    lead: list[str] | None = None,
    files: Files = _itself,
) -> tuple[Path, ...]:
    """Ask where to, call `make` in a thread of its own, then show path and fetch line. A file there is not replaced.

    Returns what was written: the path, or several where `files` says so; nothing where it was left.
    """
    fields = [Field("path", _("File"), "text", required=True)]
    if choice is not None:
        fields.append(choice)
    written: list[Path] = []

    async def save(given: Values) -> Said | None:
        import asyncio

        path = Path(given["path"]).expanduser()
        if not path.is_absolute():
            path = Path.home() / path
        made = files(path, given)
        for each in made:
            try:
                guard(each, app.book.path)
            except StoreError as error:
                return error.said
            if each.exists() or each.is_symlink():
                text = N_("{path} is there already; nothing was written. Choose another name.")
                return Said(text, {"path": str(each)})
        if not path.parent.is_dir():
            return Said(N_("There is no folder {path}."), {"path": str(path.parent)})
        try:
            await asyncio.to_thread(make, path, given)
        except StoreError as error:
            return error.said
        written.extend(made)
        return None

    chosen = {choice.id: choice.choices[0][0]} if choice else {}
    values = {"path": suggested(name, chosen, files), **chosen}
    await app.ask(Form(title, fields, save, key=key, values=values, lead=lead or [], submit_label=_("Write it")))
    if len(written) == 1:
        line = fetch_line(written[0])
        told = _("Written: {path}").format(path=written[0])
        app.tell(told + ("\n" + _("To fetch it, type on the other machine: ") + line if line else ""))
    return tuple(written)


def masked_choice() -> Field:
    """Return the field that asks whether personal fields stay masked."""
    choices: Choices = (("masked", _("names and numbers masked")), ("full", _("names and numbers in full")))
    return Field("masked", _("Personal"), "choice", choices=choices)
