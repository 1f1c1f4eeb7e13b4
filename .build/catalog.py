"""The catalogue's keeper: finds every msgid in the sources and brings the Chinese catalogue up to date.

    python .build/catalog.py [MORE.po …]

keeps translations that are still used, takes missing ones from the files named, drops stale ones, and lists what
has no translation yet. The test suite uses `found` and `read` and fails on anything missing or stale.
"""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "tui" / "locale" / "zh_CN" / "LC_MESSAGES" / "huanqing.po"
KEYWORDS = {"_": None, "N_": None, "NP_": ((1, "c"), 2), "several": (1, 2)}
CLICK_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}

Key = tuple[str | None, str | tuple[str, str]]


def found() -> dict[Key, list[str]]:
    """Return every msgid of the sources, click's included, with the places where it stands."""
    messages: dict[Key, list[str]] = {}
    for room in ("tui", "model", "store"):
        rows = extract_from_dir(ROOT / room, [("**.py", "python")], keywords=KEYWORDS)
        for file, _line, message, _comments, context in rows:
            key: Key = (context, message if isinstance(message, str) else (message[0], message[1]))
            messages.setdefault(key, []).append(f"{room}/{file}")
        for source in sorted((ROOT / room).rglob("*.py")):
            for text in inside_texts(source):
                messages.setdefault((None, text), []).append(str(source.relative_to(ROOT)))
    for source in sorted(Path(click.__file__).parent.glob("*.py")):
        for _line, message, _comments, context in extract_from_file("python", source, keywords=CLICK_KEYWORDS):
            text = message if isinstance(message, str) else (message[0], message[1])
            messages.setdefault((context, text), []).append("click")
    messages.pop((None, ""), None)
    return messages


def inside_texts(source: Path) -> Iterator[str]:
    """Yield the msgids that stand inside f-strings: before Python 3.12 their pieces are no tokens that Babel sees."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
                    yield from (a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def read(path: Path) -> Catalog:
    """Return a catalogue file; one without a header is taken as it is."""
    raw = path.read_bytes()
    if b'msgid ""\nmsgstr ""' not in raw:
        raw = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + raw
    return read_po(BytesIO(raw), locale="zh_CN")


def known(paths: list[Path]) -> dict[Key, str]:
    """Return the translations of several catalogues; the first that has one wins."""
    translations: dict[Key, str] = {}
    for path in paths:
        for message in read(path):
            if not message.id:
                continue
            text = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            string = message.string if isinstance(message.string, str) else message.string[0]
            if string:
                translations.setdefault((message.context, text), string)
    return translations


def renewed(more: list[Path]) -> Iterator[str]:
    """Write the catalogue anew and yield what has no translation."""
    messages = found()
    translations = known([*([PO] if PO.exists() else []), *more])
    fixed = datetime(2026, 11, 24, tzinfo=UTC)  # a header that moves with the clock would change in every commit
    catalog = Catalog(locale="zh_CN", project="huanqing", charset="utf-8", fuzzy=False, creation_date=fixed)
    catalog.revision_date = fixed
    catalog.header_comment = "# The Chinese of huanqing."
    for key in sorted(messages, key=lambda key: (str(key[1]), key[0] or "")):
        context, text = key
        string = translations.get(key) or translations.get((None, text)) or ""
        catalog.add(text, (string,) if isinstance(text, tuple) else string, context=context)
        if not string:
            yield f"{context or ''}|{text}  [{messages[key][0]}]"
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as target:
        write_po(target, catalog, width=120, omit_header=False, no_location=True)


def pieces(text: str) -> set[str]:
    """Return the names in the ``{…}`` fields of a msgid."""
    tree = ast.parse(f"f{text!r}", mode="eval")
    return {ast.unparse(node.value) for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)}


if __name__ == "__main__":
    missing = list(renewed([Path(argument) for argument in sys.argv[1:]]))
    sys.stdout.write("\n".join(missing) + f"\n{len(missing)} without a translation\n")
