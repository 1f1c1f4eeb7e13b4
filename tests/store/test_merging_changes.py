"""Two sessions on one record: what the later one did not mean to touch stays, what it replaced is told, with whom."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from model import edits
from model.case import Agreement, Budget, Case, Expense, Form, Payment, Point, RequestKind, StepState
from model.change import Change
from model.said import Said

TODAY = date(2026, 11, 24)
Make = Callable[..., Case]
Open = Callable[..., Any]


def note(text: str, state: StepState = StepState.TODO) -> Change:
    """A form's whole answer on a step that had none."""
    return edits.note_step.by(step="follow_up", state=state, on=None, text=text)


def test_the_first_note_of_two_on_one_step_is_told(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    shown = mine.add(small("a1"))
    theirs.update("a1", note("王的第一条"))
    saved = mine.save("a1", note("李的第一条"), shown=shown)
    told = [(one.path, one.theirs, one.ours, one.who) for one in saved.replaced]
    assert told == [(("steps", "follow_up", "note"), "王的第一条", "李的第一条", "王")]


def test_only_the_fields_that_were_changed_are_put_back(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    payment = Payment(id="p1", on=TODAY, amount=100_00, note="一")
    shown = mine.add(small("a1", payments=(payment,), serial=1))
    theirs.update("a1", edits.revise.by(field="payments", id="p1", values={"note": "王写的"}))
    whole = {name: getattr(payment, name) for name in ("on", "amount", "note")}
    saved = mine.save("a1", edits.revise.by(field="payments", id="p1", values={**whole, "amount": 99_00}), shown=shown)
    assert saved.replaced == ()
    assert (saved.case.payments[0].amount, saved.case.payments[0].note) == (99_00, "王写的")
    changed = mine.history("a1")[-1]
    assert [(op.path, op.before, op.after) for op in changed.ops] == [(("payments", "p1", "amount"), 100_00, 99_00)]
    assert mine.undo("a1").of == changed.id
    assert (mine.case("a1").payments[0].amount, mine.case("a1").payments[0].note) == (100_00, "王写的")


def test_a_line_that_another_added_stays_where_the_whole_list_is_given(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    shown = mine.add(small("a1"))
    theirs.update("a1", edits.set_budget.by(Budget(expenses=(Expense(id="e1", label="rent", amount=800_00),))))
    saved = mine.save("a1", edits.set_budget.by(Budget(reserve=100_00)), shown=shown)
    assert saved.case.budget.reserve == 100_00
    assert [one.id for one in saved.case.budget.expenses] == ["e1"]


def test_a_record_taken_out_while_another_wrote_in_it_is_told(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    shown = mine.add(small("a1", payments=(Payment(id="p1", on=TODAY, amount=100_00),), serial=1))
    theirs.update("a1", edits.revise.by(field="payments", id="p1", values={"note": "王写的"}))
    saved = mine.save("a1", edits.remove.by(field="payments", id="p1"), shown=shown)
    assert saved.case.payments == ()
    assert [(one.path[-1], one.theirs, one.ours, one.who) for one in saved.replaced] == [("note", "王写的", None, "王")]


@pytest.mark.parametrize("words", ["a", "b"])
def test_points_of_an_agreement_with_the_same_key_are_told(book: Open, small: Make, words: str) -> None:
    mine, theirs = book("李"), book("王")
    offer = Agreement(id="a1", on=TODAY, kind=RequestKind.INSTALMENTS)
    shown = mine.add(small("a1", agreement=offer))
    theirs.update("a1", edits.settle_point.by(Point(id="missed", words="a", form=Form.ORAL)))
    saved = mine.save("a1", edits.settle_point.by(Point(id="missed", words=words, form=Form.ORAL)), shown=shown)
    assert [(one.theirs, one.ours, one.who) for one in saved.replaced] == ([] if words == "a" else [("a", "b", "王")])


def test_a_change_that_cannot_be_made_on_what_was_shown_is_made_as_it_is(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    shown = mine.add(small("a1"))
    theirs.update("a1", edits.record_payment.by(Payment(id="", on=TODAY, amount=1_00)))

    def only_on_the_newest(case: Case) -> Case:
        return edits.revise(case, field="payments", id="p1", values={"note": "x"})

    saved = mine.save("a1", Change(only_on_the_newest, Said("x")), shown=shown)
    assert saved.case.payments[0].note == "x" and saved.replaced == ()


def test_a_note_keeps_its_place_among_the_steps(small: Make) -> None:
    case = small("a1")
    for step in ("one", "two"):
        case = edits.note_step(case, step=step, state=StepState.TODO, on=None, text=step)
    case = edits.note_step(case, step="one", state=StepState.DONE, on=TODAY)
    assert [(one.id, one.note) for one in case.steps] == [("one", "one"), ("two", "two")]
    assert msgspec.structs.asdict(case.steps[0])["state"] is StepState.DONE
