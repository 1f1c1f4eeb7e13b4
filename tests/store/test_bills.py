# ruff: noqa: E501 (the samples keep the lines as the exports have them)
"""Bills as Alipay, WeChat and banks export them, built here byte by byte; names and numbers are invented."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.bill_plan import BillPlan, plan_bill, record_bill
from model.bills import Bill
from model.case import Agreement, AgreementState, Case, Instalment, Payment, PaymentKind, Product, Transfer
from model.days import month_step
from store.bills import LARGEST_FILE, NotABill, read_bill, read_file
from store.errors import StoreError

TODAY = date(2027, 3, 1)
HUABEI_LENDER = "重庆蚂蚁消费金融有限公司"


def alipay_new() -> bytes:
    """The Alipay app's export (GBK): title lines, a rule with the company's name, tabs after the numbers."""
    text = (
        "------------------------------------------------------------------------------------\r\n"
        "导出信息：\r\n姓名：测试\r\n支付宝账户：138****0000\r\n"
        "起始时间：[2026-11-01 00:00:00]    终止时间：[2027-02-28 23:59:59]\r\n导出交易类型：[全部]\r\n"
        "导出时间：[2027-02-28 10:00:00]\r\n共9笔记录\r\n收入：1笔 88.00元\r\n支出：2笔 145.50元\r\n"
        "不计收支：6笔 6836.00元\r\n\r\n特别提示：\r\n1.本明细仅展示当前账单中的交易，不包括已删除的记录。\r\n"
        "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------\r\n"
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\r\n"
        "2027-01-10 09:00:01,信用借还,花呗,/,花呗主动还款-2026年12月账单,不计收支,1612.00,招商银行(1234),还款成功,"
        "2027011022001400000000000003\t,\t,,\r\n"
        "2026-12-20 12:31:00,退款,某某旗舰店,sho***@example.com,退款-保温杯,不计收支,88.00,花呗,退款成功,"
        "2026121822001400000000000007_1\t,T20261218\t,,\r\n"
        "2026-12-18 12:30:00,日用百货,某某旗舰店,sho***@example.com,保温杯,支出,88.00,花呗,交易关闭,"
        "2026121822001400000000000007\t,T20261218\t,,\r\n"
        "2026-12-11 08:00:00,转账红包,李**,138****1111,收款,收入,88.00,,交易成功,2026121122001400000000000006\t,\t,,\r\n"
        "2026-12-10 20:15:33,信用借还,花呗,/,花呗自动还款-2026年11月账单,不计收支,1612.00,余额宝,还款成功,"
        "2026121022001400000000000002\t,\t,,\r\n"
        "2026-12-10 20:10:00,信用借还,花呗,/,花呗主动还款-2026年11月账单,不计收支,1612.00,余额宝,还款失败,"
        "2026121022001400000000000001\t,\t,,\r\n"
        "2026-12-05 19:00:00,餐饮美食,小面馆,xia***@example.com,午饭,支出,57.50,花呗,交易成功,"
        "2026120522001400000000000005\t,M1\t,,\r\n"
        "2026-12-01 10:00:00,信用借还,借呗,/,借呗放款至余额,不计收支,1000.00,余额,交易成功,"
        "2026120122001400000000000004\t,\t,,\r\n"
        "2026-12-02 10:00:00,信用借还,借呗,/,借呗还款,不计收支,1000.00,余额,还款成功,2026120222001400000000000008\t,\t,,\r\n"
    )
    return text.encode("gb18030")


def alipay_old() -> bytes:
    """The Alipay website's export (GBK): padded cells, tabs, a footer; refunds in a column of their own."""
    head = "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,收/支,交易状态,服务费（元）,成功退款（元）,备注,资金状态"
    rows = [
        "2026121022001400000000000002,,2026-12-10 20:15:30,2026-12-10 20:15:33,2026-12-10 20:15:33,其他（包括阿里巴巴和外部商家）,"
        "即时到账交易,花呗,花呗自动还款-2026年11月账单,1612.00,,还款成功,0.00,0.00,,资金转移",
        "2027021022001400000000000009,,2027-02-10 08:00:00,2027-02-10 08:00:05,2027-02-10 08:00:05,其他,即时到账交易,花呗,"
        "花呗主动还款-2027年1月账单,１，０００.00,支出,交易成功,0.00,200.00,,已支出",
        "2027021122001400000000000010,,2027-02-11 08:00:00,,2027-02-11 08:30:00,其他,即时到账交易,花呗,花呗主动还款,50.00,支出,"
        "交易关闭,0.00,0.00,,",
    ]
    padded = "\r\n".join(
        ",".join(f"{cell}\t " for cell in row.replace("１，０００", '"1，000').split(",")) + "," for row in rows
    )
    padded = padded.replace('"1，000.00\t ', '"1，000.00"\t ')
    titles = ",".join(f"{title}    " for title in head.split(",")) + ","
    text = (
        "支付宝交易记录明细查询\r\n账号:[tes***@example.com]\r\n"
        "起始日期:[2026-12-01 00:00:00]    终止日期:[2027-02-28 00:00:00]\r\n"
        "---------------------------------交易记录明细列表------------------------------------\r\n"
        f"{titles}\r\n{padded}\r\n"
        "------------------------------------------------------------------------\r\n共3笔记录\r\n"
        "已收入:0笔,0.00元\r\n待收入:0笔,0.00元\r\n已支出:3笔,2662.00元\r\n待支出:0笔,0.00元\r\n"
        "导出时间:[2027-02-28 10:00:00]    用户:测试\r\n"
    )
    return text.encode("gb18030")


