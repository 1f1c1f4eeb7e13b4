"""Templates of texts: found by name, rendered in a sandbox, clauses without their facts dropped whole.

A template is Jinja2 with one addition: what stands between ``⟦`` and ``⟧`` is left out as a whole when one of its
facts is not known. ``#、`` and ``#.`` at the beginning of a line count the sections that are left. A template of the
user's own in the config folder (``templates/NAME``, the English gloss ``templates/en/NAME``) takes the place of ours.
"""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.ext import Extension
from jinja2.loaders import FunctionLoader
from jinja2.nodes import CallBlock, Node
from jinja2.parser import Parser
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing

from model.said import N_, Said
from store.errors import StoreError

LARGEST_TEMPLATE = 64 * 1024
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(txt|html|md)", re.ASCII)
_DROPPED = "\x00"
_TAGS = re.compile(r"[ \t]*(\{%((?!%\}).)*%\}[ \t]*)+")
_NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")


class WrongTemplate(StoreError):
    """A template cannot be used: its sentence names file, line and reason."""

    def __init__(self, file: str, line: int, why: str) -> None:
        text = N_("The template {file} cannot be used, line {line}: {why}. Mend it, or move it away to use ours.")
        super().__init__(Said(text, {"file": file, "line": line, "why": why}))


_FAILURES = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError)
"""What the expressions of a template of the user's own may raise."""

_LACKED: ContextVar[list[str]] = ContextVar("lacked")


class LackingFact(UndefinedError):
    """A template used a fact that is not known."""

    def __init__(self, message: str | None, name: str) -> None:
        super().__init__(message)
        self.name = name


class _Lacking(StrictUndefined):
    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)  # type: ignore[arg-type]  # Jinja hands on its own errors
        fact = name or ""
        if exc is UndefinedError:
            self._undefined_exception = lambda said: LackingFact(said, fact)  # type: ignore[assignment]  # called only


class _Clause(Extension):
    """``⟦ … ⟧``: rendered when all its facts are known, else nothing; the missing fact is noted."""

    tags = {"clause"}  # noqa: RUF012 - Jinja's own form

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        source = source.replace("⟦", "{% clause %}").replace("⟧", "{% endclause %}")
        return "\n".join(_keep_break(line) for line in source.split("\n"))

    def parse(self, parser: Parser) -> Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endclause",), drop_needle=True)
        return CallBlock(self.call_method("_clause"), [], [], body).set_lineno(line)

    def _clause(self, caller: Callable[[], str]) -> str:
        environment: Any = self.environment
        try:
            return caller()
        except LackingFact as error:
            if error.name not in environment.known_names:
                raise
            _LACKED.get().append(error.name)
            return _DROPPED


def _lack(name: str) -> str:
    _LACKED.get().append(name)
    return ""


def _keep_break(line: str) -> str:
    """Keep the line break after a tag that ends a line with text in it; lines of tags alone leave no line behind."""
    ended = line.rstrip()
    if not ended.endswith("%}") or ended.endswith(("-%}", "+%}")):
        return line
    if _TAGS.fullmatch(ended) and "clause %}" not in ended and "{% include" not in ended:
        return line
    return ended[:-2] + "+%}"


