"""The rows of a bank, WeChat or Alipay bill, and what they say: repayments, refunds, and what is neither."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model.case import Case, Product
from model.said import N_, Said


class Way(StrEnum):
    """Which way the money went; neither is Alipay's 不计收支, where repayments stand."""

    OUT = "out"
    IN = "in"
    NEITHER = "neither"


class Origin(StrEnum):
    """Whose bill it is."""

    ALIPAY = "alipay"
    WECHAT = "wechat"
    BANK = "bank"


@dataclass(frozen=True)
class BillRow:
    """One row: `amount` in fen and never negative, `refunded` what the bill says came back of it.

    `source` identifies it across bills: the transaction's number, else a digest of the row. `order` is the
    merchant's number. `texts` is everything written about it.
    """

    line: int
    on: date
    amount: int
    way: Way
    source: str
    at: str = ""
    party: str = ""
    texts: str = ""
    status: str = ""
    order: str = ""
    refunded: int = 0
    reversal: bool = False


@dataclass(frozen=True)
class Unread:
    """A row that could not be read, and why."""

    line: int
    said: Said


@dataclass(frozen=True)
class Bill:
    """A bill as read: its rows in the order of the file, and those that could not be read."""

    origin: Origin
    rows: tuple[BillRow, ...]
    unread: tuple[Unread, ...] = ()


PRODUCT_WORDS: dict[Product, tuple[str, ...]] = {
    Product.HUABEI: ("花呗", "信用购"),
    Product.JIEBEI: ("借呗", "信用贷"),
    Product.BEIYONGJIN: ("备用金",),
    Product.WANGSHANGDAI: ("网商贷", "网商银行"),
}
"""How bills name the products."""

_REPAYMENT = ("还款", "还贷", "还本", "还息", "归还", "代扣", "扣款", "结清", "信用借还")
_PAID_OUT = ("放款", "借款发放", "贷款发放", "借款到账", "借款成功", "贷款入账")
_REFUND = ("退款", "退回", "退还", "冲正", "撤销", "退汇")
_PERSONAL = ("转账", "红包", "亲属卡")
_UNDONE = ("关闭", "失败", "取消", "等待", "待付款", "待支付", "未支付", "处理中", "已冻结", "全额退款", "异常", "作废")
_DONE = ("成功", "已支付", "已完成", "完成", "已转账", "已收钱", "已到账", "已还款", "有效", "正常", "已退款", "存入")


def _any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _core(name: str) -> str:
    """Return a company's name without its legal form, as bills shorten it."""
    for ending in ("有限责任公司", "股份有限公司", "有限公司", "公司"):
        name = name.replace(ending, "")
    return name.replace("重庆市", "重庆").replace("(", "（").split("（")[0].strip()


def names_debt(row: BillRow, case: Case) -> bool:
    """Return whether a row names the debt of a case: its product, else its lender or the one who took it over."""
    text = f"{row.party} {row.texts}"
    named = {product for product, words in PRODUCT_WORDS.items() if _any(words, text)}
    if case.product in named or (named and case.product is Product.UNKNOWN):
        return True
    if named & set(PRODUCT_WORDS) and case.product in PRODUCT_WORDS:
        return False
    lenders = [_core(case.lender), *(_core(transfer.creditor) for transfer in case.transfers)]
    flat = text.replace("重庆市", "重庆")
    return any(len(lender) >= 3 and lender in flat for lender in lenders)


def gives_back(text: str) -> bool:
    """Return whether a row's own words tell of money given back."""
    return _any(_REFUND, text)


def is_refund(row: BillRow) -> bool:
    """Return whether a row is money given back."""
    return row.reversal or (_any(_REFUND, f"{row.party} {row.texts} {row.status}") and row.way is not Way.OUT)


def _undone(row: BillRow, refund: bool) -> bool:
    if not row.status or row.status in ("/", "-"):
        return False
    if refund and "成功" in row.status:
        return False
    return _any(_UNDONE, row.status) or not _any(_DONE, row.status)


def no_repayment(row: BillRow, origin: Origin, refund: bool, today: date) -> Said | None:
    """Return why a row cannot be a repayment of any debt, or None."""
    text = f"{row.party} {row.texts} {row.status}"
    if row.refunded and row.refunded >= row.amount:
        return Said(N_("given back in full"))
    if _undone(row, refund):
        return Said(N_("not completed: {status}"), {"status": row.status})
    if row.amount == 0:
        return Said(N_("no money moved"))
    if row.on > today:
        return Said(N_("lies after today"))
    if refund:
        return None
    if _any(_PAID_OUT, text):
        return Said(N_("money lent, no repayment"))
    if row.way is Way.IN:
        return Said(N_("money that came in"))
    if origin is Origin.WECHAT and _any(_PERSONAL, text):
        return Said(N_("money to a person, no repayment"))
    if _any(_REPAYMENT, text) or (origin is not Origin.ALIPAY and row.way is Way.OUT):
        return None
    return Said(N_("no repayment"))
