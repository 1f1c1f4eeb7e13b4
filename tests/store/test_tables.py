"""Tables as spreadsheets read them."""

import csv
import io
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.case import (
    Agreement,
    AgreementState,
    Case,
    Contact,
    ContactKind,
    Instalment,
    Payment,
    PaymentKind,
)
from model.days import month_step
from store.tables import HEADERS, Table, safe_text, table_bytes

TODAY = date(2026, 12, 20)


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def case(id: str = "k1", title: str = "花呗") -> Case:
    plan = tuple(
        Instalment(number=n + 1, due=month_step(date(2026, 12, 10), n), principal=150_000, interest=11_200)
        for n in range(3)
    )
    return Case(
        id=id,
        title=title,
        opened_on=date(2026, 11, 1),
        agreement=Agreement(id="a1", on=date(2026, 11, 27), state=AgreementState.AGREED, agreed_on=date(2026, 11, 28)),
        instalments=plan,
        payments=(
            Payment(id="p4", on=date(2026, 12, 12), amount=100, kind=PaymentKind.REFUND),
            Payment(id="p3", on=date(2026, 12, 9), amount=161_300, note="=HYPERLINK(1)"),
        ),
        contacts=(
            Contact(
                id="c5", on=date(2026, 11, 20), at="09:30", said="第一行\n=1+1", agent="@工号", number="+8613800000000"
            ),
            Contact(id="c6", on=date(2026, 11, 18), kind=ContactKind.THIRD_PARTY, disclosed="＝欠款", connected=False),
        ),
    )


@pytest.mark.parametrize("table", list(Table))
def test_one_rectangle_with_its_header(table: Table) -> None:
    found = rows(table_bytes(table, [case(), case("k2", "借呗")], TODAY, str))
    assert found[0] == list(HEADERS[table])
    assert {len(row) for row in found} == {len(found[0])}
    assert len(found) == 1 + 2 * {"instalments": 3, "payments": 2, "contacts": 2}[table.value]
    assert {row[0] for row in found[1:]} == {"k1", "k2"}


def test_amounts_are_plain_decimals_and_days_iso() -> None:
    found = rows(table_bytes(Table.INSTALMENTS, [case()], TODAY, str))
    assert found[1] == [
        "k1",
        "花呗",
        "1",
        "2026-12-10",
        "1500.00",
        "112.00",
        "0.00",
        "1612.00",
        "1612.00",
        "0.00",
        "paid",
    ]
    assert found[2][-3:] == ["0.00", "1612.00", "due"]
    found = rows(table_bytes(Table.PAYMENTS, [case()], TODAY, str))
    assert [row[3:6] for row in found[1:]] == [
        ["2026-12-09", "1613.00", "payment"],
        ["2026-12-12", "-1.00", "refund"],
    ]


def test_no_cell_of_text_is_a_formula() -> None:
    found = rows(table_bytes(Table.CONTACTS, [case(title="-花呗")], TODAY, str))
    for row in found[1:]:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")), cell
    assert "'@工号" in found[2]
    assert "'+8613800000000" in found[2]
    assert "'＝欠款" in found[1]
    assert rows(table_bytes(Table.PAYMENTS, [case()], TODAY, str))[1][-1] == "'=HYPERLINK(1)"


def test_a_line_break_stays_out_of_a_cell() -> None:
    found = rows(table_bytes(Table.CONTACTS, [case()], TODAY, str))
    assert "第一行 =1+1" in found[2]


def test_no_case_is_a_header_alone() -> None:
    assert len(rows(table_bytes(Table.PAYMENTS, [], TODAY, str))) == 1


@given(st.text())
def test_safe_text_is_one_harmless_line(text: str) -> None:
    safe = safe_text(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert not any(ord(character) < 32 for character in safe)
    assert safe_text(safe) == safe


@pytest.mark.parametrize("text", ["02160001111", "110101199001011234", "12e5"])
def test_digits_a_spreadsheet_would_change_stay_a_text(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    assert safe_text("95188") == "95188" and safe_text("13812345678") == "13812345678"


def test_a_channel_stands_by_its_name() -> None:
    logged = msgspec.structs.replace(case(), playbook="alipay")
    logged = msgspec.structs.replace(logged, contacts=(msgspec.structs.replace(logged.contacts[0], channel="hotline"),))
    chinese = rows(table_bytes(Table.CONTACTS, [logged], TODAY, lambda said: "zh" if said.text == "en" else str(said)))
    assert chinese[1][5] == "支付宝热线"
    assert rows(table_bytes(Table.CONTACTS, [logged], TODAY, str))[1][5] == "Alipay's hotline"
