"""The daily reminders: what is due, to whom, each once, and a day left out made up for."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.notices.telling import claim

from yuanmeng.accounts.models import Post
from yuanmeng.activities.models import Activity, FollowUp, Invitation
from yuanmeng.core.actor import PUBLIC, Role, Where
from yuanmeng.exchange.actions import claims
from yuanmeng.exchange.models import Task
from yuanmeng.issues.models import Issue, Profile
from yuanmeng.jobs.work import enqueue
from yuanmeng.jobs.worker import drain
from yuanmeng.ledger.models import Event
from yuanmeng.notices.actions.reminding import remind_of_due, remind_today
from yuanmeng.notices.models import Notice
from yuanmeng.notices.reminders import REMINDERS, near, staged
from yuanmeng.notices.saying import sentence
from yuanmeng.pairing.models import Pairing
from yuanmeng.structure.models import Body, BodyKind, Office, OfficeKind
from yuanmeng.workdays.queries import calendar

TODAY = dt.date(2026, 3, 2)


def days(count: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=count)


def reminded() -> list[tuple[int, str]]:
    """What today's reminders say, after both of two runs."""
    Notice.objects.all().delete()
    first = remind_of_due(by=PUBLIC, op=uuid4())
    assert remind_of_due(by=PUBLIC, op=uuid4()) == 0
    assert Notice.objects.count() == first
    return [(notice.person_id, sentence(notice)) for notice in Notice.objects.order_by("id")]


@pytest.mark.parametrize(
    ("left", "stage"), [(15, None), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None), (-30, None)]
)
def test_the_stage_that_the_days_left_have_come_down_to(left: int, stage: int | None) -> None:
    assert near(TODAY + dt.timedelta(days=left), TODAY, 14, 7, 1) == stage


def test_entries_that_expire(zone, published) -> None:
    published(until=days(7))
    published(until=days(8), title="还早")
    assert reminded() == [(zone.bakery_people.user_id, f"“需要电动叉车”将于 {days(7)} 到期，可以延长")]
    assert Event.objects.first().facts == {"notices": 0}


def test_joint_tasks_at_14_7_and_1_days(zone, published) -> None:
    asked = claim(zone, published())
    claims.accept(asked.pk, version=0, due=days(10), by=zone.bakery_people, op=uuid4())
    both = {zone.bakery_people.user_id, zone.chips_people.user_id}
    assert {who for who, _said in reminded()} == both
    stages = {}
    for left in (15, 14, 8, 7, 2, 1, 0):
        stages[left] = [key.rpartition(":")[2] for _told, key in REMINDERS["task.due"].due(days(10 - left))]
    assert stages == {15: [], 14: ["14"], 8: ["14"], 7: ["7"], 2: ["7"], 1: ["1"], 0: ["1"]}
    Task.objects.update(due=days(9))
    assert remind_of_due(by=PUBLIC, op=uuid4()) == 2  # a moved date is reminded of anew


def test_meetings_follow_ups_terms_and_pairings(zone, person) -> None:
    now = timezone.now()
    meeting = Activity.objects.create(
        kind="conference", title="联席会议", starts=now + dt.timedelta(hours=20), ends=now + dt.timedelta(hours=22)
    )
    Invitation.objects.create(activity=meeting, organisation=zone.bakery, reply="yes")
    Invitation.objects.create(activity=meeting, organisation=zone.chips, reply="no")
    FollowUp.objects.create(activity=meeting, text="整理清单", owner=zone.chips, due=days(3))
    kind = BodyKind.objects.create(slug="alliance-x", name="联盟", name_en="alliance")
    body = Body.objects.create(kind=kind, name="食品联盟", alliance=zone.food, since=days(-300))
    office = OfficeKind.objects.create(slug="chair-x", name="理事长", name_en="chair")
    Office.objects.create(
        body=body, kind=office, organisation=zone.bakery, since=days(-300), until=days(50), source="章程"
    )
    committee = Body.objects.create(kind=kind, name="党委", since=days(-300))
    holder = person()
    Office.objects.create(body=committee, kind=office, user=holder, since=days(-300), until=days(10), source="任命")
    looks_after = person()
    agreed = {"state": "agreed", "one_agreed": days(-9), "other_agreed": days(-9), "since": days(-9)}
    Pairing.objects.create(kind="officer_firm", user=looks_after, firm=zone.brewery, until=days(30), **agreed)
    assert sorted(reminded()) == sorted(
        [
            (
                zone.bakery_people.user_id,
                f"“联席会议”将于 {timezone.localtime(meeting.starts):%Y-%m-%d %H:%M} 开始",
            ),
            (zone.chips_people.user_id, f"后续事项“整理清单”将于 {days(3)} 到期"),
            (zone.bakery_people.user_id, f"“食品联盟”理事长的任期将于 {days(50)} 届满"),
            (holder.pk, f"“党委”理事长的任期将于 {days(10)} 届满"),
            (zone.officer.user_id, f"“党委”理事长的任期将于 {days(10)} 届满"),
            (looks_after.pk, f"与“{zone.brewery.name}”的结对将于 {days(30)} 到期"),
        ]
    )


def test_deadlines_yellow_a_working_day_before_and_red_when_over(zone, person) -> None:
    handler, coordinator = person(), person()
    common = {
        "kind": "problem",
        "via": "firm",
        "firm": zone.bakery,
        "state": "in_hand",
        "handler": handler,
        "coordinator": coordinator,
        "lead": zone.chips,
        "profile": Profile.objects.first(),
        "day": days(0),
        "raised_at": timezone.now(),
    }
    tomorrow = calendar().shift(days(0), 1)
    Issue.objects.create(number="A-1", ordinal=1, title="x", due=tomorrow, **common)
    Issue.objects.create(number="A-2", ordinal=2, title="x", due=days(-1), **common)
    Issue.objects.create(number="A-3", ordinal=3, title="x", due=days(60), **common)
    said = [f"问题 A-1 的期限 {tomorrow} 就要到了", f"问题 A-2 已超过期限 {days(-1)}"]
    assert sorted(reminded()) == sorted((who.pk, text) for who in (handler, coordinator) for text in said)


def test_the_job_of_the_day_and_other_sides(zone, published, person) -> None:
    branch_member = person()
    Post.objects.create(
        user=branch_member, role=Role.BRANCH_MEMBER, where=Where.ORGANISATION, key=zone.stranger.pk, since=days(-9)
    )
    agreed = {"state": "agreed", "one_agreed": days(-9), "other_agreed": days(-9), "since": days(-9)}
    Pairing.objects.create(kind="branch_alliance", branch=zone.stranger, alliance=zone.food, until=days(3), **agreed)
    enqueue(remind_today, by=PUBLIC, key="today")
    drain()
    assert [(one.person_id, sentence(one)) for one in Notice.objects.all()] == [
        (branch_member.pk, f"与“food”的结对将于 {days(3)} 到期")
    ]


def test_what_is_far_off_has_no_stage(zone, published) -> None:
    soon, later = published(until=days(7)), published(until=days(30), title="还早")
    assert [row for row, _key in staged([later, soon], "until", timezone.localdate(), 7)] == [soon]
