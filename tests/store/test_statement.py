"""Texts to say and send: what they must hold, what they must never hold."""

import re
from datetime import date, timedelta
from itertools import product as every
from pathlib import Path
from typing import Any

import msgspec
import pytest
from asking import MONTH, request_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.case import (
    Agreement,
    AgreementState,
    Case,
    Component,
    Contact,
    ContactKind,
    CourtKind,
    CourtPaper,
    Form,
    Hardship,
    Outcome,
    Payment,
    Person,
    Product,
    Reason,
    Request,
    RequestKind,
    Snapshot,
    Stage,
    Transfer,
)
from model.cells import cell_len, pages
from model.demo import demo_cases
from model.playbook import Playbook
from model.purpose import Purpose, Way, purpose, purposes
from model.road import stage, view
from model.statement_facts import Month
from store.playbooks import load
from store.statement import Statement, statement
from store.templating import WrongTemplate

TODAY = date(2026, 11, 24)

NEVER = """
    失信 老赖 恶意 赖账 欠钱不还 违约人 你没有 立即 最后机会 后果严重 ! ！ 一定能 成功率 会停息 不会上征信 不会起诉
    三年就不用还 恢复征信 停息挂账 反催收 债务优化 征信修复 洗白 强制上岸 第七十条 第70条 70条 533条 678条 LPR 36% 24%
    无效 高利贷 违法 周转 加油 想开点 别做傻事 民法典 法发 条例 个性化分期 换号 关机 债务人 案件
    None ⟦ ⟧ { } [ ] \0 # ¥ undefined
""".split()  # noqa: SIM905 (read as words, one list of them is a page)
NEVER_IN_REQUESTS = ("投诉", "12378", "起诉", "监管")
PROMISES = ("愿意还", "愿意归还", "每期", "稳定还", "稳定归还", "申请分期", "协商还款", "能还")
BLANK = re.compile(r"[，；、。：]{2}|（）|，。|：\n(?!\d)|  |元元|^[，；、。]", re.MULTILINE)


def check_words(text: str, about: Purpose) -> None:
    """Hold a generated text against the rules for what is sent."""
    assert text.strip() and not text.startswith("\n")
    for word in NEVER:
        assert word not in text, (word, text)
    if about is not Purpose.COMPLAINT:
        for word in NEVER_IN_REQUESTS:
            assert word not in text, (word, text)
    assert not BLANK.search(text), text
    if about in (Purpose.DISPUTE, Purpose.VERIFY_TRANSFER, Purpose.NEW_CREDITOR, Purpose.COURT, Purpose.RELATIVE):
        for word in PROMISES:
            assert word not in text, (word, text)


STAGES: dict[str, dict[str, Any]] = {
    "opened": {"contacts": (), "materials": (), "requests": (), "offer": None},
    "ready": {"contacts": ()},
    "waiting": {},
    "refused": {"contacts": (Contact(id="c9", on=TODAY, outcome=Outcome.REFUSED, agent="3021"),)},
    "offered": {"agreement": Agreement(id="a1", on=TODAY)},
    "broken": {"agreement": Agreement(id="a1", on=date(2026, 10, 1), state=AgreementState.BROKEN, ended_on=TODAY)},
    "sued": {"court": (CourtPaper(id="j1", kind=CourtKind.SUMMONS, received_on=TODAY, court="某区人民法院"),)},
    "paid_off": {"closed_on": TODAY, "payments": (Payment(id="p1", on=TODAY, amount=1_864_237),)},
    "sold": {"transfers": (Transfer(id="t1", noticed_on=TODAY, creditor="某资产公司"),)},
    "sold, verified": {"transfers": (Transfer(id="t1", noticed_on=TODAY, creditor="某资产公司", verified_on=TODAY),)},
}


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("where", list(STAGES))
def test_every_text_keeps_the_rules_for_words(
    rich_case: Case, small_playbook: Playbook, reason: Reason, where: str
) -> None:
    for kind, product in every(RequestKind, (Product.HUABEI, Product.UNKNOWN)):
        values = {"reasons": (reason,), "requests": (request_of(kind),), "product": product} | STAGES[where]
        case = msgspec.structs.replace(rich_case, **values)
        for way in Way:
            made = statement(case, small_playbook, way, TODAY, month=MONTH)
            check_words(made.text, made.purpose)
            assert "1794" not in made.text.replace(",", "")
            if reason is Reason.NOT_MINE and where != "paid_off":
                assert not any(word in made.text for word in PROMISES), made.text


