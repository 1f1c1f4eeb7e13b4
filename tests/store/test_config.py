"""Config and paths: every wrong key is named, the others hold; nothing is made by looking."""

from pathlib import Path

import pytest

from store import config, paths
from store.errors import WrongConfig


def written(text: str) -> Path:
    path = paths.config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_no_file_is_the_default(home: Path) -> None:
    assert config.load() == config.Config() and config.saved_language() is None
    assert not paths.config_folder().exists()


def test_what_fits_is_taken() -> None:
    written('language = "zh"\nidle_lock = 15\nhide_amounts = true\n[keys]\nundo = "z,ctrl+z"\n')
    assert config.load() == config.Config("zh", True, 15, {"undo": "z,ctrl+z"})


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('language = "fr"', "language"),
        ("language = []", "language"),
        ("idle_lock = -1", "idle_lock"),
        ("idle_lock = true", "idle_lock"),
        ("hide_amounts = 1", "hide_amounts"),
        ("keys = 3", "keys"),
        ("colour = 1", "colour"),
    ],
)
def test_a_wrong_key_is_named_and_the_others_hold(line: str, key: str) -> None:
    other = "idle_lock = 5" if key != "idle_lock" else 'language = "zh"'
    written(f"{other}\n{line}\n")
    found = config.load()
    assert (found.idle_lock, found.language) in ((5, ""), (0, "zh"))
    (problem,) = found.problems
    assert problem.values["key"] == key and "config.toml" in str(problem)


@pytest.mark.parametrize("data", [b"language = ", b"\xff", b"a = " + b"[" * 5000, b"x" * 100])
def test_a_broken_file_is_told_and_the_defaults_hold(data: bytes) -> None:
    written("").write_bytes(data)
    found = config.load()
    assert found.problems and found.language == ""
    with pytest.raises(WrongConfig):
        config.save_language("zh")
    assert paths.config_file().read_bytes() == data


def test_saving_the_language_leaves_every_other_line() -> None:
    path = written('# mine\nidle_lock = 5\nlanguage = "en"\n[keys]\nlanguage = "l"\n')
    config.save_language("zh")
    assert path.read_text("utf-8") == '# mine\nidle_lock = 5\nlanguage = "zh"\n[keys]\nlanguage = "l"\n'
    path.unlink()
    config.save_language("en")
    assert config.saved_language() == "en" and path.stat().st_mode & 0o777 == 0o600


def test_the_case_file_is_named_by_the_environment_or_the_data_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paths.case_file() == home / ".local/share/huanqing/cases.json"
    monkeypatch.setenv("HUANQING_FILE", "~/desk.json")
    assert paths.case_file() == home / "desk.json"
    assert paths.inbox_folder(home / "desk.json") == home / "desk.json.inbox"
