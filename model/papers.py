"""The papers of a case: which are wanted, which are there, and which are too old to be accepted."""

from datetime import date, timedelta

import msgspec

from model.case import Case, Material, MaterialState
from model.playbook import MaterialInfo, Playbook

SOON = timedelta(days=5)
"""How long before its end a paper counts as soon too old."""

_THERE = (MaterialState.READY, MaterialState.SUBMITTED, MaterialState.ACCEPTED)


class Paper(msgspec.Struct, frozen=True):
    """One line of the material tracker: what the playbook wants, what the case has, or both."""

    info: MaterialInfo | None
    material: Material | None
    required: bool
    valid_until: date | None
    stale: bool
    soon: bool

    @property
    def there(self) -> bool:
        """Whether it is ready or was handed in."""
        return self.material is not None and self.material.state in _THERE

    @property
    def kind(self) -> str:
        """The playbook's id, or empty for a paper of the user's own."""
        return self.info.id if self.info else ""


def valid_until(material: Material, info: MaterialInfo | None) -> date | None:
    """Return the last day on which a paper is fresh: as typed, else its issue date and the playbook's days."""
    if material.valid_until is not None:
        return material.valid_until
    if info is not None and info.fresh_days and material.issued is not None:
        return material.issued + timedelta(days=info.fresh_days)
    return None


def papers(case: Case, playbook: Playbook, today: date) -> tuple[Paper, ...]:
    """Return the papers of a case: required first, then those that help, then the user's own."""
    listed: list[Paper] = []
    seen = set()
    for info in playbook.materials:
        must = info.is_required(case)
        kept = [material for material in case.materials if material.kind == info.id]
        if kept or must or info.helps(case):
            shown: list[Material | None] = [*kept] or [None]
            listed += [_paper(info, material, must, today) for material in shown]
            seen |= {material.id for material in kept}
    listed.sort(key=lambda paper: not paper.required)
    own = [_paper(None, material, False, today) for material in case.materials if material.id not in seen]
    return (*listed, *own)


def _paper(info: MaterialInfo | None, material: Material | None, required: bool, today: date) -> Paper:
    end = valid_until(material, info) if material is not None else None
    live = material is not None and material.state in (MaterialState.READY, MaterialState.COLLECTING)
    stale = live and end is not None and end < today
    soon = live and end is not None and today <= end <= today + SOON
    return Paper(info, material, required, end, bool(stale), bool(soon))


def required_there(case: Case, playbook: Playbook, today: date) -> tuple[int, int]:
    """Return how many of the required kinds are there, and how many there are.

    A paper that grew too old before it was handed in is not there any more; of several of a kind one is enough.
    """
    kinds = playbook.required_materials(case)
    have = {
        info.id
        for info in kinds
        for material in case.materials
        if material.kind == info.id and (paper := _paper(info, material, True, today)).there and not paper.stale
    }
    return len(have), len(kinds)
