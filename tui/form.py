"""A form: one line a field, the message at the field, and nothing typed is ever lost."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets._input import Input
from textual.widgets._text_area import TextArea

from model.said import Said
from tui.cells import cell_len, wrap
from tui.dialog import Dialog
from tui.editors import editor_for, put, text_of
from tui.fields import Field, WrongField, parse, typed, understood
from tui.look import line
from tui.say import _, say
from tui.widgets.bars import Bar, Foot, Notice
from tui.widgets.choice import Choice
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from tui.app import HuanqingApp

Values = dict[str, Any]
ECHOED = ("amount", "day", "rate")
"""Kinds of fields below which a line tells how they were understood."""

FEW = 6
"""How many fields every screen shows at once."""

Save = Callable[[Values], Awaitable[Said | None]]
"""Carries out what a form is for; a sentence means that it could not, and the form stays."""


class Label(Prose):
    """The name of a field."""

    DEFAULT_CSS = "Label { width: 14; height: 1; }"


class Lead(Prose):
    """What is read before the fields; where it does not fit, page keys read on."""

    def _more(self, left: int) -> str:
        return super()._more(left) + _(": PgDn reads on")


class Form(Dialog[Values | None]):
    """Fields with their messages. The result is the values, or None where the form was left.

    With `empty_submits`, Enter on an empty field that may stay empty and is not the first ends the form too.

    What is typed is kept as a draft under `key` while it is typed, and brought back when the form is opened again.
    """

    DEFAULT_CSS = """
    Form { layout: vertical; background: $background; }
    Form #fields { height: 1fr; scrollbar-size: 0 0; }
    Form Horizontal { height: auto; }
    Form Input {
        width: 1fr; height: 1; border: none; padding: 0; background: $background; color: $foreground;
        text-style: underline;
    }
    Form Input:focus { text-style: bold underline; }
    Form TextArea { width: 1fr; height: 5; border: none; padding: 0; background: $background; color: $foreground; }
    Form TextArea:focus { border: none; }
    Form .message { height: auto; margin-left: 2; display: none; }
    Form .message.shown { display: block; }
    Form #lead { height: auto; }
    """

    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("f2,ctrl+s", "submit", show=False, priority=True),
        Binding("f8,ctrl+r", "start_anew", show=False),
        Binding("enter", "go_on", show=False, priority=True),
        Binding("tab", "to_field(1)", show=False, priority=True),
        Binding("shift+tab", "to_field(-1)", show=False, priority=True),
        Binding("down", "by_arrow(1)", show=False, priority=True),
        Binding("up", "by_arrow(-1)", show=False, priority=True),
        Binding("pagedown", "lead(1)", show=False),
        Binding("pageup", "lead(-1)", show=False),
    ]
    """Keys that leave a field have priority: they act in the order they are typed, also when many arrive at once."""

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        save: Save,
        *,
        key: str,
        values: Mapping[str, Any] | None = None,
        lead: Sequence[str] = (),
        check: Callable[[Values], dict[str, Said]] | None = None,
        submit_label: str = "",
        empty_submits: bool = False,
    ) -> None:
        super().__init__()
        self.heading, self.fields, self.save, self.key = title, list(fields), save, key
        self.given = {field.id: typed(field, (values or {}).get(field.id)) for field in fields}
        self.lead, self.check = list(lead), check
        self.submit_label, self.empty_submits = submit_label, empty_submits
        self.saving = False

    @property
    def home(self) -> "HuanqingApp":
        """The app, with its type."""
        return cast("HuanqingApp", self.app)

    def compose(self) -> ComposeResult:
        """Head, lead, fields, notice, foot."""
        yield Bar(id="top")
        if self.lead:
            yield Lead([line((text, "dim")) for text in self.lead], id="lead", focusable=False)
        yield from self.middle()
        yield Notice(id="notice")
        yield Foot(id="foot")

    def middle(self) -> ComposeResult:
        """The fields; a form with more to show beside them puts it here."""
        width = min(16, label_width(self.fields))
        with VerticalScroll(id="fields", can_focus=False):
            for field in self.fields:
                with Horizontal():
                    label = Label([line((field.label, ""))], focusable=False)
                    label.styles.width = width
                    yield label
                    yield editor_for(field, self.given[field.id])
                yield self._told(field)

    def _told(self, field: Field) -> Prose:
        """The line below a field, with how the field is understood where it is filled in already."""
        text = self._understood(field, self.given[field.id])
        message = Prose([line((text, "dim"))] if text else (), id=f"message-{field.id}", focusable=False)
        message.set_class(bool(text), "shown")
        message.add_class("message")
        return message

    def _understood(self, field: Field, text: str) -> str:
        """How a field is understood, where that is not what stands there anyway."""
        found = understood(field, text, self.home.today) if field.kind in ECHOED else ""
        return f"= {found}" if found and found != text else ""

    def on_mount(self) -> None:
        """Fill it; what a form adds is in its `begin`, since Textual calls the `on_mount` of every class."""
        self.begin()

    def begin(self) -> None:
        """Bring a draft back, say so, and start at the first field."""
        self.query_one("#top", Bar).show(self.heading)
        self.show_foot()
        lead = self.query("#lead")
        if lead:
            prose = cast(Prose, lead.first())
            prose.styles.height = min(self._lead_room(), len(prose.lines(max(20, self.app.size.width - 2))))
        draft = self.home.drafts.take(self.key)
        if draft:
            for field in self.fields:
                if field.id in draft and draft[field.id] != self.given[field.id]:
                    put(self.editor(field), draft[field.id])
            self.query_one("#notice", Notice).say(_("What you typed last time is back. F8 or ^R starts anew."))
        editors = self.query("#fields Input, #fields TextArea, #fields Choice")
        if editors:
            self.set_focus(editors.first())

    def key_of(self, function: str, control: str) -> str:
        """How the foot names a key that has two: a phone has no function keys, a wide screen has room for both."""
        return control if self.app.size.width < 60 else f"{function}/{control}"

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        self.show_foot()
        self._show_place()

    def _show_place(self) -> None:
        """Say beside the title which field it is of how many, where more are there than a small screen shows."""
        field = self._field_of(self.focused)
        if field is not None and len(self.fields) > FEW:
            place = _("{n} of {count}").format(n=self.fields.index(field) + 1, count=len(self.fields))
            self.query_one("#top", Bar).show(self.heading, place)

    def show_foot(self) -> None:
        """Say how to save, what Enter or Tab does in the field with the focus, and how to leave."""
        save, narrow = self.submit_label or _("Save"), self.app.size.width < 60
        following = ("next", "Enter", _("Next; on the last: save"))
        if isinstance(self.focused, TextArea):
            following = ("next", "Tab", _("Next"))
        elif not self.empty_submits and self._field_of(self.focused) is self.fields[-1]:
            following = ("submit", "Enter", save)
        elif narrow:
            following = ("next", "Enter", _("Next"))
        elif self.empty_submits:
            following = ("next", "Enter", _("Next; empty: go on"))
        leave = _("Leave, kept") if narrow or self.empty_submits else _("Leave, keeping what is typed")
        self.query_one("#foot", Foot).show(
            [("submit", self.key_of("F2", "^S"), save), following, ("leave", "Esc", leave)]
        )

    def _lead_room(self) -> int:
        """How many lines the lead may take: what the fields with their messages leave of a tall screen, never few."""
        height = self.app.size.height
        needed = sum(6 if field.kind == "note" else 2 if field.kind in ECHOED else 1 for field in self.fields)
        return max(8 if height >= 24 else 6, height - 3 - needed)

    def action_lead(self, by: int) -> None:
        """Read on in a lead that does not fit, or back."""
        for lead in self.query("#lead"):
            cast(Prose, lead).action_page(by)

    def texts(self) -> dict[str, str]:
        """What is typed now, by field."""
        return {field.id: text_of(self.editor(field)) for field in self.fields}

    def editor(self, field: Field) -> Widget:
        """The widget in which a field is typed."""
        return self.query_one(f"#field-{field.id}")

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _keep(self, event: Input.Changed | TextArea.Changed | Choice.Changed) -> None:
        """Keep the draft in plain data, and show how the field is understood."""
        texts = self.texts()
        if texts == self.given:
            self.home.drafts.drop(self.key)
        else:
            self.home.drafts.keep(self.key, self.heading, texts)
        control = event.control
        field = self._field_of(control)
        if field is None:
            return
        if control is not self.focused and self._told_wrong(field, texts[field.id]):
            return
        self._message(field, self._understood(field, texts[field.id]))

    @on(events.DescendantBlur)
    def _left(self, event: events.DescendantBlur) -> None:
        """Say at a field that is left what is wrong with it; an empty one is told when the form is saved."""
        field = self._field_of(event.widget)
        if field is not None:
            self._told_wrong(field, self.texts()[field.id])

    def _told_wrong(self, field: Field, text: str) -> bool:
        if text.strip():
            try:
                parse(field, text, self.home.today)
            except WrongField as error:
                self._message(field, say(error.said), error=True)
                return True
        return False

    def _message(self, field: Field, text: str, *, error: bool = False) -> None:
        message = self.query_one(f"#message-{field.id}", Prose)
        blocks = [line((text, "error" if error else "dim"))] if text else []
        if list(message.blocks) != blocks:
            message.show(blocks)
            message.styles.height = max(1, len(wrap(text, max(10, self.size.width - 4)))) if text else 0
            message.set_class(bool(text), "shown")
        editor = self.editor(field)
        if isinstance(editor, Input):
            editor.select_on_focus = not error and field.kind != "text"
            if error and not editor.selection.is_empty:
                editor.cursor_position = len(editor.value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a note, Enter and the arrows are the note's."""
        return not (action in ("go_on", "by_arrow") and isinstance(self.focused, TextArea))

    def action_go_on(self) -> None:
        """Enter goes to the next field; on the last one it saves."""
        focused = self._field_of(self.focused)
        if focused is None or focused is not self.fields[-1]:
            ends = self.empty_submits and focused is not None and focused is not self.fields[0]
            if not (ends and focused and not focused.required and not self.texts()[focused.id].strip()):
                self.focus_next()
                return
        self.action_submit()

    def _field_of(self, editor: Widget | None) -> Field | None:
        return next((field for field in self.fields if editor is not None and editor.id == f"field-{field.id}"), None)

    def action_to_field(self, by: int) -> None:
        """Go to the next field, or back."""
        if by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_by_arrow(self, by: int) -> None:
        """The same by an arrow."""
        self.action_to_field(by)

    def _when_typed(self, then: Callable[[], None]) -> None:
        """Do something once the field that has the focus has taken in every key typed so far."""
        if self.focused is not None:
            self.focused.call_later(then)
        else:
            then()

    @on(Foot.Asked)
    def _asked(self, event: Foot.Asked) -> None:
        if event.command == "submit":
            self.action_submit()
        elif event.command == "next":
            self.focus_next()
        else:
            self.action_leave()

    def on_key(self, event: events.Key) -> None:
        """A notice is read once a key is pressed."""
        if event.key not in ("f2", "escape"):
            self.query_one("#notice", Notice).say("")

    def action_start_anew(self) -> None:
        """Put back what the form began with."""
        for field in self.fields:
            put(self.editor(field), self.given[field.id])
        self.home.drafts.drop(self.key)

    def action_leave(self) -> None:
        """Leave; what was typed stays as a draft. A save that has begun is carried through."""
        if not self.saving:
            self._when_typed(self._leave)

    def _leave(self) -> None:
        if self.texts() != self.given:
            self.home.drafts.store()
            self.home.tell(_("Kept. It comes back when you open this again."))
        self.dismiss(None)

    def read(self) -> Values | None:
        """Return the values, or None after showing a message at each field that is wrong."""
        texts, values, first = self.texts(), Values(), None
        wrong: dict[str, Said] = {}
        for field in self.fields:
            try:
                values[field.id] = parse(field, texts[field.id], self.home.today)
            except WrongField as error:
                wrong[field.id] = error.said
        if not wrong and self.check is not None:
            wrong = self.check(values)
        for field in self.fields:
            said = wrong.get(field.id)
            if said is not None:
                self._message(field, say(said), error=True)
                first = first or field
        if first is not None:
            self.set_focus(self.editor(first))
            return None
        return values

    def action_submit(self) -> None:
        """Read, save, and leave; where it cannot be saved, say why and stay."""
        self._when_typed(self._submit)

    def _submit(self) -> None:
        if self.saving or not self.is_current:
            return
        values = self.read()
        if values is not None:
            self.begin_to_save(self._save(values))

    def begin_to_save(self, work: Coroutine[Any, Any, bool]) -> None:
        """Run `work`, which tells whether it closed the form; keys typed meanwhile wait for what is in front then."""
        self.saving, self.home.saving = True, self
        self.run_worker(self._saving(self.home, work), exclusive=True)

    async def _saving(self, home: "HuanqingApp", work: Coroutine[Any, Any, bool]) -> None:
        closed = False
        try:
            closed = await work
        finally:
            self.saving = False
            home.saved(self, closed=closed)

    async def _save(self, values: Values) -> bool:
        problem = await self.save(values)
        if problem is not None:
            self.query_one("#notice", Notice).say(say(problem), error=True)
            return False
        self.home.drafts.drop(self.key)
        self.dismiss(values)
        return True


def label_width(fields: Sequence[Field]) -> int:
    """Return the width that the labels of these fields need."""
    return max((cell_len(field.label) for field in fields), default=8) + 2
