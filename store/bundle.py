"""The bundle of papers: the ready ones numbered in a zip with an inventory, its gaps marked. It never forbids."""

import os
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

from model.case import Case, MaterialState, Place, Reason
from model.papers import Paper, papers
from model.playbook import Playbook
from model.said import N_, Said
from model.text import clean_line
from store import files
from store.errors import name, not_written
from store.packing import NotPacked, Read, copy, opened, place_of

Progress = Callable[[str, int, int], None]
"""Told the name of a paper, the bytes done and how many are to be done: it is read to be checked, then packed."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_PLAIN = re.compile(r"\.(jpe?g|png|gif|webp|heic|zip|mp[34]|m4a|pdf)", re.IGNORECASE)


@dataclass(frozen=True)
class Packed:
    """A paper in the zip."""

    entry: str
    title: str
    size: int
    sha256: str
    issued: date | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A paper that is not in the zip, and why (a word of the inventory, see its template)."""

    title: str
    required: bool
    why: str


@dataclass
class BundleReport:
    """What was packed, what is missing, and what to tell the person."""

    path: Path
    packed: list[Packed] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    warnings: list[Said] = field(default_factory=list)


def write_bundle(
    out: Path,
    case: Case,
    playbook: Playbook,
    today: date,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> BundleReport:
    """Write the zip to `out`, whole or not at all, mode 0600; the same papers make the same bytes.

    Relative paths of papers are looked up in `folder` (the inbox). Raises `StoreError` where `out` cannot be written;
    a paper that cannot be read is a gap and a warning.
    """
    target = files.locate(out)
    new = target.with_name(f".{target.name}.new")
    report = BundleReport(out)
    try:
        with suppress(FileNotFoundError):
            new.unlink()
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        with os.fdopen(os.open(new, flags, 0o600), "w+b") as file:
            os.fchmod(file.fileno(), 0o600)
            _fill(file, report, case, playbook, today, (folder, progress or _silent, {target, new}))
            file.flush()
            os.fsync(file.fileno())
        new.rename(target)
        files.sync_folder(target.parent)
    except OSError as error:
        raise not_written(out, error) from error
    finally:
        with suppress(OSError):
            new.unlink()
    return report


def _silent(_name: str, _done: int, _of: int) -> None:
    return None


Means = tuple[Path | None, Progress, set[Path]]


def _fill(file: IO[bytes], report: BundleReport, case: Case, playbook: Playbook, today: date, means: Means) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for paper in papers(case, playbook, today):
            title = _title(paper)
            why = _why_not(paper)
            if why is None:
                why = _pack(bundle, report, paper, title, means)
            if why is not None and (paper.required or paper.material is not None):
                report.gaps.append(Gap(title, paper.required, why))
            _warn(report, paper, title, why, case)
        text = _inventory(report, case, today)
        bundle.writestr(_entry("00-清单.txt", text.encode("utf-8")), text.encode("utf-8"))


def _title(paper: Paper) -> str:
    if paper.info is not None:
        return paper.info.name.zh
    return clean_line(paper.material.name if paper.material else "") or "其他材料"


def _why_not(paper: Paper) -> str | None:
    """Return why a paper has no file to pack, as a word of the inventory; None where it has one."""
    material = paper.material
    if material is None or material.state is MaterialState.MISSING:
        return "missing"
    if material.state is MaterialState.COLLECTING:
        return "collecting"
    if material.state is MaterialState.REJECTED:
        return "rejected"
    return {Place.FILE: None, Place.PHONE: "phone", Place.PAPER: "paper", Place.NOWHERE: "nowhere"}[material.place]


def _pack(bundle: zipfile.ZipFile, report: BundleReport, paper: Paper, title: str, means: Means) -> str | None:
    """Put one paper into the zip; return why it could not be, else None."""
    material, (folder, progress, ours) = paper.material, means
    spoken = paper.kind or title
    assert material is not None
    try:
        path = place_of(material.where, folder)
        if path in ours:
            raise NotPacked(Said(N_("{material}: not in the bundle, {path} is the bundle itself"), {"path": str(path)}))
        with opened(path, folder) as (descriptor, before):
            whole = 2 * before.st_size
            _recorded(material.sha256, descriptor, before, path, lambda done: progress(title, done, whole))
            entry = entry_name(len(report.packed) + 1, paper, title, path)
            info = _entry(entry, b"")
            info.compress_type = zipfile.ZIP_STORED if _PLAIN.fullmatch(path.suffix) else zipfile.ZIP_DEFLATED
            info.file_size = before.st_size
            with bundle.open(info, "w") as into:
                found = copy(descriptor, before, path, into, lambda done: progress(title, before.st_size + done, whole))
    except NotPacked as error:
        report.warnings.append(Said(error.said.text, {**error.said.values, "material": spoken}))
        return error.why
    remarks = _remarks(report, paper, title, found)
    report.packed.append(Packed(entry, title, found.size, found.sha256, material.issued, remarks))
    return None


def _recorded(
    sha256: str, descriptor: int, before: os.stat_result, path: Path, progress: Callable[[int], None]
) -> None:
    """Refuse a file that is not the one the person chose: only what was read then is packed. Raises `NotPacked`."""
    if not sha256:
        text = N_("{material}: not in the bundle, {path} was not chosen in the app; choose the file again")
        raise NotPacked(Said(text, {"path": name(path)}), "unchosen")
    with Path(os.devnull).open("wb") as nowhere:
        found = copy(descriptor, before, path, nowhere, progress)
    os.lseek(descriptor, 0, os.SEEK_SET)
    if found.sha256 != sha256:
        text = N_("{material}: not in the bundle, {path} was changed since it was chosen; choose the file again")
        raise NotPacked(Said(text, {"path": name(path)}), "other")


def _remarks(report: BundleReport, paper: Paper, title: str, found: Read) -> tuple[str, ...]:
    remarks, spoken = [], paper.kind or title
    if found.changed:
        remarks.append("changing")
        report.warnings.append(
            Said(
                N_("{material}: the file changed while it was read. Make the bundle again once it is finished."),
                {"material": spoken},
            )
        )
    if paper.stale:
        remarks.append("stale")
    return tuple(remarks)


def _warn(report: BundleReport, paper: Paper, title: str, why: str | None, case: Case) -> None:
    """Tell the person of gaps that matter, papers too old, and what to write on copies of identity papers."""
    spoken = paper.kind or title
    if why in ("phone", "paper"):
        text = {
            "phone": N_("{material}: on your phone, send it along"),
            "paper": N_("{material}: on paper, send a copy along"),
        }
        report.warnings.append(Said(text[why], {"material": spoken}))
    elif why in ("missing", "collecting", "rejected", "nowhere") and paper.required:
        report.warnings.append(Said(N_("{material}: still missing"), {"material": spoken}))
    elif why is None and paper.stale and paper.valid_until is not None:
        values: dict[str, str | int] = {"material": spoken, "until": paper.valid_until.isoformat()}
        report.warnings.append(Said(N_("{material}: too old since {until}, get a new one"), values))
    if why is None and paper.info is not None and paper.info.sensitive:
        lender = case.lender or "放款机构"
        disputed = Reason.NOT_MINE in case.reasons
        words = "仅用于对这笔借款提出异议" if disputed else f"仅用于向{lender}协商还款"
        text_ = N_(
            "{material}: write on the copy “{words}” and the date, and send it through the official channel only"
        )
        report.warnings.append(Said(text_, {"material": spoken, "words": words}))


def safe_name(text: str, longest: int = 60) -> str:
    """Return `text` as a file name that every system takes: no separators, no signs, no dots at its ends."""
    text = _UNSAFE.sub("_", clean_line(text)).strip(" ._")
    while len(text.encode("utf-8")) > longest * 3 or len(text) > longest:
        text = text[:-1]
    return text.strip(" ._") or "材料"


def entry_name(number: int, paper: Paper, title: str, path: Path) -> str:
    """Return the name in the zip: ``01-身份证.jpg``."""
    base = paper.info.file_name if paper.info is not None and paper.info.file_name else title
    ending = path.suffix.lower() if _ENDING.fullmatch(path.suffix) else ""
    return f"{number:02d}-{safe_name(base)}{ending}"


def _entry(entry: str, data: bytes) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(entry, _FIXED_TIME)
    info.create_system = 3
    info.external_attr = 0o100600 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    info.file_size = len(data)
    return info


def _inventory(report: BundleReport, case: Case, today: date) -> str:
    from jinja2 import Environment, StrictUndefined

    from store.templating import shipped

    source = shipped("zh/inventory.txt")
    assert source is not None
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - plain text
    template = environment.from_string(source)
    return (
        template.render(
            packed=report.packed, gaps=report.gaps, lender=clean_line(case.lender), day=today.isoformat()
        ).strip()
        + "\n"
    )
