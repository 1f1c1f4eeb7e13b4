"""What a change of ours replaced of another session's: who it was, and both texts whole."""

from store.changes import Saved
from tui.app import HuanqingApp
from tui.cells import cell_len
from tui.dialogs.ask import Read
from tui.field_words import LONGEST, Told
from tui.look import line
from tui.say import _, language, listed
from tui.widgets.prose import Block


async def tell_replaced(app: HuanqingApp, saved: Saved) -> None:
    """Say it in the notice where it is short, else on a page to read; the log keeps both in any case."""
    told = Told(app.playbook(saved.case.playbook), app.today)
    found = [
        (where, theirs, ours, one.who)
        for one in saved.replaced
        for where, theirs, ours in told.whole(one.path, one.theirs, one.ours)
    ]
    who = listed(dict.fromkeys(one.who or _("another session") for one in saved.replaced))
    kept = _("The log (9) has both in full; u on an entry there takes it back.")
    if all(cell_len(theirs) <= LONGEST and cell_len(ours) <= LONGEST for _where, theirs, ours, _who in found):
        text = _("{field}: “{theirs}” -> “{ours}”")
        said = [text.format(field=where, theirs=theirs, ours=ours) for where, theirs, ours, _who in found]
        what = ("; " if language() == "en" else "；").join(said)
        app.tell(_("{who} had changed the same meanwhile: {what}. {kept}").format(who=who, what=what, kept=kept))
        return
    blocks: list[Block] = []
    for where, theirs, ours, by in found:
        blocks += [
            line((where, "head")),
            line((_("Written by {who} meanwhile:").format(who=by or _("another session")), "dim")),
            theirs,
            line((_("Yours, which stands there now:"), "dim")),
            ours,
            "",
        ]
    await app.ask(Read(_("{who} had changed the same").format(who=who), [*blocks, kept], _("Good"), no=_("Close")))
