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
from model.said import N_
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
    @common_options
    @click.pass_context
    def statement(ctx: click.Context, case: str, way: str, about: str | None) -> None:
        session = session_of(ctx)
        cases = session.book().cases()
        found = session.case(case, cases)
        made = text_for(found, session.playbook(found.playbook), Way(way), session.today, about=about, cases=cases)
        if session.json:
            session.print_json(as_json(found, made, session))
            return
        put(shown(made))
        _tell_beside(made)

    return statement


def text_for(
    case: Case,
    playbook: Playbook,
    way: Way,
    today: date,
    *,
    about: str | None = None,
    cases: Sequence[Case] = (),
    folder: Path | None = None,
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
