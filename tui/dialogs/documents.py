"""The dossier of a case as a file, from the app."""

from pathlib import Path

from tui.app import HuanqingApp
from tui.dialogs.writing import dated, masked_choice, write_file
from tui.form import Values
from tui.say import _, language, say


async def make_dossier(app: HuanqingApp, case_id: str, *, ending: str = "html") -> None:
    """Write one document of the whole case: HTML to print, or Markdown where the name ends in .md."""
    from store.dossier import dossier_bytes
    from store.outfile import put
    from tui.exporting import as_markdown

    case = app.case(case_id)
    playbook = app.playbook(case.playbook)

    def make(path: Path, given: Values) -> None:
        made = dossier_bytes(
            case,
            playbook,
            app.today,
            lambda said: say(said, playbook),
            markdown=as_markdown(path),
            full=given["masked"] == "full",
            entries=app.book.history(case_id),
            cases=app.cases(),
            language=language(),
        )
        put(path, made)

    name = dated(app, _("dossier"), ending)
    lead = [_("One document to print (.html), or as text (.md): facts, figures, timeline, contacts, papers, payments.")]
    await write_file(app, _("Dossier"), name, make, key=f"dossier:{case_id}", choice=masked_choice(), lead=lead)
