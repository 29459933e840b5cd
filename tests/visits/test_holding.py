"""Recording visits: one form, many records; once each; putting right, voiding, keeping a promise."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection

from yuanmeng.accounts.models import Post, User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.models import Organisation
from yuanmeng.visits.actions import holding, planning, taking_up
from yuanmeng.visits.actions.saying import LineSaid
from yuanmeng.visits.models import Line, Stop, Visit, Visitor

DAY = dt.timedelta(days=1)
PROBLEM = LineSaid("problem", " 夜班公交停得早 ", "district")


def test_one_form_becomes_its_records(zone, held, today) -> None:
    visit = held(
        firms=(zone.bakery.pk, zone.brewery.pk),
        others=(zone.branch.user_id,),
        met=(zone.bakery_contact.pk,),
        heard=" 订单增加 ",
        lines=(
            PROBLEM,
            LineSaid("need", "想找冷库", firm=zone.brewery.pk),
            LineSaid("problem", "发票不会开", "spot"),
            LineSaid("policy", "设备更新贴息"),
            LineSaid("need", "  "),
        ),
        next_step="带交通局同志再来",
        next_day=today + 7 * DAY,
    )
    assert (visit.state, visit.heard, visit.recorded_by) == ("done", "订单增加", zone.officer.user_id)
    assert dict(Visitor.objects.values_list("user_id", "capacity")) == {
        zone.officer.user_id: "service_officer",
        zone.branch.user_id: "branch_member",
    }
    assert set(Stop.objects.values_list("organisation_id", flat=True)) == {zone.bakery.pk, zone.brewery.pk}
    assert list(visit.met.all()) == [zone.bakery_contact]
    lines = Line.objects.order_by("pk").values_list("kind", "triage", "state", "organisation_id", "text")
    assert list(lines) == [
        ("problem", "district", "noted", zone.bakery.pk, "夜班公交停得早"),
        ("need", "", "noted", zone.brewery.pk, "想找冷库"),
        ("problem", "spot", "settled", zone.bakery.pk, "发票不会开"),
        ("policy", "", "kept", zone.bakery.pk, "设备更新贴息"),
    ]
    event = timeline(zone.brewery).get()
    assert event.verb == "visit.hold"
    assert event.facts["lines"] == {"problem:district": 1, "need": 1, "problem:spot": 1, "policy": 1}
    assert event.facts["as"] == ["branch_member", "service_officer"]


def test_the_same_operation_is_one_visit(zone, said) -> None:
    op = uuid4()
    one, two = (holding.hold(said(lines=(PROBLEM,)), by=zone.officer, op=op) for _time in range(2))
    assert one == two
    assert (Visit.objects.count(), Line.objects.count(), Event.objects.filter(verb="visit.hold").count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_deliveries_at_once_are_one_visit(zone, said) -> None:
    op, barrier, answers = uuid4(), threading.Barrier(8), []

    def deliver() -> None:
        barrier.wait()
        try:
            answers.append(holding.hold(said(lines=(PROBLEM,)), by=zone.officer, op=op).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert Visit.objects.count() == 1


def test_who_may_not_record(zone, said, acting) -> None:
    for by in (zone.bakery_people, zone.auditor, PUBLIC, acting(Role.EXPERT), acting(Role.SYSTEM_ADMINISTRATOR)):
        with pytest.raises(Denied, match="走访人员"):
            holding.hold(said(), by=by, op=uuid4())
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"firms": ()}, "firms", "请选择企业"),
        ({"firms": (10**9,)}, "firms", "没有找到"),
        ({"firms": tuple(range(1, 22))}, "firms", "最多登记 20 家"),
        ({"others": (10**9,)}, "others", "没有走访岗位"),
        ({"others": tuple(range(1, 20))}, "others", "最多登记 12 位"),
        ({"met": (10**9,)}, "met", "联系人"),
        ({"how": "pigeon"}, "how", "pigeon"),
        ({"heard": "长" * 2001}, "heard", "2000"),
        ({"next_day": dt.date(2027, 1, 1)}, "next_step", "写明下一步"),
        ({"lines": (LineSaid("problem", "没有路灯"),)}, "lines", "去向"),
        ({"lines": (LineSaid("gossip", "没有路灯"),)}, "lines", "gossip"),
        ({"lines": (LineSaid("need", "冷库", firm=10**9),)}, "lines", "不在这次走访中"),
        ({"lines": tuple(LineSaid("need", "冷库") for _each in range(21))}, "lines", "最多登记 20 条"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(zone, said, changes, field, sentence) -> None:
    with pytest.raises(Invalid) as refused:
        holding.hold(said(**changes), by=zone.officer, op=uuid4())
    assert sentence in "".join(refused.value.facts["errors"][field])
    assert not Visit.objects.exists()


def test_the_day_has_come_and_is_not_forgotten(zone, said, today) -> None:
    for day, sentence in ((today + DAY, "还没有到"), (today - 400 * DAY, "超过一年")):
        with pytest.raises(Invalid) as refused:
            holding.hold(said(day=day), by=zone.officer, op=uuid4())
        assert sentence in refused.value.facts["errors"]["day"][0]


def test_a_merged_file_is_not_visited(zone, said) -> None:
    Organisation.objects.filter(pk=zone.bakery.pk).update(state="merged", merged_into=zone.brewery)
    with pytest.raises(Invalid):
        holding.hold(said(), by=zone.officer, op=uuid4())


def test_a_planned_visit_is_held(zone, planned, said, today) -> None:
    visit = planned(firms=(zone.bakery.pk, zone.brewery.pk), day=today)
    with pytest.raises(Stale):
        holding.hold(said(), plan=(visit.pk, 9), by=zone.officer, op=uuid4())
    with pytest.raises(Denied):
        holding.hold(said(), plan=(visit.pk, 0), by=zone.second, op=uuid4())
    done = holding.hold(said(heard="照常"), plan=(visit.pk, 0), by=zone.officer, op=uuid4())
    assert (done.pk, done.state, done.version, done.heard) == (visit.pk, "done", 1, "照常")
    assert [stop.organisation for stop in done.stops.all()] == [zone.bakery]
    with pytest.raises(IllegalMove, match="已完成"):
        holding.hold(said(), plan=(visit.pk, 1), by=zone.officer, op=uuid4())


def test_a_plan_that_was_called_off_is_not_held(zone, planned, said, today) -> None:
    visit = planned(day=today)
    planning.cancel(visit.pk, version=0, reason="临时会议", by=zone.officer, op=uuid4())
    with pytest.raises(IllegalMove, match="已取消"):
        holding.hold(said(), plan=(visit.pk, 0), by=zone.officer, op=uuid4())


def test_putting_right(zone, held, said, today) -> None:
    visit = held(next_step="回话", next_day=today)
    for by in (zone.second, zone.bakery_people):
        with pytest.raises((Denied, Hidden)):
            holding.amend(visit.pk, said(), version=0, by=by, op=uuid4())
    changed = said(heard="改过", day=today - DAY, met=(zone.bakery_contact.pk,))
    with pytest.raises(Stale):
        holding.amend(visit.pk, changed, version=3, by=zone.officer, op=uuid4())
    done = holding.amend(visit.pk, changed, version=0, by=zone.officer, op=uuid4())
    assert (done.heard, done.day, done.next_step, done.version) == ("改过", today - DAY, "", 1)
    assert list(done.met.all()) == [zone.bakery_contact]
    again = holding.amend(visit.pk, said(next_step="再回话"), version=1, by=zone.officer, op=uuid4())
    assert again.next_step == "再回话"


def test_voiding(zone, held, planned) -> None:
    visit = held(lines=(PROBLEM,))
    with pytest.raises(Invalid, match="原因"):
        holding.void(visit.pk, version=0, reason=" ", by=zone.officer, op=uuid4())
    taking_up.take_up(Line.objects.get().pk, version=0, issue=7, by=zone.officer, op=uuid4())
    with pytest.raises(Invalid) as refused:
        holding.void(visit.pk, version=0, reason="记错了", by=zone.officer, op=uuid4())
    assert "已经转为诉求" in refused.value.facts["errors"]["reason"][0]
    other = held()
    assert holding.void(other.pk, version=0, reason="记错了", by=zone.officer, op=uuid4()).state == "void"
    with pytest.raises(IllegalMove):
        holding.void(planned().pk, version=0, reason="记错了", by=zone.officer, op=uuid4())


def test_keeping_a_promise(zone, held, today) -> None:
    visit = held(next_step="送政策汇编", next_day=today)
    with pytest.raises(Denied):
        holding.keep_promise(visit.pk, version=0, by=zone.second, op=uuid4())
    done = holding.keep_promise(visit.pk, version=0, by=zone.officer, op=uuid4())
    assert done.next_done == today
    with pytest.raises(Invalid) as refused:
        holding.keep_promise(visit.pk, version=1, by=zone.officer, op=uuid4())
    assert "没有待办" in refused.value.facts["errors"]["next_step"][0]


def test_a_line_is_taken_up_once(zone, held) -> None:
    held(lines=(PROBLEM, LineSaid("policy", "贴息")))
    problem, hint = Line.objects.order_by("pk")
    for by in (zone.bakery_people, zone.auditor):
        with pytest.raises(Denied):
            taking_up.take_up(problem.pk, version=0, issue=7, by=by, op=uuid4())
    with pytest.raises(Hidden):
        taking_up.take_up(problem.pk, version=0, issue=7, by=zone.brewery_people, op=uuid4())
    with pytest.raises(Stale):
        taking_up.take_up(problem.pk, version=5, issue=7, by=zone.officer, op=uuid4())
    taken = taking_up.take_up(problem.pk, version=0, issue=7, by=zone.officer, op=uuid4())
    assert (taken.state, taken.issue) == ("raised", 7)
    with pytest.raises(IllegalMove):
        taking_up.take_up(problem.pk, version=1, issue=8, by=zone.officer, op=uuid4())
    with pytest.raises(IllegalMove):
        taking_up.take_up(hint.pk, version=0, issue=8, by=zone.officer, op=uuid4())


def test_a_visit_is_made_in_the_highest_of_several_posts(zone, said, acting, today) -> None:
    """An officer who is a branch member too visits as an officer, whichever post came first."""
    for first, then in ((Role.SERVICE_OFFICER, Role.BRANCH_MEMBER), (Role.BRANCH_MEMBER, Role.SERVICE_OFFICER)):
        by = acting(first)
        Post.objects.create(user_id=by.user_id, role=then, where="zone", since=today - DAY)
        made = holding.hold(said(), by=actor_of(User.objects.get(pk=by.user_id)), op=uuid4())
        assert made.visitors.get().capacity == Role.SERVICE_OFFICER
