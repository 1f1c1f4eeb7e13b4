"""The procedure as data: what a playbook holds, and the check that tells which key of a file is wrong and why.

A playbook is a TOML file read by `store.playbooks`; here it becomes frozen values. Every text stands in Chinese
and English side by side; every figure carries where it is from, when that was read and how sure it is.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import msgspec

from model.case import Product, Reason, RequestKind, Terms


class WrongPlaybook(ValueError):
    """A playbook holds something else than it must: the message names key and reason."""


class Mark(StrEnum):
    """How sure a fact is: verified in a primary text, statute text read, press, weak pages, conflicting, unsourced."""

    VERIFIED = "V"
    STATUTE = "P"
    PRESS = "S"
    WEAK = "W"
    CONFLICTING = "C"
    UNSOURCED = "K"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen piece of a playbook; unknown keys are refused so that a misspelt one is noticed."""


class Text(Part, frozen=True):
    """One text in both languages."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("both zh and en must say something")

    def in_(self, language: str) -> str:
        """The text in `language` (``zh`` or ``en``)."""
        return self.zh if language == "zh" else self.en


class Fact(Part, frozen=True):
    """A figure or rule with its source: `id` is how others name it, `value` is a plain string where there is one."""

    id: str
    text: Text
    mark: Mark
    source: Text
    read_on: date
    value: str = ""
    unit: str = ""


class ProductInfo(Part, frozen=True):
    """One kind of loan: its name, where the app shows it, its usual lender, and its default terms with their facts."""

    id: Product
    name: Text
    find: Text
    lender: Text
    lender_note: Text
    terms: Terms
    facts: tuple[str, ...] = ()
    several_loans: bool = False
    own_ways: tuple[RequestKind, ...] = ()


class ReasonInfo(Part, frozen=True):
    """Why it became overdue, the words on the first night, and what follows from it."""

    id: Reason
    section: str
    name: Text
    advice: Text
    promises_payment: bool = True


class HardshipInfo(Part, frozen=True):
    """A sub-reason of having no money: its words in a statement and the paper that shows it."""

    id: str
    name: Text
    words: str
    materials: tuple[str, ...] = ()


class StageInfo(Part, frozen=True):
    """One of the six stages of the road."""

    id: str
    section: str
    name: Text
    short: Text
    help: Text


class Step(Part, frozen=True):
    """One step. `done_when` names a fact of the case that completes it (see `model.road.EVIDENCE`); empty: by hand.

    `reasons` and `products`, where given, limit it. `opens` is the screen it leads to. `pitfalls` and `facts`
    are ids shown beside it.
    """

    id: str
    stage: str
    section: str
    title: Text
    guide: Text
    done_when: str = ""
    reasons: tuple[Reason, ...] = ()
    products: tuple[Product, ...] = ()
    opens: str = ""
    waits_for: Text | None = None
    optional: bool = False
    pitfalls: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class MaterialInfo(Part, frozen=True):
    """A paper: where to get it, how fresh it must be (`fresh_days`; 0: no limit), when it is required.

    `required_for` reasons always require it; `helps_for` reasons list it as helping. Empty `required_for` with
    `required = true` means always.
    """

    id: str
    section: str
    name: Text
    proves: Text
    get: Text
    real: Text
    fresh_days: int = 0
    required: bool = False
    required_for: tuple[Reason, ...] = ()
    helps_for: tuple[Reason, ...] = ()
    hardships: tuple[str, ...] = ()
    replaces: str = ""
    sensitive: bool = False
    file_name: str = ""
    facts: tuple[str, ...] = ()


class Channel(Part, frozen=True):
    """A way to reach the lender or somebody above it. `number` is empty where it must be looked up in the app."""

    id: str
    section: str
    name: Text
    reach: Text
    number: str = ""
    facts: tuple[str, ...] = ()


class RequestInfo(Part, frozen=True):
    """What can be asked for: its name, what it means, its traps. `after_overdue` is false where usually too late."""

    id: RequestKind
    section: str
    name: Text
    help: Text
    after_overdue: bool = True
    facts: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()


class Wait(Part, frozen=True):
    """A waiting time: `days` (working days where `working`) after an event, and what then."""

    id: str
    section: str
    after: str
    days: int
    working: bool
    text: Text
    then: Text
    fact: str


class Rung(Part, frozen=True):
    """A rung of the complaint ladder with its clocks in days."""

    id: str
    name: Text
    help: Text
    days: int = 0
    longer: int = 0
    longest: int = 0
    working: bool = False
    fact: str = ""


class CourtInfo(Part, frozen=True):
    """What may arrive from a court (or only looks so): how to verify, its clock, what to write to whom."""

    id: str
    name: Text
    from_court: bool
    verify: Text
    what: Text
    days: int = 0
    clock: Text | None = None
    fact: str = ""


class AgreementPoint(Part, frozen=True):
    """One point an agreement must contain, the question that asks for it, and why."""

    id: str
    section: str
    name: Text
    ask: Text
    why: Text
    must: bool = True


class Warning_(Part, frozen=True):
    """A pitfall, and the places (screens or actions) where it bites."""

    id: str
    text: Text
    at: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Prevention(Part, frozen=True):
    """How not to get there again; `every_months` makes it a recurring reminder."""

    id: str
    section: str
    name: Text
    help: Text
    every_months: int = 0


class EssentialKind(Part, frozen=True):
    """A cost of living that comes first."""

    id: str
    name: Text


class Limit(Part, frozen=True):
    """A number a standard recommends for collectors, counted against the log."""

    id: str
    text: Text
    value: int
    fact: str


class SectionRow(Part, frozen=True):
    """A row of the procedure and where it lives: ``steps.snapshot``, ``model.owed``."""

    section: str
    title: Text
    lives: tuple[str, ...]


class Playbook(Part, frozen=True):
    """A whole procedure."""

    id: str
    version: int
    title: Text
    about: Text
    products: tuple[ProductInfo, ...]
    reasons: tuple[ReasonInfo, ...]
    stages: tuple[StageInfo, ...]
    steps: tuple[Step, ...]
    materials: tuple[MaterialInfo, ...]
    channels: tuple[Channel, ...]
    requests: tuple[RequestInfo, ...]
    waits: tuple[Wait, ...] = ()
    hardships: tuple[HardshipInfo, ...] = ()
    ladder: tuple[Rung, ...] = ()
    courts: tuple[CourtInfo, ...] = ()
    points: tuple[AgreementPoint, ...] = ()
    pitfalls: tuple[Warning_, ...] = ()
    prevention: tuple[Prevention, ...] = ()
    essentials: tuple[EssentialKind, ...] = ()
    limits: tuple[Limit, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[SectionRow, ...] = ()

    def product(self, id: Product) -> ProductInfo:
        """The entry of a product; one the playbook lacks gets its ``other``, else its first."""
        return _find(self.products, id) or _find(self.products, Product.OTHER) or self.products[0]

    def reason(self, id: Reason) -> ReasonInfo | None:
        """The entry of a reason."""
        return _find(self.reasons, id)

    def stage(self, id: str) -> StageInfo | None:
        """The entry of a stage."""
        return _find(self.stages, id)

    def step(self, id: str) -> Step | None:
        """The entry of a step."""
        return _find(self.steps, id)

    def material(self, id: str) -> MaterialInfo | None:
        """The entry of a material."""
        return _find(self.materials, id)

    def channel(self, id: str) -> Channel | None:
        """The entry of a channel."""
        return _find(self.channels, id)

    def request(self, id: RequestKind) -> RequestInfo | None:
        """The entry of a request."""
        return _find(self.requests, id)

    def wait(self, id: str) -> Wait | None:
        """The entry of a waiting time."""
        return _find(self.waits, id)

    def court(self, id: str) -> CourtInfo | None:
        """The entry of a court paper."""
        return _find(self.courts, id)

    def rung(self, id: str) -> Rung | None:
        """The entry of a rung of the complaint ladder."""
        return _find(self.ladder, id)

    def fact(self, id: str) -> Fact | None:
        """The entry of a fact."""
        return _find(self.facts, id)

    def pitfall(self, id: str) -> Warning_ | None:
        """The entry of a pitfall."""
        return _find(self.pitfalls, id)

    def point(self, id: str) -> AgreementPoint | None:
        """The entry of an agreement point."""
        return _find(self.points, id)

    def pitfalls_at(self, place: str) -> tuple[Warning_, ...]:
        """The pitfalls that bite at a screen or action."""
        return tuple(pitfall for pitfall in self.pitfalls if place in pitfall.at)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def _find(parts: tuple[N, ...], id: str) -> N | None:
    for part in parts:
        if part.id == id:
            return part
    return None


def playbook_from(raw: Mapping[str, Any]) -> Playbook:
    """Return the playbook in `raw` (as TOML gives it), wholly checked.

    Raises `WrongPlaybook` naming the key and the reason: an unknown or missing key, a wrong type, an id given
    twice, or a reference to something that is not there.
    """
    try:
        playbook = msgspec.convert(raw, Playbook)
    except (msgspec.ValidationError, ValueError) as error:
        raise WrongPlaybook(str(error)) from error
    _check_ids(playbook)
    _check_references(playbook)
    return playbook


def _check_ids(playbook: Playbook) -> None:
    for name in playbook.__struct_fields__:
        parts = getattr(playbook, name)
        if not isinstance(parts, tuple) or name == "sections":
            continue
        seen = set()
        for part in parts:
            if part.id in seen:
                raise WrongPlaybook(f"{name}: the id “{part.id}” is given twice")
            seen.add(part.id)
    for name in ("products", "reasons", "stages", "steps", "channels", "requests"):
        if not getattr(playbook, name):
            raise WrongPlaybook(f"{name}: at least one is needed")


def _check_references(playbook: Playbook) -> None:
    facts = {fact.id for fact in playbook.facts}
    pitfalls = {pitfall.id for pitfall in playbook.pitfalls}
    stages = {stage.id for stage in playbook.stages}
    materials = {material.id for material in playbook.materials}
    for name in playbook.__struct_fields__:
        parts = getattr(playbook, name)
        if not isinstance(parts, tuple):
            continue
        for part in parts:
            here = f"{name}.{getattr(part, 'id', getattr(part, 'section', ''))}"
            named = getattr(part, "facts", ()) if name != "facts" else ()
            fact = getattr(part, "fact", "")
            for id in (*named, *((fact,) if fact else ())):
                if id not in facts:
                    raise WrongPlaybook(f"{here}: there is no fact “{id}”")
            for id in getattr(part, "pitfalls", ()):
                if id not in pitfalls:
                    raise WrongPlaybook(f"{here}: there is no pitfall “{id}”")
            if isinstance(part, Step) and part.stage not in stages:
                raise WrongPlaybook(f"{here}: there is no stage “{part.stage}”")
            if isinstance(part, HardshipInfo):
                for id in part.materials:
                    if id not in materials:
                        raise WrongPlaybook(f"{here}: there is no material “{id}”")
            if isinstance(part, MaterialInfo) and part.fresh_days < 0:
                raise WrongPlaybook(f"{here}.fresh_days: must not be negative")
