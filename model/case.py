"""One case: everything known of one debt, as frozen values that are checked when they are made.

Only facts are kept here. What follows from them (stage, next step, what is owed today, what an instalment
still lacks) is computed by `model.road`, `model.owed`, `model.allocation` and `model.agenda`.
Amounts are fen, rates decimal fractions, days `datetime.date`, clock times ``HH:MM`` in China's time.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from model.money import LARGEST
from model.text import LONGEST_NOTE


class WrongValue(ValueError):
    """A record was given a value that no case can have."""


class Product(StrEnum):
    """The kinds of loan."""

    HUABEI = "huabei"
    JIEBEI = "jiebei"
    BEIYONGJIN = "beiyongjin"
    WANGSHANGDAI = "wangshangdai"
    OTHER = "other"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why the debt became overdue."""

    NO_MONEY = "no_money"
    FORGOT = "forgot"
    NOT_REACHED = "not_reached"
    NOT_MINE = "not_mine"
    OTHER = "other"


class Stage(StrEnum):
    """Where a case stands; derived by `model.road.stage`, never stored."""

    OPENED = "opened"
    PREPARING = "preparing"
    READY = "ready"
    CONTACTED = "contacted"
    WAITING = "waiting"
    OFFERED = "offered"
    REFUSED = "refused"
    AGREED = "agreed"
    REPAYING = "repaying"
    BROKEN = "broken"
    SUED = "sued"
    PAID_OFF = "paid_off"


class StepState(StrEnum):
    """What a person said of a step."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    NOT_NEEDED = "not_needed"
    BLOCKED = "blocked"


class MaterialState(StrEnum):
    """How far a material is."""

    MISSING = "missing"
    COLLECTING = "collecting"
    READY = "ready"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Place(StrEnum):
    """Where a material is."""

    NOWHERE = ""
    FILE = "file"
    PHONE = "phone"
    PAPER = "paper"


class Component(StrEnum):
    """The parts of what is owed."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    PENALTY = "penalty"
    FEE = "fee"
    ENFORCEMENT = "enforcement"


class Base(StrEnum):
    """What a day's cost is charged on."""

    PRINCIPAL = "principal"
    PRINCIPAL_INTEREST = "principal_interest"
    BILL = "bill"


class Rounding(StrEnum):
    """When the cost is rounded to the fen."""

    ONCE = "once"
    DAILY = "daily"


class Compounding(StrEnum):
    """Whether unpaid interest joins the base."""

    SIMPLE = "simple"
    MONTHLY = "monthly"


class ContactKind(StrEnum):
    """Who started a contact."""

    OWN = "own"
    COLLECTION = "collection"
    THIRD_PARTY = "third_party"


class Outcome(StrEnum):
    """How a contact ended."""

    NOTED = "noted"
    NO_ANSWER = "no_answer"
    TOLD_TO_WAIT = "told_to_wait"
    WANTS_PAPERS = "wants_papers"
    OFFER = "offer"
    REFUSED = "refused"


class RequestKind(StrEnum):
    """What can be asked for, and the ways that need no asking."""

    PAY_NOW = "pay_now"
    EXTENSION = "extension"
    INSTALMENTS = "instalments"
    WAIVER = "waiver"
    MINIMUM = "minimum"
    BILL_INSTALMENT = "bill_instalment"
    DISPUTE = "dispute"
    SETTLEMENT_PROOF = "settlement_proof"


class Form(StrEnum):
    """The form in which an offer was given."""

    ORAL = "oral"
    WRITTEN = "written"


