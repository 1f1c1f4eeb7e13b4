"""Keys typed while a form is being saved: none is lost, each reaches what is on screen afterwards, in its order."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key

from model.case import Case, Snapshot
from store.lock import locked

NAMED = {"\r": "enter", "\t": "tab", "\x1b": "escape"}


@contextmanager
def held_by_another(path: Path) -> Iterator[Callable[[float], None]]:
    """Hold the file's lock as another session does, until the given function is told for how many seconds more."""
    held, ending, seconds = threading.Event(), threading.Event(), [0.0]

    def hold() -> None:
        with locked(path):
            held.set()
            ending.wait(20)
            threading.Event().wait(seconds[0])

    def let_go(after: float) -> None:
        seconds[0] = after
        ending.set()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    try:
        yield let_go
    finally:
        ending.set()
        thread.join()


def send(on: Any, *keys: str) -> None:
    """Let keys arrive, all at once."""
    for key in keys:
        if len(key) == 1:
            on.app.post_message(events.Key(NAMED.get(key, _character_to_key(key)), key))
        else:
            on.app.post_message(events.Key(key, None))


@pytest.fixture
def owing(small: Callable[..., Case], today: Any) -> Case:
    return small(snapshots=(Snapshot(id="s1", on=today, total=500_000),), serial=1)


@pytest.mark.parametrize("pause", [0.0, 0.5], ids=["in one burst", "while it waits"])
async def test_keys_typed_during_a_slow_save_reach_the_next_form(
    app_on: Callable[..., Any], book: Callable[..., Any], owing: Case, case_file: Path, pause: float
) -> None:
    async with app_on(owing) as on:
        other = book("王")
        await on.press("enter", "p")
        await on.type("120")
        with held_by_another(case_file) as let_go:
            send(on, "f2")
            if pause:
                await on.until(lambda: on.app.holding)
                await on.pilot.pause(pause)
            send(on, "p", "3", "4", "\t", "-", "1", "f2", "4")
            await on.pilot.pause()
            assert other.case("a1").payments == ()
            let_go(1.0)
            await on.until(lambda: getattr(on.app.screen, "name_", "") == "contacts")
        assert [payment.amount for payment in on.case().payments] == [12_000, 3_400]
        assert on.case().payments[1].on.isoformat() == "2026-11-23"


async def test_the_save_key_pressed_again_meant_the_same_form(
    app_on: Callable[..., Any], owing: Case, case_file: Path
) -> None:
    async with app_on(owing) as on:
        await on.press("enter", "s")
        await on.focus("total")
        await on.type("77")
        with held_by_another(case_file) as let_go:
            send(on, "f2", "f2", "f2")
            await on.until(lambda: on.app.holding)
            send(on, "f2", "s")
            let_go(1.0)
            await on.until(lambda: on.app.holding is False)
            await on.settle()
        assert [snapshot.total for snapshot in on.case().snapshots] == [500_000, 7_700]
        assert on.app.screen.query("#field-total"), "s opened the form anew"


async def test_a_save_that_is_refused_gives_the_keys_to_the_form(
    app_on: Callable[..., Any], owing: Case, case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.casefile.CaseFile.locked.__wrapped__.__defaults__", (1.0,))
    async with app_on(owing) as on:
        await on.press("enter", "p")
        await on.type("12")
        with held_by_another(case_file):
            send(on, "f2")
            await on.until(lambda: on.app.holding)
            send(on, "0", "5")
            await on.until(lambda: not on.app.holding, rounds=1500)
            await on.settle()
            assert "held by another session" in " ".join(on.text.split())
            assert on.app.screen.texts()["amount"] == "1205"
        assert on.case().payments == ()


async def test_leaving_a_question_gives_its_keys_on(app_on: Callable[..., Any], case_file: Path) -> None:
    async with app_on() as on:
        await on.press("enter", "1")
        await on.type("18642")
        with held_by_another(case_file) as let_go:
            send(on, "escape")
            await on.until(lambda: on.app.holding)
            send(on, "enter", "4")
            let_go(1.0)
            await on.until(lambda: getattr(on.app.screen, "name_", "") == "contacts")
            await on.settle()
        assert on.book.cases()[0].snapshots[-1].total == 1_864_200


async def test_the_screen_lives_while_a_save_waits_for_another_session(
    app_on: Callable[..., Any], owing: Case, case_file: Path
) -> None:
    async with app_on(owing) as on:
        await on.press("enter", "p")
        await on.type("12")
        with held_by_another(case_file) as let_go:
            send(on, "f2")
            await on.until(lambda: on.app.holding)
            assert on.book.poll() == frozenset(), "a look for others' changes does not wait for the lock"
            let_go(0.0)
            await on.until(lambda: not on.app.holding)
        assert [payment.amount for payment in on.case().payments] == [1_200]
