"""What is said and written is as people say it, and holds nothing that nobody said."""

import re
from datetime import date, timedelta

import msgspec
import pytest
from asking import MONTH, request_of

from model.case import (
    Budget,
    Case,
    Contact,
    CourtKind,
    CourtPaper,
    Expense,
    Hardship,
    Income,
    Person,
    Product,
    Reason,
    RequestKind,
)
from model.playbook import Playbook
from model.purpose import Purpose, Way
from model.statement_facts import Month
from store.playbooks import load
from store.statement import statement

TODAY = date(2026, 11, 24)


def test_a_letter_without_a_reason_has_no_section_of_reasons(rich_case: Case, small_playbook: Playbook) -> None:
    case = msgspec.structs.replace(rich_case, reasons=(Reason.OTHER,), hardship=Hardship())
    made = statement(case, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK, month=Month(), gloss=True)
    assert "原因" not in made.text and "Why it" not in made.gloss[0]
    assert "申请事项。本人愿意归还。" in made.text and "What I ask for (I want to repay): repaying" in made.gloss[0]
    assert re.findall(r"^([一二三四五六七])、", made.text, re.MULTILINE) == list("一二三四五")


@pytest.mark.parametrize(
    ("reason", "month", "told"),
    [
        (Reason.FORGOT, Month(), False),
        (Reason.NO_MONEY, Month(), True),
        (Reason.FORGOT, MONTH, True),
        (Reason.FORGOT, Month(cash=100_000), True),
        (Reason.FORGOT, Month(ceiling=9_000_000), False),
        (Reason.NO_MONEY, Month(ceiling=179_400, cash=9_000_000), False),
    ],
)
def test_that_it_cannot_be_paid_at_once_is_told_only_where_something_says_so(
    rich_case: Case, small_playbook: Playbook, reason: Reason, month: Month, told: bool
) -> None:
    case = msgspec.structs.replace(rich_case, reasons=(reason,), hardship=Hardship(), offer=None)
    made = statement(case, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK, month=month, gloss=True)
    assert ("无法一次全部还清" in made.text) is told
    assert ("cannot pay it all at once" in made.gloss[0]) is told


def test_only_the_costs_that_were_entered_are_named(rich_case: Case) -> None:
    entered = (
        Expense(id="b1", label="Food", amount=100_000, kind="food"),
        Expense(id="b2", label="给妈妈", amount=100_000),
        Expense(id="b3", label="房租", amount=100_000, kind="rent"),
    )
    budget = Budget(stamp="x", incomes=(Income(id="b4", label="工资", amount=520_000),), expenses=entered)
    case = msgspec.structs.replace(rich_case, budget=budget)
    made = statement(case, load("alipay"), Way.LETTER, TODAY, about=Purpose.ASK, gloss=True)
    assert "必要支出3,000元（吃饭、给妈妈、房租）" in made.text
    assert "necessary spending ¥3,000 (Food, 给妈妈, 房租)" in made.gloss[0]
    for word in ("医疗", "赡养", "medical"):
        assert word not in made.text + made.gloss[0]


def test_asking_a_court_whether_a_paper_is_real_commits_to_nothing(rich_case: Case) -> None:
    for kind in CourtKind:
        case = msgspec.structs.replace(rich_case, court=(CourtPaper(id="j1", kind=kind, received_on=TODAY),))
        for way in Way:
            assert "愿意" not in statement(case, load("alipay"), way, TODAY, about=Purpose.COURT).text


@pytest.mark.parametrize("about", [about for about in Purpose if about is not Purpose.RELATIVE])
def test_a_letter_without_a_name_has_a_line_to_sign_on(
    rich_case: Case, small_playbook: Playbook, about: Purpose
) -> None:
    case = msgspec.structs.replace(rich_case, person=Person())
    made = statement(case, small_playbook, Way.LETTER, TODAY, about=about, gloss=True)
    assert re.search(r"（签名）：_+\n2026年11月24日$", made.text)
    assert "Signed: _" in made.gloss[0]
    named = statement(rich_case, small_playbook, Way.LETTER, TODAY, about=about).text
    assert "签名" not in named


def test_the_phone_opens_as_people_speak(rich_case: Case, small_playbook: Playbook) -> None:
    bare = msgspec.structs.replace(rich_case, person=Person(), product=Product.HUABEI)
    text = statement(bare, load("alipay"), Way.PHONE, TODAY, about=Purpose.ASK).text
    assert text.startswith("您好，我想协商一下花呗的欠款。")
    assert "App 今天显示要还18642元，已经逾期23天。" in text
    unknown = msgspec.structs.replace(bare, product=Product.UNKNOWN)
    assert statement(unknown, load("alipay"), Way.PHONE, TODAY, about=Purpose.ASK).text.startswith(
        "您好，我想协商一下这笔欠款。"
    )
    named = msgspec.structs.replace(rich_case, product=Product.HUABEI)
    assert (
        "我叫李明，手机尾号5678，想协商一下花呗的欠款。"
        in statement(named, load("alipay"), Way.PHONE, TODAY, about=Purpose.ASK).text
    )


