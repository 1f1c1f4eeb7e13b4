"""Writing what a person takes along: a file of their own, whole or not at all, readable by them alone."""

import os
from pathlib import Path

from store import files
from store.errors import not_written


def put(path: Path, data: bytes | bytearray) -> None:
    """Write `data` to `path`, mode 0600, in place of what was there. Raises `StoreError`."""
    target = files.locate(path)
    try:
        _, descriptor = files.replace(target, data, expect=files.look(target))
    except files.Changed as error:
        raise not_written(path, OSError("changed")) from error
    os.close(descriptor)
