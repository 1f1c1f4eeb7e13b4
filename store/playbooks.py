"""Playbook files: the built-in ones, compiled where that is fresh, and the user's own from the config folder."""

import re
from functools import cache
from pathlib import Path
from zlib import crc32

import msgspec

from model.playbook import Playbook
from model.said import N_, Said
from model.text import shown
from store.errors import StoreError, name
from store.faults import system

LARGEST = 2**21
"""The largest playbook file that is read, in bytes."""


class BadPlaybook(StoreError):
    """A playbook file cannot be used; `said` names the file, the key and the reason."""


class NoSuchPlaybook(StoreError):
    """There is no playbook of this id."""

    def __init__(self, id: str, folder: Path | None) -> None:
        values = {"id": shown(id), "folder": name(_own(folder)) if folder else ""}
        if folder is None:
            text = N_("There is no playbook “{id}”.")
            del values["folder"]
        else:
            text = N_("There is no playbook “{id}”: put it into {folder}, or choose another in the case's details.")
        super().__init__(Said(text, values))


class Found(msgspec.Struct, frozen=True):
    """A playbook file that was found: the playbook, or why it cannot be used. `path` is None for a built-in one."""

    id: str
    path: Path | None
    playbook: Playbook | None
    error: StoreError | None = None


class _Compiled(msgspec.Struct):
    source: str
    playbook: msgspec.Raw


def load(id: str = "alipay", folder: Path | None = None) -> Playbook:
    """Return the playbook `id`: the user's own in ``playbooks/`` of the config folder `folder`, else the built-in one.

    A file is known by its name, ``ID.toml``, and must hold that id. Raises `BadPlaybook` or `NoSuchPlaybook`.
    """
    if folder is not None and id in (path.stem for path in _files(folder)):
        return _read(_own(folder) / f"{id}.toml")
    if id in _built_in():
        return _load_built_in(id)
    raise NoSuchPlaybook(id, folder)


def available(folder: Path | None = None) -> tuple[Found, ...]:
    """Return every playbook, the built-in ones first; one that cannot be used comes with its error."""
    own = _files(folder) if folder is not None else ()
    stems = {path.stem for path in own}
    found = [Found(id, None, _load_built_in(id)) for id in _built_in() if id not in stems]
    for path in own:
        try:
            found.append(Found(path.stem, path, _read(path)))
        except StoreError as error:
            found.append(Found(path.stem, path, None, error))
    return tuple(found)


def _own(folder: Path) -> Path:
    return folder / "playbooks"


def _files(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(sorted(path for path in _own(folder).iterdir() if path.suffix == ".toml"))
    except OSError:
        return ()


def _built_in_folder() -> Path:
    """Return the folder beside `model`; importlib.resources would find the same and cost 10 ms of import."""
    import model

    return Path(model.__path__[0]) / "playbooks"


@cache
def _built_in() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _built_in_folder().glob("*.toml")))


@cache
def _load_built_in(id: str) -> Playbook:
    source = (_built_in_folder() / f"{id}.toml").read_bytes()
    compiled = _built_in_folder() / f"{id}.json"
    try:
        return compiled_playbook(compiled.read_bytes(), source)
    except (OSError, msgspec.MsgspecError):
        return parse(source, f"{id}.toml")


def compiled_playbook(compiled: bytes, source: bytes) -> Playbook:
    """Return the playbook of a compiled file, which was checked when it was built.

    Raises `msgspec.ValidationError` where it was made from another `source`.
    """
    outer = msgspec.json.decode(compiled, type=_Compiled)
    if outer.source != f"{len(source)}-{crc32(source):08x}":
        raise msgspec.ValidationError("compiled from another source")
    return msgspec.json.decode(outer.playbook, type=Playbook)


def _read(path: Path) -> Playbook:
    values: dict[str, str | int] = {"file": name(path)}
    try:
        if not path.is_file():
            raise BadPlaybook(Said(N_("{file} is not a file, so it cannot be a playbook."), values))
        with path.open("rb") as file:
            source = file.read(LARGEST + 1)
    except OSError as error:
        text = N_("The playbook {file} cannot be read: {why}.")
        raise BadPlaybook(Said(text, {**values, "why": system(error)})) from error
    if len(source) > LARGEST:
        raise BadPlaybook(Said(N_("The playbook {file} is larger than two megabytes."), values))
    playbook = parse(source, name(path))
    if playbook.id != path.stem:
        text = N_("{file}: {key} is “{id}”, but the file's name says “{stem}”. Make them the same.")
        raise BadPlaybook(Said(text, {**values, "key": "id", "id": shown(playbook.id), "stem": shown(path.stem)}))
    return playbook


def parse(source: bytes, file: str) -> Playbook:
    """Return the playbook in the bytes of a TOML file, wholly checked. Raises `BadPlaybook` naming `file`."""
    import tomllib

    from model.playbook_check import WrongPlaybook, playbook_from

    try:
        raw = tomllib.loads(source.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        text = N_("The playbook {file} is not UTF-8 text: look at byte {byte}.")
        raise BadPlaybook(Said(text, {"file": file, "byte": error.start + 1})) from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        if place is None:
            raise BadPlaybook(Said(N_("The playbook {file} is not TOML."), {"file": file})) from error
        text = N_("The playbook {file} is not TOML: look at line {line}, column {column}.")
        values: dict[str, str | int] = {"file": file, "line": int(place[1]), "column": int(place[2])}
        raise BadPlaybook(Said(text, values)) from error
    try:
        return playbook_from(raw)
    except WrongPlaybook as error:
        said = {key: shown(value) if isinstance(value, str) else value for key, value in error.said.values.items()}
        raise BadPlaybook(Said(error.said.text, {**said, "file": file})) from error
