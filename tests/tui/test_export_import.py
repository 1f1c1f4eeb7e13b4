"""`huanqing export` and `huanqing import` from the command line."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from cli import Run, command_on, repaying

from model.case import Contact, Payment, Product
from store.book import CaseBook
from store.calendar_file import state_file

TODAY = "2026-12-12"
CALLS = (Contact(id="c2", on=date(2026, 11, 20), said="=1+1"),)
BILL = (
    "交易时间,交易分类,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号\n"
    "2026-12-10 20:15:33,信用借还,花呗,花呗自动还款-2026年11月账单,不计收支,1612.00,还款成功,"
    "2026121022001400000000000002\t,\n"
    "2026-12-11 20:15:33,信用借还,花呗,花呗主动还款,不计收支,100.00,还款成功,2026121122001400000000000003\t,\n"
    "2026-12-11 21:00:00,餐饮美食,小面馆,午饭,支出,20.00,交易成功,2026121122001400000000000004\t,M1\n"
).encode("gb18030")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A case file with two debts in repayment."""
    path = tmp_path / "cases.json"
    book = CaseBook.open(path, who="李", now=lambda: datetime(2026, 12, 1, 12), create=True)
    book.add(repaying("h1", "花呗 9月账单", contacts=CALLS))
    book.add(repaying("j1", "借呗 装修", product=Product.JIEBEI, contacts=CALLS))
    book.close()
    return path


@pytest.fixture
def run(file: Path) -> Run:
    """The command on that file."""
    return command_on(file, TODAY)


def payments(file: Path, id: str = "h1") -> tuple[Payment, ...]:
    book = CaseBook.open(file, who="李", now=lambda: datetime(2026, 12, 12, 12))
    found = book.case(id).payments
    book.close()
    return found


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    """A bill with one instalment, a part payment and a lunch."""
    path = tmp_path / "bill.csv"
    path.write_bytes(BILL)
    return path


# --- export ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "ics", "csv"])
def test_the_same_file_twice_makes_the_same_bytes(run: Run, form: str) -> None:
    first = run("export", form)
    assert first.exit_code == 0
    assert first.stdout_bytes
    assert run("export", form).stdout_bytes == first.stdout_bytes


@pytest.mark.parametrize("form", ["json", "ics", "csv"])
def test_a_file_that_is_not_there_is_exported_empty_and_not_made(run: Run, tmp_path: Path, form: str) -> None:
    nowhere = tmp_path / "none" / "cases.json"
    assert run("export", form, on=nowhere).exit_code == 0
    assert not nowhere.parent.exists()


def test_json_has_the_form_that_others_call(run: Run) -> None:
    found = json.loads(run("export", "json", "--case", "花呗").stdout)
    assert (found["format"], [case["id"] for case in found["cases"]]) == ("huanqing", ["h1"])
    row = found["cases"][0]["instalments"][0]
    assert {"number", "due", "principal", "interest", "fee", "total", "paid"} <= set(row)
    assert (row["total"], row["paid"]) == ("1612.00", "0.00")
    assert found["cases"][0]["stage"] == "repaying"


def test_csv_is_one_table_or_with_out_alone_three_files(run: Run, tmp_path: Path) -> None:
    table = list(csv.reader(io.StringIO(run("export", "csv").stdout_bytes.decode("utf-8-sig"))))
    assert (len(table), table[0][2]) == (7, "number")
    out = tmp_path / "t.csv"
    assert run("export", "csv", "--out", out).exit_code == 0
    made = sorted(path.name for path in tmp_path.glob("t*.csv"))
    assert made == ["t-contacts.csv", "t-instalments.csv", "t-payments.csv"]
    assert run("export", "csv", "--table", "contacts", "--out", out).exit_code == 0
    assert "'=1+1" in out.read_text(encoding="utf-8-sig")
    assert out.stat().st_mode & 0o777 == 0o600


def test_ics_is_discreet_and_remembers_what_it_said(run: Run, file: Path, tmp_path: Path) -> None:
    text = run("export", "ics").stdout
    assert "To do: 1" in text
    assert not any(word in text for word in ("花呗", "1612", "nstalment"))
    run("export", "ics", "--out", tmp_path / "first.ics")
    assert state_file(file).exists()
    assert "花呗 9月账单" in run("export", "ics", "--detail").stdout
    out = tmp_path / "a.ics"
    assert json.loads(run("export", "ics", "--out", out, "--json").stdout) == {"written": [str(out)]}


