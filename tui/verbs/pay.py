"""`huanqing pay`: record a payment, and say how it was applied."""

from datetime import date

import click

from model.allocation import Share, applied, estimated
from model.case import Case, Payment
from model.edits import record_payment
from model.money import plain
from model.owed import Owed, owed
from model.playbook import Playbook
from model.said import N_, Said
from model.text import clean_note
from tui.say import _, language, money, say
from tui.session import Unwritable
from tui.verbs.common import AMOUNT, DAY, Session, common_options, fail, put, session_of

RECORDED = N_(
    "The payment is recorded; do not record it again. "
    "Only the answer could not be written to standard output: {reason}."
)
"""Said where the payment is in the file and the answer could not be told."""


class Pay(click.Command):
    """A command whose amount may be mistyped as a negative one: that is told as an amount, not as an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments."""
        before = args[: args.index("--")] if "--" in args else args
        for word in before:
            if word[:1] == "-" and word[1:2].isdecimal():
                text = N_("“{text}” is not an amount: what was paid has no sign. Money that came back: in the app.")
                fail(Said(text, {"text": word[:40]}))
        return super().parse_args(ctx, args)


def command() -> click.Command:
    """Make the command."""

    @click.command(cls=Pay, help=_("Record that AMOUNT yuan were paid for CASE. It records, it does not pay."))
    @click.argument("case", metavar="CASE")
    @click.argument("amount", type=AMOUNT)
    @click.option("--on", type=DAY, help=_("the day it was paid; today if not given"))
    @click.option("--note", default="", help=_("a note"))
    @common_options
    @click.pass_context
    def pay(ctx: click.Context, case: str, amount: int, on: date | None, note: str) -> None:
        from store.errors import StoreError

        session = session_of(ctx)
        if on is not None and on > session.today:
            fail(Said(N_("{on} is still to come: what is recorded here was paid already."), {"on": on.isoformat()}))
        book = session.book()
        found = session.case(case, book.cases())
        payment = Payment(id="", on=on or session.today, amount=amount, note=clean_note(note)[:10_000])
        try:
            after = book.update(found.id, record_payment.by(payment))
        except StoreError as error:
            fail(error.said, 1)
        playbook = session.playbook(found.playbook)
        recorded = after.payments[-1]
        parts = applied(after, playbook, recorded)
        left = owed(after, playbook, session.today)
        try:
            _tell(session, after, recorded, parts, left)
        except Unwritable as error:
            raise Unwritable(error.reason, RECORDED) from error

    return pay


def _tell(session: Session, case: Case, recorded: Payment, parts: tuple[Share, ...], left: Owed) -> None:
    playbook = session.playbook(case.playbook)
    if session.json:
        payment = {
            "id": recorded.id,
            "on": recorded.on.isoformat(),
            "amount": plain(recorded.amount),
            "note": recorded.note,
        }
        session.print_json(
            {
                "case": case.id,
                "payment": payment,
                "applied": [_part(part, playbook) for part in parts],
                "owed": plain(left.total) if left.known else None,
                "credit": plain(left.credit),
            }
        )
        return
    text = _("Recorded: {amount} on {on} for {title}.")
    put(text.format(amount=money(recorded.amount), on=recorded.on, title=case.title))
    if estimated(parts):
        put(_("Applied in this order by our estimate; the app's own figures decide:"))
    for part in parts:
        colon = "：" if language() == "zh" else ": "
        put(f"  {say(part.said, playbook)}{colon}{money(part.amount)}")
    if left.credit:
        more = _(
            "Paid {amount} more than is owed: it stands as credit. "
            "A slip of the keys is taken back by “huanqing undo”; money that was really paid too much, ask back."
        )
        put(more.format(amount=money(left.credit)))
    elif left.known:
        put(_("Still owed: {amount}").format(amount=money(left.total)))


def _part(part: Share, playbook: Playbook) -> dict[str, object]:
    return {
        "instalment": part.instalment,
        "component": part.component.value if part.component is not None else None,
        "loan": part.loan or None,
        "credit": part.credit,
        "to": say(part.said, playbook),
        "amount": plain(part.amount),
    }
