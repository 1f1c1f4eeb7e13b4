"""Finding by letters: every character of a name has its initial, by the reading people use."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from model.case import Case, Person
from model.road import view
from store.playbooks import load
from tui.say import install
from tui.search import initial, initials, matches

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("hb", "花呗"),
        ("jb", "借呗"),
        ("dtt", "丁婷婷"),
        ("qzx", "秦梓轩"),
        ("wsd", "网商贷"),
        ("byj", "备用金"),
        ("cq", "重庆"),
        ("zxm", "曾小明"),
        ("sxm", "单小明"),
        ("xxm", "解小明"),
        ("lzy", "刘梓妍"),
        ("hyq", "何玥琪"),
    ],
)
def test_two_or_three_letters_find_a_name(small: Callable[..., Case], letters: str, text: str) -> None:
    install("zh")
    for case in (small(title=text + " 9月账单"), small(title="x", person=Person(name=text))):
        assert matches(letters, case, view(case, load(), TODAY))
        assert matches(letters.upper(), case, view(case, load(), TODAY))
        assert not matches(letters + "q", case, view(case, load(), TODAY))


def test_every_common_character_has_an_initial() -> None:
    level_two = [bytes((high, low)).decode("gb2312") for high in range(0xD8, 0xF8) for low in range(0xA1, 0xFF)]
    level_one = [
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFA if high == 0xD7 else 0xFF)
    ]
    assert [one for one in level_one + level_two if not initial(one)] == []
    assert all(one.islower() and one.isascii() for character in level_one for one in initial(character))
    assert initials("a花 b呗") == ("h", " ", "b")
    assert [initial(one) for one in ("a", "1", "·", "¥", "😀", "한", "")[:6]] == [""] * 6


@pytest.mark.parametrize("size", [(40, 16), (80, 24)])
@pytest.mark.parametrize(
    ("language", "nothing", "none"),
    [
        ("zh", "没有和“zzz”对上的。按 Esc 显示全部", "没有记在你名下的。按 o 显示全部"),
        ("en", "Nothing fits “zzz”. Esc shows all", "None is yours. o shows all"),
    ],
)
async def test_a_search_without_a_find_says_so(
    app_on: Callable[..., Any],
    small: Callable[..., Case],
    size: tuple[int, int],
    language: str,
    nothing: str,
    none: str,
) -> None:
    async with app_on(small(adviser="王"), small("b2", "借呗", adviser="王"), size=size, language=language) as on:
        await on.press("slash")
        await on.type("zzz")
        await on.settle()
        assert nothing in on.text
        await on.press("escape")
        assert "花呗 9月账单" in on.text and nothing not in on.text
        await on.press("o")
        assert none in on.text
        assert ("mine" in on.text) is (language == "en") and ("我的" in on.text) is (language == "zh")
        await on.press("o")
        assert "借呗" in on.text
