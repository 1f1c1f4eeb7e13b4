"""What goes out and what comes in, from the keyboard in a real terminal, each file opened by its real reader."""

import csv
import hashlib
import io
import json
import os
import re
import time
import zipfile
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import icalendar
import pytest
from msgspec.structs import replace
from test_journey import ENTER, ESC, F2, TAB, TODAY, Person

from model.case import Case, Material, MaterialState, Place
from model.demo import demo_cases
from store.book import CaseBook
from store.inbox import fingerprint
from store.paths import inbox_folder

NOON = datetime(2026, 11, 24, 12)
ON = date(2026, 11, 24)
BILL = (
    "支付宝交易明细\n------\n"
    "交易时间,交易分类,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号\n"
    "2026-11-20 20:15:33,信用借还,花呗,花呗主动还款,不计收支,500.00,还款成功,2026112022001400000000000002\t,\n"
    "2026-11-22 21:00:00,餐饮美食,小面馆,午饭,支出,20.00,交易成功,2026112222001400000000000004\t,M1\n"
)
NAMES = {
    "zh": {"text": "要说的话", "dossier": "整套记录", "zip": "材料包", "ics": "日程", "csv": "表格", "json": "数据"},
    "en": {"text": "statement", "dossier": "dossier", "zip": "bundle", "ics": "dates", "csv": "tables", "json": "data"},
}
WORDS = {
    "zh": {"take": "带走什么", "record": "要记下 1 笔还款", "done": "记下了 1 笔还款", "none": "没有要记的还款",
           "back": "已撤销", "no_table": "日期和金额", "same": "没有要改的", "arrived": "收到的"},
    "en": {"take": "What to take along", "record": "1 payment to record", "done": "Recorded 1 payment.",
           "none": "No payment to record.", "back": "Taken back", "no_table": "no line names a date",
           "same": "Nothing would change.", "arrived": "Arrived:"},
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A case file of three worked examples; the first has a bank statement as a file on this machine."""
    path = tmp_path / "cases.json"
    book = CaseBook.open(path, who="阿明", now=lambda: NOON, create=True)
    first, *others = demo_cases(3, 1, ON)
    folder = inbox_folder(book.path)
    folder.mkdir(mode=0o700)
    (folder / "流水.pdf").write_bytes(b"%PDF-1.4 bank statement")
    mark = fingerprint("流水.pdf", folder)
    paper = Material(
        id="m99", kind="bank_statement", state=MaterialState.READY, place=Place.FILE, where=mark.where,
        sha256=mark.sha256, size=mark.size, issued=ON,
    )  # fmt: skip
    kept = tuple(one for one in first.materials if one.kind != "bank_statement")
    book.add_all([replace(first, materials=(*kept, paper), serial=max(99, first.serial)), *others])
    book.close()
    return path


class Reader(Person):
    """Somebody who reads a sentence as one, however the screen breaks it into lines."""

    def reads(self, *texts: str) -> str:
        """Wait until all of the texts are on the screen, breaks left out, and return it."""
        until = time.monotonic() + 8.0
        while True:
            screen = re.sub(r"\s", "", "".join(self.session.screen()))
            if all(re.sub(r"\s", "", text) in screen for text in texts):
                return screen
            assert time.monotonic() < until, f"{texts} not in\n" + "\n".join(self.session.screen())
            self.session.pump(0.05)


def cases(path: Path) -> list[Case]:
    """The cases as they stand on disk."""
    book = CaseBook.open(path, who="阿明", now=lambda: NOON)
    found = book.cases()
    book.close()
    return found


class _Page(HTMLParser):
    """The text of a page, and the tags in it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text, self.tags = "", set()
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_of_a_case_goes_out(file: Path, home: Path, language: str) -> None:
    case = cases(file)[0]
    made = {key: home / f"{stem}-{TODAY}" for key, stem in NAMES[language].items()}
    person = Reader(file, language)
    person.type(ENTER)
    person.reads(case.title)

    person.type("8", " ", "x", F2)  # what to paste into the chat
    person.reads(f"{made['text'].name}.txt")
    for number, name in ((4, "dossier-html"), (5, "dossier-md")):
        stem, ending = name.split("-")
        person.type("X")
        person.reads(WORDS[language]["take"])
        person.type(str(number), F2)
        person.reads(f"{made[stem].name}.{ending}")
    person.type("X", "6", F2)
    person.reads(f"{made['zip'].name}.zip")
    person.type(ESC, "X", "1", TAB, " ", F2)
    person.reads(f"{made['ics'].name}.ics")
    person.type("X", "2", F2)
    person.reads(f"{made['csv'].name}-contacts.csv")
    person.type(ESC, "X", "3", F2)
    person.reads(f"{made['json'].name}.json")
    person.type(ESC)
    person.leaves()

    chat = Path(f"{made['text']}.txt").read_text(encoding="utf-8")
    assert "花呗" in chat
    assert not set("{}⟦⟧") & set(chat)

    page = _Page(Path(f"{made['dossier']}.html").read_text(encoding="utf-8"))
    assert case.title in page.text
    assert not page.tags & {"script", "img", "iframe", "link"}
    text = Path(f"{made['dossier']}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert case.person.name not in text
    assert case.person.name not in page.text

    _bundle_holds(Path(f"{made['zip']}.zip"))
    _calendar_holds(Path(f"{made['ics']}.ics").read_bytes(), case.title)
    rows = _table(Path(f"{made['csv']}-contacts.csv"))
    assert len(rows) == 1 + len(case.contacts)
    assert {row[0] for row in rows[1:]} == {case.id}
    (copy,) = json.loads(Path(f"{made['json']}.json").read_text(encoding="utf-8"))["cases"]
    assert (copy["id"], copy["title"], copy["person"]["name"]) == (case.id, case.title, case.person.name)
    for path in home.glob(f"*{TODAY}*"):
        assert path.stat().st_mode & 0o777 == 0o600, path


def _bundle_holds(path: Path) -> None:
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        inventory = bundle.read("00-清单.txt").decode("utf-8")
        papers = [name for name in bundle.namelist() if name != "00-清单.txt"]
        assert len(papers) == 1
        for name in papers:
            data = bundle.read(name)
            assert data == b"%PDF-1.4 bank statement"
            assert name in inventory
            assert hashlib.sha256(data).hexdigest() in re.sub(r"\s", "", inventory)


def _calendar_holds(data: bytes, title: str) -> None:
    calendar = icalendar.Calendar.from_ical(data)
    events = list(calendar.walk("VEVENT"))
    assert events
    assert any(title in str(event["SUMMARY"]) for event in events)
    assert all(type(event.decoded("DTSTART")) is date for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert any(event.walk("VALARM") for event in events)
    vobject = pytest.importorskip("vobject")
    again = next(vobject.readComponents(data.decode("utf-8")))
    assert {event.uid.value for event in again.vevent_list} == {str(event["UID"]) for event in events}


def _table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_of_all_cases_goes_out_and_comes_home(file: Path, home: Path, tmp_path: Path, language: str) -> None:
    all_cases, names, words = cases(file), NAMES[language], WORDS[language]
    person = Reader(file, language)
    person.type("X", "1", F2)
    person.reads(f"{names['ics']}-{TODAY}.ics")
    person.type("X", "2", TAB, "3", F2)
    person.reads(f"{names['csv']}-{TODAY}.csv")
    person.type("X", "3", F2)
    person.reads(f"{names['json']}-{TODAY}.json")
    person.leaves()

    events = icalendar.Calendar.from_ical((home / f"{names['ics']}-{TODAY}.ics").read_bytes()).walk("VEVENT")
    assert events
    assert not any(case.title in str(event) for event in events for case in all_cases)
    rows = _table(home / f"{names['csv']}-{TODAY}.csv")
    assert len(rows) == 1 + sum(len(case.payments) for case in all_cases)
    copy = home / f"{names['json']}-{TODAY}.json"
    assert len(json.loads(copy.read_text(encoding="utf-8"))["cases"]) == len(all_cases)

    inbox_folder(file).joinpath("copy.json").write_bytes(copy.read_bytes())
    before = file.read_bytes()
    person = Reader(file, language, size=(40, 16))
    person.type("I")
    person.reads("copy.json")
    person.type(ENTER)
    person.reads(words["same"])
    person.type(ENTER)
    person.leaves()
    assert file.read_bytes() == before


@pytest.mark.parametrize(("language", "size"), [("zh", (40, 16)), ("en", (80, 24))])
def test_a_bill_is_taken_in_once_and_taken_back_by_one_key(file: Path, language: str, size: tuple[int, int]) -> None:
    words, case = WORDS[language], cases(file)[0]
    folder = inbox_folder(file)
    (folder / "bill.csv").write_bytes(BILL.encode("gb18030"))
    os.utime(folder / "流水.pdf", (1, 1))
    person = Reader(file, language, size=size)
    person.type(ENTER)
    person.reads(case.title)
    person.type("I")
    person.reads(words["arrived"], "bill.csv")
    person.type(ENTER)
    person.reads(words["record"], "2026-11-20", "¥500.00", "小面馆")
    person.type(ESC)
    assert cases(file)[0].payments == case.payments

    person.type("I", ENTER, ENTER)
    person.reads(words["done"])
    (payment,) = set(cases(file)[0].payments) - set(case.payments)
    assert (payment.on, payment.amount) == (date(2026, 11, 20), 50_000)

    before = file.read_bytes()
    person.type("I", ENTER)
    person.reads(words["none"])
    person.type(ENTER)
    assert file.read_bytes() == before

    person.type("u")
    person.reads(words["back"])
    assert cases(file)[0].payments == case.payments
    person.type(ESC)
    person.leaves()


def test_a_file_that_is_neither_is_told_in_one_sentence(file: Path) -> None:
    folder = inbox_folder(file)
    (folder / "a-note.csv").write_text("hello, there\n")
    os.utime(folder / "流水.pdf", (1, 1))
    before = file.read_bytes()
    person = Reader(file, "en", size=(40, 16))
    person.type("I", ENTER)
    screen = person.reads(WORDS["en"]["no_table"])
    assert "Traceback" not in screen
    person.leaves()
    assert file.read_bytes() == before
