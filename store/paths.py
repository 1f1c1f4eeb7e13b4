"""Where things lie on this machine: the case file, what belongs beside it, the config folder, the inbox."""

import os
from pathlib import Path

_APP = "huanqing"


def case_file() -> Path:
    """Return the case file: ``HUANQING_FILE``, else ``cases.json`` in the system's data folder."""
    chosen = os.environ.get("HUANQING_FILE")
    return Path(chosen).expanduser() if chosen else data_folder() / "cases.json"


def data_folder() -> Path:
    """Return this program's data folder, made or not."""
    import platformdirs

    return Path(platformdirs.user_data_dir(_APP, appauthor=False))


def config_folder() -> Path:
    """Return this program's config folder, made or not."""
    import platformdirs

    return Path(platformdirs.user_config_dir(_APP, appauthor=False))


def config_file() -> Path:
    """Return the config file, there or not."""
    return config_folder() / "config.toml"


def backups_folder(file: Path) -> Path:
    """Return the folder of a case file's backups: beside it, so that a version can be kept by a link."""
    return file.with_name(file.name + ".backups")


def drafts_folder(file: Path) -> Path:
    """Return the folder of what was typed for a case file and not saved yet."""
    return file.with_name(file.name + ".drafts")


def inbox_folder(file: Path) -> Path:
    """Return the folder into which people send papers for a case file."""
    return file.with_name(file.name + ".inbox") if file != data_folder() / "cases.json" else data_folder() / "inbox"


def is_ours(folder: Path) -> bool:
    """Tell whether this program made the folder, so that it may change its mode."""
    return folder in (data_folder(), config_folder()) or folder.name.endswith((".backups", ".drafts", ".inbox"))
