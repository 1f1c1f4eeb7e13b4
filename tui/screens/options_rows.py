"""How a way out is drawn: as a line of the table, or as a block where there is no room for one."""

from typing import TYPE_CHECKING

from model.money import percent
from model.option import Option
from tui.cells import cell_len, cut, fit, right
from tui.look import Line, line
from tui.say import _, day, money
from tui.way_words import a_month, payments_in_words

if TYPE_CHECKING:
    from tui.screens.options import Options

VERDICTS = {True: ("✓", "good"), False: ("!", "due"), None: ("?", "dim")}
"""Affordable, too tight, not known."""


def verdict(way: Option) -> tuple[str, str]:
    """Return the sign of a way and its style; one that is usually too late has a dash."""
    return VERDICTS[way.affordable] if way.available and not way.spares_nothing else ("-", "dim")


def columns(width: int) -> tuple[int, ...]:
    """Return the widths of the columns: name, in all, saved, a month, last, a year, share."""
    if width >= 100:
        return (width - 5 - 74, 14, 14, 14, 12, 10, 10)
    return (width - 5 - 51, 11, 12, 11, 8, 7, 0) if width < 90 else (width - 5 - 56, 12, 12, 12, 8, 7, 5)


def heads(width: int) -> Line:
    """Return the heads of the columns."""
    sizes = columns(width)
    names = (_("In all"), _("Saves"), _("A month"), _("Last"), _("A year"), _("Share"))
    cells = "".join(right(name, size) if size else "" for name, size in zip(names, sizes[1:], strict=True))
    return line(("    " + fit(_("Way out"), sizes[0]) + cells, "dim"))


def saved(way: Option, width: int, room: int) -> str:
    """Return what a way saves against doing nothing, or by how much it costs more."""
    if not way.rate_known:
        return "-"
    amount = money(abs(way.saved))
    amount = amount.replace("¥", "") if width < 90 else amount
    if way.saved >= 0:
        return amount
    text = _("{amount} more").format(amount=amount)
    return text if cell_len(text) < room else _("{amount} more").format(amount=amount.split(".")[0])


def in_all(way: Option, *, narrow: bool) -> str:
    """Return what a way costs in all; a question mark where no daily rate is known to tell it by."""
    if not way.total_known:
        return "?"
    return money(way.total)[1:] if narrow else money(way.total)


class WayDrawer:
    """Draws one way in a line of the table."""

    def __init__(self, page: "Options", way: Option) -> None:
        self.page, self.way = page, way

    def __call__(self, width: int) -> Line:
        """One line: marks, name, figures."""
        way, sizes = self.way, columns(width)
        sign, style = verdict(way)
        marks = (">" if self.page.is_request(way) else " ") + ("*" if way.id in self.page.compared.drawn else " ")
        name = self.page.say(way.said)
        if not way.available and way.note is not None:
            name = f"{name} ({self.page.say(way.note)})"
        last = day(way.last) if width >= 100 else f"{way.last:%Y-%m}"
        figures = (
            in_all(way, narrow=width < 90),
            saved(way, width, sizes[2]),
            a_month(way).removeprefix("¥") if width < 90 else a_month(way),
            last if way.kind is not None else "-",
            percent(way.annual, 1) if way.annual is not None else "-",
            percent(way.share, 0) if way.share is not None and not way.once else "-",
        )
        cells = "".join(right(text, size) if size else "" for text, size in zip(figures, sizes[1:], strict=True))
        faded = "dim" if not way.available or way.kind is None else ""
        return line(
            (marks, "head" if marks.strip() else ""),
            (f"{sign} ", style),
            (fit(cut(name, sizes[0] - 1), sizes[0]), faded),
            (cells, faded),
        )


class BlockDrawer:
    """Draws one line of a way's block, where there is no room for a table."""

    def __init__(self, page: "Options", way: Option, part: int) -> None:
        self.page, self.way, self.part = page, way, part

    def __call__(self, width: int) -> Line:
        """Its name; what it costs in all and a month; when it ends and what a year costs."""
        way = self.way
        if self.part == 0:
            sign, style = verdict(way)
            mark = ">" if self.page.is_request(way) else " "
            return line(
                (mark, "head" if mark.strip() else ""),
                (f"{sign} ", style),
                (cut(self.page.say(way.said), width - 3), "bold"),
            )
        if self.part == 1 and way.spares_nothing:
            text = self.page.say(way.why)
        elif self.part == 1:
            text = (
                _("{total} in all, {saved} more than waiting") if way.saved < 0 else _("{total} in all, saves {saved}")
            )
            text = text.format(total=money(way.total), saved=money(abs(way.saved)))
            if not way.rate_known:
                text = in_all(way, narrow=False) if way.total_known else _("rate unknown")
        else:
            text = payments_in_words(way)
        return line((f"   {cut(text, width - 3)}", "dim"))
