"""Every sentence has its Chinese, none is stale, and both have the same fields."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("catalog", ROOT / ".build" / "catalog.py")
assert SPEC is not None
assert SPEC.loader is not None
catalog = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(catalog)

HAN = re.compile(r"[\u4e00-\u9fff]")
AS_IT_IS = {"中文/English", "%(prog)s, version %(version)s", "还清 huanqing", "SHA-256"}
"""Messages that are the same in both languages."""


@pytest.fixture(scope="module")
def found():
    return catalog.found()


@pytest.fixture(scope="module")
def known():
    return catalog.known([catalog.PO])


def test_nothing_is_missing(found, known):
    assert [key for key in found if key not in known] == []


def test_nothing_is_stale(found, known):
    assert [key for key in known if key not in found] == []


def test_translations_have_the_fields_of_their_msgids(known):
    for (_context, text), string in known.items():
        texts = text if isinstance(text, tuple) else (text,)
        fields = set().union(*(re.findall(r"{(\w+)[^}]*}|%\((\w+)\)s", one) for one in texts))
        assert set(re.findall(r"{(\w+)[^}]*}|%\((\w+)\)s", string)) <= fields, text
        assert string.count("{") == string.count("}"), text


def test_chinese_is_chinese(known):
    for (_context, text), string in known.items():
        if text in AS_IT_IS or not re.search(r"[A-Za-z]{3}", re.sub(r"{[^}]*}", "", str(text))):
            continue
        assert HAN.search(string), text


def test_chinese_neither_shouts_nor_blames(known):
    never = (
        "！",
        "!!",
        "老赖",
        "失信",
        "恶意",
        "赖账",
        "停息挂账",
        "反催收",
        "征信修复",
        "上岸",
        "周转一下",
        "加油",
        "最后机会",
        "成功率",
    )
    for (_context, text), string in known.items():
        assert not [word for word in never if word in string], text