@pytest.mark.parametrize("product", list(Product))
@pytest.mark.parametrize("about", list(Purpose))
def test_every_purpose_has_a_text_in_each_way_and_an_english_gloss(
    rich_case: Case, agreed_case: Case, small_playbook: Playbook, product: Product, about: Purpose
) -> None:
    bare = Case(id="k", title="t", opened_on=TODAY, product=product)
    for case, way in every((rich_case, agreed_case, bare), Way):
        case = msgspec.structs.replace(case, product=product)
        made = statement(case, small_playbook, way, TODAY, about=about, gloss=True)
        check_words(made.text, about)
        assert len(made.gloss) == len(made.pieces)
        assert not re.search(r"None|[{}⟦⟧\x00]|\.\.|,,|, ,|: \.", "\n".join(made.gloss)), made.gloss


@pytest.mark.parametrize("way", list(Way))
def test_the_worked_examples_with_the_real_playbook(way: Way) -> None:
    playbook, cases = load("alipay"), demo_cases(30, 3, TODAY)
    for case, about in every(cases, (None, *Purpose)):
        made = statement(case, playbook, way, TODAY, about=about)
        check_words(made.text.replace("起诉状副本", ""), made.purpose)
        if way is Way.CHAT and made.purpose is not Purpose.COMPLAINT:
            assert max(len(piece) for piece in made.pieces) < 200
        if way is Way.PHONE and about is None:
            assert len(pages(made.text, 40, 14)) <= 2 and len(made.text) < 230


def test_the_script_for_the_phone(rich_case: Case, small_playbook: Playbook) -> None:
    made = statement(rich_case, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK, month=MONTH)
    spoken = re.sub(r"[，。、：；？\s]", "", made.text)
    assert len(spoken) < 190
    assert "我叫李明" in made.text and "18642元" in made.text and "已经逾期23天" in made.text
    assert "从12月10日起分12期还，每月10号，每期1612元" in made.text
    assert not made.missing
    found = pages(made.text, 40, 14)
    assert len(found) <= 2
    assert all(cell_len(line) <= 40 for page in found for line in page.split("\n"))


def test_the_chat_comes_in_pieces_short_enough_to_send_alone(rich_case: Case, small_playbook: Playbook) -> None:
    made = statement(rich_case, small_playbook, Way.CHAT, TODAY, about=Purpose.ASK, month=MONTH)
    assert len(made.pieces) == 4
    assert all(len(piece) <= 120 for piece in made.pieces)
    assert "本金18,430.42元、罚息211.95元" in made.text


def test_the_letter_counts_its_sections_without_a_gap(rich_case: Case, small_playbook: Playbook) -> None:
    whole = statement(rich_case, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK, month=MONTH).text
    assert re.findall(r"^([一二三四五六七])、", whole, re.MULTILINE) == list("一二三四五六")
    assert "以上金额在本人能力之内" in whole
    poor = msgspec.structs.replace(rich_case, budget=type(rich_case.budget)(), offer=None, materials=())
    made = statement(poor, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK)
    assert "本人愿意归还，但目前无法一次全部还清。" in made.text
    assert re.findall(r"^([一二三四五六七])、", made.text, re.MULTILINE) == list("一二三四")
    assert "能力之内" not in made.text
    assert {"the income a month", "the sum you offer to pay each month", "papers that are ready"} <= set(
        map(str, made.missing)
    )


