"""Choosing a file on this machine: textual-fspicker in our words, without icons, names no screen can show left out."""

from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Button, Input
from textual_fspicker import FileOpen
from textual_fspicker.base_dialog import Dialog, InputBar
from textual_fspicker.parts import CurrentDirectory, DirectoryNavigation
from textual_fspicker.parts.directory_navigation import DirectoryEntry

from model.text import shown
from tui.say import _
from tui.widgets.bars import Bar, Notice


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
    FilePicker { layout: vertical; align: left top; background: $background; }
    FilePicker Dialog { width: 100%; height: 1fr; border: none; background: $background; }
    FilePicker Dialog OptionList, FilePicker Dialog OptionList:focus { background: $background; border: none; }
    FilePicker CurrentDirectory { display: none; }
    FilePicker InputBar { height: 1; padding: 0; }
    FilePicker InputBar Button { min-width: 6; margin: 0 1; }
    FilePicker InputBar Input, FilePicker InputBar Input:focus {
        height: 1; border: none; padding: 0; background: $background; text-style: underline;
    }
    """

    BINDINGS = [Binding("escape", "dismiss(None)", show=False, priority=True)]

    def __init__(self, location: Path) -> None:
        super().__init__(location, _("Choose a file"), open_button=_("Take it"), cancel_button=_("Back"))
        self.ERROR_PERMISSION_ERROR = _("That folder may not be read.")
        self.ERROR_A_FILE_MUST_BE_CHOSEN = _("Choose a file first.")
        self.ERROR_A_FILE_MUST_EXIST = _("There is no such file.")

    def compose(self) -> ComposeResult:
        """Head, the list, the line to type in."""
        yield Bar(id="top")
        with Dialog():
            yield CurrentDirectory()
            yield _Folder(self._location)
            with InputBar():
                yield Input("", suggester=self._suggest_path, placeholder=_("or type its path"), compact=True)
                yield Button(_("Take it"), id="select", compact=True)
                yield Button(_("Back"), id="cancel", compact=True)
        yield Notice(id="notice")

    def on_mount(self) -> None:
        """No blinking cursor, and the folder in the head from the start."""
        super().on_mount()
        self.query_one(Input).cursor_blink = False
        self._show_folder()

    @on(DirectoryNavigation.Changed)
    def _show_folder(self) -> None:
        folder = shown(str(self.query_one(DirectoryNavigation).location))
        self.query_one("#top", Bar).show(f"{_('Choose a file')}  {folder}")

    def _set_error(self, message: str = "") -> None:
        self.query_one("#notice", Notice).say(message, error=True)
