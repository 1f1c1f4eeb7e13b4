"""What two first users met: what is typed reaches its field, is kept, and is told in full."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model.case import Case, Snapshot
from store.book import CaseBook
from tui.dialogs.contacts import ContactForm
from tui.dialogs.palette import Palette

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from terminal import Session

TODAY = date(2026, 11, 24)


@pytest.fixture
def session(book: Callable[..., CaseBook]) -> Iterator[Session]:
    one = book("李")
    one.add(
        Case(id="a1", title="花呗", opened_on=TODAY, snapshots=(Snapshot(id="s1", on=TODAY, total=5000),), serial=1)
    )
    command = [sys.executable, "-m", "tui.main", "--file", str(one.path), "--lang", "en", "--today", "2026-11-24"]
    session = Session(command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    session.settle()
    yield session
    session.kill()


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
    for pause in (0.03, 0.05, 0.07, 0.09, 0.12, 0.15):
        for key in (b"c", b"\t", b"\t", b"\t", b"5"):
            session.press(key)
            session.pump(pause)
        session.settle(quiet=0.3, first=0.3)
        who = [row for row in session.screen() if row.startswith("Who ")]
        assert who and "5" not in who[0], (pause, who)
        session.do(b"\x1b[19~", quiet=0.2)
        session.do(b"\x1b", quiet=0.3)
