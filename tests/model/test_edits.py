"""Every change of a case: applied, told in one sentence, and none that the sentence cannot be made of."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from model import edits
from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Complaint,
    Contact,
    CourtKind,
    CourtPaper,
    CreditCheck,
    Form,
    Income,
    Instalment,
    Loan,
    Material,
    MaterialState,
    Outcome,
    Payment,
    Point,
    Product,
    Reason,
    Request,
    RequestKind,
    SentText,
    Snapshot,
    StepState,
    Transfer,
    WrongValue,
)
from model.change import Change, Changer, NotThere, with_new

DAY = date(2026, 11, 24)
CASE = Case(id="a1", title="花呗 9月账单", opened_on=DAY, product=Product.HUABEI)
ROWS = tuple(
    Instalment(number=n, due=date(2026, 11 + n, 10) if n < 2 else date(2027, n - 1, 10), principal=100)
    for n in (1, 2, 3)
)
OFFER = Agreement(id="", on=DAY, total=300, rows=ROWS)
OFFERED = edits.record_offer(CASE, OFFER)
AGREED = edits.accept_offer(OFFERED, on=DAY, form=Form.WRITTEN)
BROKEN = edits.break_off(AGREED, on=DAY)
FILLED = edits.record_payment(
    edits.add_snapshot(CASE, Snapshot(id="", on=DAY, total=5)), Payment(id="", on=DAY, amount=7)
)

Seen = Callable[[Case], object]

TABLE: dict[str, tuple[Case, Change, Seen, object]] = {
    "opened": (CASE, edits.opened.by(title="花呗"), lambda case: case, CASE),
    "set_facts": (
        CASE,
        edits.set_facts.by(lender="甲", reasons=(Reason.FORGOT,)),
        lambda c: (c.lender, c.reasons),
        ("甲", (Reason.FORGOT,)),
    ),
    "add_snapshot": (
        CASE,
        edits.add_snapshot.by(Snapshot(id="", on=DAY, total=1_864_237)),
        lambda c: (c.snapshots[0].id, c.snapshots[0].total),
        ("s1", 1_864_237),
    ),
    "add_loan": (CASE, edits.add_loan.by(Loan(id="", label="借据 1")), lambda c: c.loans[0].id, "l1"),
    "note_step": (
        CASE,
        edits.note_step.by(step="lender", state=StepState.DONE, on=DAY),
        lambda c: (c.steps[0].id, c.steps[0].state),
        ("lender", StepState.DONE),
    ),
    "set_step": (
        CASE,
        edits.set_step.by(step="lender", state=StepState.TODO, values={"note": "合同里"}),
        lambda c: (c.steps[0].id, c.steps[0].note),
        ("lender", "合同里"),
    ),
    "add_material": (
        CASE,
        edits.add_material.by(Material(id="", name="流水", state=MaterialState.READY)),
        lambda c: c.materials[0].id,
        "m1",
    ),
    "log_contact": (
        CASE,
        edits.log_contact.by(Contact(id="", on=DAY, outcome=Outcome.REFUSED)),
        lambda c: c.contacts[0].id,
        "c1",
    ),
    "choose_request": (
        CASE,
        edits.choose_request.by(Request(id="", kind=RequestKind.WAIVER, chosen_on=DAY)),
        lambda c: c.requests[0].kind,
        RequestKind.WAIVER,
    ),
    "send_request": (
        edits.choose_request(CASE, Request(id="", kind=RequestKind.WAIVER, chosen_on=DAY)),
        edits.send_request.by(SentText(id="", on=DAY, form="letter", text="x")),
        lambda c: (c.requests[0].filed_on, [sent.text for sent in c.sent]),
        (DAY, ["x"]),
    ),
    "record_offer": (CASE, edits.record_offer.by(OFFER), lambda c: c.agreement.id, "a1"),
    "settle_point": (
        OFFERED,
        edits.settle_point.by(Point(id="missed", words="宽限三天", form=Form.WRITTEN)),
        lambda c: c.agreement.points[0].words,
        "宽限三天",
    ),
    "set_agreement": (OFFERED, edits.set_agreement.by(waived=9), lambda c: c.agreement.waived, 9),
    "accept_offer": (
        OFFERED,
        edits.accept_offer.by(on=DAY, form=Form.WRITTEN),
        lambda c: (c.agreement.state, c.instalments, c.agreement.rows),
        (AgreementState.AGREED, ROWS, ()),
    ),
    "decline_offer": (
        OFFERED,
        edits.decline_offer.by(on=DAY),
        lambda c: (c.agreement, c.past_agreements[0].state),
        (None, AgreementState.DECLINED),
    ),
    "break_off": (
        AGREED,
        edits.break_off.by(on=DAY),
        lambda c: (c.agreement.state, c.instalments),
        (AgreementState.BROKEN, ROWS),
    ),
    "take_up_again": (
        BROKEN,
        edits.take_up_again.by(on=DAY),
        lambda c: (c.agreement.state, c.agreement.ended_on),
        (AgreementState.AGREED, None),
    ),
    "set_instalments": (AGREED, edits.set_instalments.by(ROWS[:1]), lambda c: c.instalments, ROWS[:1]),
    "record_payment": (
        CASE,
        edits.record_payment.by(Payment(id="", on=DAY, amount=100)),
        lambda c: c.payments[0].id,
        "p1",
    ),
    "set_budget": (
        CASE,
        edits.set_budget.by(Budget(incomes=(Income(id="1", label="工资", amount=9),))),
        lambda c: c.budget.incomes[0].amount,
        9,
    ),
    "log_court": (
        CASE,
        edits.log_court.by(CourtPaper(id="", kind=CourtKind.SUMMONS, received_on=DAY)),
        lambda c: c.court[0].id,
        "j1",
    ),
    "log_complaint": (
        CASE,
        edits.log_complaint.by(Complaint(id="", level="service", filed_on=DAY)),
        lambda c: c.complaints[0].id,
        "k1",
    ),
    "log_transfer": (
        CASE,
        edits.log_transfer.by(Transfer(id="", noticed_on=DAY, creditor="乙")),
        lambda c: c.transfers[0].id,
        "t1",
    ),
    "keep_sent": (
        CASE,
        edits.keep_sent.by(SentText(id="", on=DAY, form="chat", text="您好")),
        lambda c: c.sent[0].id,
        "x1",
    ),
    "log_credit_check": (
        CASE,
        edits.log_credit_check.by(CreditCheck(id="", on=DAY)),
        lambda c: c.credit_checks[0].id,
        "r1",
    ),
    "close": (CASE, edits.close.by(on=DAY), lambda c: c.closed_on, DAY),
    "reopen": (edits.close(CASE, on=DAY), edits.reopen.by(), lambda c: c.closed_on, None),
    "revise": (
        FILLED,
        edits.revise.by(field="payments", id="p2", values={"note": "补"}, what="还款"),
        lambda c: (c.payments[0].note, c.payments[0].amount),
        ("补", 7),
    ),
    "remove": (FILLED, edits.remove.by(field="snapshots", id="s1", what="记录"), lambda c: c.snapshots, ()),
}

CHANGERS = {name for name, value in vars(edits).items() if isinstance(value, Changer)}


def test_the_table_has_every_change() -> None:
    assert set(TABLE) == CHANGERS


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_is_applied_and_told(name: str) -> None:
    before, change, seen, expected = TABLE[name]
    copy = msgspec.json.decode(msgspec.json.encode(before), type=Case)
    after = change(before)
    assert seen(after) == expected
    assert before == copy, "the case it was made from stays as it was"
    assert str(change.said).strip()
    assert "{" not in str(change.said)
    assert change(before) == after, "applied again to the same case it does the same"
    assert msgspec.json.decode(msgspec.json.encode(after), type=Case) == after


def test_ids_are_never_given_twice() -> None:
    one = edits.record_payment(CASE, Payment(id="", on=DAY, amount=1))
    gone = edits.remove(one, field="payments", id="p1")
    again = edits.record_payment(gone, Payment(id="", on=DAY, amount=1))
    assert [payment.id for payment in again.payments] == ["p2"]


def test_two_equal_payments_are_two() -> None:
    change = edits.record_payment.by(Payment(id="", on=DAY, amount=100))
    assert [payment.id for payment in change(change(CASE)).payments] == ["p1", "p2"]


@pytest.mark.parametrize("outcome", [Outcome.TOLD_TO_WAIT, Outcome.WANTS_PAPERS, Outcome.REFUSED])
def test_a_contact_about_a_chosen_request_files_it(outcome: Outcome) -> None:
    chosen = edits.choose_request(CASE, Request(id="", kind=RequestKind.INSTALMENTS, chosen_on=DAY))
    assert edits.log_contact(chosen, Contact(id="", on=DAY, outcome=outcome)).requests[0].filed_on == DAY
    assert edits.log_contact(chosen, Contact(id="", on=DAY)).requests[0].filed_on is None


def test_a_request_only_chosen_gives_way_and_a_filed_one_stays() -> None:
    chosen = edits.choose_request(CASE, Request(id="", kind=RequestKind.INSTALMENTS, chosen_on=DAY))
    other = Request(id="", kind=RequestKind.EXTENSION, chosen_on=DAY)
    assert [r.kind for r in edits.choose_request(chosen, other).requests] == [RequestKind.EXTENSION]
    filed = edits.send_request(chosen, SentText(id="", on=DAY, form="chat", text="x"))
    assert [r.id for r in edits.choose_request(filed, other).requests] == ["q1", "q3"]


def test_an_offer_after_an_agreement_keeps_the_old_rows() -> None:
    later = edits.record_offer(AGREED, OFFER)
    assert later.agreement is not None
    assert later.agreement.state is AgreementState.OFFERED
    assert (later.past_agreements[0].state, later.past_agreements[0].rows) == (AgreementState.BROKEN, ROWS)
    assert later.instalments == ()


def test_rows_are_put_in_the_order_of_their_days() -> None:
    mixed = edits.record_offer(CASE, msgspec.structs.replace(OFFER, rows=ROWS[::-1]))
    assert edits.accept_offer(mixed, on=DAY, form=Form.ORAL).instalments == ROWS


def test_a_point_without_words_is_open_again() -> None:
    settled = edits.settle_point(OFFERED, Point(id="missed", words="宽限三天"))
    assert edits.settle_point(settled, Point(id="missed")).agreement == OFFERED.agreement


def test_a_step_is_noted_once() -> None:
    once = edits.note_step(CASE, step="lender", state=StepState.DOING, on=DAY)
    again = edits.note_step(once, step="lender", state=StepState.DONE, on=DAY, text="合同里")
    assert [(note.state, note.note) for note in again.steps] == [(StepState.DONE, "合同里")]


@pytest.mark.parametrize("name", ["settle_point", "set_agreement", "accept_offer", "decline_offer", "break_off"])
def test_without_an_offer_these_are_refused(name: str) -> None:
    with pytest.raises(WrongValue):
        TABLE[name][1](CASE)


def test_an_offer_without_rows_cannot_be_accepted() -> None:
    bare = edits.record_offer(CASE, Agreement(id="", on=DAY))
    with pytest.raises(WrongValue, match="instalment"):
        edits.accept_offer(bare, on=DAY, form=Form.ORAL)


@pytest.mark.parametrize(
    "change", [edits.revise.by(field="payments", id="p9", values={}), edits.remove.by(field="court", id="j9")]
)
def test_a_record_that_is_gone_is_told(change: Change) -> None:
    with pytest.raises(NotThere):
        change(FILLED)


def test_the_sentence_keeps_long_and_personal_text_out() -> None:
    said = edits.log_contact.by(Contact(id="", on=DAY, said="说" * 100, number="13812345678", agent="工号 1")).said
    assert max(len(str(value)) for value in said.values.values()) <= 40
    sent = edits.keep_sent.by(SentText(id="", on=DAY, form="chat", text="您好")).said
    assert "text" not in sent.values


def test_a_new_record_gets_its_prefix_and_the_next_number() -> None:
    case = with_new(FILLED, "payments", Payment(id="zzz", on=DAY, amount=1), "p")
    assert (case.payments[-1].id, case.serial) == ("p3", 3)
