"""A zone with two firms, three departments and their people."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.issues.actions import raise_issue
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
