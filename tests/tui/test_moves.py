"""Keys that only move about do not wait for the disk; others keep their turn."""

import threading

from textual import events

from tui.widgets.rows import Rows


async def test_the_cursor_moves_while_a_step_is_being_saved(app_on, small):
    async with app_on(small()) as on:
        await on.press("enter")
        rows = on.app.screen.query_one("#steps", Rows)
        first, free = rows.key, threading.Event()
        on.app._desk.submit(free.wait)
        for key in ("space", "down", "down"):
            on.app.post_message(events.Key(key, " " if key == "space" else None))
        await on.until(lambda: rows.key != first)
        assert on.case().steps == (), "nothing is saved yet"
        free.set()
        await on.until(lambda: on.case().steps != ())
        assert on.case().steps[-1].id == first


async def test_a_key_that_changes_something_waits_for_the_save_before_it(app_on, small):
    async with app_on(small()) as on:
        await on.press("enter")
        rows = on.app.screen.query_one("#steps", Rows)
        first, free = rows.key, threading.Event()
        on.app._desk.submit(free.wait)
        for _ in range(2):
            on.app.post_message(events.Key("space", " "))
        on.app.post_message(events.Key("down", None))
        await on.pilot.pause(0.1)
        assert rows.key == first, "the arrow stays behind the key that waits"
        free.set()
        await on.until(lambda: rows.key != first)
        await on.settle()
        (note,) = [note for note in on.case().steps if note.id == first]
        assert note.state.value == "todo", "done, and to do again"
