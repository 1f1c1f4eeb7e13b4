"""What every form does with what is typed: bad input at its field, nothing lost, harmless text."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from model.case import Case, Loan, Person, Product, Reason, Snapshot
from store.book import CaseBook

SIZES = [(40, 16), (80, 24), (120, 40)]
TODAY = date(2026, 11, 24)
HOSTILE = "客服[/]说 [red]\x1b[31mred\x1b]0;title\x07 \u202eabc\u202c 😀 [@click=app.quit]x[/]"


async def test_a_wrong_amount_is_told_at_its_field(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "s")
        await on.focus("total")
        for text in ("-1", "1e9", "1.234", "abc", "１２.３.４", "NaN", "1 000"):
            await on.clear()
            await on.type(text)
            await on.press("f2")
            assert "An amount like 1234.56" in on.text, text
            assert on.app.screen.texts()["total"] == text
        assert on.case().snapshots == ()


async def test_an_amount_as_people_type_it(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    known = {"1，234.5": 123_450, "１８６４２.３７": 1_864_237, "¥12": 1_200, "12.50元": 1_250}
    async with app_on(small()) as on:
        await on.press("enter")
        for text in known:
            await on.press("s")
            await on.focus("total")
            await on.type(text)
            await on.press("f2")
        assert [snapshot.total for snapshot in on.case().snapshots] == list(known.values())


async def test_a_day_shows_how_it_was_understood(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    known = {
        "11.23": date(2026, 11, 23),
        "昨天": date(2026, 11, 23),
        "11月1日": date(2026, 11, 1),
        "-3": date(2026, 11, 21),
    }
    async with app_on(small()) as on:
        await on.press("enter", "s")
        await on.focus("due")
        for text, day in known.items():
            await on.clear()
            await on.type(text)
            assert day.isoformat() in on.text, text
        await on.focus("total")
        await on.type("1")
        await on.press("f2")
        assert on.case().snapshots[0].due == date(2026, 11, 21)


async def test_a_wrong_day_is_told_at_its_field(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "s")
        await on.focus("total")
        await on.type("1")
        for text in ("2026-13-01", "31.31", "tomorow", "0000-00-00"):
            await on.focus("due")
            await on.clear()
            await on.type(text)
            await on.press("f2")
            assert "A day like" in on.text, text
            assert (on.app.screen.texts()["due"], on.app.screen.texts()["total"]) == (text, "1")
        assert on.case().snapshots == ()


async def test_an_empty_title_is_told(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "i", "1")
        await on.clear()
        await on.type("   ")
        await on.press("f2")
        assert "Please fill this in" in on.text
        assert on.case().title == "花呗 9月账单"


async def test_hostile_text_is_made_harmless_and_kept(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(), size=(120, 40)) as on:
        await on.press("enter", "i", "1")
        await on.clear()
        await on.paste(HOSTILE)
        await on.press("f2")
        title = on.case().title
        assert "客服[/]说 [red]red" in title and "😀" in title
        assert "\x1b" not in title and "\u202e" not in title
        assert "客服[/]说 [red]red" in on.text
        await on.press("9")
        assert "客服[/]说 [red]red" in on.text


async def test_a_note_of_ten_thousand_characters_and_one_more(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "i", "1")
        await on.focus("note")
        await on.paste("字" * 10_001)
        await on.press("f2")
        assert "10001" in on.text
        assert len(on.app.screen.texts()["note"]) == 10_001
        await on.press("backspace", "f2")
        assert len(on.case().note) == 10_000


async def test_a_line_pasted_into_one_field_stays_one_line(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "i", "2")
        await on.paste("王\r\n芳")
        await on.press("f2")
        assert "\n" not in on.case().person.name and on.case().person.name.startswith("王")


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_typed_survives_leaving(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(small(), size=size) as on:
        await on.press("enter", "s")
        await on.focus("total")
        await on.type("12x")
        await on.press("escape")
        assert "Kept" in on.text
        await on.press("s")
        assert on.app.screen.texts()["total"] == "12x"
        assert "last time" in on.text
        await on.press("f8")
        assert on.app.screen.texts()["total"] == ""


async def test_two_people_change_different_fields_and_neither_is_lost(
    app_on: Callable[..., Any], small: Callable[..., Case], book: Callable[..., CaseBook]
) -> None:
    async with app_on(small(person=Person(name="王芳", phone="1"))) as on:
        other = book("赵")
        await on.press("enter", "i", "2")
        await on.focus("call_hours")
        await on.type("18:00-20:00")
        from model import edits

        other.update("a1", edits.set_facts.by(person=Person(name="王芳", phone="13900009999")))
        await on.press("f2")
        person = on.case().person
        assert (person.phone, person.call_hours) == ("13900009999", "18:00-20:00")


async def test_an_id_number_is_shown_masked_and_kept(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    number = "310101199001011234"
    async with app_on(small(person=Person(name="王芳", id_number=number))) as on:
        await on.press("enter", "i", "2")
        assert number not in on.text and "1234" in on.text
        await on.focus("phone")
        await on.type("13800001234")
        await on.press("f2")
        assert on.case().person.id_number == number


async def test_reason_and_hardship(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "i", "3")
        await on.press("2")
        await on.focus("words")
        await on.paste("店里生意差。\n工资少了一半。")
        await on.focus("offer")
        await on.type("1794")
        await on.press("f2")
        case = on.case()
        assert case.reasons == (Reason.NO_MONEY,)
        assert case.hardship.words == "店里生意差。\n工资少了一半。"
        assert case.offer == 179_400


async def test_rates_are_set_and_wrong_ones_told(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "i", "4")
        assert "weak source" in on.text
        await on.type("29.2")
        await on.press("f2")
        assert "A rate like" in on.text
        await on.clear()
        await on.type("0.05%")
        await on.focus("multiplier")
        await on.type("20")
        await on.press("f2")
        assert "from 1 to 10" in on.text
        await on.clear()
        await on.type("1.5")
        await on.press("f2")
        assert (on.case().terms.rate, on.case().terms.multiplier) == (Decimal("0.0005"), Decimal("1.5"))


async def test_one_loan_of_several_with_its_figure(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(product=Product.JIEBEI)) as on:
        await on.press("enter", "i", "6")
        await on.type("6月3日 一万")
        await on.focus("total")
        await on.type("9500")
        await on.press("f2")
        (loan,) = on.case().loans
        assert isinstance(loan, Loan) and loan.label == "6月3日 一万"
        assert [(one.loan, one.total) for one in on.case().snapshots] == [(loan.id, 950_000)]


async def test_a_new_figure_is_held_against_the_prediction(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    before = Snapshot(id="s1", on=date(2026, 11, 20), total=1_000_000, principal=1_000_000, due=date(2026, 11, 1))
    async with app_on(small(snapshots=(before,), serial=1)) as on:
        await on.press("enter", "s")
        await on.focus("total")
        await on.type("10020.00")
        await on.press("f2")
        assert len(on.case().snapshots) == 2
        assert "exactly what was predicted" in on.text


async def test_parts_above_the_total_are_told(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "s")
        await on.focus("total")
        await on.type("100")
        await on.press("tab")
        await on.type("120")
        await on.press("f2")
        assert "more than the total" in on.text
        assert on.case().snapshots == ()


async def test_a_case_is_removed_after_asking_and_brought_back(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        await on.press("d", "enter")
        assert len(on.book.cases()) == 1
        await on.press("d")
        assert "花呗 9月账单" in on.text
        await on.press("y")
        assert on.book.cases() == []
        await on.press("u")
        assert len(on.book.cases()) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_help_says_what_works_and_whom_to_call(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(small(), size=size) as on:
        await on.press("enter", "question_mark")
        seen = on.text
        for _page in range(8):
            await on.press("pagedown")
            seen += on.text
        assert "12356" in seen and "legal advice" in seen and "Log a call or chat" in seen
        await on.press("escape")
        assert on.app.screen.name_ == "checklist"


@pytest.mark.parametrize("size", SIZES)
async def test_the_palette_finds_and_runs(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(small(), size=size) as on:
        await on.press("enter", "colon")
        await on.type("log a con")
        await on.press("enter")
        assert on.app.screen.query("#field-outcome")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_day_of_the_month_alone_is_shown_whole_before_it_is_saved(
    app_on: Callable[..., Any], small: Callable[..., Case], language: str, size: tuple[int, int]
) -> None:
    async with app_on(small(), language=language, size=size) as on:
        await on.press("enter", "p")
        await on.type("50")
        await on.focus("on")
        await on.clear()
        await on.type("10")
        assert "= 2026-11-10 " + ("周二" if language == "zh" else "Tue") in on.text
        await on.press("f2")
        assert on.case().payments[0].on == date(2026, 11, 10)
        await on.press("7", "a")
        await on.focus("first")
        await on.clear()
        await on.type("10号" if language == "zh" else "the 10th")
        assert "= 2026-12-10 " + ("周四" if language == "zh" else "Thu") in on.text
