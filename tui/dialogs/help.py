"""Help: what works here, whom to turn to, and where figures come from."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from model.purpose import BEFORE_SENDING
from tui.cells import fit, wrap
from tui.commands import CASE_PAGES, TABS, commands_of, key_name, tab_name
from tui.dialog import Dialog
from tui.look import line
from tui.say import _, say
from tui.widgets.bars import Bar, Foot
from tui.widgets.prose import Block, Prose


def distress() -> str:
    """Return the fixed line for somebody who cannot go on; it never depends on what was typed."""
    return _(
        "If it feels too much, leave the accounts for now. 12356 is there to talk (in most places day and night); "
        "in danger call 120 or 110. Find somebody you trust to be with you first."
    )


def not_advice() -> str:
    """Return the line that this is not legal advice."""
    return _("This is no legal advice: contract and app decide; 12348 answers legal questions for free.")


class Help(Dialog[None]):
    """What works on a page."""

    DEFAULT_CSS = "Help { layout: vertical; background: $background; }"

    BINDINGS = [
        Binding("escape,q,question_mark,f1,enter", "leave", show=False, priority=True),
    ]

    def __init__(self, page: str, without: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.page_name, self.without = page, without

    def compose(self) -> ComposeResult:
        """Head, text, foot."""
        yield Bar(id="top")
        yield Prose(id="text")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Fill it."""
        name = f" - {tab_name(self.page_name)}" if self.page_name in TABS else ""
        self.query_one("#top", Bar).show(_("What works here") + name)
        self.query_one("#foot", Foot).show([("scroll", "PgDn", _("Further")), ("leave", "Esc", _("Back"))])
        self.set_focus(self.query_one("#text", Prose))

    def on_resize(self) -> None:
        """Wrap to the width."""
        self.query_one("#text", Prose).show(self.blocks(self.app.size.width))

    def blocks(self, width: int) -> list[Block]:
        """Return the text for a width."""
        blocks: list[Block] = [line((distress(), "bold")), ""]
        if self.page_name in CASE_PAGES:
            names = "  ".join(f"{n} {tab_name(page)}" for n, page in enumerate(CASE_PAGES, 1))
            blocks += [names, ""]
        for command in commands_of(self.page_name, self.without):
            rest = wrap(_(command.help), max(10, width - 9))
            blocks.append(line((fit(key_name(command), 9), "key"), rest[0]))
            blocks += [line((" " * 9, ""), text) for text in rest[1:]]
        blocks.append(line((fit(_("Arrows"), 9), "key"), _("Move")))
        blocks += [
            "",
            line(
                (
                    _(
                        "Forms: Tab or Enter goes on, F2 or Ctrl+S saves, F8 or Ctrl+R starts anew, "
                        "Esc leaves and keeps what was typed."
                    ),
                    "dim",
                )
            ),
        ]
        if self.page_name == "statement":
            blocks += ["", say(BEFORE_SENDING)]
        blocks += [
            "",
            not_advice(),
            _("Every figure has its source and how sure it is: beside a step, and under the rates (i, then 4)."),
        ]
        return blocks

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        if event.command == "scroll":
            self.query_one("#text", Prose).action_page(1)
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)
