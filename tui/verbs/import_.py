"""`huanqing import`: cases from an export of this program, or repayments from a bank, WeChat or Alipay bill."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from model.money import plain
from model.said import N_, Said
from tui.importing import bill_sections, cases_lines, is_export, record, recorded_text, undecided
from tui.say import _, say
from tui.verbs.common import Session, common_options, fail, put, session_of

if TYPE_CHECKING:
    from model.bill_plan import BillPlan, PlanLine
    from model.case import Case


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
            if is_export(data):
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
        for line in cases_lines(made):
            put(line)
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


# --- a bill ------------------------------------------------------------------------------------------------------


def _bill(go: _Go, data: bytes, words: str | None) -> None:
    from model.bill_plan import plan_bill
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
        _tell_bill(made, cases, named=chosen is not None)
    done = go.ahead(bool(made.to_record))
    if done:
        record(book, made)
        if made.to_record and not session.json:
            put(recorded_text(made) + " " + _("“huanqing undo” takes it back."))
    if session.json:
        session.print_json(_bill_json(made, done))


def _tell_bill(made: "BillPlan", cases: "Sequence[Case]", *, named: bool) -> None:
    for section in bill_sections(made, cases):
        put(section.heading)
        for row in section.rows:
            hint = f"({row.hint})" if row.hint else ""
            put("  " + "  ".join(part for part in (row.on, row.amount, row.about, row.why, hint) if part))
    if undecided(made) and not named:
        put(_("With --case CASE every repayment of that debt is taken."))


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
