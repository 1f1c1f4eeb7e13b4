"""What pages read: every case with what follows from it, computed once and kept until it changes."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from model.agenda import agenda_of
from model.budget import budget_of
from model.case import Case
from model.desk import dues_beside, of_persons
from model.due import Due
from model.owed import Owed, owed
from model.playbook import Playbook
from model.road import View, view
from model.workdays import NO_YEARS, Years
from store.book import CaseBook
from store.errors import StoreError
from tui.drafting import Drafting
from tui.say import say
from tui.settings import Settings


class Shelf:
    """The cases of a book as the app shows them. The app is one; it fills in book, settings, drafts and clock."""

    book: CaseBook
    settings: Settings
    drafts: Drafting
    _clock: Callable[[], date]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._cases: dict[str, Case] = {}
        self._playbooks: dict[str, Playbook] = {}
        self._views: dict[str, View] = {}
        self._owed: dict[str, Owed] = {}
        self._persons: dict[str, list[Case]] = {}
        self._ahead: dict[str, tuple[date, tuple[Due, ...]]] = {}
        self.lists_seen: set[str] = set()
        """Cases whose list of open points was read: the caution about words alone need not be said again."""
        self.edition = 0
        """Counts up whenever anything shown may have changed."""

    def complain(self, text: str) -> None:
        """Say what could not be read; the app says it on the page in front."""

    @property
    def today(self) -> date:
        """The day in China, or the one that was given."""
        return self._clock()

    def now(self) -> datetime:
        """The time in China; on a given day, noon of it."""
        return self.drafts.now()

    def cases(self) -> list[Case]:
        """Every case, in the file's order."""
        return list(self._cases.values())

    def case(self, id: str) -> Case:
        """The newest version of a case."""
        return self._cases[id]

    @cached_property
    def years(self) -> Years:
        """The holiday plans that a person added in the config folder."""
        from store.holidays import read_years

        folder = self.settings.config_folder
        try:
            return read_years(folder) if folder is not None else NO_YEARS
        except StoreError as error:
            self.complain(say(error.said))
            return NO_YEARS

    def has(self, id: str) -> bool:
        """Whether a case is still there."""
        return id in self._cases

    def playbook(self, id: str = "alipay") -> Playbook:
        """A playbook; one that cannot be read is replaced by the built-in one, and that is said."""
        if id not in self._playbooks:
            from store.playbooks import load

            try:
                self._playbooks[id] = load(id, self.settings.config_folder)
            except StoreError as error:
                self.complain(say(error.said))
                self._playbooks[id] = load("alipay")
        return self._playbooks[id]

    def playbook_of(self, id: str) -> Playbook:
        """The playbook of a case; the built-in one where the case is gone."""
        return self.playbook(self._cases[id].playbook) if id in self._cases else self.playbook()

    def view(self, id: str) -> View:
        """A case as it stands today; kept until it changes."""
        if id not in self._views:
            case = self._cases[id]
            budget = budget_of(case, self._cases_of(case.person.name))
            self._views[id] = view(case, self.playbook(case.playbook), self.today, budget)
        return self._views[id]

    def _cases_of(self, name: str) -> list[Case]:
        """All the cases of a person."""
        if not self._persons:
            self._persons = of_persons(self._cases.values())
        return self._persons.get(name, [])

    def own_dues(self, id: str) -> int:
        """What the other cases of the same person take in a month."""
        case = self._cases[id]
        return dues_beside(case, self._cases_of(case.person.name), self.today)

    def ahead(self, id: str, until: date) -> tuple[Due, ...]:
        """What is due on a case up to a day; kept until the case, its person's others, or the day change."""
        kept = self._ahead.get(id)
        if kept is None or kept[0] != until:
            kept = self._ahead[id] = until, agenda_of(self.view(id), until, self.years, self.own_dues(id))
        return kept[1]

    def owed(self, id: str) -> Owed:
        """What is owed on a case today; kept until it changes."""
        if id not in self._owed:
            case = self._cases[id]
            self._owed[id] = owed(case, self.playbook(case.playbook), self.today)
        return self._owed[id]

    def _read_all(self) -> None:
        self._cases = {case.id: case for case in self.book.cases()}
        self._forget_derived()

    def _forget_derived(self, ids: Iterable[str] | None = None) -> None:
        """Compute anew what follows from these cases, or from all. A budget reaches every case of its person."""
        self.edition += 1
        self._persons.clear()
        if ids is None:
            self._views.clear()
            self._owed.clear()
            self._ahead.clear()
            return
        changed = set(ids)
        names = {self._cases[id].person.name for id in changed if id in self._cases}
        names |= {self._views[id].case.person.name for id in changed if id in self._views}
        changed |= {id for id, v in self._views.items() if v.case.person.name in names}
        for id in changed:
            self._views.pop(id, None)
            self._owed.pop(id, None)
            self._ahead.pop(id, None)
