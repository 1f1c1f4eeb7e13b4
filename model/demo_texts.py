"""The request of a worked example as it was sent, with its own figures."""

from datetime import date

from model.case import Case, Request
from model.demo_people import NAMES
from model.money import yuan


def request_as_sent(case: Case, request: Request, on: date) -> str:
    """Return the messages that were sent to customer service on `on`, in Chinese, a blank line between them."""
    seen = max((snapshot.on for snapshot in case.snapshots if snapshot.on <= on), default=None)
    owed = sum(snapshot.total for snapshot in case.snapshots if snapshot.on == seen)
    due = min((snapshot.due for snapshot in case.snapshots if snapshot.due), default=None)
    about = f"您好，我想为{NAMES[case.product.value]}申请协商还款。"
    if due is not None:
        about += f"还款日{_day(due, on)}"
        about += f"，到{_day(seen, on)}，App 显示应还{_yuan(owed)}元。" if seen is not None else "。"
    means = []
    if case.hardship.words:
        means.append(f"没按时还是因为{case.hardship.words}。")
    income = sum(row.amount for row in case.budget.incomes)
    essentials = sum(row.amount for row in case.budget.expenses)
    month = f"目前月收入{_yuan(income)}元，每月必要支出{_yuan(essentials)}元"
    means.append(month + (f"，每月能稳定还{_yuan(case.offer)}元。" if case.offer else "。"))
    asked = "我申请"
    if request.first_due is not None:
        asked += f"从{_day(request.first_due, on)}起，每月{request.first_due.day}号，"
    asked += f"分{request.count}期还，每期{_yuan(request.each or 0)}元。"
    answer = "请登记并告诉我受理编号、答复时间、还需要什么材料。"
    return "\n\n".join((about, "".join(means), asked, answer))


def _day(day: date, today: date) -> str:
    text = f"{day.month}月{day.day}日"
    return text if day.year == today.year else f"{day.year}年{text}"


def _yuan(fen: int) -> str:
    return yuan(fen, "").removesuffix(".00")
