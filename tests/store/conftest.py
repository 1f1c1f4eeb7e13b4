"""A small playbook and a case in which almost everything is recorded, for the tests of texts and exports."""

from datetime import date
from typing import Any

import pytest

from model.case import (
    Agreement,
    AgreementState,
    Budget,
    Case,
    Contact,
    ContactKind,
    Expense,
    Form,
    Hardship,
    Income,
    Instalment,
    Material,
    MaterialState,
    OtherDue,
    Outcome,
    Payment,
    Person,
    Place,
    Product,
    Reason,
    Request,
    RequestKind,
    Snapshot,
)
from model.days import month_step
from model.playbook import Playbook
from model.playbook_check import playbook_from

TODAY = date(2026, 11, 24)


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _raw() -> dict[str, Any]:
    products = [
        ("huabei", "花呗", "Huabei"),
        ("jiebei", "借呗", "Jiebei"),
        ("beiyongjin", "备用金", "Beiyongjin"),
        ("wangshangdai", "网商贷", "Wangshangdai"),
        ("other", "其他", "other"),
        ("unknown", "还不清楚", "not sure yet"),
    ]
    reasons = [
        ("no_money", "1.1", "钱不够", "ran out of money", "手头的钱不够还"),
        ("forgot", "1.2", "忘了日子", "forgot the date", "忘了还款日"),
        ("not_reached", "1.3", "没收到提醒", "reminders never came", "换了联系方式，没有收到还款提醒"),
        ("not_mine", "1.1", "不是我借的", "not mine", ""),
        ("other", "1.1", "其他", "other", ""),
    ]
    materials = [
        ("id_card", "身份证", "identity card", 0, True, True),
        ("bank_statement", "银行流水", "bank statement", 30, True, False),
        ("bill", "逾期账单截图", "overdue bill", 7, True, False),
        ("dismissal", "离职证明", "dismissal paper", 180, False, False),
    ]
    points = [
        ("balance", "余额", "到协议当天的余额是多少，本金、利息、罚息各多少？"),
        ("late", "晚还", "晚还一期怎么处理？"),
    ]
    points += [("credit", "征信", "协商期间和结清后征信怎么报送？"), ("proof", "结清证明", "结清后怎么开结清证明？")]
    courts = [("mediation", "诉前调解通知", True), ("summons", "传票", True), ("payment_order", "支付令", True)]
    courts += [("judgment", "判决书", True), ("enforcement", "执行通知", True), ("lawyer_letter", "律师函", False)]
    mixed = _text("文", "text")
    return {
        "id": "small",
        "version": 1,
        "title": mixed,
        "about": mixed,
        "products": [
            {"id": id, "name": _text(zh, en), "find": mixed, "lender": mixed, "lender_note": mixed, "terms": {}}
            for id, zh, en in products
        ],
        "reasons": [
            {"id": id, "section": section, "name": _text(zh, en), "advice": mixed, "words": words}
            for id, section, zh, en, words in reasons
        ],
        "hardships": [
            {"id": "job_lost", "name": _text("失业", "lost the job"), "words": "公司裁员，我没有了工作"},
            {"id": "illness", "name": _text("生病", "illness"), "words": "生病看病花了钱"},
        ],
        "stages": [
            {"id": id, "section": "3.1", "name": mixed, "short": mixed, "help": mixed} for id in ("look", "prepare")
        ],
        "steps": [{"id": "snapshot", "stage": "look", "section": "3.1", "title": mixed, "guide": mixed}],
        "materials": [
            {
                "id": id,
                "section": "4.1",
                "name": _text(zh, en),
                "proves": mixed,
                "get": mixed,
                "real": mixed,
                "fresh_days": fresh,
                "required": required,
                "sensitive": sensitive,
                "hardships": ["job_lost"] if id == "dismissal" else [],
            }
            for id, zh, en, fresh, required, sensitive in materials
        ],
        "channels": [{"id": "hotline", "section": "4.2", "name": _text("95188", "95188"), "reach": mixed}],
        "requests": [{"id": "instalments", "section": "4.4", "name": _text("协商分期", "instalments"), "help": mixed}],
        "points": [
            {"id": id, "section": "4.6", "name": _text(zh, id), "ask": _text(ask, f"{id}?"), "why": mixed}
            for id, zh, ask in points
        ],
        "courts": [
            {"id": id, "name": _text(zh, id), "from_court": court, "verify": mixed, "what": mixed}
            for id, zh, court in courts
        ],
    }


