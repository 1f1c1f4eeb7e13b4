"""The calendar file for the phone, from the app."""

from pathlib import Path

from tui.app import HuanqingApp
from tui.dialogs.writing import write_file
from tui.fields import Field
from tui.form import Values
from tui.say import _, say


async def make_ics(app: HuanqingApp, case_id: str) -> None:
    """Write the dates of a case as a calendar file; its titles are discreet unless asked otherwise."""
    from store.calendar_file import calendar_bytes, read_state, write_state
    from store.outfile import put

    def make(path: Path, given: Values) -> None:
        data, state = calendar_bytes(
            [app.case(case_id)],
            app.playbook,
            app.today,
            say,
            detail=given["titles"] == "detail",
            state=read_state(app.book.path, app.book.codec),
            whole=False,
            years=app.years,
        )
        put(path, data)
        write_state(app.book.path, state, app.book.codec)

    titles = (("discreet", _("only “To do: 1”")), ("detail", _("what and how much")))
    field = Field("titles", _("Titles"), "choice", choices=titles)
    lead = [
        _("Open the file on the phone: its calendar takes the dates and their alarms. Later again: it updates them.")
    ]
    name = f"{_('dates')}-{app.today.isoformat()}.ics"
    await write_file(app, _("Calendar file"), name, make, key=f"ics:{case_id}", choice=field, lead=lead)
