"""Worked examples: believable people and cases over all products and stages, the same for the same seed and day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from msgspec.structs import replace

from model import edits
from model.budget import means
from model.case import (
    Agreement,
    AutoDeduction,
    Budget,
    Case,
    Contact,
    ContactKind,
    CourtKind,
    CourtPaper,
    CreditCheck,
    Expense,
    Form,
    Hardship,
    Income,
    Instalment,
    Loan,
    Material,
    MaterialState,
    OtherDue,
    Outcome,
    Payment,
    Person,
    Place,
    Point,
    Product,
    Reason,
    Request,
    RequestKind,
    SentText,
    Snapshot,
    Stage,
    StepState,
    Terms,
)
from model.days import month_step
from model.demo_people import (
    ADVISERS,
    AGENTS,
    GIVEN,
    HARDSHIPS,
    LENDERS,
    NAMES,
    OCCASIONS,
    PROMISED,
    REFUSED,
    SAID,
    SURNAMES,
)
from model.demo_texts import request_as_sent
from model.offers import STATED, figures_in_words
from model.period import Rate
from model.schedule import Method, schedule

FIRST_STAGES = (
    Stage.WAITING,
    Stage.REPAYING,
    Stage.REPAYING,
    Stage.OFFERED,
    Stage.OPENED,
    Stage.PREPARING,
    Stage.REFUSED,
    Stage.READY,
    Stage.CONTACTED,
    Stage.AGREED,
    Stage.BROKEN,
    Stage.SUED,
    Stage.PAID_OFF,
)
"""The stages of the first examples, in order: every stage occurs; the first two and the third are a nice start."""

FIRST_PRODUCTS = (
    Product.HUABEI,
    Product.JIEBEI,
    Product.HUABEI,
    Product.WANGSHANGDAI,
    Product.BEIYONGJIN,
    Product.UNKNOWN,
    Product.OTHER,
)

_LATER = (Stage.OFFERED, Stage.AGREED, Stage.REPAYING, Stage.BROKEN, Stage.PAID_OFF)
_TALKED = (Stage.CONTACTED, Stage.WAITING, Stage.REFUSED, Stage.SUED, *_LATER)
_PREPARED = (Stage.READY, *_TALKED)


def demo_cases(count: int, seed: int, today: date) -> list[Case]:
    """Return `count` different cases; from 24 on every stage occurs, among them a 花呗 with instalments unpaid.

    The same `count`, `seed` and `today` give the same cases, ids included.
    """
    random = Random(f"huanqing-{seed}")
    return [_Example(random, number, today).case() for number in range(count)]


def _tenth_after(on: date) -> date:
    """Return the tenth of a month, two weeks after a day at the earliest."""
    day = on + timedelta(days=14)
    return day.replace(day=10) if day.day <= 10 else month_step(day.replace(day=10), 1)


class _Example:
    """One example being put together, day by day."""

    def __init__(self, random: Random, number: int, today: date) -> None:
        self.random, self.number, self.today = random, number, today
        first = number < len(FIRST_STAGES)
        self.stage = FIRST_STAGES[number] if first else random.choice(list(Stage))
        self.product = FIRST_PRODUCTS[number] if number < len(FIRST_PRODUCTS) else random.choice(list(Product))
        self.overdue = 23 if number == 0 else random.randint(9, 140)
        if self.stage in (Stage.REPAYING, Stage.BROKEN, Stage.SUED, Stage.PAID_OFF):
            self.overdue = random.randint(150, 320)
        self.count = Random(number).choice((6, 9))
        """How many instalments a debt that is paid off had."""
        if self.stage is Stage.PAID_OFF:
            self.overdue += 31 * self.count
        self.due = today - timedelta(days=self.overdue)
        self.opened = today - timedelta(days=max(1, self.overdue - random.randint(3, 20)))
        if number == 0:
            self.opened = today - timedelta(days=9)
        self.end = today
        if self.stage is Stage.PAID_OFF:
            self.end = self.opened + 2 * (today - timedelta(days=31 * self.count + 20) - self.opened)
        self.offer = 0
        self.principal = 1_843_042 if number == 0 else random.randint(9, 420) * 10_000 + random.randint(0, 9_999)

    def case(self) -> Case:
        """Put it together."""
        case = self._start()
        if self.stage is not Stage.OPENED:
            case = self._prepare(case)
        if self.stage in _TALKED:
            case = self._talk(case)
        if self.stage in _LATER:
            case = self._offer(case)
        endings: dict[Stage, Callable[[Case], Case]] = {
            Stage.REFUSED: self._refused,
            Stage.SUED: self._sued,
            Stage.BROKEN: self._broken,
            Stage.PAID_OFF: self._paid_off,
        }
        ending = endings.get(self.stage)
        return ending(case) if ending else case

    def _day(self, share: float) -> date:
        """A day between the opening and the end of the talks, an agreement in their middle; never after today."""
        return min(self.today, self.opened + timedelta(days=round((self.end - self.opened).days * share)))

    def _name(self) -> str:
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def _start(self) -> Case:
        random = self.random
        name = self._name()
        reason = Reason.NO_MONEY if self.number < 3 else random.choice(list(Reason))
        if reason is Reason.NOT_MINE and self.stage not in (Stage.OPENED, Stage.PREPARING, Stage.CONTACTED):
            reason = Reason.NO_MONEY
        kind, words, plan = random.choice(HARDSHIPS)
        hardship = Hardship()
        if reason is Reason.NO_MONEY:
            hardship = Hardship(kind=kind, words=words, since=self.due - timedelta(days=40), income_plan=plan)
            hardship = replace(hardship, income_before=random.randint(60, 110) * 10_000)
        occasion = "9月账单" if self.number == 0 else random.choice(OCCASIONS)
        case = Case(
            id=f"d{self.number + 1:04d}",
            title=f"{NAMES[self.product.value]} {occasion}",
            opened_on=self.opened,
            product=self.product,
            lender=LENDERS[self.product.value],
            contract_no=f"2026{random.randint(10**9, 10**10 - 1)}" if random.random() < 0.6 else "",
            person=Person(
                name=name,
                phone=f"1{random.choice('3578')}{random.randint(10**8, 10**9 - 1)}",
                id_number=f"{random.randint(110101, 650102)}19{random.randint(60, 99)}0{random.randint(1, 9)}"
                f"{random.randint(10, 28)}{random.randint(1000, 9999)}",
            ),
            adviser=random.choice(ADVISERS),
            reasons=(reason,),
            hardship=hardship,
        )
        if self.product is Product.JIEBEI:
            case = self._loans(case)
        elif self.product in (Product.OTHER, Product.UNKNOWN):
            case = replace(case, terms=Terms(rate=Decimal("0.0005"), period="day"))
        seen = self.today - timedelta(days=1) if self.number == 0 else self._day(0.15)
        if self.product is not Product.JIEBEI:
            case = edits.add_snapshot(case, self._snapshot(seen))
        if self.number == 0:
            case = edits.set_facts(case, contract_no="")
        return case

    def _snapshot(self, on: date) -> Snapshot:
        days = max(0, (on - self.due).days)
        penalty = self.principal * days * 5 // 10_000
        total = self.principal + penalty
        if self.random.random() < 0.4 or self.number == 0:
            return Snapshot(id="", on=on, total=total, due=self.due, overdue_days=days)
        return Snapshot(
            id="", on=on, total=total, principal=self.principal, penalty=penalty, due=self.due, overdue_days=days
        )

    def _loans(self, case: Case) -> Case:
        pieces = self.random.randint(2, 3)
        each = self.principal // pieces
        seen = self._day(0.15)
        for n in range(pieces):
            due = self.due + timedelta(days=9 * n)
            rate = Decimal(self.random.choice(("0.0003", "0.0004", "0.0005")))
            loan = Loan(
                id="",
                label=f"借据 {n + 1}",
                borrowed_on=due - timedelta(days=365),
                due=due,
                borrowed=each * 12 // 10,
                terms=Terms(rate=rate, period="day"),
            )
            case = edits.add_loan(case, loan)
            days = max(0, (seen - due).days)
            penalty = int(each * rate * Decimal("1.5") * days)
            shot = Snapshot(
                id="", on=seen, total=each + penalty, principal=each, penalty=penalty, due=due, overdue_days=days
            )
            case = edits.add_snapshot(case, replace(shot, loan=case.loans[-1].id))
        return case

    def _prepare(self, case: Case) -> Case:
        random = self.random
        income = random.randint(38, 90) * 10_000
        essentials = (("房租", "rent", 26), ("伙食", "food", 22), ("水电", "utilities", 4), ("交通", "travel", 4))
        budget = Budget(
            stamp=f"{self._day(0.2)}T20:00:00+08:00",
            incomes=(Income(id="1", label="工资", amount=income, day=random.choice((5, 10, 15, 28))),),
            expenses=tuple(
                Expense(id=str(n + 2), label=label, amount=income * part // 100 // 100 * 100, kind=kind)
                for n, (label, kind, part) in enumerate(essentials)
            ),
            deductions=(AutoDeduction(id="8", account="余额宝"),) if random.random() < 0.4 else (),
            other_dues=(OtherDue(id="9", label="信用卡", amount=random.randint(2, 6) * 10_000, day=20),)
            if random.random() < 0.3
            else (),
            cash=random.randint(3, 30) * 10_000,
            cash_on=self._day(0.2),
        )
        case = edits.set_budget(case, budget)
        self.offer = means(budget).ceiling * 9 // 10 // 1000 * 1000
        case = edits.set_facts(case, offer=self.offer or None)
        case = edits.note_step(case, step="living_money", state=StepState.DONE, on=self._day(0.2), text="")
        ready = self.stage in _PREPARED
        for kind, name, place in (
            ("identity", "身份证", Place.PHONE),
            ("bank_statement", "银行流水", Place.PAPER),
            ("overdue_bill", "逾期账单截图", Place.PHONE),
        ):
            if not ready and kind == "bank_statement":
                continue
            old = 20 if self.stage is Stage.READY else 41
            issued = self.today - timedelta(days=random.randint(3, 26) if random.random() < 0.85 else old)
            if self.number == 0 and kind == "bank_statement":
                issued = self.today - timedelta(days=26)
            if kind == "overdue_bill":
                issued = self.today - timedelta(days=random.randint(0, 5))
            state = MaterialState.SUBMITTED if self.stage in _LATER else MaterialState.READY
            case = edits.add_material(
                case,
                Material(
                    id="", kind=kind, name=name, state=state, place=place, where="相册" if place else "", issued=issued
                ),
            )
        return case

    def _contact(
        self, share: float, outcome: Outcome, said: str, *, promised: str = "", by: date | None = None
    ) -> Contact:
        return Contact(
            id="",
            on=self._day(share),
            at=f"{self.random.randint(9, 17):02d}:{self.random.randint(0, 59):02d}",
            channel=self.random.choice(("hotline", "app")),
            outcome=outcome,
            agent=self.random.choice(AGENTS),
            said=said,
            promised=promised,
            promised_by=by,
            who=self.random.choice(ADVISERS),
        )

    def _talk(self, case: Case) -> Case:
        random = self.random
        asked = None
        if self.stage is Stage.WAITING:
            asked = 7 if self.number == 0 else random.randint(1, 9)
        elif self.stage is Stage.SUED:
            asked = random.randint(10, 14)
        first = self._contact(0.3, Outcome.NOTED, random.choice(SAID))
        if asked is not None:
            first = replace(first, on=max(self.opened, min(first.on, self.today - timedelta(days=asked + 1))))
        case = edits.log_contact(case, first)
        if random.random() < 0.5:
            called = replace(
                self._contact(0.32, Outcome.NOTED, "催收来电，问什么时候还"),
                kind=ContactKind.COLLECTION,
                channel="collector",
            )
            case = edits.log_contact(case, called)
        if self.stage is Stage.CONTACTED:
            return case
        promised = random.choice(PROMISED)
        share = 0.4
        contact = self._contact(share, Outcome.TOLD_TO_WAIT, random.choice(SAID), promised=promised)
        on = max(self.opened, self.today - timedelta(days=asked)) if asked is not None else contact.on
        count = self._affordable_count()
        request = Request(
            id="",
            kind=RequestKind.INSTALMENTS,
            chosen_on=min(self._day(0.35), on),
            count=count,
            each=self.principal // count // 100 * 100 + 100,
            first_due=_tenth_after(on),
            method=Method.INTEREST_FREE.value,
        )
        case = edits.choose_request(case, request)
        sent = SentText(id="", on=on, form="chat", text=request_as_sent(case, request, on))
        case = edits.send_request(case, sent)
        by = on + timedelta(days=3 if self.stage is not Stage.WAITING or self.number else 8)
        return edits.log_contact(case, replace(contact, on=on, promised_by=by))

    def _affordable_count(self) -> int:
        """The fewest instalments of the usual numbers that the month can bear, interest included."""
        usual = (6, 9, 12, 18, 24, 36, 48, 60)
        return next((count for count in usual if self.principal * 11 // 10 // count <= max(1, self.offer)), 60)

    def _refused(self, case: Case) -> Case:
        on = max(self._day(0.85), self.today - timedelta(days=4))
        contact = replace(self._contact(0.85, Outcome.REFUSED, self.random.choice(REFUSED)), on=on)
        return edits.log_contact(case, contact)

    def _sued(self, case: Case) -> Case:
        kind = self.random.choice((CourtKind.MEDIATION, CourtKind.SUMMONS, CourtKind.PAYMENT_ORDER))
        paper = CourtPaper(
            id="",
            kind=kind,
            received_on=self.today - timedelta(days=self.random.randint(2, 9)),
            verified=self.random.random() < 0.6,
            court="某区人民法院",
        )
        return edits.log_court(case, paper)

    def _rows(self, count: int, first: date) -> tuple[Instalment, ...]:
        plan = schedule(Method.EQUAL_PAYMENT, self.principal, count, first, rate=Rate(Decimal("0.06")))
        return plan.instalments()

    def _offer(self, case: Case) -> Case:
        random = self.random
        count = self.count if self.stage is Stage.PAID_OFF else self._affordable_count()
        agreed = self._day(0.5)
        first = agreed + timedelta(days=random.randint(12, 30))
        if self.stage in (Stage.OFFERED, Stage.AGREED):
            agreed = max(self._day(0.5), self.today - timedelta(days=random.randint(1, 2)))
            first = self.today + timedelta(days=random.randint(9, 25))
        if self.stage is Stage.PAID_OFF:
            first = self.today - timedelta(days=31 * count + 5)
            agreed = first - timedelta(days=15)
        rows = self._rows(count, first)
        balance = self.principal + self.principal * max(0, (agreed - self.due).days) * 5 // 10_000
        points = ("parties", "balance", "interest", "schedule", "total", "account", "missed")
        spoken = self.stage is Stage.OFFERED
        offer = Agreement(
            id="",
            on=agreed,
            form=Form.ORAL if spoken else Form.WRITTEN,
            total=sum(row.total for row in rows),
            balance=balance,
            rows=rows,
            method=Method.EQUAL_PAYMENT.value,
            evidence="" if spoken else "App 消息截图",
            points=tuple(Point(id=id, words=STATED, form=Form.WRITTEN) for id in points[: random.randint(3, 7)]),
        )
        if spoken:
            heard_points = (Point(id="schedule", words=figures_in_words(case, offer)["rows"], form=Form.ORAL),)
            offer = replace(offer, points=heard_points)
        heard = replace(self._contact(0.5, Outcome.OFFER, "给了分期方案"), on=agreed)
        case = edits.log_contact(case, heard)
        case = edits.record_offer(case, offer)
        if self.stage is Stage.OFFERED:
            return case
        case = edits.accept_offer(case, on=agreed, form=Form.WRITTEN)
        return self._payments(case)

    def _payments(self, case: Case) -> Case:
        random = self.random
        past = [row for row in case.instalments if row.due <= self.today]
        if self.stage is Stage.AGREED:
            return case
        missed = 1 if self.stage is Stage.BROKEN or (self.stage is Stage.REPAYING and random.random() < 0.25) else 0
        if self.stage is Stage.PAID_OFF:
            past = list(case.instalments)
        for n, row in enumerate(past[: len(past) - missed] if len(past) > 1 else past):
            on = min(row.due - timedelta(days=random.randint(0, 3)), self.today)
            amount = row.total
            last = n == len(past) - 1
            if self.stage is Stage.REPAYING and last and random.random() < 0.4:
                amount = max(1, amount // 2)
            case = edits.record_payment(case, Payment(id="", on=on, amount=amount, note="App 里还的"))
        return case

    def _broken(self, case: Case) -> Case:
        return edits.break_off(case, on=self.today - timedelta(days=self.random.randint(2, 12)))

    def _paid_off(self, case: Case) -> Case:
        if self.random.random() < 0.5:
            case = edits.add_material(
                case,
                Material(
                    id="",
                    kind="settlement_proof",
                    name="结清证明",
                    state=MaterialState.READY,
                    place=Place.PHONE,
                    issued=self.today - timedelta(days=2),
                ),
            )
            case = edits.log_credit_check(case, CreditCheck(id="", on=self.today, found="已写明结清", correct=True))
        return case
