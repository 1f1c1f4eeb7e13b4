"""What becomes of an offer: agreed, not taken, broken off, taken up again."""

from model.agreement_check import check
from model.case import AgreementState, Form
from model.edits import accept_offer, break_off, decline_offer, take_up_again
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.dialogs.confirm import Confirm
from tui.dialogs.offers import form_field
from tui.fields import Field
from tui.form import Form as Dialog
from tui.form import Values
from tui.say import _, language, say, several

SPOKEN = Said(
    N_("Nothing in writing yet: ask for it, or for a recording that can be checked. F2 again notes it as spoken.")
)
"""Our caution, not law: said once, and the second time it goes on; who read the list of open points knows it."""

UNSEEN = Said(N_("No point is noted as in writing, and no screenshot: w notes both. F2 again keeps it as in writing."))
"""A written form that nothing shows is asked about once."""


async def accept(app: HuanqingApp, case_id: str) -> None:
    """Say that the offer is agreed; what rests on words alone is said first, and one key goes on."""
    shown = app.case(case_id)
    agreement = shown.agreement
    if agreement is None:
        return
    checked = check(shown, app.playbook(shown.playbook))
    lead = []
    if checked.caution is not None:
        lead.append(say(checked.caution))
    wanted = [info.name.in_(language()) for info in checked.ask if info.must]
    if wanted:
        text = several("{count} point is not in writing yet: ", "{count} points are not in writing yet: ", len(wanted))
        lead.append(text + ("; " if language() == "en" else "；").join(wanted))
    lead += [say(finding.said) for finding in checked.findings if not finding.fine]

    async def save(given: Values) -> Said | None:
        change = accept_offer.by(on=given["on"], form=Form(given["form"]))
        return await app.change(case_id, change, shown=shown)

    told = {Form.ORAL.value} if case_id in app.lists_seen else set()
    if checked.written or agreement.evidence:
        told.add(Form.WRITTEN.value)

    def check_form(given: Values) -> dict[str, Said]:
        form = given["form"]
        if form in told:
            return {}
        told.add(form)
        return {"form": SPOKEN if form == Form.ORAL.value else UNSEEN}

    answer = await app.ask(
        Dialog(
            _("Agreed"),
            [Field("on", _("Agreed on"), "day", required=True, past=True), form_field()],
            save,
            key=f"agreed:{case_id}",
            values={"on": app.today, "form": (agreement.form if wanted or not checked.written else Form.WRITTEN).value},
            lead=lead,
            check=check_form,
            submit_label=_("Agreed"),
        )
    )
    if answer is not None:
        count = len(app.case(case_id).instalments)
        text = several(
            "Agreed: {count} day stands in the calendar.", "Agreed: {count} days stand in the calendar.", count
        )
        if answer["form"] == Form.ORAL.value:
            text += ("" if language() == "zh" else " ") + _(
                "Ask for it in writing before the first payment: l has the text."
            )
        app.tell(text)


async def decline(app: HuanqingApp, case_id: str) -> None:
    """Leave an offer, after asking."""
    text = _("The offer moves to the past ones and stays readable. u brings it back.")
    if await app.ask(Confirm(_("Not take the offer?"), text, _("Yes, leave it"))):
        problem = await app.change(case_id, decline_offer.by(on=app.today), shown=app.case(case_id))
        app.tell(say(problem) if problem else _("Left. a writes down another offer."), error=problem is not None)


async def broken(app: HuanqingApp, case_id: str) -> None:
    """Say that the agreement no longer holds, or that it holds again."""
    shown = app.case(case_id)
    if shown.agreement is None:
        return
    back = shown.agreement.state is AgreementState.BROKEN
    changer = take_up_again if back else break_off
    title = _("Taken up again") if back else _("Broken off")
    lead = (
        [_("It holds again from this day: its rows and payments count as before.")]
        if back
        else [_("Its rows and payments stay readable. Call soon: ask whether it can be taken up again.")]
    )

    async def save(given: Values) -> Said | None:
        return await app.change(case_id, changer.by(on=given["on"]), shown=shown)

    fields = [Field("on", _("Day"), "day", required=True, past=True)]
    await app.ask(Dialog(title, fields, save, key=f"broken:{case_id}", values={"on": app.today}, lead=lead))
