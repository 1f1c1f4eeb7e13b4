"""What a person takes along, from the app: a short list of what goes out, and the files that no page makes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.case import Case
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick
from tui.dialogs.writing import dated, write_file
from tui.fields import Field
from tui.form import Values
from tui.look import line
from tui.say import _, say, several
from tui.transfer import fetch_line
from tui.widgets.prose import Block


async def take_along(app: HuanqingApp, case_id: str | None) -> None:
    """Offer what goes out of a case, or without one of all cases, and make what is chosen."""
    options = [
        ("ics", _("calendar file for the phone (.ics)")),
        ("csv", _("tables for Excel or WPS (.csv)")),
        ("json", _("everything as data (.json)")),
    ]
    lead: list[Block] = [_("Nothing is sent: what you choose is written to a file on this machine.")]
    if case_id is not None:
        options += [
            ("html", _("dossier to print (.html)")),
            ("md", _("dossier as text (.md)")),
            ("zip", _("the ready papers in one zip")),
        ]
        notes = [_("The text to say or to send is made where it stands: 8, then x.")]
    else:
        lead.append(several("{count} debt goes in.", "All {count} debts go in.", len(app.cases())))
        notes = [_("Dossier and papers are made for one debt: open it, then X.")]
    dim: list[Block] = ["", *(line((text, "dim")) for text in notes)]
    chosen = await app.ask(Pick(_("What to take along"), options, lead=[*lead, ""], notes=dim))
    if chosen == "ics":
        await make_ics(app, case_id)
    elif chosen == "csv":
        await make_tables(app, case_id)
    elif chosen == "json":
        await make_copy(app, case_id)
    elif chosen in ("html", "md") and case_id is not None:
        from tui.dialogs.documents import make_dossier

        await make_dossier(app, case_id, ending=chosen)
    elif chosen == "zip" and case_id is not None:
        from tui.dialogs.materials import make_bundle

        await make_bundle(app, case_id)


def _chosen(app: HuanqingApp, case_id: str | None) -> list[Case]:
    return app.cases() if case_id is None else [app.case(case_id)]


async def make_ics(app: HuanqingApp, case_id: str | None) -> None:
    """Write the dates of a case, or of all, as a calendar file; its titles are discreet unless asked otherwise."""
    from store.calendar_file import calendar_bytes, read_state, write_state
    from store.outfile import put

    def make(path: Path, given: Values) -> None:
        data, state = calendar_bytes(
            _chosen(app, case_id),
            app.playbook,
            app.today,
            say,
            detail=given["titles"] == "detail",
            state=read_state(app.book.path, app.book.codec),
            whole=case_id is None,
            years=app.years,
            book=app.cases(),
        )
        put(path, data)
        write_state(app.book.path, state, app.book.codec)

    titles = (("discreet", _("only “To do: 1”")), ("detail", _("what and how much")))
    field = Field("titles", _("Titles"), "choice", choices=titles)
    lead = [
        _("Open the file on the phone: its calendar takes the dates and their alarms. Later again: it updates them.")
    ]
    name = dated(app, _("dates"), "ics")
    await write_file(app, _("Calendar file"), name, make, key=f"ics:{case_id or 'all'}", choice=field, lead=lead)


async def make_tables(app: HuanqingApp, case_id: str | None) -> None:
    """Write instalments, payments and contacts as tables, or one of them."""
    from store.outfile import put
    from store.tables import Table, table_bytes
    from tui.exporting import table_files, write_tables

    def files(path: Path, given: Mapping[str, Any]) -> tuple[Path, ...]:
        return table_files(path) if given["table"] == "all" else (path,)

    def make(path: Path, given: Values) -> None:
        cases = _chosen(app, case_id)
        if given["table"] == "all":
            write_tables(path, cases, app.today)
        else:
            put(path, table_bytes(Table(given["table"]), cases, app.today, say))

    tables = (
        ("all", _("all three, a file each")),
        (Table.INSTALMENTS.value, _("instalments")),
        (Table.PAYMENTS.value, _("payments")),
        (Table.CONTACTS.value, _("contacts")),
    )
    field = Field("table", _("Tables"), "choice", choices=tables)
    lead = [_("Opens in Excel, WPS and LibreOffice. Names, numbers and notes stand in it as you typed them.")]
    name = dated(app, _("tables"), "csv")
    written = await write_file(
        app, _("Tables"), name, make, key=f"csv:{case_id or 'all'}", choice=field, lead=lead, files=files
    )
    if len(written) > 1:
        await _show_tables(app, written)


async def _show_tables(app: HuanqingApp, written: tuple[Path, ...]) -> None:
    """Say where the tables are, with the one line that fetches them all."""
    from store.tables import Table
    from tui.dialogs.reading import Reading

    common = written[0].name.removesuffix(f"{Table.INSTALMENTS.value}{written[0].suffix}")
    fetch = fetch_line(written[0].with_name(f"{common}*{written[0].suffix}"))
    blocks: list[Block] = [_("Written: {path}").format(path=path) for path in written]
    if fetch:
        blocks += ["", _("To fetch it, type on the other machine: "), line((fetch, "bold"))]
    await app.ask(Reading(_("Tables"), blocks, fetch))


async def make_copy(app: HuanqingApp, case_id: str | None) -> None:
    """Write a case, or all, as the data that this program and others read."""
    from store.outfile import put
    from tui.exporting import copy_bytes

    def make(path: Path, _given: Values) -> None:
        put(path, copy_bytes(_chosen(app, case_id), app.playbook, app.today, app.years, app.cases()))

    lead = [
        _("Every fact, for another program or another machine: there, I takes it in."),
        _("Names and numbers stand in it in full, without a passphrase."),
    ]
    name = dated(app, _("data"), "json")
    await write_file(app, _("Everything as data"), name, make, key=f"json:{case_id or 'all'}", lead=lead)
