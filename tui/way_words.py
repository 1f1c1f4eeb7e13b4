"""What is paid on a way out, in words: each month, once, or nothing."""

from model.case import RequestKind
from model.money import percent
from model.option import Option
from tui.say import _, money


def a_month(way: Option) -> str:
    """Return what a way takes each month; one sum has no month."""
    if way.kind is None or way.spares_nothing:
        return "-"
    return _("once") if way.once else money(way.per_month)


def payments_in_words(way: Option) -> str:
    """Return what is paid and until when: each month, once, or nothing; and what a year costs."""
    rate = percent(way.annual, 1) if way.annual is not None else "-"
    until = f"{way.last:%Y-%m}"
    if way.kind is None or way.spares_nothing:
        return _("nothing paid until {on}, {rate} a year").format(on=until, rate=rate)
    if not way.once:
        return _("{each} a month to {on}, {rate} a year").format(each=money(way.per_month), on=until, rate=rate)
    each = money(way.sum_once)
    if way.left > 0:
        return _("{each} once, {left} stays owed").format(each=each, left=money(way.left))
    if way.kind is RequestKind.EXTENSION:
        return _("{each} once, at the end; {rate} a year").format(each=each, rate=rate)
    return _("{each} once, {rate} a year").format(each=each, rate=rate)
