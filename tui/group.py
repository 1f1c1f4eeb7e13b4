"""The commands as click sees them: a group that imports a verb's module only when the verb is called."""

from importlib import import_module
from typing import Any

import click

from model.said import N_
from tui.helping import Context, spoken
from tui.say import _
from tui.verbs.common import common_options, in_click, session_of

VERBS: dict[str, tuple[str, str]] = {
    "demo": ("demo", N_("the app on worked examples in a temporary file; --cases N --write PATH")),
    "cases": ("cases", N_("list the cases: stage, owed today, next thing")),
    "pay": ("pay", N_("record a payment; says how it was applied")),
    "due": ("due", N_("what is due: for a login message or cron")),
    "owed": ("owed", N_("what is owed on a day, with its working")),
    "accrue": ("accrue", N_("what a sum costs over days")),
    "plan": ("plan", N_("a repayment plan from figures")),
    "cost": ("cost", N_("the annual cost of a flow of money")),
    "compare": ("compare", N_("the ways out side by side")),
    "statement": ("statement", N_("what to say, from the case's own facts")),
    "export": ("export", N_("json, ics, csv, dossier or materials")),
    "import": ("import_", N_("cases from an export; payments from a bill")),
    "check": ("check", N_("is the file sound? what would be repaired?")),
    "undo": ("undo", N_("take back the last change")),
    "history": ("history", N_("what changed, when, by whom")),
    "backups": ("backups", N_("list the backups")),
    "restore": ("restore", N_("bring a backup back")),
    "seal": ("seal", N_("put a passphrase on the file")),
    "unseal": ("unseal", N_("take the passphrase off")),
    "forget": ("forget", N_("delete a case for good, history and backups included")),
    "completion": ("completion", N_("print shell completion for bash, zsh or fish")),
}
"""Every verb: the module in `tui.verbs` that makes it, and one line of help."""


class Verbs(click.Group):
    """A group that imports a verb's module only when the verb is called."""

    context_class = Context

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the options before the verb."""
        with in_click():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        with in_click():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of a person's work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of a verb."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"tui.verbs.{VERBS[cmd_name][0]}")
        command: click.Command = module.command()
        command.name = cmd_name
        return spoken(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs with their lines, without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(help)) for name, (_module, help) in VERBS.items()])


def make_group() -> click.Group:
    """Make the group after the language is known: click fixes help texts when a command is made."""

    @click.group(
        cls=Verbs,
        invoke_without_command=True,
        help=_("From an overdue Alipay debt to 还清: without a command, the full-screen app on your case file."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    @click.version_option(package_name="huanqing", message="huanqing %(version)s")
    @common_options
    @click.pass_context
    def group(ctx: click.Context) -> None:
        if ctx.invoked_subcommand is None:
            from tui.start import run_app

            run_app(session_of(ctx))

    spoken(group)
    group.subcommand_metavar = _("[COMMAND] [ARGS]...")
    return group