def test_an_offer_above_the_ceiling_is_not_told_and_named(rich_case: Case, small_playbook: Playbook) -> None:
    tight = msgspec.structs.replace(rich_case, offer=200_000)
    made = statement(tight, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK, month=MONTH)
    assert "2,000" not in made.text and "能力之内" not in made.text
    assert "the sum you offer to pay each month" in map(str, made.missing)


def test_no_income_is_said_as_it_is(rich_case: Case, small_playbook: Playbook) -> None:
    none = Month(income=0, essentials=236_000)
    hard = msgspec.structs.replace(rich_case, hardship=Hardship(words="失业", income_plan="下个月到新单位上班"))
    made = statement(hard, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK, month=none)
    assert "目前没有收入，下个月到新单位上班。" in made.text
    plain = msgspec.structs.replace(hard, hardship=Hardship(words="失业"))
    assert "目前没有收入。" in statement(plain, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK, month=none).text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.NO_MONEY, "手头的钱不够还"),
        (Reason.FORGOT, "忘了还款日"),
        (Reason.NOT_REACHED, "没有收到还款提醒"),
    ],
)
def test_the_reasons_of_the_procedure(rich_case: Case, small_playbook: Playbook, reason: Reason, words: str) -> None:
    case = msgspec.structs.replace(rich_case, reasons=(reason,), hardship=Hardship())
    for way in Way:
        assert words in statement(case, small_playbook, way, TODAY, about=Purpose.ASK).text


def test_who_forgot_and_pays_at_once_asks_to_waive_the_penalty(rich_case: Case, small_playbook: Playbook) -> None:
    case = msgspec.structs.replace(
        rich_case,
        reasons=(Reason.FORGOT,),
        hardship=Hardship(),
        requests=(Request(id="q1", kind=RequestKind.PAY_NOW, chosen_on=TODAY),),
    )
    text = statement(case, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK).text
    assert "一次还清" in text and "2. 减免逾期产生的罚息211.95元" in text
    assert "无法一次" not in text and "目前收支" not in text


def test_a_date_that_has_passed_is_not_asked_for(rich_case: Case, small_playbook: Playbook) -> None:
    made = statement(rich_case, small_playbook, Way.PHONE, date(2027, 1, 5), about=Purpose.ASK)
    assert "12月10日" not in made.text and "分12期还" in made.text
    assert "when the first instalment is due" in map(str, made.missing)


def test_payments_since_the_snapshot_are_told(rich_case: Case, small_playbook: Playbook) -> None:
    paid = msgspec.structs.replace(rich_case, payments=(Payment(id="p1", on=date(2026, 11, 26), amount=50_050),))
    text = statement(paid, small_playbook, Way.CHAT, date(2026, 11, 27), about=Purpose.ASK).text
    assert "之后还了500.50元" in text


def test_parts_that_do_not_add_up_are_not_told(rich_case: Case, small_playbook: Playbook) -> None:
    wrong = msgspec.structs.replace(
        rich_case, snapshots=(Snapshot(id="s", on=TODAY, total=100_000, principal=1, fee=2),)
    )
    assert "本金" not in statement(wrong, small_playbook, Way.CHAT, TODAY, about=Purpose.ASK).pieces[0]


def test_before_an_instalment_that_cannot_be_met(agreed_case: Case, small_playbook: Playbook) -> None:
    less = msgspec.structs.replace(agreed_case, offer=100_000)
    made = statement(less, small_playbook, Way.PHONE, date(2027, 1, 5))
    assert made.purpose is Purpose.BEFORE_MISSING
    assert "1月10日这一期要还1612元" in made.text and "到期前能还1000元" in made.text
    late = statement(agreed_case, small_playbook, Way.CHAT, date(2027, 1, 15))
    assert late.purpose is Purpose.RESUME
    assert "1月10日这一期还差1,612元" in late.text and "重新申请" not in late.text


