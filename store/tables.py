"""Tables for Excel, WPS and LibreOffice: one rectangle with a header, UTF-8 with its mark, lines ended by CRLF.

A text that a spreadsheet would take for a formula gets an apostrophe before it; amounts are plain decimals in yuan,
days ISO, so that both are numbers and dates there.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from model.allocation import plan_state
from model.case import Case
from model.money import plain
from model.said import N_, Said
from model.text import shown

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


_CHANGED = re.compile(r"0\d+|\d{12,}|\d+[eE]\d+", re.ASCII)


class Table(StrEnum):
    """The tables there are."""

    INSTALMENTS = "instalments"
    PAYMENTS = "payments"
    CONTACTS = "contacts"


def safe_text(text: str) -> str:
    """Return a text on one line that no spreadsheet runs as a formula, wherever in a cell it looks for one.

    Digits that it would change as a number stay a text too: a leading zero, a long number, ``12e5``.
    """
    text = shown(text).strip()
    return f"'{text}" if text.startswith(_FORMULA) or _CHANGED.fullmatch(text) else text


Words = Callable[[Said], str]
_LANGUAGE = Said(N_("en"))
_Row = Sequence[str]

HEADERS: dict[Table, tuple[str, ...]] = {
    Table.INSTALMENTS: (
        N_("case id"),
        N_("title"),
        N_("number"),
        N_("due day"),
        N_("principal"),
        N_("interest"),
        N_("fee"),
        N_("total"),
        N_("paid"),
        N_("still due"),
        N_("state"),
    ),
    Table.PAYMENTS: (
        N_("case id"),
        N_("title"),
        N_("payment id"),
        N_("day"),
        N_("amount"),
        N_("kind"),
        N_("meant for"),
        N_("note"),
    ),
    Table.CONTACTS: (
        N_("case id"),
        N_("title"),
        N_("contact id"),
        N_("day"),
        N_("time"),
        N_("channel"),
        N_("kind"),
        N_("outcome"),
        N_("number called"),
        N_("agent"),
        N_("asked"),
        N_("answer"),
        N_("promised"),
        N_("promised by"),
        N_("connected"),
        N_("told to others"),
        N_("evidence"),
        N_("logged by"),
    ),
}
"""The header of each table, as msgids."""


def table_bytes(table: Table, cases: Sequence[Case], today: date, words: Words) -> bytes:
    """Return a table of `cases` as the bytes of a CSV file; `words` says headers and states in the language wanted.

    Amounts that came back are negative. The first columns name the case.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([words(Said(title)) for title in HEADERS[table]])
    rows = {Table.INSTALMENTS: _instalments, Table.PAYMENTS: _payments, Table.CONTACTS: _contacts}[table]
    for case in cases:
        for row in rows(case, today, words):
            writer.writerow([safe_text(case.id), safe_text(case.title), *row])
    return text.getvalue().encode("utf-8-sig")


def _instalments(case: Case, today: date, words: Words) -> Iterator[_Row]:
    for row in plan_state(case, today):
        instalment = row.instalment
        yield (
            str(instalment.number),
            instalment.due.isoformat(),
            plain(instalment.principal),
            plain(instalment.interest),
            plain(instalment.fee),
            plain(instalment.total),
            plain(row.paid),
            plain(row.left),
            words(Said("{state}", {"state": row.state.value})),
        )


def _payments(case: Case, today: date, words: Words) -> Iterator[_Row]:
    for payment in sorted(case.payments, key=lambda payment: payment.on):
        sign = -1 if payment.kind == "refund" else 1
        yield (
            payment.id,
            payment.on.isoformat(),
            plain(sign * payment.amount),
            words(Said("{kind}", {"kind": payment.kind.value})),
            safe_text(payment.designation),
            safe_text(payment.note),
        )


def _channel(case: Case, channel: str, words: Words) -> str:
    """Return a channel by its name in the playbook, in the language of `words`; unknown ones as they were typed."""
    from store.errors import StoreError
    from store.playbooks import load

    try:
        info = load(case.playbook).channel(channel)
    except StoreError:
        return channel
    return channel if info is None else info.name.in_(words(_LANGUAGE))


def _contacts(case: Case, today: date, words: Words) -> Iterator[_Row]:
    for contact in sorted(case.contacts, key=lambda contact: (contact.on, contact.at)):
        yield (
            contact.id,
            contact.on.isoformat(),
            safe_text(contact.at),
            safe_text(_channel(case, contact.channel, words)),
            words(Said("{kind}", {"kind": contact.kind.value})),
            words(Said("{outcome}", {"outcome": contact.outcome.value})),
            safe_text(contact.number),
            safe_text(contact.agent),
            safe_text(contact.asked),
            safe_text(contact.said),
            safe_text(contact.promised),
            contact.promised_by.isoformat() if contact.promised_by else "",
            words(Said(N_("yes"))) if contact.connected else words(Said(N_("no"))),
            safe_text(contact.disclosed),
            safe_text(contact.evidence),
            safe_text(contact.who),
        )