def alipay_middle() -> bytes:
    """The order of columns that the app used for a while (UTF-8 with its mark)."""
    text = (
        "支付宝支付科技有限公司 电子回单,,\r\n"
        "收/支,交易对方,对方账号,商品说明,收/付款方式,金额,交易状态,交易分类,交易订单号,商家订单号,交易时间,\r\n"
        "其他,花呗,/,花呗主动还款-2026年11月账单,余额宝,1612.00,还款成功,信用借还,2026121022001400000000000002\t,,"
        "2026-12-10 20:15:33,\r\n"
    )
    return text.encode("utf-8-sig")


def wechat() -> bytes:
    """WeChat's bill (UTF-8 with its mark): ¥ before the amounts, quoted numbers with tabs."""
    text = (
        "微信支付账单明细,,,,,,,,,,\n微信昵称：[测试],,,,,,,,,,\n起始时间：[2026-11-01 00:00:00] 终止时间：[2027-02-28 23:59:59],,,,,,,,,,\n"
        "导出类型：[全部],,,,,,,,,,\n导出时间：[2027-02-28 10:00:00],,,,,,,,,,\n,,,,,,,,,,\n共6笔记录,,,,,,,,,,\n"
        "收入：1笔 500.00元,,,,,,,,,,\n支出：5笔 4000.00元,,,,,,,,,,\n"
        "----------------------微信支付账单明细列表--------------------,,,,,,,,,,\n"
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
        f'2026-12-10 21:00:00,商户消费,{HUABEI_LENDER},"花呗还款",支出,¥1612.00,零钱,支付成功,"4200002026121000000001\t","1001\t","/"\n'
        f'2026-12-11 21:00:00,商户消费,{HUABEI_LENDER},"花呗还款",支出,"¥1,000.00",零钱,已退款(￥200.00),"4200002026121100000002\t","1002\t","/"\n'
        f'2026-12-12 21:00:00,商户消费,{HUABEI_LENDER},"花呗还款",支出,¥300.00,零钱,已全额退款,"4200002026121200000003\t","1003\t","/"\n'
        f'2026-12-12 21:05:00,商户消费-退款,{HUABEI_LENDER},"花呗还款",收入,¥300.00,/,已全额退款,"4200002026121200000003\t","1003\t","/"\n'
        '2026-12-13 10:00:00,转账,阿明,"转账备注:花呗还款",支出,¥500.00,零钱,对方已收钱,"1000050001202612130001\t","\t","/"\n'
        '2026-12-14 10:00:00,微信红包,阿明,"/",收入,¥500.00,/,已存入零钱,"1000050001202612140001\t","\t","/"\n'
    )
    return text.encode("utf-8-sig")


