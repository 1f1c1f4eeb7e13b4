"""Replays a driver's record into two emulators and compares them wherever they must look alike."""

from __future__ import annotations

import json
from pathlib import Path

from emulator import Terminal


def replay(path: Path) -> tuple[int, int, int]:
    """How many times both screens were compared and found equal, Textual's bytes, and ours."""
    raw, ours = Terminal(), Terminal()
    compared = written = sent = 0
    for line in path.read_text("utf-8").splitlines():
        kind, *values = json.loads(line)
        if kind == "size":
            for terminal in (raw, ours):
                terminal.resize(*values)
        elif kind == "raw":
            raw.feed(values[0])
            written += len(values[0].encode())
        elif kind == "sent":
            ours.feed(values[0])
            sent += len(values[0].encode())
        elif kind == "failed":
            raise AssertionError(f"{path}: the filter gave up: {values[0]}")
        else:
            compared += 1
            assert ours.picture() == raw.picture(), f"{path} differs at comparison {compared}:\n" + "\n".join(
                f"{a!r}\n{b!r}\n" for a, b in zip(ours.rows(), raw.rows(), strict=True) if a != b
            )
    return compared, written, sent
