"""The config file: language, keys, hidden amounts, idle lock. Each wrong key is named; the others hold."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from model.said import N_, Said
from model.text import shown
from store import files
from store.errors import StoreError, WrongConfig, name, not_written
from store.faults import because, in_our_words
from store.paths import config_file

LANGUAGES = ("zh", "en")


class Config(msgspec.Struct, frozen=True):
    """What a person chose. `keys` maps a command's id to its keys; `idle_lock` is in minutes, 0: never.

    `problems` tells of keys that were left out and why.
    """

    language: str = ""
    hide_amounts: bool = False
    idle_lock: int = 0
    keys: Mapping[str, str] = {}
    problems: tuple[Said, ...] = ()


def load(path: Path | None = None) -> Config:
    """Read the config file; one that is not there is the default. Never raises: see `Config.problems`."""
    path = path or config_file()
    try:
        values = _read(path)
    except WrongConfig as error:
        return Config(problems=(error.said,))
    good: dict[str, Any] = {}
    problems: list[Said] = []
    for key, value in values.items():
        check = _CHECKS.get(key)
        why = _UNKNOWN if check is None else check(value)
        if why is None:
            good[key] = value
        else:
            text = N_("{path}: “{key}” was left out: {why}.")
            problems.append(Said(text, {"path": name(path), "key": shown(key)[:40], "why": why}))
    return Config(**good, problems=tuple(problems))


def saved_language(path: Path | None = None) -> str | None:
    """Return the language chosen before, None if none was. Never raises."""
    path = path or config_file()
    return load(path).language or None if path.exists() else None


def save_language(language: str, path: Path | None = None) -> None:
    """Keep the chosen language; every other line of the file stays as it is. Raises `StoreError`."""
    path = path or config_file()
    _read(path)
    text = path.read_text("utf-8-sig") if path.exists() else ""
    lines = text.splitlines()
    line = f'language = "{language}"'
    first_table = next((n for n, one in enumerate(lines) if one.lstrip().startswith("[")), len(lines))
    for n, one in enumerate(lines[:first_table]):
        if one.split("=")[0].strip() == "language":
            lines[n] = line
            break
    else:
        lines.insert(0, line)
    files.make_folder(path.parent)
    target = files.locate(path)
    try:
        _, descriptor = files.replace(target, ("\n".join(lines) + "\n").encode(), expect=files.look(target))
    except files.Changed as error:
        raise not_written(path, OSError()) from error
    os.close(descriptor)


def _read(path: Path) -> dict[str, Any]:
    """Return the file's values. Raises `WrongConfig` naming file and place."""
    try:
        if not path.exists():
            return {}
        loaded = files.load(files.locate(path))
        os.close(loaded.descriptor)
    except StoreError as error:
        raise WrongConfig(error.said) from error
    except OSError as error:
        text = N_("{path} cannot be read; the defaults hold.")
        raise WrongConfig(Said(text, {"path": name(path)})) from error
    import tomllib

    try:
        return tomllib.loads(loaded.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        text = N_("{path} is not sound TOML ({why}); the defaults hold.")
        raise WrongConfig(because(text, {"path": name(path)}, in_our_words(error))) from error


_UNKNOWN = N_("there is no such setting")


def _language(value: Any) -> str | None:
    return None if value in LANGUAGES else N_("it must be zh or en")


def _yes_or_no(value: Any) -> str | None:
    return None if isinstance(value, bool) else N_("it must be true or false")


def _minutes(value: Any) -> str | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1440
    return None if fits else N_("it must be a number of minutes between 0 and 1440")


def _keys(value: Any) -> str | None:
    fits = isinstance(value, dict) and all(isinstance(keys, str) and keys for keys in value.values())
    return None if fits else N_("it must name the keys of each command as text")


_CHECKS: Mapping[str, Callable[[Any], str | None]] = {
    "language": _language,
    "hide_amounts": _yes_or_no,
    "idle_lock": _minutes,
    "keys": _keys,
}
