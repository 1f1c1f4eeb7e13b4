"""Money is integer fen; rates are Decimal. The one rounding rule and the one way to read and write both."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from model.text import narrow_digits

LARGEST = 99_999_999_999
"""The largest amount one field may hold: 999,999,999.99 yuan, in fen."""

_AMOUNT = r"(0|[1-9]\d*|[1-9]\d{0,2}(?:[,，]\d{3})+)(?:\.(\d{1,2}))?"
_RATE = r"(\d+(?:\.\d+)?)(%|％|‰)?"


class WrongAmount(ValueError):
    """The text is not an amount between 0.01 and 999,999,999.99 yuan with at most two decimals."""


class WrongRate(ValueError):
    """The text is not a rate: `12.9%`, or a decimal fraction no greater than one such as `0.129`."""


def parse_amount(text: str, *, zero: bool = False) -> int:
    """Return the fen of an amount in yuan as people write it: ``1612``, ``1,612.00``, ``１６１２``.

    Raises `WrongAmount` on signs, exponents, blanks, zeros in front, more than two decimals, misplaced separators,
    zero (unless `zero`) and amounts above `LARGEST`.
    """
    match = re.fullmatch(_AMOUNT, narrow_digits(text), re.ASCII)
    if match is None or len(match[1]) > 15:
        raise WrongAmount(text)
    yuan = int(match[1].replace(",", "").replace("，", ""))
    fen = yuan * 100 + int((match[2] or "0").ljust(2, "0"))
    if fen > LARGEST or (fen == 0 and not zero):
        raise WrongAmount(text)
    return fen


def above_largest(text: str) -> bool:
    """Whether the text is written like an amount and only is more than `LARGEST`."""
    match = re.fullmatch(_AMOUNT, narrow_digits(text.strip()), re.ASCII)
    return (
        match is not None and int(match[1].replace(",", "").replace("，", "").lstrip("0")[:15] or "0") * 100 > LARGEST
    )


def plain(fen: int) -> str:
    """Return fen as a decimal string in yuan, as exported: ``"1234.56"``, ``"-0.05"``."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def yuan(fen: int, sign: str = "¥") -> str:
    """Return fen as people read them: ``¥1,234.56``, ``-¥0.05``."""
    minus, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{minus}{sign}{fen // 100:,}.{fen % 100:02d}"


def half_up(fen: Decimal) -> int:
    """Round an exact number of fen to whole fen, halves away from zero: the only rounding in the model."""
    return int(fen.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def parse_rate(text: str) -> Decimal:
    """Return a rate written ``12.9%`` or ``0.129`` as a decimal fraction.

    Raises `WrongRate` on signs, exponents and on a bare number above 1, which needs its percent sign.
    """
    match = re.fullmatch(_RATE, narrow_digits(text.strip()), re.ASCII)
    if match is None or len(match[0]) > 30:
        raise WrongRate(text)
    try:
        number = Decimal(match[1])
    except InvalidOperation as error:
        raise WrongRate(text) from error
    if match[2] is None:
        if number > 1:
            raise WrongRate(text)
        return number
    return number / (1000 if match[2] == "‰" else 100)


def percent(rate: Decimal, places: int = 2) -> str:
    """Return a decimal fraction as a percentage without needless zeros: ``0.129`` → ``12.9%``."""
    text = f"{(rate * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + "%"


def share(total: int, weights: list[int]) -> list[int]:
    """Split `total` fen in proportion to `weights` so that the parts sum to it exactly.

    The fen that rounding leaves over go to the largest remainders, earliest first. All weights zero:
    everything to the first. Raises ValueError on no weights or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not negative")
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[:left]:
        parts[i] += 1
    return parts
