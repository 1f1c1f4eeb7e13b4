"""Build hook: compiles the catalogues and the playbooks, so that an install from a bare clone has them."""

import json
import tomllib
from pathlib import Path
from typing import Any
from zlib import crc32

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogs(root: Path) -> None:
    """Write a .mo beside every .po."""
    for source in sorted((root / "tui" / "locale").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalog = read_po(text)
        with source.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)


def compile_playbooks(root: Path) -> None:
    """Write a .json beside every playbook: it loads thirty times faster than TOML.

    It carries the length and checksum of its source, so that a stale one is never used.
    """
    for source in sorted((root / "model" / "playbooks").glob("*.toml")):
        raw = source.read_bytes()
        compiled = {"source": f"{len(raw)}-{crc32(raw):08x}", "playbook": tomllib.loads(raw.decode("utf-8"))}
        text = json.dumps(compiled, ensure_ascii=False, separators=(",", ":"), default=str)
        source.with_suffix(".json").write_text(text, encoding="utf-8")


class CompileHook(BuildHookInterface):
    """Runs both before the wheel, editable or not, is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compile_catalogs(root)
        compile_playbooks(root)
