"""What a first trial of the whole road asked of the model."""

from datetime import date

from msgspec.structs import replace

from model.agreement_check import check, points_of
from model.budget import Means
from model.case import Agreement, Case, CourtKind, CourtPaper, Form, Point, Product, Reason
from model.offers import answered, known_words, offer_rows, own_words
from model.playbook import Text
from store.playbooks import load

DAY = date(2026, 11, 24)
BOOK = load("alipay")


def case(**values: object) -> Case:
    offer = Agreement(id="a1", on=DAY, balance=1_874_687)
    rows = offer_rows(offer, 12, date(2026, 12, 10), each=161_200)
    offer = replace(offer, rows=rows, total=1_934_400)
    made = Case(id="k1", title="花呗", opened_on=DAY, product=Product.HUABEI, lender="某消费金融", agreement=offer)
    made = replace(made, **values)
    agreement = made.agreement
    assert agreement is not None
    return replace(made, agreement=replace(agreement, points=answered(made, agreement, BOOK)))


def test_count_amount_and_first_day_leave_about_six_points_that_matter() -> None:
    open_points = [info.id for info in check(case(), BOOK).missing if info.must]
    assert open_points == ["parties", "balance", "interest", "total", "account", "missed", "credit", "proof", "form"]
    plain = case().agreement
    assert plain is not None
    on_paper = case(agreement=replace(plain, form=Form.WRITTEN, points=()))
    open_points = [info.id for info in check(on_paper, BOOK).missing if info.must]
    assert open_points == ["interest", "account", "missed", "credit", "proof", "form"]


def test_points_that_do_not_apply_are_left_out_and_those_that_must_be_there_come_first() -> None:
    shown = [info.id for info in points_of(case(), BOOK)]
    assert not {"suit", "waived", "first_payment"} & set(shown)
    musts = [info.must for info in points_of(case(), BOOK)]
    assert musts == sorted(musts, reverse=True)
    plain = case().agreement
    assert plain is not None
    more = case(
        agreement=replace(plain, waived=100, down_payment=500, points=()),
        court=(CourtPaper(id="p1", kind=CourtKind.SUMMONS, received_on=DAY),),
    )
    assert {"suit", "waived", "first_payment"} <= {info.id for info in points_of(more, BOOK)}


def test_a_settled_point_is_shown_whatever_applies() -> None:
    plain = case().agreement
    assert plain is not None
    kept = replace(plain, points=(*plain.points, Point(id="suit", words="撤诉", form=Form.WRITTEN)))
    assert "suit" in {info.id for info in points_of(case(agreement=kept), BOOK)}


def test_a_marked_point_gets_the_fact_the_case_knows() -> None:
    parties, account = BOOK.point("parties"), BOOK.point("account")
    assert parties is not None and account is not None
    assert known_words(case(), parties) == "某消费金融"
    assert known_words(case(), account) == "说定了"


def test_words_the_program_wrote_are_a_sentence_of_either_language() -> None:
    for point in case().agreement.points:
        said = own_words(point.words)
        assert said is not None and str(said).isascii()
    assert str(own_words("已写明")) == "stated in writing"
    assert own_words("宽限三天") is None


def test_chinese_quoted_in_english_keeps_to_chinese() -> None:
    text = Text(zh="仅用于向{lender}协商还款", en="write 仅用于向{lender}协商还款 (only for {lender})")
    assert text.in_("en") == "write 仅用于向放款机构协商还款 (only for the lender)"
    assert text.in_("en", "甲") == "write 仅用于向甲协商还款 (only for 甲)"


def test_a_disputed_debt_has_its_own_words_on_copies_and_its_first_steps_first() -> None:
    cheated = case(reasons=(Reason.NOT_MINE,))
    identity = BOOK.material("identity")
    assert identity is not None
    assert "仅用于对这笔借款提出异议" in identity.how(cheated).zh
    assert "仅用于向" in identity.how(case()).zh
    ids = [step.id for step in BOOK.steps_for(cheated)]
    assert [id for id in ids if id in ("evidence", "report", "secure_account", "lender")] == [
        "evidence",
        "report",
        "secure_account",
        "lender",
    ]


def test_a_sum_paid_at_once_is_not_missing_by_the_month() -> None:
    from model.option import Wishes
    from model.ways import Table

    poor = Means(
        income=10_000, essentials=5_000, other_dues=0, own_dues=0, left=5_000, reserve=0, ceiling=5_000, given=True
    )
    table = Table(case(), BOOK, DAY, poor, None, Wishes())
    assert "at once" in str(table.carried(1_000_000, single=True)[1])
    assert "a month" in str(table.carried(1_000_000)[1])
