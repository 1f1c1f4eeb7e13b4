"""Text that people type or files bring: made harmless once, on the way in and on the way to a screen."""

import re
import unicodedata

LONGEST_LINE = 200
LONGEST_NOTE = 10_000

_ESCAPES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI
    r"|(?:\x1b[\]P^_X]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS and the other strings
    r"|\x1b[ -/]*[0-~]?"
)
_UNSAFE = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\ufff9-\ufffb\ud800-\udfff]"
)
_BREAKS = r"\s*[\r\n\u2028\u2029\t\x0b\x0c\x85]+\s*"
"""Patterns as text: `re` compiles each when it is first used and keeps it, so that a login does not wait for them."""


def clean_note(text: str) -> str:
    """Return `text` without escape sequences, control and direction-override characters; line breaks stay.

    Also composes accents (NFC) and drops surrogates, which could never be written as UTF-8.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = re.sub(_UNSAFE, "", re.sub(_ESCAPES, "", text))
    return unicodedata.normalize("NFC", text).replace("\t", "    ").rstrip()


def clean_line(text: str) -> str:
    """Return `text` as one harmless line: like `clean_note`, with each break and its blanks made one space."""
    return clean_note(re.sub(_BREAKS, " ", text)).strip()


def shown(text: str) -> str:
    """Return `text` fit for one line of a terminal, whatever file it came from."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, "", re.sub(_ESCAPES, "", re.sub(_BREAKS, " ", text)))


def masked(number: str) -> str:
    """Return an identity or account number with its middle hidden: ``310***********1234``.

    Short numbers (seven characters or fewer) keep only the last two.
    """
    if len(number) <= 7:
        return "*" * max(0, len(number) - 2) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def narrow_digits(text: str) -> str:
    """Return `text` with full-width digits made ASCII; nothing else changes."""
    return text.translate(_DIGITS)


_DIGITS = {ord("０") + n: str(n) for n in range(10)}