def cmb() -> bytes:
    """A bank that writes income and expense in columns of their own and a tab before its dates (GBK)."""
    text = (
        '"# 招商银行交易记录"\r\n"# 导出时间: [                2027-02-28 10:00:00]"\r\n"# 账    号: [一卡通:6225********0000]"\r\n'
        '"# 币    种: [                         人民币]"\r\n"# 起始日期: [20261101]   终止日期: [20270228]"\r\n'
        '"# 过滤设置: 无"\r\n\r\n'
        '"交易日期","交易时间","收入","支出","余额","交易类型","交易备注"\r\n'
        '"\t20261211","\t00:10:01","","1612.00","5,388.00","快捷支付","支付宝-花呗还款"\r\n'
        f'"\t20261210","\t09:00:00","","1,000.00","7,000.00","银联快捷支付","{HUABEI_LENDER}"\r\n'
        '"\t20261209","\t12:00:00","8000.00","","8,000.00","代发工资","某公司"\r\n'
        '"\t20261208","\t12:00:00","","35.00","0.00","快捷支付","支付宝-小面馆"\r\n\r\n'
        '"# 收入合计: 1笔，共8000.00元"\r\n"# 支出合计: 3笔，共2647.00元"\r\n'
    )
    return text.encode("gb18030")


def icbc() -> bytes:
    """A bank with two pairs of amount columns, tabs after fields, reversals as negative expenses (GBK)."""
    text = (
        "明细查询文件下载\r\n卡号: 6222000000000000000,卡别名: \r\n起始日期: 2026-11-01,截止日期: 2027-02-28\r\n\r\n"
        "交易日期\t,摘要\t,交易详情\t,交易场所\t,交易国家或地区简称\t,钞/汇\t,交易金额(收入)\t,交易金额(支出)\t,交易币种\t,"
        "记账金额(收入)\t,记账金额(支出)\t,记账币种\t,余额\t,对方户名\t,\r\n"
        f'2026-12-10\t,消费\t,支付宝\t,支付宝\t,CHN\t,钞\t,\t,"1,612.00"\t,人民币\t,\t,"1,612.00"\t,人民币\t,"3,388.00"\t,{HUABEI_LENDER}\t,\r\n'
        f"2026-12-12\t,冲正\t,支付宝\t,支付宝\t,CHN\t,钞\t,\t,-1612.00\t,人民币\t,\t,-1612.00\t,人民币\t,5000.00\t,{HUABEI_LENDER}\t,\r\n"
        '2026-12-15\t,工资\t,某公司\t,\t,CHN\t,钞\t,"6,000.00"\t,\t,人民币\t,"6,000.00"\t,\t,人民币\t,"11,000.00"\t,某公司\t,\r\n'
        '人民币合计\t,\t,\t,\t,\t,\t,"6,000.00"\t,0.00\t,\r\n'
    )
    return text.encode("gb18030")


def ccb() -> bytes:
    """A bank that writes borrow and lend signs, dates together, and a running number per day (GB18030)."""
    text = (
        "中国某银行个人活期账户交易明细\n序号,记账日,交易时间,借贷标志,交易金额,账户余额,币种,摘要,对方户名,交易流水号\n"
        f"1,20261210,201533,借,1612.00,3388.00,人民币,快捷支付,支付宝－花呗 {HUABEI_LENDER},000000123\n"
        "2,20261215,090000,贷,6000.00,9388.00,人民币,工资,某公司,000000123\n"
    )
    return text.encode("gb18030")


def signed_tabs() -> bytes:
    """A bank whose “CSV” is UTF-16 with tabs and signed amounts."""
    text = (
        "日期\t金额(元)\t余额\t摘要\t对方户名\n"
        f"2026/12/10 20:15\t-1,612.00\t3,388.00\t花呗还款\t{HUABEI_LENDER}\n"
        "2026/12/15 9:00\t+6,000.00\t9,388.00\t工资\t某公司\n"
    )
    return text.encode("utf-16")


def full_width() -> bytes:
    """Full-width digits, brackets, commas and yen signs; Chinese dates (UTF-8 without a mark)."""
    text = (
        "交易日期，交易金额（元），收／支，交易对方，摘要\n"
        "２０２６年１２月１０日，￥１６１２.００，支出，花呗，花呗还款\n2026年12月31日，￥20.00，收入，利息，结息\n"
    )
    return text.encode("utf-8")


def loan_bank() -> bytes:
    """A bill of the lending bank itself, for a loan that is no Ant product."""
    text = (
        "交易日期,摘要,支出,收入,对方户名\n2026-12-10,代扣还款,1612.00,,某某银行股份有限公司\n"
        "2026-12-11,贷款发放,,30000.00,某某银行股份有限公司\n"
    )
    return text.encode("utf-8-sig")


