"""Is an offer complete, and does it add up? The points of the playbook and the sums, before anything is accepted."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from model.case import Agreement, AgreementState, Case, Form, Instalment, Point, RequestKind
from model.money import yuan
from model.playbook import AgreementPoint, Playbook
from model.said import N_, Said, Value

ORAL_CAUTION = Said(
    N_(
        "What is only said does not count yet. Pay the first instalment once there is something in writing, "
        "or a recording that can be checked."
    )
)
"""Our caution, not law: an oral deal can bind, and paying the first instalment may accept it."""

BARE = ("", "说定了", "settled", "已写明")
"""The words of a point that was only marked as settled."""

FAR = "first_instalment"
"""The playbook's waiting time after which a first instalment counts as far off."""


class Concern(StrEnum):
    """What a finding is about."""

    SUM = "sum"
    BALANCE = "balance"
    FIRST_DAY = "first_day"
    ORDER = "order"
    COUNT = "count"
    ROWS = "rows"


@dataclass(frozen=True)
class Finding:
    """One thing checked: whether it is in order, the sentence about it, and the fen it differs by (0 where none)."""

    concern: Concern
    fine: bool
    said: Said
    difference: int = 0


@dataclass(frozen=True)
class Settled:
    """A point of the playbook with what the case records of it."""

    info: AgreementPoint
    point: Point


@dataclass(frozen=True)
class AgreementCheck:
    """What an offer settles in writing, only orally, or not at all; what to ask for; and whether its sums hold.

    `ask` is what is still to be asked for, `text` the same in Chinese, ready to paste to customer service (empty
    where nothing is open). `caution` is there while anything rests on words alone.
    """

    written: tuple[Settled, ...]
    oral: tuple[Settled, ...]
    missing: tuple[AgreementPoint, ...]
    ask: tuple[AgreementPoint, ...]
    text: str
    caution: Said | None
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether every point that must be settled is settled in writing and every sum is in order."""
        return self.caution is None and not any(p.must for p in self.ask) and all(f.fine for f in self.findings)


def rows_of(case: Case) -> tuple[Instalment, ...]:
    """Return the rows of the agreement: the case's instalments once it was agreed, else the offer's own."""
    agreement = case.agreement
    if agreement is None:
        return ()
    if agreement.state is AgreementState.OFFERED:
        return agreement.rows
    return case.instalments or agreement.rows


def points_of(case: Case, playbook: Playbook) -> tuple[AgreementPoint, ...]:
    """Return the points that belong into the agreement of this case, those that must be there first.

    One that was settled is always among them.
    """
    return playbook.points_for(case)


def check(case: Case, playbook: Playbook) -> AgreementCheck:
    """Return the check of the case's agreement or offer; without one every point is missing."""
    agreement = case.agreement
    points = {point.id: point for point in agreement.points} if agreement else {}
    written: list[Settled] = []
    oral: list[Settled] = []
    missing: list[AgreementPoint] = []
    shown = points_of(case, playbook)
    for info in shown:
        point = points.get(info.id)
        if point is None:
            missing.append(info)
        else:
            (written if point.form is Form.WRITTEN else oral).append(Settled(info, point))
    ask = (*(settled.info for settled in oral), *missing)
    spoken = agreement is not None and (agreement.form is Form.ORAL or any(settled.info.must for settled in oral))
    return AgreementCheck(
        tuple(written),
        tuple(oral),
        tuple(missing),
        tuple(info for info in shown if info in ask),
        _text(case, oral, missing),
        ORAL_CAUTION if spoken else None,
        _findings(case, agreement, playbook) if agreement else (),
    )


def _text(case: Case, oral: list[Settled], missing: list[AgreementPoint]) -> str:
    """Return the questions in Chinese, in speaking order, each short enough to be answered alone.

    What was said is told as said; a figure that is only ours stands beside its question, to be confirmed.
    """
    parts = []
    if oral:
        lines = [
            f"{n}. {settled.info.name.zh}：{settled.point.words}"
            if settled.point.words not in BARE
            else f"{n}. {settled.info.name.zh}"
            for n, settled in enumerate(oral, 1)
        ]
        parts.append("下面几点是口头说的，麻烦您书面发给我确认：\n" + "\n".join(lines))
    if missing:
        lines = [f"{n}. {info.ask.zh}{_figure(case, info)}" for n, info in enumerate(missing, 1)]
        opening = "还有几点想请您写明：" if oral else "您好，方案我看到了。为了看清楚再确认，想请您写明这几点："
        parts.append(opening + "\n" + "\n".join(lines))
    if not parts:
        return ""
    return ("您好。" if oral else "") + "\n".join(parts) + "\n收到以后我再确认，谢谢。"


def _figure(case: Case, info: AgreementPoint) -> str:
    """Return what the case itself has for an open point, in Chinese, as a figure to check; empty where nothing."""
    agreement = case.agreement
    if agreement is None:
        return ""
    if info.settled_by == "total" and agreement.total is not None:
        return f"按这个算合计 {yuan(agreement.total, '')} 元，请确认。"
    if info.settled_by == "balance" and agreement.balance is not None:
        shown = [one.on for one in case.snapshots if one.total == agreement.balance and one.on <= agreement.on]
        on = max(shown, default=agreement.on)
        source = f"App {on.month}月{on.day}日显示" if shown else f"我算到{on.month}月{on.day}日约"
        return f"{source} {yuan(agreement.balance, '')} 元，请核对。"
    return ""


