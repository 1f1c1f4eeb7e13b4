"""`huanqing compare`: the ways out side by side, of a case or from figures alone."""

import re
from datetime import date, timedelta
from decimal import Decimal

import click

from model.budget import Means, Safe, budget_of, means_of, safe_today
from model.case import Agreement, Case, Product, Snapshot, Terms
from model.days import month_step
from model.money import WrongAmount, parse_amount, percent, plain
from model.options import Option, Options, Wishes, options
from model.period import WrongSchedule
from model.playbook import Playbook
from model.said import N_, Said
from model.schedule import equal_offer
from tui.say import _, money, say
from tui.verbs.common import AMOUNT, AMOUNT_OR_ZERO, DAY, RATE, Session, common_options, fail, put, session_of
from tui.verbs.figures import OneOf, Times, Whole, ask_about, six, table
from tui.way_words import a_month

_OFFER = re.compile(r"(\d{1,3})\s*[x×*]\s*(\S+)", re.ASCII)


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("The ways out side by side: of a case, or from figures alone (--total)."))
    @click.option("--case", "words", metavar="CASE", help=_("one case: its id or part of its title"))
    @click.option("--total", type=AMOUNT, help=_("what the app shows, where there is no case"))
    @click.option("--principal", type=AMOUNT, help=_("how much of it is principal"))
    @click.option("--overdue-days", type=Whole(0, 40_000), help=_("days overdue"))
    @click.option("--product", type=OneOf(tuple(Product)), default="unknown", help=_("kind of loan"))
    @click.option("--daily-rate", type=RATE, help=_("rate a day: 0.05% or 0.0005"))
    @click.option("--multiplier", type=Times(), help=_("raises the rate: 1.5"))
    @click.option("--ceiling", type=AMOUNT_OR_ZERO, help=_("what the month can carry"))
    @click.option("--cash", type=AMOUNT_OR_ZERO, help=_("what is safe to pay today"))
    @click.option("--offer", metavar="12x1612.00", help=_("an offer: number and amount of its instalments"))
    @click.option("--first-due", type=DAY, help=_("first day of an offer or a new plan; a month from today"))
    @click.option("--idle-months", type=Whole(1, 120), default="3", help=_("months of doing nothing to compare with"))
    @click.option("--extension-months", type=Whole(1, 120), default="3", help=_("months of an extension"))
    @click.option("--counts", default="12,24", metavar="12,24", help=_("numbers of instalments to compare"))
    @common_options
    @click.pass_context
    def compare(ctx: click.Context, /, **given: object) -> None:
        session = session_of(ctx)
        wishes = Wishes(
            extension_months=int(str(given["extension_months"])),
            idle_months=int(str(given["idle_months"])),
            counts=_counts(str(given["counts"])),
            first_due=_later(given["first_due"], session.today),
        )
        if (given["words"] is None) == (given["total"] is None):
            fail(Said(N_("Give either --case, or --total for figures alone.")))
        if given["words"] is not None:
            case, playbook, means, safe = _of_case(session, str(given["words"]))
        else:
            case, playbook, means, safe = _of_figures(session, given, wishes)
        found = options(case, playbook, session.today, means, safe, wishes)
        if session.json:
            session.print_json(as_json(case, found, means, playbook, words=given["words"] is not None))
        else:
            _show(found, means, playbook)

    return compare


def _later(value: object, today: date) -> date | None:
    if not isinstance(value, date):
        return None
    if value < today:
        fail(Said(N_("The first due date {due} is before today."), {"due": value.isoformat()}))
    return value


def _counts(text: str) -> tuple[int, ...]:
    found = []
    for part in text.split(","):
        if not (part.isascii() and part.isdecimal() and 1 <= int(part[:4]) <= 600 and len(part) <= 3):
            fail(Said(N_("--counts: “{text}” is not numbers from 1 to 600 with commas."), {"text": text[:40]}))
        found.append(int(part))
    return tuple(dict.fromkeys(found))[:8]


def _of_case(session: Session, words: str) -> tuple[Case, Playbook, Means, Safe | None]:
    cases = session.book().cases()
    case = session.case(words, cases)
    means = means_of(case, cases, session.today)
    return case, session.playbook(case.playbook), means, safe_today(budget_of(case, cases), session.today)


