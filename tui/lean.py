"""Importing Textual without two parts that this app never uses: a tenth of the time to the first screen.

asyncio does without ssl, as it does on a Python built without it: nothing here speaks to a network. Textual's own
command palette, with the five widgets it brings, is never opened: the app has its own (`tui.dialogs.palette`). Both
names are free again afterwards, so that a later import finds the real modules.
"""

import sys
from importlib import import_module
from types import ModuleType

_PALETTE = ("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider")
"""What Textual 8.2.8 takes from `textual.command` when `textual.app` is imported; a test compares it."""


def import_textual() -> None:
    """Import `textual.app` so; where it is there already, or another Textual wants more, nothing is left out."""
    if "textual.app" in sys.modules:
        return
    stand_in = ModuleType("textual.command")
    for name in _PALETTE:
        setattr(stand_in, name, type(name, (), {}))
    left_out: dict[str, ModuleType | None] = {"ssl": None, "textual.command": stand_in}
    put = {name: module for name, module in left_out.items() if name not in sys.modules}
    sys.modules.update(put)  # type: ignore[arg-type]
    try:
        import_module("textual.app")
    except ImportError:
        pass
    finally:
        for name in put:
            sys.modules.pop(name, None)
