"""Amounts and rates as people write them; sharing and rounding to the fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.money import (
    LARGEST,
    WrongAmount,
    WrongRate,
    half_up,
    parse_amount,
    parse_rate,
    percent,
    plain,
    share,
    yuan,
)

FEN = st.integers(1, LARGEST)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0.01", 1),
        ("5", 500),
        ("1612", 161_200),
        ("1,612.00", 161_200),
        ("1，234.5", 123_450),
        ("１６１２", 161_200),
        ("999,999,999.99", LARGEST),
    ],
)
def test_amounts_are_read(text: str, fen: int) -> None:
    assert parse_amount(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0.00",
        "-1",
        "+1",
        "1e3",
        "1.234",
        ".5",
        "5.",
        "1,23",
        "1,2345",
        "12,34,567",
        "1000000000",
        "¥5",
        "NaN",
        "1 000",
        "007",
        "0,001",
        " 5",
        "5 ",
        "1\n",
        "０．５",
        "1٠",
        "9" * 40,
        "1_000",
        "∞",
        "1\n2",
    ],
)
def test_all_else_is_no_amount(text: str) -> None:
    with pytest.raises(WrongAmount):
        parse_amount(text)


def test_zero_only_where_it_is_asked_for() -> None:
    assert parse_amount("0", zero=True) == 0


@given(FEN)
def test_what_is_printed_reads_back(fen: int) -> None:
    assert parse_amount(plain(fen)) == fen
    assert parse_amount(yuan(fen, "")) == fen
    assert parse_amount(yuan(fen, "").replace(",", "，")) == fen


@pytest.mark.parametrize(
    ("fen", "exported", "shown"),
    [
        (0, "0.00", "¥0.00"),
        (-5, "-0.05", "-¥0.05"),
        (123_456_789, "1234567.89", "¥1,234,567.89"),
        (-100, "-1.00", "-¥1.00"),
    ],
)
def test_both_ways_to_show_an_amount(fen: int, exported: str, shown: str) -> None:
    assert (plain(fen), yuan(fen)) == (exported, shown)


@pytest.mark.parametrize(
    ("exact", "fen"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("-1.4", -1), ("0.4", 0)]
)
def test_halves_go_away_from_zero(exact: str, fen: int) -> None:
    assert half_up(Decimal(exact)) == fen


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_rounding_is_never_further_than_half_a_fen(fen: int, hundredths: int) -> None:
    exact = Decimal(fen) + Decimal(hundredths) / 100
    assert abs(half_up(exact) - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("12.9%", "0.129"),
        ("0.129", "0.129"),
        ("０.05％", "0.0005"),
        ("5‰", "0.005"),
        ("1", "1"),
        ("0", "0"),
    ],
)
def test_rates_are_read(text: str, rate: str) -> None:
    assert parse_rate(text) == Decimal(rate)


@pytest.mark.parametrize("text", ["", "12.9", "-1%", "1e-3", "%", "1%%", "NaN", ".5", "36 %", "0." + "1" * 40])
def test_a_bare_number_above_one_and_all_else_is_no_rate(text: str) -> None:
    with pytest.raises(WrongRate):
        parse_rate(text)


@given(st.integers(0, 10**6))
def test_a_percentage_printed_reads_back(hundredths: int) -> None:
    rate = Decimal(hundredths) / 10_000
    assert parse_rate(percent(rate)) == rate


def test_a_percentage_has_no_needless_zeros() -> None:
    assert [percent(Decimal(rate)) for rate in ("0.129", "0.1", "0.24001", "1", "0.00005")] == [
        "12.9%",
        "10%",
        "24%",
        "100%",
        "0.01%",
    ]


@given(st.integers(0, LARGEST), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_shares_sum_to_the_whole_and_none_is_a_fen_off(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole
            assert weight or not part


@given(st.integers(0, LARGEST), st.integers(1, 30))
def test_equal_weights_share_equally_the_first_get_the_odd_fen(total: int, n: int) -> None:
    parts = share(total, [7] * n)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_no_weight_at_all_goes_to_the_first_and_none_is_refused() -> None:
    assert share(10, [0, 0, 0]) == [10, 0, 0]
    for weights in ([], [1, -1]):
        with pytest.raises(ValueError, match="weights"):
            share(10, weights)
