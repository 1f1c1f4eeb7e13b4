"""The `huanqing` command: without a verb the full-screen app, with one a command that imports only what it uses."""

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from tui.quick import quick
from tui.say import LANGUAGES, install, locale_language
from tui.session import Failed, put

if TYPE_CHECKING:
    import click


def chosen_language(arguments: list[str]) -> str:
    """Return the language of this run: `--lang`, else the saved choice, else the locale."""
    for n, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and n + 1 < len(arguments) and arguments[n + 1] in LANGUAGES:
            return arguments[n + 1]
        if argument.startswith("--lang=") and argument[7:] in LANGUAGES:
            return argument[7:]
    return _saved_language() or locale_language()


def _saved_language() -> str | None:
    from store.paths import config_file

    if not config_file().exists():
        return None
    from store.config import saved_language

    return saved_language()


def make_group() -> "click.Group":
    """Make the group of all commands, after the language is known."""
    from tui.group import make_group

    return make_group()


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `huanqing` with these arguments, or those of the process. Every error is one line on stderr."""
    arguments = sys.argv[1:] if arguments is None else arguments
    install(chosen_language(arguments), getattr(sys.stdout, "encoding", None))
    run = quick(arguments)
    try:
        if run is not None:
            gc.disable()
            run()
            code: object = 0
        else:
            code = _by_click(arguments)
    except Failed as error:
        put(f"huanqing: {' '.join(str(error).split())}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        put("", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
    if not gc.isenabled():
        gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def _by_click(arguments: list[str]) -> object:
    """Let click find the command and run it; return its exit code."""
    import click

    _speak_click()
    try:
        return make_group().main(args=arguments, prog_name="huanqing", standalone_mode=False)
    except click.ClickException as error:
        put(f"huanqing: {' '.join(error.format_message().split())}", err=True)
        return error.exit_code
    except click.Abort:
        put("", err=True)
        return 1


def _speak_click() -> None:
    """Let click's own texts come from our catalogue: it asks gettext's global domain."""
    import gettext
    from pathlib import Path

    from tui.say import language

    os.environ["LANGUAGE"] = "zh_CN" if language() == "zh" else "en"
    gettext.bindtextdomain("huanqing", str(Path(__file__).parent / "locale"))
    gettext.textdomain("huanqing")


if __name__ == "__main__":
    main()
