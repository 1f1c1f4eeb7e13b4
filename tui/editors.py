"""The widget in which a field is typed: made for its kind, read and filled."""

from textual.document._history import EditHistory
from textual.widget import Widget
from textual.widgets._input import Input
from textual.widgets._text_area import TextArea

from tui.fields import Field
from tui.widgets.choice import Choice
from tui.widgets.picks import Picks


class Note(TextArea):
    """A long text: its cursor begins at the end, and Ctrl+Z takes back the last word or two."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(text, id=id, tab_behavior="focus", highlight_cursor_line=False)
        self.cursor_blink = False
        self.history = EditHistory(max_checkpoints=1000, checkpoint_timer=2.0, checkpoint_max_characters=8)
        self.to_end()

    def to_end(self) -> None:
        """Put the cursor behind the last character."""
        self.move_cursor(self.document.end)


def editor_for(field: Field, text: str) -> Widget:
    """Return the widget for a field, with what is typed in it; its id is ``field-`` and the field's."""
    id = f"field-{field.id}"
    if field.kind == "choice":
        return Choice(field.choices, text, id=id)
    if field.kind == "pick":
        return Picks(field.choices, text, id=id)
    if field.kind == "note":
        return Note(text, id=id)
    box = Input(text, placeholder=field.hint, id=id, compact=True)
    box.select_on_focus = field.kind != "text"
    box.password = field.secret
    box.cursor_blink = False
    return box


def text_of(editor: Widget) -> str:
    """Return what is typed in a field's widget."""
    return editor.text if isinstance(editor, TextArea) else str(getattr(editor, "value", ""))


def put(editor: Widget, text: str) -> None:
    """Type `text` in the place of what is there, the cursor behind it."""
    if isinstance(editor, Note):
        editor.text = text
        editor.to_end()
    elif isinstance(editor, Input | Choice):
        editor.value = text
        if isinstance(editor, Input):
            editor.cursor_position = len(text)
