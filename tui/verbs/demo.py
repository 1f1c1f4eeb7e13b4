"""`huanqing demo`: the app on worked examples in a temporary file, or the file alone with `--write`."""

from pathlib import Path

import click

from model.said import N_, Said
from tui.say import _
from tui.verbs.common import Session, common_options, fail, put, session_of

MOST = 20_000


def command() -> click.Command:
    """Make the command."""

    @click.command(help=_("Open the app on invented cases in a temporary file; what you change there is not kept."))
    @click.option("--cases", type=int, default=13, show_default=True, help=_("how many"))
    @click.option("--seed", type=int, default=1, show_default=True, help=_("another seed, other people"))
    @click.option(
        "--write", type=click.Path(path_type=Path), help=_("only make the file there; an existing one is refused")
    )
    @common_options
    @click.pass_context
    def demo(ctx: click.Context, cases: int, seed: int, write: Path | None) -> None:
        session = session_of(ctx)
        if not 1 <= cases <= MOST:
            fail(Said(N_("--cases must be between 1 and {most}."), {"most": MOST}))
        if write is not None:
            if write.exists() or write.is_symlink():
                fail(
                    Said(N_("{path} is there already; nothing was written. Choose another name."), {"path": str(write)})
                )
            write_demo(session, write, cases, seed)
            if session.json:
                session.print_json({"path": str(write), "cases": cases, "seed": seed})
            else:
                put(_("{count} cases written to {path}").format(count=cases, path=write))
            return
        import shutil
        import tempfile

        from tui.start import run_app

        folder = tempfile.mkdtemp(prefix="huanqing-demo-")
        session.file = Path(folder) / "cases.json"
        write_demo(session, session.file, cases, seed)
        run_app(session, demo=True, before_exit=lambda: shutil.rmtree(folder, ignore_errors=True))

    return demo


def write_demo(session: Session, path: Path, count: int, seed: int) -> None:
    """Make a case file of invented cases; the same seed and day make the same bytes."""
    from model.demo import demo_cases
    from store.book import CaseBook
    from store.errors import StoreError

    try:
        book = CaseBook.open(path, who="demo", now=session.now, create=True)
        book.add_all(demo_cases(count, seed, session.today))
        book.close()
    except StoreError as error:
        fail(error.said, 1)
