"""The `huanqing` command: without a verb the full-screen app, with one a command that imports only what it uses."""

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import click


def chosen_language(arguments: list[str]) -> str:
    """Return the language of this run: `--lang`, else the saved choice, else the locale."""
    from tui.say import LANGUAGES, locale_language

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
    gc.disable()  # it would look through all that is made at the start and free nothing
    arguments = sys.argv[1:] if arguments is None else arguments
    _hold_streams()
    if is_quick(arguments):
        _spare_typing_extensions()
    from tui.quick import quick
    from tui.say import install
    from tui.session import Failed, Unwritable, put

    install(chosen_language(arguments), getattr(sys.stdout, "encoding", None))
    run = quick(arguments)
    try:
        code = _by_click(arguments) if run is None else run()
    except Failed as error:
        if isinstance(error, Unwritable):
            _drop_the_rest()
        put(f"huanqing: {' '.join(str(error).split())}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        put("", err=True)
        sys.exit(1)
    except BrokenPipeError:
        _drop_the_rest()
        sys.exit(0)
    if not gc.isenabled():
        gc.freeze()  # nor does the end of the process gain from its looking
    sys.exit(code if isinstance(code, int) else 0)


def _hold_streams() -> None:
    """Put something in the place of a closed standard stream: it takes no byte and keeps its number in use."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            held = os.open(os.devnull, os.O_RDONLY)
            while held < number:
                held = os.open(os.devnull, os.O_RDONLY)
            setattr(sys, name, open(held, "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - open to the end


def _drop_the_rest() -> None:
    """Let what is still to be written to standard output go nowhere, so that the end of the process cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def is_quick(arguments: list[str]) -> bool:
    """Tell whether the verb is one that is over in a moment; a word after an option that takes one is no verb."""
    for before, word in zip(("", *arguments), arguments, strict=False):
        if word in ("due", "cases") and (before == "--json" or "=" in before or not before.startswith("-")):
            return True
    return False


def _spare_typing_extensions() -> None:
    """Let msgspec take from typing what Python 3.11 has there, and it takes from typing_extensions where installed.

    Importing that costs a tenth of the run of a command that is over in a moment.
    """
    if "msgspec" not in sys.modules and "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # None makes an import of it fail
        try:
            import msgspec  # noqa: F401 - loaded here, used later
        finally:
            del sys.modules["typing_extensions"]


def _by_click(arguments: list[str]) -> object:
    """Let click find the command and run it; return its exit code."""
    import click

    from tui.session import Unwritable, answering, put
    from tui.verbs.common import NobodyReads

    gc.enable()
    _speak_click()
    try:
        with answering():
            return make_group().main(args=arguments, prog_name="huanqing", standalone_mode=False)
    except NobodyReads as error:
        raise BrokenPipeError from error
    except click.ClickException as error:
        if isinstance(error.__cause__, Unwritable):
            _drop_the_rest()
        put(f"huanqing: {_in_our_marks(' '.join(error.format_message().split()))}", err=True)
        return error.exit_code
    except click.Abort:
        put("", err=True)
        return 1


def _in_our_marks(text: str) -> str:
    """Return a sentence of click's with the marks of the language of the run: “…” and 。 in Chinese."""
    import re

    from tui.say import language

    if language() != "zh":
        return text
    text = re.sub(r"'([^']*)'", r"“\1”", text)
    return re.sub(r"(?<=[”）\u4e00-\u9fff])\.$", "。", text)


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
