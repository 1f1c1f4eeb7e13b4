"""The calendar for a phone, read back by parsers that are not ours."""

import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Contact,
    CourtKind,
    CourtPaper,
    Expense,
    Income,
    Instalment,
    Outcome,
    Payment,
    Product,
    Request,
    RequestKind,
)
from model.days import month_step
from model.playbook import Playbook
from model.workdays import YearDays
from store import calendar_file
from store.calendar_file import (
    CalendarState,
    Entry,
    calendar_bytes,
    entries,
    forget_case,
    read_state,
    state_file,
    write_state,
)
from store.playbooks import load

TODAY = date(2026, 11, 28)
FIRST = date(2026, 12, 10)


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load("alipay")


def agreed(**more: Any) -> Case:
    rows = tuple(Instalment(number=n + 1, due=month_step(FIRST, n), principal=161_200) for n in range(12))
    agreement = Agreement(id="a1", on=date(2026, 11, 27), state=AgreementState.AGREED, agreed_on=date(2026, 11, 28))
    return Case(
        id="k7",
        title="花呗 9月账单",
        opened_on=date(2026, 11, 1),
        product=Product.HUABEI,
        agreement=agreement,
        instalments=rows,
        **more,
    )


def made(case: Case | list[Case], playbook: Playbook, today: date = TODAY, **more: Any) -> tuple[bytes, CalendarState]:
    cases = case if isinstance(case, list) else [case]
    return calendar_bytes(cases, lambda _id: playbook, today, str, **more)


def all_entries(case: Case, playbook: Playbook, today: date) -> tuple[Entry, ...]:
    return entries([case], lambda _id: playbook, today)


