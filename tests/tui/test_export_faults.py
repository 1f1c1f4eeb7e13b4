"""What testers broke in export, import, check and restore from the command line."""

import hashlib
import json
import os
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from cli import Run, command_on, repaying
from msgspec.structs import replace

from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Expense,
    Form,
    Income,
    Material,
    MaterialState,
    Payment,
    Place,
)
from store.book import CaseBook
from store.calendar_file import state_file

TODAY = "2026-12-12"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A case file with a debt in repayment, changed once, so that it has a backup."""
    path = tmp_path / "cases.json"
    book = CaseBook.open(path, who="李", now=lambda: datetime(2026, 12, 1, 12), create=True)
    book.add(repaying("h1", "花呗 9月账单"))
    book.add(repaying("h2", "花呗 8月账单"))
    book.close()
    return path


@pytest.fixture
def run(file: Path) -> Run:
    """The command on that file."""
    return command_on(file, TODAY)


FORMS = [
    ("json",),
    ("ics",),
    ("csv", "--table", "payments"),
    ("materials", "--case", "h1"),
    ("dossier", "--case", "h1"),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
@pytest.mark.parametrize("of", ["itself", "link", "backup", "drafts", "lock", "sidecar", "temporary"])
def test_an_export_never_takes_the_place_of_the_case_file(
    run: Run, file: Path, tmp_path: Path, form: tuple[str, ...], of: str
) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(file)
    ending = {"materials": ".zip", "dossier": ".html"}.get(form[0], "")
    if ending:
        file = file.rename(file.with_name("cases" + ending))
        link.unlink()
        link = tmp_path / ("link" + ending)
        link.symlink_to(file)
    backup_folder = file.with_name(file.name + ".backups")
    backup_folder.mkdir(exist_ok=True)
    (file.with_name(file.name + ".drafts")).mkdir(exist_ok=True)
    out = {
        "itself": file,
        "link": link,
        "backup": backup_folder / f"x{ending}",
        "drafts": file.with_name(file.name + ".drafts") / f"x{ending}",
        "lock": file.with_name(f".{file.name}.lock"),
        "sidecar": state_file(file),
        "temporary": file.with_name(f".{file.name}.new"),
    }[of]
    before = file.read_bytes()
    there = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = run("export", *form, "--out", out, on=file)
    assert done.exit_code == 2, done.output
    assert len(done.output.strip().splitlines()) == 1
    assert file.read_bytes() == before
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == there


def test_the_tables_of_one_export_spare_the_case_file_too(run: Run, file: Path) -> None:
    file = file.rename(file.with_name("x-payments.csv"))
    before = file.read_bytes()
    assert run("export", "csv", "--out", file.with_name("x.csv"), on=file).exit_code == 2
    assert file.read_bytes() == before


def test_out_that_is_a_folder_or_no_zip_is_named_for_what_it_is(run: Run, tmp_path: Path) -> None:
    folder = run("export", "json", "--out", tmp_path)
    assert folder.exit_code == 2 and "--out" in folder.output and "--file" not in folder.output
    tar = run("export", "materials", "--case", "h1", "--out", tmp_path / "m.tar")
    assert tar.exit_code == 2 and ".zip" in tar.output and not (tmp_path / "m.tar").exists()


def test_an_import_brings_no_file_of_this_machine_into_a_bundle(run: Run, file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    mark = hashlib.sha256(b"geheim").hexdigest()
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    paper = Material(
        id="m9", kind="id_card", state=MaterialState.READY, place=Place.FILE, where=str(secret), sha256=mark, size=6
    )
    book.update("h1", lambda case: replace(case, materials=(paper,), serial=9))
    book.close()
    own = tmp_path / "own.json"
    assert run("export", "json", "--out", own).exit_code == 0
    again = run("import", "--yes", own)
    assert "Nothing would change" in again.output and "choose the file" not in again.output
    fresh = tmp_path / "fresh.json"
    taken = run("import", "--yes", own, on=fresh)
    assert "choose the file of “id_card” again" in taken.output
    twice = run("import", "--yes", own, on=fresh)
    assert "Nothing would change" in twice.output
    book = CaseBook.open(fresh, who="李", now=lambda: datetime(2026, 12, 1, 12))
    (held,) = book.case("h1").materials
    assert (held.place, held.where, held.sha256, held.state) == (Place.NOWHERE, str(secret), "", MaterialState.READY)
    book.close()
    out = tmp_path / "m.zip"
    assert run("export", "materials", "--case", "h1", "--out", out, on=fresh).exit_code == 0
    assert zipfile.ZipFile(out).namelist() == ["00-清单.txt"]
    document = json.loads(own.read_text())
    record = document["cases"][0]["materials"][0]
    del record["place"]
    record["where"], record["sha256"] = "/etc/passwd", "0" * 64
    own.write_text(json.dumps(document))
    run("import", "--yes", own)
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    assert book.case("h1").materials == (paper,)
    book.close()


def test_an_export_without_files_comes_back_equal(run: Run, tmp_path: Path) -> None:
    own, back = tmp_path / "own.json", tmp_path / "back.json"
    run("export", "json", "--out", own)
    run("import", "--yes", own, on=tmp_path / "fresh.json")
    run("export", "json", "--out", back, on=tmp_path / "fresh.json")
    assert back.read_bytes() == own.read_bytes()


def test_the_calendar_is_the_same_with_the_detailed_one_in_between(run: Run, file: Path, tmp_path: Path) -> None:
    one, two, full = (tmp_path / name for name in ("1.ics", "2.ics", "3.ics"))
    assert run("export", "ics").exit_code == 0
    assert not state_file(file).exists()
    run("export", "ics", "--out", one)
    run("export", "ics", "--detail", "--out", full)
    run("export", "ics", "--out", two)
    assert two.read_bytes() == one.read_bytes()
    held = full.read_bytes()
    run("export", "ics", "--detail", "--out", full)
    assert full.read_bytes() == held != one.read_bytes()


def test_a_backup_that_nothing_names_is_bad_input(run: Run) -> None:
    for which in ("nope", "99"):
        assert run("restore", which, "--yes").exit_code == 2


def test_negative_expenses_of_a_bank_are_payments(run: Run, tmp_path: Path) -> None:
    bill = tmp_path / "bank.csv"
    bill.write_text(
        "交易日期,摘要,支出,收入,余额,对方户名\n"
        "2026-12-01,花呗还款,-50.00,,1.00,花呗\n2026-12-02,花呗还款,－1，000．00,,1.00,花呗\n"
        "2026-12-03,冲正,-50.00,,1.00,花呗\n"
    )
    done = run("import", "--dry-run", "--json", "--yes", "--case", "h1", bill)
    found = [(row["amount"], row["kind"]) for row in json.loads(done.output)["record"]]
    assert found == [("50.00", "payment"), ("1000.00", "payment"), ("50.00", "refund")]


def test_a_row_that_may_be_recorded_already_is_marked(run: Run, file: Path, tmp_path: Path) -> None:
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    hand = Payment(id="p3", on=date(2026, 12, 5), amount=161_200)
    book.update("h1", lambda case: replace(case, payments=(hand,), serial=3))
    book.close()
    bill = tmp_path / "bank.csv"
    head = "交易日期,摘要,支出,收入,余额,对方户名\n"
    for on, amount, marked in (
        ("2026-12-09", "1612.00", True),
        ("2026-12-12", "1612.00", True),
        ("2026-12-09", "7", 0),
    ):
        bill.write_text(f"{head}{on},花呗还款,{amount},,1.00,花呗\n")
        done = run("import", "--dry-run", "--json", "--case", "h1", bill)
        assert [row["maybe_there"] for row in json.loads(done.output)["record"]] == [bool(marked)], on
    assert "maybe recorded already" not in run("import", "--dry-run", "--case", "h1", bill).output


def test_an_import_from_a_pipe_or_a_folder_is_refused_and_names_it(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for source in (pipe, tmp_path):
        done = run("import", "--dry-run", source)
        assert done.exit_code == 2 and "is not a file" in done.output and "--file" not in done.output
    gone = run("import", "--dry-run", tmp_path / "none.csv", lang="zh")
    assert gone.exit_code == 2 and "No such file" not in gone.output


def test_a_pipe_that_the_shell_made_is_read(run: Run) -> None:
    reading, writing = os.pipe()
    os.write(writing, "交易日期,摘要,支出,收入,余额,对方户名\n2026-12-01,花呗还款,50.00,,1.00,花呗\n".encode())
    os.close(writing)
    done = run("import", "--dry-run", "--case", "h1", f"/dev/fd/{reading}")
    os.close(reading)
    assert done.exit_code == 0 and "1 payment to record" in done.output


def test_many_rows_are_recorded_in_one_go_and_taken_back(run: Run, file: Path, tmp_path: Path) -> None:
    bill = tmp_path / "bank.csv"
    rows = (f"2026-{n % 9 + 1:02d}-01,花呗还款,{n + 1}.00,,1.00,花呗" for n in range(5000))
    bill.write_text("交易日期,摘要,支出,收入,余额,对方户名\n" + "\n".join(rows) + "\n")
    started = time.process_time()
    assert run("import", "--yes", "--case", "h1", bill).exit_code == 0
    assert time.process_time() - started < 8
    before = file.read_bytes()
    assert run("undo").exit_code == 0 and file.read_bytes() != before
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    assert book.case("h1").payments == ()
    book.close()


def test_an_empty_file_name_is_bad_input(run: Run) -> None:
    done = run("cases", on="")
    assert done.exit_code == 2 and "--file needs the name of a file" in done.output


@pytest.mark.parametrize("form", ["materials", "dossier", "json"])
def test_an_export_never_takes_the_place_of_a_paper(run: Run, file: Path, tmp_path: Path, form: str) -> None:
    paper, link = tmp_path / "流水.zip", tmp_path / "link.zip"
    paper.write_bytes(b"PK of a bank")
    link.symlink_to(paper)
    inbox = tmp_path / "cases.json.inbox"
    inbox.mkdir()
    (inbox / "sent.zip").write_bytes(b"PK of a phone")
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    kept = tuple(
        Material(
            id=f"m{n}", kind="bank_statement", name="流水", state=MaterialState.READY, place=Place.FILE, where=where
        )
        for n, where in enumerate((str(paper), "sent.zip"), 1)
    )
    book.update("h2", lambda case: replace(case, materials=kept, serial=9))
    book.close()
    for out in (paper, link, inbox / "sent.zip"):
        done = run("export", form, "--case", "h2" if form != "json" else "h1", "--out", out)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.output
        assert "is a paper of “花呗 8月账单”" in done.stderr
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    own = Material(id="m9", kind="", name="信", state=MaterialState.READY, place=Place.FILE, where=str(letter))
    book.update("h2", lambda case: replace(case, materials=(*kept, own)))
    book.close()
    done = run("statement", "h1", "--as", "letter", "--out", letter)
    assert (done.exit_code, done.stderr.count("\n"), letter.read_text()) == (2, 1, "mine"), done.output
    assert (paper.read_bytes(), (inbox / "sent.zip").read_bytes()) == (b"PK of a bank", b"PK of a phone")
    assert link.is_symlink()
    assert run("export", "materials", "--case", "h2", "--out", tmp_path / "all.zip").exit_code == 0


def test_a_copy_tells_the_same_next_thing_as_the_list_of_cases(file: Path, run: Run) -> None:
    budget = Budget(
        stamp="2026-12-01T12:00:00+08:00",
        incomes=(Income(id="i1", label="工资", amount=500_000, day=10),),
        expenses=(Expense(id="e1", label="房租", amount=250_000, kind="rent"),),
    )
    paid = (Payment(id="p1", on=date(2026, 12, 10), amount=161_200),)
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 1, 12))
    made = date(2026, 11, 28)
    written = Agreement(id="a1", on=made, state=AgreementState.AGREED, form=Form.WRITTEN, agreed_on=made)
    book.update("h1", lambda case: replace(case, agreement=written, budget=budget, payments=paid))
    book.update("h2", lambda case: replace(case, agreement=written, payments=paid))
    book.close()
    told = {one["id"]: one["next"] for one in json.loads(run("cases", "--json").stdout)["cases"]}
    assert "missing this month" in told["h2"]["text"]
    for words in ((), ("--case", "h2")):
        copied = json.loads(run("export", "json", *words).stdout)["cases"]
        assert copied and all(one["next"] == told[one["id"]] for one in copied)
