"""The number in a record's id: it tells the order in which records of one day were made."""

from functools import lru_cache


@lru_cache(maxsize=65536)
def serial_of(id: str) -> int:
    """Return the number in a record's id (``k12``: 12), 0 where there is none."""
    digits = id.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isascii() and digits.isdecimal() else 0
