"""What a person set for the app: from the config folder, each with its default."""

from dataclasses import dataclass, field
from pathlib import Path

from tui.say import language


@dataclass(frozen=True)
class Settings:
    """The settings of one run."""

    config_folder: Path | None = None
    drafts_folder: Path | None = None
    keymap: dict[str, str] = field(default_factory=dict)
    theme: str = "ansi-dark"
    hide_amounts: bool = False
    lock_minutes: int = 0

    def other_language(self) -> str:
        """The language that is not spoken now."""
        return "en" if language() == "zh" else "zh"
