"""One debt or several run forward from their snapshots: days add cost, payments take it away. Used by `model.owed`."""

from datetime import date, timedelta

import msgspec

from model.accrual import Rules, principal_within, resolved
from model.allocation import OUR_ESTIMATE, PARTS, Share, designated, order_of, recorded_after, take
from model.case import Base, Case, Component, Compounding, Loan, Payment, PaymentKind, Rounding, Snapshot, Terms
from model.days import month_step

PRINCIPAL, INTEREST, PENALTY, FEE, ENFORCEMENT = range(len(PARTS))


class Segment(msgspec.Struct, frozen=True):
    """A span of days with one base: what it added, in fen."""

    since: date
    until: date
    days: int
    base: int
    amount: int


class Account:
    """One debt being run forward: what it consists of on the day it stands at, and how it got there.

    `stated` is whether the snapshot told the principal. `open_due` is whether nothing tells since when it is overdue.
    """

    __slots__ = (
        "at",
        "charged",
        "due",
        "extra",
        "free_until",
        "loan",
        "open_due",
        "parts",
        "paused",
        "pending",
        "rules",
        "segments",
        "snapshot",
        "stated",
    )

    def __init__(self, snapshot: Snapshot, loan: Loan | None, rules: Rules, due: date | None) -> None:
        self.snapshot, self.loan, self.rules, self.due = snapshot, loan, rules, due
        self.parts, self.stated = parts_shown(snapshot, overdue=due is None or due < snapshot.on)
        self.open_due = due is None and not self.parts[PENALTY]
        self.free_until = snapshot.on if due is None else due + timedelta(days=rules.grace_days)
        self.at = snapshot.on
        self.extra = self.pending = self.charged = 0
        self.paused = False
        self.segments: list[Segment] = []

    @property
    def uncertain(self) -> bool:
        """Whether its cost of a day is a range."""
        return self.open_due or (not self.stated and self.free_until < self.snapshot.on)

    def overdue_days(self) -> int:
        """Chargeable days overdue on the day of the snapshot."""
        return max(0, (self.snapshot.on - self.free_until).days) if self.due is not None else 0

    def assume_least(self) -> None:
        """Take the low end: a total holds the penalty of its overdue days; with no due date known, nothing is added."""
        if self.open_due:
            self.paused = True
        elif not self.stated:
            whole = self.parts[PRINCIPAL]
            self.parts[PRINCIPAL] = principal_within(whole, self.rules, self.overdue_days())
            self.parts[PENALTY] += whole - self.parts[PRINCIPAL]

    def base(self) -> int:
        """What a day's cost is charged on, in fen."""
        parts = self.parts
        base = parts[PRINCIPAL] + self.extra
        if self.rules.base is Base.PRINCIPAL:
            return base
        base += parts[INTEREST]
        return base if self.rules.base is Base.PRINCIPAL_INTEREST else base + parts[FEE]

    def per_day(self, on: date) -> int:
        """What the day after `on` adds."""
        if self.paused or on < self.free_until:
            return 0
        return self.rules.per_day(self.base())

    def advance(self, to: date) -> None:
        """Run to the end of the day `to`."""
        start = max(self.at, self.free_until)
        self.at = max(self.at, to)
        if self.paused or to <= start:
            return
        if self.rules.compounding is Compounding.MONTHLY:
            self._advance_compounding(start, to)
        else:
            self._charge(start, to)

    def _charge(self, start: date, to: date) -> None:
        days, base, rules = (to - start).days, self.base(), self.rules
        if rules.rounding is Rounding.DAILY:
            amount = rules.per_day(base) * days
        else:
            self.pending += base * rules.numerator * days
            amount = (2 * self.pending + rules.denominator) // (2 * rules.denominator) - self.charged
            self.charged += amount
        self.parts[PENALTY] += amount
        if base:
            self.segments.append(Segment(start, to, days, base, amount))

    def _advance_compounding(self, start: date, to: date) -> None:
        anchor = self.due or self.snapshot.on
        months = max(0, (start.year - anchor.year) * 12 + start.month - anchor.month)
        while start < to:
            following = month_step(anchor, months)
            if following > start:
                self._charge(start, min(to, following))
                if following <= to:
                    self.extra = self._unpaid_cost()
                start = min(to, following)
            months += 1

    def _unpaid_cost(self) -> int:
        return self.parts[PENALTY] + (self.parts[INTEREST] if self.rules.base is Base.PRINCIPAL else 0)

    def pay(self, amount: int, order: tuple[Component, ...], designation: str) -> list[tuple[Component, int]]:
        """Take a payment out of the parts; return what went to each."""
        taken = take(amount, self.parts, designated(order, designation))
        if self.extra:
            self.extra = min(self.extra, self._unpaid_cost())
        return taken


