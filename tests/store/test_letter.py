"""The letter as a page to print: how each line is set, and that nothing in it runs or is fetched."""

import re
from datetime import date
from pathlib import Path

import pytest

from model.demo import demo_cases
from model.purpose import ONE_FORM, Purpose, Way
from store.letter import letter_html, letter_lines, text_bytes
from store.playbooks import load
from store.statement import statement

TODAY = date(2026, 11, 24)

LETTER = """情况说明及协商申请

致：某消费金融有限公司
申请人：李明，联系电话13812345678

一、欠款情况。App 显示应还100元。
以上内容属实。

此致
敬礼

申请人：李明
2026年11月24日"""


def test_each_line_is_set_as_letters_are() -> None:
    found = [(line.set, line.text[:4]) for line in letter_lines(LETTER)]
    assert found == [
        ("title", "情况说明"),
        ("flush", "致：某消"),
        ("flush", "申请人："),
        ("gap", ""),
        ("body", "一、欠款"),
        ("body", "以上内容"),
        ("gap", ""),
        ("body", "此致"),
        ("flush", "敬礼"),
        ("sign", "申请人："),
        ("sign", "2026"),
    ]


@pytest.mark.parametrize("text", ["", "一句话。", "2026年11月24日", "致：某公司\n您好。", "标题\n\n正文"])
def test_an_edited_text_of_any_shape_keeps_every_line(text: str) -> None:
    kept = [line.text for line in letter_lines(text) if line.text]
    assert kept == [line for line in text.split("\n") if line]


def test_what_was_typed_is_never_markup_and_nothing_is_fetched() -> None:
    page = letter_html(LETTER + "\n<script>alert(1)</script><img src=http://x>&").decode()
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert "default-src 'none'" in page and not re.search(r"url\(|@import|<link|src=\"", page)
    assert "李明" not in page.split("</title>")[0]


@pytest.mark.parametrize("about", [about for about in Purpose if about is not Purpose.RELATIVE])
def test_every_letter_has_title_whom_closing_and_a_signature(about: Purpose) -> None:
    playbook = load("alipay")
    for case in demo_cases(13, 1, TODAY):
        made = statement(case, playbook, Way.LETTER, TODAY, about=about)
        lines = letter_lines(made.text)
        assert [line.set for line in lines[:1]] == ["title"] and lines[-1].text == "2026年11月24日"
        assert [line.set for line in lines if line.text in ("此致", "敬礼")] == ["body", "flush"]
        assert [line.set for line in lines].count("sign") == 2
        if about not in ONE_FORM:
            assert not re.search(r"(?<!年)\b\d{1,2}月\d{1,2}日", made.text), made.text


def test_the_name_of_the_file_says_which_form(tmp_path: Path) -> None:
    assert text_bytes(LETTER, "a.txt") == (LETTER + "\n").encode()
    assert text_bytes(LETTER, "a.HTML").startswith(b"<!DOCTYPE html>")
