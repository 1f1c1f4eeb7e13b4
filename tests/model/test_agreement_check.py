"""Is an offer complete, does it add up?"""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.agreement_check import ORAL_CAUTION, Concern, Finding, check
from model.case import Agreement, AgreementState, Case, Form, Instalment, Point, Request, RequestKind
from model.days import month_step
from model.playbook import AgreementPoint, Playbook, Text

T = Text(zh="文", en="text")
OFFERED = date(2026, 11, 27)
FIRST = date(2026, 12, 10)


def _point(id: str, zh: str, ask: str, must: bool = True) -> AgreementPoint:
    return AgreementPoint(
        id=id, section="4.6", name=Text(zh=zh, en=id), ask=Text(zh=ask, en=f"{id}?"), why=T, must=must
    )


BOOK = Playbook(
    id="t",
    version=1,
    title=T,
    about=T,
    products=(),
    reasons=(),
    stages=(),
    steps=(),
    materials=(),
    channels=(),
    requests=(),
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
