"""The note of a step: its state, its day, and what a person wants to remember."""

from model.case import StepState
from model.edits import set_step
from model.road import StepView
from model.said import Said
from tui.app import HuanqingApp
from tui.fields import Field
from tui.form import Form, Values
from tui.say import _, language, term


async def edit_step(app: HuanqingApp, case_id: str, view: StepView) -> None:
    """Ask for state, day and note of a step."""
    shown = app.case(case_id)
    states = tuple((state.value, term("step", state.value)) for state in StepState)
    fields = [
        Field("state", _("State"), "choice", choices=states),
        Field("on", _("Day"), "day", _("today"), past=True),
        Field("note", _("Note"), "note"),
    ]
    note = view.note
    values = {
        "state": view.state.value,
        "on": note.on if note else None,
        "note": note.note if note else "",
    }

    async def save(given: Values) -> Said | None:
        state = StepState(given["state"] or "todo")
        on = given["on"] or (app.today if state is StepState.DONE else None)
        new = {"state": state, "on": on, "note": given["note"]}
        old = {**values, "state": view.state}
        changed = {name: value for name, value in new.items() if value != old[name]}
        change = set_step.by(step=view.step.id, state=state, values=changed)
        return await app.change(case_id, change, shown=shown)

    lead = [view.step.guide_for(shown.product, language())]
    await app.ask(
        Form(
            view.step.title.in_(language()),
            fields,
            save,
            key=f"step:{case_id}:{view.step.id}",
            values=values,
            lead=lead,
        )
    )
