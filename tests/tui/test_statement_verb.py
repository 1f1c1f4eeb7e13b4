"""`huanqing statement` from the command line."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from model.case import Case, Person, Product, Reason, Snapshot
from model.cells import cell_len
from tui.say import install
from tui.verbs.common import Session
from tui.verbs.statement import command

TODAY = date(2026, 11, 24)


@pytest.fixture
def run(case_file: Path, book: Callable[..., object]) -> Callable[..., Result]:
    """Run the command on a file with one case."""
    case = Case(
        id="abc123",
        title="花呗 9月账单",
        opened_on=TODAY,
        product=Product.HUABEI,
        person=Person(name="李明"),
        reasons=(Reason.NO_MONEY,),
        snapshots=(Snapshot(id="s1", on=TODAY, total=1_864_237, due=date(2026, 11, 1)),),
    )
    book().add(case)

    def invoke(*arguments: str, lang: str = "en") -> Result:
        install(lang)
        session = Session(file=case_file, fixed_today=TODAY)
        return CliRunner().invoke(command(), arguments, obj=session)

    return invoke


def test_a_script_for_the_phone_and_what_it_lacks_on_stderr(run: Callable[..., Result]) -> None:
    result = run("花呗")
    assert result.exit_code == 0
    assert result.stdout.startswith("您好，我叫李明，想协商一下花呗的欠款。\n")
    assert all(cell_len(line) <= 40 for line in result.stdout.split("\n"))
    assert "Not in it, because it is not recorded" in result.stderr
    assert "Hello, my name is 李明" in result.stderr and "Hello" not in result.stdout


def test_no_gloss_on_a_chinese_screen(run: Callable[..., Result]) -> None:
    assert "Hello" not in run("abc123", "--as", "chat", lang="zh").output


@pytest.mark.parametrize("way", ["phone", "chat", "letter"])
def test_json_is_the_only_thing_on_stdout(run: Callable[..., Result], way: str) -> None:
    result = run("abc123", "--as", way, "--json")
    document = json.loads(result.stdout)
    assert document["as"] == way and document["about"] == "ask" and document["case"] == "abc123"
    assert "李明" in document["text"] or way == "chat"
    assert len(document["gloss"]) == len(document["pieces"])
    assert result.stderr == ""


def test_another_text_and_an_unknown_case(run: Callable[..., Result]) -> None:
    assert "异议" in run("abc123", "--about", "dispute").stdout
    assert run("借呗").exit_code == 2
    assert run("abc123", "--as", "fax").exit_code == 2


def test_a_broken_template_is_named(run: Callable[..., Result], home: Path) -> None:
    own = home / ".config" / "huanqing" / "templates" / "ask.phone.txt"
    own.parent.mkdir(parents=True)
    own.write_text("您好\n{% if %}", encoding="utf-8")
    result = run("abc123")
    assert result.exit_code == 1
    assert str(own) in result.stderr and "line 2" in result.stderr and "Traceback" not in result.output


def test_a_letter_is_written_as_a_page_and_as_text(run: Callable[..., Result], tmp_path: Path) -> None:
    page, text = tmp_path / "a.html", tmp_path / "a.txt"
    assert run("abc123", "--as", "letter", "--out", str(page), lang="zh").exit_code == 0
    assert run("abc123", "--as", "letter", "--out", str(text), lang="zh").exit_code == 0
    assert "<h1>情况说明及协商申请</h1>" in page.read_text("utf-8") and page.stat().st_mode & 0o777 == 0o600
    assert text.read_text("utf-8").startswith("情况说明及协商申请\n\n申请人：李明\n")


def test_only_a_letter_is_a_page_and_other_endings_are_refused(run: Callable[..., Result], tmp_path: Path) -> None:
    for way, name in (("phone", "a.html"), ("letter", "a.pdf"), ("letter", "a")):
        assert run("abc123", "--as", way, "--out", str(tmp_path / name)).exit_code == 2
        assert not (tmp_path / name).exists()
