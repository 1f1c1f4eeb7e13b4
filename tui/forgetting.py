"""What is said before a case is forgotten and after, on the page and on the command line."""

from typing import TYPE_CHECKING

from model.text import shown
from tui.say import _, listed, several

if TYPE_CHECKING:
    from store.forgetting import Extent, Outcome


def what_goes(extent: "Extent") -> list[str]:
    """Return, line by line, what goes for good and what stays."""
    lines = [
        _("“{title}” is deleted for good. There is no undo for this.").format(title=shown(extent.title)),
        _("From the file: the case, and its history ({count} entries).").format(count=extent.entries),
    ]
    if extent.drafts:
        lines.append(several("{count} draft", "{count} drafts", extent.drafts))
    if extent.backups:
        lines.append(several("Out of {count} backup", "Out of {count} backups", extent.backups))
    if extent.papers:
        lines.append(
            several("{count} copy in the inbox", "{count} copies in the inbox", len(extent.papers))
            + ": "
            + listed(shown(path.name) for path in extent.papers)
        )
    lines.append(_("What was exported or sent elsewhere stays there."))
    lines += [
        _("{path} cannot be opened: nobody knows whether the case is in it.").format(path=shown(str(path)))
        for path in extent.broken
    ]
    return lines


def what_was_done(outcome: "Outcome") -> list[str]:
    """Return what was done, one line each."""
    lines = [_("Forgotten. It is in no file of this program any more.")]
    if outcome.kept:
        lines = [_("Forgotten, except perhaps in what cannot be opened:")]
    lines += [_("Kept: {path}").format(path=shown(str(path))) for path in outcome.kept]
    lines += [_("Deleted: {path}").format(path=shown(str(path))) for path in outcome.dropped]
    return lines
