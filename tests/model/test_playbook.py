"""The built-in playbook says what it must, in both languages, and a wrong one names its key."""

import copy
import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import model.playbook
from model.case import (
    AutoDeduction,
    Base,
    Budget,
    Case,
    Compounding,
    Contact,
    CourtKind,
    Hardship,
    Outcome,
    Product,
    Reason,
    RequestKind,
    Rounding,
)
from model.playbook import Fact, Mark, Playbook, Text
from model.playbook_check import WrongPlaybook, playbook_from

SOURCE = Path(model.playbook.__file__).parent / "playbooks" / "alipay.toml"
RAW: dict[str, Any] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
BOOK = playbook_from(RAW)

EVIDENCE = {"snapshot", "lender", "reason", "deductions", "cash", "budget", "pay_now_answered", "contact_details"}
EVIDENCE |= {"materials_ready", "option_chosen", "statement_ready", "contacted", "filed", "followed_up", "offer"}
EVIDENCE |= {"points_checked", "affordable", "written", "agreed", "first_paid", "all_paid", "settlement_proof"}
EVIDENCE |= {"credit_checked"}


def a_case(*reasons: Reason, **values: Any) -> Case:
    return Case(id="a", title="花呗", opened_on=date(2026, 11, 24), reasons=reasons, **values)


def texts(value: object, path: str = "") -> list[tuple[str, Text]]:
    """Every bilingual text in a playbook, with where it stands."""
    if isinstance(value, Text):
        return [(path, value)]
    if isinstance(value, tuple):
        return [found for n, part in enumerate(value) for found in texts(part, f"{path}[{getattr(part, 'id', n)}]")]
    names = getattr(value, "__struct_fields__", ())
    return [found for name in names for found in texts(getattr(value, name), f"{path}.{name}")]


ALL = texts(BOOK)


# --- what the procedure needs ----------------------------------------------------------------------------------


def test_every_product_and_its_terms() -> None:
    assert {info.id for info in BOOK.products} == set(Product)
    huabei, jiebei = BOOK.product(Product.HUABEI), BOOK.product(Product.JIEBEI)
    assert huabei.terms.rate == Decimal("0.0005")
    assert huabei.terms.base is Base.PRINCIPAL
    assert (jiebei.terms.rate, jiebei.terms.multiplier) == (Decimal("0.0005"), Decimal("1.5"))
    assert jiebei.several_loans
    assert not huabei.several_loans
    assert BOOK.product(Product.BEIYONGJIN).terms.rate == Decimal("0.00056")
    for info in BOOK.products:
        assert info.terms.grace_days == 0
        assert info.terms.compounding is Compounding.SIMPLE
        assert info.terms.rounding is Rounding.ONCE
        assert info.terms.period == "day"


@pytest.mark.parametrize("product", [Product.OTHER, Product.UNKNOWN, Product.WANGSHANGDAI])
def test_no_rate_is_assumed_without_a_source(product: Product) -> None:
    assert BOOK.product(product).terms.rate is None


@pytest.mark.parametrize("product", [Product.HUABEI, Product.JIEBEI, Product.BEIYONGJIN])
def test_a_rate_stands_in_a_fact_of_its_product(product: Product) -> None:
    info = BOOK.product(product)
    values = {fact.value for fact in map(BOOK.fact, info.facts) if fact}
    assert str(info.terms.rate) in values


def test_the_six_stages_in_the_words_of_the_screen() -> None:
    assert [(stage.id, stage.name.zh) for stage in BOOK.stages] == [
        ("look", "看清欠款"),
        ("prepare", "准备材料"),
        ("ask", "提出申请"),
        ("wait", "等待答复"),
        ("check", "核对协议"),
        ("repay", "按约还款"),
    ]
    for stage in BOOK.stages:
        assert len(stage.short.zh) == 2
        assert len(stage.short.en) <= 7


def test_steps_follow_the_stages_and_are_short() -> None:
    order = [stage.id for stage in BOOK.stages]
    assert [order.index(step.stage) for step in BOOK.steps] == sorted(order.index(step.stage) for step in BOOK.steps)
    for step in BOOK.steps:
        assert len(step.title.zh) <= 16, step.id
        assert len(step.title.en) <= 44, step.id
        assert 1 <= len(re.findall(r"[。？]", step.guide.zh)) <= 4, step.id
        assert step.done_when in EVIDENCE | {""}, step.id


