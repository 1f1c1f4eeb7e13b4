"""The command called in this process: what it answers in English, as JSON, or on a file of its own."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from model.case import Agreement, AgreementState, Case, Instalment, Product
from model.days import month_step
from tui.main import make_group
from tui.say import install

Run = Callable[..., Result]


def run(*arguments: str) -> Result:
    """Run the command in English."""
    install("en")
    return CliRunner().invoke(make_group(), list(arguments))


def read(*arguments: str) -> dict[str, Any]:
    """What a command that ends well answers to --json."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    return document


def command_on(file: Path, today: str) -> Run:
    """The command on `file` that day: ``run("export", "json", on=another, lang="zh")``."""

    def invoke(*arguments: object, on: Path | str = file, lang: str = "en") -> Result:
        install(lang)
        words = ["--lang", lang, "--today", today, "--file", str(on), *map(str, arguments)]
        try:
            return CliRunner().invoke(make_group(), words)
        finally:
            install("en")

    return invoke


def repaying(id: str, title: str, **values: Any) -> Case:
    """A debt in repayment: three instalments of 1,612.00 from 10 December 2026."""
    rows = tuple(Instalment(number=n + 1, due=month_step(date(2026, 12, 10), n), principal=161_200) for n in range(3))
    agreement = Agreement(id="a1", on=date(2026, 11, 27), state=AgreementState.AGREED, agreed_on=date(2026, 11, 28))
    opened_on = date(2026, 11, 1)
    fields = {"product": Product.HUABEI, "agreement": agreement, "instalments": rows, "serial": 2, **values}
    return Case(id=id, title=title, opened_on=opened_on, **fields)
