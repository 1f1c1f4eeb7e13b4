"""What is owed on a day, and why: from the latest snapshot forward, or what the instalments of a plan still lack.

Every figure is integer fen and carries its working. Where the app showed only a total, that total may already hold
interest and penalty: the cost of a day is then a range, never a false point.
"""

from datetime import date

import msgspec

from model.accrual import Rules, principal_within
from model.allocation import Parts, Share, plan_starts, spread
from model.case import AgreementState, Case, PaymentKind, Snapshot
from model.money import percent
from model.playbook import Playbook, ProductInfo
from model.running import Account, Run, Segment, accounts_of
from model.said import N_, Said, Value, counted


class Line(msgspec.Struct, frozen=True):
    """One line of a working: a sentence, the fen it comes to (None: only a remark), the playbook facts behind it."""

    said: Said
    amount: int | None = None
    facts: tuple[str, ...] = ()


class Owed(msgspec.Struct, frozen=True):
    """What is owed on a day, in fen.

    `total` is the best estimate and the sum of `parts`; `low` and `high` bound it. `parts_known` is false where the
    app showed only a total and the split is ours. `credit` is what was paid beyond what was owed. `known` is false
    where neither a snapshot nor a plan tells anything, `rate_known` where what a day adds is open: no rate is noted.
    `since` is the day of the snapshot the figure starts from.
    """

    on: date
    total: int = 0
    low: int = 0
    high: int = 0
    parts: Parts = Parts()
    per_day_low: int = 0
    per_day_high: int = 0
    credit: int = 0
    known: bool = False
    rate_known: bool = True
    parts_known: bool = False
    planned: bool = False
    since: date | None = None
    due: date | None = None
    overdue_days: int | None = None
    working: tuple[Line, ...] = ()
    shares: tuple[tuple[str, Share], ...] = ()

    @property
    def exact(self) -> bool:
        """Whether a day's cost is one figure and not a range."""
        return self.per_day_low == self.per_day_high and self.low == self.high


def plan_in_force(case: Case, on: date) -> bool:
    """Whether an agreed plan says on that day what is owed."""
    agreement = case.agreement
    if agreement is None or not case.instalments or on < plan_starts(case, agreement):
        return False
    if agreement.state is AgreementState.AGREED:
        return True
    ended = agreement.ended_on
    return agreement.state is AgreementState.BROKEN and ended is not None and on < ended


def owed(case: Case, playbook: Playbook, on: date) -> Owed:
    """Return what is owed on `on` with its working."""
    if case.closed_on is not None and case.closed_on <= on:
        return Owed(on=on, known=True, parts_known=True, working=(Line(_closed(case.closed_on), 0),))
    if plan_in_force(case, on):
        return _by_plan(case, on)
    return from_snapshots(case, playbook, on)


def _closed(day: date) -> Said:
    return Said(N_("The case was closed on {on}: nothing is owed"), {"on": day.isoformat()})


def _by_plan(case: Case, on: date) -> Owed:
    agreement = case.agreement
    assert agreement is not None
    result = spread(case, on)
    parts = Parts(*(sum(column) for column in zip(*result.left, strict=True)))
    total = sum(row.total for row in case.instalments)
    working = [
        Line(
            Said(
                N_("Agreed on {on}: {count} instalments, {total} in all"),
                {
                    "on": (agreement.agreed_on or agreement.on).isoformat(),
                    "count": len(case.instalments),
                    "total": total,
                },
            ),
            total,
        )
    ]
    paid = total - parts.total
    if paid:
        working.append(Line(Said(N_("Paid so far: {paid}"), {"paid": paid}), -paid))
    if result.credit:
        working.append(Line(_credit(result.credit), None))
    working.append(
        Line(
            Said(N_("While the agreement is kept, nothing is added by the day; what being late costs is written in it"))
        )
    )
    return Owed(
        on=on,
        total=parts.total,
        low=parts.total,
        high=parts.total,
        parts=parts,
        credit=result.credit,
        known=True,
        parts_known=True,
        planned=True,
        since=agreement.agreed_on or agreement.on,
        working=tuple(working),
        shares=tuple((id, share) for id, shares in result.shares.items() for share in shares),
    )


def _credit(amount: int) -> Said:
    return Said(N_("{amount} was paid beyond what was owed"), {"amount": amount})


def latest_snapshots(case: Case, on: date) -> tuple[Snapshot, ...]:
    """Return the snapshots the figure of `on` starts from: one of the whole case, or one for each loan.

    The latest up to that day counts (the last typed among those of one day); the loans' own count when the newest
    of all is one of theirs and either every loan has one or the whole case has none. Before the first
    snapshot there is none.
    """
    whole: Snapshot | None = None
    loans: dict[str, Snapshot] = {}
    newest: Snapshot | None = None
    ids = {loan.id for loan in case.loans}
    for snapshot in case.snapshots:
        if snapshot.on > on or (snapshot.loan and snapshot.loan not in ids):
            continue
        if not snapshot.loan:
            if whole is None or snapshot.on >= whole.on:
                whole = snapshot
        elif snapshot.loan not in loans or snapshot.on >= loans[snapshot.loan].on:
            loans[snapshot.loan] = snapshot
        if newest is None or snapshot.on >= newest.on:
            newest = snapshot
    if newest is None:
        return ()
    if loans and newest.loan and (whole is None or len(loans) == len(ids)):
        return tuple(loans[loan.id] for loan in case.loans if loan.id in loans)
    return (whole,) if whole is not None else tuple(loans.values())


