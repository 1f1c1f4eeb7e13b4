"""A small app with what makes a driver's life hard: Chinese table, modal, input, select, toast, suspension."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Header, Input, Label, Select

from tui.driver import linux
from tui.driver.linux import driver_class, leave, redraw
from tui.farewell import Farewell


class Question(ModalScreen[None]):
    """A dialog over the table."""

    CSS = "Question { align: center middle; } #box { width: 41; height: 9; border: round $accent; background: $panel; }"
    BINDINGS: ClassVar = [Binding("escape", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        """A box that cuts wide characters."""
        with Vertical(id="box"):
            yield Label("确定要删除这一期吗？", markup=False)
            yield Input(placeholder="备注", id="note")
            yield Select([("花呗", 1), ("借呗", 2), ("网商贷", 3)])


class Sample(App[None]):
    """The app."""

    CSS = "#typed { dock: bottom; }"
    BINDINGS: ClassVar = [
        Binding("m", "question", "Modal"),
        Binding("n", "toast", "Notify"),
        Binding("i", "focus_input", "Input"),
        Binding("s", "shell", "Shell"),
        Binding("z", "suspend_process", "Stop"),
        Binding("r", "redraw", "Redraw"),
        Binding("q", "quit", "Quit"),
        Binding("x", "count", "Count"),
        Binding("t", "tick", "Tick"),
    ]
    ENABLE_COMMAND_PALETTE = False
    count = 0
    counted = 0
    """The same, for what runs outside the app."""

    def compose(self) -> ComposeResult:
        """Header, table, input, footer."""
        yield Header()
        yield DataTable(cursor_type="row")
        yield Input(id="typed", placeholder="在这里写")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table, with wide, combining and clustered text."""
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("欠款", "走到哪", "截至今天", "下一步")
        names = ["花呗 9月账单", "借呗 三万", "备用金●", "e\u0301te\u0301 ·…", "网商贷"]
        if os.environ.get("SAMPLE_CLUSTERS"):
            names.append("👨\u200d👩\u200d👧 家")
        for n in range(120):
            table.add_row(
                f"{n} {names[n % len(names)]}", "等待答复" if n % 3 else "按约还款", f"¥{n * 977:,}", "11-25 跟进"
            )
        table.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the draft where the farewell finds it."""
        DRAFT["text"] = event.value

    def action_question(self) -> None:
        """Open the dialog."""
        self.push_screen(Question())

    def action_toast(self) -> None:
        """Say something."""
        self.notify("已记下 ¥1,250.00", timeout=0.3, markup=False)

    def action_focus_input(self) -> None:
        """Type."""
        self.query_one("#typed", Input).focus()

    def action_shell(self) -> None:
        """Hand the terminal over for a moment."""
        with self.suspend():
            os.write(1, b"SHELL\r\n")

    def action_redraw(self) -> None:
        """Draw all of it again."""
        redraw(self)

    def action_count(self) -> None:
        """Something that shows the keyboard is alive."""
        self.count += 1
        Sample.counted = self.count
        self.title = f"第{self.count}次"

    def action_tick(self) -> None:
        """Move down a row thirty times a second, for about two."""
        self.set_interval(1 / 30, self.query_one(DataTable).action_cursor_down, repeat=60)

    async def action_quit(self) -> None:
        """Leave at once."""
        leave(self)


DRAFT = {"text": ""}


def save() -> None:
    """Keep the draft."""
    if os.environ.get("SAMPLE_SAVE_FAILS"):
        raise OSError("no room, on purpose")
    if path := os.environ.get("SAMPLE_DRAFT"):
        Path(path).write_text(DRAFT["text"], "utf-8")


def continue_in_a_frame() -> None:
    """Let the signal that a job manager sends arrive while a frame is being drawn, once the title was counted up."""
    from tui.driver.cells import Cells

    whole = Cells.render

    def render(self: Cells) -> str:
        if Sample.counted == 1:
            Sample.counted = 2
            os.kill(os.getpid(), signal.SIGCONT)
            time.sleep(0.05)
        return whole(self)

    Cells.render = render


def main() -> None:
    """Run, with a farewell."""
    app: Sample
    farewell = Farewell(save, leave=lambda: linux.restore(app))
    farewell.start()
    if os.environ.get("SAMPLE_CONTINUED_IN_A_FRAME"):
        continue_in_a_frame()
    if os.environ.get("SAMPLE_BROKEN"):
        from tui.driver.cells import Cells

        def broken(self: Cells) -> str:
            raise IndexError("broken on purpose")

        Cells.render = broken
    app = Sample(driver_class=driver_class(before_exit=save, hung_up=farewell.hang_up))
    app.run()


if __name__ == "__main__":
    if patience := os.environ.get("SAMPLE_PASTE_PATIENCE"):
        linux.PASTE_PATIENCE = float(patience)
    sys.exit(main())
