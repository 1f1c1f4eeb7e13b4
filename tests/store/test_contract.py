"""The promises of a case book, as one suite another storage could be put through: add an opener to `STORAGES`."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from traces import noted

from model.case import Case, Payment
from model.change import with_new
from store.book import CaseBook
from store.contents import Contents
from store.errors import Conflict, NothingToUndo
from store.sealing import Passphrase, Vault, new_key, sealed

Opener = Callable[[Path, str], CaseBook]
DAY = date(2026, 11, 24)


def open_file(path: Path, who: str) -> CaseBook:
    """Open the shipped storage: TinyDB's JSON, one case per line."""
    return CaseBook.open(path / "cases.json", who=who, now=lambda: datetime(2026, 11, 24, tzinfo=UTC), create=True)


KEY = new_key(Passphrase("a contract"), n=2**10)


def open_sealed(path: Path, who: str) -> CaseBook:
    """Open the same, sealed."""
    file = path / "cases.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sealed(KEY, Contents.empty(file).rendered()))
        file.chmod(0o600)
    vault = Vault(file, (KEY,))
    return CaseBook.open(file, who=who, now=lambda: datetime(2026, 11, 24, tzinfo=UTC), create=True, codec=vault)


STORAGES: dict[str, Opener] = {"file": open_file, "sealed": open_sealed}


@pytest.fixture(params=STORAGES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], CaseBook]:
    """Open a book of this storage for a person, always the same one."""
    return lambda who: STORAGES[request.param](tmp_path / "store", who)


def test_what_is_saved_is_there_for_the_next_session(opened: Callable[[str], CaseBook], small: Any) -> None:
    one = opened("李")
    one.add(small("a1"))
    saved = one.update("a1", noted("x"))
    assert opened("王").case("a1") == saved == one.case("a1")


def test_two_sessions_build_on_each_other(opened: Callable[[str], CaseBook], small: Any) -> None:
    one, other = opened("李"), opened("王")
    one.add(small("a1"))
    for n in range(10):
        (one, other)[n % 2].update("a1", lambda case: msgspec.structs.replace(case, priority=case.priority + 1))
    assert opened("x").case("a1").priority == 10
    assert one.poll() == {"a1"} and one.case("a1").priority == 10


def test_a_failed_change_is_no_change(opened: Callable[[str], CaseBook], small: Any) -> None:
    one = opened("李")
    one.add(small("a1"))

    def fails(case: Case) -> Case:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        one.update("a1", fails)
    assert opened("王").case("a1") == one.case("a1") and len(one.history("a1")) == 1


def test_fifty_changes_are_taken_back_after_a_restart(opened: Callable[[str], CaseBook], small: Any) -> None:
    one = opened("李")
    one.add(small("a1"))
    for n in range(50):
        one.update("a1", noted(str(n)))
    again = opened("李")
    for _ in range(50):
        again.undo("a1")
    assert again.case("a1").note == ""


def test_cases_a_reader_holds_do_not_change_under_it(opened: Callable[[str], CaseBook], small: Any) -> None:
    one = opened("李")
    held = one.add(small("a1"))
    one.update("a1", noted("x"))
    assert held.note == ""


FIELDS = ("note", "lender", "contract_no")


