"""The check of a playbook: raw values in, a `Playbook` out, or the key that is wrong and why."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec

from model.playbook import Playbook
from model.playbook_parts import ANSWERS, BOTH, CONDITIONS, PLACES, SectionRow
from model.said import N_, Said


class WrongPlaybook(ValueError):
    """A playbook holds something else than it must: `said` names key and reason, its ``{file}`` is for the reader."""

    def __init__(self, text: str, key: str, **values: str) -> None:
        self.key = key
        self.said = Said(text, {"key": key, **values})
        super().__init__(text.format(file="playbook", key=key, **values))


def playbook_from(raw: Mapping[str, Any]) -> Playbook:
    """Return the playbook in `raw` (as TOML gives it), wholly checked.

    Raises `WrongPlaybook` naming the key and the reason: an unknown or missing key, a wrong type, an id given
    twice, a reference to something that is not there, or a character that no terminal should get.
    """
    _check_texts(raw, "", raw)
    try:
        playbook = msgspec.convert(raw, Playbook)
    except msgspec.ValidationError as error:
        raise _explained(str(error), raw) from error
    _check_ids(playbook)
    _check_references(playbook)
    return playbook


_UNFIT = frozenset({"Cc", "Cf", "Cs"})
_PLACE = re.compile(r"^(?P<what>.*?) - at `\$(?P<path>.*)`$", re.DOTALL)
_KINDS = {
    "str": N_("text"),
    "int": N_("a whole number"),
    "float": N_("a number"),
    "decimal": N_("a number"),
    "bool": N_("true or false"),
    "array": N_("a list"),
    "object": N_("a table"),
    "date": N_("a day"),
    "datetime": N_("a time"),
    "null": N_("nothing"),
}
_FIELD = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<field>.*)`")


def _explained(message: str, raw: Mapping[str, Any]) -> WrongPlaybook:
    """Turn the sentence of a failed conversion into one that names the key as the author of the file knows it."""
    place = _PLACE.match(message)
    what, path = (place["what"], place["path"]) if place else (message, "")
    if field := _FIELD.match(what):
        key = f"{_named(path, raw)}.{field['field']}".lstrip(".")
        if field["how"].startswith("missing"):
            return WrongPlaybook(N_("{file}: {key} is missing."), key)
        return WrongPlaybook(N_("{file}: {key} is not a key that a playbook knows."), key)
    key = _named(path, raw).lstrip(".") or "playbook"
    if match := re.match(r"Expected `(?P<expected>.*)`, got `(?P<found>.*)`$", what):
        kinds = {name: _KINDS.get(kind.split(" | ")[0], kind) for name, kind in match.groupdict().items()}
        return WrongPlaybook(N_("{file}: {key} must be {expected}, not {found}."), key, **kinds)
    if match := re.match(r"Invalid enum value (?P<found>.*)$", what):
        return WrongPlaybook(N_("{file}: {key}: {found} is none of the possible values."), key, **match.groupdict())
    if what == BOTH:
        return WrongPlaybook(N_("{file}: {key} does not fit: {why}"), key, why=BOTH)
    return WrongPlaybook(N_("{file}: {key} does not fit what a playbook holds there."), key)


def _named(path: str, raw: Mapping[str, Any]) -> str:
    """Give ``.steps[3].title`` as ``.steps[3] (lender).title`` where the fourth step has an id."""
    match = re.match(r"\.(\w+)\[(\d+)\]", path)
    if match is None:
        return path
    try:
        id = raw[match[1]][int(match[2])]["id"]
    except (KeyError, IndexError, TypeError):
        return path
    return f".{match[1]}[{match[2]}] ({id}){path[match.end() :]}"


def _check_texts(value: object, path: str, raw: Mapping[str, Any]) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            _check_texts(str(name), path, raw)
            _check_texts(part, f"{path}.{name}", raw)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            _check_texts(part, f"{path}[{number}]", raw)
    elif isinstance(value, str) and any(unicodedata.category(sign) in _UNFIT and sign != "\n" for sign in value):
        raise WrongPlaybook(N_("{file}: {key} holds control characters."), _named(path, raw).lstrip(".") or "playbook")


def _check_ids(playbook: Playbook) -> None:
    for name in playbook.__struct_fields__:
        parts = getattr(playbook, name)
        if not isinstance(parts, tuple):
            continue
        seen = set()
        for part in parts:
            id = part.section if isinstance(part, SectionRow) else part.id
            if id in seen:
                raise WrongPlaybook(N_("{file}: {key}: the id “{id}” is given twice."), name, id=id)
            seen.add(id)
    for name in ("products", "reasons", "stages", "steps", "channels", "requests"):
        if not getattr(playbook, name):
            raise WrongPlaybook(N_("{file}: {key}: at least one is needed."), name)


def _check_references(playbook: Playbook) -> None:
    known = {
        "facts": {fact.id for fact in playbook.facts},
        "fact": {fact.id for fact in playbook.facts},
        "pitfalls": {pitfall.id for pitfall in playbook.pitfalls},
        "stage": {stage.id for stage in playbook.stages},
        "materials": {material.id for material in playbook.materials},
        "replaces": {material.id for material in playbook.materials},
        "hardships": {hardship.id for hardship in playbook.hardships},
        "opens": PLACES,
        "at": PLACES,
        "only_if": CONDITIONS,
        "settled_by": ANSWERS,
    }
    for name in playbook.__struct_fields__:
        parts = getattr(playbook, name)
        for part in parts if isinstance(parts, tuple) else ():
            here = f"{name} ({getattr(part, 'id', getattr(part, 'section', ''))})"
            for field in known.keys() & set(part.__struct_fields__):
                value = getattr(part, field)
                for id in value if isinstance(value, tuple) else filter(None, (value,)):
                    if id not in known[field]:
                        raise WrongPlaybook(N_("{file}: {key}: there is no “{id}”."), f"{here}.{field}", id=id)
            for field in ("days", "fresh_days", "longer", "longest", "every_months", "value"):
                number = getattr(part, field, 0)
                if isinstance(number, int) and number < 0:
                    raise WrongPlaybook(N_("{file}: {key} must not be negative."), f"{here}.{field}")
