"""The dossier: everything of a case in one document that stands alone, masked, escaped and the same each time."""

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.case import Case, Contact, Person, SentText, StepNote, StepState
from model.dossier import Cloak
from model.playbook import Playbook
from model.said import Said
from store.dossier import dossier_bytes, escaped
from store.playbooks import load

TODAY = date(2027, 1, 5)


@dataclass(frozen=True)
class Entry:
    """A line of the timeline."""

    at: str
    who: str
    said: Said
    kind: str = "change"
    undone: str = ""


ENTRIES = (
    Entry("2026-11-20T10:05:00+08:00", "李", Said("Logged a contact on {on}", {"on": "2026-11-20"})),
    Entry("2026-12-10T09:00:00+08:00", "王", Said("Changed the note to “{words}”", {"words": "李明 13812345678"})),
)


class Seen(HTMLParser):
    """Which tags and attributes a page has, and whether its tags close in order."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(case: Case, playbook: Playbook, **more: object) -> str:
    made = dossier_bytes(case, playbook, TODAY, str, entries=ENTRIES, **more)
    return made.decode("utf-8")


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser


def test_it_holds_every_part_of_the_case(agreed_case: Case, small_playbook: Playbook) -> None:
    for markdown in (False, True):
        text = page(agreed_case, small_playbook, markdown=markdown)
        for part in (
            "重庆蚂蚁消费金融有限公司",
            "¥18,642.37",
            "¥1,612.00",
            "2026-12-10",
            "工号 3021",
            "三个工作日内答复",
            "找我姐姐问我在哪",
            "ab" * 32,
            "打零工",
            "晚还一期怎么处理？",
            "从工资卡",
            "Logged a contact on 2026-11-20",
        ):
            assert part in text, part
        assert text.count("not legal advice") == 1


def test_what_was_noted_of_a_step_is_in_it_by_the_steps_title(agreed_case: Case) -> None:
    note = StepNote(id="follow_up", state=StepState.DOING, on=TODAY, note="下周二再打 13812345678")
    case = msgspec.structs.replace(agreed_case, steps=(note,))
    for markdown, full in ((False, False), (True, False), (False, True)):
        text = page(case, load("alipay"), markdown=markdown, full=full, language="en").replace("\\", "")
        assert "Notes on steps" in text and "下周二再打" in text
        assert ("13812345678" in text) is full
        step = load("alipay").step("follow_up")
        assert step is not None
        assert step.title.en in text and "follow_up" not in text


def test_it_stands_alone_and_runs_nothing(agreed_case: Case, small_playbook: Playbook) -> None:
    text = page(agreed_case, small_playbook)
    parser = seen(text)
    assert not parser.tags & {"script", "img", "link", "iframe", "a", "form", "object", "base", "svg"}
    assert not parser.attributes & {"src", "href", "style", "onload", "onclick", "action"}
    assert not re.search(r"url\(|@import|https?:|//", text)
    assert "default-src 'none'" in text and "@page" in text and "Noto Sans CJK SC" in text
    assert "table-header-group" in text and "break-inside: avoid" in text


def test_personal_fields_are_masked_wherever_they_stand(agreed_case: Case, small_playbook: Playbook) -> None:
    case = msgspec.structs.replace(
        agreed_case,
        title="李明的花呗",
        note="李明的电话是13812345678，姐姐的是13900001111，身份证310101199001011234",
        sent=(SentText(id="x1", on=TODAY, form="letter", text="申请人：李明，联系电话13812345678"),),
    )
    for markdown in (False, True):
        text = page(case, small_playbook, markdown=markdown).replace("\\", "")
        for secret in ("李明", "13812345678", "13900001111", "310101199001011234", "HB20260901"):
            assert secret not in text
        assert "李*" in text and "310***********1234" in text and "138****5678" in text
        assert "are masked" in text
        full = page(case, small_playbook, markdown=markdown, full=True).replace("\\", "")
        assert "李明" in full and "310101199001011234" in full and "are masked" not in full


def test_checksums_and_amounts_are_not_taken_for_numbers_of_people(rich_case: Case) -> None:
    cloak = Cloak(rich_case)
    for text in ("1" * 64, "a13812345679b", "¥13,812,345.67", "2026-11-24 10:05"):
        assert cloak.text(text) == text


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=y> | `x` **b** [l](http://e.g) {{ 7*7 }} {% x %} & \"'\n# h\n- l\n1. n"
)


def test_what_a_person_typed_is_text(rich_case: Case, small_playbook: Playbook) -> None:
    case = msgspec.structs.replace(
        rich_case,
        title=HOSTILE,
        note=HOSTILE,
        lender=HOSTILE,
        contacts=(Contact(id="c1", on=TODAY, said=HOSTILE, agent=HOSTILE, promised=HOSTILE),),
    )
    parser = seen(page(case, small_playbook))
    assert not parser.tags & {"script", "img", "b"} and "onerror" not in parser.attributes
    assert "<script>alert(1)</script>" in parser.text and "{{ 7*7 }}" in parser.text
    text = page(case, small_playbook, markdown=True)
    assert "<script" not in re.sub(r"\\<", "", text)
    assert "http\\://" in text and not re.search(r"(?<!\\)`x`", text)
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) > 1 for row in rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", "a\\|b"),
        ("# x", "\\# x"),
        ("- x\n1. y", "\\- x<br>1\\. y"),
        ("<b>&", "\\<b\\>&amp;"),
        ("www.a.b", "www\\.a.b"),
        ("¥1,612.00", "¥1,612.00"),
        ("2026-11-24", "2026-11-24"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, shown: str) -> None:
    assert escaped(text) == shown


ALLOWED = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "section", "dl", "dt", "dd", "footer"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_leaves_the_page_whole(small_playbook: Playbook, one: str, two: str) -> None:
    case = Case(
        id="k",
        title=one or "x",
        opened_on=TODAY,
        note=two,
        person=Person(name=two),
        contacts=(Contact(id="c", on=TODAY, said=one),),
    )
    encoded = dossier_bytes(case, small_playbook, TODAY, str)
    parser = seen(encoded.decode("utf-8"))
    assert parser.tags <= ALLOWED
    assert encoded == dossier_bytes(case, small_playbook, TODAY, str)


def test_a_case_of_which_nothing_is_known(small_playbook: Playbook) -> None:
    bare = Case(id="k", title="t", opened_on=TODAY)
    text = dossier_bytes(bare, small_playbook, TODAY, str).decode()
    assert "None" not in text and seen(text).text.count("t")


def test_what_was_taken_back_is_marked(rich_case: Case, small_playbook: Playbook) -> None:
    said = Said("Logged a contact on {on}", {"on": "2026-11-20"})
    entries = (
        Entry("2026-11-20T10:05:00+08:00", "李", said, undone="2"),
        Entry("2026-11-20T10:06:00+08:00", "李", said, kind="undo"),
    )
    made = dossier_bytes(rich_case, small_playbook, TODAY, str, entries=entries, markdown=True)
    told = [line for line in made.decode().splitlines() if "Logged a contact" in line]
    assert ["taken back later" in told[0], "takes this back" in told[1]] == [True, True], told
