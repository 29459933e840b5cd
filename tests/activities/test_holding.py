"""Attendance by firm and role, minutes, decisions."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.activities import links, queries
from yuanmeng.activities.actions import holding, planning
from yuanmeng.activities.models import Attendance
from yuanmeng.core.actor import PUBLIC
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale


def test_attendance_is_persons_of_a_firm_in_a_role(zone, begun) -> None:
    call = {"organisation": zone.bakery.pk, "role": "manager", "by": zone.secretary}
    holding.attend(begun.pk, version=1, persons=2, **call, op=uuid4())
    holding.attend(begun.pk, version=2, persons=3, **call, op=uuid4())
    assert (queries.present(begun), Attendance.objects.count()) == (3, 1)
    with pytest.raises(Stale):
        holding.attend(begun.pk, version=2, persons=4, **call, op=uuid4())
    holding.attend(begun.pk, version=3, persons=0, **call, op=uuid4())
    assert queries.present(begun) == 0


@pytest.mark.parametrize("changes", [{"organisation": 10**6}, {"role": "king"}, {"persons": 501}, {"persons": -1}])
def test_bad_attendance_is_refused(zone, begun, changes: dict[str, object]) -> None:
    said = {"organisation": zone.bakery.pk, "role": "staff", "persons": 1, **changes}
    with pytest.raises(Invalid):
        holding.attend(begun.pk, version=1, **said, by=zone.secretary, op=uuid4())


def test_the_sheet_adds_one_person_of_an_invited_firm(zone, begun) -> None:
    token, op = links.sheet_token(begun), uuid4()
    call = {"organisation": zone.bakery.pk, "role": "staff", "by": PUBLIC}
    for op_id in (op, op, uuid4()):
        holding.attend_by_sheet(token, **call, op=op_id)
    assert queries.present(begun) == 2
    with pytest.raises(Invalid, match="受邀单位"):
        holding.attend_by_sheet(token, **call | {"organisation": zone.dairy.pk}, op=uuid4())
    Attendance.objects.update(persons=500)
    with pytest.raises(Invalid, match="已满"):
        holding.attend_by_sheet(token, **call, op=uuid4())


def test_the_sheet_is_open_only_around_the_day(zone, begun, moved_to) -> None:
    token = links.sheet_token(begun)
    call = {"organisation": zone.bakery.pk, "role": "staff", "by": PUBLIC}
    with pytest.raises(Hidden):
        holding.attend_by_sheet(token + "x", **call, op=uuid4())
    moved_to(begun, timezone.now() + dt.timedelta(days=3))
    with pytest.raises(IllegalMove, match="一天内"):
        holding.attend_by_sheet(token, **call, op=uuid4())
    planning.cancel(begun.pk, version=1, reason="台风", by=zone.secretary, op=uuid4())
    with pytest.raises(Hidden):
        holding.attend_by_sheet(token, **call, op=uuid4())


def test_it_is_held_once_it_began(zone, invited, begun) -> None:
    with pytest.raises(IllegalMove, match="还没有开始"):
        holding.hold(invited().pk, version=1, by=zone.secretary, op=uuid4())
    assert holding.hold(begun.pk, version=1, by=zone.secretary, op=uuid4()).state == "held"


def test_minutes_and_decisions_follow(zone, begun) -> None:
    due = timezone.localdate()
    said = {"text": "定车辆", "owner": zone.bakery, "due": due}
    with pytest.raises(IllegalMove):
        holding.minute(begun.pk, version=1, minutes="纪要", by=zone.secretary, op=uuid4())
    holding.hold(begun.pk, version=1, by=zone.secretary, op=uuid4())
    with pytest.raises(Invalid):
        holding.minute(begun.pk, version=2, minutes=" ", by=zone.secretary, op=uuid4())
    assert holding.minute(begun.pk, version=2, minutes="纪要", by=zone.secretary, op=uuid4()).minutes == "纪要"
    with pytest.raises(Invalid):
        holding.decide(begun.pk, values={**said, "text": " "}, by=zone.secretary, op=uuid4())
    with pytest.raises(Denied):
        holding.decide(begun.pk, values=said, by=zone.bakery_people, op=uuid4())
    made = holding.decide(begun.pk, values=said, by=zone.secretary, op=uuid4())
    with pytest.raises(Hidden):
        holding.end_follow_up(made.pk, version=0, verb="finish", outcome="好", by=zone.brewery_people, op=uuid4())
    with pytest.raises(Invalid):
        holding.end_follow_up(made.pk, version=0, verb="finish", outcome="", by=zone.bakery_people, op=uuid4())
    with pytest.raises(Stale):
        holding.end_follow_up(made.pk, version=5, verb="drop", outcome="不办", by=zone.bakery_people, op=uuid4())
    ended = holding.end_follow_up(made.pk, version=0, verb="drop", outcome="不办", by=zone.bakery_people, op=uuid4())
    assert (ended.state, ended.ended_on) == ("dropped", due)


def test_records_name_themselves(zone, invited, begun) -> None:
    holding.hold(begun.pk, version=1, by=zone.secretary, op=uuid4())
    owned = {"text": "定车辆", "owner": zone.bakery, "due": timezone.localdate()}
    made = holding.decide(begun.pk, values=owned, by=zone.secretary, op=uuid4())
    topic = planning.propose(invited().pk, title="冷库", by=zone.secretary, op=uuid4())
    series = planning.found_series(
        values={"name": "季度会", "kind": "table", "months": 3},
        alliances=[zone.food],
        hosts=[zone.bakery.pk],
        by=zone.officer,
        op=uuid4(),
    )
    holding.attend(
        begun.pk, version=2, organisation=zone.bakery.pk, role="staff", persons=1, by=zone.secretary, op=uuid4()
    )
    said = [begun, made, topic, series, series.hosts.get(), begun.attendances.get(), begun.invitations.first()]
    assert [str(record) for record in said] == [
        "季度联席会议",
        "定车辆",
        "冷库",
        "季度会",
        f"{series.pk}:0",
        f"{begun.pk}:{zone.bakery.pk}:staff",
        f"{begun.pk}:{zone.bakery.pk}",
    ]
