"""Widths, lines and pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.cells import cell_len, pages, wrapped


@pytest.mark.parametrize(
    ("text", "cells"),
    [("abc", 3), ("还清", 4), ("¥1,612", 6), ("￥1", 3), ("e\u0301", 1), ("a\u200b", 1), ("，", 2), ("", 0)],
)
def test_width_of_text(text: str, cells: int) -> None:
    assert cell_len(text) == cells


def test_a_closing_mark_does_not_begin_a_line_and_a_number_stays_whole() -> None:
    lines = wrapped("我想分期还，每期1612元。", 14)
    assert lines == ["我想分期还，", "每期1612元。"]
    assert all(line[0] not in "，。" for line in wrapped("一二三四五六，七八九。", 12))


@given(st.text(st.sampled_from("还清花呗abc 1234，。（）¥\n"), max_size=200), st.integers(2, 60))
def test_no_line_is_wider_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(st.sampled_from("还清花呗abc 1234，。\n"), max_size=400), st.integers(1, 20))
def test_pages_hold_every_line_and_are_never_too_high(text: str, height: int) -> None:
    found = pages(text, 40, height)
    assert all(page.count("\n") < height for page in found)
    assert "\n".join(found) == "\n".join(wrapped(text, 40))
    assert len(found) <= -(-len(wrapped(text, 40)) // height)
