"""An offer from few figures: its rows, the points it answers by itself, and rows typed one per line."""

from datetime import date

from msgspec.structs import replace

from model.agreement_check import BARE, rows_of
from model.annual import Annual, NoRate, annual_cost
from model.budget import Means
from model.case import Agreement, AgreementState, Case, Form, Instalment, Point, RequestKind, WrongValue
from model.days import WrongDay, parse_day_freely
from model.money import WrongAmount, parse_amount, plain
from model.option import Option
from model.options import offered
from model.playbook import AgreementPoint, Playbook
from model.said import MONEY, N_, Said, Value
from model.schedule import MONTHLY, WrongSchedule, typed
from model.text import clean_note


class WrongRows(ValueError):
    """A line is not a day and an amount; `said` names it."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


def offer_rows(
    agreement: Agreement, count: int, first_due: date, *, each: int | None = None, total: int | None = None
) -> tuple[Instalment, ...]:
    """Return the rows of “`count` times `each`, first on `first_due`”, or of a `total` spread evenly, monthly.

    What they come to beyond the debt of the offer's day is interest. Raises `WrongSchedule`.
    """
    if each is None and total is None:
        raise WrongSchedule(Said(N_("The amount of one instalment is missing, or the whole sum")))
    dues = [MONTHLY.step(first_due, number) for number in range(count)]
    if each is not None:
        amounts = [each] * count
    else:
        whole = (total or 0) - (agreement.down_payment or 0)
        even = (2 * whole + count) // (2 * count)
        amounts = [even] * (count - 1) + [whole - even * (count - 1)]
    return rows_from(agreement, list(zip(dues, amounts, strict=True)))


def rows_from(agreement: Agreement, dated: list[tuple[date, int]]) -> tuple[Instalment, ...]:
    """Return days with amounts as the rows of an offer, its down payment first as number 0. Raises `WrongSchedule`."""
    down = agreement.down_payment or 0
    whole = sum(amount for _due, amount in dated) + down
    owed = agreement.balance if agreement.balance is not None else whole
    principal = max(1, owed - (agreement.waived or 0))
    start = min(agreement.on, dated[0][0]) if dated else agreement.on
    return typed(principal, start, dated, down_payment=down).instalments()


def kind_of(count: int, waived: int | None) -> RequestKind:
    """Return what an offer of `count` rows is: instalments, or one later sum: a waiver or an extension."""
    if count > 1:
        return RequestKind.INSTALMENTS
    return RequestKind.WAIVER if waived else RequestKind.EXTENSION


def typed_rows(rows: tuple[Instalment, ...]) -> str:
    """Return rows as they are typed: a day and an amount a line."""
    return "\n".join(f"{row.due} {plain(row.total)}" for row in rows)


def parse_rows(text: str, agreement: Agreement, today: date) -> tuple[Instalment, ...]:
    """Return the rows typed one per line: ``2026-12-10 1612.00``. A first line of the down payment is that.

    Raises `WrongRows`, which names the line, and `WrongSchedule`.
    """
    dated: list[tuple[date, int]] = []
    for number, line in enumerate(clean_note(text).split("\n"), 1):
        words = line.replace("，", ",").replace("\t", " ").replace(", ", " ").split()
        if not words:
            continue
        if len(words) != 2:
            raise WrongRows(Said(N_("Line {number}: a day and an amount, like 2026-12-10 1612.00"), {"number": number}))
        try:
            due = parse_day_freely(words[0], today)
        except WrongDay as error:
            said = Said(N_("Line {number}: “{word}” is not a day"), {"number": number, "word": words[0][:20]})
            raise WrongRows(said) from error
        try:
            amount = parse_amount(words[1].lstrip("¥￥").removesuffix("元"))
        except WrongAmount as error:
            said = Said(N_("Line {number}: “{word}” is not an amount"), {"number": number, "word": words[1][:20]})
            raise WrongRows(said) from error
        if dated and due <= dated[-1][0]:
            raise WrongRows(Said(N_("Line {number}: the day must be later than the one before"), {"number": number}))
        dated.append((due, amount))
    if dated and agreement.down_payment and dated[0][1] == agreement.down_payment:
        dated = dated[1:]
    return rows_from(agreement, dated)


def answered(case: Case, agreement: Agreement, playbook: Playbook, *, total_said: bool = False) -> tuple[Point, ...]:
    """Return the points that the offer's own figures settle, in its form, with Chinese words to be confirmed.

    A point that was settled before keeps its words. By word only what was said is settled: the debt of the day is
    the app's figure, and a sum counts where it was typed (`total_said`).
    """
    words = figures_in_words(case, agreement)
    if agreement.form is Form.ORAL:
        words.pop("balance", None)
        if not total_said:
            words.pop("total", None)
    given = {point.id for point in agreement.points}
    found = [
        Point(id=info.id, words=words[info.settled_by], form=agreement.form)
        for info in playbook.points
        if info.id not in given and words.get(info.settled_by)
    ]
    return (*agreement.points, *found)


def figures_in_words(case: Case, agreement: Agreement) -> dict[str, str]:
    """Return what the figures of an offer say, in Chinese, by what each answers (``rows``, ``total`` …)."""
    rows = [row for row in agreement.rows if row.number]
    found: dict[str, str] = {}
    if agreement.balance is not None:
        found["balance"] = f"{agreement.on} 欠 {plain(agreement.balance)} 元"
    if agreement.waived:
        found["waived"] = f"减免 {plain(agreement.waived)} 元"
    if agreement.down_payment:
        found["down_payment"] = f"首期款 {plain(agreement.down_payment)} 元"
    if rows:
        amounts = {row.total for row in rows}
        each = f"每期 {plain(rows[0].total)} 元" if len(amounts) == 1 else f"第一期 {plain(rows[0].total)} 元"
        found["rows"] = f"{len(rows)} 期，{each}，第一期 {rows[0].due}，最后一期 {rows[-1].due}"
    if agreement.total is not None:
        found["total"] = f"合计 {plain(agreement.total)} 元"
    if agreement.form is Form.WRITTEN:
        if case.lender:
            found["lender"] = case.lender + (f"，合同号 {case.contract_no}" if case.contract_no else "")
        if agreement.evidence:
            found["evidence"] = agreement.evidence
    return found


def known_words(case: Case, info: AgreementPoint) -> str:
    """Return what the case itself records of a point, in Chinese; that it was settled where it records nothing."""
    agreement = case.agreement
    found = figures_in_words(case, replace(agreement, form=Form.WRITTEN)) if agreement is not None else {}
    return found.get(info.settled_by) or SETTLED


SETTLED = "说定了"
"""The words of a point that was only marked."""

STATED = "已写明"
"""The words of a point that was marked as stated in writing."""


def all_written(case: Case, playbook: Playbook, evidence: str) -> Agreement:
    """Return the agreement with every point that must be there in writing, and with what shows it.

    Points that were settled by word are in writing too; words that were typed stay. Raises `WrongValue`.
    """
    agreement = case.agreement
    if agreement is None:
        raise WrongValue("there is no offer or agreement yet")
    before = {point.id: point for point in agreement.points}
    shown = replace(agreement, form=Form.WRITTEN, evidence=evidence or agreement.evidence)
    known = figures_in_words(case, shown)
    points = []
    for info in playbook.points_for(case):
        point = before.get(info.id)
        if point is None and not info.must:
            continue
        words = point.words if point is not None and point.words not in BARE else known.get(info.settled_by) or STATED
        points.append(Point(id=info.id, words=words, form=Form.WRITTEN))
    kept = [point for point in agreement.points if point.id not in {one.id for one in points}]
    return replace(shown, points=(*kept, *points))


_OWN = (
    (r"(?P<on>[\d-]+) 欠 (?P<balance>[\d.]+) 元", N_("{balance} owed on {on}")),
    (r"减免 (?P<waived>[\d.]+) 元", N_("{waived} waived")),
    (r"首期款 (?P<amount>[\d.]+) 元", N_("first payment {amount}")),
    (r"合计 (?P<total>[\d.]+) 元", N_("{total} in all")),
    (
        r"(?P<count>\d+) 期，每期 (?P<each>[\d.]+) 元，第一期 (?P<first>[\d-]+)，最后一期 (?P<last>[\d-]+)",
        N_("{count} instalments of {each}, first on {first}, last on {last}"),
    ),
    (
        r"(?P<count>\d+) 期，第一期 (?P<each>[\d.]+) 元，第一期 (?P<first>[\d-]+)，最后一期 (?P<last>[\d-]+)",
        N_("{count} instalments, the first {each} on {first}, the last on {last}"),
    ),
    (r"(?P<name>.+)，合同号 (?P<number>.+)", N_("{name}, contract number {number}")),
    (r"说定了|settled", N_("settled")),
    (r"已写明", N_("stated in writing")),
)


def own_words(words: str) -> Said | None:
    """Return words of a point that the program wrote itself as a sentence; None for what a person wrote."""
    import re

    for pattern, text in _OWN:
        found = re.fullmatch(pattern, words)
        if found is not None:
            values: dict[str, Value] = {
                name: parse_amount(value) if name in MONEY else value for name, value in found.groupdict().items()
            }
            return Said(text, values)
    return None


def judged(case: Case, playbook: Playbook, today: date, means: Means) -> Option | None:
    """Return what the offer, or the agreement in force, comes to: total, yearly cost, affordable or not and why."""
    agreement = case.agreement
    if agreement is None or agreement.state is AgreementState.DECLINED:
        return None
    if agreement.state is AgreementState.OFFERED:
        return offered(case, playbook, today, means)
    as_offer = replace(agreement, state=AgreementState.OFFERED, rows=rows_of(case))
    return offered(replace(case, agreement=as_offer, instalments=()), playbook, today, means)


def yearly(option: Option) -> Annual | None:
    """Return the yearly cost of an option's plan in its three forms; None where it has none."""
    if option.plan is None:
        return None
    try:
        return annual_cost(option.plan)
    except NoRate:
        return None
