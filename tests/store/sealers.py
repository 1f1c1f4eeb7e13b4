"""Sealing, unsealing and forgetting as a process of its own, killed at the n-th thing it does to a file."""

import os
import resource
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store.book import CaseBook
from store.errors import StoreError
from store.resealing import convert
from store.sealing import Passphrase, Vault, new_key

RIGHT = Passphrase("几个词 比一个好")
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.scandir", "os.chmod"}


def main() -> None:
    """``sealers.py FILE VERB N LIMIT``: die at step N (0: tell the steps); no file may have more bytes than LIMIT."""
    path, what, at, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    vault = Vault(path)
    vault.unlock(path.read_bytes(), RIGHT)
    book = CaseBook.open(path, who="李", now=lambda: datetime.now(UTC), codec=vault)
    key = new_key(RIGHT, n=2**10)
    convert_to = {"seal": key, "unseal": None}
    count = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event in STEPS and not str(arguments[0]).endswith(".py") and "__pycache__" not in str(arguments[0]):
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)

    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.addaudithook(watch)
    try:
        if what == "forget":
            book.forget("a1")
        else:
            convert(path, vault, convert_to[what])
    except StoreError as error:
        print("refused", error.said.text)
        return
    print("done", count)


if __name__ == "__main__":
    main()
