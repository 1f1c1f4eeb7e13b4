"""The tracker of papers: state, place, files here, the inbox, the bundle."""

import hashlib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from model.case import Case, Material, MaterialState, Place, Reason
from store.paths import inbox_folder

SIZES = [(40, 16), (80, 24), (120, 40)]
TODAY = date(2026, 11, 24)


@pytest.fixture
def poor(small: Callable[..., Case]) -> Callable[..., Case]:
    """A case whose money ran out."""
    return lambda **values: small(reasons=(Reason.NO_MONEY,), **values)


@pytest.mark.parametrize("size", SIZES)
async def test_a_paper_on_the_phone_is_noted_with_its_date(
    app_on: Callable[..., object], poor: Callable[..., Case], size: tuple[int, int]
) -> None:
    async with app_on(poor(), size=size) as on:
        await on.press("enter", "2", "down", "enter")
        await on.focus("state")
        await on.press("3")
        await on.focus("place")
        await on.press("3")
        await on.focus("issued")
        await on.type("10.14")
        await on.press("f2")
        (material,) = on.case().materials
        assert material.kind == "bank_statement"
        assert (material.state, material.place) == (MaterialState.READY, Place.PHONE)
        assert material.issued == date(2026, 10, 14)
        assert "too old" in on.text
        assert "It is 41 days old, more than 30" in " ".join(on.text.split())
        if size[0] < 100:
            assert on.app.screen.query_one("#detail").size.height >= size[1] * 2 // 5


async def test_a_paper_with_its_own_last_day_says_that_day(
    app_on: Callable[..., object], poor: Callable[..., Case]
) -> None:
    dated = Material(id="m1", kind="identity", state=MaterialState.READY, valid_until=date(2026, 10, 1))
    async with app_on(poor(materials=(dated,))) as on:
        await on.press("enter", "2")
        assert "It was valid until 10-01 Thu; get a new one" in " ".join(on.text.split())


async def test_space_goes_through_the_states(app_on: Callable[..., object], poor: Callable[..., Case]) -> None:
    async with app_on(poor()) as on:
        await on.press("enter", "2")
        for state in (MaterialState.COLLECTING, MaterialState.READY, MaterialState.SUBMITTED):
            await on.press("space")
            assert [material.state for material in on.case().materials] == [state]
        assert "handed in" in on.text
        await on.press("u")
        assert on.case().materials[0].state is MaterialState.READY


async def test_one_of_ones_own(app_on: Callable[..., object], poor: Callable[..., Case]) -> None:
    async with app_on(poor()) as on:
        await on.press("enter", "2", "a", "f2")
        assert "Please fill this in" in on.text
        await on.type("村委会证明 [红]")
        await on.press("f2")
        assert on.case().materials[0].name == "村委会证明 [红]"
        await on.press("G")
        assert "村委会证明 [红]" in on.text


async def test_a_file_is_attached_with_its_fingerprint(
    app_on: Callable[..., object], poor: Callable[..., Case], tmp_path: Path
) -> None:
    paper = tmp_path / "流水.pdf"
    paper.write_bytes(b"x" * 5000)
    async with app_on(poor()) as on:
        await on.press("enter", "2", "down", "enter")
        await on.focus("place")
        await on.press("2")
        await on.focus("where")
        await on.type(str(tmp_path / "none.pdf"))
        await on.press("f2")
        await on.until(lambda: "is not there" in on.text)
        await on.clear()
        await on.type(str(paper))
        await on.press("f2")
        await on.until(lambda: on.case().materials)
        (material,) = on.case().materials
        assert material.where == str(paper)
        assert (material.size, material.sha256) == (5000, hashlib.sha256(b"x" * 5000).hexdigest())


async def test_a_file_that_is_gone_is_noticed(
    app_on: Callable[..., object], poor: Callable[..., Case], tmp_path: Path
) -> None:
    gone = Material(
        id="m1", kind="identity", state=MaterialState.READY, place=Place.FILE, where=str(tmp_path / "id.jpg")
    )
    async with app_on(poor(materials=(gone,), serial=1)) as on:
        await on.press("enter", "2")
        assert "file missing" in on.text
        assert "no longer there" in on.text


async def test_what_arrives_in_the_inbox_is_attached(
    app_on: Callable[..., object],
    poor: Callable[..., Case],
    case_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.9 50000 203.0.113.7 2222")
    async with app_on(poor(), size=(120, 40)) as on:
        await on.press("enter", "2", "b")
        folder = inbox_folder(case_file)
        assert folder.is_dir() and folder.stat().st_mode & 0o777 == 0o700
        assert "scp -P 2222" in on.text and "203.0.113.7" in on.text
        (folder / "身份证.jpg").write_bytes(b"jpeg")
        (folder / "bad\x1b[31m.jpg").write_bytes(b"no")
        on.app.screen._look()
        await on.settle()
        assert "身份证.jpg" in on.text and "bad" not in on.text
        await on.press("enter", "1")
        await on.until(lambda: on.case().materials)
        (material,) = on.case().materials
        assert (material.kind, material.where, material.place) == ("identity", "身份证.jpg", Place.FILE)
        assert material.state is MaterialState.READY


async def test_an_arrival_is_said_while_the_page_is_open(
    app_on: Callable[..., object], poor: Callable[..., Case], case_file: Path
) -> None:
    async with app_on(poor()) as on:
        await on.press("enter", "2")
        folder = inbox_folder(case_file)
        folder.mkdir()
        (folder / "bill.png").write_bytes(b"png")
        on.app.screen._look()
        await on.settle()
        assert "Arrived: bill.png" in on.text


async def test_a_file_is_picked_from_the_list(
    app_on: Callable[..., object], poor: Callable[..., Case], home: Path
) -> None:
    (home / "bill.png").write_bytes(b"png")
    async with app_on(poor()) as on:
        await on.press("enter", "2", "f")
        await on.until(lambda: "bill.png" in on.text)
        await on.press("tab")
        await on.type("bill.png")
        await on.press("enter")
        await on.until(lambda: on.case().materials)
        assert on.case().materials[0].where == str(home / "bill.png")


async def test_the_bundle_is_written_and_says_what_it_lacks(
    app_on: Callable[..., object], poor: Callable[..., Case], tmp_path: Path
) -> None:
    paper = tmp_path / "id.jpg"
    paper.write_bytes(b"jpeg")
    mark = hashlib.sha256(b"jpeg").hexdigest()
    there = Material(
        id="m1", kind="identity", state=MaterialState.READY, place=Place.FILE, where=str(paper), sha256=mark
    )
    out = tmp_path / "out.zip"
    async with app_on(poor(materials=(there,), serial=1), size=(120, 40)) as on:
        await on.press("enter", "2", "x")
        await on.clear()
        await on.type(str(out))
        await on.press("f2")
        await on.until(lambda: "1 paper is in it" in on.text)
        assert out.stat().st_mode & 0o777 == 0o600
        with zipfile.ZipFile(out) as bundle:
            assert any(name.endswith(".jpg") for name in bundle.namelist())
        await on.press("escape", "x")
        await on.clear()
        await on.type(str(out))
        await on.press("f2")
        await on.until(lambda: "is there already" in on.text)
