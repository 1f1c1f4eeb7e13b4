"""The parts of a playbook as frozen values: facts, products, steps, papers, waits and the rest.

Every text stands in Chinese and English side by side; every figure carries where it is from, when that was read
and how sure it is.
"""

from datetime import date
from enum import StrEnum

import msgspec

from model.case import Case, CourtKind, Outcome, Product, Reason, RequestKind, Terms
from model.said import N_

PLACES = frozenset(
    {"checklist", "materials", "calendar", "contacts", "options", "budget", "agreement", "statement", "timeline"}
    | {"details", "snapshot", "pay", "send", "complaint", "court", "credit"}
)
"""Screens and actions that a step may open and a pitfall may bite at."""

CONDITIONS = frozenset({"guardian_needed", "student", "refused", "transferred", "in_court", "waived", "down_payment"})
"""What the `only_if` of a step or of a point of an agreement may ask of a case."""


BOTH = N_("both zh and en must say something")


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
            raise ValueError(BOTH)

    def in_(self, language: str, lender: str = "") -> str:
        """The text in `language` (``zh`` or ``en``); its ``{lender}`` becomes the name, or a word for it.

        Chinese words quoted in an English text keep to Chinese.
        """
        if language == "zh":
            return self.zh.replace("{lender}", lender or "放款机构")
        first, *others = self.en.split("{lender}")
        for after in others:
            quoted = "一" <= first[-1:] <= "龥" or "一" <= after[:1] <= "龥"
            first += (lender or ("放款机构" if quoted else "the lender")) + after
        return first


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
    """Why it became overdue: its name on the first night, what follows from it, its `words` in a Chinese statement."""

    id: Reason
    section: str
    name: Text
    advice: Text
    words: str = ""
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


class ForProducts(Part, frozen=True):
    """A sentence that only some products need."""

    products: tuple[Product, ...]
    text: Text


class Step(Part, frozen=True):
    """One step. `done_when` names a fact of the case that completes it (see `model.road.EVIDENCE`); empty: by hand.

    `reasons`, `products` and `only_if` (one of `CONDITIONS`), where given, limit it; `except_reasons` take it out.
    `opens` is the place it leads to (one of `PLACES`). `also` is said besides for some products.
    `pitfalls` and `facts` are ids shown beside it.
    """

    id: str
    stage: str
    section: str
    title: Text
    guide: Text
    also: tuple[ForProducts, ...] = ()
    done_when: str = ""
    reasons: tuple[Reason, ...] = ()
    except_reasons: tuple[Reason, ...] = ()
    products: tuple[Product, ...] = ()
    only_if: str = ""
    opens: str = ""
    waits_for: Text | None = None
    optional: bool = False
    pitfalls: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    def guide_for(self, product: Product, language: str) -> str:
        """What to do, for one kind of loan."""
        told = [self.guide, *(part.text for part in self.also if product in part.products)]
        return ("" if language == "zh" else " ").join(text.in_(language) for text in told)

    def applies(self, case: Case) -> bool:
        """Whether the step belongs on this case's road."""
        if self.products and case.product not in self.products:
            return False
        if self.reasons and not set(self.reasons) & set(case.reasons):
            return False
        return not set(self.except_reasons) & set(case.reasons) and (not self.only_if or _holds(self.only_if, case))


def _holds(condition: str, case: Case) -> bool:
    if condition == "refused":
        return any(contact.outcome is Outcome.REFUSED for contact in case.contacts)
    if condition == "transferred":
        return bool(case.transfers)
    if condition == "in_court":
        return bool(case.court)
    if condition == "waived":
        asked = case.request is not None and case.request.kind is RequestKind.WAIVER
        return asked or bool(case.agreement and case.agreement.waived)
    if condition == "down_payment":
        return bool(case.agreement and case.agreement.down_payment)
    return bool(getattr(case, condition))


