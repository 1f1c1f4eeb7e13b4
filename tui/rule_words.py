"""The rules of a day's cost in words: each with who set it, the contract or the playbook, and what that rests on."""

from model.accrual import Origin, Rules, origins, resolved
from model.case import Case, Compounding, Rounding, Terms
from model.money import percent
from model.playbook import Fact, Playbook
from model.said import N_
from tui.say import _, day, language, term

SETTERS = {
    Origin.LOAN: N_("noted for this loan"),
    Origin.CASE: N_("noted from the contract"),
    Origin.PLAYBOOK: N_("usual for this product"),
    Origin.ASSUMED: N_("assumed, as nothing is known"),
}


def rule_lines(case: Case, playbook: Playbook) -> list[str]:
    """Return each rule that holds with who set it, no multiplier of 1; of a loan with rules of its own, those too."""
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
            lines.append(fact_line(fact))
    return lines


def fact_line(fact: Fact) -> str:
    """Return one fact of the playbook with its mark, source and the day on which that was read."""
    text, source = fact.text.in_(language()), fact.source.in_(language())
    told = _("{text} ({source}, {on})").format(text=text, source=source, on=day(fact.read_on))
    return f"[{term('mark', fact.mark.value)}] {told}"


def _lines(default: Terms, case: Terms, loan: Terms, only: Origin | None = None) -> list[str]:
    rules, setters = resolved(default, case, loan), origins(default, case, loan)
    found = []
    for name, words in _values(rules).items():
        if only is None and name == "multiplier" and rules.multiplier == 1:
            continue
        if only is None or setters[name] is only:
            found.append(_("{rule} ({setter})").format(rule=words, setter=_(SETTERS[setters[name]])))
    return found


def _values(rules: Rules) -> dict[str, str]:
    """Return each rule in words by its name in `Terms`."""
    rate = _("rate {rate} a day").format(rate=percent(rules.daily, 4)) if rules.known else _("rate not known")
    times = _("while overdue × {times}").format(times=f"{rules.multiplier.normalize():f}")
    grace = _("{days} days of grace").format(days=rules.grace_days) if rules.grace_days else _("no days of grace")
    daily, monthly = rules.rounding is Rounding.DAILY, rules.compounding is Compounding.MONTHLY
    return {
        "rate": rate,
        "multiplier": times,
        "base": _("charged on {base}").format(base=term("base", rules.base.value)),
        "day_count": _("a year of {days} days").format(days=rules.day_count),
        "grace_days": grace,
        "rounding": _("rounded each day") if daily else _("rounded once, at the end"),
        "compounding": _("compounded each month") if monthly else _("not compounded"),
    }
