"""`huanqing export`: what a person takes along, as JSON, a calendar, tables, a dossier or a bundle of papers."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from model.case import Case
from model.said import N_, Said
from model.text import shown
from tui.exporting import as_markdown, copy_bytes, table_files, write_tables
from tui.say import _, language, say, several
from tui.verbs.common import Session, common_options, fail, put, session_of

if TYPE_CHECKING:
    from model.workdays import Years

FORMS = ("json", "ics", "csv", "dossier", "materials")
TABLES = ("instalments", "payments", "contacts")
BIG = 20 * 2**20
"""From how many bytes on a paper's progress is shown."""


def command() -> click.Command:
    """Make the command."""

    @click.command(
        help=_("Write cases as json, their calendar as ics, tables as csv, a dossier, or a bundle of papers.")
    )
    @click.argument("form", type=click.Choice(FORMS), metavar="json|ics|csv|dossier|materials")
    @click.option("--case", "words", metavar="CASE", help=_("only this case: its id or a part of its title"))
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        help=_("the file to write; without it standard output, but dossier and materials need one"),
    )
    @click.option("--table", type=click.Choice(TABLES), help=_("csv: which table; instalments if not given"))
    @click.option("--detail", is_flag=True, help=_("ics: titles tell of debts and amounts"))
    @click.option("--full", is_flag=True, help=_("dossier: names, numbers and phones are not masked"))
    @common_options
    @click.pass_context
    def export(
        ctx: click.Context,
        form: str,
        words: str | None,
        out: Path | None,
        table: str | None,
        detail: bool,
        full: bool,
    ) -> None:
        from store.errors import StoreError

        session = session_of(ctx)
        _check(form, words, out, table=table, detail=detail, full=full)
        if out is not None:
            _guard(session, out, each_table=form == "csv" and table is None)
        cases = session.book().cases()
        if out is not None:
            _guard_papers(session, out, cases, each_table=form == "csv" and table is None)
        chosen = [session.case(words, cases)] if words is not None else cases
        try:
            if form == "json":
                _hand_over(session, out, copy_bytes(chosen, session.playbook, session.today, session.years(), cases))
            elif form == "ics":
                _ics(session, out, chosen, cases, detail=detail)
            elif form == "csv":
                _csv(session, out, chosen, table)
            elif form == "dossier" and out is not None:
                _dossier(session, out, chosen[0], full=full)
            elif out is not None:
                _materials(session, out, chosen[0])
        except StoreError as error:
            fail(error.said, 1)

    return export


def _check(form: str, words: str | None, out: Path | None, *, table: str | None, detail: bool, full: bool) -> None:
    """Refuse options that say nothing to this form."""
    for given, option, of in ((table, "--table", "csv"), (detail, "--detail", "ics"), (full, "--full", "dossier")):
        if given and form != of:
            fail(Said(N_("{option} belongs to “export {of}” only."), {"option": option, "of": of}))
    if form in ("dossier", "materials") and (words is None or out is None):
        fail(Said(N_("“export {of}” needs --case CASE and --out PATH."), {"of": form}))
    if form == "materials" and out is not None and out.suffix.lower() != ".zip":
        fail(Said(N_("A bundle of papers is written as .zip: name the file so.")))


def _guard(session: Session, out: Path, *, each_table: bool) -> None:
    """Refuse to write over what belongs to the case file, and into what is no file, before anything is made."""
    from store.own_files import OwnFile, guard

    try:
        for path in table_files(out) if each_table else (out,):
            guard(path, session.path)
            if path.exists() and not path.is_file():
                fail(Said(N_("{path} is not a file. Name another with --out."), {"path": shown(str(path))}))
    except OwnFile as error:
        fail(error.said)


def _guard_papers(session: Session, out: Path, cases: Sequence[Case], *, each_table: bool) -> None:
    """Refuse to write over a paper of any case."""
    from store.own_files import OwnFile, guard_papers

    try:
        for path in table_files(out) if each_table else (out,):
            guard_papers(path, cases, session.path)
    except OwnFile as error:
        fail(error.said)


def _hand_over(session: Session, out: Path | None, data: bytes) -> None:
    """Write to the file asked for, or to standard output as it is."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    from store.outfile import put as write

    write(out, data)
    _tell(session, [out])


def _tell(session: Session, written: Sequence[Path]) -> None:
    if session.json:
        session.print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        put(_("Written: {path}").format(path=path))


def years() -> "Years":
    """Return the holiday plans in the config folder; a file that cannot be read is told of and left out."""
    from store.errors import StoreError
    from store.holidays import read_years
    from store.paths import config_folder

    try:
        return read_years(config_folder())
    except StoreError as error:
        put(f"huanqing: {say(error.said)}", err=True)
        return {}


# --- the forms ---------------------------------------------------------------------------------------------------


def _ics(session: Session, out: Path | None, cases: Sequence[Case], book: Sequence[Case], *, detail: bool) -> None:
    from store.calendar_file import calendar_bytes, read_state, write_state
    from store.errors import StoreError

    data, state = calendar_bytes(
        cases,
        session.playbook,
        session.today,
        say,
        detail=detail,
        state=read_state(session.path, session.codec()),
        whole=cases is book,
        years=years(),
        book=book,
    )
    _hand_over(session, out, data)
    if out is None or not session.path.exists():
        return
    try:
        write_state(session.path, state, session.codec())
    except StoreError as error:
        put(f"huanqing: {say(error.said)}", err=True)
        put(_("The calendar is complete; the next one will not know what this one held."), err=True)


def _csv(session: Session, out: Path | None, cases: Sequence[Case], table: str | None) -> None:
    from store.tables import Table, table_bytes

    if out is None or table is not None:
        _hand_over(session, out, table_bytes(Table(table or "instalments"), cases, session.today, say))
        return
    _tell(session, write_tables(out, cases, session.today))


def _dossier(session: Session, out: Path, case: Case, *, full: bool) -> None:
    from store.dossier import dossier_bytes
    from store.errors import StoreError

    try:
        markdown = as_markdown(out)
    except StoreError as error:
        fail(error.said)
    book, playbook = session.book(), session.playbook(case.playbook)
    made = dossier_bytes(
        case,
        playbook,
        session.today,
        lambda said: say(said, playbook),
        markdown=markdown,
        full=full,
        entries=book.history(case.id),
        cases=book.cases(),
        language=language(),
    )
    _hand_over(session, out, made)


def _materials(session: Session, out: Path, case: Case) -> None:
    from store.bundle import write_bundle
    from store.paths import inbox_folder

    playbook = session.playbook(case.playbook)
    report = write_bundle(
        out,
        case,
        playbook,
        session.today,
        folder=inbox_folder(session.path),
        progress=_progress if _watched() else None,
    )
    for warning in report.warnings:
        put(say(warning, playbook), err=True)
    if session.json:
        session.print_json(
            {
                "written": [str(out)],
                "packed": [
                    {"name": paper.entry, "sha256": paper.sha256, "size": paper.size} for paper in report.packed
                ],
                "missing": [{"name": gap.title, "required": gap.required} for gap in report.gaps],
            }
        )
        return
    put(_("Written: {path}").format(path=out))
    put(several("{count} paper is in it", "{count} papers are in it", len(report.packed)))


def _watched() -> bool:
    return sys.stderr.isatty()


def _progress(name: str, done: int, of: int) -> None:
    """Say how far a big file is, on one line of the terminal."""
    if of >= BIG:
        end = "\n" if done >= of else "\r"
        click.echo(f"{shown(name)} {done * 100 // of}%{end}", nl=False, err=True)
