"""What to say: the text for phone, chat or letter, from the case's own facts; edited, copied, written, kept as sent."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from model.cells import pages
from model.purpose import TITLES, Purpose, Way, purposes
from model.road import stage
from store.errors import StoreError
from store.statement import Statement
from tui.dialogs.trouble import pitfall_blocks
from tui.look import line
from tui.page import CasePage
from tui.say import _, listed, say
from tui.texts import month_of, text_for
from tui.widgets.bars import Bar
from tui.widgets.prose import Block, Prose

WAYS = (Way.PHONE, Way.CHAT, Way.LETTER)
CIRCLED = "①②③④⑤⑥⑦⑧⑨"


class StatementPage(CasePage):
    """The text, in pages where it is taller than the screen."""

    name_: ClassVar[str] = "statement"

    DEFAULT_CSS = """
    StatementPage #body { layout: vertical; }
    StatementPage.-wide #body { layout: horizontal; }
    StatementPage #text { height: 1fr; width: 1fr; }
    StatementPage #side { height: auto; max-height: 45%; width: 1fr; }
    StatementPage.-wide #side { height: 1fr; max-height: 100%; margin-left: 2; }
    StatementPage.-narrow #side { display: none; }
    """

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.way = WAYS[0]
        self.about: Purpose | None = None
        self.at = 0
        self.made: Statement | None = None
        self.problem = ""

    def body(self) -> ComposeResult:
        """Which text it is, the text, and beside it what it lacks."""
        yield Bar(id="which")
        with Container(id="body"):
            yield Prose(id="text", focusable=False)
            yield Prose(id="side", focusable=False)

    def refresh_page(self) -> None:
        """Make the text anew from the present facts."""
        try:
            self.made, self.problem = text_for(self.home, self.case_id, self.way, self.about), ""
        except StoreError as error:
            self.made, self.problem = None, say(error.said)
        self.show_text()

    # --- the text ----------------------------------------------------------------------------------------------

    @property
    def draft_key(self) -> str:
        """Under which an edited text is kept."""
        about = self.made.purpose.value if self.made is not None else ""
        return f"text:{self.case_id}:{self.way.value}-{about}"

    @property
    def edited(self) -> str | None:
        """The text as the person edited it, if so."""
        return self.home.drafts.take(self.draft_key).get("text") or None

    def pieces(self) -> tuple[str, ...]:
        """The text in the pieces in which it is sent."""
        if self.made is None:
            return ()
        if self.edited is not None:
            whole = self.edited
            return tuple(piece for piece in whole.split("\n\n") if piece.strip()) if self.way is Way.CHAT else (whole,)
        return self.made.pieces

    def _pages(self) -> list[tuple[int, str]]:
        """The pages: the piece each belongs to, and its lines. On a small screen the last pages tell what is beside."""
        prose = self.query_one("#text", Prose)
        width, height = prose.size.width or self.app.size.width, max(4, prose.size.height)
        found = [(n, page) for n, piece in enumerate(self.pieces()) for page in pages(piece, width, height)]
        if self.app.size.width < 60 and self.made is not None:
            side = "\n".join(
                text for block in self._side() for text in [block if isinstance(block, str) else block[0][0]]
            )
            found += [(-1, page) for page in pages(side, width, height) if page.strip()]
        return found or [(0, "")]

    def show_text(self) -> None:
        """Draw the page at hand, and what stands beside."""
        side = self.query_one("#side", Prose)
        blocks = self._side()
        side.show(blocks)
        width, height = self.app.size
        if 60 <= width < 100:
            side.styles.height = min(len(side.lines(width)), max(3, height * 2 // 5))
        else:
            side.styles.height = None
        self.call_after_refresh(self._show_page)

    def _show_page(self) -> None:
        if not self.is_mounted:
            return
        text, found = self.query_one("#text", Prose), self._pages()
        self.at = max(0, min(self.at, len(found) - 1))
        ways = {Way.PHONE: _("On the phone"), Way.CHAT: _("In the chat"), Way.LETTER: _("As a letter")}
        if self.made is not None and self.made.purpose is Purpose.COURT:
            ways[Way.CHAT] = _("As a message")
        about = _(TITLES[self.made.purpose]) if self.made is not None else ""
        mark = _(" (edited)") if self.edited is not None else ""
        place = f"{self.at + 1}/{len(found)}" if len(found) > 1 else ""
        self.query_one("#which", Bar).show(f"{ways[self.way]}  {about}{mark}", place)
        if self.problem:
            text.show([line((self.problem, "error"))])
            return
        piece, page = found[self.at]
        lines: list[Block] = [
            line((one, "bold" if self.way is Way.PHONE and piece >= 0 else ""), "") for one in page.split("\n")
        ]
        room = max(4, text.size.height)
        if self.way is Way.CHAT and piece >= 0 and len(self.pieces()) > 1:
            whole = self._all_pieces(piece, text.size.width, room)
            lines = whole or lines
        text.show(lines)

    def _all_pieces(self, here: int, width: int, room: int) -> list[Block]:
        """All pieces of a chat with the one at hand marked, where they fit the screen together."""
        blocks: list[Block] = []
        for n, piece in enumerate(self.pieces()):
            style = "" if n == here else "dim"
            head = f"{CIRCLED[n] if n < len(CIRCLED) else n + 1} {'<' if n == here else ''}"
            blocks.append(line((head, "head" if n == here else "dim"), ""))
            blocks += [line((one, style), "") for page in pages(piece, width, 1000) for one in page.split("\n")]
        return blocks if len(blocks) <= room else []

    def _side(self) -> list[Block]:
        if self.made is None:
            return []
        blocks: list[Block] = []
        if self.made.missing:
            names = listed(say(said) for said in self.made.missing)
            blocks.append(line((_("It does without (r fills it in): {names}").format(names=names), "due")))
        if self.made.gloss and self.edited is None:
            blocks.append(line((_("In English:"), "head")))
            blocks += [text for piece in self.made.gloss for text in piece.split("\n") if text]
        place = "contacts" if self.way is Way.PHONE else "send"
        blocks += pitfall_blocks(self.playbook, place, self.case.lender)
        kept = [sent for sent in self.case.sent if sent.form == self.way.value]
        if kept:
            blocks.append(line((_("Kept as sent on {on}.").format(on=kept[-1].on.isoformat()), "good")))
        return blocks

    # --- moving ------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Arrows and page keys turn the pages; after the last one they move what stands beside."""
        by = {"down": 1, "j": 1, "pagedown": 1, "up": -1, "k": -1, "pageup": -1}.get(event.key)
        if by is not None:
            event.stop()
            side, last = self.query_one("#side", Prose), len(self._pages()) - 1
            if (by > 0 and self.at >= last) or (by < 0 and side.top > 0):
                side.action_page(by)
            else:
                self.at += by
                self._show_page()

    def on_resize(self, event: events.Resize) -> None:
        """Cut the pages anew."""
        super().on_resize(event)
        if self.is_mounted:
            self.show_text()

    def do_form(self) -> None:
        """Phone, chat, letter."""
        self.way = WAYS[(WAYS.index(self.way) + 1) % len(WAYS)]
        self.at = 0
        self.refresh_page()

    def do_purpose(self) -> None:
        """The next text that can be of use now."""
        month = month_of(self.home, self.case_id)
        found = purposes(self.case, stage(self.view), self.view.rows, self.home.today, month)
        now = self.made.purpose if self.made is not None else found[0]
        place = found.index(now) if now in found else -1
        self.about, self.at = found[(place + 1) % len(found)], 0
        self.refresh_page()
        if len(found) == 1:
            self.tell(_("There is one text for the case as it stands."))

    # --- commands ----------------------------------------------------------------------------------------------

    def text_at_hand(self) -> str:
        """The piece of a chat at hand, else the whole text."""
        pieces, found = self.pieces(), self._pages()
        piece = found[self.at][0] if self.at < len(found) else 0
        if self.way is Way.CHAT and 0 <= piece < len(pieces):
            return pieces[piece]
        return "\n\n".join(pieces)

    def do_copy(self) -> None:
        """Send the text to the terminal's clipboard."""
        self.home.copy(self.text_at_hand())
        told = _("Sent to your terminal's clipboard. If it does not arrive there: x writes a file.")
        if self.way is Way.CHAT and len(self.pieces()) > 1:
            found = self._pages()
            told = _("Piece {number}: ").format(number=found[self.at][0] + 1) + told
        self.tell(told)

    def do_edit_text(self) -> None:
        """Edit the text before it is used."""
        from tui.dialogs.saying import edit_text

        if self.made is not None:
            self.home.start(edit_text(self.home, self, self.made.text))

    def do_save_text(self) -> None:
        """Write the text to a file."""
        from tui.dialogs.saying import save_text

        self.home.start(save_text(self.home, "\n\n".join(self.pieces()), letter=self.way is Way.LETTER))

    def do_sent(self) -> None:
        """Keep the text as it was sent."""
        from tui.dialogs.saying import keep_as_sent

        if self.made is not None:
            self.home.start(keep_as_sent(self.home, self.case_id, self.way, "\n\n".join(self.pieces())))

    def do_fill(self) -> None:
        """Fill in the facts that the text lacks."""
        from tui.dialogs.saying import fill_in

        if self.made is not None:
            self.home.start(fill_in(self.home, self.case_id, self.made.missing))
