"""The minimal stock app that the figures are compared with: a header, a table of 200 rows, a footer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Mini(App[None]):
    """Textual as it comes."""

    BINDINGS: ClassVar = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """Three stock widgets."""
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("Case", "Stage", "Owed", "Next")
        for n in range(200):
            table.add_row(f"Case {n:03d}", "waiting", f"{n * 137 + 12.5:,.2f}", f"2026-12-{n % 28 + 1:02d} follow up")


if __name__ == "__main__":
    Mini().run()