@pytest.mark.parametrize(
    "arguments",
    [
        ("export",),
        ("export", "pdf"),
        ("export", "ics", "--table", "payments"),
        ("export", "json", "--detail"),
        ("export", "csv", "--table", "debts"),
        ("export", "dossier"),
        ("export", "materials", "--case", "h1"),
        ("export", "json", "--case", "nobody"),
        ("import",),
        ("import", "/no/such/file.csv"),
    ],
)
def test_wrong_use_ends_with_2(run: Run, arguments: tuple[str, ...], file: Path) -> None:
    before = file.read_bytes()
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert file.read_bytes() == before


def test_out_where_nothing_can_be_written_ends_with_1(run: Run, tmp_path: Path) -> None:
    done = run("export", "json", "--out", tmp_path / "no" / "such" / "folder.json")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr


# --- import ------------------------------------------------------------------------------------------------------


def test_dry_run_writes_nothing_and_exits_0(run: Run, file: Path, bill: Path) -> None:
    before = file.read_bytes()
    done = run("import", bill, "--dry-run")
    assert done.exit_code == 0
    assert "1 payment to record" in done.stdout
    assert "instalment 1, due 2026-12-10" in done.stdout
    assert file.read_bytes() == before


def test_without_yes_and_without_a_terminal_nothing_is_written(run: Run, file: Path, bill: Path) -> None:
    before = file.read_bytes()
    done = run("import", bill)
    assert done.exit_code == 2
    assert "no terminal" in done.stderr
    assert file.read_bytes() == before


def test_rows_are_recorded_once_part_payments_with_the_case(run: Run, file: Path, bill: Path) -> None:
    assert run("import", bill, "--yes").exit_code == 0
    assert [(p.on, p.amount) for p in payments(file)] == [(date(2026, 12, 10), 161_200)]
    assert run("import", bill, "--yes", "--case", "花呗").exit_code == 0
    assert [p.amount for p in payments(file)] == [161_200, 10_000]
    before = file.read_bytes()
    done = run("import", bill, "--yes", "--case", "h1")
    assert (done.exit_code, "No payment to record" in done.stdout) == (0, True)
    assert file.read_bytes() == before
    assert payments(file, "j1") == ()


def test_an_import_is_taken_back_by_one_undo(run: Run, file: Path, bill: Path) -> None:
    run("import", bill, "--yes", "--case", "h1")
    assert len(payments(file)) == 2
    book = CaseBook.open(file, who=_who(), now=lambda: datetime(2026, 12, 13, 12))
    book.undo("h1")
    book.close()
    assert payments(file) == ()


def _who() -> str:
    from tui.verbs.common import default_who

    return default_who()


def test_json_says_what_becomes_of_every_row(run: Run, bill: Path) -> None:
    found = json.loads(run("import", bill, "--dry-run", "--json").stdout)
    assert [row["instalment"] for row in found["record"]] == [1]
    assert found["record"][0]["amount"] == "1612.00"
    assert [row["text"] for row in found["skipped"]] == [
        "fits no open instalment",
        "no repayment",
    ]
    assert found["done"] is False


def test_an_export_goes_home_and_a_second_time_changes_nothing(run: Run, tmp_path: Path) -> None:
    out, other = tmp_path / "out.json", tmp_path / "other.json"
    assert run("export", "json", "--out", out).exit_code == 0
    assert "New: h1" in run("import", out, "--dry-run", on=other).stdout
    assert not other.exists()
    assert run("import", out, "--yes", on=other).exit_code == 0
    before = other.read_bytes()
    done = run("import", out, "--yes", on=other)
    assert (done.exit_code, "Nothing would change." in done.stdout) == (0, True)
    assert other.read_bytes() == before
    assert run("export", "json", on=other).stdout == out.read_text()


def test_an_export_taken_back_into_its_own_file_changes_nothing(run: Run, file: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "out.json", file.read_bytes()
    assert run("export", "json", "--out", out).exit_code == 0
    done = run("import", out, "--yes")
    assert (done.exit_code, done.stdout) == (0, "2 cases are the same already\nNothing would change.\n")
    assert file.read_bytes() == before
    found = json.loads(out.read_text())
    found["cases"][0]["lender"] = "某机构"
    out.write_text(json.dumps(found))
    assert "Changes: h1  花呗 9月账单: lender\n" in run("import", out, "--dry-run").stdout


@pytest.mark.parametrize(
    "data", [b"{}", b'{"format": "huanqing", "version": 99, "cases": []}', b"[1]", b"PK\x03\x04", b"", b"hello\n"]
)
def test_what_cannot_be_read_is_said_in_one_line(run: Run, tmp_path: Path, file: Path, data: bytes) -> None:
    path, before = tmp_path / "x", file.read_bytes()
    path.write_bytes(data)
    done = run("import", path, "--yes")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert file.read_bytes() == before