def parts_shown(snapshot: Snapshot, *, overdue: bool) -> tuple[list[int], bool]:
    """Return the parts a snapshot shows, made to sum to its total, and whether they tell the principal.

    What the shown parts lack goes to the principal if that was not shown, else to penalty (interest before the due
    date). Parts that exceed the total are cut, interest first: the total is what the app asks for.
    """
    shown = [snapshot.principal, snapshot.interest, snapshot.penalty, snapshot.fee, snapshot.enforcement]
    parts = [amount or 0 for amount in shown]
    rest = snapshot.total - sum(parts)
    if rest > 0:
        if snapshot.principal is None:
            parts[PRINCIPAL] += rest
        elif overdue and snapshot.penalty is None:
            parts[PENALTY] += rest
        else:
            parts[INTEREST] += rest
    elif rest < 0:
        take(-rest, parts, OUR_ESTIMATE[1:])
        take(sum(parts) - snapshot.total, parts, OUR_ESTIMATE)
    stated = snapshot.principal is not None or snapshot.penalty is not None or snapshot.total == 0
    return parts, stated


def due_of(case: Case, snapshot: Snapshot, loan: Loan | None) -> date | None:
    """Return the due date behind a snapshot: its own, its loan's, or the newest one known by then."""
    if snapshot.due is not None:
        return snapshot.due
    if snapshot.overdue_days is not None:
        return snapshot.on - timedelta(days=snapshot.overdue_days)
    if loan is not None and loan.due is not None:
        return loan.due
    known: date | None = None
    latest: date | None = None
    for other in case.snapshots:
        if other.loan != snapshot.loan or other.on > snapshot.on or (latest is not None and other.on < latest):
            continue
        if other.due is not None:
            known, latest = other.due, other.on
        elif other.overdue_days is not None:
            known, latest = other.on - timedelta(days=other.overdue_days), other.on
    return known


def accounts_of(case: Case, default: Terms, snapshots: tuple[Snapshot, ...]) -> list[Account]:
    """Return one account for each snapshot, by the rules that hold for it, the longest overdue first."""
    loans = {loan.id: loan for loan in case.loans} if case.loans else {}
    accounts = []
    for snapshot in snapshots:
        loan = loans.get(snapshot.loan)
        rules = resolved(default, case.terms, loan.terms if loan is not None else Terms())
        accounts.append(Account(snapshot, loan, rules, due_of(case, snapshot, loan)))
    if len(accounts) > 1:
        accounts.sort(key=lambda account: account.due or date.max)
    return accounts


class Run:
    """Accounts run to a day with their payments: the credit left over and each payment's shares."""

    __slots__ = ("accounts", "credit", "made", "shares")

    def __init__(self, accounts: list[Account]) -> None:
        self.accounts = accounts
        self.credit = 0
        self.shares: list[tuple[Payment, list[Share]]] = []
        self.made: list[tuple[Account, Component, int]] = []

    @property
    def total(self) -> int:
        """What is owed, in fen."""
        return sum(sum(account.parts) for account in self.accounts)

    def to(self, case: Case, on: date) -> "Run":
        """Run every account to `on`, applying the case's payments on their days."""
        if case.payments:
            order = order_of(case)
            for payment in sorted(case.payments, key=lambda payment: payment.on):
                if payment.on <= on:
                    self._apply(payment, order)
        for account in self.accounts:
            account.advance(on)
        return self

    def _apply(self, payment: Payment, order: tuple[Component, ...]) -> None:
        open_to = [account for account in self.accounts if _counts(payment, account.snapshot)]
        if not open_to:
            return
        shares: list[Share] = []
        self.shares.append((payment, shares))
        for account in open_to:
            account.advance(payment.on)
        if payment.kind is PaymentKind.REFUND:
            self._give_back(payment.amount, open_to[0], shares)
            return
        amount = payment.amount
        for account in _named_first(open_to, payment.designation):
            loan = account.snapshot.loan
            for component, piece in account.pay(amount, order, payment.designation):
                amount -= piece
                self.made.append((account, component, piece))
                shares.append(Share(piece, component, loan=loan))
        if amount:
            self.credit += amount
            shares.append(Share(amount))

    def _give_back(self, amount: int, first: Account, shares: list[Share]) -> None:
        from_credit = min(amount, self.credit)
        self.credit -= from_credit
        amount -= from_credit
        if from_credit:
            shares.append(Share(-from_credit))
        while amount:
            account, component, piece = self.made.pop() if self.made else (first, Component.PRINCIPAL, amount)
            back = min(amount, piece)
            account.parts[PARTS.index(component)] += back
            amount -= back
            shares.append(Share(-back, component, loan=account.snapshot.loan))
            if piece > back:
                self.made.append((account, component, piece - back))


def _counts(payment: Payment, snapshot: Snapshot) -> bool:
    if payment.on != snapshot.on:
        return payment.on > snapshot.on
    return recorded_after(payment.id, snapshot.id)


def _named_first(accounts: list[Account], designation: str) -> list[Account]:
    if not designation.startswith("loan:"):
        return accounts
    named = designation.removeprefix("loan:")
    return sorted(accounts, key=lambda account: account.snapshot.loan != named)
