"""The procedure as data: a playbook and its look-ups; its parts are in `model.playbook_parts`."""

from typing import Protocol, TypeVar

from model.case import Case, CourtKind, Product, Reason, RequestKind
from model.playbook_parts import (
    AgreementPoint,
    Channel,
    CourtInfo,
    EssentialKind,
    Fact,
    HardshipInfo,
    Limit,
    Mark,
    MaterialInfo,
    Part,
    Prevention,
    ProductInfo,
    ReasonInfo,
    RequestInfo,
    Rung,
    SectionRow,
    StageInfo,
    Step,
    Text,
    Turn,
    Wait,
    Warning_,
)

__all__ = [
    "AgreementPoint",
    "Channel",
    "CourtInfo",
    "EssentialKind",
    "Fact",
    "HardshipInfo",
    "Limit",
    "Mark",
    "MaterialInfo",
    "Part",
    "Playbook",
    "Prevention",
    "ProductInfo",
    "ReasonInfo",
    "RequestInfo",
    "Rung",
    "SectionRow",
    "StageInfo",
    "Step",
    "Text",
    "Turn",
    "Wait",
    "Warning_",
]


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
    turns: tuple[Turn, ...] = ()
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

    def court(self, id: CourtKind) -> CourtInfo | None:
        """The entry of a court paper."""
        return _find(self.courts, id)

    def rung(self, id: str) -> Rung | None:
        """The entry of a rung of the complaint ladder."""
        return _find(self.ladder, id)

    def turn(self, id: str) -> Turn | None:
        """The entry of a turn of the road."""
        return _find(self.turns, id)

    def hardship(self, id: str) -> HardshipInfo | None:
        """The entry of a hardship."""
        return _find(self.hardships, id)

    def limit(self, id: str) -> Limit | None:
        """The entry of a limit."""
        return _find(self.limits, id)

    def fact(self, id: str) -> Fact | None:
        """The entry of a fact."""
        return _find(self.facts, id)

    def facts_for(self, ids: tuple[str, ...], product: Product) -> tuple[Fact, ...]:
        """The facts among `ids` that fit a kind of loan: not those of other kinds only, where the kind is known."""
        found = [fact for fact in map(self.fact, ids) if fact is not None]
        if product in (Product.UNKNOWN, Product.OTHER):
            return tuple(found)
        kinds = {fact.id: {info.id for info in self.products if fact.id in info.facts} for fact in found}
        return tuple(fact for fact in found if not kinds[fact.id] or product in kinds[fact.id])

    def pitfall(self, id: str) -> Warning_ | None:
        """The entry of a pitfall."""
        return _find(self.pitfalls, id)

    def point(self, id: str) -> AgreementPoint | None:
        """The entry of an agreement point."""
        return _find(self.points, id)

    def steps_for(self, case: Case) -> tuple[Step, ...]:
        """The steps of this case's road, in order."""
        return tuple(step for step in self.steps if step.applies(case))

    def required_materials(self, case: Case) -> tuple[MaterialInfo, ...]:
        """The papers a request of this case needs."""
        return tuple(material for material in self.materials if material.is_required(case))

    def helping_materials(self, case: Case) -> tuple[MaterialInfo, ...]:
        """The papers that help this case, those of its hardship first."""
        helping = [material for material in self.materials if material.helps(case)]
        return tuple(sorted(helping, key=lambda material: case.hardship.kind not in material.hardships))

    def points_for(self, case: Case) -> tuple[AgreementPoint, ...]:
        """The points that belong into the agreement of this case, those that must be there first.

        One that was settled is always among them.
        """
        settled = {point.id for point in case.agreement.points} if case.agreement is not None else set()
        found = [info for info in self.points if info.id in settled or info.applies(case)]
        return tuple(sorted(found, key=lambda info: not info.must))

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
