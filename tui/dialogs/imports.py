"""Taking in a file: a bank, WeChat or Alipay bill, or a copy of cases. It is shown first, and asked once."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.binding import Binding

from store.errors import StoreError
from store.inbox import make_inbox
from tui.app import HuanqingApp
from tui.cells import cell_len, right, wrap
from tui.dialogs.ask import Read
from tui.dialogs.materials import Inbox, inbox_of
from tui.importing import (
    Row,
    Section,
    bill_sections,
    cases_lines,
    is_export,
    only,
    record,
    undecided,
)
from tui.look import line
from tui.say import _, say, several
from tui.transfer import send_line
from tui.widgets.prose import Block, Prose

if TYPE_CHECKING:
    from model.bills import Bill
    from model.case import Case
    from store.merging import Plan

ELSEWHERE = "/"
"""What `Arrivals` answers for a file that is not in the inbox: no file has that name."""

LIMIT = 500
"""How many rows of a section are drawn; of more the rest is counted."""


class Arrivals(Inbox):
    """How a file gets here, and what arrived. The result is the name of a file to take in, or `ELSEWHERE`."""

    BINDINGS = [Binding("f", "elsewhere", show=False)]

    def heading(self) -> str:
        """What the head says."""
        return _("Take in a file")

    def how(self) -> list[Block]:
        """The line that sends a file here."""
        return [
            _("A bill from the bank, WeChat or Alipay (CSV), or a copy that this program made (JSON)."),
            _("On the phone or computer that has the file, type (one line):"),
            line((send_line(self.folder, self.example), "bold")),
            line((_("Arrived:"), "bold")),
        ]

    def foot(self) -> list[tuple[str, str, str]]:
        """What works here."""
        return [
            ("attach", "Enter", _("Look into it")),
            ("elsewhere", "f", _("A file elsewhere")),
            ("leave", "Esc", _("Back")),
        ]

    def answer(self, command: str) -> None:
        """Do what a command of the footer says."""
        if command == "elsewhere":
            self.action_elsewhere()
        else:
            super().answer(command)

    def action_elsewhere(self) -> None:
        """Choose a file that is not in the inbox."""
        self.dismiss(ELSEWHERE)


class WhatItDoes(Read):
    """What a file would do, drawn for the width; Enter does it."""

    def __init__(self, title: str, draw: Callable[[int], list[Block]], *, anything: bool) -> None:
        super().__init__(title, (), _("Record it") if anything else _("Good"), no=_("Leave it") if anything else "")
        self.draw = draw

    def on_resize(self) -> None:
        """Draw for the width."""
        self.query_one("#text", Prose).show(self.draw(self.app.size.width))


async def take_in(app: HuanqingApp, case_id: str | None) -> None:
    """Choose a file, show what it would do, record it once that is wanted; for one case, or for all without one."""
    path = await _chosen(app)
    if path is None:
        return
    try:
        found = await asyncio.to_thread(_read, path)
        if isinstance(found, list):
            await _take_cases(app, found if case_id is None else only(found, case_id), path.name)
        else:
            await _take_bill(app, found, case_id, path.name)
    except StoreError as error:
        app.tell(say(error.said), error=True)


async def _chosen(app: HuanqingApp) -> Path | None:
    """Ask for a file: one that arrived in the inbox, else one anywhere on this machine."""
    folder = inbox_of(app)
    try:
        make_inbox(folder)
    except StoreError as error:
        app.tell(say(error.said), error=True)
        return None
    name = await app.ask(Arrivals(folder, _("bill.csv"), frozenset()))
    if name == ELSEWHERE:
        from tui.dialogs.picker import FilePicker

        return await app.ask(FilePicker(Path.home()))
    return folder / name if name else None


def _read(path: Path) -> "list[Case] | Bill":
    """Return the cases of a copy, else the rows of a bill. Raises `StoreError`."""
    from store.bills import read_bill, read_file
    from store.cases_json import read

    data = read_file(path)
    return read(data.removeprefix(b"\xef\xbb\xbf")) if is_export(data) else read_bill(data)


# --- a bill ------------------------------------------------------------------------------------------------------


async def _take_bill(app: HuanqingApp, bill: "Bill", case_id: str | None, name: str) -> None:
    from model.bill_plan import plan_bill

    cases = app.cases()
    made = await asyncio.to_thread(plan_bill, bill, cases, app.today, app.case(case_id) if case_id else None)
    sections = bill_sections(made, cases)
    more = _("Open the debt and press I there: every repayment of it is taken.")
    hint = more if case_id is None and undecided(made) else ""
    ask = WhatItDoes(name, lambda width: _blocks(sections, hint, width), anything=bool(made.to_record))
    if not await app.ask(ask) or not made.to_record:
        return
    await app.at_the_desk(lambda: record(app.book, made))
    app.renew(frozenset(made.payments()))
    told = several(
        "Recorded {count} payment. u takes it back.", "Recorded {count} payments. u takes it back.", len(made.to_record)
    )
    app.tell(told)


def _blocks(sections: Sequence[Section], hint: str, width: int) -> list[Block]:
    blocks: list[Block] = []
    for section in sections:
        blocks += [*([""] if blocks else []), line((section.heading, "bold"))]
        for row in section.rows[:LIMIT]:
            blocks += _row(row, "" if section.lead else "dim", width)
        if len(section.rows) > LIMIT:
            blocks.append(line((f"  +{len(section.rows) - LIMIT}", "dim")))
    return [*blocks, "", hint] if hint else blocks


def _row(row: Row, style: str, width: int) -> list[Block]:
    """One row: day and amount in columns, then what it is; where that does not fit, on lines of their own below."""
    head = f"  {row.on}  {right(row.amount, 12)}" if row.on else ""
    rest = "  ".join(part for part in (row.about, row.why) if part)
    indent = cell_len(head) + 2 if head else 2
    blocks: list[Block] = []
    if width - indent < max(24, cell_len(rest) if width < 60 else 0):
        blocks = [line((head, style), "")] if head else []
        indent, head = 4, ""
    for text in wrap(rest, max(10, width - indent - 1)):
        blocks.append(line((head + " " * (indent - cell_len(head)), style), (text, style)))
        head = ""
    blocks += [line((" " * indent, ""), (text, "due")) for text in wrap(row.hint, width - indent - 1) if row.hint]
    return blocks


# --- a copy of cases ---------------------------------------------------------------------------------------------


async def _take_cases(app: HuanqingApp, cases: "list[Case]", name: str) -> None:
    from store.merging import carry_out, plan

    def do() -> tuple["Plan", frozenset[str]]:
        others = app.book.poll()
        made = plan(app.book, cases)
        if made.added or made.changed:
            carry_out(app.book, made)
        return made, others

    made = await app.at_the_desk(lambda: plan(app.book, cases))
    lines: list[Block] = list(cases_lines(made, ids=False))
    anything = bool(made.added or made.changed)
    if not await app.ask(WhatItDoes(name, lambda _width: lines, anything=anything)) or not anything:
        return
    made, others = await app.at_the_desk(do)
    app.renew(others | {case.id for case in made.added} | {one.mine.id for one in made.changed})
    app.tell(_("Taken in. u takes it back."))
