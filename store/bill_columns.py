"""The columns of a bill's table, found by the titles that Alipay, WeChat and banks give them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from model.text import clean_line

COLUMNS: dict[str, tuple[str, ...]] = {
    "on": (
        "付款时间",
        "交易日期",
        "记账日期",
        "入账日期",
        "交易日",
        "记账日",
        "日期",
        "交易时间",
        "交易创建时间",
        "时间",
    ),
    "at": ("交易时间", "时间", "记账时间"),
    "amount": ("金额", "交易金额", "发生额", "人民币金额", "记账金额", "收支金额"),
    "out": (
        "支出",
        "支出金额",
        "借方发生额",
        "借方金额",
        "转出",
        "转出金额",
        "记账金额(支出)",
        "交易金额(支出)",
        "取款",
    ),
    "in": (
        "收入",
        "收入金额",
        "贷方发生额",
        "贷方金额",
        "转入",
        "转入金额",
        "记账金额(收入)",
        "交易金额(收入)",
        "存款",
    ),
    "way": ("收/支", "收支", "收/付", "借贷标志", "借贷标记", "借/贷", "借贷", "收支类型", "收支标志", "交易方向"),
    "party": ("交易对方", "对方户名", "对方账户名称", "对方名称", "对手户名", "对手方", "交易对手", "收款方", "对方"),
    "created": ("交易创建时间", "最近修改时间"),
    "status": ("交易状态", "当前状态", "状态"),
    "number": ("交易订单号", "交易单号", "交易号", "交易流水号", "核心流水号", "流水号"),
    "order": ("商家订单号", "商户订单号", "商户单号"),
    "refunded": ("成功退款",),
    "balance": ("余额", "账户余额", "本次余额", "联机余额", "交易后余额"),
}
TEXTS = frozenset(
    (
        "商品说明",
        "商品名称",
        "商品",
        "摘要",
        "交易摘要",
        "业务摘要",
        "摘要说明",
        "交易类型",
        "类型",
        "交易分类",
        "交易备注",
        "备注",
        "附言",
        "交易附言",
        "用途",
        "交易详情",
        "交易说明",
        "交易场所",
    )
)


def cell_text(cell: str) -> str:
    """Return a cell as one harmless line, without the tabs and quotes that keep numbers whole in spreadsheets."""
    cell = cell.strip("\t\r\n '`")
    return cell if cell.isprintable() else clean_line(cell).strip("'`")


def title_text(cell: str) -> str:
    """Return a column's title as it is looked up: half-width, no unit, no blanks."""
    title = unicodedata.normalize("NFKC", cell_text(cell)).replace(" ", "").lstrip("#")
    return re.sub(r"\((元|人民币|RMB|CNY|单位:元)\)", "", title)


@dataclass(frozen=True)
class Columns:
    """Where each thing stands in a row."""

    width: int
    at: Mapping[str, int]
    texts: tuple[int, ...]

    @staticmethod
    def fits(titles: list[str]) -> bool:
        """Whether these titles are those of a bill."""
        at = Columns.of(titles).at
        return "on" in at and bool({"amount", "out", "in"} & at.keys())

    @classmethod
    def of(cls, titles: list[str]) -> "Columns":
        """Find the columns by their titles; the first title of each list that is there wins."""
        at: dict[str, int] = {}
        for what, known in COLUMNS.items():
            column = next((titles.index(title) for title in known if title in titles), None)
            if column is not None and (what != "at" or column != at.get("on")):
                at[what] = column
        return cls(len(titles), at, tuple(n for n, title in enumerate(titles) if title in TEXTS))

    def cell(self, cells: list[str], what: str) -> str:
        """The cell of a column, empty where the row or the table lacks it."""
        column = self.at.get(what)
        return cells[column] if column is not None and column < len(cells) else ""
