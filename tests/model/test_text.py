"""Text that comes in is made harmless; what is shown can do nothing to a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.text import clean_line, clean_note, masked, narrow_digits, shown

TEXT = st.text(st.characters(), max_size=60)
NASTY = st.text(st.sampled_from("a欠\x1b[31m]0;\x07\x9b\x9d\n\r\t\u202e\u200b\ufeff\ud800 é"), max_size=40)
UNFIT = {"Cc", "Cs"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\ufeff")


def unfit(text: str, *allowed: str) -> set[str]:
    return {c for c in text if (unicodedata.category(c) in UNFIT or c in TURNING) and c not in allowed}


@given(TEXT | NASTY)
def test_a_note_keeps_its_line_breaks_and_nothing_unfit(text: str) -> None:
    note = clean_note(text)
    assert not unfit(note, "\n")
    note.encode()
    assert clean_note(note) == note


@given(TEXT | NASTY)
def test_a_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert not unfit(line)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@given(TEXT | NASTY)
def test_what_is_shown_fits_one_line_of_a_terminal(text: str) -> None:
    assert not unfit(shown(text))
    assert len(shown(text).splitlines()) <= 1


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=60))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\x1b[31m红\x1b[0m", "红"),
        ("\x1b]0;标题\x07花呗", "花呗"),
        ("\x1b]8;;http://x\x1b\\点\x1b]8;;\x1b\\", "点"),
        ("\x9b2J清", "清"),
        ("a\x00b\x7fc", "abc"),
        ("甲\u202e乙", "甲乙"),
        ("e\u0301", "é"),
        ("客服[/]说 [paid]", "客服[/]说 [paid]"),
        ("１２３", "１２３"),
        ("  说  ", "  说"),
    ],
)
def test_escapes_controls_and_turned_text(raw: str, clean: str) -> None:
    assert clean_note(raw) == clean


def test_line_breaks_of_all_kinds() -> None:
    assert clean_note("一\r\n二\r三\u2028四\n") == "一\n二\n三\n四"
    assert clean_line(" 一\r\n 二\t三\u2029四 ") == "一 二 三 四"
    assert shown("一\n二") == "一 二"
    assert clean_note("一\t二") == "一    二"


@pytest.mark.parametrize(
    ("number", "hidden"),
    [
        ("310101199001011234", "310***********1234"),
        ("13812345678", "138****5678"),
        ("1234567", "*****67"),
        ("12", "12"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_numbers_are_masked_in_their_middle(number: str, hidden: str) -> None:
    assert masked(number) == hidden


@given(st.text(max_size=40))
def test_masking_keeps_the_length(number: str) -> None:
    assert len(masked(number)) == len(number)


def test_only_full_width_digits_are_narrowed() -> None:
    assert narrow_digits("１２３，．％四") == "123，．％四"
