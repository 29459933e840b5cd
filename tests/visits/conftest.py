"""Two firms with a contact each, two officers, a branch member, an instructor, the firms' people."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Role
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.visits.actions import holding, planning
from yuanmeng.visits.actions.saying import Said


def organisation(name: str) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        name=name, kind="firm", fictional=True, created_at=now, updated_at=now, uscc_state="missing"
    )


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def zone(db, acting) -> SimpleNamespace:
    made = SimpleNamespace()
    for name, shown in (("bakery", "泉北烘焙（虚构）有限公司"), ("brewery", "望岱酿造（虚构）有限公司")):
        firm = organisation(shown)
        setattr(made, name, firm)
        setattr(made, f"{name}_people", acting(Role.FIRM_ADMINISTRATOR, firm.pk))
        contact = Contact.objects.create(
            organisation=firm, name="王某", role="厂长", phone="0531-00001234", since=dt.date(2024, 1, 1), source="企业"
        )
        setattr(made, f"{name}_contact", contact)
    made.officer, made.second = acting(Role.SERVICE_OFFICER), acting(Role.SERVICE_OFFICER)
    made.branch, made.instructor = acting(Role.BRANCH_MEMBER), acting(Role.PARTY_INSTRUCTOR)
    made.leader, made.auditor = acting(Role.ZONE_LEADER), acting(Role.AUDITOR)
    reindex([made.bakery.pk, made.brewery.pk])
    return made


@pytest.fixture
def said(zone, today):
    """What the officer says of a visit to the bakery today; keywords change it."""
    return lambda **changes: Said(**{"firms": (zone.bakery.pk,), "day": today, **changes})


@pytest.fixture
def held(zone, said):
    """A visit that took place."""
    return lambda by=None, **changes: holding.hold(said(**changes), by=by or zone.officer, op=uuid4())


@pytest.fixture
def planned(zone, said, today):
    """A planned visit, in three days when no day is given."""

    def make(by=None, **changes):
        what = said(**{"day": today + dt.timedelta(days=3), **changes})
        return planning.plan(what, by=by or zone.officer, op=uuid4())

    return make


@pytest.fixture
def as_(zone):
    """A client signed in as somebody of the zone."""

    def make(name: str) -> Client:
        client = Client()
        user = User.objects.get(pk=getattr(zone, name).user_id)
        client.force_login(user)
        return client

    return make
