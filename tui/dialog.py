"""What every screen is: below the smallest size it says so, and has its focus back when there is room again."""

from typing import TypeVar

from textual import events, on
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.look import line
from tui.say import _
from tui.widgets.prose import Prose

SMALLEST = (40, 16)
"""Columns and lines that every screen needs."""

T = TypeVar("T")


def too_small(width: int, height: int) -> bool:
    """Tell whether a window is smaller than every screen needs."""
    return width < SMALLEST[0] or height < SMALLEST[1]


def size_needed() -> Prose:
    """Make the line that says what size is needed; it shows while its screen has the class ``too-small``."""
    text = _("This window is too small: 40 columns and 16 lines are needed.")
    return Prose([line((text, ""))], id="small", focusable=False)


class FitOrSay(Screen[T]):
    """A screen; below the smallest size one line stands in its place, and focus and what was typed stay."""

    DEFAULT_CSS = """
    FitOrSay #small { display: none; }
    FitOrSay.too-small > Widget { display: none; }
    FitOrSay.too-small > #small { display: block; }
    """

    _had_focus: Widget | None = None
    """What had the focus before the window became too small: what is not shown has none."""

    @on(events.Resize)
    def _fit_or_say(self, event: events.Resize) -> None:
        """Show the line, or the screen."""
        small = too_small(event.size.width, event.size.height)
        if small and not self.has_class("too-small"):
            self._had_focus = self.focused
        if small and not self.query("#small"):
            self.mount(size_needed())
        self.set_class(small, "too-small")
        if not small and self._had_focus is not None:
            self.call_after_refresh(self.set_focus, self._had_focus)
            self._had_focus = None


class Dialog(FitOrSay[T], ModalScreen[T]):
    """What is asked or shown over a page."""
