"""`huanqing pay`: record a payment, and say how it was applied."""

from datetime import date

import click

from model.allocation import applied
from model.case import Payment
from model.edits import record_payment
from model.money import plain
from model.owed import owed
from model.text import clean_note
from tui.say import _, money, say
from tui.verbs.common import AMOUNT, DAY, common_options, fail, put, session_of


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Record that AMOUNT yuan were paid for CASE. It records, it does not pay."))
    @click.argument("case", metavar="CASE")
    @click.argument("amount", type=AMOUNT)
    @click.option("--on", type=DAY, help=_("the day it was paid; today if not given"))
    @click.option("--note", default="", help=_("a note"))
    @common_options
    @click.pass_context
    def pay(ctx: click.Context, case: str, amount: int, on: date | None, note: str) -> None:
        from store.errors import StoreError

        session = session_of(ctx)
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
        if session.json:
            session.print_json(
                {
                    "case": after.id,
                    "payment": {
                        "id": recorded.id,
                        "on": recorded.on.isoformat(),
                        "amount": plain(amount),
                        "note": recorded.note,
                    },
                    "applied": [{"to": say(part.said, playbook), "amount": plain(part.amount)} for part in parts],
                    "owed": plain(left.total) if left.known else None,
                    "credit": plain(left.credit),
                }
            )
            return
        put(
            _("Recorded: {amount} on {on} for {title}.").format(amount=money(amount), on=recorded.on, title=after.title)
        )
        for part in parts:
            put(f"  {say(part.said, playbook)}: {money(part.amount)}")
        if left.credit:
            put(_("Paid {amount} more than is owed: it stands as credit.").format(amount=money(left.credit)))
        elif left.known:
            put(_("Still owed: {amount}").format(amount=money(left.total)))

    return pay
