"""Where things lie on this machine: the case file, what belongs beside it, the config folder, the inbox."""

import os
import sys
from pathlib import Path

_APP = "huanqing"


def case_file() -> Path:
    """Return the case file: ``HUANQING_FILE``, else ``cases.json`` in the system's data folder."""
    chosen = os.environ.get("HUANQING_FILE")
    return Path(chosen).expanduser() if chosen else data_folder() / "cases.json"


def data_folder() -> Path:
    """Return this program's data folder, made or not."""
    return _plain("XDG_DATA_HOME", ".local/share") or _asked("user_data_dir")


def config_folder() -> Path:
    """Return this program's config folder, made or not."""
    return _plain("XDG_CONFIG_HOME", ".config") or _asked("user_config_dir")


def _plain(variable: str, usual: str) -> Path | None:
    """Return the folder where the XDG rules alone say it, without the import of platformdirs, which a login waits for.

    None where more than an absolute path of the environment has to be looked at.
    """
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ:
        return None
    base = os.environ.get(variable) or os.path.join(os.environ.get("HOME", ""), usual)  # noqa: PTH118 - a text still
    return Path(base, _APP) if base == base.strip() and base.startswith("/") else None


def _asked(name: str) -> Path:
    import platformdirs

    return Path(getattr(platformdirs, name)(_APP, appauthor=False))


def config_file() -> Path:
    """Return the config file, there or not."""
    return config_folder() / "config.toml"


def backups_folder(file: Path) -> Path:
    """Return the folder of a case file's backups: beside it, so that a version can be kept by a link."""
    return file.with_name(file.name + ".backups")


def drafts_folder(file: Path) -> Path:
    """Return the folder of what was typed for a case file and not saved yet."""
    return file.with_name(file.name + ".drafts")


def sealing_folder(file: Path) -> Path:
    """Return the folder in which sealing and unsealing prepare what takes the files' place."""
    return file.with_name(f".{file.name}.sealing")


def inbox_folder(file: Path) -> Path:
    """Return the folder into which people send papers for a case file."""
    return file.with_name(file.name + ".inbox") if file != data_folder() / "cases.json" else data_folder() / "inbox"
