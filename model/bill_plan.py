"""Which rows of a bill would be recorded as payments of a debt, and which are recorded already.

Nothing is recorded here without being shown first: `plan_bill` says what would happen to every row and why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from msgspec.structs import replace

from model.allocation import plan_state
from model.bills import Bill, BillRow, Origin, Unread, is_refund, names_debt, no_repayment
from model.case import Case, Instalment, Payment, PaymentKind
from model.change import change
from model.said import N_, Said, Value

NEAR_DUE = timedelta(days=31)
"""How far from its due date a payment still fits an instalment."""

SAME_PAYMENT = timedelta(days=1)
"""How far apart one payment's dates may be in the book and on a bill: a bank books some a day later."""


MAYBE_SAME = timedelta(days=5)
"""How far apart a payment recorded by hand may still be the one on the bill: the person is told to look."""


class Verdict(StrEnum):
    """What becomes of a row."""

    RECORD = "record"
    THERE = "there"
    SKIP = "skip"


@dataclass(frozen=True)
class PlanLine:
    """One row with its verdict and the reason; `case` and `kind` say as what it is or was recorded.

    `maybe_there`: it would be recorded, but the book may hold it already; the person decides. `undecided`: a
    repayment that is left out only because it fits no instalment, or several; it is taken once its case is named.
    """

    row: BillRow
    verdict: Verdict
    said: Said
    case: str = ""
    kind: PaymentKind = PaymentKind.PAYMENT
    amount: int = 0
    instalment: Instalment | None = None
    maybe_there: bool = False
    undecided: bool = False

    def payment(self) -> Payment:
        """The payment to record, its id still empty."""
        note = " ".join(part for part in (self.row.party, self.row.texts) if part)[:120]
        return Payment(id="", on=self.row.on, amount=self.amount, kind=self.kind, note=note, source=self.row.source)


@dataclass(frozen=True)
class BillPlan:
    """What would happen to each row, in the order of the file, before anything is recorded."""

    lines: tuple[PlanLine, ...]
    unread: tuple[Unread, ...] = ()

    def _of(self, verdict: Verdict) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.lines if line.verdict is verdict)

    @property
    def to_record(self) -> tuple[PlanLine, ...]:
        """The rows that would be recorded."""
        return self._of(Verdict.RECORD)

    @property
    def there(self) -> tuple[PlanLine, ...]:
        """The rows that are recorded already."""
        return self._of(Verdict.THERE)

    @property
    def skipped(self) -> tuple[PlanLine, ...]:
        """The rows left out, each with its reason."""
        return self._of(Verdict.SKIP)

    def payments(self) -> dict[str, tuple[Payment, ...]]:
        """The payments to record by the id of their case, oldest first."""
        found: dict[str, list[Payment]] = {}
        for line in sorted(self.to_record, key=lambda line: (line.row.on, line.row.at, line.row.line)):
            found.setdefault(line.case, []).append(line.payment())
        return {case: tuple(payments) for case, payments in found.items()}


@change(N_("Recorded {count} payments from a bill"))
def record_bill(case: Case, payments: tuple[Payment, ...], *, count: int) -> Case:
    """Record the payments of a bill; one that the case holds meanwhile is left out. `count` is for the words."""
    known = {payment.source for payment in case.payments if payment.source}
    fresh: dict[str, Payment] = {}
    for payment in payments:
        if payment.source not in known:
            fresh.setdefault(payment.source, payment)
    added = tuple(replace(payment, id=f"p{n}") for n, payment in enumerate(fresh.values(), case.serial + 1))
    return replace(case, serial=case.serial + len(added), payments=(*case.payments, *added))