class Templates(SandboxedEnvironment):
    """The templates of one language. `filters` are the caller's own, beside those of Jinja2."""

    def __init__(
        self,
        language: str,
        names: Iterable[str],
        filters: Mapping[str, Callable[..., Any]],
        folder: Path | None = None,
    ) -> None:
        self.files: dict[str, str] = {}
        self.own: set[str] = set()
        self.known_names = frozenset(names)
        self.language, self.folder = language, folder
        super().__init__(
            undefined=_Lacking,
            extensions=[_Clause],
            loader=FunctionLoader(self._load),
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=64,
        )
        self.globals = {"lack": _lack, "range": self.globals["range"]}
        self.filters |= _strict(filters)

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if not _NAME.fullmatch(name):
            return None
        stamp = self._stamp(name)
        own = self._own(name)
        self.own.discard(name)
        if own is not None:
            text, file = own, str(self._own_path(name))
            self.own.add(name)
        else:
            found = shipped(f"{self.language}/{name}")
            if found is None:
                return None
            text, file = found, name
        self.files[name] = file
        return text, file, lambda: self._stamp(name) == stamp

    def _stamp(self, name: str) -> tuple[int, int] | None:
        try:
            found = self._own_path(name).stat() if self.folder else None
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size) if found else None

    def _own_path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / "templates" / ("en" if self.language == "en" else "") / name

    def _own(self, name: str) -> str | None:
        if self.folder is None:
            return None
        path = self._own_path(name)
        try:
            if not path.is_file():
                return None
            with path.open("rb") as file:
                raw = file.read(LARGEST_TEMPLATE + 1)
        except OSError as error:
            raise WrongTemplate(str(path), 1, error.strerror or type(error).__name__) from error
        if len(raw) > LARGEST_TEMPLATE:
            raise WrongTemplate(str(path), 1, f"larger than {LARGEST_TEMPLATE // 1024} KiB")
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise WrongTemplate(str(path), raw[: error.start].count(b"\n") + 1, "not UTF-8") from error

    def text(self, name: str, facts: Mapping[str, object]) -> tuple[str, list[str]]:
        """Return the template `name` filled with `facts`, tidied, and the facts it did without.

        Raises `WrongTemplate`.
        """
        lacked: list[str] = []
        token = _LACKED.set(lacked)
        try:
            return tidy(self.get_template(name).render(facts), self.language), lacked
        except TemplateNotFound as error:
            raise WrongTemplate(self.files.get(name, name), 1, f"there is no template “{error.name}”") from error
        except TemplateSyntaxError as error:
            raise WrongTemplate(error.filename or name, error.lineno, str(error.message)) from error
        except LackingFact as error:
            why = f"there is no fact “{error.name}”"
            if error.name in self.known_names:
                why = f"{error.name} is not always known: put the words that need it between ⟦ and ⟧"
            raise WrongTemplate(self.files.get(name, name), self._line(error), why) from error
        except _FAILURES as error:
            why = str(error) or type(error).__name__
            raise WrongTemplate(self.files.get(name, name), self._line(error), why) from error
        finally:
            _LACKED.reset(token)

    def _line(self, error: BaseException) -> int:
        files = set(self.files.values())
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
        return (lines or [1])[-1] or 1


def _strict(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return the filters so that a fact that is not known is told as such, whatever the filter does with it."""

    def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(value: Any, *args: Any) -> Any:
            if isinstance(value, _Lacking):
                str(value)
            return function(value, *args)

        return call

    return {name: guarded(function) for name, function in filters.items()}


def shipped(name: str) -> str | None:
    """Return the text of one of our own templates, or None."""
    from importlib.resources import files

    entry = files("store").joinpath("templates", *name.split("/"))
    return entry.read_text(encoding="utf-8") if entry.is_file() else None


_LEAD = re.compile(r"^[，；、,;]\s*")
_SENTENCE_START = re.compile(r"(?<=[。！？：\n])[，；、]")


def tidy(text: str, language: str) -> str:
    """Return rendered text without the traces of dropped clauses; sections counted, breaks at most doubled."""
    lines = []
    for line in text.split("\n"):
        if _DROPPED in line and not line.replace(_DROPPED, "").strip():
            continue
        line = _LEAD.sub("", line.replace(_DROPPED, "").strip())
        lines.append(_SENTENCE_START.sub("", line))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _numbered(text, language)


def _numbered(text: str, language: str) -> str:
    count = 0
    lines = []
    for line in text.split("\n"):
        if line.startswith(("#、", "#. ")):
            count += 1
            line = f"{_NUMERALS[count]}、{line[2:]}" if line[1] == "、" else f"{count}. {line[3:]}"
        lines.append(line)
    return "\n".join(lines)
