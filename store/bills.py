"""Reading the CSV file of a bank, WeChat or Alipay bill: its encoding, its table, its rows.

Encodings are tried in order (UTF-16 with its mark, UTF-8, GB18030); no detector guesses, and a file cut inside a
character is reported. Lines before and after the table are passed over; a row that cannot be read is kept with why.
"""

import csv
import errno
import hashlib
import io
import os
import re
import stat
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from model.bills import Bill, BillRow, Origin, Unread, Way, gives_back
from model.money import LARGEST
from model.said import N_, Said
from model.text import shown
from store.bill_columns import Columns, cell_text, title_text
from store.errors import StoreError, unreadable

LARGEST_FILE = 50 * 1024 * 1024
MOST_ROWS = 200_000
_HEADER_WITHIN = 200
_CUT = 4

_OUT = frozenset({"支出", "支", "借", "借方", "付", "付款", "出", "出账", "转出", "-", "D"})
_IN = frozenset({"收入", "收", "贷", "贷方", "入", "入账", "转入", "+", "C"})

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:[ T]*(\d{1,2}):(\d{2})(?::\d{2})?)?.*", re.ASCII
)
_DAY_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2})(?::?\d{2})?)?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?", re.ASCII)
_BACK = re.compile(r"已退款\(?[¥￥]?\s*([\d,.]+)", re.ASCII)
_LEGAL_TENDER = re.compile(r"[\s¥￥元]|CNY|RMB|人民币", re.ASCII)


class NotABill(StoreError):
    """The file is no bill that can be read: the sentence says why and what to do."""


def read_file(path: Path) -> bytes:
    """Return the bytes of a bill. Raises `NotABill` where it is too large or no file, `Unreadable` where the system
    refuses. A pipe is read only as ``/dev/fd/N``, which a shell made for this command: nobody may write to any other.
    """
    given = str(path).startswith(("/dev/fd/", "/proc/self/fd/")) or str(path) == "/dev/stdin"
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if given else os.O_NONBLOCK))
        with os.fdopen(descriptor, "rb") as file:
            kind = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(kind) and not (given and stat.S_ISFIFO(kind)):
                raise _no_file(path)
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise NotABill(Said(N_("There is no file {path}."), {"path": shown(str(path))})) from error
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.ENXIO, errno.ELOOP, errno.ENOTDIR):
            raise _no_file(path) from error
        raise unreadable(path, error) from error
    if len(data) > LARGEST_FILE:
        raise _too_large()
    return data


def _no_file(path: Path) -> NotABill:
    text = N_("{path} is not a file. Save what is to be imported as a file first, and name that.")
    return NotABill(Said(text, {"path": shown(str(path))}))


def _too_large() -> NotABill:
    return NotABill(Said(N_("This file is larger than {most} MB. Export a shorter span of time."), {"most": 50}))


def read_bill(data: bytes) -> Bill:
    """Return the bill in the bytes of a CSV file. Raises `NotABill`."""
    if len(data) > LARGEST_FILE:
        raise _too_large()
    lines = io.StringIO(_text(data), newline="").readlines()
    at, mark, header = _table(lines)
    columns = Columns.of(header)
    rows: list[BillRow] = []
    unread: list[Unread] = []
    seen: Counter[str] = Counter()
    origin = _origin(header)
    reader = csv.reader(iter(lines[at + 1 :]), delimiter=mark)
    try:
        for cells in reader:
            line = at + 1 + reader.line_num
            read = _row(columns, [cell_text(cell) for cell in cells], line, origin, seen)
            if isinstance(read, BillRow):
                rows.append(read)
            elif read is not None:
                unread.append(read)
            if len(rows) + len(unread) > MOST_ROWS:
                raise NotABill(
                    Said(N_("This file has more than {most} rows. Export a shorter span of time."), {"most": MOST_ROWS})
                )
    except csv.Error as error:
        text = N_("Line {line} of the file is no CSV: a quotation mark or a cell does not end.")
        said = Said(text, {"line": at + 1 + reader.line_num})
        raise NotABill(said) from error
    return Bill(origin, tuple(rows), tuple(unread))


# --- bytes to text ----------------------------------------------------------------------------------------------


def _text(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"Rar!")):
        text = N_("This is a zip, Excel or PDF file. Unpack it, or save the table as CSV, and import that.")
        raise NotABill(Said(text))
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end >= len(data) - 1 and error.start >= len(data) - _CUT and _was_right(data, encoding, error):
                text = N_("The file ends inside a character: it was not copied whole. Fetch or export it again.")
                raise NotABill(Said(text)) from error
    text = N_("The file is neither UTF-8, UTF-16 nor GBK text. Export the bill as CSV again.")
    raise NotABill(Said(text))


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _was_right(data: bytes, encoding: str, error: UnicodeDecodeError) -> bool:
    """Return whether everything before the cut is text of this encoding that holds more than ASCII."""
    before = data[: error.start]
    return encoding != "utf-8-sig" or not before.isascii()


# --- the table ---------------------------------------------------------------------------------------------------


def _table(lines: list[str]) -> tuple[int, str, list[str]]:
    """Return the line of the table's header, the mark between its cells, and its titles."""
    for at, line in enumerate(lines[:_HEADER_WITHIN]):
        if "," not in line and "\t" not in line and "，" not in line:
            continue
        for mark in (",", "\t", "，"):
            titles = [title_text(cell) for cell in next(csv.reader([line], delimiter=mark), [])]
            if len(titles) > 2 and Columns.fits(titles):
                return at, mark, titles
    text = N_("No table of a bill is in this file: no line names a date and an amount. Export it again as CSV.")
    raise NotABill(Said(text))


