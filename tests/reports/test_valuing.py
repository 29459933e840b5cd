"""Own values of indicators: four ways, in editions that the database itself keeps; evidence that goes with them."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.racing import at_once
from tests.reports.conftest import KEY, THIS_YEAR
from tests.reports.evaluations import FIGURE, TYPED, file, given, item, started, used

from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.reports.actions import evaluating, facts, valuing
from yuanmeng.reports.indicators import tree
from yuanmeng.reports.models import Evidence, Indicator, IndicatorSystem, IndicatorValue, Publication


@pytest.fixture
def system(zone) -> IndicatorSystem:
    return used(zone.leader)


@pytest.fixture
def one(system) -> Indicator:
    return item(system, "1.1")


@pytest.fixture
def typed(one, zone) -> IndicatorValue:
    return given(one, "typed", TYPED, zone.officer)


def test_a_figure_is_published_with_the_value_and_both_stay(one, zone, one_leaves) -> None:
    now = {"figure": KEY, "period": THIS_YEAR}
    first = given(one, "figure", now, zone.leader)
    assert (first.text, first.period, first.publication.records, first.reason) == ("3", str(THIS_YEAR), 3, "")
    with pytest.raises(Invalid, match="请写明更正原因"):
        given(one, "figure", now, zone.leader, 1)
    with pytest.raises(Invalid, match="第 1 版完全相同"):
        given(one, "figure", now | {"reason": "再填"}, zone.leader, 1)
    one_leaves()
    second = given(one, "figure", now | {"reason": "一家退出"}, zone.leader, 1)
    assert (second.text, second.publication.edition, second.reason) == ("2", 2, "一家退出")
    assert second.publication.reason == "随指标体系《自评表》1.1 填报"
    first.refresh_from_db()
    assert (first.text, first.publication.value, str(first)) == ("3", 3, f"{one.pk} 1")
    assert [each.edition for each in one.values.all()] == [2, 1]


def test_a_figure_that_was_published_before_is_not_published_again(one, zone) -> None:
    given(one, "figure", FIGURE, zone.leader)
    other = item(one.system, "1.2")
    given(other, "figure", FIGURE, zone.leader)
    assert Publication.objects.count() == 1
    with pytest.raises(Hidden):
        given(item(one.system, "2"), "figure", FIGURE | {"figure": "no.such"}, zone.leader)


def test_other_kinds_say_where_they_are_from_or_what_is_missing(one, system, zone, rank) -> None:
    fact = given(one, "fact", {"fact": str(rank.pk)}, zone.officer)
    assert (fact.text, fact.unit, fact.period, fact.source) == ("27", "位", "2021-12-31", "演示文件（虚构）")
    typed = given(one, "typed", TYPED | {"reason": "改用问卷"}, zone.officer, 1)
    assert (typed.kind, typed.text, typed.source, typed.publication, typed.fact) == (
        "typed", "93.5", "问卷第 3 页", None, None,
    )  # fmt: skip
    missing = given(one, "missing", {"missing": "缺问卷，由秘书处提供", "reason": "问卷作废"}, zone.officer, 2)
    assert (missing.text, missing.missing) == ("", "缺问卷，由秘书处提供")
    node = next(node for node in tree(system) if node.indicator == one)
    assert node.value == missing
    for kind, values, says in (
        ("typed", TYPED | {"source": " "}, "数值和出处"), ("typed", TYPED | {"text": ""}, "数值和出处"),
        ("missing", {"missing": " "}, "缺什么"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            given(one, kind, values | {"reason": "改"}, zone.officer, 3)
    facts.withdraw(rank.pk, reason="作废", by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="已停用"):
        given(one, "fact", {"fact": str(rank.pk), "reason": "改"}, zone.officer, 3)


def test_values_stand_on_the_lowest_level_of_a_system_in_use(system, zone) -> None:
    with pytest.raises(IllegalMove, match="最下一级"):
        given(item(system, "1"), "typed", TYPED, zone.leader)
    with pytest.raises(IllegalMove, match="还是草稿"):
        given(item(started(zone.leader), "2"), "typed", TYPED, zone.leader)
    two = item(system, "2")
    evaluating.withdraw(system.pk, version=1, reason="换了", by=zone.leader, op=uuid4())
    with pytest.raises(IllegalMove, match="已停用"):
        given(two, "typed", TYPED, zone.leader)
    with pytest.raises(Hidden):
        valuing.state(0, edition=0, kind="typed", values=TYPED, by=zone.leader, op=uuid4())


def test_who_may_give_values(one, typed, zone) -> None:
    for who, refusal in ((zone.auditor, Denied), (zone.owner, Hidden)):
        with pytest.raises(refusal):
            given(one, "typed", TYPED | {"reason": "改"}, who, 1)
        with pytest.raises(refusal):
            valuing.attach(typed.pk, kept=file(), by=who, op=uuid4())
    with pytest.raises(Denied, match="园区领导"):
        given(one, "figure", FIGURE | {"reason": "改"}, zone.officer, 1)
    assert IndicatorValue.objects.count() == 1


def test_a_repeated_value_is_one_and_a_stale_one_is_told(one, typed, zone) -> None:
    op = uuid4()
    values = TYPED | {"text": "94", "reason": "改"}
    made = [valuing.state(one.pk, edition=1, kind="typed", values=values, by=zone.leader, op=op) for _time in range(2)]
    assert made[0] == made[1]
    assert Event.objects.filter(op=op).get().facts == {"code": "1.1", "kind": "typed", "edition": 2}
    with pytest.raises(Stale):
        given(one, "typed", TYPED | {"reason": "晚了"}, zone.leader, 1)
    with pytest.raises(Stale):
        valuing.attach(typed.pk, kept=file(), by=zone.leader, op=uuid4())


@pytest.mark.django_db(transaction=True)
def test_two_who_correct_at_once_make_one_edition(zone, person) -> None:
    one = item(used(zone.leader), "1.1")
    other = actor_of(person("zone_leader"))
    won, told = at_once([partial(given, one, "typed", TYPED, by) for by in (zone.leader, other)])
    assert (len(won), [type(each) for each in told], one.values.count()) == (1, [Stale], 1)


@pytest.mark.parametrize("statement", [
    "UPDATE reports_indicatorvalue SET text = '100'", "DELETE FROM reports_indicatorvalue",
    "UPDATE reports_evidence SET sha256 = 'x'", "UPDATE reports_evidence SET stored = 'x', removed = {true}",
    "DELETE FROM reports_evidence",
])  # fmt: skip
def test_values_and_evidence_are_never_changed(statement, typed, zone) -> None:
    valuing.attach(typed.pk, kept=file(), by=zone.officer, op=uuid4())
    true = "true" if connection.vendor == "postgresql" else "1"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(true=true))


def test_evidence_is_added_taken_along_and_taken_away_by_whoever_added_it(one, typed, zone) -> None:
    made = valuing.attach(typed.pk, kept=file(), by=zone.officer, op=uuid4())
    assert (str(made), made.size, len(made.sha256)) == ("证书.pdf", 10, 64)
    with pytest.raises(Denied, match="只有添加材料的人"):
        valuing.remove(made.pk, by=zone.leader, op=uuid4())
    second = given(one, "typed", TYPED | {"text": "94", "reason": "改", "keep": True}, zone.leader, 1)
    carried = second.evidence.get()
    assert (carried.stored, carried.by_id) == (made.stored, zone.leader.user_id)
    third = given(one, "typed", TYPED | {"text": "95", "reason": "改", "keep": False}, zone.leader, 2)
    assert not third.evidence.exists()
    valuing.remove(made.pk, by=zone.officer, op=uuid4())
    with pytest.raises(IllegalMove, match="已经移除"):
        valuing.remove(made.pk, by=zone.officer, op=uuid4())
    with pytest.raises(Hidden):
        valuing.remove(0, by=zone.officer, op=uuid4())
    with pytest.raises(Hidden):
        valuing.attach(0, kept=file(), by=zone.officer, op=uuid4())
    assert Evidence.objects.filter(removed=True).count() == 1


def test_one_value_has_so_many_files(typed, zone, monkeypatch) -> None:
    monkeypatch.setattr(valuing, "FILES", 1)
    valuing.attach(typed.pk, kept=file(), by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="最多 1 份"):
        valuing.attach(typed.pk, kept=file(), by=zone.officer, op=uuid4())
