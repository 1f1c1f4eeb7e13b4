"""`huanqing import`: cases from an export of this program, or repayments from a bank, WeChat or Alipay bill."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from model.money import plain
from model.said import N_, Said
from model.text import shown
from tui.say import _, money, say, several
from tui.verbs.common import Session, common_options, fail, put, session_of

if TYPE_CHECKING:
    from model.bill_plan import BillPlan, PlanLine
    from model.case import Case
    from store.merging import Plan

MOST_LINES = 20
"""How many skipped rows are listed one by one; more are counted by their reason."""


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Take in cases from an export, or repayments from a bank, WeChat or Alipay bill (CSV)."))
    @click.argument("source", type=click.Path(path_type=Path), metavar="FILE")
    @click.option("--dry-run", is_flag=True, help=_("only say what would be done"))
    @click.option("--yes", is_flag=True, help=_("do it without asking"))
    @click.option("--case", "words", metavar="CASE", help=_("a bill: take every repayment of this debt"))
    @common_options
    @click.pass_context
    def import_(ctx: click.Context, source: Path, dry_run: bool, yes: bool, words: str | None) -> None:
        from store.bills import read_file
        from store.errors import StoreError

        session = session_of(ctx)
        try:
            data = read_file(source)
        except StoreError as error:
            fail(error.said)
        go = _Go(session, dry_run=dry_run, yes=yes)
        try:
            if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
                _cases(go, data, words)
            else:
                _bill(go, data, words)
        except StoreError as error:
            fail(error.said, 1)

    return import_


class _Go:
    """Whether to write: said beforehand, or asked once the plan is shown."""

    def __init__(self, session: Session, *, dry_run: bool, yes: bool) -> None:
        self.session, self.dry_run, self.yes = session, dry_run, yes

    def ahead(self, anything: bool) -> bool:
        """Return whether to do it; where there is nothing to do nobody is asked.

        Without a terminal to ask on this ends the command with exit 2.
        """
        if self.dry_run:
            return False
        if self.yes:
            return True
        if self.session.json or not sys.stdin.isatty():
            fail(
                Said(N_("Nothing was imported: there is no terminal to ask on. Add --dry-run to look, --yes to do it."))
            )
        if not anything:
            return False
        if click.confirm(_("Do it?"), default=False):
            return True
        put(_("Nothing was imported."))
        return False


# --- cases -------------------------------------------------------------------------------------------------------


def _cases(go: _Go, data: bytes, words: str | None) -> None:
    from store.cases_json import read
    from store.errors import WrongExport
    from store.merging import carry_out, plan

    session = go.session
    try:
        cases = read(data.removeprefix(b"\xef\xbb\xbf"))
    except WrongExport as error:
        fail(error.said)
    if words is not None:
        cases = [session.case(words, cases)]
    made = plan(session.book(), cases)
    if not session.json:
        _tell_cases(made)
    done = go.ahead(bool(made.added or made.changed))
    if done and (made.added or made.changed):
        book = session.book(create=True)
        made = plan(book, cases)
        carry_out(book, made)
        if not session.json:
            put(_("Imported. “huanqing undo” takes it back."))
    if session.json:
        session.print_json(
            {
                "done": done,
                "added": [{"id": case.id, "title": case.title} for case in made.added],
                "changed": [{"id": one.mine.id, "title": one.mine.title} for one in made.changed],
                "same": list(made.same),
                "forgotten": [case.id for case in made.forgotten],
                "choose_again": [{"title": title, "name": name} for title, name in made.unfiled],
            }
        )


def _tell_cases(made: "Plan") -> None:
    for case in made.added:
        put(_("New: {id}  {title}").format(id=case.id, title=case.title))
    for one in made.changed:
        put(
            _("Changes: {id}  {title}: {fields}").format(
                id=one.mine.id, title=one.mine.title, fields=", ".join(_fields(one.ops))
            )
        )
    for case in made.forgotten:
        put(_("{id} was forgotten and stays out.").format(id=shown(case.id)))
    for title, name in made.unfiled:
        text = _("{title}: choose the file of “{name}” again; an import brings no file of this machine in.")
        put(text.format(title=shown(title), name=shown(name)))
    if made.same:
        put(several("{count} case is the same already", "{count} cases are the same already", len(made.same)))
    if not made.added and not made.changed:
        put(_("Nothing would change."))


def _fields(ops: Any) -> list[str]:
    """Return the names of the fields that a merge touches, each once."""
    return list(dict.fromkeys(str(op.path[0]) for op in ops if op.path))


# --- a bill ------------------------------------------------------------------------------------------------------


def _bill(go: _Go, data: bytes, words: str | None) -> None:
    from model.bill_plan import plan_bill, record_bill
    from store.bills import NotABill, read_bill

    session = go.session
    try:
        bill = read_bill(data)
    except NotABill as error:
        fail(error.said)
    book = session.book()
    cases = book.cases()
    chosen = session.case(words, cases) if words is not None else None
    made = plan_bill(bill, cases, session.today, chosen)
    if not session.json:
        _tell_bill(made, {case.id: case for case in cases})
    done = go.ahead(bool(made.to_record))
    if done:
        for id, payments in made.payments().items():
            book.update(id, record_bill.by(payments, count=len(payments)))
        if made.to_record and not session.json:
            put(
                several("Recorded {count} payment.", "Recorded {count} payments.", len(made.to_record))
                + " "
                + _("“huanqing undo” takes it back.")
            )
    if session.json:
        session.print_json(_bill_json(made, done))


def _tell_bill(made: "BillPlan", cases: "dict[str, Case]") -> None:
    if made.to_record:
        put(several("{count} payment to record:", "{count} payments to record:", len(made.to_record)))
        for line in made.to_record:
            hint = f"  ({_('maybe recorded already: look before you go on')})" if line.maybe_there else ""
            put(f"  {line.row.on}  {_amount(line)}  {cases[line.case].title}  {say(line.said)}{hint}")
    else:
        put(_("No payment to record."))
    if made.there:
        put(several("{count} is recorded already:", "{count} are recorded already:", len(made.there)))
        for line in made.there:
            put(f"  {line.row.on}  {_amount(line)}  {cases[line.case].title}  {say(line.said)}")
    if made.skipped:
        put(several("{count} row left out:", "{count} rows left out:", len(made.skipped)))
        for text in _skipped(made):
            put(f"  {text}")
    for unread in made.unread:
        put("  " + _("line {line}: {why}").format(line=unread.line, why=say(unread.said)))


def _amount(line: "PlanLine") -> str:
    return ("-" if line.kind == "refund" else "") + money(line.amount)


def _skipped(made: "BillPlan") -> list[str]:
    """Return the rows left out with their reasons: one by one where they are few, else counted by reason."""
    if len(made.skipped) <= MOST_LINES:
        return [
            f"{line.row.on}  {money(line.row.amount)}  {line.row.party or line.row.texts}  {say(line.said)}"
            for line in made.skipped
        ]
    counted = Counter(say(line.said) for line in made.skipped)
    return [f"{count}  {reason}" for reason, count in counted.most_common()]


def _bill_json(made: "BillPlan", done: bool) -> dict[str, object]:
    def row(line: "PlanLine") -> dict[str, object]:
        return {
            "line": line.row.line,
            "on": line.row.on.isoformat(),
            "amount": plain(line.amount or line.row.amount),
            "kind": line.kind.value,
            "case": line.case or None,
            "instalment": line.instalment.number if line.instalment else None,
            "text": say(line.said),
            "maybe_there": line.maybe_there,
        }

    return {
        "done": done,
        "record": [row(line) for line in made.to_record],
        "already_recorded": [row(line) for line in made.there],
        "skipped": [row(line) for line in made.skipped],
        "unreadable": [{"line": unread.line, "text": say(unread.said)} for unread in made.unread],
    }
