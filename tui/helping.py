"""Help and errors of commands in the language of the run: what stands for a value, and columns in cells."""

from collections.abc import Iterable
from copy import copy

import click
from click.types import IntParamType

from model.cells import cell_len, wrapped
from model.said import N_
from tui.say import _

METAVARS = {
    "CASE": N_("CASE"),
    "[CASE]": N_("[CASE]"),
    "[WHICH]": N_("[WHICH]"),
    "AMOUNT": N_("AMOUNT"),
    "RATE": N_("RATE"),
    "DATE": N_("DATE"),
    "DATE:AMOUNT": N_("DATE:AMOUNT"),
    "FILE": N_("FILE"),
    "PATH": N_("PATH"),
    "TEXT": N_("TEXT"),
}
"""What stands for a value in help and errors."""


class Help(click.HelpFormatter):
    """Help whose columns are measured in cells: a Chinese character takes two."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean, side by side."""
        rows = list(rows)
        first = min(max((cell_len(name) for name, _text in rows), default=0), col_max) + col_spacing
        room = max(self.width - self.current_indent - first, 10)
        for name, text in rows:
            lines = wrapped(text, room) if text else [""]
            head = f"{'':>{self.current_indent}}{name}"
            if cell_len(name) + col_spacing > first:
                self.write(head + "\n")
                head = " " * self.current_indent
            for line in lines:
                gap = " " * (self.current_indent + first - cell_len(head))
                self.write(f"{head}{gap}{line}".rstrip() + "\n")
                head = ""


class Context(click.Context):
    """A run of a command with such help."""

    formatter_class = Help


def spoken(command: click.Command) -> click.Command:
    """Return the command with what stands for its values in the language of the run."""
    command.context_class = Context
    command.options_metavar = _("[OPTIONS]")
    for parameter in command.params:
        if isinstance(parameter.type, IntParamType):
            parameter.type = copy(parameter.type)
            parameter.type.name = _("whole number")
            parameter.metavar = parameter.metavar or _("NUMBER")
        _name_value(parameter)
    return command


def _name_value(parameter: click.Parameter) -> None:
    takes_none = isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count)
    if takes_none or isinstance(parameter.type, click.Choice):
        return
    name = parameter.metavar or parameter.type.name.upper()
    if name in METAVARS:
        parameter.metavar = _(METAVARS[name])
    elif isinstance(parameter.type, click.Path):
        parameter.metavar = parameter.metavar or _(METAVARS["PATH"])
