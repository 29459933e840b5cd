"""From acceptance to the answer: who may, when, once, and what stays with whom."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.issues.actions import clocks, closing, coordinating, handling, raise_issue, tables
from yuanmeng.issues.actions.coordinating import Asked
from yuanmeng.issues.models import Answer, Category, Clock, Issue, Link, OutsideChannel, Part, Profile
from yuanmeng.ledger.queries import timeline


def running(pk: int) -> set[str]:
    return set(Clock.objects.filter(issue=pk, state="running").values_list("what", flat=True))


def test_whoever_accepts_coordinates(zone, loop) -> None:
    loop.accepted()
    assert (loop.now.state, loop.now.coordinator_id) == ("accepted", zone.officer.user_id)
    assert (running(loop.pk), Clock.objects.get(what="start").state) == ({"reply", "finish"}, "met")
    with pytest.raises(IllegalMove, match="待派发"):
        loop(coordinating.accept, zone.officer)
    assert timeline(loop.now).first().verb == "issue.accept"


@pytest.mark.parametrize("who", ["bakery_people", "leader", "auditor"])
def test_only_officers_coordinate(who, zone, loop) -> None:
    with pytest.raises(Denied, match="服务生"):
        loop(coordinating.accept, getattr(zone, who))


def test_units_without_a_share_know_nothing(zone, loop) -> None:
    loop.in_hand()
    with pytest.raises(Hidden):
        loop(handling.report, zone.market_people, text="插话")
    with pytest.raises(Hidden):
        loop(closing.withdraw, zone.brewery_people, reason="别家的")


def test_acceptance_may_change_category_and_deadlines(zone, loop) -> None:
    category = Category.objects.create(name="积水", path="环境/积水", level=2)
    profile = Profile.objects.get(slug="environment-2022")
    loop(coordinating.accept, zone.officer, category=category, profile=profile)
    assert (loop.now.category, loop.now.profile, running(loop.pk)) == (category, profile, {"finish"})


def test_what_is_stale_is_refused(zone, loop) -> None:
    with pytest.raises(Stale):
        loop(coordinating.accept, zone.officer, version=7)


def test_the_same_move_twice_is_one(zone, loop) -> None:
    op = uuid4()
    one, two = (coordinating.accept(loop.pk, version=0, by=zone.officer, op=op) for _time in range(2))
    assert (one.pk, loop.now.version, timeline(loop.now).count()) == (two.pk, 1, 2)


def test_what_is_not_ours_goes_to_its_channel(zone, loop) -> None:
    loop(coordinating.refer, zone.officer, channel=OutsideChannel.objects.get(slug="court"))
    assert (loop.now.state, loop.now.channel.slug, running(loop.pk)) == ("referred", "court", set())
    loop(closing.reopen, zone.bakery_people, reason="法院说归园区管")
    assert (loop.now.state, loop.now.closed_at, loop.now.channel) == ("accepted", None, None)


def test_the_first_receiver_stays_responsible(zone, loop) -> None:
    loop.in_hand()
    loop(tables.call, zone.officer, reason="两家都说不归自己", meets=timezone.now(),
         participants=[zone.economy.pk, zone.power.pk])  # fmt: skip
    loop(tables.decide, zone.officer, decision="由供电牵头", minutes="", lead=zone.power.pk, days=10)
    now = loop.now
    assert (now.first_receiver, now.lead, now.handler) == (zone.economy, zone.power, None)
    loop(handling.reassign, zone.power_people, handler=zone.power_people.user_id)
    assert loop.now.handler_id == zone.power_people.user_id


def test_a_unit_is_named_once_and_has_a_handler(zone, loop) -> None:
    loop.accepted()
    for lead, parts, says in (
        (zone.bakery.pk, [], "经办人"),
        (zone.economy.pk, [Asked(zone.economy.pk, "也协办")], "既牵头又协办"),
        (zone.economy.pk, [Asked(zone.power.pk, " ")], "做什么"),
        (zone.economy.pk, [Asked(zone.power.pk, "看看")] * 21, "不能重复"),
    ):
        with pytest.raises(Invalid, match=says):
            loop(coordinating.dispatch, zone.officer, lead=lead, parts=parts)


def test_too_many_co_handlers(zone, loop, acting, monkeypatch) -> None:
    monkeypatch.setattr(coordinating, "MOST_PARTS", 1)
    parts = [Asked(zone.power.pk, "看线路"), Asked(zone.market.pk, "看资质")]
    with pytest.raises(Invalid, match="最多 1 个"):
        loop.dispatched(*parts)


def test_a_dispatch_is_recalled_before_it_is_taken_on(zone, loop) -> None:
    loop.dispatched(Asked(zone.power.pk, "看线路"))
    loop(coordinating.recall, zone.officer)
    assert (loop.now.state, loop.now.lead, loop.now.first_receiver) == ("accepted", None, None)
    assert Part.objects.get().state == "released"
    loop(coordinating.dispatch, zone.officer, lead=zone.market.pk, parts=[Asked(zone.power.pk, "再看线路")])
    assert (Part.objects.get().state, Part.objects.get().task) == ("asked", "再看线路")


def test_a_wrong_dispatch_goes_back_once_within_its_window(at, zone, loop) -> None:
    loop.dispatched(Asked(zone.power.pk, "看线路"))
    with pytest.raises(Invalid, match="原因"):
        loop(handling.object_to, zone.economy_people, reason=" ")
    with pytest.raises(Denied):
        loop(handling.object_to, zone.power_people, reason="不归我")
    loop(handling.object_to, zone.economy_people, reason="应由市场监管办理")
    assert (loop.now.state, loop.now.bounced) == ("objected", True)
    with pytest.raises(Invalid, match="请选择"):
        loop(coordinating.rule, zone.officer, verdict="maybe", reason="看看")
    loop(coordinating.rule, zone.officer, verdict="uphold", reason="确实派错")
    assert (loop.now.state, loop.now.first_receiver) == ("accepted", None)
    loop(coordinating.dispatch, zone.officer, lead=zone.market.pk)
    with pytest.raises(IllegalMove, match="退回过一次"):
        loop(handling.object_to, zone.market_people, reason="也不归我")


def test_an_objection_overruled_is_final(at, zone, loop) -> None:
    loop.dispatched()
    loop(handling.object_to, zone.economy_people, reason="应由别人办理")
    loop(coordinating.rule, zone.officer, verdict="overrule", reason="职责就是你们的")
    assert (loop.now.state, loop.now.lead, loop.now.first_receiver) == ("dispatched", zone.economy, zone.economy)
    loop(handling.take_on, zone.economy_people)
    assert loop.now.state == "in_hand"


def test_after_the_window_nothing_bounces(at, zone, loop) -> None:
    loop.dispatched()
    at("2026-04-29 16:00")
    assert Clock.objects.get(what="return").due == dt.date(2026, 4, 29)
    at("2026-04-30 09:00")
    with pytest.raises(IllegalMove, match="期限已过"):
        loop(handling.object_to, zone.economy_people, reason="才看见")


def test_co_handlers_each_have_their_part(at, zone, loop) -> None:
    loop.in_hand(Asked(zone.power.pk, "核定容量", 5))
    part = Part.objects.get()
    assert part.due == dt.date(2026, 5, 7)  # five working days from 27 April, 1 to 5 May off
    with pytest.raises(Denied, match="协办单位"):
        loop(handling.opine, zone.economy_people, part=part.pk, version=0, opinion="代替")
    with pytest.raises(Invalid, match="意见"):
        loop(handling.opine, zone.power_people, part=part.pk, version=0, opinion=" ")
    given = loop(handling.opine, zone.power_people, part=part.pk, version=0, opinion="可增容")
    assert (given.state, given.opinion, Clock.objects.get(what="assist").state) == ("given", "可增容", "met")
    with pytest.raises(Stale):
        loop(handling.opine, zone.power_people, part=part.pk, version=0, opinion="迟到的旧稿")
    with pytest.raises(Invalid, match="还没有参加"):
        loop(handling.join, zone.economy_people, parts=[Asked(zone.power.pk, "再请一次")])
    loop(handling.join, zone.economy_people, parts=[Asked(zone.market.pk, "核资质")])
    other = Part.objects.get(organisation=zone.market)
    with pytest.raises(Denied, match="被请求协办"):
        loop(handling.opine, zone.power_people, part=other.pk, version=0, opinion="替别人")
    loop(handling.answer, zone.economy_people, values={"outcome": "solved", "text": "已增容"})
    assert Part.objects.get(organisation=zone.market).state == "released"


def test_progress_is_the_first_reply(zone, loop) -> None:
    loop.in_hand()
    with pytest.raises(Invalid):
        loop(handling.report, zone.economy_people, text=" ")
    loop(handling.report, zone.economy_people, text="周五进场")
    assert (loop.now.progress, Clock.objects.get(what="reply").state) == ("周五进场", "met")


def test_a_handler_is_changed_within_the_unit_only(zone, loop, acting) -> None:
    loop.in_hand()
    colleague = acting(Role.DEPARTMENT_HANDLER, zone.economy.pk)
    with pytest.raises(Invalid, match="主办单位"):
        loop(handling.reassign, zone.economy_people, handler=zone.power_people.user_id)
    loop(handling.reassign, zone.economy_people, handler=colleague.user_id)
    assert loop.now.handler_id == colleague.user_id


def test_what_is_carried_over_has_a_date(zone, loop) -> None:
    loop.in_hand()
    today = timezone.localdate()
    for day in (None, today, today + dt.timedelta(days=400)):
        values = {"outcome": "carried_over", "text": "等管网规划", "review_on": day}
        with pytest.raises(Invalid) as refused:
            loop(handling.answer, zone.economy_people, values=values)
        assert "review_on" in refused.value.facts["errors"]
    with pytest.raises(Invalid):
        loop(handling.answer, zone.economy_people, values={"outcome": "solved", "text": ""})


def test_an_answer_is_taken_back_and_the_clock_runs_on(zone, loop) -> None:
    loop.answered()
    turn, due = loop.now.turn, loop.now.due
    assert running(loop.pk) == set()
    loop(handling.retract, zone.economy_people)
    assert (loop.now.state, loop.now.turn, loop.now.due) == ("in_hand", turn + 1, due)
    assert (running(loop.pk), Answer.objects.get().retracted) == ({"finish"}, True)


def test_answered_on_the_spot(zone, loop) -> None:
    loop(coordinating_answer, zone.officer, values={"outcome": "solved", "text": "当场接通"})
    assert (loop.now.state, loop.now.handler_id, running(loop.pk)) == ("answered", zone.officer.user_id, set())
    loop(closing.confirm, zone.bakery_people, word="no", satisfaction="dissatisfied", said="又停了")
    assert (loop.now.state, loop.now.lead, running(loop.pk)) == ("accepted", None, {"finish"})


coordinating_answer = handling.answer_at_once


def test_a_repeat_is_explained_and_linked(zone, loop, raised) -> None:
    loop.solved()
    again = raised(title="还是积水")
    values = {"outcome": "explained", "text": "已于上月办结，见原件"}
    by, op = zone.officer, uuid4()
    for number, outcome in (("WT1", "explained"), (loop.now.number, "solved")):
        told = {**values, "outcome": outcome}
        with pytest.raises(Invalid, match="重复反映"):
            handling.answer_at_once(again.pk, version=0, values=told, repeats=number, by=by, op=uuid4())
    handling.answer_at_once(again.pk, version=0, values=values, repeats=loop.now.number, by=by, op=op)
    found = Link.objects.get()
    assert (found.first_id, found.second_id, found.kind) == (loop.pk, again.pk, "repeat")


def test_problems_are_linked_never_merged(zone, loop, raised) -> None:
    other = raised(title="门口积水二")
    by = zone.officer
    made = coordinating.link(other.pk, number=loop.now.number, kind="related", by=by, op=uuid4())
    assert (made.first_id, made.second_id, Issue.objects.count()) == (loop.pk, other.pk, 2)
    for number, kind, says in (("WT0", "related", "没有找到"), (loop.now.number, "related", "已经关联")):
        with pytest.raises(Invalid, match=says):
            coordinating.link(other.pk, number=number, kind=kind, by=by, op=uuid4())
    assert coordinating.unlink(other.pk, link=made.pk, by=by, op=uuid4()) == 1


def test_the_ladder_has_a_top(zone, loop) -> None:
    loop.accepted()
    for _step in range(4):
        loop(coordinating.escalate, zone.bakery_people, reason="太慢")
    assert loop.now.level == 4
    with pytest.raises(IllegalMove, match="最高"):
        loop(coordinating.escalate, zone.officer, reason="再升")


def test_in_confidence_the_unit_complained_of_learns_nothing(zone) -> None:
    values = {"title": "检查太多", "kind": "complaint", "confidential": True, "subject": zone.market}
    issue = raise_issue(zone.bakery.pk, values=values, by=zone.bakery_people, op=uuid4())
    by = zone.officer
    coordinating.accept(issue.pk, version=0, by=by, op=uuid4())
    with pytest.raises(Invalid, match="保密"):
        coordinating.dispatch(issue.pk, version=1, lead=zone.market.pk, by=by, op=uuid4())
    parts = [Asked(zone.market.pk, "说明情况")]
    with pytest.raises(Invalid, match="保密"):
        coordinating.dispatch(issue.pk, version=1, lead=zone.economy.pk, parts=parts, by=by, op=uuid4())
    Issue.objects.filter(pk=issue.pk).update(lead=zone.market, first_receiver=zone.market)
    with pytest.raises(Hidden):
        handling.take_on(issue.pk, version=1, by=zone.market_people, op=uuid4())


def test_who_keeps_away_sees_nothing_more(zone, loop) -> None:
    loop.in_hand()
    with pytest.raises(Invalid, match="请选择"):
        loop(coordinating.recuse, zone.leader, user=10**9, reason="亲属")
    loop(coordinating.recuse, zone.economy_people, user=zone.economy_people.user_id, reason="亲属在该企业")
    assert loop.now.handler is None
    with pytest.raises(Hidden):
        loop(handling.report, zone.economy_people, text="还想办")
    with pytest.raises(Denied):
        loop(coordinating.recuse, zone.bakery_people, user=zone.officer.user_id, reason="不是他")
    loop(coordinating.recuse, zone.leader, user=zone.officer.user_id, reason="曾在该企业任职")
    assert loop.now.coordinator is None
    with pytest.raises(Hidden):
        loop(coordinating.escalate, zone.officer, reason="催")


def test_more_time_is_asked_once_in_time_and_granted_by_the_leader(at, zone, loop) -> None:
    loop.in_hand()
    before = loop.now.due
    assert before == dt.date(2026, 5, 20)  # 15 working days: 28-30 April, 6-20 May with Saturday 9 May worked
    with pytest.raises(Invalid, match="最多"):
        loop(handling.ask_extension, zone.economy_people, days=16, reason="设备未到")
    loop(handling.ask_extension, zone.economy_people, days=5, reason="设备未到")
    with pytest.raises(IllegalMove, match="申请过"):
        loop(handling.ask_extension, zone.economy_people, days=5, reason="再要")
    clock = Clock.objects.get(what="finish", state="running")
    with pytest.raises(Denied):
        loop(coordinating.grant, zone.officer, clock=clock.pk, verdict="grant")
    with pytest.raises(Invalid):
        loop(coordinating.grant, zone.leader, clock=clock.pk, verdict="perhaps")
    loop(coordinating.grant, zone.leader, clock=clock.pk, verdict="grant", note="抓紧")
    assert loop.now.due == dt.date(2026, 5, 27)
    with pytest.raises(IllegalMove, match="没有待批准"):
        loop(coordinating.grant, zone.leader, clock=clock.pk, verdict="grant")


def test_more_time_refused_leaves_the_day(at, zone, loop) -> None:
    loop.in_hand()
    loop(handling.ask_extension, zone.economy_people, days=5, reason="设备未到")
    clock = Clock.objects.get(ask="asked")
    loop(coordinating.grant, zone.leader, clock=clock.pk, verdict="refuse", note="不必")
    clock.refresh_from_db()
    assert (clock.ask, clock.ask_answer, loop.now.due) == ("refused", "不必", dt.date(2026, 5, 20))
    with pytest.raises(Stale):
        clocks.extend(clock, 3)


def test_deadlines_without_extension_and_those_to_be_asked_before(at, zone, loop) -> None:
    loop.in_hand()
    Issue.objects.filter(pk=loop.pk).update(profile=Profile.objects.get(slug="quanzhou-2022"))
    with pytest.raises(Invalid, match="不能延长"):
        loop(handling.ask_extension, zone.economy_people, days=1, reason="要时间")
    Profile.objects.get(slug="quanzhou-2022").limits.create(what="extend", amount=5, unit="workday")
    at("2026-05-20 10:00")
    with pytest.raises(IllegalMove, match="以前申请"):
        loop(handling.ask_extension, zone.economy_people, days=1, reason="最后一天")


def test_paused_days_do_not_count(at, zone, loop) -> None:
    loop.in_hand()
    with pytest.raises(Invalid):
        loop(coordinating.pause, zone.officer, reason="")
    at("2026-04-29 10:00")
    loop(coordinating.pause, zone.officer, reason="等企业补材料")
    assert loop.now.state == "paused"
    at("2026-05-07 10:00")
    loop(coordinating.resume, zone.officer)
    # 29 and 30 April and 6 May were paused: three working days later than 20 May
    assert loop.now.due == dt.date(2026, 5, 25)
