"""A debt that many pages are tried with."""

from datetime import date
from typing import Any

from model.case import Case, Product, Reason, Snapshot


def owing(**values: Any) -> Case:
    """18,746.87 on the app on 24 November 2026, 23 days late, and nothing done yet."""
    fields: dict[str, Any] = {
        "id": "a1",
        "title": "花呗 9月账单",
        "opened_on": date(2026, 11, 1),
        "product": Product.HUABEI,
        "reasons": (Reason.NO_MONEY,),
        "snapshots": (Snapshot(id="s1", on=date(2026, 11, 24), total=1_874_687, due=date(2026, 11, 1)),),
        "serial": 10,
    }
    return Case(**{**fields, **values})
