"""Faults found in the commands: a stdout that is closed or full, strict figures, honest texts; each held by a test."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from model.case import Agreement, AgreementState, Case, Instalment, Payment, Product, Request, RequestKind, Snapshot
from store.book import CaseBook
from tui.main import make_group
from tui.say import install
from tui.session import default_who

DAY = date(2026, 11, 24)
HUANQING = f'"{sys.executable}" -c "from tui.main import main; main()"'
PLAN = ("plan", "--principal", "12000", "--count", "12", "--first-due", "2026-12-31")


@pytest.fixture(autouse=True)
def english() -> None:
    install("en")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(make_group(), list(arguments))


def read(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    return document


def refused(*arguments: str) -> str:
    """The one line of a command that ends with exit 2."""
    result = run(*arguments)
    assert result.exit_code == 2, (result.output, result.exception)
    return result.output


@pytest.fixture
def file(book: Callable[..., CaseBook]) -> str:
    """A file with one case of Huabei, the app's figures noted."""
    one = book("李")
    one.add(Case(id="a1", title="Huabei", opened_on=DAY, product=Product.HUABEI, snapshots=(SHOWN,)))
    return str(one.path)


SHOWN = Snapshot(id="s1", on=DAY, total=500_000, principal=480_000, penalty=20_000)


def add(file: str, case: Case, now: Callable[[], Any]) -> None:
    made = CaseBook.open(Path(file), who="李", now=now)
    made.add(case)
    made.close()


def shell(line: str, file: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell; `hq` in it stands for the command on `file`."""
    environment = os.environ | {"HUANQING_FILE": file, "LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8"}
    line = line.replace("hq", HUANQING + " --lang en --today 2026-11-24")
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
@pytest.mark.parametrize("verb", ["cases", "due", "export json", " ".join(PLAN) + " --method interest-free", "--help"])
def test_a_stdout_that_takes_nothing_is_one_line_and_exit_1(verb: str, where: str, file: str) -> None:
    done = shell(f"hq {verb} {where}", file)
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1 and "could not be written" in done.stderr, done.stderr


@pytest.mark.parametrize("where", [">&-", "> /dev/full"])
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_payment_that_cannot_be_told_is_recorded_and_said_not_to_be_repeated(
    where: str, form: str, file: str
) -> None:
    done = shell(f"hq pay a1 100 {form} {where}", file)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "is recorded" in done.stderr and "not" in done.stderr, done.stderr
    assert len(json.loads(shell("hq export json", file).stdout)["cases"][0]["payments"]) == 1


def test_a_closed_stderr_changes_no_exit_code(file: str) -> None:
    assert shell("hq cases >&- 2>&-", file).returncode == 1
    assert shell("hq plan 2>&-", file).returncode == 2


@pytest.mark.parametrize("verb", ["cases", "due --json", "export json", "history", "--help"])
def test_a_closed_pipe_is_silent_and_exits_0(verb: str, file: str) -> None:
    done = shell(f"(sleep 1; hq {verb}) | true", file)
    assert (done.returncode, done.stderr) == (0, ""), done


def test_pay_tells_where_each_part_went_by_stable_keys(file: str) -> None:
    paid = read("pay", "a1", "10000", "--file", file, "--today", "2026-11-25")["applied"]
    assert [list(part) for part in paid] == [["instalment", "component", "loan", "credit", "to", "amount"]] * len(paid)
    assert [part["component"] for part in paid] == ["penalty", "principal", None]
    assert [part["credit"] for part in paid] == [False, False, True]
    assert {part["instalment"] for part in paid} == {part["loan"] for part in paid} == {None}


def test_a_reminder_on_a_sealed_file_prints_nothing(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from store.errors import Sealed
    from tui.session import Session

    def locked(*_args: object, **_more: object) -> None:
        raise Sealed(Path(file))

    monkeypatch.setattr(Session, "book", locked)
    done = run("due", "--notify", "--file", file)
    assert (done.exit_code, done.output) == (0, "")
    assert "Locked" in run("due", "--file", file).output


def test_names_of_5000_characters_are_cut(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(refused("owed", "--case", "花" * 5000, "--file", file)) < 160
    monkeypatch.setenv("HUANQING_WHO", "李" * 5000)
    assert default_who() == "李" * 40