@pytest.fixture(scope="session")
def small_playbook() -> Playbook:
    """A playbook with a few entries of each kind."""
    return playbook_from(_raw())


@pytest.fixture(scope="session")
def rich_case() -> Case:
    """A Huabei case before the call: budget, papers and a request of twelve instalments."""
    return Case(
        id="k1",
        title="花呗 9月账单",
        opened_on=date(2026, 11, 1),
        product=Product.HUABEI,
        lender="重庆蚂蚁消费金融有限公司",
        contract_no="HB20260901",
        person=Person(
            name="李明", phone="13812345678", id_number="310101199001011234", call_hours="工作日晚上七点以后"
        ),
        reasons=(Reason.NO_MONEY,),
        hardship=Hardship(
            kind="job_lost",
            words="9月公司裁员，两个月没有工资。",
            since=date(2026, 9, 1),
            income_before=900_000,
        ),
        offer=161_200,
        snapshots=(
            Snapshot(
                id="s1",
                on=TODAY,
                total=1_864_237,
                principal=1_843_042,
                penalty=21_195,
                due=date(2026, 11, 1),
                overdue_days=23,
            ),
        ),
        materials=(
            Material(
                id="m1",
                kind="id_card",
                name="身份证",
                state=MaterialState.READY,
                place=Place.FILE,
                where="id.jpg",
                sha256="ab" * 32,
            ),
            Material(
                id="m2",
                kind="bank_statement",
                name="银行流水",
                state=MaterialState.READY,
                place=Place.PAPER,
                where="抽屉",
                issued=date(2026, 10, 14),
            ),
            Material(id="m3", kind="dismissal", name="离职证明", state=MaterialState.COLLECTING),
        ),
        contacts=(
            Contact(
                id="c1",
                on=date(2026, 11, 20),
                at="10:05",
                channel="hotline",
                number="95188",
                agent="工号 3021",
                asked="能不能分期",
                said="要先交材料",
                promised="三个工作日内答复",
                promised_by=date(2026, 11, 25),
                outcome=Outcome.TOLD_TO_WAIT,
            ),
            Contact(
                id="c2",
                on=date(2026, 11, 22),
                at="21:40",
                kind=ContactKind.THIRD_PARTY,
                number="02160001111",
                agent="自称王经理",
                said="找我姐姐问我在哪",
                disclosed="说了欠款金额",
            ),
        ),
        requests=(
            Request(
                id="q1",
                kind=RequestKind.INSTALMENTS,
                chosen_on=date(2026, 11, 19),
                count=12,
                each=161_200,
                first_due=date(2026, 12, 10),
            ),
        ),
        budget=Budget(
            stamp="2026-11-20T09:00",
            incomes=(Income(id="i1", label="打零工", amount=520_000, day=10),),
            expenses=(
                Expense(id="e1", label="房租", amount=180_000, kind="rent"),
                Expense(id="e2", label="吃饭", amount=56_000, kind="food"),
            ),
            other_dues=(OtherDue(id="o1", label="信用卡", amount=81_000),),
        ),
    )


@pytest.fixture(scope="session")
def agreed_case(rich_case: Case) -> Case:
    """The same case repaying by an agreement of twelve instalments, the first paid."""
    import msgspec

    rows = tuple(
        Instalment(number=n + 1, due=month_step(date(2026, 12, 10), n), principal=155_353, interest=5_847)
        for n in range(12)
    )
    agreement = Agreement(
        id="a1",
        on=date(2026, 11, 27),
        state=AgreementState.AGREED,
        form=Form.WRITTEN,
        agreed_on=date(2026, 11, 28),
        total=1_934_400,
        balance=1_874_687,
    )
    payment = Payment(id="p1", on=date(2026, 12, 10), amount=161_200, note="从工资卡")
    return msgspec.structs.replace(rich_case, agreement=agreement, instalments=rows, payments=(payment,))
