"""Faults found in the commands: a stdout that is closed or full, strict figures, honest texts; each held by a test."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli import read, run

from model.case import Case, Product, Snapshot
from store.book import CaseBook
from tui.session import default_who

DAY = date(2026, 11, 24)
HUANQING = f'"{sys.executable}" -c "from tui.main import main; main()"'
PLAN = ("plan", "--principal", "12000", "--count", "12", "--first-due", "2026-12-31")


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


@pytest.mark.parametrize("amount", ["5 ", " 5", "1\n", "1\u00a0", "007", "0,001", "00.5", "\u30005"])
def test_an_amount_is_taken_exactly_as_written(amount: str) -> None:
    assert "is not an amount" in refused(*PLAN[:1], "--principal", amount)


@pytest.mark.parametrize("sums", ["-1,000,1,100", "-1000,007", "-1000,,1100", "-1000，1100", "-1000,1100 "])
def test_sums_at_equal_distances_have_no_thousands_separators(sums: str) -> None:
    told = refused("cost", "--per-year", "12", "--periodic", sums)
    assert "-1000,1100" in told and "--periodic" in told


def test_sums_at_equal_distances_written_plainly_are_read() -> None:
    assert read("cost", "--per-year", "1", "--periodic", "-1000,+0,1210")["simple"] == "0.100000"


def test_a_flat_fee_by_the_month() -> None:
    flat = ("plan", "--method", "flat-fee", "--first-due", "2026-12-31")
    whole = read(*flat, "--principal", "12000", "--count", "12", "--fee-rate-total", "9%")
    assert read(*flat, "--principal", "12000", "--count", "12", "--monthly-rate", "0.75%") == whole
    row = read(*flat, "--principal", "126000", "--count", "60", "--monthly-rate", "1%")["instalments"][0]
    assert (row["principal"], row["fee"], row["total"]) == ("2100.00", "1260.00", "3360.00")
    assert "--monthly-rate" in refused(*flat, "--principal", "12000", "--count", "12", "--annual-rate", "9%")
    assert "--monthly-rate" in refused(*flat, "--principal", "12000", "--count", "12")


@pytest.mark.parametrize("verb", ["plan", "compare", "accrue", "statement"])
def test_help_shows_choices_as_they_are_accepted(verb: str) -> None:
    told = run(verb, "--help").output
    assert not any(word in told for word in ("EQUAL-PAYMENT", "MONTH|", "HUABEI", "ONCE", "PHONE|", "LAST|"))
    if verb == "plan":
        assert "equal-payment|" in told and "month|2week|10day" in told


@pytest.mark.parametrize("day", ["1989-12-31", "2121-01-01"])
def test_a_day_too_far_is_told_the_range(day: str) -> None:
    told = refused("owed", "--on", day)
    assert "1990-01-01" in told and "2120-12-31" in told
    assert "1990-01-01" in refused("cost", "--flow", f"{day}:5")
    assert "is not a day" in refused("owed", "--on", "2026-02-30")


def test_the_start_of_a_plan_and_its_first_due_date() -> None:
    free = (*PLAN, "--method", "equal-payment", "--annual-rate", "12%")
    assert "2026-12-31" in refused(*free, "--start", "2026-12-31")
    assert "2026-12-31" in refused(*free, "--start", "2027-01-01")
    assert "one period" in run(*free, "--start", "2026-06-01").stderr
    assert run(*free, "--start", "2026-10-20").stderr == ""


def test_what_a_year_costs_is_told_by_its_period() -> None:
    free = (*PLAN, "--method", "equal-payment", "--annual-rate", "12%")
    assert "(monthly rate × 12)" in run(*free).output
    assert "× 52.14)" in run(*free, "--every", "week").output and "× 4)" in run(*free, "--every", "3month").output


def test_a_high_rate_is_asked_about_only_above_100_percent() -> None:
    free = (*PLAN, "--method", "equal-payment", "--annual-rate")
    assert run(*free, "1").stderr == ""
    assert "100.5%" in run(*free, "100.5%").stderr


def test_a_cost_that_cannot_be_told_says_why() -> None:
    free = (*PLAN, "--method", "equal-payment", "--annual-rate")
    assert "100,000,000%" in run(*free, "1000000%").stderr
    for more in (["--upfront-fee", "12000"], ["--down-payment", "2000", "--upfront-fee", "10000"]):
        assert "12,000.00" in run(*free, "10%", *more).stderr


def test_zero_is_an_answer_where_it_can_be_one() -> None:
    given = ("compare", "--total", "5000", "--product", "huabei")
    assert read(*given, "--cash", "0", "--ceiling", "0")["ceiling"] == "0.00"
    zero = read(*PLAN, "--method", "interest-free", "--down-payment", "0", "--upfront-fee", "0")
    assert zero == read(*PLAN, "--method", "interest-free")
    assert "is not an amount" in refused("plan", "--principal", "0")


def test_times_carry_the_hours_of_china(file: str) -> None:
    read("pay", "a1", "100", "--file", file)
    assert all(row["at"].endswith("+08:00") for row in read("history", "--file", file)["history"])
    backups = read("backups", "--file", file)["backups"]
    assert backups and all(row["at"].endswith("+08:00") for row in backups)


def test_a_written_demo_says_what_it_wrote(tmp_path: Path) -> None:
    path = str(tmp_path / "demo.json")
    assert read("demo", "--write", path, "--cases", "3", "--seed", "7") == {"path": path, "cases": 3, "seed": 7}


def test_one_day_is_one_day() -> None:
    from tui.sentences import days_to

    assert [days_to(date(2026, 11, day), DAY) for day in (22, 23, 24, 25, 26)] == [
        "2 days past",
        "1 day past",
        "today",
        "in 1 day",
        "in 2 days",
    ]


def test_the_options_of_a_command_and_the_screen_of_options_are_two_words() -> None:
    from tui.commands import CASE_PAGES, tab_name
    from tui.words import WORDS

    assert ("tab", "options") in WORDS
    assert tab_name("options") == "Options" and all(tab_name(page) for page in CASE_PAGES)


def test_an_unknown_rate_is_told_as_unknown(file: str, now: Callable[[], Any]) -> None:
    add(file, Case(id="b2", title="other", opened_on=DAY, product=Product.OTHER, snapshots=(SHOWN,)), now)
    here = ("--case", "b2", "--file", file, "--today", "2026-11-24")
    assert read("owed", *here)["owed"][0]["per_day"] == {"low": None, "high": None}
    assert "not known yet" in run("owed", *here).output and "adds nothing" not in run("owed", *here).output
    rows = read("compare", *here)["options"]
    idle = next(row for row in rows if row["kind"] == "nothing")
    assert (idle["total"], idle["annual_cost"]) == (None, None)
    assert {row["saved"] for row in rows} == {None}
    assert "rate unknown" in run("compare", *here).output


def test_before_the_first_figure_nothing_is_told(file: str) -> None:
    before = ("owed", "--case", "a1", "--file", file, "--on", "2026-11-01")
    assert read(*before)["owed"][0]["total"] is None
    assert "2026-11-24" in run(*before).output
