"""seal, unseal, forget and the passphrase as others call them: on a terminal, from a file, without either."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ptyprocess import PtyProcess

from model.case import Case
from store.book import CaseBook
from store.codec import is_sealed

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SECRET = "correct horse 电池"


def arguments(file: Path) -> list[str]:
    return [sys.executable, "-m", "tui.main", "--file", str(file), "--lang", "en", "--today", "2026-11-24"]


@pytest.fixture
def hq(case_file: Path) -> Run:
    """Give a function that runs the command without a terminal; `passphrase` is the file that holds it."""

    def run(*more: str, passphrase: Path | None = None, **environ: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HUANQING_WHO": "李", **environ}
        if passphrase is not None:
            environment["HUANQING_PASSPHRASE_FILE"] = str(passphrase)
        return subprocess.run(
            [*arguments(case_file), *more],
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            env=environment,
            timeout=60,
        )

    return run


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n", "utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def filled(book: Callable[..., CaseBook], small: Callable[..., Case], case_file: Path) -> Path:
    book().add_all([small("a1", title="PLANTED"), small("b2", title="Other")])
    return case_file


def on_terminal(command: list[str], *answers: tuple[str, str]) -> tuple[int, str]:
    """Run on a terminal, answer each prompt once it is there; return exit code and all that was shown."""
    child = PtyProcess.spawn(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, dimensions=(24, 200))
    seen, rest = "", b""
    for prompt, answer in answers:
        while prompt not in seen:
            rest += child.read(4096)
            seen = rest.decode("utf-8", "replace")
        rest, seen = b"", ""
        child.write(answer.encode() + b"\n")
    shown = ""
    while True:
        try:
            shown += child.read(4096).decode("utf-8", "replace")
        except EOFError:
            break
    return child.wait(), shown


def one_line(done: "subprocess.CompletedProcess[str]") -> bool:
    return done.stderr.count("\n") == 1 and done.stderr.startswith("huanqing: ") and "Traceback" not in done.stderr


def test_sealed_and_unsealed_with_a_passphrase_file(hq: Run, filled: Path, secret: Path) -> None:
    done = hq("seal", passphrase=secret)
    assert done.returncode == 0 and "cannot be found by anyone" in done.stderr
    assert is_sealed(filled.read_bytes()) and SECRET not in done.stdout + done.stderr
    shown = hq("cases", "--json", passphrase=secret)
    assert [case["id"] for case in json.loads(shown.stdout)["cases"]] == ["a1", "b2"]
    assert hq("pay", "a1", "5", passphrase=secret).returncode == 0 and b"PLANTED" not in filled.read_bytes()
    assert hq("check", passphrase=secret).returncode == 0
    assert "1 cases" in hq("backups", passphrase=secret).stdout or "2 cases" in hq("backups", passphrase=secret).stdout
    assert hq("restore", "--yes", passphrase=secret).returncode == 0 and is_sealed(filled.read_bytes())
    assert hq("unseal", passphrase=secret).returncode == 0 and b"PLANTED" in filled.read_bytes()
    again = hq("unseal", passphrase=secret)
    assert again.returncode == 1 and "not sealed" in again.stderr


def test_without_a_passphrase_commands_say_so_and_due_is_discreet(hq: Run, filled: Path, secret: Path) -> None:
    hq("seal", passphrase=secret)
    done = hq("cases")
    assert done.returncode == 1 and one_line(done) and "HUANQING_PASSPHRASE_FILE" in done.stderr
    due = hq("due")
    assert (due.returncode, due.stdout.count("\n"), due.stderr) == (0, 1, "") and str(filled) not in due.stdout
    assert json.loads(hq("due", "--json").stdout) == {"due": [], "sealed": True}
    assert hq("due", "--notify").returncode == 0


def test_a_wrong_or_open_passphrase_file_is_refused_in_one_line(hq: Run, filled: Path, secret: Path) -> None:
    hq("seal", passphrase=secret)
    wrong = secret.with_name("wrong")
    wrong.write_text("something else", "utf-8")
    wrong.chmod(0o600)
    done = hq("cases", passphrase=wrong)
    assert done.returncode == 1 and one_line(done) and "not the passphrase" in done.stderr
    assert "something else" not in done.stderr
    assert hq("cases", passphrase=secret).returncode == 0, "the right one opens it at once"
    secret.chmod(0o640)
    done = hq("cases", passphrase=secret)
    assert done.returncode == 1 and one_line(done) and "read by others" in done.stderr
    done = hq("cases", passphrase=secret.with_name("none"))
    assert done.returncode == 1 and one_line(done)
    filled.write_bytes(filled.read_bytes()[:-80])
    secret.chmod(0o600)
    done = hq("cases", passphrase=secret)
    assert done.returncode == 1 and one_line(done) and "damaged" in done.stderr


def test_on_a_terminal_it_is_typed_twice_without_echo_and_asked_for(filled: Path) -> None:
    new, again = ("New passphrase", SECRET), ("same once more", SECRET)
    code, shown = on_terminal([*arguments(filled), "seal"], new, ("same once more", "another"))
    assert code == 2 and "not the same" in shown and not is_sealed(filled.read_bytes())
    code, shown = on_terminal([*arguments(filled), "seal"], new, again)
    assert code == 0 and SECRET not in shown and is_sealed(filled.read_bytes())
    code, shown = on_terminal([*arguments(filled), "cases"], ("Passphrase", SECRET))
    assert code == 0 and "PLANTED" in shown and SECRET not in shown
    code, shown = on_terminal([*arguments(filled), "cases"], ("Passphrase", "wrong"))
    assert code == 1 and "not the passphrase" in shown
    before = filled.read_bytes()
    other = ("New passphrase", "other"), ("same once more", "other")
    code, shown = on_terminal([*arguments(filled), "seal"], ("Passphrase", SECRET), *other)
    assert code == 0 and filled.read_bytes() != before
    assert on_terminal([*arguments(filled), "cases"], ("Passphrase", SECRET))[0] == 1
    assert on_terminal([*arguments(filled), "unseal"], ("Passphrase", "other"))[0] == 0


def test_what_is_no_case_file_is_not_sealed(hq: Run, case_file: Path, secret: Path) -> None:
    assert hq("seal", passphrase=secret).returncode == 1 and not case_file.exists()
    case_file.parent.mkdir()
    case_file.write_text("my notes", "utf-8")
    case_file.chmod(0o600)
    assert hq("seal", passphrase=secret).returncode == 1 and case_file.read_text("utf-8") == "my notes"


def test_forget_asks_on_a_terminal_only_and_says_what_it_did(hq: Run, filled: Path, tmp_path: Path) -> None:
    export = tmp_path / "e.json"
    hq("export", "json", "--out", str(export))
    before = filled.read_bytes()
    done = hq("forget", "PLANTED")
    assert done.returncode == 2 and one_line(done) and filled.read_bytes() == before
    code, _ = on_terminal([*arguments(filled), "forget", "a1"], ("Delete it for good", "n"))
    assert code == 0 and filled.read_bytes() == before
    told = json.loads(hq("forget", "PLANTED", "--yes", "--json").stdout)
    assert told["forgotten"] == "a1" and told["kept"] == []
    assert [path for path in filled.parent.rglob("*") if path.is_file() and b"PLANTED" in path.read_bytes()] == []
    assert b"PLANTED" in export.read_bytes(), "what was exported stays"
    done = hq("import", str(export), "--yes")
    assert done.returncode == 0 and "a1 was forgotten and stays out" in done.stdout
    assert json.loads(hq("import", str(export), "--yes", "--json").stdout)["forgotten"] == ["a1"]
    assert hq("forget", "zz", "--yes").returncode == 2
    for again in (("undo", "a1"), ("history", "a1"), ("forget", "a1", "--yes")):
        done = hq(*again)
        assert done.returncode == 1 and "forgotten" in done.stderr
