"""The format from version to version: a stored sample of each still opens; a migration keeps the old file first."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

from store import backups, contents, migrations
from store.book import CaseBook
from store.check import check
from store.errors import Damaged, Newer

Open = Callable[..., CaseBook]
SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("version", range(1, migrations.SCHEMA + 1))
def test_a_file_of_every_version_opens_and_is_sound(book: Open, case_file: Path, version: int) -> None:
    case_file.parent.mkdir()
    case_file.write_bytes((SAMPLES / f"v{version}.json").read_bytes())
    case_file.chmod(0o600)
    one = book()
    assert [case.id for case in one.cases()] == ["k7m2qa", "p3x9dt"]
    case = one.case("k7m2qa")
    assert (case.person.name, case.instalments[11].total, case.payments[0].amount) == ("王小明", 161200, 161200)
    assert check(case_file).sound and len(one.history("k7m2qa")) == 4
    one.undo("k7m2qa")
    assert one.case("k7m2qa").payments == ()


def test_every_older_version_has_its_step() -> None:
    assert sorted(migrations.MIGRATIONS) == list(range(1, migrations.SCHEMA))
    assert sorted(SAMPLES.glob("v*.json")) == [SAMPLES / f"v{n}.json" for n in range(1, migrations.SCHEMA + 1)]


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a program whose format is one further: the title was called name before."""

    def rename(documents: migrations.Documents) -> migrations.Documents:
        for case in documents["cases"].values():
            case["title"] = case["title"] + " (2)"
        return documents

    steps: Mapping[int, object] = {**migrations.MIGRATIONS, migrations.SCHEMA: rename}
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    for module in (migrations, contents):
        monkeypatch.setattr(module, "SCHEMA", migrations.SCHEMA + (module is migrations))
    monkeypatch.setattr(contents, "SCHEMA", migrations.SCHEMA)


@pytest.mark.usefixtures("next_version")
def test_an_older_file_is_read_at_once_and_written_with_the_first_change_after_a_backup(
    book: Open, case_file: Path
) -> None:
    case_file.parent.mkdir()
    sample = (SAMPLES / "v1.json").read_bytes()
    case_file.write_bytes(sample)
    one = book()
    assert one.cases()[0].title.endswith(" (2)") and case_file.read_bytes() == sample, "reading writes nothing"
    one.update("p3x9dt", lambda case: msgspec.structs.replace(case, note="x"))
    assert re.search(rb'"schema":(\d+)', case_file.read_bytes())[1] == b"2"
    assert [kept.path.read_bytes() for kept in backups.backups(case_file)] == [sample]
    assert book().cases()[0].title.endswith("单 (2)"), "the step is made once"


@pytest.mark.usefixtures("next_version")
def test_without_the_backup_nothing_is_migrated(book: Open, case_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from store.errors import StoreError

    case_file.parent.mkdir()
    sample = (SAMPLES / "v1.json").read_bytes()
    case_file.write_bytes(sample)
    one = book()
    (case_file.parent / "cases.json.backups").write_text("in the way")
    with pytest.raises(StoreError):
        one.update("p3x9dt", lambda case: msgspec.structs.replace(case, note="x"))
    assert case_file.read_bytes() == sample


@pytest.mark.usefixtures("next_version")
def test_an_older_file_that_does_not_fit_its_version_is_damaged(book: Open, case_file: Path) -> None:
    case_file.parent.mkdir()
    case_file.write_bytes(b'{"_meta": {"1": {"schema": 1}}, "cases": {"1": {"id": "a"}}}')
    with pytest.raises(Damaged):
        book()


def test_an_older_program_refuses_a_newer_file(book: Open, case_file: Path) -> None:
    case_file.parent.mkdir()
    data = (SAMPLES / "v1.json").read_bytes().replace(b'"schema":1', b'"schema":2')
    case_file.write_bytes(data)
    with pytest.raises(Newer) as caught:
        book()
    assert "newer" in str(caught.value.said) and case_file.read_bytes() == data