def events(data: bytes) -> dict[str, dict[str, str]]:
    """Parse a calendar by the letter of RFC 5545: CRLF, folds, one property a line."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    text = data.replace(b"\r\n ", b"").decode()
    found: dict[str, dict[str, str]] = {}
    for block in re.findall(r"^BEGIN:VEVENT\r\n(.*?)^END:VEVENT", text, re.DOTALL | re.MULTILINE):
        alarms = re.findall(r"TRIGGER:(\S+)", block)
        own = re.sub(r"^BEGIN:VALARM.*?^END:VALARM\r\n", "", block, flags=re.DOTALL | re.MULTILINE)
        values = dict(line.split(":", 1) for line in own.strip().split("\r\n"))
        found[values["UID"]] = {**values, "alarms": " ".join(alarms)}
    return found


def on_day(data: bytes, on: date) -> dict[str, str]:
    (event,) = (e for e in events(data).values() if e["DTSTART;VALUE=DATE"] == f"{on:%Y%m%d}")
    return event


def test_twelve_instalments_all_day_with_alarms_three_days_before_and_on_the_day_at_nine(playbook: Playbook) -> None:
    data, _ = made(agreed(), playbook)
    dues = [month_step(FIRST, n) for n in range(12)]
    for due in dues:
        event = on_day(data, due)
        assert event["DTEND;VALUE=DATE"] == f"{due + timedelta(days=1):%Y%m%d}"
        assert event["alarms"] == "-P2DT15H PT9H"
        assert event["STATUS"] == "CONFIRMED"


def test_titles_are_discreet_unless_asked(playbook: Playbook) -> None:
    case = agreed(contacts=(Contact(id="c1", on=TODAY, outcome=Outcome.NOTED, promised="寄", promised_by=FIRST),))
    discreet, _ = made(case, playbook)
    text = discreet.replace(b"\r\n ", b"").decode()
    for word in ("花呗", "1612", "161200", "instalment", "Repay", "还", "debt", "k7", "寄"):
        assert word not in text, word
    assert {e["SUMMARY"] for e in events(discreet).values()} == {"To do: 1"}
    detail, _ = made(agreed(), playbook, detail=True)
    assert on_day(detail, FIRST)["SUMMARY"].startswith("花呗 9月账单")
    assert "161200" in on_day(detail, FIRST)["SUMMARY"].replace("\\", "")


def test_the_same_input_makes_the_same_bytes(playbook: Playbook) -> None:
    first, state = made(agreed(), playbook)
    assert made(agreed(), playbook) == (first, state)
    assert made(agreed(), playbook, state=state) == (first, state)


def test_sequence_grows_only_where_something_changed(playbook: Playbook) -> None:
    first, state = made(agreed(), playbook)
    rows = list(agreed().instalments)
    rows[1] = msgspec.structs.replace(rows[1], principal=150_000)
    moved = msgspec.structs.replace(agreed(), instalments=tuple(rows))
    second, later = made(moved, playbook, detail=False, state=state)
    assert on_day(second, rows[1].due)["SEQUENCE"] == "0", "a discreet entry says no amount: nothing changed"
    rows[1] = msgspec.structs.replace(rows[1], due=date(2027, 1, 15))
    moved = msgspec.structs.replace(agreed(), instalments=tuple(rows))
    third, latest = made(moved, playbook, state=later)
    event = on_day(third, date(2027, 1, 15))
    assert event["SEQUENCE"] == "1"
    assert event["UID"] == on_day(first, date(2027, 1, 10))["UID"]
    assert sum(int(e["SEQUENCE"]) for e in events(third).values()) == 1
    assert made(moved, playbook, state=latest)[0] == third


def test_a_paid_instalment_stays_without_alarm(playbook: Playbook) -> None:
    _, state = made(agreed(), playbook)
    paid = agreed(payments=(Payment(id="p9", on=date(2026, 12, 9), amount=161_200),))
    data, _ = made(paid, playbook, date(2026, 12, 9), state=state)
    event = on_day(data, FIRST)
    assert (event["alarms"], event["SEQUENCE"], event["SUMMARY"]) == ("", "1", "Done: 1")


def test_what_is_no_longer_due_is_withdrawn_once_and_stays_so(playbook: Playbook) -> None:
    first, state = made(agreed(), playbook)
    broken = msgspec.structs.replace(agreed(), instalments=agreed().instalments[:11])
    second, after = made(broken, playbook, state=state)
    gone = on_day(second, month_step(FIRST, 11))
    assert (gone["STATUS"], gone["SEQUENCE"], gone["alarms"]) == ("CANCELLED", "1", "")
    assert gone["UID"] == on_day(first, month_step(FIRST, 11))["UID"]
    assert made(broken, playbook, state=after)[0] == second
    back, _ = made(agreed(), playbook, state=after)
    assert on_day(back, month_step(FIRST, 11))["STATUS"] == "CONFIRMED"
    assert on_day(back, month_step(FIRST, 11))["SEQUENCE"] == "2"


def test_one_case_alone_withdraws_nothing_of_others_and_a_case_gone_is_withdrawn(playbook: Playbook) -> None:
    other = msgspec.structs.replace(agreed(), id="k8")
    _, state = made([agreed(), other], playbook)
    alone, kept = made(agreed(), playbook, state=state, whole=False)
    assert {e["STATUS"] for e in events(alone).values()} == {"CONFIRMED"}
    assert kept == state
    whole, _ = made(agreed(), playbook, state=state)
    cancelled = [e for e in events(whole).values() if e["STATUS"] == "CANCELLED"]
    assert len(cancelled) >= 12


def test_a_reminder_that_is_past_is_let_go(playbook: Playbook) -> None:
    _, state = made(agreed(), playbook)
    later = date(2028, 6, 1)
    empty = Case(id="k7", title="t", opened_on=date(2028, 5, 1))
    data, after = made(empty, playbook, later, state=state)
    assert all(e["STATUS"] == "CONFIRMED" for e in events(data).values())
    let_go = {uid: entry for uid, entry in after.entries.items() if entry.on < later}
    assert let_go and all(entry.gone for entry in let_go.values())
    back, again = made(agreed(), playbook, later, state=after)
    returned = events(back)
    for uid, entry in let_go.items():
        if uid in returned:
            assert returned[uid]["SEQUENCE"] == str(entry.sequence + 1) == str(again.entries[uid].sequence)
    assert set(returned) & set(let_go)


def test_what_concerns_a_person_is_in_it_once_and_their_month_counts(playbook: Playbook) -> None:
    month = Budget(
        stamp="2026-11-20T20:00:00+08:00",
        incomes=(Income(id="x1", label="工资", amount=400_000, day=10),),
        expenses=(Expense(id="x2", label="房租", amount=230_000, kind="rent"),),
    )
    one, other = agreed(budget=month), msgspec.structs.replace(agreed(), id="k8")
    data, state = made([one, other], playbook, detail=True)
    titles = [event["SUMMARY"] for event in events(data).values()]
    for habit in ("Look at the credit report", "Are phone number and address"):
        assert len([title for title in titles if habit in title]) == 1
    assert len([title for title in titles if "is missing this month" in title]) == 2
    alone, _ = made(other, playbook, detail=True, whole=False, book=[one, other])
    assert any("is missing this month" in event["SUMMARY"] for event in events(alone).values())
    before, _ = made([one, other], playbook, detail=True, state=state)
    assert before == data


def test_a_day_counted_by_weekdays_says_so(playbook: Playbook) -> None:
    filed = Request(id="q2", kind=RequestKind.INSTALMENTS, chosen_on=date(2028, 1, 3), filed_on=date(2028, 1, 3))
    case = Case(id="k9", title="t", opened_on=date(2028, 1, 3), requests=(filed,))
    data, _ = made(case, playbook, date(2028, 1, 3), detail=True)
    assert "counted by weekdays" in on_day(data, date(2028, 1, 6))["SUMMARY"]
    plan = {2028: YearDays(off=frozenset({date(2028, 1, 4)}))}
    data, _ = made(case, playbook, date(2028, 1, 3), detail=True, years=plan)
    assert "counted" not in on_day(data, date(2028, 1, 7))["SUMMARY"]


def test_clocks_papers_and_courts_are_in_it(playbook: Playbook) -> None:
    paper = CourtPaper(
        id="j1", kind=CourtKind.SUMMONS, received_on=TODAY, hearing_on=date(2027, 1, 20), deadline=date(2026, 12, 13)
    )
    case = Case(
        id="k9",
        title="借呗",
        opened_on=date(2026, 11, 1),
        court=(paper,),
        contacts=(Contact(id="c3", on=TODAY, outcome=Outcome.TOLD_TO_WAIT, promised_by=date(2026, 12, 3)),),
    )
    days = {entry.on for entry in all_entries(case, playbook, TODAY)}
    assert {date(2026, 12, 3), date(2026, 12, 13), date(2027, 1, 20)} <= days
    data, _ = made(case, playbook)
    assert on_day(data, date(2026, 12, 13))["alarms"] == "-P2DT15H PT9H"
    assert on_day(data, date(2026, 12, 3))["alarms"] == "PT9H"


def test_typed_text_cannot_break_out_of_its_line(playbook: Playbook) -> None:
    case = changed_title(agreed(), "花呗; a,b\\c\nEND:VEVENT\nBEGIN:VEVENT")
    data, _ = made(case, playbook, detail=True)
    assert len(events(data)) == len(all_entries(case, playbook, TODAY))


def changed_title(case: Case, title: str) -> Case:
    return msgspec.structs.replace(case, title=title)


def test_what_is_remembered_is_private_and_tells_no_words(tmp_path: Path, playbook: Playbook) -> None:
    file = tmp_path / "cases.json"
    assert read_state(file) == CalendarState()
    _, state = made(agreed(), playbook, detail=True)
    write_state(file, state)
    assert read_state(file) == state
    assert stat.S_IMODE(state_file(file).stat().st_mode) == 0o600
    text = state_file(file).read_text()
    assert not any(word in text for word in ("花呗", "k7", "Repay", "1612"))
    before = state_file(file).stat().st_mtime_ns
    write_state(file, state)
    assert state_file(file).stat().st_mtime_ns == before
    forget_case(file, "k7")
    assert not state_file(file).exists()


def test_a_damaged_memory_is_as_none(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    for text in ("", "{", '{"entries": 3}', "[]", '{"entries": {"a": {"case": "x", "on": "2026-99-01"}}}'):
        state_file(file).write_text(text)
        assert read_state(file) == CalendarState()


def test_entries_carry_stable_uids_whatever_the_day(playbook: Playbook) -> None:
    early = {entry.uid for entry in all_entries(agreed(), playbook, TODAY) if entry.amount}
    late = {entry.uid for entry in all_entries(agreed(), playbook, date(2027, 5, 1)) if entry.amount}
    assert early == late
    entry = all_entries(agreed(), playbook, TODAY)[0]
    assert changed(entry, done=True) != entry
    assert calendar_file.HORIZON > 3650


@pytest.fixture
def khal(tmp_path: Path) -> Iterator[list[str]]:
    program = shutil.which("khal") or ("/usr/bin/khal" if Path("/usr/bin/khal").exists() else None)
    if program is None:
        pytest.skip("khal is not installed: apt install khal")
    config = tmp_path / "khal.conf"
    folder = tmp_path / "calendars"
    folder.mkdir()
    config.write_text(
        f"[calendars]\n[[mine]]\npath = {folder}\ntype = calendar\n[locale]\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"local_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    yield [program, "-c", str(config)]


def _khal(khal: list[str], *arguments: str) -> str:
    done = subprocess.run(
        [*khal, *arguments], capture_output=True, text=True, timeout=60, check=False, env={"LANG": "C.UTF-8"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_khal_imports_it_and_importing_again_updates(tmp_path: Path, khal: list[str], playbook: Playbook) -> None:
    first, state = made(agreed(), playbook, detail=True)
    (tmp_path / "a.ics").write_bytes(first)
    _khal(khal, "import", "--batch", str(tmp_path / "a.ics"))
    listed = _khal(khal, "list", "2026-12-01", "400d", "--format", "{start-date} {title}")
    assert listed.count("Repay instalment") == 12
    assert "2027-02-10 花呗 9月账单" in listed
    rows = list(agreed().instalments)
    rows[1] = msgspec.structs.replace(rows[1], due=date(2027, 1, 15))
    second, _ = made(msgspec.structs.replace(agreed(), instalments=tuple(rows)), playbook, detail=True, state=state)
    (tmp_path / "b.ics").write_bytes(second)
    _khal(khal, "import", "--batch", str(tmp_path / "b.ics"))
    listed = _khal(khal, "list", "2026-12-01", "400d", "--format", "{start-date} {title}")
    assert listed.count("Repay instalment") == 12
    assert "2027-01-15 花呗" in listed
    assert "2027-01-10 花呗" not in listed
