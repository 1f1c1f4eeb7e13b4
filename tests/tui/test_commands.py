"""The rules of all commands, tried on the installed command as others call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TODAY = "2026-11-24"


@pytest.fixture
def hq(tmp_path, monkeypatch):
    """Give a function that runs the command and returns what it did."""

    def run(*arguments, env=None, stdin=subprocess.DEVNULL):
        return subprocess.run(
            [sys.executable, "-m", "tui.main", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=stdin,
            env={**os.environ, "LANG": "C.UTF-8", **(env or {})},
            timeout=60,
        )

    return run


@pytest.fixture
def book(hq, tmp_path) -> Path:
    """A file of thirty worked examples."""
    path = tmp_path / "book.json"
    assert hq("demo", "--cases", 30, "--write", path, "--today", TODAY).returncode == 0
    return path


def cases_of(hq, path):
    return json.loads(hq("cases", "--json", "--file", path, "--today", TODAY).stdout)["cases"]


def test_help_lists_every_verb_in_both_languages(hq):
    english = hq("--lang", "en", "--help").stdout
    chinese = hq("--lang", "zh", "--help").stdout
    for verb in ("demo", "cases", "pay", "due", "owed", "accrue", "plan", "export", "import", "undo", "forget"):
        assert verb in english
        assert verb in chinese
    assert "record a payment" in english
    assert "记一笔还款" in chinese


def test_version(hq):
    assert hq("--version").stdout.strip() == "huanqing 0.1.0"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(hq, shell):
    done = hq("completion", shell)
    assert done.returncode == 0
    assert "_HUANQING_COMPLETE" in done.stdout


@pytest.mark.parametrize("verb", ["cases", "due", "owed", "history"])
def test_reading_a_file_that_is_not_there_finds_nothing_and_creates_nothing(hq, tmp_path, verb):
    path = tmp_path / "nothing" / "book.json"
    done = hq(verb, "--file", path)
    assert done.returncode == 0, done.stderr
    assert not path.parent.exists()


@pytest.mark.parametrize("place", ["before", "after"])
def test_options_are_taken_before_and_after_the_verb(hq, book, place):
    options = ["--file", book, "--lang", "en", "--today", TODAY, "--json"]
    done = hq(*options, "cases") if place == "before" else hq("cases", *options)
    assert len(json.loads(done.stdout)["cases"]) == 30


def test_the_file_may_come_from_the_environment(hq, book):
    done = hq("cases", "--json", env={"HUANQING_FILE": str(book)})
    assert len(json.loads(done.stdout)["cases"]) == 30


def test_cases_json_has_its_shape(hq, book):
    for case in cases_of(hq, book):
        assert set(case) == {"id", "title", "stage", "owed", "next"}
        assert set(case["next"]) == {"on", "text"}
        assert case["owed"] is None or case["owed"].rpartition(".")[2].isdecimal()


def test_every_stage_occurs_and_a_huabei_has_instalments_unpaid(hq, tmp_path):
    path = tmp_path / "24.json"
    hq("demo", "--cases", 24, "--seed", 7, "--write", path, "--today", TODAY)
    assert {case["stage"] for case in cases_of(hq, path)} == {
        "opened", "preparing", "ready", "contacted", "waiting", "offered",
        "refused", "agreed", "repaying", "broken", "sued", "paid_off",
    }  # fmt: skip
    exported = json.loads(hq("export", "json", "--file", path, "--today", TODAY).stdout)
    huabei = [c for c in exported["cases"] if c["product"] == "huabei" and c["stage"] in ("agreed", "repaying")]
    assert any(any(row["paid"] != row["total"] for row in case["instalments"]) for case in huabei)


def test_the_same_seed_and_day_make_the_same_bytes(hq, tmp_path):
    first, second, other = (tmp_path / name for name in ("1.json", "2.json", "3.json"))
    for path, seed in ((first, 5), (second, 5), (other, 6)):
        assert hq("demo", "--cases", 9, "--seed", seed, "--write", path, "--today", TODAY).returncode == 0
    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_demo_refuses_an_existing_file(hq, book):
    before = book.read_bytes()
    done = hq("demo", "--write", book)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    "amount", ["-1", "1e9", "1.234", "0", "0.00", "1000000000", "abc", "1,23", "", "NaN", "１２３．４５", "¥5"]
)
def test_a_wrong_amount_ends_with_2_and_one_line_and_leaves_the_file(hq, book, amount):
    before = book.read_bytes()
    done = hq("--file", book, "pay", "d0003", "--", amount)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("amount", "paid"),
    [("1612", "1612.00"), ("1，234.5", "1234.50"), ("１２３", "123.00"), ("1,234,567.01", "1234567.01")],
)
def test_amounts_as_people_write_them(hq, book, amount, paid):
    done = hq("pay", "d0003", amount, "--file", book, "--json", "--today", TODAY)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["payment"]["amount"] == paid


@pytest.mark.parametrize("day", ["2026-02-30", "11.23", "2026-1-2", "today", "20261124"])
def test_a_wrong_day_ends_with_2(hq, book, day):
    before = book.read_bytes()
    assert hq("pay", "d0003", "5", "--on", day, "--file", book).returncode == 2
    assert hq("cases", "--today", day, "--file", book).returncode == 2
    assert book.read_bytes() == before


def test_an_unknown_or_ambiguous_case_ends_with_2(hq, book):
    assert hq("pay", "nobody", "5", "--file", book).returncode == 2
    ambiguous = hq("pay", "花呗", "5", "--file", book, "--lang", "en")
    assert ambiguous.returncode == 2
    assert "d0001" in ambiguous.stderr


def test_pay_records_and_says_how_it_was_applied(hq, book):
    done = hq(
        "pay", "d0003", "100", "--on", "2026-11-20", "--note", "=1+1 [b]", "--file", book, "--json", "--today", TODAY
    )
    answer = json.loads(done.stdout)
    assert answer["payment"]["note"] == "=1+1 [b]"
    assert sum(round(float(part["amount"]) * 100) for part in answer["applied"]) == 10_000


def test_two_equal_payments_on_one_day_are_two(hq, book):
    for _round in range(2):
        assert hq("pay", "d0003", "55.55", "--on", "2026-11-20", "--file", book).returncode == 0
    exported = json.loads(hq("export", "json", "--case", "d0003", "--file", book).stdout)
    payments = exported["cases"][0]["payments"]
    assert sum(payment["amount"] == "55.55" and payment["on"] == "2026-11-20" for payment in payments) == 2


def test_more_than_is_owed_is_shown_as_credit(hq, book):
    done = hq("pay", "d0003", "999999", "--file", book, "--lang", "en", "--today", TODAY)
    assert done.returncode == 0
    assert "credit" in done.stdout


def test_pay_works_at_every_stage_and_undo_takes_it_back(hq, book):
    before = {case["id"]: case["owed"] for case in cases_of(hq, book)}
    for id in list(before)[:13]:
        assert hq("pay", id, "1", "--file", book, "--today", TODAY).returncode == 0
        assert hq("undo", id, "--file", book, "--today", TODAY).returncode == 0
    assert {case["id"]: case["owed"] for case in cases_of(hq, book)} == before


def test_due_json_has_its_shape_and_exit_0_either_way(hq, book, tmp_path):
    done = hq("due", "--days", "30", "--json", "--file", book, "--today", TODAY)
    assert done.returncode == 0
    due = json.loads(done.stdout)["due"]
    assert due
    assert all(set(thing) == {"on", "case", "kind", "text", "amount"} for thing in due)
    assert [thing["on"] for thing in due] == sorted(thing["on"] for thing in due)
    assert hq("due", "--json", "--file", tmp_path / "none.json").stdout.strip() != ""


def test_due_notify_is_discreet_and_silent_when_nothing_is_due(hq, book, tmp_path):
    done = hq("due", "--notify", "--file", book, "--today", TODAY, "--lang", "zh")
    assert done.stdout.startswith("待办")
    assert "花呗" not in done.stdout
    assert "¥" not in done.stdout
    assert hq("due", "--notify", "--file", tmp_path / "none.json").stdout == ""


def test_owed_json_has_its_shape(hq, book):
    owed = json.loads(hq("owed", "--case", "d0001", "--json", "--file", book, "--today", TODAY).stdout)["owed"][0]
    assert set(owed) >= {"case", "on", "total", "parts", "per_day", "working"}
    assert set(owed["parts"]) == {"principal", "interest", "penalty", "fee", "enforcement"}
    assert set(owed["per_day"]) == {"low", "high"}


def test_export_reads_back_with_nothing_lost_and_a_second_import_changes_nothing(hq, book, tmp_path):
    out = tmp_path / "all.json"
    assert hq("export", "json", "--out", out, "--file", book, "--today", TODAY).returncode == 0
    assert json.loads(out.read_text())["format"] == "huanqing"
    other = tmp_path / "other.json"
    assert hq("import", out, "--yes", "--file", other, "--today", TODAY).returncode == 0
    again = tmp_path / "again.json"
    hq("export", "json", "--out", again, "--file", other, "--today", TODAY)
    assert json.loads(again.read_text()) == json.loads(out.read_text())
    before = other.read_bytes()
    assert hq("import", out, "--yes", "--file", other, "--today", TODAY).returncode == 0
    assert other.read_bytes() == before


def test_import_without_yes_and_without_a_terminal_writes_nothing(hq, book, tmp_path):
    out = tmp_path / "all.json"
    hq("export", "json", "--out", out, "--file", book)
    other = tmp_path / "other.json"
    assert hq("import", out, "--file", other).returncode == 2
    assert hq("import", out, "--dry-run", "--file", other).returncode == 0
    assert not other.exists()


def test_exporting_twice_gives_the_same_bytes(hq, book, tmp_path):
    for verb, end in (("json", "json"), ("ics", "ics"), ("csv", "csv")):
        first, second = tmp_path / f"1.{end}", tmp_path / f"2.{end}"
        for path in (first, second):
            done = hq(
                "export",
                verb,
                *(["--table", "payments"] if verb == "csv" else []),
                "--out",
                path,
                "--file",
                book,
                "--today",
                TODAY,
            )
            assert done.returncode == 0, done.stderr
        assert first.read_bytes() == second.read_bytes()


def test_csv_without_a_table_writes_three_files(hq, book, tmp_path):
    out = tmp_path / "t.csv"
    assert hq("export", "csv", "--out", out, "--file", book).returncode == 0
    for table in ("instalments", "payments", "contacts"):
        assert (tmp_path / f"t-{table}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_damaged_file_gives_one_line_exit_1_and_keeps_its_bytes(hq, tmp_path):
    path = tmp_path / "broken.json"
    path.write_bytes(b'{"cases": {"1": {')
    for verb in (["cases"], ["due"], ["pay", "x", "1"], ["check"], ["undo"], ["export", "json"]):
        done = hq(*verb, "--file", path)
        assert done.returncode == 1, verb
        assert "Traceback" not in done.stderr
        assert path.read_bytes() == b'{"cases": {"1": {'


def test_the_app_without_a_terminal_says_so(hq, book):
    done = hq("--file", book)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_terminal_without_the_yen_sign_gets_the_wide_one(hq, book):
    done = subprocess.run(
        [sys.executable, "-m", "tui.main", "due", "--days", "60", "--file", str(book), "--today", TODAY],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert done.returncode == 0
    assert "￥" in done.stdout.decode("gbk")


@pytest.mark.parametrize("verb", [["due"], ["cases"], ["pay", "d0003", "1"], ["--help"]])
def test_quick_commands_import_only_what_they_use(book, verb):
    code = (
        "import sys; from tui.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "heavy = {'textual', 'pendulum', 'rich', 'filelock', 'jinja2', 'icalendar', 'asyncio', 'pyxirr', 'babel'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    arguments = verb if verb == ["--help"] else [*verb, "--file", str(book)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
