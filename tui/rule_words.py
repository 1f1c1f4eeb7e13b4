"""The rules of a day's cost in words: each with who set it, the contract or the playbook, and what that rests on."""

from model.accrual import Origin, Rules, origins, resolved
from model.case import Case, Compounding, Rounding, Terms
from model.money import percent
from model.playbook import Playbook
from model.said import N_
from tui.say import _, language, term

SETTERS = {
    Origin.LOAN: N_("noted for this loan"),
    Origin.CASE: N_("noted from the contract"),
    Origin.PLAYBOOK: N_("usual for this product"),
    Origin.ASSUMED: N_("assumed, as nothing is known"),
}


def rule_lines(case: Case, playbook: Playbook) -> list[str]:
    """Return each rule that holds with who set it; of a loan with rules of its own, those too."""
    default = playbook.product(case.product).terms
    lines = _lines(default, case.terms, Terms())
    for loan in case.loans:
        if loan.terms != Terms():
            lines += [f"{loan.label}: {text}" for text in _lines(default, case.terms, loan.terms, only=Origin.LOAN)]
    return lines


def fact_lines(case: Case, playbook: Playbook) -> list[str]:
    """Return what the playbook has for this kind of loan, each with its mark, source and day."""
    lines = []
    for id in playbook.product(case.product).facts:
        fact = playbook.fact(id)
        if fact is not None:
            mark, source = term("mark", fact.mark.value), fact.source.in_(language())
            lines.append(f"[{mark}] {fact.text.in_(language())} ({source}, {fact.read_on.isoformat()})")
    return lines


def _lines(default: Terms, case: Terms, loan: Terms, only: Origin | None = None) -> list[str]:
    rules, setters = resolved(default, case, loan), origins(default, case, loan)
    found = []
    for name, words in _values(rules).items():
        if only is None or setters[name] is only:
            found.append(_("{rule} ({setter})").format(rule=words, setter=_(SETTERS[setters[name]])))
    return found


def _values(rules: Rules) -> dict[str, str]:
    """Return each rule in words by its name in `Terms`."""
    rate = _("rate {rate} a day").format(rate=percent(rules.daily, 4)) if rules.known else _("rate not known")
    times = _("while overdue × {times}").format(times=f"{rules.multiplier.normalize():f}")
    daily, monthly = rules.rounding is Rounding.DAILY, rules.compounding is Compounding.MONTHLY
    return {
        "rate": rate,
        "multiplier": times,
        "base": _("charged on {base}").format(base=term("base", rules.base.value)),
        "day_count": _("a year of {days} days").format(days=rules.day_count),
        "grace_days": _("{days} days of grace").format(days=rules.grace_days),
        "rounding": _("rounded each day") if daily else _("rounded once, at the end"),
        "compounding": _("compounded each month") if monthly else _("not compounded"),
    }
