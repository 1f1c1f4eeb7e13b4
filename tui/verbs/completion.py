"""`huanqing completion`: shell completion."""

import click

from tui.say import _
from tui.verbs.common import common_options, put


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_('Print shell completion: eval "$(huanqing completion bash)".'))
    @click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
    @common_options
    @click.pass_context
    def completion(ctx: click.Context, shell: str) -> None:
        from click.shell_completion import get_completion_class

        maker = get_completion_class(shell)
        if maker is None:
            raise click.UsageError(shell)
        put(maker(ctx.find_root().command, {}, "huanqing", "_HUANQING_COMPLETE").source())

    return completion
