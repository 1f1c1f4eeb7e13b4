"""The quick commands: what they import, that they write nothing, and that the short way says what click says."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.case import Agreement, AgreementState, Case, Form, Instalment
from model.demo import demo_cases
from model.money import plain
from store import paths
from store.book import CaseBook
from tui.catalog import Catalog
from tui.main import is_quick, make_group
from tui.quick import MOST_DAYS, quick
from tui.session import Session
from tui.verbs import due as due_verb

TODAY = date(2026, 11, 24)
HEAVY = {"textual", "pendulum", "rich", "filelock", "jinja2", "icalendar", "asyncio", "pyxirr", "babel", "cryptography"}
SPARED = {"click", "tinydb", "platformdirs", "inspect", "dataclasses", "json", "gettext", "locale", "calendar"}
SPARED |= {"tempfile"}
Run = Callable[..., subprocess.CompletedProcess[str]]

CODE = (
    "import sys; from tui.main import main\n"
    "try:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    code = end.code\n"
    "print(' '.join(sys.modules), file=sys.stderr)\nsys.exit(code)"
)


@pytest.fixture
def book(tmp_path: Path, now: Callable[[], object]) -> Path:
    """A file of thirty worked examples."""
    path = tmp_path / "cases.json"
    made = CaseBook.open(path, who="李", now=now, create=True)
    made.add_all(demo_cases(30, 1, TODAY))
    made.close()
    return path


@pytest.fixture
def run(book: Path) -> Run:
    """Run a command in a fresh interpreter; the modules it imported stand in the last line of stderr."""

    def go(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", CODE, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            env={**os.environ, "LANG": "C.UTF-8", "HUANQING_FILE": str(book), **environment},
        )

    return go


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


PLAIN = [["due"], ["due", "--days", "60", "--notify"], ["cases"], ["--today", "2026-11-24", "cases", "--lang", "en"]]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_a_login_waits_for_nothing_it_does_not_use(run: Run, arguments: list[str]) -> None:
    found = imported(run(*arguments))
    assert not (HEAVY | SPARED) & found
    assert "msgspec" in found


def test_pay_imports_what_writing_needs_and_no_more(run: Run) -> None:
    found = imported(run("pay", "d0003", "1"))
    assert not HEAVY & found
    assert "tinydb" in found


def test_comparing_draws_no_screen(run: Run) -> None:
    found = imported(run("compare", "--total", "5000", "--product", "huabei"))
    assert not {name for name in found if name.partition(".")[0] == "textual"}
    assert "click" in found


def test_reading_leaves_every_byte_and_makes_nothing(run: Run, book: Path, home: Path) -> None:
    before = (book.read_bytes(), book.stat().st_mtime_ns, sorted(book.parent.iterdir()))
    made = sorted(str(path) for path in home.rglob("*"))
    for arguments in PLAIN:
        assert run(*arguments).returncode == 0
    assert (book.read_bytes(), book.stat().st_mtime_ns, sorted(book.parent.iterdir())) == before
    assert sorted(str(path) for path in home.rglob("*")) == made


def test_a_file_that_is_not_there_is_not_made(run: Run, tmp_path: Path) -> None:
    none = tmp_path / "none" / "cases.json"
    for verb in ("due", "cases"):
        assert run(verb, HUANQING_FILE=str(none)).returncode == 0
    assert not none.parent.exists()


# --- the short way and click's -------------------------------------------------------------------------------------


@pytest.fixture
def both(book: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[list[str]], tuple[str, str] | None]]:
    """Give what the short way prints and what click's way prints; None where the short way declines."""

    def go(arguments: list[str]) -> tuple[str, str] | None:
        short = quick(arguments)
        if short is None:
            return None
        short()
        first = capsys.readouterr().out
        make_group().main(args=arguments, prog_name="huanqing", standalone_mode=False)
        return first, capsys.readouterr().out

    yield go


