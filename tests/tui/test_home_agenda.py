"""The agenda across cases: whose it is, what presses first, no amount cut in two; holidays of the user's own."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model import edits
from model.agenda import agenda_of
from model.case import (
    Agreement,
    AgreementState,
    Case,
    Complaint,
    Contact,
    CourtKind,
    CourtPaper,
    Form,
    Instalment,
    Outcome,
    Person,
    Request,
    RequestKind,
    Snapshot,
)
from tui import shelf
from tui.cells import cell_len, cut

TODAY = date(2026, 11, 24)
SIZES = [(40, 16), (80, 24), (120, 40)]
HELD: dict[str, Any] = {
    "agreement": Agreement(id="a9", on=TODAY, state=AgreementState.AGREED, form=Form.WRITTEN, agreed_on=TODAY),
    "instalments": (Instalment(number=1, due=date(2026, 11, 27), principal=161_200),),
    "snapshots": (Snapshot(id="s1", on=TODAY, total=1_864_237),),
    "serial": 9,
}
PAPER = CourtPaper(id="j1", kind=CourtKind.SUMMONS, received_on=TODAY, hearing_on=date(2026, 12, 30), verified=True)


@pytest.fixture
def desk(small: Callable[..., Case]) -> list[Case]:
    """Three people: a plan, a debt that ended long ago, a summons."""
    return [
        small("a1", "花呗 9月账单和10月账单合在一起", person=Person(name="丁婷婷"), **HELD),
        small("b2", "备用金", person=Person(name="秦梓轩"), opened_on=date(2026, 3, 1), closed_on=date(2026, 9, 1)),
        small("c3", "网商贷", person=Person(name="王小明"), court=(PAPER,), serial=2),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_whose_it_is_stands_on_the_line_and_a_court_on_top(
    app_on: Callable[..., Any], desk: list[Case], size: tuple[int, int], language: str
) -> None:
    async with app_on(*desk, size=size, language=language) as on:
        agenda = on.app.screen.query_one("#agenda")
        width = agenda.size.width
        lines = ["".join(text for text, _style in row.draw(width)) for row in agenda.rows]
        assert "王小明" in lines[0] and "12-09" in lines[0]
        assert "王小明" in lines[1] and "12-30" in lines[1]
        assert "丁婷婷" in lines[2] and "11-27" in lines[2]
        assert "秦梓轩" in lines[-1]
        for one in lines:
            assert cell_len(one) <= width
            assert re.search(r"¥[\d,.]*\.\.", one) is None
        assert any("¥1,612.00" in one for one in lines) is (width >= 60)
        assert "丁婷婷" in "\n".join(on.lines[2:5])


async def test_one_person_alone_is_not_named_on_every_line(app_on: Callable[..., Any], desk: list[Case]) -> None:
    async with app_on(desk[0]) as on:
        agenda = on.app.screen.query_one("#agenda")
        assert not any("丁婷婷" in text for row in agenda.rows for text, _style in row.draw(80))


async def test_a_title_is_whole_where_there_is_room(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    one, other = small("a1", "花呗 9月账单", person=Person(name="丁婷婷"), **HELD), small("b2", "x")
    async with app_on(one, other, size=(120, 40), language="zh") as on:
        assert re.search(r"11-27\s+花呗 9月账单\s+丁婷婷\s+还第 1/1 期", on.text)


@pytest.mark.parametrize(
    ("text", "width", "left"),
    [
        ("还 ¥1,612.00 了", 12, "还.."),
        ("还 ¥1,612.00 了以后", 14, "还 ¥1,612.00.."),
        ("还￥1,612.00", 8, "还.."),
        ("第 1612345 期", 8, "第 161.."),
        ("¥1,612.00", 5, ".."),
        ("花呗 9月账单", 8, "花呗 9.."),
    ],
)
def test_no_amount_is_cut_in_two(text: str, width: int, left: str) -> None:
    assert cut(text, width) == left


async def test_the_promise_itself_is_on_the_first_page(app_on: Callable[..., Any], small: Callable[..., Case]) -> None:
    told = Contact(
        id="c3",
        on=TODAY,
        agent="工号 8812",
        outcome=Outcome.TOLD_TO_WAIT,
        promised="主管回电",
        promised_by=date(2026, 11, 27),
    )
    async with app_on(small(contacts=(told,), serial=3), size=(40, 16), language="zh") as on:
        await on.press("enter")
        assert "11-27 跟进：主管回电" in on.text


# --- days counted in a year that is not known ------------------------------------------------------------------------

REFUSED = Contact(id="c3", on=date(2026, 12, 31), outcome=Outcome.REFUSED)
FILED = Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=TODAY, filed_on=date(2026, 12, 30), count=12)
HOLIDAYS = '[2027]\noff = ["2027-01-01", "2027-01-04", "2027-01-05"]\nmake_up = []\n'


@pytest.mark.parametrize("known", [False, True])
async def test_a_day_of_an_unknown_year_says_so_on_every_screen(
    app_on: Callable[..., Any], small: Callable[..., Case], tmp_path: Path, known: bool
) -> None:
    if known:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "holidays.toml").write_text(HOLIDAYS, encoding="utf-8")
    refused = small(contacts=(REFUSED,), serial=3)
    complained = small(
        "b2", "借呗", complaints=(Complaint(id="m4", level="service", filed_on=date(2026, 12, 30)),), serial=4
    )
    waiting = small("c3", "网商贷", requests=(FILED,), serial=3)
    said = "按周一到周五算"
    async with app_on(refused, complained, waiting, size=(120, 40), language="zh") as on:
        for id in ("a1", "b2", "c3"):
            on.app.open_page("contacts", id)
            await on.settle()
            on.app.screen.query_one("#log").move_to("rung:service")
            await on.settle()
            assert (said in on.text) is not known, (id, on.text)
            if id == "a1":
                assert ("2027-01-05" in on.text, "2027-01-08" in on.text) == (not known, known)
            if id == "b2":
                assert " 前答复" in on.text


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tui.main", *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout


def test_due_names_the_person_and_puts_a_court_first(
    book: Callable[..., Any], desk: list[Case], case_file: Path, home: Path
) -> None:
    one = book()
    for case in desk:
        one.add(case)
    lines = run("due", "--file", str(case_file), "--today", "2026-11-24", "--lang", "zh").splitlines()
    assert "12-09" in lines[0] and "网商贷  王小明" in lines[0]
    assert "合在一起  丁婷婷" in lines[2] and "¥1,612.00" in lines[2]
    assert "秦梓轩" in lines[-1]
    json = run("due", "--json", "--file", str(case_file), "--today", "2026-11-24", "--lang", "zh")
    assert "2026-12-09" not in json


async def test_what_is_due_is_computed_anew_only_for_the_person_that_changed(
    app_on: Callable[..., Any], desk: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(v: shelf.View, *more: Any, **named: Any) -> tuple[shelf.Due, ...]:
        asked.append(v.case.id)
        return agenda_of(v, *more, **named)

    monkeypatch.setattr(shelf, "agenda_of", counted)
    async with app_on(*desk) as on:
        assert sorted(asked) == ["a1", "b2", "c3"]
        await on.press("slash")
        await on.type("网")
        await on.press("escape")
        assert len(asked) == 3
        moved = edits.set_facts.by(person=Person(name="秦梓轩"))
        assert await on.app.change("a1", moved) is None
        on.app.screen.refresh_page()
        assert sorted(asked[3:]) == ["a1", "b2"]