def test_every_evidence_completes_a_step() -> None:
    assert {step.done_when for step in BOOK.steps} >= EVIDENCE


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.NOT_MINE])
def test_an_ordinary_road_is_walkable(reason: Reason) -> None:
    steps = BOOK.steps_for(a_case(reason))
    assert 25 <= len(steps) <= 35
    needed = [step.done_when for step in steps if not step.optional and step.done_when]
    for evidence in ("snapshot", "budget", "contacted", "filed", "agreed", "all_paid", "settlement_proof"):
        assert evidence in needed
    assert [material.id for material in BOOK.required_materials(a_case(reason))] == [
        "identity",
        "bank_statement",
        "overdue_bill",
    ]


def test_not_mine_never_leads_to_a_promise_of_payment() -> None:
    case = a_case(Reason.NOT_MINE, Reason.NO_MONEY)
    steps = {step.id for step in BOOK.steps_for(case)}
    assert {"evidence", "report", "dispute", "credit_objection"} <= steps
    assert not steps & {"pay_now", "option", "statement", "agree", "first_payment", "offer", "materials"}
    assert {"police_receipt", "dispute_evidence"} <= {m.id for m in BOOK.required_materials(case)}
    assert "bank_statement" not in {m.id for m in BOOK.required_materials(case)}
    for reason in BOOK.reasons:
        assert reason.promises_payment is (reason.id is not Reason.NOT_MINE)


def test_steps_that_only_some_cases_have() -> None:
    plain = {step.id for step in BOOK.steps_for(a_case(Reason.NO_MONEY))}
    assert not plain & {"guardian", "student", "ask_again", "complaint_desk", "contact_details", "reminders"}
    young = a_case(Reason.NO_MONEY, guardian_needed=True, student=True)
    assert {"guardian", "student"} <= {step.id for step in BOOK.steps_for(young)}
    refused = a_case(contacts=(Contact(id="c1", on=date(2026, 11, 24), outcome=Outcome.REFUSED),))
    assert {"ask_again", "complaint_desk", "regulator"} <= {step.id for step in BOOK.steps_for(refused)}
    assert {"contact_details", "reminders"} <= {step.id for step in BOOK.steps_for(a_case(Reason.NOT_REACHED))}


def test_the_papers_of_a_hardship_come_first() -> None:
    case = a_case(Reason.NO_MONEY, hardship=Hardship(kind="job_lost"))
    helping = [material.id for material in BOOK.helping_materials(case)]
    assert helping[:3] == ["no_income_note", "job_loss", "social_insurance"]
    assert "settlement_proof" not in helping
    assert BOOK.material("no_income_note").replaces == "pay_slip"
    for hardship in BOOK.hardships:
        for id in hardship.materials:
            material = BOOK.material(id)
            assert material is not None
            assert hardship.id in material.hardships


def test_freshness_of_papers() -> None:
    days = {material.id: material.fresh_days for material in BOOK.materials}
    assert days["overdue_bill"] == 7
    assert days["bank_statement"] == days["pay_slip"] == days["budget_sheet"] == days["credit_report"] == 30
    assert days["job_loss"] == days["medical"] == 180
    assert days["identity"] == days["settlement_proof"] == 0
    for material in BOOK.materials:
        assert re.fullmatch(r"[\u4e00-\u9fff]{2,10}", material.file_name), material.id
    assert len({material.file_name for material in BOOK.materials}) == len(BOOK.materials)


def test_copies_of_identity_papers_name_the_lender() -> None:
    identity = BOOK.material("identity")
    assert identity is not None
    assert "仅用于向某某公司协商还款" in identity.get.in_("zh", lender="某某公司")
    assert "仅用于向放款机构协商还款" in identity.get.in_("zh")
    for path, text in ALL:
        for language in ("zh", "en"):
            assert "{" not in text.in_(language), path


def test_waits_courts_and_ladder() -> None:
    waits = {wait.id: (wait.after, wait.days, wait.working, wait.before) for wait in BOOK.waits}
    assert waits["follow_up"] == ("filed", 3, True, False)
    assert waits["nag"] == ("filed", 7, True, False)
    assert waits["again"] == ("refused", 3, True, False)
    assert waits["income_short"] == ("instalment_due", 5, False, True)
    assert {info.id: info.days for info in BOOK.courts} == {
        CourtKind.LAWYER_LETTER: 0,
        CourtKind.MEDIATION: 0,
        CourtKind.SUMMONS: 15,
        CourtKind.PAYMENT_ORDER: 15,
        CourtKind.JUDGMENT: 15,
        CourtKind.ENFORCEMENT: 0,
    }
    assert [info.id for info in BOOK.courts if not info.from_court] == [CourtKind.LAWYER_LETTER]
    for info in BOOK.courts:
        assert (info.clock is None) is (info.days == 0)
        assert "12368" in info.verify.zh or info.id is CourtKind.LAWYER_LETTER
    desk = BOOK.rung("complaint_desk")
    assert desk is not None
    assert (desk.days, desk.longer, desk.longest, desk.working) == (15, 30, 60, False)
    assert [rung.id for rung in BOOK.ladder] == [
        "service",
        "complaint_desk",
        "regulator",
        "pboc",
        "mediation",
        "court",
    ]


