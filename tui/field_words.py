"""The fields of a case in words, for the timeline: what changed, before and after."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import UNSET

from model.diff import Op
from model.playbook import Playbook
from model.said import N_
from model.text import masked, shown
from tui.cells import cut
from tui.say import _, day, language, listed, money, term
from tui.words import WORDS

FIELDS: dict[str, str] = {
    "title": N_("title of the case"),
    "product": N_("product"),
    "lender": N_("lender"),
    "contract_no": N_("contract no."),
    "person": N_("person"),
    "name": N_("name"),
    "phone": N_("phone"),
    "id_number": N_("ID number"),
    "call_hours": N_("hours to call"),
    "adviser": N_("adviser"),
    "reasons": N_("reasons"),
    "hardship": N_("what happened"),
    "words": N_("own words"),
    "since": N_("since"),
    "income_before": N_("income before"),
    "income_plan": N_("income to come"),
    "guardian_needed": N_("under 18"),
    "student": N_("student"),
    "terms": N_("rates and rules"),
    "rate": N_("rate"),
    "period": N_("period"),
    "day_count": N_("days a year"),
    "multiplier": N_("times overdue"),
    "grace_days": N_("grace days"),
    "rounding": N_("rounding"),
    "compounding": N_("compounding"),
    "base": N_("charged on"),
    "allocation": N_("order of application"),
    "priority": N_("priority"),
    "offer": N_("offer a month"),
    "loans": N_("loan"),
    "label": N_("name"),
    "borrowed_on": N_("borrowed on"),
    "borrowed": N_("borrowed"),
    "snapshots": N_("what the app shows"),
    "total": N_("total"),
    "principal": N_("principal"),
    "interest": N_("interest"),
    "penalty": N_("penalty interest"),
    "fee": N_("fees"),
    "enforcement": N_("cost of enforcing the claim"),
    "due": N_("due date"),
    "overdue_days": N_("days overdue"),
    "steps": N_("step"),
    "materials": N_("paper"),
    "state": N_("state"),
    "place": N_("where it is"),
    "where": N_("file or place"),
    "issued": N_("issued"),
    "valid_until": N_("valid until"),
    "submitted_to": N_("handed to"),
    "submitted_on": N_("handed in on"),
    "contacts": N_("contact"),
    "at": N_("time"),
    "on": N_("day"),
    "channel": N_("through"),
    "kind": N_("kind"),
    "outcome": N_("outcome"),
    "number": N_("number"),
    "agent": N_("who"),
    "asked": N_("asked"),
    "said": N_("what was said"),
    "promised": N_("promised"),
    "promised_by": N_("by when"),
    "connected": N_("connected"),
    "disclosed": N_("told others"),
    "evidence": N_("evidence"),
    "who": N_("logged by"),
    "requests": N_("request"),
    "chosen_on": N_("chosen on"),
    "filed_on": N_("filed on"),
    "method": N_("method"),
    "count": N_("count"),
    "each": N_("each"),
    "first_due": N_("first due"),
    "new_due": N_("new due date"),
    "component": N_("part"),
    "amount": N_("amount"),
    "agreement": N_("agreement"),
    "past_agreements": N_("earlier agreement"),
    "form": N_("form"),
    "balance": N_("balance"),
    "waived": N_("waived"),
    "down_payment": N_("first payment"),
    "agreed_on": N_("agreed on"),
    "ended_on": N_("ended on"),
    "answer_by": N_("answer by"),
    "points": N_("point"),
    "rows": N_("instalment"),
    "instalments": N_("instalment"),
    "payments": N_("payment"),
    "designation": N_("paid on"),
    "budget": N_("budget"),
    "stamp": N_("last changed"),
    "incomes": N_("income"),
    "expenses": N_("living cost"),
    "other_dues": N_("other due"),
    "deductions": N_("automatic deduction"),
    "account": N_("account"),
    "reserve": N_("reserve"),
    "reserve_share": N_("share for the reserve"),
    "cash": N_("cash at hand"),
    "cash_on": N_("as of"),
    "day": N_("day of the month"),
    "court": N_("court"),
    "received_on": N_("received"),
    "verified": N_("verified"),
    "case_no": N_("case no."),
    "hearing_on": N_("hearing"),
    "deadline": N_("last day"),
    "answered_on": N_("answered"),
    "closed_on": N_("closed"),
    "complaints": N_("complaint"),
    "level": N_("where"),
    "about": N_("about"),
    "answer": N_("answer"),
    "transfers": N_("debt sold"),
    "noticed_on": N_("told on"),
    "creditor": N_("new creditor"),
    "verified_on": N_("verified on"),
    "sent": N_("text as sent"),
    "text": N_("text"),
    "credit_checks": N_("credit report"),
    "found": N_("what it says"),
    "correct": N_("is it right"),
    "note": N_("note"),
    "opened_on": N_("opened on"),
    "loan": N_("loan"),
    "playbook": N_("playbook"),
}
"""The word for each field of a case."""

LONGEST = 60
"""Cells of a value in a sentence."""

_HIDDEN = {"id", "sha256", "size", "source", "stamp", "serial", "playbook"}
_PRIVATE = {"id_number", "phone"}
_MONEY = {"amount", "total", "principal", "interest", "penalty", "fee", "enforcement", "each", "reserve", "cash"}
_MONEY |= {"balance", "waived", "down_payment", "borrowed", "offer", "income_before"}
_TERMS = {
    "product": "product",
    "reasons": "reason",
    "place": "place",
    "outcome": "outcome",
    "component": "component",
    "allocation": "component",
    "form": "form",
    "method": "method",
    "base": "base",
}
_KINDS = {
    "contacts": "contact_kind",
    "requests": "request",
    "agreement": "request",
    "past_agreements": "request",
    "payments": "payment",
    "court": "court",
}
_STATES = {"materials": "material", "steps": "step", "agreement": "agreement", "past_agreements": "agreement"}


TEXTS = {"note", "said", "promised", "words", "about", "answer", "found", "hardship", "disclosed"}
"""Fields that hold what somebody wrote."""
VAGUE = {
    "Changed the facts of the case",
    "Changed the terms of the agreement",
    "Changed the instalments",
    "Changed the budget",
    "Changed an entry: {what}",
    "Changed: {fields}",
}
"""Sentences of the timeline that do not say what it was that changed."""


def text_in(op: Op) -> list[str]:
    """Return what somebody wrote newly with this change."""
    values = op.after if isinstance(op.after, Mapping) else {op.path[-1]: op.after}
    return [shown(value) for name, value in values.items() if name in TEXTS and isinstance(value, str) and value]


def written_only(op: Op) -> bool:
    """Tell whether a change is of what somebody wrote, and of nothing else."""
    if isinstance(op.after, Mapping):
        return op.before is UNSET and op.after.keys() <= TEXTS | {"id"}
    return op.path[-1] in TEXTS


def word(key: str) -> str:
    """Return the word for a field."""
    return _(FIELDS[key]) if key in FIELDS else key


_RECORD = re.compile(r"[a-z]\d+")


def path_words(path: str) -> str:
    """Return the fields on a path such as ``payments[0].on`` or ``contacts/c3/note`` in words; several are listed."""
    if ", " in path:
        return listed(path_words(part) for part in path.split(", "))
    words = []
    for part in re.split(r"[/.]", path):
        name, _bracket, index = part.partition("[")
        number = f" {int(index[:-1]) + 1}" if index[:-1].isdecimal() else ""
        if name in FIELDS or not _RECORD.fullmatch(name):
            words.append(word(name) + number)
    return " / ".join(words)


class Told:
    """Tells the fields of one change in words."""

    def __init__(self, playbook: Playbook, today: date) -> None:
        self.playbook, self.today = playbook, today

    def lines(self, op: Op) -> list[tuple[str, str, str]]:
        """Return what an operation changed: field, before, after, each field of a record a line of its own."""
        if not op.path:
            return []
        top = op.path[0]
        where = " / ".join(self._step(top, key) for key in op.path if key not in _HIDDEN and not _RECORD.fullmatch(key))
        before, after = self._plain(op.before), self._plain(op.after)
        if isinstance(before, Mapping) or isinstance(after, Mapping):
            old = before if isinstance(before, Mapping) else {}
            new = after if isinstance(after, Mapping) else {}
            keys = [key for key in (*old, *(key for key in new if key not in old)) if key not in _HIDDEN]
            found = [
                (f"{word(top)}: {word(key)}", self.value(top, key, old.get(key)), self.value(top, key, new.get(key)))
                for key in keys
                if old.get(key) != new.get(key)
            ]
            return found or [(word(top), "-" if not old else "...", "-" if not new else "...")]
        key = op.path[-1] if op.path[-1] not in _HIDDEN else top
        if op.path[-1] in _HIDDEN:
            return []
        return [(where, self.value(top, key, before), self.value(top, key, after))]

    def _step(self, top: str, key: str) -> str:
        if key in FIELDS:
            return word(key)
        part = self.playbook.step(key) if top == "steps" else self.playbook.material(key)
        title = getattr(part, "title", None) or getattr(part, "name", None)
        return str(title.in_(language())) if title is not None else shown(key)

    def _plain(self, value: Any) -> Any:
        return None if value is UNSET else value

    def value(self, top: str, key: str, value: Any) -> str:
        """Return a value in words; numbers of persons masked."""
        if value is None or value == "" or value == [] or value == {}:
            return "-"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list | tuple):
            return "; ".join(self.value(top, key, item) for item in value)
        if isinstance(value, Mapping):
            parts = [
                f"{word(name)} {self.value(top, name, item)}" for name, item in value.items() if name not in _HIDDEN
            ]
            return listed(parts)
        if isinstance(value, int) and key in _MONEY:
            return money(value)
        text = str(value)
        if key in _PRIVATE:
            return masked(text)
        return self._text(top, key, text)

    def _text(self, top: str, key: str, text: str) -> str:
        kind = _TERMS.get(key) or (_KINDS.get(top) if key == "kind" else _STATES.get(top) if key == "state" else None)
        if kind is not None and (kind, text) in WORDS:
            return term(kind, text)
        part: Any = None
        if key == "channel":
            part = self.playbook.channel(text)
        elif key == "kind" and top == "materials":
            part = self.playbook.material(text)
        elif key == "level":
            part = self.playbook.rung(text)
        elif key == "kind" and top == "hardship":
            part = self.playbook.hardship(text)
        if part is not None:
            return str(part.name.in_(language()))
        try:
            return day(date.fromisoformat(text), self.today) if len(text) == 10 and text[4] == "-" else shown(text)
        except ValueError:
            return shown(text)

    def whole(self, path: tuple[str, ...], first: Any, second: Any) -> list[tuple[str, str, str]]:
        """Return two values of a field, and the field's name, in full; a text of several lines keeps them."""
        told = self.lines(Op(path, first, second)) or [(path_words(path[0]), "-", "-")]
        if len(told) > 1 or "note" not in path[-1:] + path[:1]:
            return told
        where, theirs, ours = told[0]
        return [
            (where, first if isinstance(first, str) and first else theirs, second if isinstance(second, str) else ours)
        ]

    def both(self, path: tuple[str, ...], first: Any, second: Any) -> list[tuple[str, str, str]]:
        """Return two values of a field, and the field's name, each cut to a line."""
        return [
            (where, cut(before, LONGEST), cut(after, LONGEST))
            for where, before, after in self.lines(Op(path, first, second))
        ]

    def conflict(self, path: tuple[str, ...], then: Any, now: Any) -> str:
        """Say why a change cannot be taken back: what it had left in a field, and what stands there now."""
        text = _("“{field}” was changed again since. Then: {then}. Now: {now}. Nothing was changed.")
        for where, before, after in self.both(path, then, now):
            return text.format(field=where, then=before, now=after)
        return ""