class Sessions(RuleBasedStateMachine):
    """Two persons' sessions on one book, restarted at will, beside plain dicts: cases, and each person's changes."""

    opener: Opener = staticmethod(open_file)

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.books = {who: self.opener(Path(self.folder.name), who) for who in ("李", "王")}
        self.cases: dict[str, dict[str, Any]] = {}
        self.given = 0
        self.done: dict[str, list[tuple[str, str, str, str]]] = {"李": [], "王": []}
        self.undone: dict[str, list[tuple[str, str, str, str]]] = {"李": [], "王": []}

    @rule(who=st.sampled_from("李王"))
    def add(self, who: str) -> None:
        self.given += 1
        id = f"c{self.given}"
        if len(self.cases) < 4:
            self.books[who].add(Case(id=id, title=id, opened_on=DAY))
            self.cases[id] = dict.fromkeys(FIELDS, "") | {"paid": 0}
            self.done[who].append((id, "", "", ""))
            self.undone[who] = [one for one in self.undone[who] if one[0] != id]

    @precondition(lambda self: self.cases)
    @rule(who=st.sampled_from("李王"), field=st.sampled_from(FIELDS), text=st.sampled_from("abcd"), data=st.data())
    def write(self, who: str, field: str, text: str, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.cases)))
        self.books[who].update(id, lambda case: msgspec.structs.replace(case, **{field: text}))
        before = self.cases[id][field]
        if before != text:
            self.cases[id][field] = text
            self.done[who].append((id, field, before, text))
            self.undone[who] = [one for one in self.undone[who] if one[0] != id]

    @precondition(lambda self: self.cases)
    @rule(who=st.sampled_from("李王"), data=st.data())
    def pay(self, who: str, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.cases)))
        self.books[who].update(id, lambda case: with_new(case, "payments", Payment(id="", on=DAY, amount=7), "p"))
        self.cases[id]["paid"] += 1
        self.done[who].append((id, "paid", "", ""))
        self.undone[who] = [one for one in self.undone[who] if one[0] != id]

    @rule(who=st.sampled_from("李王"))
    def undo(self, who: str) -> None:
        standing = list(self.done[who])
        try:
            self.books[who].undo()
        except NothingToUndo:
            assert not standing
        except Conflict:
            id, field, _, after = standing[-1]
            assert not field or self.cases[id][field] != after, "only what was changed since is refused"
        else:
            id, field, before, after = self.done[who].pop()
            self.undone[who].append((id, field, before, after))
            if not field:
                del self.cases[id]
            elif field == "paid":
                self.cases[id]["paid"] -= 1
            else:
                assert self.cases[id][field] == after, "a later change was taken along"
                self.cases[id][field] = before

    @rule(who=st.sampled_from("李王"))
    def redo(self, who: str) -> None:
        try:
            self.books[who].redo()
        except NothingToUndo:
            assert not self.undone[who]
        except Conflict:
            pass
        else:
            id, field, before, after = self.undone[who].pop()
            self.done[who].append((id, field, before, after))
            if not field:
                self.cases[id] = dict.fromkeys(FIELDS, "") | {"paid": 0}
            elif field == "paid":
                self.cases[id]["paid"] += 1
            else:
                self.cases[id][field] = after

    @rule(who=st.sampled_from("李王"))
    def restart(self, who: str) -> None:
        self.books[who].close()
        self.books[who] = self.opener(Path(self.folder.name), who)

    @rule(who=st.sampled_from("李王"))
    def look(self, who: str) -> None:
        book = self.books[who]
        book.poll()
        assert self.plain(book) == self.cases
        assert book.poll() == frozenset()

    @invariant()
    def the_file_holds_what_the_dict_holds(self) -> None:
        if hasattr(self, "books"):
            fresh = self.opener(Path(self.folder.name), "x")
            assert self.plain(fresh) == self.cases
            fresh.close()

    @staticmethod
    def plain(book: CaseBook) -> dict[str, dict[str, Any]]:
        return {
            case.id: {field: getattr(case, field) for field in FIELDS} | {"paid": len(case.payments)}
            for case in book.cases()
        }

    def teardown(self) -> None:
        if hasattr(self, "books"):
            for book in self.books.values():
                book.close()
            self.folder.cleanup()


def test_two_sessions_keep_step_with_a_plain_dict(size: Callable[[int, int], int]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    for opener in STORAGES.values():
        machine = type("Machine", (Sessions,), {"opener": staticmethod(opener)})
        checks = settings(
            max_examples=size(80, 500),
            stateful_step_count=size(25, 60),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(machine, settings=checks)
