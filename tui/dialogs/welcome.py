"""The first night: one calm page, four short questions, then the case; and the short form for a further debt."""

import random
from datetime import date

from msgspec.structs import replace
from textual.binding import Binding

from model import edits
from model.case import Case, Person, Product, Reason, Snapshot
from model.said import N_, Said
from tui.app import HuanqingApp
from tui.dialogs.ask import Pick
from tui.dialogs.facts import product_choices
from tui.dialogs.help import distress
from tui.dialogs.snapshots import PARTS, amount_fields, due_fields
from tui.fields import Field, WrongField, parse
from tui.form import Form, Save, Values
from tui.look import line
from tui.page import Page
from tui.say import _, language, money, say, term
from tui.sentences import per_day
from tui.widgets.prose import Block

EXAMPLES = 7


async def begin(app: HuanqingApp) -> None:
    """Welcome somebody who has no case yet."""
    chosen = await app.ask(Welcome())
    if chosen == "example":
        await _load_examples(app)
    elif chosen == "begin":
        await FirstNight(app).ask()


class Welcome(Pick):
    """One calm page before anything is asked."""

    BINDINGS = [
        Binding("x", "example", show=False),
        Binding("q", "app.quit", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(
            "还清 huanqing",
            [("begin", _("Begin (Enter)")), ("example", _("Look at worked examples first (x)"))],
            lead=_opening(),
            notes=[line((distress(), "dim"))],
            leave=_("Not now"),
        )

    def action_example(self) -> None:
        """Look at worked examples."""
        self.dismiss("example")


def _opening() -> list[Block]:
    return [
        line((_("First see clearly; nothing has to be solved tonight."), "bold")),
        "",
        _(
            "What you note is kept on the machine you are logged in to. The program sends nothing to anybody. "
            "If others manage the machine, they may be able to see the file."
        ),
        "",
        _("Four short questions, each can be skipped. You can leave at any time; it is kept."),
        "",
    ]


async def _load_examples(app: HuanqingApp) -> None:
    """Put worked examples into the book; each can be removed, and `u` takes all of them back."""
    from model.demo import demo_cases

    for case in demo_cases(EXAMPLES, 1, app.today):
        if isinstance(said := await app.add_case(case), Said):
            app.tell(say(said), error=True)
            return
    _refresh(app)
    app.tell(_("Invented cases, to look around. d removes one; n writes down your own."))


def _refresh(app: HuanqingApp) -> None:
    if isinstance(app.screen, Page):
        app.screen.refresh_page()


async def resume(app: HuanqingApp, case_id: str, question: str) -> None:
    """Bring a question of the first night back with what was typed, and go on from it."""
    await FirstNight(app, app.case(case_id) if app.has(case_id) else None).ask(question)


class FirstNight:
    """The four questions. Each answer is saved as it is given, so that a lost line loses nothing."""

    def __init__(self, app: HuanqingApp, case: Case | None = None) -> None:
        self.app, self.case = app, case
        self.product = case.product if case is not None else Product.UNKNOWN
        self.summed = ""
        """What is said where the total is the sum of the parts that were typed."""

    def _key(self, question: str) -> str:
        return f"first:{self.case.id if self.case else ''}:{question}"

    async def ask(self, start: str = "") -> None:
        """Ask one after the other, from `start` on; who leaves keeps what was answered."""
        questions = {"which": self._which, "amount": self._how_much, "due": self._since_when, "why": self._why}
        names = list(questions)
        for name in names[names.index(start) if start in questions else 0 :]:
            key = self._key(name)
            if not await questions[name]():
                _refresh(self.app)
                if key in self.app.drafts.known():
                    self.app.tell(_("Kept as typed. R brings the question back."))
                elif self.case is not None:
                    noted = _("It is noted. Next time it goes on from here.")
                    self.app.tell(f"{self.summed} {noted}" if name == "amount" and self.summed else noted)
                return
        case = self.case or await self._made()
        if case is None:
            return
        self.app.open_page("checklist", case.id)
        self.app.call_after_refresh(self._tell, case.id)

    def _tell(self, id: str) -> None:
        app = self.app
        case, owed = app.case(id), app.owed(id)
        first = _("Rent, food and medicine come first.")
        if Reason.NOT_MINE in case.reasons:
            info = app.playbook().reason(Reason.NOT_MINE)
            first = info.advice.in_(language()) if info else first
        elif owed.known:
            grows = per_day(owed)
            text = _("As of today about {amount}.").format(amount=money(owed.total))
            first = f"{text} {grows[:1].upper()}{grows[1:]}. {first}" if grows else f"{text} {first}"
            if language() == "zh":
                first = first.replace(". ", "。").replace("。 ", "。")
        app.tell(first)

    async def _which(self) -> bool:
        find = [
            _("Open Alipay and search for 花呗 or 借呗 at the top. With several, begin with one; others come later.")
        ]
        chosen = await self.app.ask(
            Pick(
                _("1/4 Which kind of loan is it?"),
                product_choices(),
                lead=find,
                skip=_("Skip for now"),
                leave=_("That is all for now"),
            )
        )
        if chosen:
            self.product = Product(chosen)
            await self._made()
        return chosen is not None

    async def _made(self) -> Case | None:
        """Make the case, with its first answer."""
        title = default_title(self.product, self.app.today)
        made = await self.app.add_case(Case(id=new_id(), title=title, opened_on=self.app.today, product=self.product))
        if isinstance(made, Said):
            self.app.tell(say(made), error=True)
            return None
        self.case = made
        return made

    async def _how_much(self) -> bool:
        find = self.app.playbook().product(self.product).find.in_(language())
        fields = [
            Field("total", _("Total shown"), "amount", _("copy it, no counting needed"), zero=True),
            *amount_fields(),
        ]
        lead = [
            _skippable(),
            find,
            _("If the app shows principal, interest and penalty, copy them too; else only the total."),
        ]

        async def save(given: Values) -> Said | None:
            parts = [value for name in PARTS if (value := given.get(name)) is not None]
            if "total" not in given or (given["total"] is None and not parts):
                return None
            summed = given["total"] is None
            if summed:
                given = {**given, "total": sum(parts)}
            case = self.case or await self._made()
            if case is None:
                return Said(N_("It could not be saved. What you typed is kept."))
            problem = await self.app.change(case.id, edits.add_snapshot.by(Snapshot(id="", on=self.app.today, **given)))
            if problem is None and summed:
                text = _("No total was given: {amount}, the sum of the parts, stands for it.")
                self.summed = text.format(amount=money(given["total"]))
            return problem

        return (
            await self.app.ask(
                Question(_("2/4 What does the app say is owed?"), fields, save, self._key("amount"), lead)
            )
            is not None
        )

    async def _since_when(self) -> bool:
        lead = [
            *([self.summed] if self.summed else ()),
            _skippable(),
            _where_due(self.product),
            _("If you do not remember, the days overdue that the app shows will do. Neither: leave it empty."),
        ]

        async def save(given: Values) -> Said | None:
            values = {name: value for name, value in given.items() if value is not None}
            if not values:
                return None
            case = self.app.case(self.case.id) if self.case else await self._made()
            if case is None:
                return Said(N_("It could not be saved. What you typed is kept."))
            snapshot = case.snapshot
            if snapshot is None:
                drafts = self.app.drafts
                texts = {name: str(value) for name, value in values.items()}
                drafts.keep(f"snapshot:{case.id}", _("What the app shows"), texts)
                drafts.store()
                return None
            return await self.app.change(
                case.id, edits.revise.by(field="snapshots", id=snapshot.id, values=values, what=_("due date"))
            )

        asked = Question(_("3/4 When was it due?"), due_fields(), save, self._key("due"), lead)
        return await self.app.ask(asked) is not None

    async def _why(self) -> bool:
        playbook = self.app.playbook()
        options = [
            (
                reason.value,
                info.name.in_(language()) if (info := playbook.reason(reason)) else term("reason", reason.value),
            )
            for reason in Reason
        ]
        chosen = await self.app.ask(
            Pick(
                _("4/4 What was the main reason?"),
                options,
                lead=[_("Only to prepare what you will say. It can be changed at any time.")],
                skip=_("Skip for now"),
                leave=_("That is all for now"),
            )
        )
        if chosen:
            case = self.case or await self._made()
            if case is not None:
                await self.app.change(case.id, edits.set_facts.by(reasons=(Reason(chosen),)))
        return chosen is not None


def _skippable() -> str:
    return _("It can be skipped for now: leave it empty and press Enter.")


def _where_due(product: Product) -> str:
    """Where the due date is found, by product."""
    if product is Product.OTHER:
        return _("It stands in the app or the contract of the loan, as the repayment date or the days overdue.")
    places = {
        Product.HUABEI: _("In Alipay, search 花呗: the bill of the month shows the repayment date (还款日)."),
        Product.JIEBEI: _("In Alipay, search 借呗: each loan in 借款记录 shows its repayment date (还款日)."),
        Product.BEIYONGJIN: _("In Alipay, search 备用金: the repayment date (还款日) is beside the amount."),
        Product.WANGSHANGDAI: _("In Alipay, search 网商贷: each loan in 我的借款 shows its repayment date (还款日)."),
    }
    return places.get(
        product, _("In Alipay, search 花呗 or 借呗: the bill or the list of loans shows the repayment date (还款日).")
    )


class Question(Form):
    """One question of the first night: leaving it saves what was typed and can be understood.

    What cannot be is kept as typed, and has no value then.
    """

    def __init__(self, title: str, fields: list[Field], save: Save, key: str, lead: list[str]) -> None:
        super().__init__(
            title,
            fields,
            save,
            key=key,
            lead=lead,
            submit_label=_("Next question"),
            empty_submits=True,
        )

    def action_leave(self) -> None:
        """Save what can be understood, and leave."""
        self._when_typed(self._begin_to_leave)

    def _begin_to_leave(self) -> None:
        if not self.saving and self.is_current:
            self.begin_to_save(self._save_and_leave())

    async def _save_and_leave(self) -> bool:
        texts, values = self.texts(), Values()
        sound = True
        for field in self.fields:
            try:
                values[field.id] = parse(field, texts[field.id], self.home.today)
            except WrongField:
                sound = False
        problem = await self.save(values)
        if sound and problem is None:
            self.home.drafts.drop(self.key)
        else:
            self.home.drafts.store()
        self.dismiss(None)
        return True


def default_title(product: Product, today: date) -> str:
    """Return a title for a debt: the product and the month."""
    name = _("Debt") if product in (Product.UNKNOWN, Product.OTHER) else term("product", product.value)
    months = f"{today.month}月" if language() == "zh" else f"{today:%Y-%m}"
    return f"{name} {months}"


def new_id() -> str:
    """Return a short random id."""
    return "".join(random.SystemRandom().choices("23456789abcdefghjkmnpqrstuvwxyz", k=6))


async def new_case(app: HuanqingApp, like: Case | None = None) -> None:
    """Write down a debt in one short form; `like` is a case of the same person."""
    fields = [
        Field("product", _("Product"), "choice", choices=product_choices()),
        Field("title", _("Title"), "text", _("empty: product and month")),
        Field("total", _("Total shown"), "amount", _("copy it from the app"), zero=True),
        *due_fields(),
        Field("name", _("Full name"), "text", _("whose case it is")),
        Field("lender", _("Lender"), "text", _("as in the contract")),
    ]
    person = like.person if like is not None else Person()
    desk = any(case.adviser for case in app.cases())
    made: list[Case] = []

    async def save(given: Values) -> Said | None:
        product = Product(given["product"])
        snapshots: tuple[Snapshot, ...] = ()
        if given["total"] is not None:
            dues = {"due": given["due"], "overdue_days": given["overdue_days"]}
            snapshots = (Snapshot(id="s1", on=app.today, total=given["total"], **dues),)
        case = Case(
            id=new_id(),
            title=given["title"] or default_title(product, app.today),
            opened_on=app.today,
            product=product,
            lender=given["lender"],
            person=replace(person, name=given["name"]) if given["name"] == person.name else Person(name=given["name"]),
            adviser=app.book.who if desk else "",
            guardian_needed=like.guardian_needed if like else False,
            student=like.student if like else False,
            snapshots=snapshots,
            serial=len(snapshots),
        )
        added = await app.add_case(case)
        if isinstance(added, Said):
            return added
        made.append(added)
        return None

    title = _("Another debt of the same person") if like is not None else _("Write down a debt")
    key = f"debt_like:{like.id}" if like else "new"
    values = {"product": Product.UNKNOWN, "name": person.name}
    await app.ask(Form(title, fields, save, key=key, values=values))
    if made:
        app.open_page("checklist", made[0].id)