def test_which_text_applies_where(rich_case: Case, small_playbook: Playbook) -> None:
    expected = {
        "opened": Purpose.ASK,
        "ready": Purpose.ASK,
        "waiting": Purpose.FOLLOW_UP,
        "refused": Purpose.ASK_AGAIN,
        "offered": Purpose.CHECK,
        "broken": Purpose.RESUME,
        "sued": Purpose.COURT,
        "paid_off": Purpose.SETTLEMENT_PROOF,
        "sold": Purpose.VERIFY_TRANSFER,
        "sold, verified": Purpose.NEW_CREDITOR,
    }
    for where, about in expected.items():
        case = msgspec.structs.replace(rich_case, **STAGES[where])
        seen = view(case, small_playbook, TODAY)
        assert purpose(case, stage(seen), seen.rows, TODAY) is about, where
        assert purposes(case, stage(seen), seen.rows, TODAY)[0] is about
        if where in ("opened", "sold", "refused"):
            disputed = msgspec.structs.replace(case, reasons=(Reason.NOT_MINE,))
            assert purpose(disputed, stage(view(disputed, small_playbook, TODAY)), (), TODAY) is Purpose.DISPUTE


def test_every_stage_has_a_text(rich_case: Case) -> None:
    for each in Stage:
        assert purpose(rich_case, each, (), TODAY) in Purpose


def test_a_sold_debt_goes_to_whom_it_concerns(rich_case: Case, small_playbook: Playbook) -> None:
    sold = msgspec.structs.replace(rich_case, **STAGES["sold"])
    assert "致：重庆蚂蚁消费金融有限公司" in statement(sold, small_playbook, Way.LETTER, TODAY).text
    verified = msgspec.structs.replace(rich_case, **STAGES["sold, verified"])
    text = statement(verified, small_playbook, Way.LETTER, TODAY).text
    assert "致：某资产公司" in text and "原放款机构为重庆蚂蚁消费金融有限公司" in text
    again = statement(verified, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK).text
    assert "致：某资产公司" in again


def test_a_minor_promises_nothing(rich_case: Case, small_playbook: Playbook) -> None:
    made = statement(msgspec.structs.replace(rich_case, guardian_needed=True), small_playbook, Way.PHONE, TODAY)
    assert made.purpose is Purpose.DISPUTE and "监护人" in made.text


def test_the_complaint_tells_what_was_logged_and_no_more(rich_case: Case, small_playbook: Playbook) -> None:
    made = statement(rich_case, small_playbook, Way.LETTER, TODAY, about=Purpose.COMPLAINT)
    assert (
        "2026年11月22日 21:40，催收人员（自称王经理）用02160001111联系了本人以外的人，内容：找我姐姐问我在哪"
        in made.text
    )
    assert "告诉对方的内容：说了欠款金额" in made.text


def test_long_words_are_spoken_up_to_a_sentence(rich_case: Case, small_playbook: Playbook) -> None:
    words = "公司九月裁员，我没有了工作。" + "后来的事情很长很长" * 30
    case = msgspec.structs.replace(rich_case, hardship=Hardship(words=words))
    assert (
        "原因是公司九月裁员，我没有了工作。"
        in statement(case, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK).text
    )
    letter = statement(case, small_playbook, Way.LETTER, TODAY, about=Purpose.ASK).text
    assert words in letter.replace("\n", "")


# --- templates of the user's own ---------------------------------------------------------------------------------


def own(folder: Path, text: str, name: str = "ask.phone.txt") -> Path:
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def asked(case: Case, playbook: Playbook, folder: Path, **more: Any) -> Statement:
    return statement(case, playbook, Way.PHONE, TODAY, about=Purpose.ASK, folder=folder, **more)


