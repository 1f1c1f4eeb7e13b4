"""What a person set for the app, each with its default."""

from pathlib import Path

import msgspec

from model.said import Said
from tui.say import language


class Settings(msgspec.Struct, frozen=True):
    """The settings of one run, from the config folder."""

    config_folder: Path | None = None
    keymap: dict[str, str] = {}
    theme: str = "ansi-dark"
    hide_amounts: bool = False
    lock_minutes: int = 0
    problems: tuple[Said, ...] = ()

    def other_language(self) -> str:
        """The language that is not spoken now."""
        return "en" if language() == "zh" else "zh"


def load_settings() -> Settings:
    """Return the settings of the config folder; what is wrong in it is said, the rest holds."""
    from store import config, paths

    read = config.load()
    return Settings(
        config_folder=paths.config_folder(),
        keymap=dict(read.keys),
        hide_amounts=read.hide_amounts,
        lock_minutes=read.idle_lock,
        problems=tuple(read.problems),
    )
