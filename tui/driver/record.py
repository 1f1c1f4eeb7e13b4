"""A record of what Textual painted beside what was sent, for replaying a session into two emulators."""

from __future__ import annotations

from pathlib import Path


class Record:
    """One JSON array a line: "size", width, height; "raw", text; "sent", text; "even" where both must look alike;
    "failed", the error with which the filter gave way."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def note(self, kind: str, *values: str | int) -> None:
        """Add one line."""
        import json  # only where a session is recorded

        self._file.write(json.dumps([kind, *values], ensure_ascii=True) + "\n")
