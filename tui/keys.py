"""Keys in the order they were typed, also when a slow line delivers a burst of them at once.

Textual gives a key to the widget with the focus at once, but runs a binding only after the key has bubbled up through
its parents; of “Ctrl+U 1 0” arriving together the digits would be typed first and wiped out after. Here a key waits
until the one before it has come to its end, a page that it opens included.
"""

from collections import deque
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen

from model.text import clean_line, clean_note

MOST_WAITING = 4096
SAVE_KEYS = frozenset({"f2", "ctrl+s"})
MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "j", "k"})
"""Keys that only move about: they need not wait until what was done before is on disk."""
BURST = 0.3
"""Seconds within which a key may still find the one before it under way."""


class OrderedKeys(App[None]):
    """An app that handles one typed key or paste after the other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._typed: deque[events.Event] = deque(maxlen=MOST_WAITING)
        self._under_way = False
        self._last: tuple[float, MessagePump | None, Screen[Any] | None] = (0.0, None, None)
        self.opening = False
        """Whether a conversation has begun whose page is not there yet."""
        self.writing = False
        """Whether the book is being written: keys that only move about go on meanwhile."""
        self.saving: Screen[Any] | None = None
        """The form that is being saved: what is typed meanwhile waits for what comes after it."""
        self._held: deque[events.Event] = deque(maxlen=MOST_WAITING)

    @property
    def locked(self) -> bool:
        """Whether a passphrase is being asked for: then a key is for that, also in the middle of a save."""
        return False

    @property
    def holding(self) -> bool:
        """Whether keys wait for the end of a save."""
        return self.saving is not None and not self.locked and self.saving in self.screen_stack

    async def on_event(self, event: events.Event) -> None:
        """Hand on a key; while one is under way, the next ones wait."""
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not typed:
            await super().on_event(event)
        elif self._under_way:
            self._typed.append(event)
        elif self.holding:
            self._held.append(event)
        elif monotonic() - self._last[0] < BURST:
            self._under_way = True
            self._typed.append(event)
            self._follow(*self._last[1:])
        else:
            await self._hand_on(event)

    async def _hand_on(self, event: events.Event) -> None:
        """Give a key to Textual; only where the next one comes soon is it followed: a single key costs nothing more."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        self._last = (monotonic(), self.focused or screen or self, screen)
        if isinstance(event, events.Paste):
            event.text = self._harmless(event.text)
        try:
            await super().on_event(event)
        finally:
            if self._typed:
                self._under_way = True
                self._follow(*self._last[1:])

    def _harmless(self, pasted: str) -> str:
        """What a field takes of a paste: all of its words, no escape sequence; one line where it has one line."""
        from textual.widgets._text_area import TextArea

        return clean_note(pasted) if isinstance(self.focused, TextArea) else clean_line(pasted)

    def _follow(self, node: MessagePump | None, screen: Screen[Any] | None) -> None:
        """Walk behind the key: through the queue of each node that it bubbles to, up to the app."""
        while node is not None and node is not self:
            parent = node._parent
            if node.is_running and node.call_later(self._follow, parent, screen):
                return
            node = parent
        if not self.call_later(self._arrived, screen):
            self._under_way = False

    async def _arrived(self, screen: Screen[Any] | None, rounds: int = 200) -> None:
        """The key came to its end; the next one goes once a page that it opened is there, or after a second."""
        if self.holding:
            self._under_way = False
            self._held.extend(self._typed)
            self._typed.clear()
            return
        if self._typed and self.opening and rounds and not (self.writing and self._moves(self._typed[0])):
            self.set_timer(0.005, lambda: self._arrived(screen, rounds - 1))
            return
        top = self.screen_stack[-1] if self.screen_stack else None
        if self._typed and top is not None and top is not screen:
            if not top.call_after_refresh(self._next):
                await self._next()
            return
        await self._next()

    @staticmethod
    def _moves(event: events.Event) -> bool:
        return isinstance(event, events.Key) and event.key in MOVES

    def saved(self, screen: Screen[Any], *, closed: bool) -> None:
        """A form's save came to its end; the keys that waited go to what is in front now, in their order.

        The key that saves, pressed again before the form closed, meant that form.
        """
        self.saving = None
        while closed and self._held and getattr(self._held[0], "key", "") in SAVE_KEYS:
            self._held.popleft()
        self._typed.extendleft(reversed(self._held))
        self._held.clear()
        if self._typed and not self._under_way:
            self._under_way = True
            self.set_timer(0.005, lambda: self._arrived(screen))

    async def _next(self) -> None:
        self._under_way = False
        if self._typed:
            await self._hand_on(self._typed.popleft())
