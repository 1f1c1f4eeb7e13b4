"""How the app feels, beside the minimal stock app: bytes exactly, times with a wide margin for a noisy machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from grown import growth
from harness import Bench, Figures, beside_mini, due_against_python, screens, slow_line

ROUNDS = 5
MARGIN = 1.5
"""How much worse than promised a time may look here before it counts as broken."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    yield Bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def medians(bench: Bench) -> dict[str, Figures]:
    return beside_mini(bench, ROUNDS, idle=20)


@pytest.mark.parametrize(
    ("name", "most"),
    [("start_bytes", 4096), ("down_bytes", 300), ("page_bytes", 1843), ("held_bytes", 400)],
)
def test_bytes(medians: dict[str, Figures], name: str, most: int) -> None:
    assert medians["huanqing"][name] <= most


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("start_seconds", 0.90),
        ("down_seconds", 0.8),
        ("page_seconds", 0.5),
        ("held_lag", 0.5),
        ("quit_seconds", 0.15),
        ("memory", 1.25),
    ],
)
def test_ratios_to_the_minimal_app(medians: dict[str, Figures], name: str, most: float) -> None:
    loosened = min(1.0, most * MARGIN) if most < 1 else most * MARGIN  # never slower than the minimal app
    assert medians["huanqing"][name] / medians["mini"][name] <= loosened


def test_the_terminal_is_restored(medians: dict[str, Figures]) -> None:
    assert medians["huanqing"]["restored"] == 1


def test_idle_costs_nothing(medians: dict[str, Figures]) -> None:
    assert medians["huanqing"]["idle_bytes"] == 0
    assert medians["huanqing"]["idle_share"] <= 0.002 * MARGIN


def test_screens_and_forms_are_small(bench: Bench) -> None:
    assert {name: count for name, count in screens(bench).items() if not 0 < count <= 3072} == {}


def test_due_is_near_a_bare_python(bench: Bench) -> None:
    assert due_against_python(bench, ROUNDS) <= 8 * MARGIN


@pytest.mark.parametrize("answers", [True, False])
def test_a_slow_line_stays_usable(bench: Bench, answers: bool) -> None:
    figures = slow_line(bench, answers=answers)
    assert figures["home"] <= 3
    assert figures["key"] <= 1
    assert figures["held"] <= 1.5 * MARGIN
    assert figures["held_page"] <= 1.5 * MARGIN


def test_a_thousand_cases_feel_like_ten(bench: Bench) -> None:
    few, many = growth(bench, 10), growth(bench, 1000)
    assert many["home"] <= 2 * few["home"] * MARGIN
    assert many["key"] <= 1.2 * few["key"] * MARGIN
    assert many["save"] <= 0.15 * MARGIN
    assert many["blocked"] <= 0.05 * MARGIN
    assert many["seen"] <= 2