def equal_rows() -> bytes:
    """Two payments of the same amount on one day that nothing tells apart, and one that cannot be read."""
    text = (
        "交易日期,支出,收入,摘要,对方户名\n2026-12-10,100.00,,还款,花呗\n2026-12-10,100.00,,还款,花呗\n"
        "2026-13-40,100.00,,还款,花呗\n2026-12-11,1.234,,还款,花呗\n2026-12-12,,,还款,花呗\n"
    )
    return text.encode("utf-8")


def quoted_breaks() -> bytes:
    """A remark with a line break, commas, quotes and an escape sequence."""
    text = (
        "交易日期,金额,收/支,交易对方,摘要,备注\n"
        '2026-12-10,"1,612.00",支出,花呗,花呗还款,"第一行,\n第二行 ""引号"" \x1b[31m红"\n2026-12-11,5.00,支出,小店,早饭,\n'
    )
    return text.encode("utf-8")


SAMPLES: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        alipay_new,
        alipay_old,
        alipay_middle,
        wechat,
        cmb,
        icbc,
        ccb,
        signed_tabs,
        full_width,
        loan_bank,
        equal_rows,
        quoted_breaks,
    )
}


def _case(id: str = "h", product: Product = Product.HUABEI, **more: Any) -> Case:
    more.setdefault("lender", HUABEI_LENDER)
    return Case(id=id, title=id, opened_on=date(2026, 11, 1), product=product, **more)


def _agreed(id: str = "h", product: Product = Product.HUABEI, each: int = 161_200, **more: Any) -> Case:
    rows = tuple(Instalment(number=n + 1, due=month_step(date(2026, 12, 10), n), principal=each) for n in range(12))
    agreement = Agreement(id="a1", on=date(2026, 11, 27), state=AgreementState.AGREED, agreed_on=date(2026, 11, 28))
    return _case(id, product, agreement=agreement, instalments=rows, **more)


def _taken(plan: BillPlan) -> list[tuple[date, int, PaymentKind]]:
    return [(line.row.on, line.amount, line.kind) for line in plan.to_record]


def _why(plan: BillPlan) -> dict[int, str]:
    return {line.row.line: str(line.said) for line in (*plan.skipped, *plan.there)}


def _apply(case: Case, plan: BillPlan) -> Case:
    payments = plan.payments().get(case.id, ())
    return record_bill(case, payments, count=len(payments))


DECEMBER = date(2026, 12, 10)
PAID = PaymentKind.PAYMENT


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_read_and_its_repayments_found(name: str) -> None:
    case = _case(lender="某某银行股份有限公司", product=Product.OTHER) if name == "loan_bank" else _case()
    plan = plan_bill(read_bill(SAMPLES[name]()), [case], TODAY, case)
    expected = {
        "alipay_new": [(date(2027, 1, 10), 161_200, PAID), (DECEMBER, 161_200, PAID)],
        "alipay_old": [(DECEMBER, 161_200, PAID), (date(2027, 2, 10), 80_000, PAID)],
        "wechat": [(DECEMBER, 161_200, PAID), (date(2026, 12, 11), 80_000, PAID)],
        "cmb": [(date(2026, 12, 11), 161_200, PAID), (DECEMBER, 100_000, PAID)],
        "icbc": [(DECEMBER, 161_200, PAID), (date(2026, 12, 12), 161_200, PaymentKind.REFUND)],
        "equal_rows": [(DECEMBER, 10_000, PAID), (DECEMBER, 10_000, PAID)],
    }
    assert _taken(plan) == expected.get(name, [(DECEMBER, 161_200, PAID)])
    for line in plan.lines:
        assert line.said.text


@pytest.mark.parametrize("name", SAMPLES)
def test_a_second_import_records_nothing(name: str) -> None:
    bill = read_bill(SAMPLES[name]())
    case = _case(lender="某某银行股份有限公司", product=Product.OTHER) if name == "loan_bank" else _case()
    first = plan_bill(bill, [case], TODAY, case)
    after = _apply(case, first)
    assert len(after.payments) == len(first.to_record)
    second = plan_bill(bill, [after], TODAY, after)
    assert second.to_record == ()
    assert len(second.there) == len(first.to_record)
    assert _apply(after, first) == after, "another session recorded the same bill meanwhile"


