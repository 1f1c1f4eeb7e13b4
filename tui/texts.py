"""The texts of a case as a screen needs them: with the person's month, the user's own templates and a gloss."""

from model import statement as statement_facts
from model.purpose import Purpose, Way
from model.statement_facts import Month
from store.statement import Statement, statement
from tui.app import HuanqingApp
from tui.say import language


def text_for(app: HuanqingApp, case_id: str, way: Way, about: Purpose | None = None) -> Statement:
    """Return the text for a case as it stands. Raises `StoreError` where a template cannot be used."""
    case, view = app.case(case_id), app.view(case_id)
    return statement(
        case,
        view.playbook,
        way,
        app.today,
        about=about,
        rows=view.rows,
        month=month_of(app, case_id),
        gloss=language() == "en",
        folder=app.settings.config_folder,
    )


def month_of(app: HuanqingApp, case_id: str) -> Month:
    """Return the person's month for a text."""
    return statement_facts.month_of(app.case(case_id), app.cases(), app.today)
