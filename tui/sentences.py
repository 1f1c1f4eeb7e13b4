"""Sentences that several pages share: today's figures, the road, the turns on which it goes wrong."""

from datetime import date

from model.agenda import gone_from_report
from model.agreement_check import BARE
from model.allocation import Standing
from model.case import Form, Stage
from model.owed import Owed
from model.road import RoadStop, View, not_mine, paid_off_on, stage
from tui.cells import cell_len, cut
from tui.look import Line, line
from tui.say import _, day, language, money, several, term


def per_day(owed: Owed) -> str:
    """Return what a day costs: a range where only a total is known; empty where nothing grows."""
    if not owed.rate_known:
        return _("the daily rate is not known yet")
    if not owed.per_day_high:
        return ""
    if owed.per_day_low == owed.per_day_high:
        return _("grows about {amount} a day").format(amount=money(owed.per_day_high))
    if not owed.per_day_low:
        return _("grows at most about {amount} a day").format(amount=money(owed.per_day_high))
    low, high = money(owed.per_day_low), money(owed.per_day_high)
    return _("grows about {low} to {high} a day").format(low=low, high=high)


def figures(view: View, owed: Owed, width: int) -> Line:
    """Return the line of today's figures: stage, owed as of today, per day, days past the due date."""
    now = stage(view)
    where = term("stage", now.value)
    if now is Stage.PAID_OFF:
        ended = paid_off_on(view) or view.today
        text = _("paid off on {on}; what was overdue leaves the credit report about {gone}")
        return line((text.format(on=day(ended), gone=day(gone_from_report(ended))), "good"))
    if not owed.known:
        return line((where, "bold"), "  ", (_("the amount is not noted yet: s writes it down"), "dim"))
    about = _("as of today about {amount}") if not owed.planned else _("still to pay {amount}")
    pieces = [about.format(amount=money(owed.total)), "" if not_mine(view.case) else per_day(owed)]
    if owed.overdue_days and not owed.planned:
        days = owed.overdue_days
        pieces.append(several("{count} day past the due date", "{count} days past the due date", days))
    text = ", ".join(piece for piece in pieces if piece) if language() == "en" else "，".join(p for p in pieces if p)
    if cell_len(where) + 2 + cell_len(text) > width:
        return line((f"{where}  {text}", "bold"))
    return line((where, "bold"), "  ", (text, "bold"))


def road_line(stops: tuple[RoadStop, ...], width: int) -> Line:
    """Return the road as six stages, what is behind ticked, the present one marked; shorter where it is narrow."""
    long = sum(cell_len(stop.info.name.in_(language())) + 4 for stop in stops) <= width
    pieces: list[tuple[str, str]] = []
    for stop in stops:
        name = stop.info.name.in_(language()) if long else stop.info.short.in_(language())
        sign, style = (">", "head") if stop.here else (" ", "dim")
        if stop.behind:
            sign, style = ("✓", "good") if stop.done >= stop.of else ("-", "")
        pieces += [(sign + name, style), (" ", "")]
    total = sum(cell_len(text) for text, _style in pieces)
    if total > width:
        pieces = [(cut(text, max(3, width // 6 - 1)) if text != " " else text, style) for text, style in pieces]
    return tuple(pieces)


def turn_lines(view: View) -> list[Line]:
    """Return what is said beside the road when it takes a turn: a missed instalment, refused, broken, sued."""
    late = [row for row in view.rows if row.state is Standing.LATE or (row.left and row.instalment.due < view.today)]
    if late and stage(view) is not Stage.PAID_OFF:
        first = late[0]
        text = _("Instalment {number} of {due} still lacks {amount}.").format(
            number=first.instalment.number, due=day(first.instalment.due, view.today), amount=money(first.left)
        )
        joint = " " if language() == "en" else ""
        return [line((text + joint + joint.join(late_lines(view)), "due"))]
    now = stage(view)
    texts = {
        Stage.REFUSED: _(
            "Not agreed this time. Another channel, another amount; what you can pay meanwhile lowers the debt."
        ),
        Stage.BROKEN: _("The agreement was broken off. Call soon: ask whether it can be taken up again."),
        Stage.SUED: _("First verify with the court: area code and 12368. Never skip a hearing. Free advice: 12348."),
    }
    return [line((texts[now], "due"))] if now in texts else []


def late_lines(view: View) -> list[str]:
    """Return what the agreement wrote about a late instalment, and whom to call with the number to look for."""
    agreement = view.case.agreement
    point = next((point for point in agreement.points if point.id == "missed"), None) if agreement else None
    if point is not None and point.words not in BARE:
        written = _("Of paying late it says: “{words}”.").format(words=point.words)
    elif point is not None and point.form is Form.WRITTEN:
        written = _("What follows when an instalment is late is in the agreement: look it up in your copy.")
    elif point is not None:
        written = _("What follows when an instalment is late was only said: ask for it in writing when you call.")
    else:
        written = _("The agreement does not say what follows when an instalment is late: ask that too when you call.")
    hotline = view.playbook.channel("hotline")
    text = _("Call {lender} (number in the contract) or {number}: the number found in the app counts.")
    whom = text.format(lender=view.case.lender or _("the lender"), number=hotline.number if hotline else "App")
    return [written, whom]


def days_to(on: date, today: date) -> str:
    """Return how far a day is: today, in 3 days, 2 days past."""
    away = (on - today).days
    if away == 0:
        return _("today")
    if away > 0:
        return several("in {count} day", "in {count} days", away)
    return several("{count} day past", "{count} days past", -away)


def unknown_year() -> str:
    """Return what is said beside a day that was counted in a year whose holidays are not known."""
    return _(" (holidays not known yet, counted by weekdays)")
