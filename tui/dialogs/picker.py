"""Choosing a file on this machine: textual-fspicker in our words, without icons, names no screen can show left out."""

from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Button
from textual_fspicker import FileOpen
from textual_fspicker.base_dialog import Dialog, InputBar
from textual_fspicker.parts import DirectoryNavigation
from textual_fspicker.parts.directory_navigation import DirectoryEntry

from model.text import shown
from tui.say import _


class _Entry(DirectoryEntry):
    """A name alone; a folder ends in a slash."""

    def _as_renderable(self, location: Path) -> Text:
        return Text(location.name + ("/" if location.is_dir() else ""), no_wrap=True, overflow="ellipsis")


class _Folder(DirectoryNavigation):
    """The list of a folder."""

    def hide(self, path: Path) -> bool:
        """Hide what cannot be shown as it is."""
        return path.name != ".." and (shown(path.name) != path.name or super().hide(path))

    def _repopulate_display(self) -> None:
        with self.app.batch_update():
            self.clear_options()
            if not self.is_root:
                self.add_option(_Entry(self._location / "..", self._styles))
            kept = self._sort(entry for entry in self._entries if not self.hide(entry.location))
            self.add_options(_Entry(entry.location, self._styles) for entry in kept)
        self._settle_highlight()


class FilePicker(FileOpen):
    """Choose a file, or type its path. The result is the path, or None."""

    DEFAULT_CSS = """
    FilePicker Dialog { width: 100%; height: 100%; border: none; background: $background; }
    FilePicker Dialog OptionList, FilePicker Dialog OptionList:focus { background: $background; border: none; }
    FilePicker InputBar { height: 3; padding: 0; }
    FilePicker InputBar Button { min-width: 8; height: 1; border: none; margin: 0 1; }
    FilePicker InputBar Input { height: 1; border: none; padding: 0; }
    """

    BINDINGS: ClassVar[list[Binding]] = [Binding("escape", "dismiss(None)", show=False, priority=True)]  # type: ignore[assignment]

    def __init__(self, location: Path) -> None:
        super().__init__(location, _("Choose a file"), open_button=_("Take it"), cancel_button=_("Back"))
        self.ERROR_PERMISSION_ERROR = _("That folder may not be read.")
        self.ERROR_A_FILE_MUST_BE_CHOSEN = _("Choose a file first.")
        self.ERROR_A_FILE_MUST_EXIST = _("There is no such file.")

    def compose(self) -> ComposeResult:
        """As the library has it, with our list."""
        with Dialog() as dialog:
            dialog.border_title = self._title
            yield from self._header_area()
            with Horizontal():
                yield _Folder(self._location)
            with InputBar():
                yield from self._input_bar()
                yield Button(self._label(self._select_button, ""), id="select")
                yield Button(self._label(self._cancel_button, ""), id="cancel")

    def on_mount(self) -> None:
        """No blinking cursor."""
        super().on_mount()
        box: Any = self.query_one("InputBar Input")
        box.cursor_blink = False
        box.placeholder = _("or type its path")

    def _set_error(self, message: str = "") -> None:
        box: Any = self.query_one("InputBar Input")
        box.border_subtitle = ""
        self.query_one("CurrentDirectory").border_subtitle = ""
        if message:
            self.notify(message, timeout=4)