class AgreementState(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    AGREED = "agreed"
    BROKEN = "broken"
    DECLINED = "declined"


class PaymentKind(StrEnum):
    """Money to the lender, or back from it."""

    PAYMENT = "payment"
    REFUND = "refund"


class CourtKind(StrEnum):
    """What arrived; a lawyer's letter is not from a court."""

    LAWYER_LETTER = "lawyer_letter"
    MEDIATION = "mediation"
    SUMMONS = "summons"
    PAYMENT_ORDER = "payment_order"
    JUDGMENT = "judgment"
    ENFORCEMENT = "enforcement"


_ONE, _TEN, _TENTH = Decimal(1), Decimal(10), Decimal("0.1")


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen value; unknown fields are refused, so that nothing is dropped in silence."""


def _money(name: str, fen: int | None, *, least: int = 0) -> None:
    if fen is not None and not least <= fen <= LARGEST:
        raise WrongValue(f"{name} must be between {least} and {LARGEST} fen")


def _rate(name: str, rate: Decimal | None, most: Decimal) -> None:
    if rate is not None and not (rate.is_finite() and 0 <= rate <= most):
        raise WrongValue(f"{name} must be between 0 and {most}")


def _text(name: str, text: str) -> None:
    if len(text) > LONGEST_NOTE:
        raise WrongValue(f"{name} is longer than {LONGEST_NOTE} characters")


def _within(name: str, number: int | None, least: int, most: int) -> None:
    if number is not None and not least <= number <= most:
        raise WrongValue(f"{name} must be between {least} and {most}")


class Person(Record, frozen=True):
    """Whose case it is. Two cases with the same `name` are the same person's (an empty name: the user's own)."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    call_hours: str = ""


class Terms(Record, frozen=True):
    """The rules of a day's cost, each `None` where the playbook's default holds (see `model.accrual`).

    `rate` is a decimal fraction per `period`; `multiplier` raises it while overdue (1.5 for many loans).
    """

    base: Base | None = None
    rate: Decimal | None = None
    period: str | None = None
    day_count: int | None = None
    multiplier: Decimal | None = None
    grace_days: int | None = None
    rounding: Rounding | None = None
    compounding: Compounding | None = None

    def __post_init__(self) -> None:
        _rate("rate", self.rate, _TEN)
        _rate("multiplier", self.multiplier, _TEN)
        if self.period not in (None, "day", "year"):
            raise WrongValue("period must be day or year")
        if self.day_count not in (None, 360, 365):
            raise WrongValue("day_count must be 360 or 365")
        _within("grace_days", self.grace_days, 0, 366)


class Loan(Record, frozen=True):
    """One 借据 among several of a case: its own date, rate and balance (the balance is in its snapshots)."""

    id: str
    label: str
    contract_no: str = ""
    borrowed_on: date | None = None
    due: date | None = None
    borrowed: int | None = None
    terms: Terms = Terms()

    def __post_init__(self) -> None:
        _money("borrowed", self.borrowed)


class Snapshot(Record, frozen=True):
    """What the lender's app showed on a day; `loan` names one loan, empty means the whole case."""

    id: str
    on: date
    total: int
    principal: int | None = None
    interest: int | None = None
    penalty: int | None = None
    fee: int | None = None
    enforcement: int | None = None
    due: date | None = None
    overdue_days: int | None = None
    loan: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("total", "principal", "interest", "penalty", "fee", "enforcement"):
            _money(name, getattr(self, name))
        _within("overdue_days", self.overdue_days, 0, 40_000)
        _text("note", self.note)


class StepNote(Record, frozen=True):
    """What a person said of one step of the playbook; `id` is the step's."""

    id: str
    state: StepState = StepState.TODO
    on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _text("note", self.note)


class Material(Record, frozen=True):
    """One paper or screenshot; `kind` is a material of the playbook, or empty for one of the user's own."""

    id: str
    kind: str = ""
    name: str = ""
    state: MaterialState = MaterialState.MISSING
    place: Place = Place.NOWHERE
    where: str = ""
    issued: date | None = None
    valid_until: date | None = None
    sha256: str = ""
    size: int | None = None
    submitted_to: str = ""
    submitted_on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _text("note", self.note)
        _within("size", self.size, 0, 2**50)


class Contact(Record, frozen=True):
    """One call, chat or letter: when, through what, with whom, what was said, what was promised by when.

    `kind` collection and third_party are calls that came in: to the person, or to family, work, friends
    (then `disclosed` says what was told to them).
    """

    id: str
    on: date
    at: str = ""
    channel: str = ""
    kind: ContactKind = ContactKind.OWN
    outcome: Outcome = Outcome.NOTED
    number: str = ""
    agent: str = ""
    asked: str = ""
    said: str = ""
    promised: str = ""
    promised_by: date | None = None
    connected: bool = True
    disclosed: str = ""
    evidence: str = ""
    who: str = ""

    def __post_init__(self) -> None:
        asked, said, promised = len(self.asked), len(self.said), len(self.promised)
        if asked + said + promised + len(self.disclosed) + len(self.evidence) > LONGEST_NOTE:
            for name in ("asked", "said", "promised", "disclosed", "evidence"):
                _text(name, getattr(self, name))


