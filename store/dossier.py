"""The dossier as a file: HTML that stands alone and prints well, or Markdown. Nothing in it runs or is fetched."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from model.case import Case
from model.cells import cell_len
from model.dossier import Dossier, dossier
from model.dossier_parts import Cell, Entry
from model.playbook import Playbook
from model.said import N_, Said

Say = Callable[[Said], str]
"""Says a sentence of the model in the reader's language."""

_MASKED = Said(N_("Names and numbers are masked."))
_CONTINUED = Said(N_("Case file"))
_COLON = Said(N_(": "))


def dossier_bytes(
    case: Case,
    playbook: Playbook,
    today: date,
    say: Say,
    *,
    markdown: bool = False,
    full: bool = False,
    entries: Iterable[Entry] = (),
    cases: Sequence[Case] = (),
    language: str = "zh",
) -> bytes:
    """Return the dossier of a case as UTF-8; personal fields are masked unless `full`."""
    found = dossier(case, entries, playbook, today, language, masked=not full, cases=cases)
    text = render_markdown(found, say) if markdown else render_html(found, say, language)
    return text.encode("utf-8")


def render_html(found: Dossier, say: Say, language: str = "zh") -> str:
    """Return the dossier as one HTML page: styles inside, no script, nothing fetched, everything escaped."""
    from jinja2 import Environment, StrictUndefined

    from store.templating import shipped

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = shipped("dossier.html")
    assert source is not None
    template = environment.from_string(source)
    return template.render(
        dossier=found,
        language="zh-CN" if language == "zh" else "en",
        say=lambda cell: _text(cell, say),
        made_on=say(Said(N_("As of {on}"), {"on": found.on.isoformat()})),
        heading=say(_CONTINUED),
        masked=say(_MASKED),
        is_hash=lambda cell: isinstance(cell, str) and bool(_HASH.fullmatch(cell)),
        is_short=lambda cell: cell_len(_text(cell, say)) <= SHORT,
    )


_HASH = re.compile(r"[0-9a-f]{64}")

SHORT = 10
"""A value of at most so many cells keeps to one line of its column: a day, a state."""


def _text(cell: Cell, say: Say) -> str:
    return cell if isinstance(cell, str) else say(cell)


_SPECIAL = re.compile(r"([\\`*_{}\[\]()#|!~<>])")
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
_LINK = re.compile(r"(?i)(https?|ftp)://|www\.")


def escaped(text: str) -> str:
    """Return `text` as Markdown that shows it as it is: no markup, no link, no tag; breaks as ``<br>``."""
    lines = []
    for line in text.split("\n"):
        line = _SPECIAL.sub(r"\\\1", line.replace("&", "&amp;"))
        line = _LINK.sub(lambda found: found[0].replace(":", "\\:").replace("www.", "www\\."), line)
        line = _STARTS.sub(_start, line)
        lines.append(line)
    return "<br>".join(lines)


def _start(found: "re.Match[str]") -> str:
    """Escape what would begin a list or a rule: a sign, or the mark behind a number."""
    mark = found[2]
    return f"{found[1]}\\{mark}" if len(mark) == 1 else f"{found[1]}{mark[:-1]}\\{mark[-1]}"


def render_markdown(found: Dossier, say: Say) -> str:
    """Return the dossier as Markdown with tables."""

    def cell(value: Cell) -> str:
        return escaped(_text(value, say))

    colon = say(_COLON)
    lines = [f"# {escaped(found.title)}", "", say(Said(N_("As of {on}"), {"on": found.on.isoformat()}))]
    if found.masked:
        lines[-1] += " · " + say(_MASKED)
    for section in found.sections:
        lines += ["", f"## {cell(section.title)}", ""]
        lines += [f"- {cell(fact.label)}{colon}{cell(fact.value)}" for fact in section.facts]
        for table in section.tables:
            if lines[-1]:
                lines.append("")
            lines.append("| " + " | ".join(cell(heading) for heading in table.headings) + " |")
            marks = ["---:" if n in table.right else "---" for n in range(len(table.headings))]
            lines.append("| " + " | ".join(marks) + " |")
            lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in table.rows]
        for remark in section.remarks:
            if lines[-1]:
                lines.append("")
            lines.append(cell(remark))
    lines += ["", "---", "", cell(found.closing), ""]
    return "\n".join(lines)