def to_pay(agreement: Agreement, rows: tuple[Instalment, ...]) -> int:
    """Return everything to be paid, in fen: the rows, and the first payment where no row 0 holds it."""
    whole = sum(row.total for row in rows)
    if agreement.down_payment and all(row.number != 0 for row in rows):
        whole += agreement.down_payment
    return whole


def _findings(case: Case, agreement: Agreement, playbook: Playbook) -> tuple[Finding, ...]:
    rows = rows_of(case)
    if not rows:
        if agreement.kind in (RequestKind.INSTALMENTS, RequestKind.BILL_INSTALMENT):
            return (
                Finding(Concern.ROWS, False, Said(N_("No instalment is recorded yet: amounts and days are open."))),
            )
        return ()
    whole = to_pay(agreement, rows)
    findings = [_sum(agreement, whole), _balance(agreement, whole), _first_day(agreement, rows, playbook), _order(rows)]
    findings.append(_count(case, agreement, rows))
    return tuple(finding for finding in findings if finding is not None)


def _sum(agreement: Agreement, whole: int) -> Finding | None:
    if agreement.total is None:
        return None
    values = {"total": agreement.total, "amount": whole, "difference": abs(whole - agreement.total)}
    if whole == agreement.total:
        return Finding(Concern.SUM, True, Said(N_("The instalments add up to the agreed {total}."), values))
    if whole > agreement.total:
        text = N_("The instalments add up to {amount}, {difference} more than the agreed {total}. Ask which holds.")
    else:
        text = N_("The instalments add up to {amount}, {difference} less than the agreed {total}. Ask which holds.")
    return Finding(Concern.SUM, False, Said(text, values), whole - agreement.total)


def _balance(agreement: Agreement, whole: int) -> Finding | None:
    """Hold what is to be paid against the debt of the day, less what is waived; to pay more is a fact, no fault."""
    if agreement.balance is None:
        return None
    owed = agreement.balance - (agreement.waived or 0)
    more = whole - owed
    values: dict[str, Value] = {
        "amount": whole,
        "difference": abs(more),
        "balance": agreement.balance,
        "waived": agreement.waived or 0,
        "on": agreement.on.isoformat(),
    }
    if more == 0:
        text = N_("It adds up to {amount}: the debt of {on} ({balance}) less {waived} waived, nothing on top.")
    elif more > 0:
        text = N_("It adds up to {amount}: {difference} more than the debt of {on} ({balance}) less {waived} waived.")
    else:
        text = N_(
            "It adds up to {amount}: {difference} less than the debt of {on} ({balance}) less {waived} waived. Ask why."
        )
    if not agreement.waived:
        text = {
            0: N_("It adds up to {amount}: the debt of {on}, nothing on top."),
            1: N_("It adds up to {amount}: {difference} more than the debt of {on} ({balance})."),
            -1: N_("It adds up to {amount}: {difference} less than the debt of {on} ({balance}). Ask what is waived."),
        }[(more > 0) - (more < 0)]
    return Finding(Concern.BALANCE, more >= 0, Said(text, values), more)


def _first_day(agreement: Agreement, rows: tuple[Instalment, ...], playbook: Playbook) -> Finding:
    """Hold the first day against that of the offer, and against the playbook's waiting time for a far one."""
    first = min(row.due for row in rows)
    values = {"first": first.isoformat(), "on": agreement.on.isoformat()}
    if first < agreement.on:
        said = Said(N_("The first instalment, {first}, lies before the offer of {on}. Ask for the day meant."), values)
        return Finding(Concern.FIRST_DAY, False, said)
    far = playbook.wait(FAR)
    if far is not None and first > agreement.on + timedelta(days=far.days):
        text = N_("The first instalment is only due on {first}. Ask what interest runs until then.")
        return Finding(Concern.FIRST_DAY, False, Said(text, values))
    return Finding(Concern.FIRST_DAY, True, Said(N_("The first instalment is due on {first}."), values))


def _order(rows: tuple[Instalment, ...]) -> Finding | None:
    for earlier, later in pairwise(rows):
        if later.due <= earlier.due:
            values: dict[str, Value] = {"number": later.number, "due": later.due.isoformat(), "before": earlier.number}
            said = Said(N_("Instalment {number} ({due}) is not later than instalment {before}."), values)
            return Finding(Concern.ORDER, False, said)
    return None


def _count(case: Case, agreement: Agreement, rows: tuple[Instalment, ...]) -> Finding | None:
    """Hold the rows against their own numbers, and against the count that was asked for (an offer may differ)."""
    numbers = sorted(row.number for row in rows if row.number != 0)
    gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if gaps or len(numbers) != len(set(numbers)):
        values: dict[str, Value] = {"count": len(numbers), "number": max(numbers)}
        said = Said(N_("{count} instalments are recorded, but they are numbered up to {number}."), values)
        return Finding(Concern.COUNT, False, said)
    request = case.request
    if request is None or request.count is None or request.kind is not agreement.kind:
        return None
    values = {"count": len(numbers), "asked": request.count}
    if len(numbers) == request.count:
        return Finding(Concern.COUNT, True, Said(N_("{count} instalments, as asked for."), values))
    return Finding(Concern.COUNT, True, Said(N_("{count} instalments; {asked} were asked for."), values))