def from_snapshots(case: Case, playbook: Playbook, on: date) -> Owed:
    """Return what is owed on `on` by the snapshots alone, whatever plan there is."""
    snapshots = latest_snapshots(case, on)
    if not snapshots:
        return Owed(on=on, working=(Line(_nothing(case, on)),))
    product = playbook.product(case.product)
    high = Run(accounts_of(case, product.terms, snapshots)).to(case, on)
    low = high
    if any(account.uncertain for account in high.accounts):
        least = accounts_of(case, product.terms, snapshots)
        for account in least:
            account.assume_least()
        low = Run(least).to(case, on)
    best = high if any(account.open_due for account in high.accounts) else low
    columns = zip(*(account.parts for account in best.accounts), strict=True)
    due = best.accounts[0].due
    totals = (low.total, high.total)
    return Owed(
        on=on,
        total=best.total,
        low=min(totals),
        high=max(totals),
        parts=Parts(*(sum(column) for column in columns)),
        per_day_low=sum(account.per_day(on) for account in low.accounts),
        per_day_high=sum(account.per_day(on) for account in high.accounts),
        credit=best.credit,
        known=True,
        rate_known=all(account.rules.known for account in high.accounts),
        parts_known=all(account.stated for account in best.accounts),
        since=min(snapshot.on for snapshot in snapshots),
        due=due,
        overdue_days=None if due is None else max(0, (on - due).days),
        working=_working(best, low, high, product),
        shares=tuple((payment.id, share) for payment, shares in best.shares for share in shares),
    )


def _nothing(case: Case, on: date) -> Said:
    ids = {loan.id for loan in case.loans}
    later = [snapshot.on for snapshot in case.snapshots if not snapshot.loan or snapshot.loan in ids]
    if not later:
        return Said(N_("Nothing is recorded yet of what the app shows"))
    values: dict[str, Value] = {"on": on.isoformat(), "first": min(later).isoformat()}
    return Said(N_("Nothing is recorded for {on}: the first figure is of {first}"), values)


def _working(best: Run, low: Run, high: Run, product: ProductInfo) -> tuple[Line, ...]:
    lines = []
    for account, least, most in zip(best.accounts, low.accounts, high.accounts, strict=True):
        snapshot = account.snapshot
        lines.append(Line(_shown(account), snapshot.total))
        if account.uncertain:
            lines.append(Line(_range(account, least, most)))
        rules = account.rules
        if not rules.known:
            lines.append(Line(Said(N_("No daily rate is known for it yet: what a day adds is not counted"))))
            continue
        for segment in account.segments:
            lines.append(Line(_charged(segment, rules), segment.amount, product.facts))
        if not account.segments and account.due is not None and account.at <= account.free_until:
            lines.append(
                Line(Said(N_("Due on {due}: nothing is added until then"), {"due": account.due.isoformat()}), 0)
            )
    for payment, _ in best.shares:
        if payment.kind is PaymentKind.REFUND:
            text, sign = N_("{amount} came back on {on}"), 1
        else:
            text, sign = N_("{amount} was paid on {on}"), -1
        values: dict[str, Value] = {"amount": payment.amount, "on": payment.on.isoformat()}
        lines.append(Line(Said(text, values), sign * payment.amount))
    if best.credit:
        lines.append(Line(_credit(best.credit), best.credit))
    return tuple(lines)


def _shown(account: Account) -> Said:
    values: dict[str, Value] = {"total": account.snapshot.total, "on": account.snapshot.on.isoformat()}
    if account.loan is None:
        return Said(N_("The app showed {total} on {on}"), values)
    values["label"] = account.loan.label
    return Said(N_("“{label}”: the app showed {total} on {on}"), values)


def _range(account: Account, least: Account, most: Account) -> Said:
    if account.open_due:
        return Said(N_("The due date is not known: a day adds at most {high}"), {"high": most.per_day(most.at)})
    shown = account.snapshot.total
    values: dict[str, Value] = {
        "days": account.overdue_days(),
        "low": principal_within(shown, account.rules, account.overdue_days()),
        "high": shown,
    }
    return counted(
        account.overdue_days(),
        N_("Only a total was shown: after 1 day overdue it holds about {low} of principal, at most {high}"),
        N_("Only a total was shown: after {days} days overdue it holds about {low} of principal, at most {high}"),
        values,
    )


def _charged(segment: Segment, rules: Rules) -> Said:
    values: dict[str, Value] = {
        "rate": percent(rules.daily, 4),
        "balance": segment.base,
        "days": segment.days,
        "since": segment.since.isoformat(),
        "until": segment.until.isoformat(),
    }
    if rules.multiplier == 1:
        return counted(
            segment.days,
            N_("{rate} a day on {balance}, 1 day from {since} to {until}"),
            N_("{rate} a day on {balance}, {days} days from {since} to {until}"),
            values,
        )
    values["times"] = f"{rules.multiplier.normalize():f}"
    return counted(
        segment.days,
        N_("{rate} × {times} a day on {balance}, 1 day from {since} to {until}"),
        N_("{rate} × {times} a day on {balance}, {days} days from {since} to {until}"),
        values,
    )