def _origin(titles: list[str]) -> Origin:
    held = set(titles)
    if {"当前状态", "交易单号"} <= held:
        return Origin.WECHAT
    if "交易订单号" in held or {"交易号", "商家订单号"} <= held:
        return Origin.ALIPAY
    return Origin.BANK


# --- one row -----------------------------------------------------------------------------------------------------


def _row(columns: Columns, cells: list[str], line: int, origin: Origin, seen: Counter[str]) -> BillRow | Unread | None:
    """Return a row, a row that cannot be read, or None for a line that is none (rules, sums, the time of export)."""
    filled = sum(1 for cell in cells if cell)
    if filled < 2 or (cells[0].startswith(("#", "--", "==")) and filled < 3):
        return None
    when = _when(columns.cell(cells, "on") or columns.cell(cells, "created"), columns.cell(cells, "at"))
    if when is None:
        if filled * 2 < columns.width or len(cells) < columns.width - 1:
            return None
        return Unread(line, Said(N_("the date “{text}” cannot be read"), {"text": columns.cell(cells, "on")[:20]}))
    money = _money(columns, cells)
    if isinstance(money, Said):
        return Unread(line, money)
    amount, way, reversal = money
    if reversal and not gives_back(" ".join(cells)):
        way, reversal = Way.OUT, False
    status = columns.cell(cells, "status")
    return BillRow(
        line=line,
        on=when[0],
        at=when[1],
        amount=amount,
        way=way,
        source=_source(origin, columns.cell(cells, "number"), cells, when[0], amount, seen)
        + ("/r" if way is not Way.OUT and "退款" in status else ""),
        party=columns.cell(cells, "party").strip("/"),
        texts=" ".join(dict.fromkeys(cells[n] for n in columns.texts if n < len(cells) and cells[n] not in ("", "/"))),
        status=status,
        order=columns.cell(cells, "order").strip("/"),
        refunded=_refunded(columns.cell(cells, "refunded"), status, amount),
        reversal=reversal,
    )


def _source(origin: Origin, number: str, cells: list[str], on: date, amount: int, seen: Counter[str]) -> str:
    """Return what identifies a row: the transaction's number, else a digest; equal rows of a file are counted.

    A bank's numbers may begin anew each day, so day and amount stand with them; masked ones identify nothing.
    """
    number = re.sub(r"\s", "", number)
    if len(number) >= 6 and re.fullmatch(r"[\w-]+", number, re.ASCII):
        return f"{origin.value}:{number}" + (f"-{on:%Y%m%d}-{amount}" if origin is Origin.BANK else "")
    digest = hashlib.sha256("\x1f".join(cells).rstrip("\x1f").encode("utf-8", "replace")).hexdigest()[:24]
    seen[digest] += 1
    again = f"/{seen[digest]}" if seen[digest] > 1 else ""
    return f"{origin.value}:row-{digest}{again}"


def _when(day: str, time: str) -> tuple[date, str] | None:
    day = unicodedata.normalize("NFKC", day)
    match = _DAY.fullmatch(day) or _DAY_TOGETHER.fullmatch(day)
    if match is None:
        return None
    try:
        on = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if match[4]:
        return on, f"{int(match[4]):02d}:{match[5]}"
    clock = _TIME.search(unicodedata.normalize("NFKC", time))
    return on, f"{int(clock[1]):02d}:{clock[2]}" if clock else ""


def _fen(text: str) -> int | None:
    """Return the fen in a cell, with its sign; None where it holds no amount, ValueError where it holds a wrong one."""
    text = _LEGAL_TENDER.sub("", unicodedata.normalize("NFKC", text)).replace(",", "").replace("−", "-")
    if text in ("", "/", "-", "--"):
        return None
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if not re.fullmatch(r"[+-]?\d{1,13}(\.\d{1,8})?", text, re.ASCII):
        raise ValueError(text)
    try:
        fen = Decimal(text) * 100
    except InvalidOperation as error:
        raise ValueError(text) from error
    if fen != fen.to_integral_value() or abs(fen) > LARGEST:
        raise ValueError(text)
    return int(fen)


def _money(columns: Columns, cells: list[str]) -> tuple[int, Way, bool] | Said:
    """Return amount, way, and whether the bill takes an earlier row back; or why there is no amount."""
    for what in ("amount", "out", "in"):
        try:
            _fen(columns.cell(cells, what))
        except ValueError:
            return Said(N_("the amount “{text}” cannot be read"), {"text": columns.cell(cells, what)[:20]})
    out, in_ = _fen(columns.cell(cells, "out")), _fen(columns.cell(cells, "in"))
    if out:
        return abs(out), Way.OUT if out > 0 else Way.IN, out < 0
    if in_:
        return abs(in_), Way.IN, False
    amount = _fen(columns.cell(cells, "amount"))
    if amount is None:
        if out is None and in_ is None:
            return Said(N_("the row has no amount"))
        return 0, Way.NEITHER, False
    if "way" in columns.at:
        word = columns.cell(cells, "way")
        way = Way.OUT if word in _OUT else Way.IN if word in _IN else Way.NEITHER
        return abs(amount), way, False
    if columns.at.keys() & {"out", "in"}:
        return abs(amount), Way.NEITHER, False
    return abs(amount), Way.OUT if amount < 0 else Way.IN, False


def _refunded(cell: str, status: str, amount: int) -> int:
    """Return what the bill says came back of a row."""
    if "全额退款" in status:
        return amount
    back = _BACK.search(unicodedata.normalize("NFKC", status))
    try:
        return min(amount, abs(_fen(back[1] if back else cell) or 0))
    except ValueError:
        return 0
