"""An alliance with three member firms and their people, its secretary, an officer, and one more alliance."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.activities.actions import inviting, planning
from yuanmeng.activities.models import Activity
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role, Where
from yuanmeng.register.models import Organisation


def organisation(name: str) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        name=name, kind="firm", fictional=True, created_at=now, updated_at=now, uscc_state="missing"
    )


@pytest.fixture
def zone(db, acting) -> SimpleNamespace:
    day = dt.date(2021, 1, 1)
    food, tech = (Alliance.objects.create(slug=slug, name=slug, name_en=slug, since=day) for slug in ("food", "tech"))
    made = SimpleNamespace(food=food, tech=tech, officer=acting(Role.SERVICE_OFFICER))
    made.secretary = acting(Role.ALLIANCE_SECRETARY, food.pk, where=Where.ALLIANCE)
    made.other_secretary = acting(Role.ALLIANCE_SECRETARY, tech.pk, where=Where.ALLIANCE)
    for name in ("bakery", "brewery", "dairy"):
        firm = organisation(f"{name}（虚构）有限公司")
        Membership.objects.create(alliance=food, organisation=firm, state="member", invited_on=day, joined_on=day)
        setattr(made, name, firm)
        setattr(made, f"{name}_people", acting(Role.FIRM_ADMINISTRATOR, firm.pk))
    made.stranger = organisation("stranger（虚构）有限公司")
    made.stranger_people = acting(Role.FIRM_ADMINISTRATOR, made.stranger.pk)
    return made


@pytest.fixture
def values() -> dict[str, object]:
    starts = timezone.now() + dt.timedelta(days=20)
    return {
        "kind": "conference",
        "title": "季度联席会议",
        "series": None,
        "host": None,
        "starts": starts,
        "ends": starts + dt.timedelta(hours=2),
        "place": "虚构路 1 号",
        "text": "",
        "topics_until": None,
    }


@pytest.fixture
def planned(zone, values):
    """Plan an activity of the food alliance; keywords change the values."""

    def make(**changes) -> Activity:
        alliances = changes.pop("alliances", [zone.food])
        by = changes.pop("by", zone.secretary)
        return planning.plan(values={**values, **changes}, alliances=alliances, by=by, op=uuid4())

    return make


@pytest.fixture
def invited(zone, planned):
    """An activity with bakery and brewery invited."""

    def make(**changes) -> Activity:
        activity = planned(**changes)
        firms = [zone.bakery.pk, zone.brewery.pk]
        return inviting.invite(activity.pk, version=0, organisations=firms, by=zone.secretary, op=uuid4())

    return make


@pytest.fixture
def moved_to():
    """Put an activity at another time, as if it had been planned so: time cannot be waited for."""

    def move(activity: Activity, starts: dt.datetime) -> Activity:
        Activity.objects.filter(pk=activity.pk).update(starts=starts, ends=starts + dt.timedelta(hours=2))
        activity.refresh_from_db()
        return activity

    return move


@pytest.fixture
def begun(invited, moved_to):
    """An invited activity that began an hour ago."""
    return moved_to(invited(), timezone.now() - dt.timedelta(hours=1))