def test_an_instalment_is_spoken_to_the_fen(rich_case: Case, agreed_case: Case, small_playbook: Playbook) -> None:
    asked = msgspec.structs.replace(request_of(RequestKind.INSTALMENTS), each=155_350)
    case = msgspec.structs.replace(rich_case, requests=(asked,))
    for way, words in ((Way.PHONE, "每期1553.5元"), (Way.CHAT, "每期1,553.50元")):
        made = statement(case, small_playbook, way, TODAY, about=Purpose.ASK, month=MONTH, gloss=True)
        assert words in made.text
        assert words[2:-1] in "".join(made.gloss)
    rows = tuple(msgspec.structs.replace(row, principal=155_350, interest=0) for row in agreed_case.instalments)
    plan = msgspec.structs.replace(agreed_case, instalments=rows, payments=())
    text = statement(plan, small_playbook, Way.PHONE, TODAY, about=Purpose.BEFORE_MISSING).text
    assert "要还1553.5元" in text


@pytest.mark.parametrize(("days", "told"), [(1, False), (2, False), (3, True)])
def test_waiting_is_told_from_the_third_day_on(
    rich_case: Case, small_playbook: Playbook, days: int, told: bool
) -> None:
    filed = msgspec.structs.replace(request_of(RequestKind.INSTALMENTS), filed_on=TODAY - timedelta(days=days))
    case = msgspec.structs.replace(rich_case, requests=(filed,))
    text = statement(case, small_playbook, Way.PHONE, TODAY, about=Purpose.FOLLOW_UP).text
    assert (f"到今天{days}天了" in text) is told


@pytest.mark.parametrize(
    ("agent", "who"),
    [("工号 8812", "工号8812的客服"), ("8812", "工号8812的客服"), ("王小姐", "客服王小姐"), ("", "客服")],
)
def test_who_promised_is_told_as_people_write(rich_case: Case, small_playbook: Playbook, agent: str, who: str) -> None:
    promise = Contact(id="c9", on=TODAY, agent=agent, promised="答复", promised_by=date(2026, 11, 27))
    case = msgspec.structs.replace(rich_case, contacts=(promise,))
    letter = statement(case, small_playbook, Way.LETTER, TODAY, about=Purpose.FOLLOW_UP).text
    assert f"2026年11月24日，贵方{who}答应在11月27日前答复。" in letter
    spoken = statement(case, small_playbook, Way.PHONE, TODAY, about=Purpose.FOLLOW_UP).text
    assert f"11月24日，{who}答应在11月27日前答复。" in spoken


def test_an_instalment_asked_for_within_the_budget_is_the_sum_a_month(
    rich_case: Case, small_playbook: Playbook
) -> None:
    case = msgspec.structs.replace(rich_case, offer=None, requests=(request_of(RequestKind.INSTALMENTS),))
    made = statement(case, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK, month=MONTH)
    assert "每月能稳定还1612元" in made.text and not made.missing
    tight = Month(income=520_000, essentials=236_000, ceiling=100_000)
    made = statement(case, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK, month=tight)
    assert "稳定还" not in made.text


@pytest.mark.parametrize("about", [Purpose.ASK, Purpose.ASK_AGAIN])
def test_the_sum_a_month_is_spoken_as_the_instalment_asked_for(
    rich_case: Case, small_playbook: Playbook, about: Purpose
) -> None:
    asked = msgspec.structs.replace(request_of(RequestKind.INSTALMENTS), each=155_353)
    case = msgspec.structs.replace(rich_case, offer=None, requests=(asked,))
    made = statement(case, small_playbook, Way.PHONE, TODAY, about=about, month=MONTH, gloss=True)
    assert "每月能稳定还1553.53元" in made.text and "每期1553.53元" in made.text
    assert "¥1553.53 each month" in "".join(made.gloss)
    other = msgspec.structs.replace(case, offer=160_075)
    assert "每月能稳定还1600元" in statement(other, small_playbook, Way.PHONE, TODAY, about=about, month=MONTH).text


@pytest.mark.parametrize("words", ["失业了", ""])
def test_sections_of_the_letter_follow_each_other_without_a_gap(
    rich_case: Case, small_playbook: Playbook, words: str
) -> None:
    case = msgspec.structs.replace(rich_case, reasons=(Reason.OTHER,), hardship=Hardship(words=words))
    made = statement(case, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK, gloss=True)
    for text, numeral in ((made.text, r"[一二三四五六七]、"), (made.gloss[0], r"\d\. ")):
        assert len(re.findall(rf"^{numeral}", text, re.MULTILINE)) >= 4
        assert not re.search(rf"\n\n{numeral}", text.split("\n\n", 2)[2].lstrip())
