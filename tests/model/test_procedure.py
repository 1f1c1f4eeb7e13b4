"""Every section of the procedure that the program exists for lives somewhere real."""

import importlib
import tomllib
from functools import reduce
from pathlib import Path

import pytest

import model.playbook
from model.playbook_check import playbook_from

SOURCE = Path(model.playbook.__file__).parent / "playbooks" / "alipay.toml"
BOOK = playbook_from(tomllib.loads(SOURCE.read_text(encoding="utf-8")))

SECTIONS = {
    "1.1": "overdue because money ran out",
    "1.2": "overdue because the date was forgotten",
    "1.3": "overdue because phone or address changed, so reminders never came",
    "2.1": "interest and penalties grow each day by contract",
    "2.2": "recorded in the credit report, hurts later borrowing",
    "2.3": "in extreme cases the lender goes to law",
    "3.1": "look at once: amount overdue, days overdue",
    "3.2": "repay soon if you can",
    "3.3": "otherwise contact customer service and negotiate",
    "4.1": "materials: identity document, proof of ability to repay, overdue bill",
    "4.2": "channels: in-app online service, the hotline",
    "4.3": "explain: why overdue, present finances",
    "4.4": "request: extend the term, pay by instalments, waive part of interest or penalty",
    "4.5": "wait; the platform decides by its policy and your case",
    "4.6": "read the agreement, confirm duties, then repay as agreed",
    "5.1": "plan repayment before borrowing",
    "5.2": "set reminders for due dates",
    "5.3": "check the credit report regularly",
    "5.4": "manage money: plan income and spending",
    "6": "settle early, negotiate effectively",
}
"""The sections of the article 支付宝逾期可以协商流程, and what each says."""

LIVES = [(row.section, place) for row in BOOK.sections for place in row.lives]


def resolve(place: str) -> object:
    """Return what ``steps.snapshot`` or ``model.owed.owed`` names; raises where nothing does."""
    head, _, rest = place.partition(".")
    if head in BOOK.__struct_fields__:
        return next(part for part in getattr(BOOK, head) if part.id == rest)
    names = place.split(".")
    for length in range(len(names), 0, -1):
        try:
            module = importlib.import_module(".".join(names[:length]))
        except ModuleNotFoundError as error:
            if error.name is None or not place.startswith(error.name):
                raise
            continue
        return reduce(getattr, names[length:], module)
    raise LookupError(place)


def test_every_section_has_its_row_in_order() -> None:
    assert [row.section for row in BOOK.sections] == list(SECTIONS)
    assert all(row.lives for row in BOOK.sections)


@pytest.mark.parametrize(("section", "place"), LIVES)
def test_what_a_section_names_is_there(section: str, place: str) -> None:
    assert resolve(place) is not None


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_lives_in_the_data_itself(section: str) -> None:
    assert any(place.partition(".")[0] in BOOK.__struct_fields__ for found, place in LIVES if found == section)


def test_no_part_of_the_playbook_names_a_section_that_is_none() -> None:
    for name in BOOK.__struct_fields__:
        parts = getattr(BOOK, name)
        for part in parts if isinstance(parts, tuple) else ():
            section = getattr(part, "section", None)
            assert section is None or section in SECTIONS, (name, section)
