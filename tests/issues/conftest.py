"""A zone with two firms, three departments and their people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from inspect import signature
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Role
from yuanmeng.issues.actions import closing, coordinating, handling, raise_issue
from yuanmeng.issues.models import Issue
from yuanmeng.register.models import Organisation


def organisation(name: str, kind: str = "firm") -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        name=name, kind=kind, fictional=True, created_at=now, updated_at=now, uscc_state="missing"
    )


@pytest.fixture
def zone(db, acting) -> SimpleNamespace:
    """bakery and brewery with an administrator each; economy, market and power with a handler each; the staff."""
    made = SimpleNamespace()
    for name in ("bakery", "brewery"):
        firm = organisation(f"{name}（虚构）有限公司")
        setattr(made, name, firm)
        setattr(made, f"{name}_people", acting(Role.FIRM_ADMINISTRATOR, firm.pk))
    for name in ("economy", "market", "power"):
        unit = organisation(f"{name}局（虚构）", "department")
        setattr(made, name, unit)
        setattr(made, f"{name}_people", acting(Role.DEPARTMENT_HANDLER, unit.pk))
    made.officer, made.other_officer = acting(Role.SERVICE_OFFICER), acting(Role.SERVICE_OFFICER)
    made.leader, made.auditor = acting(Role.ZONE_LEADER), acting(Role.AUDITOR)
    return made


@pytest.fixture
def raised(zone) -> Callable[..., Issue]:
    """Hand in a problem; keywords change the values."""

    def make(who: str = "bakery", **values: object) -> Issue:
        firm, by = getattr(zone, who), getattr(zone, f"{who}_people")
        return raise_issue(firm.pk, values={"title": "厂区门口道路积水", **values}, by=by, op=uuid4())

    return make


@pytest.fixture
def at(monkeypatch) -> Callable[[str], None]:
    """Set the moment in Beijing: `at("2026-04-30 10:00")`. Ask for it before `zone`, so that posts are held then."""

    def move(text: str) -> None:
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())
        monkeypatch.setattr(timezone, "now", lambda: moment)

    move("2026-04-27 10:00")
    return move


class Loop:
    """Drives one problem, each move with a fresh operation id and the version it has now."""

    def __init__(self, zone: SimpleNamespace, issue: Issue) -> None:
        self.zone, self.pk = zone, issue.pk

    @property
    def now(self) -> Issue:
        return Issue.objects.get(pk=self.pk)

    def __call__(self, action: Callable[..., object], by: object, **more: object) -> object:
        if "version" in signature(action).parameters and "version" not in more:
            more["version"] = self.now.version
        return action(self.pk, by=by, op=uuid4(), **more)

    def accepted(self) -> Loop:
        self(coordinating.accept, self.zone.officer)
        return self

    def dispatched(self, *parts: coordinating.Asked) -> Loop:
        self.accepted()(coordinating.dispatch, self.zone.officer, lead=self.zone.economy.pk, parts=parts)
        return self

    def in_hand(self, *parts: coordinating.Asked) -> Loop:
        self.dispatched(*parts)(handling.take_on, self.zone.economy_people)
        return self

    def answered(self, outcome: str = "solved", **more: object) -> Loop:
        values = {"outcome": outcome, "text": "已经疏通排水管", **more}
        self.in_hand()(handling.answer, self.zone.economy_people, values=values)
        return self

    def solved(self) -> Loop:
        self.answered()(closing.confirm, self.zone.bakery_people, word="yes", satisfaction="satisfied")
        return self


@pytest.fixture
def loop(zone, raised) -> Loop:
    """A problem just handed in by the bakery."""
    return Loop(zone, raised())


@pytest.fixture
def as_(zone):
    """A client of one of the zone's people: `as_("officer")`."""

    def make(who: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=getattr(zone, who).user_id))
        return client

    return make