def test_a_template_of_ones_own_takes_the_place(rich_case: Case, small_playbook: Playbook, tmp_path: Path) -> None:
    own(tmp_path, "喂，我是{{ name }}⟦，受理号{{ request_no }}⟧，欠{{ owed|yuan }}元。\n")
    made = asked(rich_case, small_playbook, tmp_path, gloss=True)
    assert made.text == "喂，我是李明，欠18642元。"
    assert [str(said) for said in made.missing] == ["the number of the request"]
    assert made.gloss == ()


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("好\n好\n{% if name %}没有结尾", 3, "endif"),
        ("好\n{{ nmae }}", 2, "there is no fact “nmae”"),
        ("好\n⟦{{ nmae }}⟧", 2, "there is no fact “nmae”"),
        ("{{ request_no }}", 1, "between ⟦ and ⟧"),
        ("好\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
        ("{% include 'nothing.txt' %}", 1, "nothing.txt"),
        ("{% include '../../../etc/passwd' %}", 1, "passwd"),
        ("\n\n⟦没有结尾", 3, "endclause"),
        ("{{ name|shout }}", 1, "shout"),
        ("{% include 'ask.phone.txt' %}", 1, "recursion"),
    ],
)
def test_a_broken_template_says_file_line_and_reason(
    rich_case: Case, small_playbook: Playbook, tmp_path: Path, text: str, line: int, why: str
) -> None:
    path = own(tmp_path, text)
    with pytest.raises(WrongTemplate) as caught:
        asked(rich_case, small_playbook, tmp_path)
    values = caught.value.said.values
    assert values["file"] == str(path)
    assert values["line"] == line
    assert why in str(values["why"])


def test_a_template_that_is_no_text(rich_case: Case, small_playbook: Playbook, tmp_path: Path) -> None:
    path = own(tmp_path, "")
    path.write_bytes("好\n您好".encode("gbk"))
    with pytest.raises(WrongTemplate, match="template") as caught:
        asked(rich_case, small_playbook, tmp_path)
    assert caught.value.said.values["why"] == "not UTF-8"
    path.write_bytes(b"a" * 70_000)
    with pytest.raises(WrongTemplate):
        asked(rich_case, small_playbook, tmp_path)


def test_words_of_a_person_are_never_a_template(rich_case: Case, small_playbook: Playbook) -> None:
    case = msgspec.structs.replace(rich_case, person=Person(name="{{ owed }}⟦x⟧{% if %}"))
    assert "我叫{{ owed }}⟦x⟧{% if %}" in statement(case, small_playbook, Way.PHONE, TODAY, about=Purpose.ASK).text


# --- any case ------------------------------------------------------------------------------------------------------

