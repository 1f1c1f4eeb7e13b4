"""What a new user met in the forms: pastes, the way through the first night and back, errors at their field, room."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from terminal import Session

from model.case import Case, Contact, Outcome, Product, Snapshot
from store.drafts import Drafts
from tui.drafting import Drafting
from tui.driver.typed import PASTE_BEGINS, PASTE_ENDS, Pasted, Pastes
from tui.say import install, joined, listed

TODAY = date(2026, 11, 24)
SHOWN = Snapshot(id="s1", on=date(2026, 11, 20), total=1_864_237, due=date(2026, 11, 1))


def test_a_paste_with_escapes_is_one_insertion(session: Session) -> None:
    session.do(b"\ri1", quiet=0.5)
    session.do(b"\x15", quiet=0.5)
    session.do(b"\x1b[200~A \x1b[31mB\x1b[0m \tC\r\nD\x1b[201~E", quiet=0.5)
    titles = [line for line in session.screen() if line.startswith("Title")]
    assert titles and titles[0].split(maxsplit=1)[1].strip() == "A B C DE"


def test_a_paste_that_comes_in_pieces_is_the_same_paste(session: Session) -> None:
    session.do(b"\ri1", quiet=0.5)
    session.do(b"\x15", quiet=0.5)
    for piece in (b"x\x1b[20", b"0~A\x1b", b"[31mB\x1b[20", b"1~y"):
        session.press(piece)
        session.pump(0.03)
    session.settle(quiet=0.5, first=1.0)
    titles = [line for line in session.screen() if line.startswith("Title")]
    assert titles and titles[0].split(maxsplit=1)[1].strip() == "xABy"


@pytest.mark.parametrize("size", range(1, 12))
def test_pastes_are_found_wherever_the_reads_end(size: int) -> None:
    text = "a\x1b[A" + PASTE_BEGINS + "1\x1b[31m\x1b2" + PASTE_ENDS + "b" + PASTE_BEGINS + PASTE_ENDS + "c"
    pastes, pasted, keys = Pastes(), [], ""
    for at in range(0, len(text), size):
        for part in pastes.feed(text[at : at + size]):
            if isinstance(part, Pasted):
                pasted.append(str(part))
            else:
                keys += part
    assert pasted == ["1\x1b[31m\x1b2", ""]
    assert keys.replace(PASTE_BEGINS + PASTE_ENDS, "|") == "a\x1b[A|b|c"


async def test_every_line_of_a_paste_is_kept(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "i", "1")
        await on.clear()
        await on.paste("one\r\ntwo\tthree")
        assert on.app.screen.texts()["title"] == "one two three"
        await on.focus("note")
        await on.paste("a\x1b[1mb\r\nc")
        assert on.app.screen.texts()["note"] == "ab\nc"


async def test_enter_carries_through_the_first_night(app_on: Callable[..., Any]) -> None:
    async with app_on(size=(80, 24)) as on:
        await on.press("enter", "1")
        assert "can be skipped for now" in on.text and "Enter Next" in on.text
        await on.type("18642.37")
        await on.press("enter", "enter")
        assert on.text.startswith("3/4") and "such as 11.01" in on.text and "花呗" in on.text
        await on.press("enter", "enter")
        assert on.text.startswith("4/4")
        assert on.book.cases()[0].snapshot.total == 18_642_37


async def test_elsewhere_enter_on_an_empty_field_goes_on(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "s")
        await on.focus("principal")
        await on.press("enter")
        assert on.app.screen.focused.id == "field-interest"


@pytest.mark.parametrize("product", ["1", "0"])
async def test_r_brings_the_very_question_back(
    app_on: Callable[..., Any], case_file: Path, now: Callable[[], datetime], product: str
) -> None:
    async with app_on() as on:
        on.app.drafts = Drafting(Drafts(case_file), "李", now)
        await on.press("enter", product)
        await on.type("1e9")
        await on.press("escape")
        assert "R brings the question back" in on.text
        await on.press("R")
        assert on.text.startswith("2/4")
        assert on.app.screen.texts()["total"] == "1e9"
        await on.focus("total")
        await on.clear()
        await on.type("1900")
        await on.press("f2")
        assert on.text.startswith("3/4")
        (case,) = on.book.cases()
        assert case.product is (Product.HUABEI if product == "1" else Product.UNKNOWN)
        assert case.snapshot is not None and case.snapshot.total == 190_000
        assert not [key for key in on.app.drafts.known() if key.startswith("first")]


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("due", "2026-02-30", "February 2026 has no 30th."),
        ("due", "4.31", "April has no 31st."),
        ("due", "2026-13-01", "A day like"),
        ("total", "1,000,000,000", "At most 999,999,999.99."),
        ("total", "1e9", "An amount like"),
    ],
)
async def test_a_field_that_is_left_says_what_is_wrong(
    app_on: Callable[..., Any], small: Callable[..., Case], field: str, text: str, told: str
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "s")
        await on.focus(field)
        await on.type(text)
        assert told not in on.text
        await on.press("tab")
        assert told in on.text
        await on.press("shift+tab")
        await on.type("7")
        assert on.app.screen.texts()[field] == text + "7"


async def test_after_an_error_at_saving_nothing_is_typed_over(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small(snapshots=(SHOWN,), serial=1)) as on:
        await on.press("enter", "s")
        await on.focus("total")
        await on.type("1e9")
        await on.press("f2")
        await on.type("8")
        assert on.app.screen.texts()["total"] == "1e98"


async def test_a_missing_day_in_chinese(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(), language="zh") as on:
        await on.press("enter", "s")
        await on.focus("due")
        await on.type("2026-02-30")
        await on.press("tab")
        assert "2026年2月" in on.text and "30日" in on.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_guidance_is_readable_on_the_smallest_screen(
    app_on: Callable[..., Any], small: Callable[..., Case], language: str
) -> None:
    async with app_on(small(snapshots=(SHOWN,), serial=1), size=(40, 16), language=language) as on:
        await on.press("enter")
        guide = on.app.screen.step_under_cursor().step.guide.in_(language)
        seen = "".join(on.lines).replace(" ", "")
        assert guide.replace(" ", "")[:40] in seen
        assert " v" not in on.text
        before, more = on.text, "more line" in on.text or "还有" in on.lines[-2]
        await on.press("tab", "down", "down")
        assert (on.text != before) is more, "what does not fit is read on; what fits stays"


@pytest.mark.parametrize(("step", "field"), [("lender", "contract_no"), ("reason", "words")])
async def test_a_step_about_a_fact_opens_its_form(
    app_on: Callable[..., Any], small: Callable[..., Case], step: str, field: str
) -> None:
    from tui.widgets.rows import Rows

    async with app_on(small()) as on:
        await on.press("enter")
        on.app.screen.query_one("#steps", Rows).move_to(step)
        await on.press("enter")
        assert field in on.app.screen.texts()


async def test_the_figures_of_a_day_have_two_different_days(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "s")
        labels = {field.id: field.label for field in on.app.screen.fields}
        assert (labels["on"], labels["due"]) == ("As of", "Due date")


async def test_a_contact_of_an_earlier_year_keeps_its_time(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    contact = Contact(id="c1", on=date(2025, 11, 24), at="12:05", channel="hotline", outcome=Outcome.NO_ANSWER)
    async with app_on(small(contacts=(contact,), serial=1)) as on:
        await on.press("enter", "4")
        assert "2025-11-24 12:05  " in on.text


async def test_script_and_fields_stand_apart(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(), size=(120, 40)) as on:
        await on.press("enter", "c")
        script, fields = on.app.screen.query_one("#script"), on.app.screen.query_one("#fields")
        assert fields.region.x - script.region.right >= 2


async def test_names_of_papers_are_whole_where_there_is_room(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small(), size=(80, 24)) as on:
        await on.press("enter", "2")
        rows = on.app.screen.query_one("#papers").rows
        assert not any(".." in "".join(text for text, _style in row.draw(80)) for row in rows)


async def test_the_agenda_shows_where_it_is_cut(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    contact = Contact(id="c1", on=TODAY, channel="hotline", outcome=Outcome.TOLD_TO_WAIT, promised_by=TODAY)
    case = small(snapshots=(SHOWN,), contacts=(contact,), serial=2, title="很长很长很长很长的名字")
    async with app_on(case, size=(40, 16)) as on:
        rows = on.app.screen.query_one("#agenda").rows
        drawn = ["".join(text for text, _style in row.draw(24)) for row in rows]
        assert drawn and all(text.rstrip().endswith("..") for text in drawn)


def test_names_in_a_row_by_language() -> None:
    install("zh")
    assert (listed(["甲", "乙"]), joined(["甲", "乙"])) == ("甲、乙", "甲，乙")
    install("en")
    assert (listed(["a", "b"]), joined(["a", "b"])) == ("a, b", "a, b")