def test_agreement_points() -> None:
    assert len(BOOK.points) == 18
    open_once_the_rows_are_typed = [
        point.id for point in BOOK.points if point.must and point.settled_by in ("", "evidence")
    ]
    assert open_once_the_rows_are_typed == ["interest", "account", "missed", "credit", "proof", "form"]
    for point in BOOK.points:
        assert point.ask.zh[-1] in "？。"


def test_requests_reasons_essentials_limits() -> None:
    assert {info.id for info in BOOK.requests} == set(RequestKind)
    assert {info.id for info in BOOK.reasons} == set(Reason)
    assert {info.id for info in BOOK.requests if not info.after_overdue} == {
        RequestKind.MINIMUM,
        RequestKind.BILL_INSTALMENT,
    }
    assert [kind.id for kind in BOOK.essentials] == ["rent", "food", "medicine", "dependants", "utilities", "travel"]
    limits = {limit.id: limit.value for limit in BOOK.limits}
    assert (limits["connected_a_day"], limits["night_from"], limits["night_until"]) == (3, 22, 8)
    months = {prevention.id: prevention.every_months for prevention in BOOK.prevention}
    assert months["credit_report"] == months["contact_details"] == 6


def test_each_turn_of_the_road_has_its_next_steps() -> None:
    names = {turn.id: turn.name.zh for turn in BOOK.turns}
    assert names["refused"] == "这次没同意"
    assert names["broken"] == "协议已中断"
    assert names["missed"] == "这一期没还上"
    assert {"court", "transferred", "not_mine", "paid_off", "missing_soon", "third_party"} <= set(names)
    for turn in BOOK.turns:
        assert len(turn.next) >= 3, turn.id


@pytest.mark.parametrize(
    "place", ["pay", "send", "materials", "contacts", "options", "budget", "agreement", "statement"]
)
def test_pitfalls_stand_where_they_bite(place: str) -> None:
    assert 1 <= len(BOOK.pitfalls_at(place)) <= 6
    for pitfall in BOOK.pitfalls_at(place):
        assert len(pitfall.text.zh) <= 80


# --- facts -----------------------------------------------------------------------------------------------------


def test_every_fact_has_its_source_and_day() -> None:
    for fact in BOOK.facts:
        assert fact.read_on in (date(2026, 11, 23), date(2026, 11, 24)), fact.id
        assert fact.source.zh, fact.id


@pytest.mark.parametrize(
    ("id", "mark", "value"),
    [
        ("huabei_rate", Mark.WEAK, "0.0005"),
        ("penalty_multiplier", Mark.WEAK, "1.5"),
        ("bank_penalty", Mark.VERIFIED, "1.5"),
        ("grace", Mark.CONFLICTING, "0"),
        ("credit_kept", Mark.VERIFIED, "5"),
        ("credit_objection", Mark.VERIFIED, "20"),
        ("line_24", Mark.PRESS, "0.24"),
        ("order_objection_15", Mark.STATUTE, "15"),
        ("complaint_15", Mark.VERIFIED, "15"),
        ("calls_per_day", Mark.PRESS, "3"),
        ("first_reply", Mark.WEAK, "3"),
        ("late_judgment", Mark.UNSOURCED, "0.000175"),
    ],
)
def test_facts_as_checked(id: str, mark: Mark, value: str) -> None:
    fact = BOOK.fact(id)
    assert isinstance(fact, Fact)
    assert (fact.mark, fact.value) == (mark, value)


def test_every_fact_is_used_or_named_by_a_screen() -> None:
    used = {id for part in _parts(BOOK) for id in (*getattr(part, "facts", ()), getattr(part, "fact", ""))}
    by_code = {"line_24_base", "overdue_interest", "order_560", "order_products", "credit_notice", "credit_codes"}
    by_code |= {"credit_during_plan", "relief_notice", "small_claims", "late_judgment", "jail", "distress"}
    assert {fact.id for fact in BOOK.facts} - used == by_code - used


