"""One person carries one case from overdue to 还清, with real keys in a real pseudo-terminal, in both languages."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import pytest
from replay import replay
from terminal import Session

TODAY = "2026-11-24"
ENTER, ESC, TAB, F2 = b"\r", b"\x1b", b"\t", b"\x1bOQ"


class Person:
    """Somebody at a terminal: types, and waits until the screen says what it should."""

    def __init__(self, path: Path, language: str, size=(80, 24)):
        command = [sys.executable, "-m", "tui.main", "--file", str(path), "--lang", language, "--today", TODAY]
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "HUANQING_WHO": "阿明"}
        self.record = Path(tempfile.mkdtemp()) / "driver"
        environment["HUANQING_DRIVER_RECORD"] = str(self.record)
        self.session = Session(command, environment, width=size[0], height=size[1])
        self.session.settle()

    def type(self, *keys: bytes | str) -> None:
        """Press keys one after the other, each once the screen is quiet."""
        for key in keys:
            self.session.press(key.encode() if isinstance(key, str) else key)
            self.session.settle(quiet=0.12, first=0.6)

    def sees(self, *texts: str, seconds: float = 8.0) -> str:
        """Wait until all of the texts are on the screen, and return it."""
        until = time.monotonic() + seconds
        while True:
            screen = "\n".join(self.session.screen())
            if all(text in screen for text in texts):
                return screen
            assert time.monotonic() < until, f"{texts} not in\n{screen}"
            self.session.pump(0.05)

    def leaves(self) -> None:
        """Quit, and see the process gone with the terminal as it was."""
        self.session.press(b"q")
        assert self.session.ended(5.0) == 0
        assert self.session.restored()
        self.session.close()
        assert replay(self.record)[0] > 3, "every frame looked as Textual's own bytes would have"


WORDS = {
    "zh": {
        "begin": "开始", "amount": "App", "today": "截至今天", "wait": "等待答复",
        "agreed": "按约还款", "proof": "结清证明", "rest": "还差 ¥5,248.9",
    },
    "en": {
        "begin": "Begin", "amount": "app", "today": "as of today", "wait": "waiting for an answer",
        "agreed": "agreed", "proof": "proof of settlement", "rest": "5,248.9",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_nothing_to_paid_off(tmp_path, language):
    words = WORDS[language]
    path = tmp_path / "data" / "cases.json"
    person = Person(path, language)

    person.sees(words["begin"])
    person.type(ENTER, "1")  # begin; 花呗
    person.type("18642.37", F2)
    person.type("2026-11-01", F2)
    person.type("1")
    person.sees(words["today"], "¥18,642.37")

    person.type("c", TAB, TAB, "工号 3021", TAB, "2", TAB, "说三天内给答复", TAB, "专员回电", TAB, "+3", F2)
    person.sees(words["wait"], "11-27")

    person.type("7", "a", "3", TAB, "6248.96", TAB, "12-10", F2)
    person.sees("6,248.96")
    person.type("g", F2, F2)  # once more: there is nothing in writing yet
    person.sees("¥18,746.88")

    person.type("3", "p")
    person.type(b"\x15" + b"1000", F2)
    person.sees(words["rest"])
    for _round in range(3):
        person.type("p", F2)
    person.sees("还清" if language == "zh" else "Paid off", words["proof"])
    person.type(ESC)
    person.session.settle()
    person.type(ESC, ESC)
    person.sees("还清")
    person.leaves()

    case = _only_case(path)
    assert case["product"] == "huabei"
    assert case["reasons"] == ["no_money"]
    assert case["snapshots"][0]["total"] == 1_864_237
    assert case["snapshots"][0]["due"] == "2026-11-01"
    contact = case["contacts"][0]
    assert (contact["agent"], contact["promised"], contact["promised_by"]) == ("工号 3021", "专员回电", "2026-11-27")
    assert contact["said"] == "说三天内给答复"
    assert contact["outcome"] == "told_to_wait"
    assert case["agreement"]["state"] == "agreed"
    assert [row["due"] for row in case["instalments"]]
    assert sum(payment["amount"] for payment in case["payments"]) == 1_874_688
    history = json.loads(path.read_text())["history"]["1"]["entries"]
    assert {entry["who"] for entry in history} == {"阿明"}
    assert path.stat().st_mode & 0o777 == 0o600


def _only_case(path: Path):
    (case,) = json.loads(path.read_text(encoding="utf-8"))["cases"].values()
    return case


def test_everything_is_there_the_next_day_on_a_phone(tmp_path):
    path = tmp_path / "cases.json"
    person = Person(path, "zh", size=(40, 16))
    person.sees("开始")
    person.type(ENTER, "1", "500", F2, "2026-11-20", F2, "2")
    person.sees("截至今天")
    person.type(ESC)
    person.leaves()
    person = Person(path, "zh", size=(40, 16))
    person.sees("花呗", "¥500.")
    person.leaves()
