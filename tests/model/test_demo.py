"""The worked examples: believable, all different, the same for the same seed and day, every stage among them."""

from collections import Counter
from datetime import date, timedelta

import msgspec
import pytest

from model.agenda import agenda
from model.allocation import Standing
from model.case import Case, Form, Product, Reason, Stage
from model.demo import demo_cases
from model.road import stage, view
from model.steps import next_thing
from store.playbooks import load

TODAY = date(2026, 11, 24)
PLAYBOOK = load()
LATER_STAGES = {Stage.WAITING, Stage.REFUSED, Stage.OFFERED, Stage.AGREED, Stage.REPAYING, Stage.BROKEN, Stage.PAID_OFF}


def cases(count: int = 24, seed: int = 1, today: date = TODAY) -> list[Case]:
    return demo_cases(count, seed, today)


@pytest.mark.parametrize("seed", range(8))
def test_every_stage_and_a_huabei_with_instalments_unpaid(seed: int) -> None:
    views = [view(case, PLAYBOOK, TODAY) for case in cases(seed=seed)]
    assert {stage(v) for v in views} == set(Stage)
    assert any(
        v.case.product is Product.HUABEI and any(row.state is not Standing.PAID for row in v.rows) for v in views
    )


def test_the_first_is_the_one_of_the_journeys() -> None:
    first = cases()[0]
    assert (first.title, stage(view(first, PLAYBOOK, TODAY))) == ("花呗 9月账单", Stage.WAITING)
    assert first.reasons == (Reason.NO_MONEY,)


def test_the_same_seed_and_day_give_the_same_bytes() -> None:
    encoded = [msgspec.json.encode(cases(30, seed)) for seed in (5, 5, 6)]
    assert encoded[0] == encoded[1] != encoded[2]
    assert msgspec.json.encode(cases(30, 5, TODAY + timedelta(days=1))) != encoded[0]


def test_more_of_them_begin_with_the_fewer() -> None:
    assert cases(40)[:24] == cases(24)


def test_two_hundred_are_all_sound_and_different() -> None:
    found = cases(200)
    assert len({case.id for case in found}) == 200
    assert len({(case.title, case.person.name, case.snapshots) for case in found}) == 200
    assert {case.product for case in found} == set(Product)
    assert {reason for case in found for reason in case.reasons} == set(Reason)
    for case in found:
        assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case


@pytest.mark.parametrize("seed", range(4))
def test_nothing_recorded_lies_ahead_of_today(seed: int) -> None:
    for case in cases(60, seed):
        days = [case.opened_on, *(s.on for s in case.snapshots), *(c.on for c in case.contacts)]
        days += [p.on for p in case.payments] + [m.issued for m in case.materials if m.issued]
        days += [paper.received_on for paper in case.court] + [check.on for check in case.credit_checks]
        assert max(days) <= TODAY, case.id


@pytest.mark.parametrize("seed", range(4))
def test_a_debt_that_is_not_theirs_is_never_paid(seed: int) -> None:
    for case in cases(120, seed):
        if Reason.NOT_MINE in case.reasons:
            assert not case.payments
            assert stage(view(case, PLAYBOOK, TODAY)) not in LATER_STAGES


@pytest.mark.parametrize("seed", range(3))
def test_each_has_a_next_thing_and_an_agenda(seed: int) -> None:
    kinds: Counter[str] = Counter()
    for case in cases(100, seed):
        assert str(next_thing(view(case, PLAYBOOK, TODAY)).said)
        for due in agenda(case, PLAYBOOK, TODAY, 60):
            assert str(due.said)
            kinds[due.kind.value] += 1
    assert {"instalment", "follow_up", "material", "written", "proof", "deduction", "details"} <= set(kinds)


@pytest.mark.parametrize("seed", range(6))
def test_one_thing_follows_from_another(seed: int) -> None:
    for case in cases(80, seed):
        for request in case.requests:
            assert request.filed_on is None or request.chosen_on <= request.filed_on <= TODAY, case.id
        firsts = [*(c.on for c in case.contacts), *(s.on for s in case.sent), *(s.on for s in case.snapshots)]
        assert case.opened_on <= min(firsts), case.id
        agreement = case.agreement
        if agreement is not None:
            assert all(request.filed_on and request.filed_on <= agreement.on for request in case.requests), case.id
            assert agreement.on >= case.opened_on
            if agreement.form is Form.ORAL:
                assert {point.form for point in agreement.points} == {Form.ORAL}, case.id
                assert not agreement.evidence


def test_what_was_sent_is_the_request_with_its_figures() -> None:
    sent = [(case, text) for case in cases(60) for text in case.sent]
    assert len({text.text for _, text in sent}) == len(sent)
    for case, text in sent:
        request = case.requests[0]
        assert text.on == request.filed_on
        assert f"分{request.count}期还" in text.text and "受理编号" in text.text
        assert request.first_due and text.on < request.first_due
        assert ("App 显示应还" in text.text) is any(shown.on <= text.on for shown in case.snapshots)
        assert "None" not in text.text and len(text.text) > 100
