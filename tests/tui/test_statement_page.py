"""What to say: forms and pages, editing, copying, writing a file, keeping as sent, filling in what lacks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from model.case import Budget, Case, Expense, Hardship, Income, Person, Reason, Request, RequestKind, Snapshot

SIZES = [(40, 16), (80, 24), (120, 40)]
TODAY = date(2026, 11, 24)


@pytest.fixture
def full(small: Callable[..., Case]) -> Case:
    """A case that has every fact of a first request."""
    return small(
        person=Person(name="王芳", phone="13800001234"),
        lender="重庆蚂蚁消费金融有限公司",
        reasons=(Reason.NO_MONEY,),
        hardship=Hardship(kind="income_cut", words="店里生意差，工资少了一半", since=date(2026, 8, 1)),
        snapshots=(Snapshot(id="s1", on=TODAY, total=18_642_37, due=date(2026, 11, 1)),),
        requests=(
            Request(
                id="q2",
                kind=RequestKind.INSTALMENTS,
                chosen_on=TODAY,
                count=12,
                each=155_353,
                first_due=date(2026, 12, 10),
            ),
        ),
        budget=Budget(
            stamp="1",
            incomes=(Income(id="i3", label="工资", amount=520_000, day=10),),
            expenses=(Expense(id="e4", label="房租", amount=236_000),),
        ),
        offer=150_000,
        serial=4,
    )


@pytest.mark.parametrize("size", SIZES)
async def test_the_phone_script_fits_two_pages(
    app_on: Callable[..., object], full: Case, size: tuple[int, int]
) -> None:
    async with app_on(full, size=size, language="zh") as on:
        await on.press("enter", "8")
        seen = on.text
        assert "您好" in seen and "王芳" in seen
        await on.press("pagedown")
        seen += on.text
        assert "工号" in seen
        assert "谢谢" in seen
        assert "1,794" not in seen


async def test_space_goes_to_chat_and_letter(app_on: Callable[..., object], full: Case) -> None:
    async with app_on(full) as on:
        await on.press("enter", "8", "space")
        assert "In the chat" in on.text
        await on.press("space")
        assert "As a letter" in on.text and "情况说明" in on.text
        await on.press("space")
        assert "On the phone" in on.text


async def test_an_english_screen_has_a_gloss(app_on: Callable[..., object], full: Case) -> None:
    async with app_on(full, size=(120, 40)) as on:
        await on.press("enter", "8")
        assert "In English:" in on.text


async def test_one_piece_of_a_chat_is_copied(app_on: Callable[..., object], full: Case) -> None:
    async with app_on(full, size=(120, 40)) as on:
        await on.press("enter", "8", "space", "down", "y")
        assert "Piece 2" in on.text and "terminal's clipboard" in on.text
        assert on.app.clipboard == on.app.screen.made.pieces[1]


async def test_an_edited_text_is_what_is_used_and_kept(
    app_on: Callable[..., object], full: Case, tmp_path: Path
) -> None:
    async with app_on(full) as on:
        await on.press("enter", "8", "e")
        on.app.focused.move_cursor(on.app.focused.document.end)
        await on.type(" 请方便时回电。")
        await on.press("f2")
        assert "(edited)" in on.text
        await on.press("a")
        (sent,) = on.case().sent
        assert sent.text.endswith("请方便时回电。")
        assert (sent.on, sent.form) == (TODAY, "phone")
        out = tmp_path / "say.txt"
        await on.press("x")
        await on.clear()
        await on.type(str(out))
        await on.press("f2")
        await on.until(lambda: "Written:" in on.text)
        assert out.read_text("utf-8").strip().endswith("请方便时回电。")
        assert out.stat().st_mode & 0o777 == 0o600
        await on.press("e", "f8", "f2")
        assert "(edited)" not in on.text


async def test_what_is_missing_is_named_and_filled_in(
    app_on: Callable[..., object], small: Callable[..., Case]
) -> None:
    async with app_on(small(reasons=(Reason.NO_MONEY,)), size=(80, 24)) as on:
        await on.press("enter", "8")
        assert "It does without" in on.text and "the name of the person" in on.text
        await on.press("r", "1")
        await on.type("王芳")
        await on.press("f2")
        assert on.case().person.name == "王芳"
        assert "王芳" in on.text


async def test_not_mine_promises_nothing(app_on: Callable[..., object], full: Case) -> None:
    from msgspec.structs import replace

    async with app_on(replace(full, reasons=(Reason.NOT_MINE,)), size=(120, 40), language="zh") as on:
        await on.press("enter", "8")
        for _way in range(3):
            assert "我愿意还" not in on.text and "分12期" not in on.text
            await on.press("space")


async def test_a_bad_template_is_said(app_on: Callable[..., object], full: Case, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "templates"
    folder.mkdir(parents=True)
    (folder / "ask.phone.txt").write_text("{{ nothing_known", "utf-8")
    async with app_on(full) as on:
        await on.press("enter", "8")
        assert "cannot be used" in on.text and "line 1" in on.text.replace("\n", " ")
        await on.press("space")
        assert "In the chat" in on.text


async def test_a_letter_is_written_as_a_page_to_print(
    app_on: Callable[..., object], full: Case, tmp_path: Path
) -> None:
    async with app_on(full) as on:
        await on.press("enter", "8", "space", "space", "x")
        assert ".html" in on.text
        for name in ("a.html", "a.txt"):
            if name != "a.html":
                await on.press("x")
            await on.clear()
            await on.type(str(tmp_path / name))
            await on.press("f2")
            await on.until(lambda name=name: (tmp_path / name).exists())
            await on.until(lambda: "Written:" in on.text)
    page, text = ((tmp_path / name).read_text("utf-8") for name in ("a.html", "a.txt"))
    assert page.startswith("<!DOCTYPE html>") and '<p class="flush"' in page and ">敬礼</p>" in page
    assert "<" not in text and text.rstrip().endswith("2026年11月24日")
