"""The bundle of papers: what is in it, what is named as missing, and what it never does."""

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.case import Case, Material, MaterialState, Place
from model.playbook import Playbook
from store import packing
from store.bundle import BundleReport, safe_name, write_bundle
from store.errors import StoreError

TODAY = date(2026, 11, 24)

Make = Callable[..., BundleReport]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with a picture and a statement in it."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "id.jpg").write_bytes(b"\xff\xd8picture" * 1000)
    (folder / "流水 10月.PDF").write_bytes(b"%PDF-1.7 statement")
    return folder


def paper(id: str, kind: str, where: str, **values: object) -> Material:
    fields: dict[str, object] = {"state": MaterialState.READY, "place": Place.FILE, "name": kind} | values
    return Material(id=id, kind=kind, where=where, **fields)


def chosen(material: Material, folder: Path) -> Material:
    """Return the paper with the digest of its file, as the app records it when the file is chosen."""
    path = folder / material.where.replace("\0", "")
    if material.place is not Place.FILE or material.sha256 or not path.is_file():
        return material
    return msgspec.structs.replace(material, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def make(tmp_path: Path, inbox: Path, rich_case: Case, small_playbook: Playbook) -> Make:
    """Make a bundle of the given papers."""

    def bundle(*materials: Material, out: str = "out.zip", **more: object) -> BundleReport:
        case = msgspec.structs.replace(rich_case, materials=tuple(chosen(one, inbox) for one in materials))
        return write_bundle(tmp_path / out, case, small_playbook, TODAY, folder=inbox, **more)

    return bundle


def told(report: BundleReport) -> str:
    return "\n".join(str(said) for said in report.warnings)


def test_ready_papers_are_numbered_named_and_summed(make: Make, inbox: Path, tmp_path: Path) -> None:
    statement = inbox / "流水 10月.PDF"
    report = make(
        paper("m2", "bank_statement", str(statement), issued=date(2026, 11, 20)),
        paper("m1", "id_card", "id.jpg"),
    )
    with zipfile.ZipFile(tmp_path / "out.zip") as bundle:
        assert bundle.namelist() == ["01-身份证.jpg", "02-银行流水.pdf", "00-清单.txt"]
        assert bundle.testzip() is None
        assert bundle.read("01-身份证.jpg") == (inbox / "id.jpg").read_bytes()
        inventory = bundle.read("00-清单.txt").decode()
    for packed, path in zip(report.packed, (inbox / "id.jpg", statement), strict=True):
        assert packed.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert f"{packed.entry}\n" in inventory and packed.sha256 in inventory
    assert "重庆蚂蚁消费金融有限公司" in inventory and "出具日期 2026-11-20" in inventory
    assert "逾期账单截图（必需）：还缺" in inventory
    assert stat.S_IMODE((tmp_path / "out.zip").stat().st_mode) == 0o600
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")) == []
    assert "仅用于向重庆蚂蚁消费金融有限公司协商还款" in told(report)


def test_gaps_are_marked_and_nothing_is_forbidden(make: Make, tmp_path: Path) -> None:
    report = make(
        paper("m1", "id_card", "", place=Place.PHONE),
        paper("m2", "bank_statement", "抽屉", place=Place.PAPER),
        paper("m3", "bill", "id.jpg", issued=date(2026, 11, 1)),
        paper("m4", "dismissal", "", state=MaterialState.COLLECTING, place=Place.NOWHERE),
        paper("m5", "", "没有.txt", name="房租合同/2026"),
    )
    assert {gap.title: gap.why for gap in report.gaps} == {
        "身份证": "phone",
        "银行流水": "paper",
        "离职证明": "collecting",
        "房租合同/2026": "unreadable",
    }
    inventory = zipfile.ZipFile(tmp_path / "out.zip").read("00-清单.txt").decode()
    for line in (
        "身份证（必需）：在手机上",
        "银行流水（必需）：纸质的",
        "已过有效期",
        "离职证明（可选）：在准备",
        "文件打不开",
    ):
        assert line in inventory
    assert "bill: too old since 2026-11-08" in told(report)
    assert "is not there" in told(report)


def test_an_empty_bundle_is_still_an_inventory(make: Make, tmp_path: Path) -> None:
    report = make()
    assert zipfile.ZipFile(tmp_path / "out.zip").namelist() == ["00-清单.txt"]
    assert len(report.gaps) == 3 and told(report).count("still missing") == 3


def test_the_same_papers_make_the_same_bytes(make: Make, inbox: Path, tmp_path: Path) -> None:
    make(paper("m1", "id_card", "id.jpg"), out="one.zip")
    os.utime(inbox / "id.jpg", (1, 1))
    make(paper("m1", "id_card", "id.jpg"), out="two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize("where", ["../secret.txt", "a/../../secret.txt", "./.././secret.txt", "", "id.jpg\x00.png"])
def test_nothing_outside_the_inbox_by_a_relative_path(make: Make, tmp_path: Path, where: str) -> None:
    (tmp_path / "secret.txt").write_text("geheim")
    report = make(paper("m1", "id_card", where))
    assert report.packed == []
    assert b"geheim" not in (tmp_path / "out.zip").read_bytes()


def test_no_link_is_followed(make: Make, inbox: Path, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere"
    secret.mkdir()
    (secret / "key.txt").write_text("geheim")
    (inbox / "link.txt").symlink_to(secret / "key.txt")
    (inbox / "folder").symlink_to(secret)
    (inbox / "loop").symlink_to("loop")
    for where in ("link.txt", "folder/key.txt", "loop", str(inbox / "link.txt")):
        report = make(paper("m1", "id_card", where))
        assert report.packed == [], where
        assert b"geheim" not in (tmp_path / "out.zip").read_bytes()


def test_what_is_no_file_is_left_out_without_hanging(make: Make, inbox: Path) -> None:
    os.mkfifo(inbox / "pipe")
    (inbox / "dir").mkdir()
    assert "is not a file" in told(make(paper("m1", "id_card", "pipe")))
    assert make(paper("m1", "id_card", "dir")).packed == []
    assert make(paper("m1", "id_card", "/dev/zero")).packed == []


def test_the_bundle_does_not_pack_itself(make: Make, tmp_path: Path) -> None:
    make(paper("m1", "id_card", "id.jpg"))
    report = make(paper("m1", "id_card", str(tmp_path / "out.zip")))
    assert "the bundle itself" in told(report)


def test_a_file_that_changes_while_it_is_read_is_said_so(
    make: Make, inbox: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(packing, "CHUNK", 1000)
    grown: list[int] = []

    def grow(_name: str, done: int, of: int) -> None:
        if done == of // 2 + 1000:
            with (inbox / "id.jpg").open("ab") as file:
                file.write(b"more")
        grown.append(done)

    report = make(paper("m1", "id_card", "id.jpg"), progress=grow)
    assert "changed while it was read" in told(report)
    assert report.packed[0].size == 9000 and grown == [1000 * n for n in range(1, 19)]
    inventory = zipfile.ZipFile(tmp_path / "out.zip").read("00-清单.txt").decode()
    assert "读取时文件正在变动" in inventory


def test_a_file_cut_or_replaced_while_it_is_read_is_said_so(
    make: Make, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "CHUNK", 1000)
    path = inbox / "id.jpg"

    def cut(_name: str, done: int, of: int) -> None:
        if done == of // 2 + 1000:
            os.truncate(path, 2000)

    assert "changed while it was read" in told(make(paper("m1", "id_card", "id.jpg"), progress=cut))
    path.write_bytes(b"x" * 5000)

    def replace(_name: str, done: int, of: int) -> None:
        if done == of // 2 + 1000:
            (inbox / "new").write_bytes(b"y" * 5000)
            (inbox / "new").rename(path)

    assert "changed while it was read" in told(make(paper("m1", "id_card", "id.jpg"), progress=replace))


def test_only_the_file_that_was_chosen_is_packed(make: Make, rich_case: Case, tmp_path: Path) -> None:
    report = make(paper("m1", "id_card", "id.jpg", sha256="0" * 64))
    assert "was changed since it was chosen" in told(report)
    assert report.packed == [] and [gap.why for gap in report.gaps if gap.title == "身份证"] == ["other"]
    assert "文件和登记时的不一样" in zipfile.ZipFile(tmp_path / "out.zip").read("00-清单.txt").decode()


def test_a_file_that_was_never_chosen_is_not_packed(
    rich_case: Case, small_playbook: Playbook, inbox: Path, tmp_path: Path
) -> None:
    case = msgspec.structs.replace(rich_case, materials=(paper("m1", "id_card", str(inbox / "id.jpg")),))
    report = write_bundle(tmp_path / "out.zip", case, small_playbook, TODAY, folder=inbox)
    assert report.packed == [] and [gap.why for gap in report.gaps if gap.title == "身份证"] == ["unchosen"]
    assert "choose the file again" in told(report)
    assert zipfile.ZipFile(tmp_path / "out.zip").namelist() == ["00-清单.txt"]


def test_two_papers_of_one_name_do_not_meet(make: Make, tmp_path: Path) -> None:
    make(paper("m1", "id_card", "id.jpg"), paper("m2", "id_card", "id.jpg"))
    assert zipfile.ZipFile(tmp_path / "out.zip").namelist()[:2] == ["01-身份证.jpg", "02-身份证.jpg"]


def test_where_nothing_can_be_written_the_old_bundle_stays(make: Make, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        make(paper("m1", "id_card", "id.jpg"), out="nowhere/out.zip")
    with pytest.raises(StoreError):
        make(out="inbox")
    (tmp_path / "out.zip").write_bytes(b"old")

    def fail(_name: str, _done: int, _of: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="full"):
        make(paper("m1", "id_card", "id.jpg"), progress=fail)
    assert (tmp_path / "out.zip").read_bytes() == b"old"
    assert not list(tmp_path.glob(".*"))


@given(st.text(max_size=120))
def test_any_title_makes_a_name_that_stays_in_its_folder(title: str) -> None:
    made = safe_name(title)
    assert made and made not in (".", "..") and not set(made) & set('/\\:*?"<>|\x00\n\r\t')
    assert len(made) <= 60 and not made.startswith((".", " ")) and not made.endswith((".", " "))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as bundle:
        bundle.writestr(f"01-{made}", b"")
        assert bundle.namelist() == [f"01-{made}"]
