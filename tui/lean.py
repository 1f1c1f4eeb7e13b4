"""Importing Textual without four parts that this app never uses: an eighth of the time to the first screen.

asyncio does without ssl, as it does on a Python built without it: nothing here speaks to a network. Textual's own
command palette, with the five widgets it brings, is never opened: the app has its own (`tui.dialogs.palette`). Nothing
is delivered to a downloads folder (platformdirs), and no design is previewed in a table of Rich's. All the names are
free again afterwards, so that a later import finds the real modules.
"""

import sys
from importlib import import_module
from types import ModuleType

_PALETTE = ("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider")
"""What Textual 8.2.8 takes from `textual.command` when `textual.app` is imported; a test compares it."""

_LEFT_OUT = {"textual.command": _PALETTE, "rich.table": ("Table",), "platformdirs": ("user_downloads_path",)}
"""The modules in whose place something empty stands, with the names that Textual takes from them."""


def import_textual() -> None:
    """Import `textual.app` so; where it is there already, or another Textual wants more, nothing is left out."""
    if "textual.app" in sys.modules:
        return
    left_out: dict[str, ModuleType | None] = {"ssl": None}
    for module, names in _LEFT_OUT.items():
        left_out[module] = stand_in = ModuleType(module)
        for name in names:
            setattr(stand_in, name, type(name, (), {}))
    put = {name: module for name, module in left_out.items() if name not in sys.modules}
    sys.modules.update(put)  # type: ignore[arg-type]  # None makes an import of it fail
    try:
        import_module("textual.app")
    except ImportError:
        pass
    finally:
        for name in put:
            sys.modules.pop(name, None)
