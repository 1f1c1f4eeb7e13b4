"""What two first users met: what is typed reaches its field, is kept, and is told in full."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from terminal import Session

from model import edits
from model.case import Case, Snapshot, StepNote, StepState
from store import restoring
from store.book import CaseBook
from store.drafts import Draft, Drafts
from tui.dialogs.ask import Read
from tui.dialogs.contacts import ContactForm
from tui.dialogs.palette import Palette
from tui.drafting import Drafting

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("form", [ContactForm, Palette])
async def test_a_form_has_its_focus_once_it_is_there(
    app_on: Callable[..., Any], small: Callable[..., Case], monkeypatch: pytest.MonkeyPatch, form: type[Any]
) -> None:
    name = "begin" if form is ContactForm else "on_mount"
    focused, begin = [], getattr(form, name)

    def observed(self: Any) -> None:
        begin(self)
        focused.append(self.focused.id if self.focused is not None else None)

    monkeypatch.setattr(form, name, observed)
    async with app_on(small()) as on:
        await on.press("enter", "c" if form is ContactForm else "colon")
    assert focused == ["field-channel" if form is ContactForm else "words"]


def test_keys_typed_while_a_form_opens_reach_their_fields(session: Session) -> None:
    session.do(b"\r", quiet=0.4)
    for pause in (0.04, 0.09, 0.14):
        for key in (b"c", b"\t", b"\t", b"\t", b"5"):
            session.press(key)
            session.pump(pause)
        session.settle(quiet=0.3, first=0.3)
        who = [row for row in session.screen() if row.startswith("Who ")]
        assert who and "5" not in who[0], (pause, who)
        session.do(b"\x1b[19~", quiet=0.2)
        session.do(b"\x1b", quiet=0.3)


@pytest.mark.parametrize("leave", ["f2", "escape", "enter"])
async def test_a_part_without_a_total_is_kept(app_on: Callable[..., Any], leave: str) -> None:
    async with app_on() as on:
        await on.press("enter", "1", "enter")
        await on.type("18642")
        await on.press(*(["enter"] if leave == "enter" else []), leave)
        (case,) = on.book.cases()
        assert case.snapshot is not None
        assert (case.snapshot.total, case.snapshot.principal) == (18_642_00, 18_642_00)
        assert "No total was given: ¥18,642.00, the sum of the parts, stands for it." in " ".join(on.text.split())


async def test_a_total_that_is_not_understood_is_not_made_up(app_on: Callable[..., Any]) -> None:
    async with app_on() as on:
        await on.press("enter", "1")
        await on.type("18k")
        await on.press("enter")
        await on.type("18000")
        await on.press("escape")
        assert on.book.cases()[0].snapshot is None
        assert "R brings the question back" in on.text


async def test_the_foot_of_a_question_says_that_a_digit_takes_it(app_on: Callable[..., Any]) -> None:
    async with app_on(size=(40, 16)) as on:
        await on.press("enter")
        assert all(text in on.lines[-1] for text in ("1-6 Choose", "0 Skip for now", "Esc Leave"))
        await on.press("1")
        assert on.text.startswith("2/4")


async def test_a_number_that_is_no_day_points_to_the_days_overdue(app_on: Callable[..., Any]) -> None:
    async with app_on() as on:
        await on.press("enter", "1", "f2")
        await on.type("45")
        await on.press("tab")
        assert "number of days overdue, it goes into the next field" in " ".join(on.text.split())
        await on.press("shift+tab")
        await on.clear()
        await on.type("23")
        await on.settle()
        assert "= 2026-11-23 Mon (a number of days goes below)" in on.text


async def test_the_cursor_stands_behind_what_is_there(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    noted = (StepNote(id="look", note="first line\nsecond"),)
    async with app_on(small(steps=noted, note="what was")) as on:
        await on.press("enter", "i", "1")
        await on.focus("note")
        await on.type("!")
        assert on.app.screen.texts()["note"] == "what was!"
        await on.press("escape", "i", "1")
        await on.focus("note")
        await on.type("?")
        assert on.app.screen.texts()["note"] == "what was!?"
        await on.focus("title")
        await on.type("s")
        await on.press("escape", "i", "1")
        await on.type("t")
        assert on.app.screen.texts()["title"].endswith("st")


async def test_undo_in_a_note_takes_back_a_word_or_two(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(note="kept")) as on:
        await on.press("enter", "i", "1")
        await on.focus("note")
        await on.type(" one two three four five")
        await on.press("ctrl+z")
        left = on.app.screen.texts()["note"]
        assert left.startswith("kept one two") and left != "kept one two three four five"
        for _ in range(9):
            await on.press("ctrl+z")
        assert on.app.screen.texts()["note"] == "kept"
        await on.press(*["ctrl+y"] * 9)
        assert on.app.screen.texts()["note"] == "kept one two three four five"


@pytest.mark.parametrize("size", [(40, 16), (80, 24)])
async def test_every_function_key_of_a_form_has_another_that_is_shown(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(small(), size=size) as on:
        await on.press("enter", "c")
        assert "^S Save" in on.lines[-1] and "^G Script" in on.lines[-1] and "Esc Leave" in on.lines[-1]
        await on.press("ctrl+g", "ctrl+g")
        await on.focus("agent")
        await on.type("Li")
        await on.press("escape", "c")
        assert "F8 or ^R starts anew" in " ".join(on.text.split())
        await on.press("ctrl+r")
        assert on.app.screen.texts()["agent"] == ""
        await on.press("escape", "p")
        assert "^S Save" in on.lines[-1]
        await on.type("12")
        await on.focus("kind")
        assert "Enter Save" in on.lines[-1]
        await on.press("enter")
        assert on.case().payments[0].amount == 12_00


@pytest.mark.parametrize("opened", ["p", "c", "i", "question_mark", "colon"])
async def test_a_dialog_in_a_window_too_small_says_so(
    app_on: Callable[..., Any], small: Callable[..., Case], opened: str
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", opened)
        before = on.text
        await on.pilot.resize_terminal(39, 15)
        await on.settle()
        assert on.text.split() == [
            "This",
            "window",
            "is",
            "too",
            "small:",
            "40",
            "columns",
            "and",
            "16",
            "lines",
            "are",
            "needed.",
        ]
        await on.pilot.resize_terminal(80, 24)
        await on.settle()
        assert on.text == before


async def test_the_second_to_write_a_first_note_is_shown_both(
    app_on: Callable[..., Any], book: Callable[..., CaseBook], small: Callable[..., Case]
) -> None:
    long = "王写了很长的一条，" * 12 + "到这里为止。"
    async with app_on(small(), language="zh", size=(40, 16)) as on:
        other = book("王")
        for theirs in ("短的", long):
            await on.press("enter", "e")
            step = on.app.screen.key.rpartition(":")[2]
            other.update("a1", edits.note_step.by(step=step, state=StepState.TODO, on=None, text=theirs))
            await on.focus("note")
            await on.type("李的")
            await on.press("f2")
            shown = "".join(on.text.split())
            if theirs is long:
                assert isinstance(on.app.screen, Read)
                for _page in range(3):
                    await on.press("pagedown")
                    shown += "".join(on.text.split())
                assert "到这里为止。" in shown and "王写了很长的一条" in shown
                await on.press("enter")
            else:
                assert "王" in shown and "短的" in shown and "李的" in shown and "经过（9）" in shown
            assert on.case().steps[0].note.startswith("李的")
            await on.press("escape")


async def test_the_note_of_another_stays_where_only_the_state_was_changed(
    app_on: Callable[..., Any], book: Callable[..., CaseBook], small: Callable[..., Case]
) -> None:
    async with app_on(small()) as on:
        await on.press("enter", "e")
        step = on.app.screen.key.rpartition(":")[2]
        other = book("王")
        other.update("a1", edits.note_step.by(step=step, state=StepState.TODO, on=None, text="theirs"))
        await on.focus("state")
        await on.press("right", "f2")
        assert (on.case().steps[0].note, on.case().steps[0].state) == ("theirs", StepState.DOING)
        assert "meanwhile" not in on.text


@pytest.mark.parametrize("size", [(40, 16), (80, 24)])
async def test_the_log_shows_what_changed_in_its_rows(
    app_on: Callable[..., Any], small: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(small(), size=size) as on:
        for text in ("rang twice", "they ask for papers"):
            on.book.update("a1", edits.note_step.by(step="follow_up", state=StepState.TODO, on=None, text=text))
        on.book.update("a1", edits.set_facts.by(lender="X bank"))
        on.app._read_all()
        await on.press("enter", "9")
        rows = [row for row in on.lines if "李" in row]
        assert "“they ask for papers”" in rows[1] and "“rang twice”" in rows[2]
        assert size[0] < 60 or "lender X bank" in rows[0]


async def test_a_restore_of_another_session_is_told_and_so_is_taking_it_back(
    app_on: Callable[..., Any], book: Callable[..., CaseBook], small: Callable[..., Case], case_file: Path, now: Any
) -> None:
    async with app_on(small()) as on:
        other = book("王")
        other.update("a1", edits.set_facts.by(lender="X bank"))
        restoring.restore(case_file, None, who="王", now=now)
        on.app._watch()
        await on.settle()
        assert "王 brought back a backup" in on.text
        other.poll()
        other.undo()
        on.app._watch()
        await on.settle()
        assert "王 took back the restore of a backup" in on.text


async def test_what_was_not_finished_is_named_with_its_case(
    app_on: Callable[..., Any], small: Callable[..., Case], case_file: Path, now: Any
) -> None:
    Drafts(case_file).save(
        Draft(
            form="contact",
            who="李",
            at="2026-11-24T10:00:00+08:00",
            case="a1",
            record="",
            id="",
            texts={"_title": "Log a contact", "agent": "x"},
        )
    )
    async with app_on(small()) as on:
        on.app.drafts = Drafting(Drafts(case_file), "李", now)
        on.app.on_mount()
        await on.settle()
        assert "Not finished last time: 花呗 9月账单 - Log a contact." in on.text


async def test_a_long_notice_is_whole_on_a_small_screen(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(), size=(40, 16)) as on:
        text = " ".join(f"word{n:02d}" for n in range(34))
        on.app.tell(text)
        await on.settle()
        assert text in " ".join(on.text.split())
        on.app.tell(" ".join(f"word{n:02d}" for n in range(80)))
        await on.settle()
        assert any(row.endswith("..") for row in on.lines[-4:])


@pytest.mark.parametrize(("language", "said"), [("en", "more than is owed"), ("zh", "比欠的多")])
async def test_more_than_is_owed_is_cautioned_once_in_the_form(
    app_on: Callable[..., Any], small: Callable[..., Case], language: str, said: str
) -> None:
    shown = Snapshot(id="s1", on=TODAY, total=300_00, principal=200_00, penalty=100_00)
    async with app_on(small(snapshots=(shown,), serial=1), language=language, size=(40, 16)) as on:
        await on.press("enter", "p")
        await on.type("3000")
        await on.press("f2")
        assert said in " ".join(on.text.split()) and on.case().payments == ()
        await on.press("f2")
        assert on.case().payments[0].amount == 3_000_00


async def test_how_a_payment_was_split_is_told_as_an_estimate(
    app_on: Callable[..., Any], small: Callable[..., Case]
) -> None:
    shown = Snapshot(id="s1", on=TODAY, total=300_00, principal=200_00, penalty=100_00)
    async with app_on(small(snapshots=(shown,), serial=1), language="zh") as on:
        await on.press("enter", "p")
        await on.type("150")
        await on.press("f2")
        assert "记下了 ¥150.00。估计先抵罚息 ¥100.00，再抵本金 ¥50.00，以 App 为准。" in on.text


def test_what_is_typed_behind_the_key_to_find_is_found(session: Session) -> None:
    for pause in (0.0, 0.005, 0.02, 0.05):
        for key in (b"/", b"x", b"y", b"z"):
            session.press(key)
            session.pump(pause)
        session.settle(quiet=0.3, first=0.5)
        assert any(row.strip().startswith("xyz") for row in session.screen()), pause
        session.do(b"\x1b", quiet=0.3)


async def test_a_long_choice_shows_how_many_there_are(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    async with app_on(small(), size=(40, 16), language="zh") as on:
        await on.press("enter", "4", "m")
        assert any(row.startswith("在哪里") and re.search(r"\d/\d$", row) for row in on.lines)