def test_each_row_left_out_has_its_reason() -> None:
    case = _case()
    why = _why(plan_bill(read_bill(alipay_new()), [case], TODAY, case))
    assert why == {
        18: "a refund of nothing that is recorded",
        19: "not completed: 交易关闭",
        20: "money that came in",
        22: "not completed: 还款失败",
        23: "no repayment",
        24: "money lent, no repayment",
        25: "not a repayment of this debt",
    }
    why = _why(plan_bill(read_bill(wechat()), [case], TODAY, case))
    assert why == {
        14: "given back in full",
        15: "given back in full",
        16: "money to a person, no repayment",
        17: "money that came in",
    }


def test_the_same_bill_in_three_formats_is_one_payment() -> None:
    case = _case()
    case = _apply(case, plan_bill(read_bill(alipay_new()), [case], TODAY, case))
    for other in (alipay_old, alipay_middle):
        plan = plan_bill(read_bill(other()), [case], TODAY, case)
        assert all(line.row.on != DECEMBER for line in plan.to_record)


def test_the_same_repayment_on_the_banks_bill_is_not_recorded_again_even_a_day_later() -> None:
    case = _case()
    case = _apply(case, plan_bill(read_bill(alipay_middle()), [case], TODAY, case))
    plan = plan_bill(read_bill(cmb()), [case], TODAY, case)
    assert _taken(plan) == [(DECEMBER, 100_000, PAID)]
    assert str(plan.there[0].said) == "already recorded from another bill"


def test_a_payment_typed_by_hand_takes_up_one_row_and_no_more() -> None:
    case = _case(payments=(Payment(id="p1", on=DECEMBER, amount=10_000),))
    plan = plan_bill(read_bill(equal_rows()), [case], TODAY, case)
    assert [str(line.said) for line in plan.there] == ["already recorded by hand"]
    assert _taken(plan) == [(DECEMBER, 10_000, PAID)]
    assert len(_apply(case, plan).payments) == 2


def test_without_a_case_rows_are_matched_to_instalments_by_date_and_amount() -> None:
    huabei, jiebei = _agreed(), _agreed("j", Product.JIEBEI, 50_000)
    plan = plan_bill(read_bill(alipay_new()), [huabei, jiebei], TODAY)
    numbers = [(line.case, line.instalment and line.instalment.number) for line in plan.to_record]
    assert numbers == [("h", 2), ("h", 1)]
    assert str(plan.to_record[1].said) == "instalment 1, due 2026-12-10"
    assert _why(plan)[25] == "fits no open instalment"
    after = _apply(huabei, plan)
    assert [payment.on for payment in after.payments] == [DECEMBER, date(2027, 1, 10)]
    again = plan_bill(read_bill(alipay_new()), [after, jiebei], TODAY)
    assert again.to_record == ()


def test_part_payments_need_the_case_named() -> None:
    case = _agreed()
    bill = read_bill(cmb())
    assert _taken(plan_bill(bill, [case], TODAY)) == [(date(2026, 12, 11), 161_200, PAID)]
    assert len(plan_bill(bill, [case], TODAY, case).to_record) == 2


def test_a_row_that_fits_two_cases_is_left_to_the_person() -> None:
    twins = [_agreed("h1"), _agreed("h2")]
    plan = plan_bill(read_bill(alipay_middle()), twins, TODAY)
    assert plan.to_record == ()
    assert str(plan.skipped[0].said) == "fits instalments of 2 cases"


def test_an_instalment_already_paid_is_not_paid_twice_by_matching() -> None:
    paid = _agreed(payments=(Payment(id="p9", on=date(2026, 12, 1), amount=161_200),))
    plan = plan_bill(read_bill(alipay_middle()), [paid], TODAY)
    (line,) = plan.to_record
    assert line.instalment is not None
    assert line.instalment.number == 2


def test_a_row_recorded_in_another_case_stays_there() -> None:
    source = plan_bill(read_bill(alipay_middle()), [_case()], TODAY, _case()).to_record[0].row.source
    other = _case("x", payments=(Payment(id="p1", on=DECEMBER, amount=161_200, source=source),))
    mine = _case()
    plan = plan_bill(read_bill(alipay_middle()), [other, mine], TODAY, mine)
    assert plan.to_record == ()
    assert plan.there[0].case == "x"