@pytest.mark.parametrize(
    "arguments",
    [
        ["due"],
        ["due", "--days", "0"],
        ["due", "--days=60", "--json"],
        ["--json", "due", "--notify"],
        ["due", "--notify"],
        ["cases"],
        ["cases", "--json"],
        ["--lang", "zh", "--json", "cases"],
    ],
    ids=" ".join,
)
def test_both_ways_say_the_same(
    both: Callable[[list[str]], tuple[str, str] | None], book: Path, arguments: list[str]
) -> None:
    said = both(["--file", str(book), "--today", "2026-11-24", *arguments])
    assert said is not None
    assert said[0] == said[1]
    assert said[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["pay", "due", "1"],
        ["due", "--help"],
        ["due", "-h"],
        ["due", "--"],
        ["due", "cases"],
        ["cases", "--days", "3"],
        ["--days", "3", "due"],
        ["--notify", "due"],
        ["due", "--days"],
        ["due", "--days", "-1"],
        ["due", "--days", "x"],
        ["due", "--days", str(MOST_DAYS + 1)],
        ["due", "--today", "2026-02-30"],
        ["due", "--lang", "fr"],
        ["due", "--json", "--json"],
        ["due", "--json=1"],
        ["due", "--file="],
        ["due", "--file", "--json"],
        ["due", "--nonsense"],
        ["undo"],
    ],
    ids=" ".join,
)
def test_what_is_not_plain_is_left_to_click(arguments: list[str]) -> None:
    assert quick(arguments) is None


@pytest.mark.parametrize(
    ("arguments", "fast"),
    [
        (["due"], True),
        (["--json", "cases"], True),
        (["--file", "f", "due"], True),
        (["--lang=en", "due"], True),
        (["--file", "due"], False),
        (["pay", "a", "1"], False),
        ([], False),
    ],
)
def test_only_what_is_over_in_a_moment_goes_without_the_collector(arguments: list[str], fast: bool) -> None:
    assert is_quick(arguments) is fast


def test_completion_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_HUANQING_COMPLETE", "bash_complete")
    assert quick(["due"]) is None


