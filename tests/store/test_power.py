"""Power loss: a file system that stops without flushing its journal keeps every change that was acknowledged."""

import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.case import Case
from model.edits import set_facts
from store.book import CaseBook

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN; its flag 2 goes down without flushing the log."""

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from model.edits import set_facts
from store.book import CaseBook
book = CaseBook.open(Path(sys.argv[1]), who="w", now=lambda: datetime(2026, 11, 24, tzinfo=UTC))
for number in range(int(sys.argv[2]), 10**6):
    book.update("a1", set_facts.by(note=str(number)))
    print(number, flush=True)
"""


def mounted(image: Path, folder: Path) -> None:
    subprocess.run(["mount", "-o", "loop", image, folder], check=True, capture_output=True)


@pytest.mark.torture
@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mkfs.ext4") is None, reason="needs root and mkfs.ext4")
def test_power_loss_keeps_what_was_acknowledged(tmp_path: Path, today, now, figures: Callable[[str], None]) -> None:
    image, folder = tmp_path / "disk.img", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as disk:
        disk.truncate(32 << 20)
    subprocess.run(["mkfs.ext4", "-q", image], check=True, capture_output=True)
    try:
        mounted(image, folder)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this machine mounts no loop device: {error.stderr.decode().strip()}")
    path, dice, told = folder / "cases.json", random.Random(5), 0
    try:
        with_case = CaseBook.open(path, who="w", now=now, create=True)
        with_case.add(Case(id="a1", title="花呗", opened_on=today))
        with_case.update("a1", set_facts.by(note="0"))
        with_case.close()
        for _round in range(40):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), str(told + 1)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert writer.stdout is not None
            for _line in range(dice.randint(3, 60)):
                told = int(writer.stdout.readline() or told)
            descriptor = os.open(folder, os.O_RDONLY)
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", 2))
            os.close(descriptor)
            writer.kill()
            told = max([told, *map(int, writer.stdout.read().split())])
            writer.wait()
            subprocess.run(["umount", folder], check=True)
            mounted(image, folder)
            book = CaseBook.open(path, who="w", now=now)
            assert int(book.case("a1").note) in (told, told + 1)
            told = int(book.case("a1").note)
            book.close()
    finally:
        subprocess.run(["umount", folder], check=False, capture_output=True)
    figures(f"40 power losses over {told} acknowledged changes: 0 unreadable, 0 lost")
