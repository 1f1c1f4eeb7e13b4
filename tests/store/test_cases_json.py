"""The JSON export: every fact there, money as text, nothing lost on the way back; imports planned, merged, undone."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import case as records
from model.case import Agreement, Budget, Case, Contact, Instalment, Payment, Person, Record, Snapshot, Stage
from model.text import clean_note
from store.book import CaseBook
from store.cases_json import MONEY, Derived, document, read
from store.errors import WrongExport
from store.merging import carry_out, plan

Open = Callable[..., CaseBook]
Make = Callable[..., Case]
DAY = date(2026, 11, 24)

NOT_MONEY = {"day_count", "grace_days", "overdue_days", "size", "count", "number", "day", "priority", "serial"}


def derive(case: Case) -> Derived:
    return Derived(Stage.OPENED, 100, DAY, "跟进", {row.number: 50 for row in case.instalments})


def written(*cases: Case) -> dict[str, Any]:
    return document(cases, derive)


def encoded(*cases: Case) -> bytes:
    return json.dumps(written(*cases), ensure_ascii=False).encode()


def full() -> Case:
    return Case(
        id="a1",
        title="花呗 9月账单",
        opened_on=DAY,
        person=Person(name="王", id_number="310101199001011234"),
        snapshots=(Snapshot(id="s1", on=DAY, total=1864200, principal=1800000),),
        contacts=(Contact(id="k2", on=DAY, said="第一行\n第二行 [/]", connected=False),),
        agreement=Agreement(id="g1", on=DAY, total=20, rows=(Instalment(number=1, due=DAY, principal=5),)),
        instalments=(Instalment(number=1, due=DAY, principal=161200, fee=5),),
        payments=(Payment(id="p3", on=DAY, amount=1),),
        budget=Budget(reserve=0, reserve_share=Decimal("0.10"), cash=5),
        serial=3,
    )


def test_every_number_of_a_record_is_known_as_money_or_not() -> None:
    for name in dir(records):
        kind = getattr(records, name)
        if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record:
            for field, hint in get_type_hints(kind).items():
                if int in (hint, *get_args(hint)):
                    assert (field in MONEY) != (field in NOT_MONEY), f"{name}.{field}"
                else:
                    assert field not in MONEY, f"{name}.{field}"


def test_the_shape_is_the_agreed_one() -> None:
    export = written(full())
    assert (export["format"], export["version"]) == ("huanqing", 1)
    (case,) = export["cases"]
    assert list(case)[:6] == ["id", "title", "product", "lender", "stage", "owed"]
    assert case["next"] == {"on": "2026-11-24", "text": "跟进"} and case["owed"] == "1.00"
    assert case["instalments"] == [
        {"number": 1, "due": "2026-11-24", "principal": "1612.00", "interest": "0.00", "fee": "0.05"}
        | {"total": "1612.05", "paid": "0.50"}
    ]
    assert {key: case["payments"][0][key] for key in ("id", "on", "amount", "note")} == {
        "id": "p3",
        "on": "2026-11-24",
        "amount": "0.01",
        "note": "",
    }
    for key in ["reasons", "snapshots", "steps", "materials", "contacts", "requests", "agreement", "budget"]:
        assert key in case
    assert written(full()) == export


def test_what_was_written_is_read_back_with_nothing_lost() -> None:
    assert read(encoded(full())) == [full()]


TEXT = st.text(max_size=30).map(clean_note)
MONEYS = st.integers(0, 99_999_999_999)
DAYS = st.dates(date(1990, 1, 1), date(2120, 1, 1))
CASES = st.builds(
    lambda title, note, person, snapshots, contacts, payments, instalments: Case(
        id="a1",
        title=title,
        opened_on=DAY,
        note=note,
        person=person,
        snapshots=tuple(snapshots),
        contacts=tuple(contacts),
        payments=tuple(payments),
        instalments=tuple(instalments),
    ),
    st.text("花呗abc []/", min_size=1, max_size=20).map(str.strip).filter(bool),
    TEXT,
    st.builds(Person, name=TEXT, phone=TEXT),
    st.lists(st.builds(Snapshot, id=st.just("s"), on=DAYS, total=MONEYS, fee=st.none() | MONEYS), max_size=2),
    st.lists(st.builds(Contact, id=st.just("k"), on=DAYS, said=TEXT, promised_by=st.none() | DAYS), max_size=2),
    st.lists(st.builds(Payment, id=st.just("p"), on=DAYS, amount=MONEYS.filter(bool), note=TEXT), max_size=2),
    st.lists(st.builds(Instalment, number=st.integers(0, 9), due=DAYS, principal=MONEYS.filter(bool)), max_size=2),
)


@settings(deadline=None)
@given(CASES)
def test_any_case_comes_back_whole(case: Case) -> None:
    assert read(encoded(case)) == [msgspec.structs.replace(case, title=" ".join(case.title.split(" ")))]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"[]", "format"),
        (b'{"format": "other", "cases": []}', "format"),
        (b'{"format": "huanqing", "version": 2, "cases": []}', "newer"),
        (b'{"format": "huanqing", "version": "1", "cases": []}', "version"),
        (b'{"format": "huanqing", "version": true, "cases": []}', "version"),
        (b'{"format": "huanqing", "version": 1, "cases": [5]}', "Case 1"),
        (b'{"format": "huanqing", "version": 1, "cases": [{}]}', "title"),
        (b'{"format": "huanqing", "version": 1, "cases": [], "cases": []}', "twice"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_what_is_no_export_is_told(data: bytes, words: str) -> None:
    with pytest.raises(WrongExport) as caught:
        read(data)
    assert words in str(caught.value.said)


@pytest.mark.parametrize(
    "amount", [5, "1e3", "-1.00", "1.0", "1", "01.00", "NaN", "1,000.00", "9999999999.99", True, [], "１.00"]
)
def test_money_is_read_strictly(amount: Any) -> None:
    export = written(full())
    export["cases"][0]["payments"][0]["amount"] = amount
    with pytest.raises(WrongExport):
        read(json.dumps(export).encode())


def test_an_unknown_field_or_a_wrong_one_names_case_and_place() -> None:
    export = written(full())
    export["cases"][0]["contacts"][0]["on"] = "2026-02-30"
    with pytest.raises(WrongExport, match="cannot be read") as caught:
        read(json.dumps(export).encode())
    assert "contacts[0].on" in str(caught.value.said)


def test_imported_text_is_only_text() -> None:
    export = written(full())
    export["cases"][0]["title"] = "\x1b[31m红\x1b[0m\n第二行"
    export["cases"][0]["note"] = "\x1b]0;title\x07a\ud800\u202eb"
    (case,) = read(json.dumps(export).encode().replace(b"\\ud800", b""))
    assert case.title == "红 第二行" and case.note == "ab"


def test_an_import_is_planned_then_done_then_undone(book: Open, small: Make) -> None:
    one = book()
    one.add(small("b2"))
    one.add(full())
    one.update("a1", lambda c: msgspec.structs.replace(c, payments=(*c.payments, Payment(id="p4", on=DAY, amount=9))))
    before = one.cases()
    other = msgspec.structs.replace(
        full(), note="theirs", contacts=(*full().contacts, Contact(id="k9", on=DAY + timedelta(1))), serial=9
    )
    wanted = plan(one, [other, small("b2"), small("c3")])
    assert ([c.id for c in wanted.added], [m.mine.id for m in wanted.changed], wanted.same) == (["c3"], ["a1"], ("b2",))
    assert one.cases() == before
    carry_out(one, wanted)
    merged = one.case("a1")
    assert merged.note == "theirs" and merged.serial == 9
    assert [p.id for p in merged.payments] == ["p3", "p4"] and [k.id for k in merged.contacts] == ["k2", "k9"]
    one.undo()
    assert [(c.id, c.note, len(c.contacts)) for c in one.cases()] == [("b2", "", 0), ("a1", "", 1)]


def test_an_export_fills_an_empty_book(book: Open) -> None:
    one = book()
    carry_out(one, plan(one, read(encoded(full()))))
    assert one.cases() == [full()]
    assert plan(one, read(encoded(full()))).same == ("a1",)
