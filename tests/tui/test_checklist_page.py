"""The checklist: the cursor stands where the next thing is; a closed case can be opened again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from model.case import Case, Contact, Outcome, Product, Request, RequestKind, SentText, Snapshot
from model.demo import demo_cases
from model.road import stage, steps
from model.steps import next_thing
from tui.say import say

TODAY = date(2026, 11, 24)
SIZES = [(40, 16), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_cursor_stands_where_the_next_thing_is(
    app_on: Callable[..., Any], size: tuple[int, int], language: str
) -> None:
    cases = demo_cases(24, 5, TODAY)
    async with app_on(*cases, size=size, language=language) as on:
        for case in cases:
            on.app.open_page("checklist", case.id)
            await on.settle()
            page = on.app.screen
            under, following = page.step_under_cursor(), next_thing(page.view, on.app.years)
            assert under is not None, case.title
            if following.step is not None:
                assert under.step.id == following.step.step.id
                assert say(following.said, page.playbook) == under.step.title.in_(language)
            elif any(not s.settled and s.state != "blocked" for s in steps(page.view)):
                assert not under.settled and under.state != "blocked", (case.title, stage(page.view))
            assert under.step.title.in_(language)[:8] in on.text
            await on.press("escape")


async def test_while_waiting_the_cursor_is_on_the_step_of_the_contact(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    waiting = small(
        snapshots=(Snapshot(id="s1", on=TODAY, total=500_000, due=date(2026, 11, 1)),),
        requests=(
            Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, filed_on=date(2026, 11, 20), count=12),
        ),
        contacts=(Contact(id="c3", on=date(2026, 11, 20), channel="hotline", outcome=Outcome.TOLD_TO_WAIT),),
        serial=3,
    )
    async with app_on(waiting) as on:
        await on.press("enter")
        under = on.app.screen.step_under_cursor()
        assert (under.step.stage, under.step.opens) == ("wait", "contacts")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_closed_case_is_opened_again(
    app_on: Callable[..., Any], small: Callable[..., Case], language: str, size: tuple[int, int]
) -> None:
    shut = small(snapshots=(Snapshot(id="s1", on=TODAY, total=500_000),), closed_on=TODAY, serial=1)
    name = {"zh": "重新打开", "en": "Open again"}[language]
    async with app_on(shut, small("b2", "借呗"), language=language, size=size) as on:
        await on.press("enter", "colon", *name[:4])
        assert name in on.text
        await on.press("enter")
        assert on.case().closed_on is None
        assert on.book.history("a1")[-1].said.text == "Opened the case again"
        await on.press("u")
        assert on.case().closed_on == TODAY
        await on.press("3", "O")
        assert on.case().closed_on is None
        await on.press("O")
        await on.press("colon", *name[:4])
        assert "没有" in on.text or "No command" in on.text
        assert len(on.book.history("a1")) == 4


@pytest.mark.parametrize(("way", "filed"), [("phone", None), ("chat", TODAY), ("letter", TODAY)])
async def test_a_request_that_is_sent_in_writing_is_filed(
    app_on: Callable[..., Any], small: Callable[..., Case], way: str, filed: date | None
) -> None:
    case = small(
        product=Product.HUABEI,
        snapshots=(Snapshot(id="s1", on=TODAY, total=500_000, due=date(2026, 11, 1)),),
        requests=(
            Request(
                id="q2",
                kind=RequestKind.INSTALMENTS,
                chosen_on=TODAY,
                count=12,
                each=41_700,
                first_due=date(2026, 12, 10),
            ),
        ),
        serial=2,
    )
    async with app_on(case, language="zh") as on:
        await on.press("enter", "8", *["space"] * ["phone", "chat", "letter"].index(way), "a")
        assert [sent.form for sent in on.case().sent] == [way]
        assert on.case().requests[0].filed_on == filed
        assert ("算作今天提交" in on.text) is (filed is not None)
        await on.press("u")
        assert (on.case().sent, on.case().requests[0].filed_on) == ((), None)


async def test_what_is_sent_later_files_nothing_again(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    before = date(2026, 11, 20)
    case = small(
        snapshots=(Snapshot(id="s1", on=TODAY, total=500_000),),
        requests=(Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=before, filed_on=before, count=12),),
        sent=(SentText(id="x3", on=before, form="chat", text="x"),),
        serial=3,
    )
    async with app_on(case) as on:
        await on.press("enter", "8", "space", "a")
        assert len(on.case().sent) == 2
        assert on.case().requests[0].filed_on == before
