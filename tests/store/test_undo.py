"""Undo and redo: field by field, after restarts, and never with another session's later change."""

from collections.abc import Callable

import msgspec
import pytest
from traces import noted

from model.case import Case, Payment, Person
from model.change import with_changed, with_new, without
from store.book import CaseBook
from store.errors import Conflict, NoSuchEntry, NothingToUndo
from store.history import KEPT, Kind

Open = Callable[..., CaseBook]
Make = Callable[..., Case]


def paid(amount: int) -> Callable[[Case], Case]:
    def change(case: Case) -> Case:
        return with_new(case, "payments", Payment(id="", on=case.opened_on, amount=amount), "p")

    return change


def test_the_last_change_is_taken_back_and_made_again(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    one.update("a1", noted("y"))
    undo = one.undo()
    assert undo.kind is Kind.UNDO and one.case("a1").note == "x"
    one.undo()
    assert one.case("a1").note == ""
    one.redo()
    one.redo()
    assert one.case("a1").note == "y"
    with pytest.raises(NothingToUndo):
        one.redo()
    assert [entry.kind.value for entry in book().history("a1")] == ["change"] * 3 + ["undo"] * 2 + ["redo"] * 2


def test_sixty_changes_go_back_after_a_restart_and_come_again(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    for n in range(KEPT + 10):
        one.update("a1", noted(str(n)))
    again = book()
    for n in range(60):
        again.undo("a1")
        assert again.case("a1").note == str(KEPT + 8 - n)
    third = book()
    for _ in range(60):
        third.redo("a1")
    assert third.case("a1").note == str(KEPT + 9)
    assert sum(entry.kind is Kind.CHANGE for entry in third.history("a1")) == KEPT


def test_a_history_does_not_grow_for_ever(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    for _ in range(KEPT + 10):
        one.undo("a1")
        one.redo("a1")
    assert len(one.history("a1")) <= 2 * KEPT


def test_undo_never_takes_anothers_later_change_with_it(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    mine.add(small("a1"))
    mine.update("a1", noted("李"))
    theirs.update("a1", lambda case: msgspec.structs.replace(case, lender="银行"))
    mine.undo()
    assert (mine.case("a1").note, mine.case("a1").lender) == ("", "银行")


def test_undo_takes_the_same_persons_last_change_of_the_whole_book(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    mine.add_all([small("a1"), small("b2")])
    mine.update("a1", noted("李 a"))
    mine.update("b2", noted("李 b"))
    theirs.update("a1", lambda case: msgspec.structs.replace(case, lender="银行"))
    mine.undo()
    assert [case.note for case in mine.cases()] == ["李 a", ""]
    mine.undo()
    assert [case.note for case in mine.cases()] == ["", ""]
    assert mine.case("a1").lender == "银行"


def test_a_field_changed_since_shows_both_and_stays(book: Open, small: Make, case_file: object) -> None:
    mine, theirs = book("李"), book("王")
    mine.add(small("a1"))
    mine.update("a1", noted("李"))
    theirs.update("a1", noted("王"))
    with pytest.raises(Conflict) as caught:
        mine.undo()
    assert (caught.value.path, caught.value.then, caught.value.now) == (("note",), "李", "王")
    assert mine.case("a1").note == "王" and len(mine.history("a1")) == 3


def test_numbers_of_a_person_are_masked_in_a_conflict(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    for number in ("310101199001011234", "310101199001015678"):
        one.update("a1", lambda case, number=number: msgspec.structs.replace(case, person=Person(id_number=number)))
    with pytest.raises(Conflict) as caught:
        one.undo_entry("a1", one.history("a1")[1].id)
    assert "199001" not in str(caught.value.said) and "199001" not in str(caught.value)


def test_anyones_entry_is_taken_back_and_its_undo_too(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    mine.add(small("a1"))
    theirs.update("a1", noted("王"))
    wrong = mine.history("a1")[1] if mine.poll() else None
    assert wrong is not None
    undo = mine.undo_entry("a1", wrong.id)
    assert mine.case("a1").note == ""
    with pytest.raises(NoSuchEntry):
        mine.undo_entry("a1", wrong.id)
    mine.undo_entry("a1", undo.id)
    assert mine.case("a1").note == "王"
    with pytest.raises(NoSuchEntry):
        mine.undo_entry("a1", "999")


def test_two_equal_payments_are_told_apart(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", paid(100))
    one.update("a1", paid(100))
    one.undo_entry("a1", one.history("a1")[1].id)
    assert [payment.id for payment in one.case("a1").payments] == ["p2"]
    one.update("a1", paid(5))
    assert [payment.id for payment in one.case("a1").payments] == ["p2", "p3"], "an id is never given twice"


def test_undo_after_a_removal_brings_the_record_back_as_it_was(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    for amount in (1, 2, 3):
        one.update("a1", paid(amount))
    before = one.case("a1")
    one.update("a1", lambda case: without(case, "payments", "p2"))
    one.undo()
    assert one.case("a1") == before


def test_an_undone_serial_is_not_given_again(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", paid(1))
    one.undo()
    one.update("a1", paid(2))
    assert [payment.id for payment in one.case("a1").payments] == ["p2"]


def test_opening_and_removing_a_case_are_undone(book: Open, small: Make) -> None:
    one = book()
    one.add_all([small("a1"), small("b2"), small("c3")])
    one.update("b2", noted("x"))
    before = one.cases()
    one.remove("b2")
    assert one.removed() == ["b2"] and [case.id for case in one.cases()] == ["a1", "c3"]
    again = book()
    again.undo()
    assert again.cases() == before
    again.redo()
    assert again.ids() == ["a1", "c3"]
    again.undo()
    again.undo()
    again.undo()
    assert again.cases() == []
    again.redo()
    assert again.ids() == ["a1", "b2", "c3"]


def test_a_case_others_worked_on_is_not_unopened(book: Open, small: Make) -> None:
    mine, theirs = book("李"), book("王")
    mine.add(small("a1"))
    theirs.update("a1", noted("王"))
    with pytest.raises(Conflict):
        mine.undo()
    assert mine.case("a1").note == "王"


def test_a_new_change_ends_the_redo(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", noted("x"))
    one.undo()
    one.update("a1", noted("y"))
    with pytest.raises(NothingToUndo):
        one.redo()


def test_many_in_one_write_go_back_in_one(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.take_in([small("b2"), small("c3")], {"a1": noted("imported")})
    one.undo()
    assert [(case.id, case.note) for case in one.cases()] == [("a1", "")]
    one.redo()
    assert [(case.id, case.note) for case in one.cases()] == [("a1", "imported"), ("b2", ""), ("c3", "")]


def test_what_would_no_longer_fit_is_refused(book: Open, small: Make) -> None:
    one = book()
    one.add(small("a1"))
    one.update("a1", paid(5))
    one.update("a1", lambda case: with_changed(case, "payments", "p1", note="x"))
    with pytest.raises(Conflict):
        one.undo_entry("a1", one.history("a1")[1].id)
    assert len(one.case("a1").payments) == 1