PIECES = "due cases pay --json --notify --days 7 0 --days=9 -5 --file a.json --lang zh en --today 2026-11-24 2026-13-01"
WORDS = st.sampled_from([*PIECES.split(), "--", "-h", "", "--file=b.json", "--lang=en", "--dayz"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=6))
def test_what_the_short_way_takes_click_reads_the_same(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    seen: list[tuple[object, ...]] = []

    def note(session: Session, *more: object) -> None:
        seen.append((session.file, session.fixed_today, session.json, *more))

    monkeypatch.setattr("tui.verbs.due.run", lambda session, days, notify: note(session, days, notify))
    monkeypatch.setattr("tui.verbs.cases.run", lambda session: note(session))
    monkeypatch.setattr("tui.start.run_app", lambda session: note(session))
    short = quick(arguments)
    if short is None:
        return
    short()
    make_group().main(args=arguments, prog_name="huanqing", standalone_mode=False)
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_an_error_ends_both_ways_alike(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(b'{"cases": {"1": {')
    short = run("due", HUANQING_FILE=str(broken))
    long = run("due", "--days", "07", "--days", "7", HUANQING_FILE=str(broken))
    assert (short.returncode, long.returncode) == (1, 1)
    assert short.stderr.splitlines()[0] == long.stderr.splitlines()[0]
    assert broken.read_bytes() == b'{"cases": {"1": {'


# --- what is told --------------------------------------------------------------------------------------------------


def test_a_person_is_told_once_of_what_is_theirs_and_not_one_debts(book: Path) -> None:
    session = Session(book, TODAY)
    cases = [case for case in session.book().cases() if case.instalments][:1]
    twin = [cases[0], msgspec.structs.replace(cases[0], id="twin")]
    kinds = ("details", "credit_check", "budget", "deduction")
    one, two = (
        [thing for thing in due_verb.things_due(session, found, 400) if thing.kind in kinds] for found in (cases, twin)
    )
    assert one
    assert len(two) == len(one)


def test_notify_tells_of_an_instalment_three_days_before(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    agreed = Agreement(id="a1", on=TODAY, agreed_on=TODAY, state=AgreementState.AGREED, form=Form.WRITTEN)
    rows = (Instalment(number=1, due=date(2026, 12, 10), principal=161_200),)
    one = Case(id="k1", title="花呗", opened_on=TODAY, agreement=agreed, instalments=rows)
    opened = CaseBook.open(path, who="李", now=lambda: datetime(2026, 11, 24), create=True)
    opened.add(one)
    for day, told in (("2026-12-06", ""), ("2026-12-07", "待办"), ("2026-12-12", "待办")):
        done = run("due", "--notify", "--lang", "zh", "--today", day, HUANQING_FILE=str(path))
        assert done.stdout.startswith(told)
        assert bool(done.stdout) is bool(told)
        assert "花呗" not in done.stdout
        assert plain(161_200) not in done.stdout


def test_a_wrong_holiday_file_is_told_and_the_rest_goes_on(run: Run) -> None:
    folder = paths.config_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "holidays.toml").write_text("[2027]\noff = 3\n", "utf-8")
    done = run("due", "--days", "60")
    assert done.returncode == 0
    assert done.stdout.strip()
    assert "holidays.toml" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["due", "cases"])
def test_a_title_cannot_reach_the_terminal_as_more_than_text(run: Run, tmp_path: Path, verb: str) -> None:
    path = tmp_path / "one.json"
    opened = CaseBook.open(path, who="李", now=lambda: datetime(2026, 11, 24), create=True)
    opened.add(Case(id="k1", title="花呗\x1b[31m\n红", opened_on=date(2026, 1, 1)))
    done = run(verb, "--today", "2026-11-24", HUANQING_FILE=str(path))
    assert "花呗" in done.stdout
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) == done.stdout.count("花呗")


# --- the parts that are quicker than a library ---------------------------------------------------------------------


@pytest.mark.parametrize("data", [None, "/srv/data", "relative", "", " /odd ", "/with space"])
@pytest.mark.parametrize("base", ["/home/li", ""])
def test_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, data: str | None, base: str) -> None:
    import platformdirs

    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name)
        if data is not None:
            monkeypatch.setenv(name, data)
    monkeypatch.setenv("HOME", base)
    assert paths.data_folder() == Path(platformdirs.user_data_dir("huanqing", appauthor=False))
    assert paths.config_folder() == Path(platformdirs.user_config_dir("huanqing", appauthor=False))


def test_the_catalogue_says_what_gettext_says() -> None:
    import gettext

    folder = Path(make_group.__code__.co_filename).parent / "locale"
    theirs = gettext.translation("huanqing", folder, ["zh_CN"])
    ours = Catalog.read(folder / "zh_CN" / "LC_MESSAGES" / "huanqing.mo")
    known = [key for key in theirs._catalog if isinstance(key, str) and key]
    assert len(known) > 100
    for key in known:
        context, mark, text = key.partition("\x04")
        if mark:
            assert ours.pgettext(context, text) == theirs.pgettext(context, text)
        else:
            assert ours.gettext(key) == theirs.gettext(key)
    assert ours.gettext("no such text") == "no such text"
    assert ours.pgettext("no", "such text") == "such text"


@pytest.mark.parametrize("data", [b"", b"\xde\x12\x04\x95", b"x" * 40])
def test_a_catalogue_that_is_none_says_the_msgid(data: bytes) -> None:
    assert Catalog(data).gettext("word") == "word"
    assert Catalog(data).ngettext("one", "many", 1) == "one"
    assert Catalog(data).ngettext("one", "many", 2) == "many"
