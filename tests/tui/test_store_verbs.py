"""check, undo, history, backups and restore as others call them: exit codes, output, the file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model import edits
from model.case import Agreement, Case, Instalment, Point, StepState
from store.book import CaseBook

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hq(case_file: Path) -> Run:
    """Give a function that runs the command on the case file."""

    def run(*arguments: str, who: str = "李", lang: str = "en") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "tui.main",
                "--file",
                str(case_file),
                "--lang",
                lang,
                "--today",
                "2026-11-24",
                *arguments,
            ],
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            env={**os.environ, "HUANQING_WHO": who, "LC_ALL": "C.UTF-8"},
            timeout=60,
        )

    return run


@pytest.fixture
def filled(book: Callable[..., CaseBook], small: Callable[..., Case], hq: Run, case_file: Path) -> Path:
    """A file with one case and two equal payments."""
    book().add(small("a1"))
    for _ in range(2):
        assert hq("pay", "花呗", "100").returncode == 0
    return case_file


def payments(path: Path) -> list[Any]:
    return json.loads(path.read_bytes())["cases"]["1"].get("payments", [])


def test_undo_takes_back_the_same_persons_last_change(hq: Run, filled: Path) -> None:
    assert len(payments(filled)) == 2
    done = hq("undo")
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("Taken back: ")
    assert len(payments(filled)) == 1
    other = hq("undo", who="王")
    assert other.returncode == 1 and other.stderr.count("\n") == 1 and not other.stdout
    assert hq("undo", "--redo").returncode == 0 and len(payments(filled)) == 2
    assert json.loads(hq("undo", "花呗", "--json").stdout)["kind"] == "undo"
    assert hq("undo", "没有这笔").returncode == 2


def test_history_says_what_when_and_by_whom(hq: Run, filled: Path) -> None:
    hq("undo")
    rows = json.loads(hq("history", "--json").stdout)["history"]
    assert [row["kind"] for row in rows] == ["undo", "change", "change", "change"]
    assert rows[0]["of"] == rows[1]["id"] and rows[1]["undone"] and {row["who"] for row in rows} == {"李"}
    assert len(hq("history", "花呗", "--limit", "2").stdout.splitlines()) == 2


def test_backups_and_restore(hq: Run, filled: Path) -> None:
    listed = json.loads(hq("backups", "--json").stdout)["backups"]
    assert [row["cases"] for row in listed] == [1, 1] and listed[0]["number"] == 1
    filled.write_text("garbage")
    broken = hq("cases")
    assert broken.returncode == 1 and "huanqing restore" in broken.stderr and "Traceback" not in broken.stderr
    done = hq("restore")
    assert done.returncode == 0 and len(payments(filled)) == 1
    assert hq("restore", "nothing").returncode == 2
    aside = json.loads(hq("restore", "--json").stdout)["aside"]
    assert Path(aside).exists()


def test_check_exits_by_what_it_finds_and_repairs_only_when_told(hq: Run, filled: Path) -> None:
    assert hq("check").returncode == 0
    wounded = filled.read_bytes().replace(b'"id":"p2"', b'"id":"p1"')
    filled.write_bytes(wounded)
    found = hq("check", "--json")
    assert found.returncode == 1 and not json.loads(found.stdout)["sound"] and filled.read_bytes() == wounded
    assert hq("check", "--repair").returncode == 0
    assert hq("check").returncode == 0 and len({row["id"] for row in payments(filled)}) == 2


def test_history_and_dossier_name_steps_and_points_by_their_titles(
    filled: Path, book: Callable[..., CaseBook], hq: Run, tmp_path: Path
) -> None:
    one = book()
    one.update("a1", edits.note_step.by(step="follow_up", state=StepState.DONE, on=None, text="问了，下周二"))
    offer = Agreement(id="a9", on=date(2026, 11, 24), rows=(Instalment(number=1, due=date(2026, 12, 10), principal=1),))
    one.update("a1", edits.record_offer.by(offer))
    one.update("a1", edits.settle_point.by(Point(id="missed", words="宽限三天")))
    out = tmp_path / "d.md"
    assert hq("export", "dossier", "--case", "花呗", "--out", str(out)).returncode == 0
    for text in (hq("history", "花呗").stdout, out.read_text(encoding="utf-8").replace("\\", "")):
        assert "follow_up" not in text and "agreement: missed" not in text
        assert "What if one is late" in text
    assert "问了，下周二" in out.read_text(encoding="utf-8")
    rows = json.loads(hq("history", "花呗", "--json").stdout)["history"]
    step = next(row for row in rows if "Step" in row["text"])
    assert "问了，下周二" in json.dumps(step["changes"], ensure_ascii=False)
    assert "follow_up" not in hq("undo", "花呗").stdout


@pytest.mark.parametrize("verb", ["check", "undo", "history", "backups", "restore"])
def test_a_file_that_is_not_there_is_not_made(hq: Run, case_file: Path, verb: str) -> None:
    done = hq(verb)
    assert done.returncode == (1 if verb in ("undo", "restore") else 0) and "Traceback" not in done.stderr
    assert not case_file.exists()


@pytest.mark.parametrize("verb", ["check", "undo", "history", "restore", "cases"])
def test_a_foreign_file_is_one_clear_line_and_untouched(hq: Run, case_file: Path, verb: str) -> None:
    case_file.parent.mkdir()
    case_file.write_text('{"mine": 1}')
    done = hq(verb)
    assert done.returncode == 1 and case_file.read_text() == '{"mine": 1}'
    assert "Traceback" not in done.stderr and len((done.stderr or done.stdout).splitlines()) == 1