WORDS = st.text("花呗还款住院工资停发家里老人，。 9月", max_size=90)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
FEN = st.integers(0, 99_999_999)
MAYBE_DAY = st.none() | DAYS


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any case: facts there or not, in any combination."""
    kind = draw(st.sampled_from(list(RequestKind)))
    request = Request(
        id="q1",
        kind=kind,
        chosen_on=draw(DAYS),
        filed_on=draw(MAYBE_DAY),
        count=draw(st.none() | st.integers(1, 60)),
        each=draw(st.none() | FEN),
        first_due=draw(MAYBE_DAY),
        new_due=draw(MAYBE_DAY),
        component=draw(st.none() | st.sampled_from(list(Component))),
        amount=draw(st.none() | FEN),
        number=draw(st.sampled_from(["", "A123"])),
    )
    snapshot = Snapshot(
        id="s1",
        on=draw(DAYS),
        total=draw(FEN),
        principal=draw(st.none() | FEN),
        penalty=draw(st.none() | FEN),
        due=draw(MAYBE_DAY),
        overdue_days=draw(st.none() | st.integers(0, 400)),
    )
    contact = Contact(
        id="c1",
        on=draw(DAYS),
        kind=draw(st.sampled_from(list(ContactKind))),
        outcome=draw(st.sampled_from(list(Outcome))),
        said=draw(WORDS),
        promised_by=draw(MAYBE_DAY),
    )
    agreement = Agreement(
        id="a1",
        on=draw(DAYS),
        state=draw(st.sampled_from(list(AgreementState))),
        form=draw(st.sampled_from(list(Form))),
        agreed_on=draw(MAYBE_DAY),
    )
    transfer = Transfer(id="t1", noticed_on=draw(DAYS), creditor="某公司", verified_on=draw(MAYBE_DAY))
    court = CourtPaper(id="j1", kind=draw(st.sampled_from(list(CourtKind))), received_on=draw(DAYS))
    flag = st.booleans()
    return Case(
        id="k1",
        title="花呗",
        opened_on=TODAY,
        product=draw(st.sampled_from(list(Product))),
        lender=draw(st.sampled_from(["", "某某银行"])),
        person=Person(
            name=draw(st.sampled_from(["", "王芳"])), phone=draw(st.sampled_from(["", "123", "13900001111"]))
        ),
        reasons=tuple(draw(st.lists(st.sampled_from(list(Reason)), unique=True, max_size=3))),
        hardship=Hardship(
            kind=draw(st.sampled_from(["", "job_lost", "gone"])),
            words=draw(WORDS),
            since=draw(MAYBE_DAY),
            income_before=draw(st.none() | FEN),
            income_plan=draw(st.sampled_from(["", "下月上班。"])),
        ),
        guardian_needed=draw(flag),
        offer=draw(st.none() | FEN),
        snapshots=(snapshot,) if draw(flag) else (),
        contacts=(contact,) if draw(flag) else (),
        requests=(request,) if draw(flag) else (),
        agreement=agreement if draw(flag) else None,
        transfers=(transfer,) if draw(flag) else (),
        court=(court,) if draw(flag) else (),
        payments=(Payment(id="p1", on=draw(DAYS), amount=draw(st.integers(1, 9_999_999))),) if draw(flag) else (),
        closed_on=draw(st.none() | st.just(TODAY)),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases(), st.sampled_from(list(Way)), st.none() | st.sampled_from(list(Purpose)), st.none() | st.just(MONTH))
def test_any_case_makes_a_text_that_can_be_sent(
    small_playbook: Playbook, case: Case, way: Way, about: Purpose | None, month: Month | None
) -> None:
    made = statement(case, small_playbook, way, TODAY, about=about, month=month, gloss=True)
    for word in NEVER:
        assert word not in made.text
    assert not re.search(r"None|[{}⟦⟧\x00]|（）|；。|，。|：。|。。|，，", made.text), made.text
    assert all(piece.strip() for piece in made.pieces)
    assert len(made.gloss) == len(made.pieces)
    if about is None and (Reason.NOT_MINE in case.reasons or case.guardian_needed):
        assert not any(word in made.text for word in ("愿意还", "愿意归还", "稳定还", "稳定归还"))
    assert len(pages(made.text, 40, 14)) <= 3 or way is not Way.PHONE
    assert made == statement(case, small_playbook, way, TODAY, about=about, month=month, gloss=True)
    later = statement(case, small_playbook, way, TODAY + timedelta(days=40), about=about)
    assert later.text


def test_words_of_instalments_stand_only_where_instalments_are_asked(rich_case: Case, small_playbook: Playbook) -> None:
    for kind in (RequestKind.EXTENSION, RequestKind.WAIVER, RequestKind.PAY_NOW):
        case = msgspec.structs.replace(rich_case, requests=(request_of(kind),))
        for way in (Way.CHAT, Way.LETTER):
            assert "每期" not in statement(case, small_playbook, way, TODAY, about=Purpose.ASK, month=MONTH).text


def test_a_text_says_nothing_false_of_a_day(agreed_case: Case, small_playbook: Playbook) -> None:
    agreed_case = msgspec.structs.replace(agreed_case, payments=())
    first = min(row.due for row in agreed_case.instalments)
    before, after = first - timedelta(days=5), first + timedelta(days=5)
    for way in Way:
        made = statement(agreed_case, small_playbook, way, before, about=Purpose.RESUME).text
        assert f"{first.month}月{first.day}日" not in made
        made = statement(agreed_case, small_playbook, way, after, about=Purpose.BEFORE_MISSING).text
        assert f"{first.month}月{first.day}日" not in made
    for day, about in ((before, Purpose.RESUME), (after, Purpose.BEFORE_MISSING)):
        seen = view(agreed_case, small_playbook, day)
        assert about not in purposes(agreed_case, stage(seen), seen.rows, day)