@dataclass
class _Book:
    """What the plan has taken up so far: payments already matched, and what each instalment still lacks."""

    cases: Sequence[Case]
    chosen: bool
    today: date
    origin: Origin
    claimed: set[tuple[str, str]] = field(default_factory=set)
    lacking: dict[tuple[str, int], int] = field(default_factory=dict)
    planned: list[PlanLine] = field(default_factory=list)
    recorded: dict[str, tuple[Case, Payment]] = field(default_factory=dict)
    paid: set[tuple[str, int]] = field(default_factory=set)
    by_hand: dict[tuple[str, int], list[Payment]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for case in self.cases:
            for state in plan_state(case, self.today):
                self.lacking[case.id, state.instalment.number] = state.left
                if state.left == 0:
                    self.paid.add((case.id, state.instalment.number))
            for payment in case.payments:
                if not payment.source and payment.kind is PaymentKind.PAYMENT:
                    self.by_hand.setdefault((case.id, payment.amount), []).append(payment)


def plan_bill(bill: Bill, cases: Sequence[Case], today: date, chosen: Case | None = None) -> BillPlan:
    """Return what would become of each row of a bill.

    With `chosen` every completed repayment of that debt is taken, part payments too; without it a row is taken
    where date and amount fit one open instalment of one case. `cases` are all cases of the book: a row recorded in
    any of them is not recorded again.
    """
    book = _Book([chosen] if chosen else list(cases), chosen is not None, today, bill.origin)
    for case in cases:
        book.recorded.update((payment.source, (case, payment)) for payment in case.payments if payment.source)
    rows = sorted(bill.rows, key=lambda row: (row.on, row.at, row.line))
    there = _recorded_rows(book, rows)
    lines: dict[int, PlanLine] = {}
    seen: set[str] = set()
    for row in (*(r for r in rows if not is_refund(r)), *filter(is_refund, rows)):
        if row.line in there:
            line = there[row.line]
        elif row.source in seen:
            line = PlanLine(row, Verdict.SKIP, Said(N_("the same row again")))
        else:
            line = _refund_line(book, row, bill) if is_refund(row) else _payment_line(book, row)
        seen.add(row.source)
        lines[row.line] = line
        if line.verdict is Verdict.RECORD:
            book.planned.append(line)
    return BillPlan(tuple(lines[line] for line in sorted(lines)), bill.unread)


def _recorded_rows(book: _Book, rows: Sequence[BillRow]) -> dict[int, PlanLine]:
    """Return the rows that the book holds already: by their source, else typed by hand or from another bill."""
    there: dict[int, PlanLine] = {}
    for row in rows:
        if row.source in book.recorded and row.line not in there:
            case, payment = book.recorded[row.source]
            book.claimed.add((case.id, payment.id))
            there[row.line] = _there(row, case, payment, Said(N_("already recorded")))
    for apart in (timedelta(0), SAME_PAYMENT):
        for row in rows:
            if row.line in there or no_repayment(row, book.origin, is_refund(row), book.today):
                continue
            kind = PaymentKind.REFUND if is_refund(row) else PaymentKind.PAYMENT
            for case, payment in _like(book, row, kind, apart):
                book.claimed.add((case.id, payment.id))
                said = N_("already recorded from another bill") if payment.source else N_("already recorded by hand")
                there[row.line] = _there(row, case, payment, Said(said))
                break
    return there


def _there(row: BillRow, case: Case, payment: Payment, said: Said) -> PlanLine:
    return PlanLine(row, Verdict.THERE, said, case.id, payment.kind, payment.amount)


def _like(book: _Book, row: BillRow, kind: PaymentKind, apart: timedelta) -> Iterable[tuple[Case, Payment]]:
    for case in book.cases:
        if kind is PaymentKind.PAYMENT and not names_debt(row, case):
            continue
        for payment in case.payments:
            same = payment.kind is kind and payment.amount == row.amount - row.refunded
            other = not payment.source or not payment.source.startswith(f"{book.origin.value}:")
            if same and other and abs(payment.on - row.on) <= apart and (case.id, payment.id) not in book.claimed:
                yield case, payment


def _payment_line(book: _Book, row: BillRow) -> PlanLine:
    why = no_repayment(row, book.origin, False, book.today)
    if why is not None:
        return PlanLine(row, Verdict.SKIP, why)
    cases = [case for case in book.cases if names_debt(row, case)]
    if not cases:
        text = N_("not a repayment of this debt") if book.chosen else N_("names no debt of the book")
        return PlanLine(row, Verdict.SKIP, Said(text))
    amount = row.amount - row.refunded
    fits = [(case, instalment) for case in cases if (instalment := _fit(book, case, row.on, amount)) is not None]
    if len(fits) == 1:
        case, instalment = fits[0]
        book.lacking[case.id, instalment.number] = 0
        values: dict[str, Value] = {"number": instalment.number, "due": instalment.due.isoformat()}
        said = Said(N_("instalment {number}, due {due}"), values)
        maybe = _maybe_there(book, case, row.on, amount)
        return PlanLine(row, Verdict.RECORD, said, case.id, amount=amount, instalment=instalment, maybe_there=maybe)
    if book.chosen:
        maybe = _maybe_there(book, cases[0], row.on, amount)
        said = Said(N_("a repayment"))
        return PlanLine(row, Verdict.RECORD, said, cases[0].id, amount=amount, maybe_there=maybe)
    if fits:
        said = Said(N_("fits instalments of {count} cases"), {"count": len(fits)})
    else:
        said = Said(N_("fits no open instalment"))
    return PlanLine(row, Verdict.SKIP, said, undecided=True)


def _maybe_there(book: _Book, case: Case, on: date, amount: int) -> bool:
    """Return whether the book may hold a row: a like payment typed by hand, or the nearest like instalment is paid."""
    by_hand = book.by_hand.get((case.id, amount), ())
    if any(abs(one.on - on) <= MAYBE_SAME and (case.id, one.id) not in book.claimed for one in by_hand):
        return True
    near = [row for row in case.instalments if row.total == amount and abs(row.due - on) <= NEAR_DUE]
    nearest = min(near, key=lambda row: (abs(row.due - on), row.number), default=None)
    return nearest is not None and (case.id, nearest.number) in book.paid


def _fit(book: _Book, case: Case, on: date, amount: int) -> Instalment | None:
    """Return the open instalment that lacks exactly `amount` and falls due nearest to `on`."""
    near = [
        row
        for row in case.instalments
        if book.lacking.get((case.id, row.number)) == amount and abs(row.due - on) <= NEAR_DUE
    ]
    return min(near, key=lambda row: (abs(row.due - on), row.number), default=None)


def _refund_line(book: _Book, row: BillRow, bill: Bill) -> PlanLine:
    why = no_repayment(row, book.origin, True, book.today)
    if why is not None:
        return PlanLine(row, Verdict.SKIP, why)
    if any(other.refunded and other is not row and _refers(row, other) for other in bill.rows):
        return PlanLine(row, Verdict.SKIP, Said(N_("a refund already taken off its payment")))
    case = _refunded_case(book, row)
    if case is None or row.amount > _not_given_back(book, case):
        return PlanLine(row, Verdict.SKIP, Said(N_("a refund of nothing that is recorded")))
    said = Said(N_("a repayment that came back"))
    return PlanLine(row, Verdict.RECORD, said, case, PaymentKind.REFUND, row.amount)


def _not_given_back(book: _Book, id: str) -> int:
    """Return what was paid on a case and has not come back, with what the plan would record, in fen."""
    moved = [(p.kind, p.amount) for case in book.cases if case.id == id for p in case.payments]
    moved += [(line.kind, line.amount) for line in book.planned if line.case == id]
    return sum(amount if kind is PaymentKind.PAYMENT else -amount for kind, amount in moved)


def _refers(refund: BillRow, payment: BillRow) -> bool:
    """Return whether a refund carries the number of a payment."""
    if refund.order and refund.order == payment.order:
        return True
    number = payment.source.partition(":")[2]
    return len(number) > 8 and refund.source.partition(":")[2].startswith(number)


def _refunded_case(book: _Book, row: BillRow) -> str | None:
    """Return the case whose repayment a refund gives back: by number, else by name, amount and date."""
    for line in book.planned:
        if line.kind is PaymentKind.PAYMENT and _refers(row, line.row) and row.amount <= line.amount:
            return line.case
    number = row.source.partition(":")[2]
    for source, (case, payment) in book.recorded.items():
        base = source.partition(":")[2]
        if len(base) > 8 and number.startswith(base) and case in book.cases and row.amount <= payment.amount:
            return case.id
    for case in book.cases:
        if not names_debt(row, case):
            continue
        paid = [(p.on, p.amount) for p in case.payments if p.kind is PaymentKind.PAYMENT]
        paid += [(line.row.on, line.amount) for line in book.planned if line.case == case.id]
        if any(on <= row.on <= on + 2 * NEAR_DUE and amount == row.amount for on, amount in paid):
            return case.id
    return None
