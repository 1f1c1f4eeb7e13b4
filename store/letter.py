"""A formal letter as a page to print: HTML that stands alone, set on A4 as such letters are set in China.

The text is what was made from the case or edited by the person, line by line: a title with a blank line after it,
whom it goes to, paragraphs, the closing, and a last block of name and day. Nothing in it runs or is fetched.
"""

import re
from dataclasses import dataclass

from store.templating import shipped

_DAY = re.compile(r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}-\d{2}-\d{2}")
_FLUSH = re.compile(r"(致|尊敬的|申请人|反映人|异议人|姓名|当事人|To|From)[^，。]{0,40}[：:]|尊敬的|敬礼$|Yours ")
_TITLE_MARKS = "。，；：？.,;:?"
_LONGEST_SIGNATURE = 3


@dataclass(frozen=True)
class Line:
    """One paragraph and how it is set: ``title``, ``flush``, ``body``, ``sign`` or ``gap`` (an empty line)."""

    text: str
    set: str


def letter_lines(text: str) -> tuple[Line, ...]:
    """Return the paragraphs of a letter, each with how it is set."""
    lines = [line.strip() for line in text.strip().split("\n")]
    signature = _signature(lines)
    found: list[Line] = []
    for n, line in enumerate(lines):
        if not line:
            if found and n < signature and found[-1].set not in ("title", "gap"):
                found.append(Line("", "gap"))
        elif n >= signature:
            found.append(Line(line, "sign"))
        elif n == 0 and _is_title(lines):
            found.append(Line(line, "title"))
        else:
            found.append(Line(line, "flush" if _FLUSH.match(line) else "body"))
    return tuple(line for n, line in enumerate(found) if line.set != "gap" or _parts(found, n))


def _parts(found: list[Line], n: int) -> bool:
    """Return whether an empty line parts two paragraphs of the letter, and not the letter from its signature."""
    return n + 1 < len(found) and found[n + 1].set != "sign"


def _is_title(lines: list[str]) -> bool:
    return len(lines) > 1 and not lines[1] and not lines[0].endswith(tuple(_TITLE_MARKS)) and len(lines[0]) <= 40


def _signature(lines: list[str]) -> int:
    """Return where the last block of name and day begins; past the end where there is none."""
    if not _DAY.fullmatch(lines[-1]):
        return len(lines)
    start = len(lines) - 1
    while start > 0 and lines[start - 1] and len(lines) - start < _LONGEST_SIGNATURE:
        start -= 1
    return start if start == 0 or not lines[start - 1] else len(lines) - 1


def letter_html(text: str) -> bytes:
    """Return a letter as one HTML page in UTF-8 that prints on A4: styles inside, no script, everything escaped."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = shipped("letter.html")
    assert source is not None
    return environment.from_string(source).render(lines=letter_lines(text)).encode("utf-8")


def text_bytes(text: str, name: str) -> bytes:
    """Return a text as the file `name` asks for: a page to print where it ends in ``.html``, else plain UTF-8."""
    if name.lower().endswith((".html", ".htm")):
        return letter_html(text)
    return (text + "\n").encode("utf-8")
