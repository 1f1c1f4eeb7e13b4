"""The timeline: what changed in words, taking back one entry, a conflict told, the dossier."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from model import edits
from model.case import Case, Contact, Outcome, Person, Snapshot

SIZES = [(40, 16), (80, 24), (120, 40)]
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("size", SIZES)
async def test_what_changed_is_told_in_words(
    app_on: Callable[..., object], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(small(), size=size) as on:
        on.book.update("a1", edits.add_snapshot.by(Snapshot(id="", on=TODAY, total=18_642_37)))
        on.book.update("a1", edits.set_facts.by(lender="某银行"))
        on.app._read_all()
        await on.press("enter", "9")
        assert "Changed the facts" in on.text
        assert "lender: - -> 某银行" in on.text
        await on.press("down")
        assert "18,642.37" in on.text
        assert "李" in on.text


async def test_one_entry_is_taken_back_and_the_later_one_stays(
    app_on: Callable[..., object], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        on.book.update("a1", edits.set_facts.by(lender="某银行"))
        on.book.update("a1", edits.set_facts.by(title="新名"))
        on.app._read_all()
        await on.press("enter", "9", "down", "u")
        assert (on.case().lender, on.case().title) == ("", "新名")
        assert "Taken back" in on.text
        await on.press("u")
        assert "taken back already" in on.text


async def test_a_conflict_shows_both_values(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        on.book.update("a1", edits.set_facts.by(lender="甲银行"))
        on.book.update("a1", edits.set_facts.by(lender="乙银行"))
        on.app._read_all()
        await on.press("enter", "9", "down", "u")
        assert on.case().lender == "乙银行"
        assert "甲银行" in on.text and "乙银行" in on.text


async def test_numbers_of_a_person_stay_masked(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        person = Person(name="王芳", phone="13800001234", id_number="310101199001011234")
        on.book.update("a1", edits.set_facts.by(person=person))
        on.app._read_all()
        await on.press("enter", "9")
        assert "王芳" in on.text
        assert "13800001234" not in on.text and "310101199001011234" not in on.text


async def test_hostile_text_is_harmless(app_on: Callable[..., object], small: Callable[..., Case]) -> None:
    async with app_on(small()) as on:
        contact = Contact(id="", on=TODAY, outcome=Outcome.REFUSED, said="客服[/]说 [paid]", channel="hotline")
        on.book.update("a1", edits.log_contact.by(contact))
        on.app._read_all()
        await on.press("enter", "9")
        assert "客服[/]说 [paid]" in on.text


async def test_the_dossier_is_written_masked(
    app_on: Callable[..., object], small: Callable[..., Case], tmp_path: Path
) -> None:
    out = tmp_path / "d.html"
    async with app_on(small(person=Person(name="王芳", phone="13800001234"))) as on:
        await on.press("enter", "9", "x")
        await on.clear()
        await on.type(str(out))
        await on.press("f2")
        await on.until(lambda: "Written:" in on.text)
        assert out.stat().st_mode & 0o777 == 0o600
        assert "13800001234" not in out.read_text("utf-8")
