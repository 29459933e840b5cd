"""What is about to end or waits too long, as records: the notices room and the home page read the same."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from yuanmeng.activities import queries as activities
from yuanmeng.activities.actions import planning
from yuanmeng.activities.models import FollowUp, Invitation
from yuanmeng.alliances import queries as alliances
from yuanmeng.alliances.models import Membership
from yuanmeng.exchange import queries
from yuanmeng.exchange.actions import claims
from yuanmeng.exchange.models import Claim, Listing, Task
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.queries import periods

TODAY = timezone.localdate()


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def test_entries_are_due_for_renewal_and_then_expired(zone, published) -> None:
    soon, later = published(until=days(7)), published(until=days(8))
    assert list(queries.due_for_renewal(TODAY, 7)) == [soon]
    assert list(queries.due_for_renewal(days(1), 7)) == [soon, later]
    assert list(queries.due_for_renewal(days(8), 7)) == [later]
    assert list(queries.expired_on(days(8))) == [soon]
    Listing.objects.update(state="withdrawn")
    assert list(queries.due_for_renewal(TODAY, 30)) == list(queries.expired_on(days(8))) == []


def test_claims_that_wait_and_tasks_that_are_due(zone, published) -> None:
    made = published()
    asked = claims.claim(made.pk, organisation=zone.brewery.pk, by=zone.brewery_people, op=uuid4())
    assert list(queries.unanswered(TODAY, 1)) == []
    Claim.objects.update(made_at=timezone.now() - dt.timedelta(days=3))
    assert list(queries.unanswered(TODAY, 3)) == [asked]
    assert list(queries.unanswered(TODAY, 4)) == []
    claims.accept(asked.pk, version=0, due=days(5), by=zone.bakery_people, op=uuid4())
    assert list(queries.unanswered(TODAY, 3)) == []
    assert [task.due for task in queries.tasks_due(TODAY, 5)] == [days(5)]
    assert list(queries.tasks_due(TODAY, 4)) == []
    assert list(queries.tasks_due(days(9), 0)) == list(Task.objects.all())


def test_invitations_and_applications_that_nobody_answered(zone) -> None:
    common = {"alliance": zone.food, "organisation": zone.stranger}
    one = Membership.objects.create(state="invited", invited_on=days(-14), **common)
    assert list(alliances.waiting(TODAY, "invited", 14)) == [one]
    assert list(alliances.waiting(TODAY, "invited", 15)) == list(alliances.waiting(TODAY, "applied", 14)) == []


def test_meetings_ahead_and_what_they_wait_for(zone) -> None:
    starts = timezone.make_aware(dt.datetime.combine(days(6), dt.time(14)))
    values = {"kind": "salon", "title": "沙龙", "starts": starts, "ends": starts + dt.timedelta(hours=1)}
    made = planning.plan(values=values | {"topics_until": days(2)}, alliances=[zone.food], by=zone.officer, op=uuid4())
    assert list(activities.coming(TODAY, 6)) == list(activities.topics_closing(TODAY, 2)) == [made]
    assert list(activities.coming(TODAY, 5)) == list(activities.topics_closing(TODAY, 1)) == []
    asked = Invitation.objects.create(activity=made, organisation=zone.bakery)
    assert list(activities.without_reply(TODAY, 6)) == []
    type(made).objects.update(state="invited")
    assert list(activities.without_reply(TODAY, 6)) == [asked]
    item = FollowUp.objects.create(activity=made, text="汇总库房", owner=zone.bakery, due=days(3))
    assert list(activities.follow_ups_due(TODAY, 3)) == [item]
    assert list(activities.follow_ups_due(TODAY, 2)) == []


def test_pairings_that_begin_soon_without_an_answer(zone, person) -> None:
    pair = Pairing.objects.create(kind="instructor_firm", user=person(), firm=zone.bakery, since=days(9))
    assert list(periods.unanswered(TODAY, 9)) == [pair]
    assert list(periods.unanswered(TODAY, 8)) == []
