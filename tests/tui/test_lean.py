"""Textual imported without its palette is still all that the app needs, and nothing stays hidden."""

import subprocess
import sys


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_palette_and_its_widgets_are_left_out():
    code = "from tui.lean import import_textual; import_textual(); import sys; import tui.app, tui.screens.home\n"
    code += "names = 'textual.app', 'textual.command', 'textual.widgets._select', 'ssl', 'rich.table', 'platformdirs'\n"
    code += "print([n for n in names if n in sys.modules])"
    assert run(code) == "['textual.app']"


def test_the_real_modules_can_still_be_imported():
    code = "from tui.lean import import_textual; import_textual()\n"
    code += "import ssl; from textual.command import CommandPalette; from textual.widgets import Input, Select\n"
    code += "import platformdirs; from rich.table import Table\n"
    code += "print(ssl.OPENSSL_VERSION_INFO > (1,), CommandPalette.__module__, Table.__module__,"
    code += " platformdirs.user_data_path.__module__)"
    assert run(code) == "True textual.command rich.table platformdirs"


def test_it_puts_in_their_place_all_that_this_textual_takes_from_them():
    code = "import textual.app, textual.design, textual.theme, textual.command as c, tui.lean\n"
    code += "taken = {n for m in (textual.app, textual.design, textual.theme) for n, v in vars(m).items()"
    code += " if getattr(v, '__module__', '') in tui.lean._LEFT_OUT or v is c.Hits}\n"
    code += "print(sorted(taken - {name for names in tui.lean._LEFT_OUT.values() for name in names}))"
    assert run(code) == "[]"
