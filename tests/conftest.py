"""What all tests share: a home of their own, a fixed day, a book on a real file, and the size of the long tests."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from model.case import Case, Product

sys.path[:0] = [str(Path(__file__).parent / room) for room in ("model", "store", "tui", "benchmarks")]
"""Each room's helper modules are there for every test: under importlib mode pytest puts no folder on the path."""

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=timezone(timedelta(hours=8)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--torture`: the long tests at full size, their figures printed."""
    parser.addoption("--torture", action="store_true", help="run the long tests at full size and print their figures")
    parser.addoption("--update-screenshots", action="store_true", help="make the pictures in screenshots/ anew")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of tests that run only at full size."""
    config.addinivalue_line("markers", "torture: runs only with --torture")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests marked `torture` unless they are asked for."""
    if not config.getoption("--torture"):
        skip = pytest.mark.skip(reason="a long test: run pytest --torture")
        for item in items:
            if item.get_closest_marker("torture") is not None:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def size(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """Give the number of rounds: the first in ordinary runs, the second with `--torture`."""
    torture = bool(pytestconfig.getoption("--torture"))
    return lambda ordinary, full: full if torture else ordinary


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Give a function that prints one line of measured figures past pytest's capture."""

    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}")

    return tell


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test its own home and XDG folders, and none of the developer's settings."""
    home = tmp_path / "home"
    for name, folder in (
        ("HOME", home),
        ("XDG_DATA_HOME", home / ".local/share"),
        ("XDG_CONFIG_HOME", home / ".config"),
        ("XDG_STATE_HOME", home / ".local/state"),
        ("XDG_CACHE_HOME", home / ".cache"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    for name in ("HUANQING_FILE", "HUANQING_WHO", "HUANQING_DRIVER", "HUANQING_PASSPHRASE_FILE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield home


@pytest.fixture
def today() -> date:
    """The day on which all tests play."""
    return TODAY


@pytest.fixture
def now() -> Callable[[], datetime]:
    """The clock of all tests."""
    return lambda: NOW


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """The place of the case file that `book` opens."""
    return tmp_path / "data" / "cases.json"


@pytest.fixture
def book(case_file: Path, now: Callable[[], datetime]) -> Iterator[Callable[..., object]]:
    """Open books on `case_file`: ``book()``, or ``book("王")`` for another person's session on it."""
    from store.book import CaseBook

    opened = []

    def open_book(who: str = "李", path: Path | None = None, create: bool = True) -> CaseBook:
        one = CaseBook.open(path or case_file, who=who, now=now, create=create)
        opened.append(one)
        return one

    yield open_book
    for one in opened:
        one.close()


@pytest.fixture
def small() -> Callable[..., Case]:
    """Make small cases: ``small("a1", title="花呗")``."""

    def make(id: str = "a1", title: str = "花呗 9月账单", **values: object) -> Case:
        fields = {"product": Product.HUABEI, "opened_on": TODAY, **values}
        return Case(id=id, title=title, **fields)

    return make
