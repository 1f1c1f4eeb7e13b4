"""What is being typed, as plain data: kept while it is typed, written when a session ends, offered at the next start."""

from pathlib import Path
from typing import Any


class Drafting:
    """The open forms' texts by key. `keep` is cheap; `store` writes all to disk and may be called from any thread."""

    def __init__(self, folder: Path | None, book: str) -> None:
        self.folder, self.book = folder, book
        self.open: dict[str, dict[str, Any]] = {}
        self._kept: dict[str, dict[str, Any]] = {}
        self._load()

    def _load(self) -> None:
        if self.folder is None:
            return
        from store.drafts import read

        self._kept = read(self.folder, self.book)

    def take(self, key: str) -> dict[str, str]:
        """Return the texts kept for a form, or nothing."""
        draft = self.open.get(key) or self._kept.get(key) or {}
        return dict(draft.get("texts", {}))

    def keep(self, key: str, title: str, texts: dict[str, str]) -> None:
        """Remember what is typed now."""
        self.open[key] = {"title": title, "texts": texts}

    def drop(self, key: str, *, for_good: bool = False) -> None:
        """Forget a form's texts; `for_good` on disk too."""
        self.open.pop(key, None)
        if self._kept.pop(key, None) is not None or for_good:
            self.store()

    def store(self) -> None:
        """Write every kept text to disk."""
        if self.folder is None:
            return
        from store.drafts import write

        write(self.folder, self.book, {**self._kept, **self.open})
        self._kept.update(self.open)

    def waiting(self) -> list[tuple[str, str]]:
        """Return key and title of the texts that a session left behind."""
        return [(key, str(draft.get("title", key))) for key, draft in self._kept.items()]
