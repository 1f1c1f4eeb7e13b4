"""How an offer, its points and earlier offers are drawn as rows."""

from model.case import Agreement, Form, Instalment, Point
from model.offers import own_words
from model.playbook import AgreementPoint
from tui.cells import cell_len, cut, fit
from tui.look import Line, line
from tui.panes import NARROW, name_room
from tui.say import _, day, language, money, say, several, term

SIGNS = {Form.WRITTEN: ("✓", "good"), Form.ORAL: ("~", "due"), None: ("☐", "")}
"""How a point stands: in writing, by word, open."""


def joined(parts: list[str]) -> str:
    """Return parts of a sentence with the comma of the language between them."""
    return (", " if language() == "en" else "，").join(parts)


def rows_in_words(rows: tuple[Instalment, ...]) -> str:
    """Return rows as they are said: “12 × ¥1,612.00 = ¥19,344.00, first on 2026-12-10”."""
    dated = [row for row in rows if row.number]
    if not dated:
        return _("no rows yet")
    total = sum(row.total for row in rows)
    first = day(dated[0].due)
    if len({row.total for row in dated}) == 1 and len(dated) == len(rows):
        text = _("{count} × {each} = {total}, first on {first}")
        return text.format(count=len(dated), each=money(dated[0].total), total=money(total), first=first)
    text = several("{count} instalment", "{count} instalments", len(dated))
    return _("{instalments}, {total} in all, first on {first}").format(
        instalments=text, total=money(total), first=first
    )


def words_of(point: Point) -> str:
    """Return the words of a point, those that the program wrote itself in the language of the screen."""
    said = own_words(point.words)
    if said is None or (language() == "zh" and point.words != "settled"):
        return point.words
    return say(said)


class TextDrawer:
    """Draws a name and a text."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def __call__(self, width: int) -> Line:
        """One line."""
        room = cell_len(self.name) + 2 if width < NARROW else 14
        return line((fit(cut(self.name, room - 1), room), "dim"), cut(self.text, width - room))


class PointDrawer:
    """Draws one point: how it stands, its name, the words."""

    def __init__(self, info: AgreementPoint, point: Point | None) -> None:
        self.info, self.point = info, point

    def __call__(self, width: int) -> Line:
        """One line."""
        sign, style = SIGNS[self.point.form if self.point is not None else None]
        name = self.info.name.in_(language())
        words = words_of(self.point) if self.point is not None else ("" if self.info.must else _("if you like"))
        room = name_room(name, words, width - 3)
        return line(" ", (sign, style), " ", fit(cut(name, room - 1), room), (cut(words, width - room - 3), "dim"))


class PastDrawer:
    """Draws one earlier offer."""

    def __init__(self, past: Agreement) -> None:
        self.past = past

    def __call__(self, width: int) -> Line:
        """One line."""
        past = self.past
        text = f"{day(past.on)} {term('agreement', past.state.value)}  {rows_in_words(past.rows)}"
        return line("   ", (cut(text, width - 3), "dim"))
