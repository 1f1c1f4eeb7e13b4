"""What two first users met on the command line: prompts, payments, help and errors in Chinese."""

import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from terminal import Session

from model import edits
from model.case import Case, Snapshot, StepState
from store.book import CaseBook
from tui.group import make_group
from tui.main import _in_our_marks, _speak_click
from tui.say import install

TODAY = date(2026, 11, 24)
Run = Callable[..., Result]


@pytest.fixture
def run(book: Callable[..., CaseBook], case_file: Path) -> Run:
    """Run a command on a file with one debt of ¥300.00 in two parts."""
    shown = Snapshot(id="s1", on=TODAY, total=300_00, principal=200_00, penalty=100_00)
    book("李").add(Case(id="a1", title="花呗", opened_on=TODAY, snapshots=(shown,), serial=1))

    def call(*words: str, lang: str = "en", input: str | None = None) -> Result:
        install(lang)
        _speak_click()
        try:
            arguments = ["--file", str(case_file), "--today", "2026-11-24", *words]
            return CliRunner().invoke(make_group(), arguments, input=input, prog_name="huanqing")
        finally:
            install("en")

    return call


def test_a_payment_of_a_day_to_come_is_refused(run: Run, case_file: Path) -> None:
    before = case_file.read_bytes()
    done = run("pay", "a1", "5", "--on", "2026-11-25")
    assert (done.exit_code, case_file.read_bytes()) == (2, before)
    assert "2026-11-25 is still to come" in done.output


def test_a_sign_or_a_currency_is_told_in_one_sentence(run: Run) -> None:
    done = run("pay", "a1", "-5")
    assert done.exit_code == 2 and "“-5” is not an amount" in done.output and "option" not in done.output
    done = run("pay", "a1", "¥12")
    assert done.exit_code == 2 and "without ¥" in done.output


def test_how_a_payment_was_applied_is_an_estimate(run: Run) -> None:
    done = run("pay", "a1", "150")
    assert "by our estimate" in done.output
    assert "estimate" not in run("pay", "a1", "1").output


def test_more_than_is_owed_says_what_becomes_of_it(run: Run) -> None:
    done = run("pay", "a1", "1000")
    assert done.exit_code == 0
    assert "it stands as credit" in done.output and "huanqing undo" in done.output


@pytest.mark.parametrize(("words", "code"), [(["cases"], 0), (["owed"], 0), (["pay", "a1", "5"], 2)])
def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path, words: list[str], code: int) -> None:
    done = run(*words, "--file", str(tmp_path / "no" / "x.json"))
    assert done.exit_code == code
    assert f"There is no file {tmp_path / 'no' / 'x.json'} yet" in done.stderr
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["due", "--days", "x"],
        ["demo", "--cases", "x"],
        ["history", "--limit", "0"],
        ["pay"],
        ["pay", "a1"],
        ["forget"],
        ["statement"],
        ["import"],
        ["owed", "--case"],
    ],
)
def test_errors_have_no_english_in_chinese(run: Run, words: list[str]) -> None:
    done = run(*words, lang="zh")
    assert done.exit_code == 2
    text = _in_our_marks(done.stderr.splitlines()[-1])
    left = re.sub(r"--[a-z]+|'x'|huanqing|1<=x<=100000|Error: ", "", text)
    assert not re.search("[A-Za-z]", left), text


@pytest.mark.parametrize("words", [["pay"], ["due"], ["restore"], ["undo"], ["owed"], ["demo"]])
def test_help_names_values_in_chinese_in_columns(run: Run, words: list[str]) -> None:
    from tui.cells import cell_len

    text = run(*words, "--help", lang="zh").output
    for english in ("CASE", "AMOUNT", "DATE", "PATH", "INTEGER", "TEXT", "OPTIONS", "WHICH"):
        assert english not in text
    rows = [row for row in text.splitlines() if re.match(r"  -\S", row)]
    starts = {cell_len(row[: re.search(r"\S  +(?=\S)", row).end()]) for row in rows if re.search(r"\S  +(?=\S)", row)}
    assert len(starts) == 1


def test_export_help_agrees_with_what_it_does(run: Run) -> None:
    assert "dossier and materials need one" in " ".join(run("export", "--help").output.split())
    assert run("export", "dossier", "--case", "a1").exit_code == 2
    assert run("export", "json").exit_code == 0


def test_a_field_that_was_changed_again_is_named_in_words(run: Run, book: Callable[..., CaseBook]) -> None:
    one = book("李")
    one.update("a1", edits.note_step.by(step="follow_up", state=StepState.TODO, on=None, text="first"))
    one.update("a1", edits.note_step.by(step="follow_up", state=StepState.TODO, on=None, text="second"))
    two = book("王")
    two.update("a1", edits.note_step.by(step="follow_up", state=StepState.TODO, on=None, text="third"))
    os.environ["HUANQING_WHO"] = "李"
    try:
        for lang, title in (("en", "Follow up on the day"), ("zh", "到日子跟进")):
            text = str(run("undo", "a1", lang=lang).stderr)
            assert "follow_up" not in text and "second" in text and "third" in text, (lang, title, text)
    finally:
        del os.environ["HUANQING_WHO"]


def test_the_question_of_restore_breaks_between_words(run: Run, case_file: Path, book: Callable[..., CaseBook]) -> None:
    book("李").update("a1", edits.set_facts.by(lender="X"))
    command = [sys.executable, "-m", "tui.main", "--file", str(case_file), "--lang", "en", "restore"]
    session = Session(command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    session.settle()
    rows = [row.rstrip() for row in session.screen() if row.strip()]
    session.kill()
    assert rows[0].startswith("Bring back") and rows[-1].endswith("[y/N]:")
    assert all(len(row) < 80 for row in rows) and "aside" in " ".join(rows).split()


def test_what_can_be_undone_says_so(run: Run, book: Callable[..., CaseBook]) -> None:
    book("李").update("a1", edits.set_facts.by(lender="X"))
    done = run("restore", "--yes")
    assert done.exit_code == 0 and "huanqing undo" in done.output
