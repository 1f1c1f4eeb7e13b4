"""`huanqing statement`: what to say or send for a case, from its own facts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from model.case import Case
from model.cells import pages
from model.playbook import Playbook
from model.purpose import TITLES, Purpose, Way
from model.said import N_, Said
from tui.say import _, language, say
from tui.verbs.common import Session, common_options, fail, put, session_of

if TYPE_CHECKING:
    from store.statement import Statement

ABOUT = N_(
    "What to say or send for a case, in Chinese, from its own facts. Facts it lacks are left out and named. "
    "Asking for time or for instalments can make the limitation period start anew."
)


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_(ABOUT))
    @click.argument("case", metavar="CASE")
    @click.option(
        "--as", "way", type=click.Choice([way.value for way in Way]), default="phone", help=_("phone, chat or letter")
    )
    @click.option(
        "--about",
        type=click.Choice([purpose.value for purpose in Purpose]),
        help=_("another text than the one that applies at this stage"),
    )
    @click.option(
        "--out", type=click.Path(path_type=Path), help=_("a file: .txt as it is, .html a page to print on A4 (letter)")
    )
    @click.option("--full", is_flag=True, help=_("the identity number is not masked"))
    @common_options
    @click.pass_context
    def statement(ctx: click.Context, case: str, way: str, about: str | None, out: Path | None, full: bool) -> None:
        session = session_of(ctx)
        cases = session.book().cases()
        if out is not None:
            _check_out(session, Way(way), out, cases)
        found = session.case(case, cases)
        made = text_for(
            found, session.playbook(found.playbook), Way(way), session.today, about=about, cases=cases, masked=not full
        )
        if out is not None:
            _write(made, out)
        if session.json:
            session.print_json(as_json(found, made, session))
            return
        put(shown(made) if out is None else _("Written: {path}").format(path=out))
        _tell_beside(made)

    return statement


def _check_out(session: Session, way: Way, out: Path, cases: Sequence[Case]) -> None:
    """Refuse a file that is a paper or belongs to the case file, is no file, or whose ending this form has not."""
    from store.own_files import OwnFile, guard, guard_papers

    page = out.suffix.lower() in (".html", ".htm")
    if page and way is not Way.LETTER:
        fail(Said(N_("Only a letter is written as .html: add --as letter, or name the file .txt.")))
    if not page and out.suffix.lower() != ".txt":
        fail(Said(N_("A text is written as .txt, a letter also as .html: name the file so.")))
    try:
        guard(out, session.path)
        guard_papers(out, cases, session.path)
    except OwnFile as error:
        fail(error.said)
    if out.exists() and not out.is_file():
        fail(Said(N_("{path} is not a file. Name another with --out."), {"path": str(out)}))


def _write(made: "Statement", out: Path) -> None:
    from store.errors import StoreError
    from store.letter import text_bytes
    from store.outfile import put as write

    try:
        write(out, text_bytes(made.text, out.name))
    except StoreError as error:
        fail(error.said, 1)


def text_for(
    case: Case,
    playbook: Playbook,
    way: Way,
    today: date,
    *,
    about: str | None = None,
    cases: Sequence[Case] = (),
    folder: Path | None = None,
    masked: bool = True,
) -> "Statement":
    """Return the text, with its English gloss in an English run; a broken template ends the command with exit 1."""
    from store.errors import StoreError
    from store.paths import config_folder
    from store.statement import statement

    try:
        return statement(
            case,
            playbook,
            way,
            today,
            about=Purpose(about) if about else None,
            cases=cases,
            gloss=language() == "en",
            folder=folder or config_folder(),
            masked_id=masked,
        )
    except StoreError as error:
        fail(error.said, 1)


def shown(made: "Statement") -> str:
    """Return the text as it is printed: a script in pages to photograph, pieces and letters as they are sent."""
    return "\n\n".join(pages(made.text)) if made.way is Way.PHONE else made.text


def as_json(case: Case, made: "Statement", session: Session) -> dict[str, object]:
    """Return the text as exported."""
    return {
        "case": case.id,
        "on": session.today.isoformat(),
        "as": made.way.value,
        "about": made.purpose.value,
        "pieces": list(made.pieces),
        "text": made.text,
        "missing": [say(said) for said in made.missing],
        "gloss": list(made.gloss),
    }


def _tell_beside(made: "Statement") -> None:
    """Name on stderr what the text is for, what it did without, and what it says in English."""
    put("", err=True)
    put(_("What it is for: {purpose}").format(purpose=_(TITLES[made.purpose])), err=True)
    if made.missing:
        mark = "、" if language() == "zh" else "; "
        put(
            _("Not in it, because it is not recorded: {facts}").format(facts=mark.join(map(say, made.missing))),
            err=True,
        )
    if made.gloss:
        put(_("In English, not to be sent:"), err=True)
        put("\n\n".join(made.gloss), err=True)
