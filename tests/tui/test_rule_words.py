"""Every rule of a day's cost is shown with who set it, and what the playbook has with mark, source and day."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from model.case import Case, Loan, Product, Rounding, Snapshot, Terms
from store.playbooks import load
from tui.rule_words import fact_lines, rule_lines
from tui.say import install

TODAY = date(2026, 11, 24)


def test_each_rule_tells_who_set_it(small: Callable[..., Case]) -> None:
    install("en")
    loan = Loan(id="l1", label="一", terms=Terms(rate=Decimal("0.0004")))
    case = small(terms=Terms(multiplier=Decimal("1.5"), rounding=Rounding.DAILY), loans=(loan,), serial=1)
    lines = rule_lines(case, load())
    assert "rate 0.05% a day (usual for this product)" in lines
    assert "while overdue × 1.5 (noted from the contract)" in lines
    assert "rounded each day (noted from the contract)" in lines
    assert lines[-1] == "一: rate 0.04% a day (noted for this loan)"
    assert len(lines) == 8


def test_a_rule_that_does_nothing_is_no_figure(small: Callable[..., Case]) -> None:
    install("zh")
    lines = rule_lines(small(terms=Terms(multiplier=Decimal(1), grace_days=0)), load())
    assert not [text for text in lines if "×" in text or "0 天" in text], lines
    assert "没有宽限期（合同里写的）" in lines
    install("en")
    case = small(terms=Terms(multiplier=Decimal("1.5"), grace_days=3))
    loan = Loan(id="l1", label="一", terms=Terms(multiplier=Decimal(1)))
    lines = rule_lines(replace(case, loans=(loan,)), load())
    assert "3 days of grace (noted from the contract)" in lines
    assert lines[-1] == "一: while overdue × 1 (noted for this loan)"


def test_sources_stand_in_the_brackets_of_their_language(small: Callable[..., Case]) -> None:
    install("zh")
    lines = fact_lines(small(product=Product.HUABEI), load())
    assert lines and not [text for text in lines if " (" in text or not re.search(r"（.*，\d{4}-\d\d-\d\d）$", text)]
    install("en")
    assert re.search(r" \(.*, \d{4}-\d\d-\d\d\)$", fact_lines(small(product=Product.HUABEI), load())[0])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(40, 16), (80, 24)])
async def test_the_working_shows_rules_and_sources(
    app_on: Callable[..., Any], small: Callable[..., Case], language: str, size: tuple[int, int]
) -> None:
    snapshots = (
        Snapshot(id="s1", on=date(2026, 11, 14), total=500_000, principal=500_000, due=date(2026, 11, 1)),
        Snapshot(id="s2", on=TODAY, total=502_500, principal=500_000, due=date(2026, 11, 1)),
    )
    case = small(snapshots=snapshots, terms=Terms(grace_days=3), serial=2)
    async with app_on(case, size=size, language=language) as on:
        await on.press("enter", "5", "enter")
        seen = ""
        for _page in range(12):
            seen += on.text
            await on.press("pagedown")
        flat = "".join(seen.split())
        assert ("合同里写的" if language == "zh" else "notedfromthecontract") in flat
        assert ("这类产品通常" if language == "zh" else "usualforthisproduct") in flat
        for line in fact_lines(case, on.app.playbook()):
            assert "".join(line.split())[:14] in flat, line
        await on.press("escape", "escape")
        assert on.case().terms.grace_days == 3