def _parts(book: Playbook) -> list[object]:
    fields = [getattr(book, name) for name in book.__struct_fields__]
    return [part for parts in fields if isinstance(parts, tuple) for part in parts]


# --- words -----------------------------------------------------------------------------------------------------

NEVER = ["失信", "老赖", "恶意", "赖账", "欠钱不还", "违约人", "债务人", "你没有", "失败", "退回", "不合格", "案件"]
NEVER += ["立即", "最后机会", "后果严重", "今日应还", "催问", "加油", "想开点", "傻事", "周转", "！", "!"]
NEVER += ["一定能谈", "成功率", "停息", "不会上征信", "不会起诉", "就不用还", "就恢复征信", "征信分"]
NEVER += ["反催收", "债务优化", "征信修复", "洗白", "强制上岸", "首付", "高利贷", "违法", "无效", "LPR", "36%"]
NEVER_EN = ["deadbeat", "immediately", "guaranteed to", "success rate", "failed", "illegal", "usury", "defaulter"]
NEVER_EN += ["last chance", "lpr", "36 %"]


@pytest.mark.parametrize("word", NEVER)
def test_words_never_said(word: str) -> None:
    assert [path for path, text in ALL if word in text.zh] == []
    assert all(word not in hardship.words for hardship in BOOK.hardships)


@pytest.mark.parametrize("word", [*NEVER_EN, "!"])
def test_words_never_said_in_english(word: str) -> None:
    assert [path for path, text in ALL if word in text.en.lower()] == []


def test_no_menu_digits_and_no_limitation_date() -> None:
    for path, text in ALL:
        assert not re.search(r"按 ?\d ?号?键|[转拨] ?\d(?!\d)|press \d", text.zh + text.en), path
    fact = BOOK.fact("limitation_events")
    assert fact is not None
    assert fact.value == ""


def test_both_languages_name_the_same_figures() -> None:
    """Figures that a person acts on stand in both languages (numbers spelt out in words are let pass)."""
    for path, text in ALL:
        for number in re.findall(
            r"(?<![\d.])(?:95188|12378|12345|12368|12348|12356|96110|110|0\.\d+)(?![\d.])", text.zh
        ):
            assert number in text.en, (path, number)


def test_screen_texts_say_you_familiarly() -> None:
    spoken = {path for path, text in ALL if "您" in text.zh}
    assert spoken == set()


# --- a wrong playbook names its key ----------------------------------------------------------------------------


def broken(**paths: Any) -> dict[str, Any]:
    return copy.deepcopy(RAW) | paths


def test_a_missing_key_is_named() -> None:
    raw = copy.deepcopy(RAW)
    del raw["steps"][1]["title"]["en"]
    with pytest.raises(WrongPlaybook) as caught:
        playbook_from(raw)
    assert caught.value.key == "steps[1] (evidence).title.en"
    assert "is missing" in str(caught.value)


def test_an_unknown_key_is_named() -> None:
    raw = copy.deepcopy(RAW)
    raw["materials"][0]["fresh_day"] = 3
    with pytest.raises(WrongPlaybook, match=r"materials\[0\] \(identity\)\.fresh_day is not a key"):
        playbook_from(raw)


def test_a_wrong_type_is_named() -> None:
    raw = copy.deepcopy(RAW)
    raw["waits"][0]["days"] = "three"
    with pytest.raises(WrongPlaybook, match=r"waits\[0\] \(follow_up\)\.days must be a whole number, not text"):
        playbook_from(raw)


@pytest.mark.parametrize(
    ("table", "field", "value", "said"),
    [
        ("steps", "stage", "lok", "steps (snapshot).stage: there is no “lok”"),
        ("steps", "facts", ["nothing"], "there is no “nothing”"),
        ("steps", "pitfalls", ["nothing"], "there is no “nothing”"),
        ("steps", "opens", "nowhere", "there is no “nowhere”"),
        ("steps", "only_if", "rich", "there is no “rich”"),
        ("pitfalls", "at", ["nowhere"], "there is no “nowhere”"),
        ("waits", "fact", "nothing", "there is no “nothing”"),
        ("waits", "days", -1, "must not be negative"),
        ("materials", "fresh_days", -1, "must not be negative"),
        ("materials", "replaces", "nothing", "there is no “nothing”"),
        ("hardships", "materials", ["nothing"], "there is no “nothing”"),
        ("products", "id", "huabay", "none of the possible values"),
        ("facts", "mark", "Z", "none of the possible values"),
    ],
)
def test_a_wrong_value_is_named(table: str, field: str, value: Any, said: str) -> None:
    raw = copy.deepcopy(RAW)
    raw[table][0][field] = value
    with pytest.raises(WrongPlaybook) as caught:
        playbook_from(raw)
    assert said in str(caught.value)


