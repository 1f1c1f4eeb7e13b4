"""What an import would do, in words, and doing it: for the command and for the app."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from model.said import N_, Said
from model.text import shown
from tui.say import _, listed, money, say, several

if TYPE_CHECKING:
    from model.bill_plan import BillPlan, PlanLine
    from model.case import Case
    from store.book import CaseBook
    from store.merging import Plan

MOST_LINES = 20
"""How many rows left out are told one by one; more are counted by their reason."""


class Row(NamedTuple):
    """One row of a bill: its day, its amount, whose it is, what becomes of it, and what to look at first."""

    on: str
    amount: str
    about: str
    why: str
    hint: str = ""


class Section(NamedTuple):
    """A heading and the rows below it; `lead` for the rows that would be recorded."""

    heading: str
    rows: tuple[Row, ...] = ()
    lead: bool = False


def is_export(data: bytes) -> bool:
    """Return whether the bytes of a file are meant as an export of this program; else they are read as a bill."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


# --- a bill ------------------------------------------------------------------------------------------------------


def bill_sections(made: "BillPlan", cases: "Iterable[Case]") -> list[Section]:
    """Return what becomes of each row of a bill."""
    titles = {case.id: case.title for case in cases}
    found = [Section(_("No payment to record."), lead=True)]
    if made.to_record:
        text = several("{count} payment to record:", "{count} payments to record:", len(made.to_record))
        found = [Section(text, tuple(_taken(line, titles) for line in made.to_record), lead=True)]
    if made.there:
        text = several("{count} is recorded already:", "{count} are recorded already:", len(made.there))
        found.append(Section(text, tuple(_taken(line, titles) for line in made.there)))
    if made.skipped:
        text = several("{count} row left out:", "{count} rows left out:", len(made.skipped))
        found.append(Section(text, tuple(_skipped(made))))
    if made.unread:
        text = several("{count} row cannot be read:", "{count} rows cannot be read:", len(made.unread))
        rows = [Row("", "", _("line {line}").format(line=row.line), say(row.said)) for row in made.unread[:MOST_LINES]]
        found.append(Section(text, tuple(rows)))
    return found


def undecided(made: "BillPlan") -> bool:
    """Return whether naming a case would let more rows be taken."""
    return any(line.undecided for line in made.skipped)


def _taken(line: "PlanLine", titles: Mapping[str, str]) -> Row:
    amount = ("-" if line.kind == "refund" else "") + money(line.amount)
    hint = _("maybe recorded already: look before you go on") if line.maybe_there else ""
    return Row(line.row.on.isoformat(), amount, titles[line.case], say(line.said), hint)


def _skipped(made: "BillPlan") -> list[Row]:
    """Return the rows left out with their reasons: one by one where they are few, else counted by reason."""
    if len(made.skipped) <= MOST_LINES:
        return [
            Row(
                line.row.on.isoformat(),
                money(line.row.amount),
                shown(line.row.party or line.row.texts),
                say(line.said),
            )
            for line in made.skipped
        ]
    counted = Counter(say(line.said) for line in made.skipped)
    return [Row("", "", str(count), reason) for reason, count in counted.most_common()]


def record(book: "CaseBook", made: "BillPlan") -> None:
    """Record the payments of a bill in one write, which one undo takes back. Raises `StoreError`."""
    from model.bill_plan import record_bill

    payments = made.payments()
    if payments:
        book.take_in((), {id: record_bill.by(each, count=len(each)) for id, each in payments.items()})


def recorded_text(made: "BillPlan") -> str:
    """Return what is said once the payments are recorded."""
    return several("Recorded {count} payment.", "Recorded {count} payments.", len(made.to_record))


# --- cases -------------------------------------------------------------------------------------------------------


def cases_lines(made: "Plan", *, ids: bool = True) -> list[str]:
    """Return what an import of cases would do, a line for each thing; with the cases' `ids` where they are typed."""
    from tui.field_words import word

    lines = []
    for case in made.added:
        name = f"{case.id}  {case.title}" if ids else case.title
        lines.append(_("New: {case}").format(case=shown(name)))
    for one in made.changed:
        name = f"{one.mine.id}  {one.mine.title}" if ids else one.mine.title
        fields = listed(dict.fromkeys(word(op.path[0]) for op in one.ops if op.path))
        lines.append(_("Changes: {case}: {fields}").format(case=shown(name), fields=fields))
    for case in made.forgotten:
        name = case.id if ids else case.title
        lines.append(_("{case} was forgotten and stays out.").format(case=shown(name)))
    for title, name in made.unfiled:
        text = _("{title}: choose the file of “{name}” again; an import brings no file of this machine in.")
        lines.append(text.format(title=shown(title), name=shown(name)))
    if made.same:
        lines.append(several("{count} case is the same already", "{count} cases are the same already", len(made.same)))
    if not made.added and not made.changed:
        lines.append(_("Nothing would change."))
    return lines


def only(cases: "Iterable[Case]", id: str) -> "list[Case]":
    """Return the case of an export that has this id. Raises `WrongExport` where it holds none."""
    from store.errors import WrongExport

    found = [case for case in cases if case.id == id]
    if not found:
        raise WrongExport(Said(N_("This copy does not hold this debt. On the list of debts, I takes in all it holds.")))
    return found
