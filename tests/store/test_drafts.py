"""Drafts: kept word for word, private, offered once, never those of a session that still types."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.drafts import Draft, Drafts


def typed(**values: object) -> Draft:
    fields = {
        "form": "contact",
        "who": "李",
        "at": "2026-11-24T10:30:00+08:00",
        "texts": {"said": "等\n三天 [/]"},
        **values,
    }
    return Draft(**fields)


def test_a_draft_is_kept_word_for_word_and_private(case_file: Path) -> None:
    drafts = Drafts(case_file)
    kept = drafts.save(typed(case="a1"))
    (found,) = Drafts(case_file).list("李")
    assert found == kept and found.texts == {"said": "等\n三天 [/]"}
    (path,) = drafts.folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600 and drafts.folder.stat().st_mode & 0o777 == 0o700


def test_saving_again_replaces_and_taking_drops(case_file: Path) -> None:
    drafts = Drafts(case_file)
    first = drafts.save(typed())
    drafts.save(typed(id=first.id, texts={"said": "五天"}))
    assert [draft.texts["said"] for draft in drafts.list()] == ["五天"]
    assert drafts.take(first.id) is not None and drafts.take(first.id) is None and drafts.list() == ()


def test_drafts_of_a_living_session_and_of_others_are_not_offered(case_file: Path) -> None:
    drafts = Drafts(case_file)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    drafts.save(typed(pid=child.pid))
    drafts.save(typed(who="王"))
    assert drafts.list("李") == ()
    child.communicate(b"\n")
    assert len(drafts.list("李")) == 1


def test_what_is_not_sound_is_left_alone(case_file: Path) -> None:
    drafts = Drafts(case_file)
    kept = drafts.save(typed())
    for name, data in (
        ("aa.json", b"{"),
        ("bb.json", b"\xff\xfe"),
        ("cc.json", b"[" * 5000),
        ("dd.json", b'{"form":1}'),
    ):
        (drafts.folder / name).write_bytes(data)
    (drafts.folder / "ee.json").symlink_to("/nowhere")
    assert drafts.list() == (kept,) and len(list(drafts.folder.iterdir())) == 6


def test_broken_characters_do_not_lose_the_rest(case_file: Path) -> None:
    assert Drafts(case_file).save(typed(texts={"said": "a\ud800b"})).id
    assert Drafts(case_file).list()[0].texts["said"] == "a?b"


def test_half_written_ones_are_swept_when_old(case_file: Path) -> None:
    drafts = Drafts(case_file)
    drafts.save(typed())
    for name, age in ((".old.json.new", 10_000), (".fresh.json.new", 0)):
        path = drafts.folder / name
        path.write_text("half")
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    drafts.list()
    assert sorted(path.name for path in drafts.folder.glob(".*")) == [".fresh.json.new"]


@pytest.mark.parametrize("id", ["../x", "a/b", "", "é", "a" * 99])
def test_an_id_leads_nowhere_else(case_file: Path, id: str) -> None:
    with pytest.raises(ValueError, match="id"):
        Drafts(case_file).take(id)
