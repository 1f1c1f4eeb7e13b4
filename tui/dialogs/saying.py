"""What is done with a text: edited, written to a file, kept as sent, the facts it lacks filled in."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from model import edits
from model.case import SentText
from model.purpose import Purpose, Way
from model.said import Said
from model.text import clean_note
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick
from tui.dialogs.facts import edit_facts
from tui.dialogs.writing import dated, write_file
from tui.fields import Field
from tui.form import Form, Values
from tui.say import _, say

if TYPE_CHECKING:
    from tui.screens.statement import StatementPage


class TextForm(Form):
    """A form of one text, as tall as the screen."""

    DEFAULT_CSS = """
    TextForm TextArea { height: 1fr; }
    TextForm #fields > Horizontal { height: 1fr; }
    TextForm Label { display: none; }
    """


async def edit_text(app: HuanqingApp, page: "StatementPage", made: str) -> None:
    """Edit a text; the edited one is kept, in the form that is left too; F8 brings back the one made from the facts."""
    key = page.draft_key

    async def save(_given: Values) -> Said | None:
        return None

    title = _("Edit the text")
    given = await app.ask(TextForm(title, [Field("text", "", "note")], save, key=key, values={"text": made}))
    if given is not None and given["text"] and given["text"] != clean_note(made).strip():
        app.drafts.keep(key, title, {"text": given["text"]})
        app.drafts.store()
    page.refresh_page()


async def save_text(app: HuanqingApp, text: str, *, letter: bool = False) -> None:
    """Write a text to a file that only its owner can read; a letter as a page to print, or plain where named .txt."""
    from store.letter import text_bytes
    from store.outfile import put

    name = dated(app, _("statement"), "html" if letter else "txt")
    lead = [_("A page to print on A4 (.html), or plain text (.txt).")] if letter else None

    def make(path: Path, _given: Values) -> None:
        put(path, text_bytes(text, path.name if letter else ""))

    await write_file(app, _("Write the text to a file"), name, make, key="textfile", lead=lead)


async def keep_as_sent(app: HuanqingApp, case_id: str, way: Way, text: str) -> None:
    """Keep a text as it was sent today; what asks for the chosen request in writing files it."""
    sent, request = SentText(id="", on=app.today, form=way.value, text=text), app.case(case_id).request
    files = request is not None and request.filed_on is None and way is not Way.PHONE and _asks(app)
    change = edits.send_request.by(sent) if files else edits.keep_sent.by(sent)
    problem = await app.change(case_id, change, shown=app.case(case_id))
    if problem is not None:
        app.tell(say(problem), error=True)
        return
    from tui.page import Page

    if isinstance(app.screen, Page):
        app.screen.refresh_page()
    if files:
        app.tell(_("Kept as sent; the request counts as filed today. c logs what they answer; u takes it back."))
    else:
        app.tell(_("Kept as sent. c logs what they answer; u takes it back."))


def _asks(app: HuanqingApp) -> bool:
    """Tell whether the text in front asks the lender for something."""
    from tui.screens.statement import StatementPage

    page = app.screen
    made = page.made if isinstance(page, StatementPage) else None
    return made is not None and made.purpose in (Purpose.ASK, Purpose.ASK_AGAIN)


_PLACES = {
    "the name of the person": "person",
    "the phone number": "person",
    "the identity number": "person",
    "the contract number": "debt",
    "the lender": "debt",
    "which kind of loan it is": "debt",
    "the due date, or the days overdue": "snapshot",
    "what the app shows is owed": "snapshot",
    "principal, interest and penalty as the app shows them": "snapshot",
    "the penalty interest as the app shows it": "snapshot",
    "the reason, in short words of your own": "why",
    "the reason, in words of your own": "why",
    "since when": "why",
    "the sum you offer to pay each month": "why",
    "the income a month": "page:budget",
    "the costs of living a month": "page:budget",
    "papers that are ready": "page:materials",
    "the points to ask for": "page:agreement",
    "which court": "page:contacts",
    "the court's case number": "page:contacts",
    "who took the debt over": "page:contacts",
    "when you were told of it": "page:contacts",
    "what arrived from the court": "page:contacts",
    "when they said no": "page:contacts",
    "the contacts it is about": "page:contacts",
    "the last payment": "page:calendar",
    "which instalment it is about": "page:calendar",
    "when it was agreed": "page:agreement",
}
"""Where each fact that a text may lack is filled in; the others belong to the options."""


async def fill_in(app: HuanqingApp, case_id: str, missing: Sequence[Said]) -> None:
    """Go to where a missing fact is filled in; of several, the one that is picked."""
    if not missing:
        app.tell(_("Nothing is missing. i changes the facts."))
        return
    chosen: str | None = "0"
    if len(missing) > 1:
        options = [(str(n), say(said)) for n, said in enumerate(missing)]
        chosen = await app.ask(Pick(_("What the text does without"), options))
    if chosen is None:
        return
    place = _PLACES.get(missing[int(chosen)].text, "page:options")
    if place.startswith("page:"):
        app.open_page(place.removeprefix("page:"), case_id)
    else:
        await edit_facts(app, case_id, place)
