"""Logging a contact and what follows from it; court papers, a debt sold, complaints."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from model.case import (
    Case,
    Contact,
    ContactKind,
    CourtKind,
    CourtPaper,
    Outcome,
    Person,
    Reason,
    Request,
    RequestKind,
    Snapshot,
    Stage,
)

SIZES = [(40, 16), (80, 24), (120, 40)]
TODAY = date(2026, 11, 24)


@pytest.fixture
def asked(small: Callable[..., Case]) -> Case:
    """A case with a request that was chosen."""
    return small(
        person=Person(name="王芳"),
        reasons=(Reason.NO_MONEY,),
        snapshots=(Snapshot(id="s1", on=TODAY, total=18_642_37, due=date(2026, 11, 1)),),
        requests=(Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, count=12, each=161_200),),
        serial=2,
    )


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_is_logged_with_its_promise(
    app_on: Callable[..., object], asked: Case, size: tuple[int, int]
) -> None:
    async with app_on(asked, size=size) as on:
        await on.press("enter", "c")
        await on.focus("agent")
        await on.type("8821")
        await on.press("tab")
        await on.press("2")
        await on.press("tab")
        await on.type("they look into it")
        await on.press("tab")
        await on.type("a call back")
        await on.press("tab")
        await on.type("+3")
        await on.pilot.pause()
        assert "11-27" in on.text
        await on.press("f2")
        (contact,) = on.case().contacts
        assert contact.outcome is Outcome.TOLD_TO_WAIT
        assert (contact.agent, contact.said, contact.promised) == ("8821", "they look into it", "a call back")
        assert contact.promised_by == date(2026, 11, 27)
        assert contact.on == TODAY and len(contact.at) == 5
        assert contact.who == "李"
        assert on.case().requests[0].filed_on == TODAY
        assert on.app.view("a1") and on.app.screen.name_ == "checklist"
        await on.press("4")
        assert "told to wait" in on.text
        assert "11-27" in on.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_script_is_in_sight_or_one_key_away(
    app_on: Callable[..., object], asked: Case, size: tuple[int, int]
) -> None:
    async with app_on(asked, size=size) as on:
        await on.press("enter", "c")
        if size[0] < 60:
            assert "您好" not in on.text
            await on.press("f3")
            assert "您好" in on.text
            await on.press("f3")
        assert "Through" in on.text
        if size[0] >= 60:
            assert "您好" in on.text


@pytest.mark.parametrize(
    ("digit", "outcome"),
    [
        ("1", Outcome.NO_ANSWER),
        ("2", Outcome.TOLD_TO_WAIT),
        ("3", Outcome.WANTS_PAPERS),
        ("4", Outcome.OFFER),
        ("5", Outcome.REFUSED),
    ],
)
async def test_each_outcome_has_one_key(
    app_on: Callable[..., object], asked: Case, digit: str, outcome: Outcome
) -> None:
    async with app_on(asked) as on:
        await on.press("enter", "4", "c")
        await on.focus("outcome")
        await on.press(digit, "f2")
        assert on.case().contacts[0].outcome is outcome
        assert on.case().contacts[0].connected is (outcome is not Outcome.NO_ANSWER)


async def test_refused_says_what_comes_next(app_on: Callable[..., object], asked: Case) -> None:
    async with app_on(asked) as on:
        await on.press("enter", "c")
        await on.focus("outcome")
        await on.press("5", "f2")
        assert "11-27" in on.text
        assert "3 working days" in on.text
        await on.press("escape")
        assert "not agreed this time" in on.text


async def test_an_offer_leads_to_where_it_is_written_down(app_on: Callable[..., object], asked: Case) -> None:
    async with app_on(asked) as on:
        await on.press("enter", "c")
        await on.focus("outcome")
        await on.press("4", "f2")
        assert "They made an offer" in on.text
        await on.press("escape")
        assert on.app.screen.name_ == "checklist"


async def test_what_was_typed_comes_back(app_on: Callable[..., object], asked: Case) -> None:
    async with app_on(asked) as on:
        await on.press("enter", "c")
        await on.focus("said")
        await on.paste("first line\nsecond [/] \x1b[31mline 😀")
        await on.press("escape", "c")
        assert "first line" in on.text
        await on.press("f2")
        assert on.case().contacts[0].said == "first line\nsecond [/] line 😀"


async def test_a_wrong_day_gets_its_message(app_on: Callable[..., object], asked: Case) -> None:
    async with app_on(asked) as on:
        await on.press("enter", "c")
        await on.focus("promised_by")
        await on.type("2026-02-30")
        await on.press("f2")
        assert "February 2026 has no 30th." in on.text
        assert "2026-02-30" in on.text
        assert on.case().contacts == ()


async def test_collection_calls_are_counted_in_words(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    calls = tuple(
        Contact(id=f"c{n}", on=TODAY, at=f"1{n}:00", channel="collector", kind=ContactKind.COLLECTION)
        for n in range(1, 5)
    )
    async with app_on(small(contacts=calls, serial=4), size=(120, 40)) as on:
        await on.press("enter", "4")
        assert "4 calls connected" in on.text
        assert "illegal" not in on.text


async def test_an_entry_is_changed_and_deleted_and_brought_back(
    app_on: Callable[..., object], small: Callable[..., Case]
) -> None:
    contact = Contact(id="c1", on=TODAY, at="10:00", channel="hotline", agent="77", who="王")
    async with app_on(small(contacts=(contact,), serial=1)) as on:
        await on.press("enter", "4", "enter")
        await on.focus("agent")
        await on.type("88")
        await on.press("f2")
        assert on.case().contacts[0].agent == "7788"
        assert on.case().contacts[0].who == "王"
        await on.press("d")
        assert on.case().contacts == ()
        await on.press("u")
        assert on.case().contacts[0].agent == "7788"


async def test_a_court_paper_is_verified_first_then_has_its_clock(
    app_on: Callable[..., object], small: Callable[..., Case]
) -> None:
    async with app_on(small(), language="en") as on:
        await on.press("enter", "f", "4")
        assert "12368" in on.text and "12348" in on.text
        await on.press("enter", "f2")
        (paper,) = on.case().court
        assert (paper.kind, paper.received_on) == (CourtKind.PAYMENT_ORDER, TODAY)
        assert "12-09" in on.text
        assert on.app.view("a1") and Stage.SUED.value == "sued"
        assert "Never skip a hearing" in on.text


async def test_a_lawyers_letter_is_not_from_a_court(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "f", "1")
        assert "not from a court" in on.text


async def test_a_paper_is_answered_and_closed(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    paper = CourtPaper(id="j1", kind=CourtKind.SUMMONS, received_on=TODAY)
    async with app_on(small(court=(paper,), serial=1)) as on:
        await on.press("enter", "4", "down", "enter")
        await on.focus("closed_on")
        await on.type("11.20")
        await on.press("f2")
        assert "before the day it was received" in on.text
        await on.clear()
        await on.type("12.1")
        await on.press("f2")
        assert on.case().court[0].closed_on == date(2026, 12, 1)


async def test_a_debt_that_was_sold(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "4", "v", "enter")
        await on.press("f2")
        assert "Please fill this in" in on.text
        await on.type("某资产管理公司")
        await on.press("f2")
        assert on.case().transfers[0].creditor == "某资产管理公司"
        assert "某资产管理公司" in on.text


async def test_a_complaint_and_its_answer(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small(), size=(120, 40)) as on:
        await on.press("enter", "4", "m")
        await on.focus("number")
        await on.type("T-1")
        await on.press("f2")
        (complaint,) = on.case().complaints
        assert complaint.level == "complaint_desk"
        assert "12-09" in on.text
        await on.press("m", "2")
        await on.focus("answered_on")
        await on.type("today")
        await on.press("f2")
        assert on.case().complaints[0].answered_on == TODAY


async def test_a_second_call_has_the_cursor_and_the_first_ones_promise_is_asked_for_on_its_day(
    app_on: Callable[..., object], asked: Case
) -> None:
    first = Contact(
        id="k3", on=date(2026, 11, 22), outcome=Outcome.TOLD_TO_WAIT, promised="a call", promised_by=date(2026, 11, 26)
    )
    async with app_on(replace(asked, contacts=(first,), serial=3)) as on:
        await on.press("enter", "4", "c")
        await on.focus("said")
        await on.type("no news")
        await on.focus("outcome")
        await on.press("2", "f2")
        await on.press("4")
        assert len(on.case().contacts) == 2
        assert on.app.screen.query_one("#log").key == f"contacts:{on.case().contacts[1].id}"
        assert "ask again on 11-26" in " ".join(on.text.split())


@pytest.mark.parametrize("page", ["", "1", "4"])
async def test_a_window_that_was_too_small_for_a_moment_leaves_the_keys_where_they_were(
    app_on: Callable[..., object], asked: Case, page: str
) -> None:
    async with app_on(asked) as on:
        if page:
            await on.press("enter", page)
        before = on.app.screen.focused
        await on.pilot.resize_terminal(30, 10)
        await on.settle()
        assert "40" in on.text and on.app.screen.focused is None
        await on.pilot.resize_terminal(80, 24)
        await on.settle()
        assert on.app.screen.focused is before is not None