def test_a_refund_needs_a_repayment_that_it_can_give_back() -> None:
    bill = read_bill(icbc())
    case = _case()
    after = _apply(case, plan_bill(bill, [case], TODAY, case))
    assert [payment.kind for payment in after.payments] == [PAID, PaymentKind.REFUND]
    alone = Bill(bill.origin, tuple(row for row in bill.rows if row.reversal))
    assert _why(plan_bill(alone, [case], TODAY, case)) == {7: "a refund of nothing that is recorded"}


def test_a_day_ahead_is_not_taken() -> None:
    case = _case()
    plan = plan_bill(read_bill(alipay_middle()), [case], date(2026, 12, 9), case)
    assert _why(plan) == {3: "lies after today"}


def test_the_one_who_took_the_debt_over_and_a_product_not_known_yet() -> None:
    sold = _case(
        "s", Product.OTHER, lender="", transfers=(Transfer(id="t1", noticed_on=DECEMBER, creditor="某某银行"),)
    )
    assert _taken(plan_bill(read_bill(loan_bank()), [sold], TODAY, sold)) == [(DECEMBER, 161_200, PAID)]
    unknown = _case("u", Product.UNKNOWN, lender="")
    assert len(plan_bill(read_bill(alipay_middle()), [unknown], TODAY, unknown).to_record) == 1
    nameless = _case("n", Product.OTHER, lender="")
    assert plan_bill(read_bill(alipay_middle()), [nameless], TODAY, nameless).to_record == ()


# --- bytes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alipay_new", "full_width", "signed_tabs"])
def test_a_file_cut_inside_a_character_is_reported(name: str) -> None:
    data = SAMPLES[name]()
    if name == "signed_tabs":
        cut = data[:-1]
    else:
        at = data.rindex("花".encode("gb18030" if name == "alipay_new" else "utf-8")) + 1
        cut = data[:at]
    with pytest.raises(NotABill, match="ends inside a character"):
        read_bill(cut)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "zip, Excel or PDF"),
        (b"%PDF-1.7", "zip, Excel or PDF"),
        (b"", "No table"),
        ("日期,事\n2026-01-01,无\n".encode(), "No table"),
        (b"\xff\xff\xff\xff\xff\xff\xff\xff", "neither UTF-8"),
        ('交易日期,金额,摘要\n2026-12-10,1,"'.encode() + b"x" * 140_000, "is no CSV"),
    ],
)
def test_what_is_no_bill_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(NotABill, match=words):
        read_bill(data)


def test_sizes_are_limited(tmp_path: Path) -> None:
    head = "交易日期,支出,摘要\n"
    with pytest.raises(NotABill, match=r"more than \{most\} rows"):
        read_bill((head + "2026-12-10,1.00,早饭\n" * 200_001).encode())
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(NotABill, match=r"larger than \{most\} MB"):
        read_file(large)
    with pytest.raises(StoreError, match=r"not a file|cannot be read"):
        read_file(tmp_path)


def test_text_of_a_bill_is_harmless() -> None:
    (row, _) = read_bill(quoted_breaks()).rows
    assert row.texts.isprintable()


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2027, 1, 31)),
            st.integers(1, 10**9),
            st.sampled_from(["花呗还款", "午饭", "退款-花呗还款", "借呗放款"]),
            st.sampled_from(["还款成功", "交易关闭", "退款成功", ""]),
        ),
        max_size=12,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_nothing_is_ever_recorded_twice(rows: list[tuple[date, int, str, str]], encoding: str) -> None:
    text = "交易时间,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号\n" + "".join(
        f"{on} 10:00:00,花呗,{what},不计收支,{fen // 100}.{fen % 100:02d},{status},20261210220014{n:012d}\t,\t\n"
        for n, (on, fen, what, status) in enumerate(rows)
    )
    bill = read_bill(text.encode(encoding))
    assert len(bill.rows) == len(rows)
    assert [row.amount for row in bill.rows] == [fen for _, fen, _, _ in rows]
    case = _case()
    plan = plan_bill(bill, [case], TODAY, case)
    assert len(plan.lines) == len(rows)
    after = _apply(case, plan)
    assert len(after.payments) == len(plan.to_record)
    assert _apply(after, plan_bill(bill, [after], TODAY, after)) == after
    refunds = sum(p.amount for p in after.payments if p.kind is PaymentKind.REFUND)
    assert refunds <= sum(p.amount for p in after.payments if p.kind is PAID)