class MaterialInfo(Part, frozen=True):
    """A paper: where to get it, how fresh it must be (`fresh_days`; 0: no limit), when it is required.

    `required` means for every reason, `required_for` only for some, `except_reasons` not for these. `helps_for`
    reasons and `hardships` list it as helping; `stage` is where it is asked for. `replaces` names the paper it
    stands in for. `file_name` is its base name in the bundle. `get_disputed` takes the place of `get` where the debt
    is disputed.
    """

    id: str
    section: str
    name: Text
    proves: Text
    get: Text
    real: Text
    get_disputed: Text | None = None
    fresh_days: int = 0
    required: bool = False
    required_for: tuple[Reason, ...] = ()
    except_reasons: tuple[Reason, ...] = ()
    helps_for: tuple[Reason, ...] = ()
    hardships: tuple[str, ...] = ()
    stage: str = "prepare"
    replaces: str = ""
    sensitive: bool = False
    file_name: str = ""
    facts: tuple[str, ...] = ()

    def how(self, case: Case) -> Text:
        """Return how to get it, for this case."""
        disputed = Reason.NOT_MINE in case.reasons
        return self.get_disputed if disputed and self.get_disputed is not None else self.get

    def is_required(self, case: Case) -> bool:
        """Whether the request of this case needs it."""
        reasons = set(case.reasons)
        if reasons & set(self.except_reasons):
            return False
        return self.required or bool(reasons & set(self.required_for))

    def helps(self, case: Case) -> bool:
        """Whether it helps this case without being required; a paper of a later stage, once there is an offer."""
        if self.is_required(case) or set(case.reasons) & set(self.except_reasons):
            return False
        if self.stage != "prepare" and case.agreement is None and case.closed_on is None:
            return False
        return case.hardship.kind in self.hardships or bool(set(case.reasons) & set(self.helps_for))


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
    """A waiting time: `days` (working days where `working`) after an event, or `before` it; and what then."""

    id: str
    section: str
    after: str
    days: int
    working: bool
    text: Text
    then: Text
    fact: str
    before: bool = False


class Rung(Part, frozen=True):
    """A rung of the complaint ladder with its clocks in days, and the earliest moment to climb it."""

    id: str
    name: Text
    help: Text
    when: Text
    days: int = 0
    longer: int = 0
    longest: int = 0
    working: bool = False
    fact: str = ""


class CourtInfo(Part, frozen=True):
    """What may arrive from a court (or only looks so): how to verify it, what to do, its clock, whom to write to."""

    id: CourtKind
    name: Text
    from_court: bool
    verify: Text
    what: Text
    write: Text | None = None
    days: int = 0
    clock: Text | None = None
    fact: str = ""


class AgreementPoint(Part, frozen=True):
    """One point an agreement must contain, the question that asks for it, and why.

    `ask` is Chinese in both languages' use: it is pasted to customer service; its English is a gloss.
    `settled_by` names what the case records that already answers it: one of `ANSWERS`; `only_if` (one of
    `CONDITIONS`), where given, limits it.
    """

    id: str
    section: str
    name: Text
    ask: Text
    why: Text
    must: bool = True
    settled_by: str = ""
    only_if: str = ""

    def applies(self, case: Case) -> bool:
        """Whether the point belongs into an agreement of this case."""
        return not self.only_if or _holds(self.only_if, case)


ANSWERS = frozenset({"lender", "balance", "waived", "down_payment", "rows", "total", "evidence"})


class Turn(Part, frozen=True):
    """A turn of the road (refused, missed, sued …): what it means and what to do next, in order."""

    id: str
    name: Text
    help: Text
    next: tuple[Text, ...]
    opens: str = ""
    pitfalls: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Warning_(Part, frozen=True):
    """A pitfall, and the places (screens or actions) where it bites; `disputed` is its text for a disputed debt."""

    id: str
    text: Text
    disputed: Text | None = None
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