class Request(Record, frozen=True):
    """What is asked of the lender; `filed_on` is empty while it is only chosen.

    `count`, `each`, `first_due` describe instalments, `new_due` an extension, `component` and `amount` a waiver.
    """

    id: str
    kind: RequestKind
    chosen_on: date
    filed_on: date | None = None
    method: str = ""
    count: int | None = None
    each: int | None = None
    first_due: date | None = None
    new_due: date | None = None
    component: Component | None = None
    amount: int | None = None
    number: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _within("count", self.count, 1, 600)
        _money("each", self.each)
        _money("amount", self.amount)
        _text("note", self.note)


class Point(Record, frozen=True):
    """One point of an agreement (`id` is the playbook's) and how it was settled: the words, and their form."""

    id: str
    words: str = ""
    form: Form = Form.ORAL

    def __post_init__(self) -> None:
        _text("words", self.words)


class Instalment(Record, frozen=True):
    """One row of the agreed plan, its parts in fen; `total` is their sum."""

    number: int
    due: date
    principal: int
    interest: int = 0
    fee: int = 0

    def __post_init__(self) -> None:
        if 0 < self.principal <= LARGEST and 0 <= self.interest <= LARGEST and self.fee == 0 <= self.number <= 1000:
            return  # what nearly every row is; a file of a thousand plans has 24,000
        _within("number", self.number, 0, 1000)
        for name in ("principal", "interest", "fee"):
            _money(name, getattr(self, name))
        if not self.total:
            raise WrongValue("an instalment must be more than nothing")

    @property
    def total(self) -> int:
        """What is due for this row, in fen."""
        return self.principal + self.interest + self.fee


class Agreement(Record, frozen=True):
    """An offer and what became of it. `total` is the sum agreed in words, to hold the rows against.

    `balance` is the debt on `on`, as the app showed it that day; `waived` what the lender gives up of it.
    `rows` are its instalments while it is only offered, or after another took its place; those of the
    agreement in force are the case's own `instalments`.
    """

    id: str
    on: date
    state: AgreementState = AgreementState.OFFERED
    form: Form = Form.ORAL
    kind: RequestKind = RequestKind.INSTALMENTS
    total: int | None = None
    balance: int | None = None
    waived: int | None = None
    down_payment: int | None = None
    agreed_on: date | None = None
    ended_on: date | None = None
    answer_by: date | None = None
    evidence: str = ""
    points: tuple[Point, ...] = ()
    rows: tuple[Instalment, ...] = ()
    method: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("total", "balance", "waived", "down_payment"):
            _money(name, getattr(self, name))
        _text("note", self.note)


class Payment(Record, frozen=True):
    """Money that went to the lender (or came back: a refund); it records, it does not pay.

    `designation` is the debtor's own word when paying: ``loan:ID``, ``instalment:N`` or a component's name.
    `source` identifies the row of an imported bill, so that it is never recorded twice.
    """

    id: str
    on: date
    amount: int
    kind: PaymentKind = PaymentKind.PAYMENT
    designation: str = ""
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        _money("amount", self.amount, least=1)
        _text("note", self.note)


class Income(Record, frozen=True):
    """One income a month; `day` is its day of the month."""

    id: str
    label: str
    amount: int
    day: int | None = None

    def __post_init__(self) -> None:
        _money("amount", self.amount)
        _within("day", self.day, 1, 31)


class Expense(Record, frozen=True):
    """One cost of living a month; `kind` is an essential of the playbook (rent, food, …) or empty."""

    id: str
    label: str
    amount: int
    kind: str = ""
    day: int | None = None

    def __post_init__(self) -> None:
        _money("amount", self.amount)
        _within("day", self.day, 1, 31)


class OtherDue(Record, frozen=True):
    """What another debt, not kept in this book, takes a month."""

    id: str
    label: str
    amount: int
    day: int | None = None

    def __post_init__(self) -> None:
        _money("amount", self.amount)
        _within("day", self.day, 1, 31)


class AutoDeduction(Record, frozen=True):
    """An account from which the lender may deduct by itself, and its usual day of the month."""

    id: str
    account: str
    day: int | None = None

    def __post_init__(self) -> None:
        _within("day", self.day, 1, 31)


