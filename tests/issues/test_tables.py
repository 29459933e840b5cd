"""The consultation table: positions in writing; only its decision lets the clock begin again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.issues.actions import closing, coordinating, handling, tables
from yuanmeng.issues.models import Clock, Consultation, Participant


@pytest.fixture
def called(at, zone, loop):
    loop.in_hand()
    at("2026-04-28 10:00")
    loop(tables.call, zone.economy_people, reason="涉及管线迁改", meets=timezone.now(), place="二楼会议室",
         participants=[zone.economy.pk, zone.power.pk])  # fmt: skip
    return loop


def test_two_units_at_least_sit_down(zone, loop) -> None:
    loop.in_hand()
    for units, place in (([zone.economy.pk], ""), ([zone.economy.pk, zone.power.pk], "远" * 101)):
        with pytest.raises(Invalid):
            loop(tables.call, zone.officer, reason="商量", meets=timezone.now(), place=place, participants=units)


def test_the_clock_stands_still_until_the_decision(at, called, zone) -> None:
    assert (called.now.state, called.now.level) == ("consultation", 2)
    at("2026-05-20 10:00")
    for verb, by in ((coordinating.resume, zone.officer), (handling.take_on, zone.economy_people)):
        with pytest.raises(IllegalMove):
            called(verb, by)
    with pytest.raises(IllegalMove):
        called(handling.answer, zone.economy_people, values={"outcome": "solved", "text": "绕过会商"})
    called(tables.decide, zone.leader, decision="先迁后修", minutes="记录", lead=zone.economy.pk, days=5)
    table = Consultation.objects.get()
    assert (table.state, table.decision, table.lead, table.decided_by_id) == (
        "decided", "先迁后修", zone.economy, zone.leader.user_id,
    )  # fmt: skip
    assert (called.now.state, called.now.due) == ("in_hand", dt.date(2026, 5, 27))
    assert Clock.objects.filter(what="finish").order_by("id").values_list("state", flat=True)[0] == "void"


def test_each_unit_writes_its_own_position(called, zone) -> None:
    seat = Participant.objects.get(organisation=zone.power)
    with pytest.raises(Denied, match="本单位"):
        called(tables.state, zone.economy_people, participant=seat.pk, version=0, position="替你写")
    with pytest.raises(Invalid):
        called(tables.state, zone.power_people, participant=seat.pk, version=0, position="")
    called(tables.state, zone.power_people, participant=seat.pk, version=0, position="可以迁改，需断电两小时")
    with pytest.raises(Stale):
        called(tables.state, zone.power_people, participant=seat.pk, version=0, position="旧稿")
    with pytest.raises(Hidden):
        called(tables.state, zone.market_people, participant=seat.pk, version=1, position="路过")


def test_a_decision_says_what_who_and_how_long(called, zone) -> None:
    fits = {"decision": "先迁后修", "minutes": "", "lead": zone.economy.pk, "days": 5}
    for wrong in ({"decision": " "}, {"days": 0}, {"days": 61}, {"lead": zone.market.pk}):
        with pytest.raises(Invalid):
            called(tables.decide, zone.officer, **{**fits, **wrong})
    with pytest.raises(Denied):
        called(tables.decide, zone.economy_people, **fits)


def test_a_withdrawn_problem_clears_the_table(called, zone) -> None:
    called(closing.withdraw, zone.bakery_people, reason="不用了")
    assert Consultation.objects.get().state == "dropped"
