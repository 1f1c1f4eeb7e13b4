"""Is an offer complete, does it add up?"""

from datetime import date
from typing import Any

import pytest
from bare import TEXT, bare_playbook
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from model.agreement_check import ORAL_CAUTION, Concern, Finding, check
from model.case import Agreement, AgreementState, Case, Form, Instalment, Point, Request, RequestKind, Snapshot
from model.days import month_step
from model.offers import all_written, answered
from model.playbook import AgreementPoint, Text, Wait
from store.playbooks import load

OFFERED = date(2026, 11, 27)
FIRST = date(2026, 12, 10)


def _point(id: str, zh: str, ask: str, must: bool = True) -> AgreementPoint:
    return AgreementPoint(
        id=id, section="4.6", name=Text(zh=zh, en=id), ask=Text(zh=ask, en=f"{id}?"), why=TEXT, must=must
    )


BOOK = bare_playbook(
    waits=(
        Wait(
            id="first_instalment",
            section="4.6",
            after="first_instalment",
            days=90,
            working=False,
            text=TEXT,
            then=TEXT,
            fact="own_clock",
        ),
    ),
    points=(
        _point("amounts", "每期金额", "每期还多少、哪天还？"),
        _point("missed", "晚还一期", "晚还一期怎么处理？"),
        _point("credit", "征信", "协商期间征信怎么报？", must=False),
    ),
)


def rows(count: int = 12, each: int = 161_200, first: date = FIRST) -> tuple[Instalment, ...]:
    return tuple(Instalment(number=n + 1, due=month_step(first, n), principal=each) for n in range(count))


def case(**values: Any) -> Case:
    more = {name: values.pop(name) for name in ("requests", "instalments") if name in values}
    offer = Agreement(id="a1", on=OFFERED, **values)
    return Case(id="k1", title="花呗", opened_on=date(2026, 11, 1), agreement=offer, **more)


def finding(checked: Case, concern: Concern) -> Finding | None:
    return next((f for f in check(checked, BOOK).findings if f.concern is concern), None)


def written(*ids: str) -> tuple[Point, ...]:
    return tuple(Point(id=id, words="写明了", form=Form.WRITTEN) for id in ids)


def test_points_in_writing_oral_and_missing() -> None:
    points = (*written("amounts"), Point(id="missed", words="宽限3天"))
    checked = check(case(points=points, rows=rows(), form=Form.WRITTEN), BOOK)
    assert [s.info.id for s in checked.written] == ["amounts"]
    assert [s.info.id for s in checked.oral] == ["missed"]
    assert [p.id for p in checked.missing] == ["credit"]
    assert [p.id for p in checked.ask] == ["missed", "credit"]
    assert not checked.complete


def test_the_text_to_paste_asks_for_what_is_open_and_for_nothing_else() -> None:
    points = (*written("amounts"), Point(id="missed", words="宽限3天"))
    text = check(case(points=points, rows=rows()), BOOK).text
    assert text == (
        "您好。下面几点是口头说的，麻烦您书面发给我确认：\n1. 晚还一期：宽限3天\n"
        "还有几点想请您写明：\n1. 协商期间征信怎么报？\n收到以后我再确认，谢谢。"
    )
    nothing_yet = check(case(rows=rows()), BOOK).text
    assert nothing_yet.startswith("您好，方案我看到了。")
    assert nothing_yet.count("？") == 3
    assert "你" not in nothing_yet.replace("您", "")


def _said(form: Form = Form.ORAL, **values: Any) -> Case:
    """What three figures make of an offer: 12 × 1612 from 12-10, its sum and the debt of the day added by us."""
    made = case(rows=rows(), balance=1_874_687, total=1_934_400, form=form, **values)
    shown = Snapshot(id="s1", on=OFFERED, total=1_874_687)
    made = replace(made, snapshots=(shown,))
    assert made.agreement is not None
    return replace(made, agreement=replace(made.agreement, points=answered(made, made.agreement, load("alipay"))))


def test_only_what_was_said_stands_among_what_was_said() -> None:
    text = check(_said(), load("alipay")).text
    said, open_ = text.split("还有几点想请您写明")
    assert "12 期，每期 1612.00 元" in said
    assert "18746" not in said and "18,746" not in said and "合计" not in said
    assert "App 11月27日显示 18,746.87 元，请核对。" in open_
    assert "按这个算合计 19,344.00 元，请确认。" in open_


def test_a_debt_that_the_app_did_not_show_is_told_as_our_own_figure() -> None:
    text = check(replace(_said(), snapshots=()), load("alipay")).text
    assert "App 11月" not in text
    assert "我算到11月27日约 18,746.87 元，请核对。" in text


def test_a_sum_that_was_typed_was_said() -> None:
    made = _said()
    assert made.agreement is not None
    bare = replace(made.agreement, points=())
    points = {point.id for point in answered(made, bare, load("alipay"), total_said=True)}
    assert points == {"schedule", "total"}


def test_all_in_writing_at_once_keeps_typed_words_and_leaves_what_is_optional() -> None:
    book = load("alipay")
    made = _said()
    assert made.agreement is not None
    late = Point(id="missed", words="宽限三天", form=Form.ORAL)
    spoken = replace(made, agreement=replace(made.agreement, points=(*made.agreement.points, late)))
    written_ = replace(spoken, agreement=all_written(spoken, book, "截图 1.png"))
    checked = check(written_, book)
    assert not [info.id for info in checked.ask if info.must]
    assert {s.info.id for s in checked.written} == {info.id for info in book.points_for(made) if info.must}
    assert next(s.point.words for s in checked.written if s.info.id == "missed") == "宽限三天"
    assert written_.agreement is not None
    assert (written_.agreement.form, written_.agreement.evidence) == (Form.WRITTEN, "截图 1.png")