def test_an_id_given_twice_an_empty_table_and_an_empty_text() -> None:
    with pytest.raises(WrongPlaybook, match="given twice"):
        playbook_from(broken(steps=[*RAW["steps"], RAW["steps"][0]]))
    with pytest.raises(WrongPlaybook, match="at least one"):
        playbook_from(broken(channels=[]))
    with pytest.raises(WrongPlaybook, match="both zh and en"):
        playbook_from(broken(title={"zh": " ", "en": "x"}))


def test_a_wrong_rate_and_an_escape_sequence_are_named() -> None:
    raw = copy.deepcopy(RAW)
    raw["products"][0]["terms"]["rate"] = "11"
    with pytest.raises(WrongPlaybook, match=r"products\[0\] \(huabei\)\.terms"):
        playbook_from(raw)
    raw = copy.deepcopy(RAW)
    raw["steps"][0]["title"]["en"] = "\x1b]52;c;x\x07"
    with pytest.raises(WrongPlaybook, match=r"steps\[0\] \(snapshot\)\.title\.en holds control characters"):
        playbook_from(raw)


def leaves(value: Any) -> list[tuple[Any, Any]]:
    """Every place in raw values that can be replaced, as (container, key)."""
    if isinstance(value, dict):
        return [place for key in value for place in ((value, key), *leaves(value[key]))]
    if isinstance(value, list):
        return [place for n in range(len(value)) for place in ((value, n), *leaves(value[n]))]
    return []


SMALL: dict[str, Any] = RAW | {
    name: RAW[name][:1] for name in ("products", "reasons", "materials", "channels", "requests", "waits", "points")
}
SMALL |= {name: [] for name in ("steps", "hardships", "ladder", "courts", "turns", "pitfalls", "limits", "sections")}
SMALL |= {
    "steps": RAW["steps"][1:2],
    "facts": RAW["facts"],
    "stages": RAW["stages"][:1],
    "materials": RAW["materials"][:1],
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_stands_in_a_playbook_only_a_wrong_playbook_is_raised(data: st.DataObject) -> None:
    raw = copy.deepcopy(SMALL)
    places = leaves(raw)
    where, key = places[data.draw(st.integers(0, len(places) - 1))]
    junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})
    where[key] = data.draw(junk | st.just([[["x"]]]) | st.just({"zh": 1}) | st.dates())
    try:
        playbook_from(raw)
    except WrongPlaybook as error:
        assert error.key
        assert str(error)


def test_the_look_ups() -> None:
    assert BOOK.stage("wait") is not None
    assert BOOK.step("nothing") is None
    assert BOOK.channel("hotline").number == "95188"
    assert BOOK.court(CourtKind.SUMMONS).days == 15
    assert BOOK.turn("refused") is not None
    assert BOOK.hardship("illness") is not None
    assert BOOK.limit("connected_a_day") is not None
    assert BOOK.pitfall("codes") is not None
    assert BOOK.point("total") is not None
    assert BOOK.wait("follow_up") is not None
    assert BOOK.request(RequestKind.WAIVER) is not None
    assert BOOK.reason(Reason.FORGOT).section == "1.2"


def test_a_budget_with_deductions_asks_nothing_of_the_playbook() -> None:
    case = a_case(Reason.NO_MONEY, budget=Budget(deductions=(AutoDeduction(id="d1", account="余额宝"),)))
    assert BOOK.steps_for(case) == BOOK.steps_for(a_case(Reason.NO_MONEY))


def test_a_guide_tells_only_what_fits_the_kind_of_loan() -> None:
    step = BOOK.step("lender")
    assert step is not None
    for product, note, huabei in ((Product.HUABEI, False, True), (Product.JIEBEI, True, False)):
        assert ("借据" in step.guide_for(product, "zh")) is note
        assert ("Jiebei" in step.guide_for(product, "en")) is note
        facts = {fact.id for fact in BOOK.facts_for(step.facts, product)}
        assert facts == {"lender_huabei" if huabei else "lender_others"}
    assert "借呗" in step.guide_for(Product.UNKNOWN, "zh")
    assert {fact.id for fact in BOOK.facts_for(step.facts, Product.UNKNOWN)} == set(step.facts)


def test_every_note_on_a_lender_begins_as_a_sentence() -> None:
    for info in BOOK.products:
        assert not info.lender_note.zh.startswith("也")
