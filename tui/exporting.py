"""What goes out, made the same way for the command and for the app: the copy as data, and where tables go."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from model.case import Budget, Case
from model.said import N_, Said
from tui.say import say

if TYPE_CHECKING:
    from model.playbook import Playbook
    from model.workdays import Years
    from store.cases_json import Derived

Playbooks = Callable[[str], "Playbook"]
"""Gives a playbook by its id."""


def copy_bytes(cases: Sequence[Case], playbooks: Playbooks, today: date, years: "Years", book: Sequence[Case]) -> bytes:
    """Return cases as the JSON that `import` reads back.

    `book` are all cases: a person's budget and other plans are looked for in it.
    """
    import json

    from model.desk import of_persons
    from store.cases_json import document

    persons = of_persons(book)
    held = {
        name: max((case.budget for case in mine), key=lambda budget: budget.stamp) for name, mine in persons.items()
    }

    def derived(case: Case) -> "Derived":
        name = case.person.name
        return _derived(case, playbooks(case.playbook), today, years, held[name], persons[name])

    return json.dumps(document(cases, derived), ensure_ascii=False, indent=1).encode() + b"\n"


def _derived(
    case: Case, playbook: "Playbook", today: date, years: "Years", budget: Budget, mine: Sequence[Case]
) -> "Derived":
    from model.allocation import plan_state
    from model.desk import dues_beside
    from model.owed import owed
    from model.road import stage, view
    from model.steps import next_thing
    from store.cases_json import Derived

    v = view(case, playbook, today, budget)
    figure = owed(case, playbook, today)
    following = next_thing(v, years, dues_beside(case, mine, today))
    return Derived(
        stage=stage(v),
        owed=figure.total if figure.known else None,
        next_on=following.on,
        next_text=say(following.said, playbook),
        paid={state.instalment.number: state.paid for state in plan_state(case, today)},
    )


def table_files(out: Path) -> tuple[Path, ...]:
    """Return where the tables go, one file each, in the order of `store.tables.Table`."""
    from store.tables import Table

    return tuple(out.with_name(f"{out.stem}-{each.value}{out.suffix}") for each in Table) if out.name else (out,)


def write_tables(out: Path, cases: Sequence[Case], today: date) -> tuple[Path, ...]:
    """Write every table beside `out` and return where. Raises `StoreError`."""
    from store.outfile import put
    from store.tables import Table, table_bytes

    written = table_files(out)
    for each, path in zip(Table, written, strict=True):
        put(path, table_bytes(each, cases, today, say))
    return written


def as_markdown(path: Path) -> bool:
    """Return whether the name of a dossier asks for Markdown, else HTML. Raises `StoreError` for any other ending."""
    from store.errors import StoreError

    ending = path.suffix.lower()
    if ending not in (".html", ".htm", ".md"):
        raise StoreError(Said(N_("A dossier is written as .html or .md: name the file so.")))
    return ending == ".md"