def _of_figures(
    session: Session, given: dict[str, object], wishes: Wishes
) -> tuple[Case, Playbook, Means, Safe | None]:
    total, principal, days = given["total"], given["principal"], given["overdue_days"]
    rate, multiplier, ceiling, cash = given["daily_rate"], given["multiplier"], given["ceiling"], given["cash"]
    assert isinstance(total, int)
    if isinstance(principal, int) and principal > total:
        fail(Said(N_("The principal is more than the total.")))
    snapshot = Snapshot(
        id="s1",
        on=session.today,
        total=total,
        principal=principal if isinstance(principal, int) else None,
        overdue_days=days if isinstance(days, int) else None,
    )
    terms = Terms(
        rate=rate if isinstance(rate, Decimal) else None,
        period="day" if isinstance(rate, Decimal) else None,
        multiplier=multiplier if isinstance(multiplier, Decimal) else None,
    )
    if isinstance(rate, Decimal):
        ask_about(rate * (multiplier if isinstance(multiplier, Decimal) else 1) * 365)
    case = Case(
        id="figures",
        title="figures",
        opened_on=session.today - timedelta(days=snapshot.overdue_days or 0),
        product=Product(str(given["product"])),
        terms=terms,
        snapshots=(snapshot,),
        agreement=_agreement(given["offer"], total, session.today, wishes),
    )
    limit = ceiling if isinstance(ceiling, int) else 0
    means = Means(
        income=limit,
        essentials=0,
        other_dues=0,
        own_dues=0,
        left=limit,
        reserve=0,
        ceiling=limit,
        given=isinstance(ceiling, int),
    )
    safe = None
    if isinstance(cash, int):
        safe = Safe(amount=cash, cash=cash, essentials=0, until=session.today, said=Said(N_("as given")))
    return case, session.playbook(), means, safe


def _agreement(text: object, total: int, today: date, wishes: Wishes) -> Agreement | None:
    if text is None:
        return None
    match = _OFFER.fullmatch(str(text).strip())
    first = wishes.first_due or month_step(today, 1)
    try:
        if match is None:
            raise WrongAmount(str(text))
        plan = equal_offer(total, int(match[1]), parse_amount(match[2]), first, start=today)
    except WrongAmount:
        fail(Said(N_("“{text}” is not an offer such as 12x1612.00."), {"text": str(text)[:40]}))
    except WrongSchedule as error:
        fail(error.said)
    return Agreement(id="a2", on=today, balance=total, rows=plan.instalments())


def as_json(case: Case, found: Options, means: Means, playbook: Playbook, *, words: bool) -> dict[str, object]:
    """Return the table as exported."""
    debt = found.debt
    return {
        "case": case.id if words else None,
        "on": debt.on.isoformat(),
        "owed": plain(debt.total) if debt.known else None,
        "ceiling": plain(means.ceiling) if means.known else None,
        "order": say(found.ranked, playbook),
        "options": [_row_json(row, playbook) for row in found.rows],
        "reference": say(found.reference.said, playbook) if found.reference is not None else None,
    }


def _row_json(row: Option, playbook: Playbook) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind.value if row.kind is not None else "nothing",
        "text": say(row.said, playbook),
        "total": plain(row.total) if row.total_known else None,
        "more": plain(row.more) if row.total_known else None,
        "saved": plain(row.saved) if row.rate_known else None,
        "per_month": plain(row.per_month),
        "once": row.once,
        "stays_owed": plain(row.left),
        "last": row.last.isoformat(),
        "annual_cost": six(row.annual) if row.annual is not None else None,
        "share": six(row.share) if row.share is not None else None,
        "affordable": row.affordable,
        "why": say(row.why, playbook),
        "above_reference": row.above_line,
        "available": row.available,
        "note": say(row.note, playbook) if row.note is not None else None,
    }


def _show(found: Options, means: Means, playbook: Playbook) -> None:
    if not found.rows:
        put(_("Nothing to compare: nothing is owed, or nothing is noted yet of what is."))
        return
    head = [_("Way"), _("In all"), _("Saved"), _("A month"), _("Until"), _("A year"), _("Can I?")]
    rows = []
    for row in found.rows:
        can = {True: _("within reach"), False: _("too tight"), None: "-"}[row.affordable]
        if row.spares_nothing:
            can = "-"
        year = percent(row.annual, 1) if row.annual is not None else "-"
        text = say(row.said, playbook)
        total = money(row.total) if row.total_known else _("rate unknown")
        saved = money(row.saved) if row.rate_known else "-"
        rows.append([text, total, saved, a_month(row), row.last.isoformat(), year, can])
    table(head, rows)
    for row in found.rows:
        note = f" ({say(row.note, playbook)})" if row.note is not None else ""
        put(f"{say(row.said, playbook)}: {say(row.why, playbook)}{note}")
    put(say(found.ranked, playbook))
    if means.known:
        put(_("The month can carry {amount}.").format(amount=money(means.ceiling)))
    if found.reference is not None:
        put(say(found.reference.said, playbook))
        put(say(found.reference.fixed, playbook))
