"""Textual imported without its palette is still all that the app needs, and nothing stays hidden."""

import subprocess
import sys


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_palette_and_its_widgets_are_left_out():
    code = "from tui.lean import import_textual; import_textual(); import sys; import tui.app, tui.screens.home\n"
    code += (
        "print([n for n in ('textual.app', 'textual.command', 'textual.widgets._select', 'ssl') if n in sys.modules])"
    )
    assert run(code) == "['textual.app']"


def test_the_real_modules_can_still_be_imported():
    code = "from tui.lean import import_textual; import_textual()\n"
    code += "import ssl; from textual.command import CommandPalette; from textual.widgets import Input, Select\n"
    code += "print(ssl.OPENSSL_VERSION_INFO > (1,), CommandPalette.__module__)"
    assert run(code) == "True textual.command"


def test_it_leaves_out_what_this_textual_takes_from_its_palette():
    code = "import textual.app, textual.theme, textual.command as c, tui.lean\n"
    code += "taken = {n for m in (textual.app, textual.theme) for n, v in vars(m).items()"
    code += " if getattr(v, '__module__', '') == 'textual.command' or v is c.Hits}\n"
    code += "print(sorted(taken - set(tui.lean._PALETTE)))"
    assert run(code) == "[]"