def test_less_than_the_debt_after_its_waiver_is_found() -> None:
    few = (Instalment(number=1, due=FIRST, principal=400_000),)
    found = finding(case(rows=few, balance=1_000_000, waived=10_000), Concern.BALANCE)
    assert found is not None
    assert (found.fine, found.difference) == (False, -590_000)
    assert "590000 less than the debt of 2026-11-27 (1000000) less 10000 waived" in str(found.said)


def test_how_far_off_a_first_instalment_may_be_is_the_playbooks() -> None:
    late = case(rows=rows(first=date(2027, 3, 10)))
    later = replace(BOOK, waits=(replace(BOOK.waits[0], days=120),))
    assert next(f for f in check(late, later).findings if f.concern is Concern.FIRST_DAY).fine
    wait = load("alipay").wait("first_instalment")
    assert wait is not None
    fact = load("alipay").fact(wait.fact)
    assert fact is not None
    assert fact.mark.value == "K"


def test_all_in_writing_is_complete_and_asks_nothing() -> None:
    points = written("amounts", "missed", "credit")
    checked = check(case(points=points, rows=rows(), form=Form.WRITTEN, total=1_934_400), BOOK)
    assert (checked.text, checked.caution, checked.complete) == ("", None, True)


def test_oral_gets_the_caution() -> None:
    assert check(case(points=written("amounts", "missed", "credit")), BOOK).caution == ORAL_CAUTION
    spoken = (*written("amounts"), Point(id="missed"))
    assert check(case(points=spoken, form=Form.WRITTEN), BOOK).caution == ORAL_CAUTION


def test_without_an_offer_everything_is_missing() -> None:
    bare = Case(id="k1", title="花呗", opened_on=date(2026, 11, 1))
    checked = check(bare, BOOK)
    assert len(checked.missing) == 3
    assert checked.findings == ()


@pytest.mark.parametrize(
    ("total", "fine", "difference", "words"),
    [
        (1_934_400, True, 0, "add up to the agreed"),
        (1_934_000, False, 400, "400 more than"),
        (1_935_000, False, -600, "600 less than"),
    ],
)
def test_rows_against_the_agreed_total(total: int, fine: bool, difference: int, words: str) -> None:
    found = finding(case(rows=rows(), total=total), Concern.SUM)
    assert found is not None
    assert (found.fine, found.difference) == (fine, difference)
    assert words in str(found.said)


def test_a_first_payment_counts_once() -> None:
    beside = finding(case(rows=rows(), total=2_034_400, down_payment=100_000), Concern.SUM)
    assert beside is not None
    assert beside.fine
    inside = (Instalment(number=0, due=OFFERED, principal=100_000), *rows())
    found = finding(case(rows=inside, total=2_034_400, down_payment=100_000), Concern.SUM)
    assert found is not None
    assert found.fine


def test_balance_against_rows_as_in_the_journey() -> None:
    found = finding(case(rows=rows(), balance=1_874_687), Concern.BALANCE)
    assert found is not None
    assert (found.fine, found.difference) == (True, 59_713)
    assert "59713 more than the debt of 2026-11-27 (1874687)" in str(found.said)


def test_less_than_the_debt_without_a_waiver_asks_what_is_waived() -> None:
    found = finding(case(rows=rows(11), balance=1_874_687), Concern.BALANCE)
    assert found is not None
    assert not found.fine
    assert "Ask what is waived" in str(found.said)
    found = finding(case(rows=rows(11), balance=1_874_687, waived=101_487), Concern.BALANCE)
    assert found is not None
    assert (found.fine, found.difference) == (True, 0)


def test_first_day_sanity() -> None:
    for first, fine in ((date(2026, 11, 26), False), (OFFERED, True), (FIRST, True), (date(2027, 3, 10), False)):
        found = finding(case(rows=rows(first=first)), Concern.FIRST_DAY)
        assert found is not None
        assert found.fine is fine, first


def test_days_in_order_numbers_whole_and_count_as_asked() -> None:
    swapped = (*rows(2), Instalment(number=3, due=FIRST, principal=1))
    assert finding(case(rows=rows()), Concern.ORDER) is None
    assert finding(case(rows=swapped), Concern.ORDER) is not None
    gap = finding(case(rows=(rows(3)[0], rows(3)[2])), Concern.COUNT)
    assert gap is not None
    assert not gap.fine
    asked = Request(id="q1", kind=RequestKind.INSTALMENTS, chosen_on=OFFERED, count=24)
    other = finding(case(rows=rows(), requests=(asked,)), Concern.COUNT)
    assert other is not None
    assert other.fine
    assert str(other.said) == "12 instalments; 24 were asked for."


def test_no_rows_says_so_and_an_agreed_case_is_checked_by_its_instalments() -> None:
    found = finding(case(), Concern.ROWS)
    assert found is not None
    assert not found.fine
    agreed = case(state=AgreementState.AGREED, total=1_934_400, instalments=rows())
    found = finding(agreed, Concern.SUM)
    assert found is not None
    assert found.fine


@given(st.integers(1, 60), st.integers(1, 10**7), st.integers(0, 10**9))
def test_the_difference_is_exact(count: int, each: int, total: int) -> None:
    found = finding(case(rows=rows(count, each), total=total), Concern.SUM)
    assert found is not None
    assert found.difference == count * each - total
    assert found.fine == (found.difference == 0)
