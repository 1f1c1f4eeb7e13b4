"""What is being typed, as plain data: kept while it is typed, written when a session ends, offered at the next."""

from collections.abc import Callable
from datetime import datetime

from model.text import shown
from store.drafts import Draft, Drafts
from store.errors import StoreError

_TITLE = "_title"


class Drafting:
    """The open forms' texts by key, ``kind:case:record``.

    `keep` only remembers; `store` writes to disk, may be called from any thread, and never raises: it is what the end
    of a session does with a dead terminal.
    """

    def __init__(self, drafts: Drafts | None, who: str, now: Callable[[], datetime]) -> None:
        self.drafts, self.who, self.now = drafts, who, now
        self.open: dict[str, dict[str, str]] = {}
        self.ids: dict[str, str] = {}
        self._written: dict[str, dict[str, str]] = {}
        for draft in drafts.list(who) if drafts else ():
            key = ":".join((draft.form, draft.case, draft.record)).rstrip(":")
            self._written[key] = dict(draft.texts)
            self.ids[key] = draft.id

    def take(self, key: str) -> dict[str, str]:
        """Return the texts kept for a form, or nothing."""
        return self.open.get(key) or self._written.get(key) or {}

    def keep(self, key: str, title: str, texts: dict[str, str]) -> None:
        """Remember what is typed now."""
        self.open[key] = {_TITLE: title, **texts}

    def drop(self, key: str) -> None:
        """Forget a form's texts, on disk too: they were saved, or are as they were."""
        self.open.pop(key, None)
        self._written.pop(key, None)
        id = self.ids.pop(key, None)
        if id is not None and self.drafts is not None:
            self.drafts.drop(id)

    def store(self) -> None:
        """Write every text that is not on disk yet."""
        if self.drafts is None:
            return
        for key, texts in list(self.open.items()):
            if self._written.get(key) == texts:
                continue
            kind, _, rest = key.partition(":")
            case, _, record = rest.partition(":")
            at = self.now().isoformat(timespec="seconds")
            draft = Draft(
                form=kind, who=self.who, at=at, texts=texts, case=case, record=record, id=self.ids.get(key, "")
            )
            try:
                self.ids[key] = self.drafts.save(draft).id
            except StoreError:
                continue
            self._written[key] = texts

    def known(self) -> set[str]:
        """Return the keys of all forms of which a text is kept."""
        return self.open.keys() | self._written.keys()

    def waiting(self) -> list[tuple[str, str]]:
        """Return key and title of the texts that an earlier session left behind."""
        return [(key, shown(texts.get(_TITLE, key))) for key, texts in self._written.items()]
