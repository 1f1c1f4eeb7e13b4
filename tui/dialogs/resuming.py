"""Going on with what was not finished last time: the page and the command that open its form again."""

from tui.app import HuanqingApp
from tui.say import _

COMMAND_OF_FORM = {
    "contact": "contact",
    "refused": "refused",
    "payment": "pay",
    "pay": "pay",
    "snapshot": "snapshot",
    "facts": "facts",
    "court": "court",
    "transfer": "sold",
    "complaint": "complain",
    "credit": "credit",
}
"""Which command opens a form again, by the kind in its draft's key."""

PAGE_OF_FORM = {
    "contact": "contacts",
    "refused": "contacts",
    "payment": "calendar",
    "transfer": "contacts",
    "complaint": "contacts",
    "credit": "timeline",
    "material": "materials",
    "pay": "calendar",
    "proof": "calendar",
    "budget": "budget",
    "reserve": "budget",
    "cash": "budget",
    "ownplan": "options",
    "offer": "agreement",
    "terms": "agreement",
    "rows": "agreement",
    "point": "agreement",
    "agreed": "agreement",
    "broken": "agreement",
    "text": "statement",
}
"""On which page a form stands, by the kind in its draft's key."""


def resume(app: HuanqingApp) -> None:
    """Go on with what was not finished last time."""
    waiting = app.drafts.waiting()
    if not waiting:
        app.tell(_("Nothing was left unfinished."))
        return
    kind, _colon, rest = waiting[-1][0].partition(":")
    case_id, _colon, record = rest.partition(":")
    if kind == "first":
        from tui.dialogs import welcome

        app.start(welcome.resume(app, case_id, record))
        return
    if not app.has(case_id):
        app.screen_command("new")
        return
    app.open_page(PAGE_OF_FORM.get(kind, "checklist"), case_id)
    command = COMMAND_OF_FORM.get(kind)
    if command is not None:
        app.call_after_refresh(app.screen_command, command)
