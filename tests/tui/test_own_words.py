"""Refusals and labels are said in our own words, in the language of the screen: no field names, no library English."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields, replace

from model import edits
from model.case import Case, Contact, Outcome, Snapshot
from model.said import Said
from store.bills import NotABill, read_bill
from store.cases_json import read as read_export
from store.config import load as read_config
from store.contents import Contents
from store.errors import Damaged, StoreError
from store.playbooks import BadPlaybook, parse
from tui.field_words import _HIDDEN, FIELDS, path_words
from tui.say import install, say

ENGLISH = re.compile(r"[A-Za-z]{3,}")
OURS = re.compile(r"/\S*\.(?:json|toml)|huanqing|check|restore|UTF-8|TOML|JSON|CSV|export|format|mine\.toml")


def chinese(said: Any) -> str:
    """Say it in Chinese and look for words that are no Chinese."""
    install("zh")
    text = say(said)
    left = ENGLISH.findall(OURS.sub("", text))
    assert not left, text
    return text


@pytest.fixture
def written(book: Callable[..., Any], small: Callable[..., Case], today: Any, case_file: Path) -> bytes:
    one = book("李")
    snapshots = (Snapshot(id="s1", on=today, total=500_000),)
    one.add(small(snapshots=snapshots, serial=1))
    one.update("a1", edits.set_facts.by(note="x"))
    return case_file.read_bytes()


def damage(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    found = json.loads(data)
    change(found)
    return json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda f: f["cases"]["1"].pop("title"), "编号为 1 的欠款：缺少“标题”"),
        (lambda f: f["cases"]["1"]["snapshots"][0].update(on="2026-02-31"), "“App 上的数 1 / 日期”的值不对"),
        (lambda f: f["cases"]["1"]["snapshots"][0].update(total="x"), "“App 上的数 1 / 合计”的值不对"),
        (lambda f: f["cases"]["1"].update(product="money"), "“产品”的值不在可选的范围里"),
        (lambda f: f["cases"]["1"].update(title=None), "“标题”是空的"),
        (lambda f: f["cases"]["1"].update(bitcoin=1), None),
        (lambda f: f["history"]["1"].pop("entries"), None),
        (lambda f: f["_meta"]["1"].pop("revision"), None),
        (lambda f: f["_meta"]["1"].update(last="x"), "文件开头自己的记录"),
    ],
)
def test_a_damaged_record_is_told_in_chinese(written, case_file, change, told):
    data = damage(written, change)
    try:
        contents = Contents.read(case_file, data)
        for id in contents.ids:
            contents.case(id)
            contents.past(id)
    except Damaged as error:
        text = say_all(error)
        assert told is None or told in text, text
        return
    assert told is None


def say_all(error: Damaged) -> str:
    install("zh")
    text = say(error.said)
    left = set(ENGLISH.findall(OURS.sub("", text))) - {"App", "bitcoin"}
    assert not left, text
    assert "huanqing restore" in text and "{" not in text
    assert "{" not in str(error.said)
    install("en")
    assert "Expected" not in say(error.said) and "Object" not in say(error.said)
    install("zh")
    return text


@pytest.mark.parametrize("cut", [0.1, 0.4, 0.7, 0.95])
def test_a_file_that_is_cut_off_is_told_in_chinese(written, case_file, cut):
    with pytest.raises(Damaged) as caught:
        Contents.read(case_file, written[: int(len(written) * cut)])
    assert re.search("第 .* 行", say_all(caught.value))


def test_bytes_that_are_no_text_are_told_in_chinese(written, case_file):
    with pytest.raises(Damaged) as caught:
        Contents.read(case_file, written.replace("花呗".encode(), b"\xff\xfe"))
    assert "UTF-8" in say_all(caught.value)


def test_a_wrong_export_is_told_in_chinese():
    for data in (b"{", b"", b'{"format": "huanqing", "format": 1}', b"\xff"):
        with pytest.raises(StoreError) as caught:
            read_export(data)
        chinese(caught.value.said)


def test_a_wrong_config_and_playbook_are_told_in_chinese(tmp_path: Path):
    (tmp_path / "config.toml").write_text('lang = "zh\n', "utf-8")
    told = read_config(tmp_path / "config.toml").problems
    assert "第 1 行" in chinese(told[0])
    for source in (b"a =", b'id = 3\n[[steps]]\nid = "x"\n'):
        with pytest.raises(BadPlaybook) as bad:
            parse(source, "mine.toml")
        install("zh")
        assert not set(ENGLISH.findall(OURS.sub("", say(bad.value.said)))) - {"playbook", "name", "steps", "stage"}


def test_every_field_of_a_case_has_a_word():
    seen: set[type] = set()
    names: set[str] = set()

    def look(kind: Any) -> None:
        for part in (kind, *getattr(kind, "__args__", ())):
            if isinstance(part, type) and issubclass(part, msgspec.Struct) and part not in seen:
                seen.add(part)
                for field in fields(part):
                    names.add(field.name)
                    look(field.type)
            elif part is not kind:
                look(part)

    look(Case)
    assert names - FIELDS.keys() - _HIDDEN == set()


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("payments[0].on", "还款 1 / 日期", "payment 1 / day"),
        ("contacts/c3/said", "沟通 / 说了什么", "contact / what was said"),
        ("note, contacts", "备注、沟通", "note, contact"),
    ],
)
def test_a_path_reads_as_words(path, zh, en):
    install("zh")
    assert path_words(path) == zh
    install("en")
    assert path_words(path) == en


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "沟通 / 说了什么：“客服说等”→“等三天”"),
        ("en", "contact / what was said: “客服说等” -> “等三天”"),
    ],
)
async def test_what_another_session_had_is_told_in_words(app_on, book, small, now, language, line):
    contact = Contact(id="c1", on=now().date(), channel="hotline", outcome=Outcome.NOTED, said="x")
    case = small(contacts=(contact,), serial=1)
    async with app_on(case, language=language, size=(120, 40)) as on:
        await on.press("enter", "4", "enter")
        other = book("王")
        change = edits.revise.by(field="contacts", id="c1", values={"said": "客服说等"})
        other.update("a1", change)
        await on.focus("said")
        await on.clear()
        await on.type("等三天")
        await on.press("f2")
        assert line in on.text, on.text
        assert on.case().contacts[0].said == "等三天"


async def test_two_fields_that_another_had_are_parted_as_in_chinese(app_on, book, small, now):
    contact = Contact(id="c1", on=now().date(), channel="hotline", outcome=Outcome.NOTED, said="x")
    async with app_on(small(contacts=(contact,), serial=1), language="zh", size=(120, 40)) as on:
        await on.press("enter", "4", "enter")
        book("").update("a1", edits.revise.by(field="contacts", id="c1", values={"said": "客服说等", "agent": "8812"}))
        for field, text in (("agent", "8813"), ("said", "等三天")):
            await on.focus(field)
            await on.clear()
            await on.type(text)
        await on.press("f2")
        await on.until(lambda: "刚才也改了" in on.text)
        assert "另一处登录刚才也改了同一处" in on.text, on.text
        assert "”；沟通 / " in "".join(on.text.split("\n")), on.text


def test_the_screen_speaks_of_logins():
    catalog = Path(__file__).parents[2] / "tui" / "locale" / "zh_CN" / "LC_MESSAGES" / "huanqing.po"
    assert "会话" not in catalog.read_text("utf-8")


@pytest.mark.parametrize("spot", ["{key.x}", "{key[x]}", "{key", "{0}", "{other}"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_braces_in_a_value_are_shown_as_they_are(language, spot):
    install(language)
    assert spot in say(Said("{spot}: {key}", {"spot": spot, "key": "k"}))
    assert spot in str(Said("{spot}: {key}", {"spot": spot, "key": "k"}))
    assert say(Said(spot, {"key": "k"})) == spot


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("“备注”后来又改过", "当时：甲", "现在：乙")), ("en", ("“note” was changed again", "Then: 甲", "Now: 乙"))],
)
async def test_a_refused_undo_names_the_field_in_words(app_on, book, small, language, words):
    async with app_on(small(), language=language, size=(120, 40)) as on:
        on.book.update("a1", edits.set_facts.by(note="甲"))
        book("王").update("a1", edits.set_facts.by(note="乙"))
        await on.press("enter", "u")
        for word in words:
            assert word in on.text, on.text
        assert replace(on.case()).note == "乙"


def test_a_bill_that_is_no_csv_is_told_in_chinese():
    head = "交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号\n"
    with pytest.raises(NotABill) as caught:
        read_bill((head + '"' + "x" * 200_000).encode())
    assert "CSV" in chinese(caught.value.said)
