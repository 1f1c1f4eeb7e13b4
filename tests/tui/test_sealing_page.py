"""The passphrase and forgetting on screen: set, asked for under one's hands and after idle time, one question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from traces import WORD, holding

from model.case import Case
from store import resealing, sealing
from store.book import CaseBook
from store.codec import is_sealed
from store.drafts import Drafts
from store.sealing import Passphrase, Vault, new_key
from tui.dialogs.sealing import Ask
from tui.drafting import Drafting
from tui.form import Form

Make = Callable[..., Case]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of little cost."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**10)
    monkeypatch.setattr(sealing.new_key, "__kwdefaults__", {"n": 2**10})


async def passphrase(on: Any, text: str, *, twice: bool = False) -> None:
    """Type a passphrase into the question in front."""
    for _ in range(1 + twice):
        for character in text:
            await on.pilot.press(character)
        await on.pilot.press("enter")
        await on.settle()
    await on.until(lambda: not isinstance(on.app.screen, Ask) or not on.app.screen.trying)
    await on.settle()


async def test_seal_is_typed_twice_after_it_was_said_that_nobody_can_find_it(
    app_on: Any, small: Make, case_file: Path
) -> None:
    async with app_on(small("a1", note=WORD)) as on:
        await on.press("S")
        assert "cannot be found by anyone" in on.text
        await passphrase(on, "one", twice=False)
        await passphrase(on, "other")
        assert "not the same" in on.text and not is_sealed(case_file.read_bytes())
        await passphrase(on, "several", twice=True)
        await on.until(lambda: is_sealed(case_file.read_bytes()))
        await on.settle()
        assert "several" not in on.text and "Sealed" in on.text
        on.book.update("a1", lambda case: msgspec.structs.replace(case, note="x"))
        assert holding(case_file.parent) == []
        await on.press("S", "2", "y")
        await on.until(lambda: not is_sealed(case_file.read_bytes()))


async def test_a_session_that_finds_the_file_sealed_asks_and_goes_on_with_what_was_typed(
    app_on: Any, small: Make, case_file: Path
) -> None:
    async with app_on(small("a1")) as on:
        await on.press("enter", "s")
        assert isinstance(on.app.screen, Form)
        await on.focus("total")
        await on.clear()
        await on.type("1234.56")
        resealing.convert(case_file, Vault(case_file), new_key(Passphrase("several words"), n=2**10))
        await on.press("f2")
        await on.until(lambda: isinstance(on.app.screen, Ask))
        assert "sealed by another session" in on.text and "1234" not in on.text
        await passphrase(on, "wrong")
        assert "not the passphrase" in on.text
        await passphrase(on, "several words")
        await on.until(lambda: on.case().snapshots)
        assert on.case().snapshots[-1].total == 123456 and is_sealed(case_file.read_bytes())


async def test_a_session_that_only_looks_is_asked_too(app_on: Any, small: Make, case_file: Path) -> None:
    async with app_on(small("a1", title="My debt")) as on:
        resealing.convert(case_file, Vault(case_file), new_key(Passphrase("pw"), n=2**10))
        on.app._watch()
        await on.settle()
        assert isinstance(on.app.screen, Ask) and "My debt" not in on.text
        on.app._watch()
        await on.press("escape")
        assert len([screen for screen in on.app.screen_stack if isinstance(screen, Ask)]) == 1
        await passphrase(on, "pw")
        assert "My debt" in on.text


async def test_after_idle_time_a_sealed_file_is_locked_with_the_drafts_kept_sealed(
    app_on: Any, small: Make, case_file: Path
) -> None:
    async with app_on(small("a1", title="My debt"), lock_minutes=5) as on:
        on.app.touched -= 600
        on.app._watch()
        assert not on.app.locked, "a plain file is not locked"
        resealing.convert(case_file, Vault(case_file), new_key(Passphrase("pw"), n=2**10))
        on.book.unlock(Passphrase("pw"))
        on.book.poll()
        on.app.drafts = Drafting(Drafts(case_file, on.book.codec), "李", on.app.drafts.now)
        await on.press("enter", "p")
        await on.focus("note")
        await on.type(WORD)
        on.app._watch()
        assert not on.app.locked, "somebody typed just now"
        on.app.touched -= 600
        on.app._watch()
        await on.settle()
        assert on.app.locked and WORD not in on.text and "My debt" not in on.text
        assert on.book.codec.locked and holding(case_file.parent) == []
        assert [draft.texts["note"] for draft in Drafts(case_file, unlocked(case_file)).list()] == [WORD]
        await passphrase(on, "pw")
        assert isinstance(on.app.screen, Form) and WORD in on.text


def unlocked(path: Path) -> Vault:
    vault = Vault(path)
    vault.unlock(path.read_bytes(), Passphrase("pw"))
    return vault


async def test_forget_asks_one_question_whose_safe_answer_has_the_focus(
    app_on: Any, small: Make, case_file: Path
) -> None:
    async with app_on(small("a1", title=WORD), small("b2", title="Other")) as on:
        on.book.update("b2", lambda case: msgspec.structs.replace(case, note="x"))
        await on.press("D")
        assert "deleted for good" in on.text and "2 backups" in on.text and "exported" in on.text
        await on.press("enter")
        assert on.book.ids() == ["a1", "b2"]
        await on.press("D", "y")
        await on.until(lambda: on.book.ids() == ["b2"])
        await on.settle()
        assert holding(case_file.parent) == [] and WORD not in on.text and "Forgotten" in on.text


async def test_forget_from_a_page_of_the_case_leads_home_and_drops_what_was_typed(
    app_on: Any, small: Make, case_file: Path
) -> None:
    async with app_on(small("a1", title=WORD), small("b2", title="Other")) as on:
        await on.press("enter")
        on.app.drafts.keep("pay:a1", "x", {"note": WORD})
        await on.press("D", "y")
        await on.until(lambda: on.app.screen.name_ == "home")
        assert not on.app.drafts.open and not on.app.has("a1") and holding(case_file.parent) == []


async def test_another_session_forgets_the_case_in_front(
    app_on: Any, small: Make, book: Callable[..., CaseBook]
) -> None:
    async with app_on(small("a1", title=WORD), small("b2", title="Other")) as on:
        await on.press("enter")
        book("王").forget("a1")
        on.app._watch()
        await on.settle()
        assert on.app.screen.name_ == "home" and WORD not in on.text


async def test_a_passphrase_is_nowhere_in_drafts_or_on_screen(app_on: Any, small: Make) -> None:
    async with app_on(small("a1")) as on:
        await on.press("S")
        for character in "secretword":
            await on.pilot.press(character)
        await on.settle()
        assert "secretword" not in on.text and not on.app.drafts.open
        await on.press("escape")
        assert not isinstance(on.app.screen, Ask)


async def test_a_session_that_ends_while_it_is_asked_keeps_what_was_typed_sealed(
    app_on: Any, small: Make, case_file: Path
) -> None:
    async with app_on(small("a1")) as on:
        on.app.drafts = Drafting(Drafts(case_file, on.book.codec), "李", on.app.drafts.now)
        await on.press("enter", "p")
        await on.focus("note")
        await on.type(WORD)
        resealing.convert(case_file, Vault(case_file), new_key(Passphrase("pw"), n=2**10))
        on.app._watch()
        await on.settle()
        assert on.app.locked
        on.app.drafts.store()
        assert holding(case_file.parent) == []
        assert [draft.texts["note"] for draft in Drafts(case_file, unlocked(case_file)).list()] == [WORD]