class Budget(Record, frozen=True):
    """A person's month. Among a person's cases the budget with the latest `stamp` is the one that holds.

    The reserve is `reserve` fen where given, else `reserve_share` of the essentials.
    """

    stamp: str = ""
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    other_dues: tuple[OtherDue, ...] = ()
    deductions: tuple[AutoDeduction, ...] = ()
    reserve: int | None = None
    reserve_share: Decimal = _TENTH
    cash: int | None = None
    cash_on: date | None = None

    def __post_init__(self) -> None:
        _money("reserve", self.reserve)
        _money("cash", self.cash)
        if self.reserve_share is not _TENTH:
            _rate("reserve_share", self.reserve_share, _ONE)


class CourtPaper(Record, frozen=True):
    """A paper or call from a court, or a lawyer's letter; `deadline` replaces the computed clock where typed."""

    id: str
    kind: CourtKind
    received_on: date
    verified: bool = False
    court: str = ""
    case_no: str = ""
    hearing_on: date | None = None
    deadline: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _text("note", self.note)


class Complaint(Record, frozen=True):
    """A complaint filed; `level` is a rung of the playbook's ladder."""

    id: str
    level: str
    filed_on: date
    number: str = ""
    about: str = ""
    answered_on: date | None = None
    answer: str = ""

    def __post_init__(self) -> None:
        _text("about", self.about)
        _text("answer", self.answer)


class Transfer(Record, frozen=True):
    """The debt was sold: who claims it, when that was verified with the original lender, where to pay since."""

    id: str
    noticed_on: date
    creditor: str
    verified_on: date | None = None
    account: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _text("note", self.note)


class SentText(Record, frozen=True):
    """A statement as it was sent."""

    id: str
    on: date
    form: str
    text: str

    def __post_init__(self) -> None:
        _text("text", self.text)


class CreditCheck(Record, frozen=True):
    """A look at the credit report, and what was found."""

    id: str
    on: date
    found: str = ""
    correct: bool | None = None

    def __post_init__(self) -> None:
        _text("found", self.found)


class Hardship(Record, frozen=True):
    """The facts behind the reason, in the person's own words, as the statement uses them."""

    kind: str = ""
    words: str = ""
    since: date | None = None
    income_before: int | None = None
    income_plan: str = ""

    def __post_init__(self) -> None:
        _text("words", self.words)
        _text("income_plan", self.income_plan)
        _money("income_before", self.income_before)


class Case(Record, frozen=True):
    """One debt, from overdue to 还清. `serial` numbers its records and never goes back, so no id is given twice."""

    id: str
    title: str
    opened_on: date
    product: Product = Product.UNKNOWN
    lender: str = ""
    contract_no: str = ""
    playbook: str = "alipay"
    person: Person = Person()
    adviser: str = ""
    reasons: tuple[Reason, ...] = ()
    hardship: Hardship = Hardship()
    guardian_needed: bool = False
    student: bool = False
    terms: Terms = Terms()
    allocation: tuple[Component, ...] = ()
    priority: int = 0
    offer: int | None = None
    loans: tuple[Loan, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    steps: tuple[StepNote, ...] = ()
    materials: tuple[Material, ...] = ()
    contacts: tuple[Contact, ...] = ()
    requests: tuple[Request, ...] = ()
    agreement: Agreement | None = None
    past_agreements: tuple[Agreement, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    payments: tuple[Payment, ...] = ()
    budget: Budget = Budget()
    court: tuple[CourtPaper, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    sent: tuple[SentText, ...] = ()
    credit_checks: tuple[CreditCheck, ...] = ()
    closed_on: date | None = None
    note: str = ""
    serial: int = 0

    def __post_init__(self) -> None:
        if not self.id or not self.title:
            raise WrongValue("a case needs an id and a title")
        _text("note", self.note)
        _money("offer", self.offer)

    @property
    def snapshot(self) -> Snapshot | None:
        """The latest snapshot of the whole case (the last typed among those of one day)."""
        latest: Snapshot | None = None
        for snapshot in self.snapshots:
            if not snapshot.loan and (latest is None or snapshot.on >= latest.on):
                latest = snapshot
        return latest

    @property
    def request(self) -> Request | None:
        """The request chosen last."""
        return self.requests[-1] if self.requests else None
