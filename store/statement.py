"""What a person says or sends: the text for a case as it stands, in Chinese, with an English gloss where asked."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.case import Case, Reason
from model.money import half_up
from model.playbook import Playbook
from model.purpose import ONE_FORM, Purpose, Row, Way, not_owed, purpose
from model.road import stage, view
from model.said import Said
from model.statement import facts, month_of
from model.statement_facts import NAMES, Month, StatementFacts, lacking

if TYPE_CHECKING:
    from store.templating import Templates


@dataclass(frozen=True)
class Statement:
    """A text: its `pieces` (a chat has several, each to be sent alone), the facts it did without, its English gloss."""

    purpose: Purpose
    way: Way
    pieces: tuple[str, ...]
    missing: tuple[Said, ...]
    gloss: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n\n".join(self.pieces)


def statement(
    case: Case,
    playbook: Playbook,
    way: Way,
    today: date,
    *,
    about: Purpose | None = None,
    rows: Sequence[Row] | None = None,
    month: Month | None = None,
    cases: Iterable[Case] = (),
    gloss: bool = False,
    folder: Path | None = None,
    masked_id: bool = True,
) -> Statement:
    """Return the text for `case` on `today` in the form `way`.

    `about` is what it is for (by default what the stage asks for), `rows` the states of the plan in force, `month`
    the person's budget (by default that of their `cases`), `folder` the config folder with templates of the user's
    own. Raises `WrongTemplate`.
    """
    seen = view(case, playbook, today)
    rows = seen.rows if rows is None else rows
    month = month_of(case, cases, today) if month is None else month
    if about is None:
        about = purpose(case, stage(seen), rows, today, month)
    pieces, missed, own = _pieces(
        facts(case, playbook, today, rows=rows, month=month, masked_id=masked_id), case, about, way, "zh", folder
    )
    told: tuple[str, ...] = ()
    if gloss:
        english = facts(case, playbook, today, rows=rows, month=month, language="en", masked_id=masked_id)
        told, _, own_gloss = _pieces(english, case, about, way, "en", folder)
        told = told if own_gloss or not own else ()
    if Reason.NO_MONEY not in case.reasons:
        missed = [name for name in missed if name != "hardship_since"]
    return Statement(about, way, pieces, lacking(missed), told)


def template_name(about: Purpose, way: Way) -> str:
    """Return the file name of the template for a purpose and a form."""
    return f"{about.value}.txt" if about in ONE_FORM else f"{about.value}.{way.value}.txt"


def _pieces(
    known: StatementFacts, case: Case, about: Purpose, way: Way, language: str, folder: Path | None
) -> tuple[tuple[str, ...], list[str], bool]:
    templates = _templates(way, language, known.today, folder)
    context = known.known()
    missed = ["product"] if known.product is None and about not in (Purpose.COURT, Purpose.RELATIVE) else []
    context["loan"] = known.product or ("这笔借款" if language == "zh" else "this loan")
    context |= _addressee(about, known)
    context["disputed"] = not_owed(case)
    asked: list[str] = []
    for name in ("request", "second-request"):
        words, lacked = templates.text(f"{name}.txt", context)
        if words:
            context[name.replace("-", "_")] = words
            asked += lacked
    if "request" in context and _asked_anew(case):
        context["anew"] = True
    name = template_name(about, way)
    text, lacked = templates.text(name, context)
    missed += lacked
    if str(context.get("request", "\n")) in text:
        missed += asked
    alone = way is Way.CHAT and about not in ONE_FORM
    pieces = tuple(piece for piece in text.split("\n\n") if piece) if alone else (text,)
    return pieces, missed, name in templates.own


@lru_cache(maxsize=12)
def _templates(way: Way, language: str, today: date, folder: Path | None) -> "Templates":
    from store.templating import Templates

    filters = {**_FILTERS, **_ways(way, language, today)}
    return Templates(language, NAMES | {"loan", "anew", "disputed"}, filters, folder)


def _addressee(about: Purpose, known: StatementFacts) -> dict[str, object]:
    """Return the lender a letter goes to, where it is not the one of the case."""
    if about is Purpose.NEW_CREDITOR and known.creditor:
        return {"lender": known.creditor}
    if about is Purpose.VERIFY_TRANSFER and known.old_lender:
        return {"lender": known.old_lender}
    return {}


def _asked_anew(case: Case) -> bool:
    """Return whether a request was chosen after the agreement was made."""
    request, agreement = case.request, case.agreement
    return request is not None and (agreement is None or request.chosen_on > (agreement.agreed_on or agreement.on))


def _day(today: date, language: str) -> Callable[[date], str]:
    def day(on: date) -> str:
        if language == "en":
            return on.isoformat()
        return f"{on.month}月{on.day}日" if on.year == today.year else f"{on.year}年{on.month}月{on.day}日"

    return day


def _full(language: str) -> Callable[[date], str]:
    def full(on: date) -> str:
        return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else on.isoformat()

    return full


def _ways(way: Way, language: str, today: date) -> dict[str, Callable[..., Any]]:
    """Return the filters that depend on the form and the language."""
    chinese, spoken = language == "zh", way is Way.PHONE
    full = _full(language)
    day = full if way is Way.LETTER else _day(today, language)

    def yuan(fen: int) -> str:
        return whole(fen) if spoken else exact(fen)

    def precise(fen: int) -> str:
        return exact(fen).replace(",", "").rstrip("0").rstrip(".") if spoken and fen % 100 else yuan(fen)

    def least(fen: int, asked: int = 0) -> str:
        return precise(fen) if fen == asked or not spoken else whole(fen, down=True)

    def within(on: date, other: date) -> str:
        return f"{on.month}月{on.day}日" if chinese and on.year == other.year else day(on)

    def when(on: date) -> str:
        return ("今天" if chinese else "today") if on == today else (day(on) if chinese else f"on {day(on)}")

    def listed(words: Iterable[str]) -> str:
        return ("、" if chinese else ", ").join(words)

    def shown_parts(parts: Iterable[tuple[str, int]]) -> str:
        if chinese:
            return "、".join(f"{_PARTS[name]}{yuan(amount)}元" for name, amount in parts)
        return ", ".join(f"{_ENGLISH_PARTS[name]} ¥{yuan(amount)}" for name, amount in parts)

    def monthday(on: date) -> str:
        return f"{on.day}{'日' if way is Way.LETTER else '号'}"

    def month(on: date) -> str:
        return f"{on.year}年{on.month}月" if chinese else f"{on:%Y-%m}"

    return {
        "day": day,
        "fullday": full,
        "month": month,
        "monthday": monthday,
        "when": when,
        "yuan": yuan,
        "least": least,
        "precise": precise,
        "within": within,
        "staff": _staff if chinese else str,
        "listed": listed,
        "parts": shown_parts,
    }


_PARTS = {"principal": "本金", "interest": "利息", "penalty": "罚息", "fee": "手续费", "enforcement": "追款费用"}
_ENGLISH_PARTS = {
    "principal": "principal",
    "interest": "interest",
    "penalty": "penalty interest",
    "fee": "fees",
    "enforcement": "cost of enforcing the claim",
}


def whole(fen: int, *, down: bool = False) -> str:
    """Return fen as whole yuan, as it is spoken; a promised sum is rounded down. Under one yuan: exactly."""
    if abs(fen) < 100:
        return exact(fen)
    from decimal import Decimal

    return str(fen // 100 if down else half_up(Decimal(fen) / 100))


def exact(fen: int) -> str:
    """Return fen as it is written in a text: ``18,642.37``, ``1,612``."""
    text = f"{fen // 100:,}.{fen % 100:02d}"
    return text.removesuffix(".00")


def _numbered(points: Iterable[str]) -> list[str]:
    return [f"{number}. {point}" for number, point in enumerate(points, 1)]


def _formal(points: Iterable[str]) -> list[str]:
    """Return questions as a letter asks them: of 本人, not of 我."""
    asked = (point.replace("告诉我工号", "写明经办人员的工号").replace("告诉我", "告知本人") for point in points)
    return [point.replace("我本人", "本人").replace("我", "本人") for point in asked]


def _staff(agent: str) -> str:
    """Return who promised something, as customer service's own member of staff: ``工号8812的客服``."""
    number = re.fullmatch(r"(?:工号|客服|坐席|编号)*[\s:：]*([0-9A-Za-z-]+)(?:号|号客服)?", agent)
    if number is not None and any(sign.isdigit() for sign in number[1]):
        return f"工号{number[1]}的客服"
    return agent if "客服" in agent else f"客服{agent}"


def _bare(text: str) -> str:
    return text.replace("\x00", "").strip(" ，；、,;")


_FILTERS: dict[str, Callable[..., Any]] = {
    "dom": lambda on: on.day,
    "numbered": _numbered,
    "formal": _formal,
    "first_few": lambda items, count: items[:count],
    "bare": _bare,
    "lead": _bare,
}
