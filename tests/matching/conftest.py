"""A lender and a borrower of one alliance, a third firm, and the coordinator."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.actor import Role
from yuanmeng.matching.actions import lots
from yuanmeng.pairing.models import Place
from yuanmeng.register.models import Organisation

TODAY = timezone.localdate()


def organisation(name: str, x: int) -> Organisation:
    now = timezone.now()
    firm = Organisation.objects.create(
        name=name, kind="firm", fictional=True, created_at=now, updated_at=now, uscc_state="missing"
    )
    Place.objects.create(organisation=firm, x_m=x, y_m=0, source="测量")
    return firm


@pytest.fixture
def zone(db, acting) -> SimpleNamespace:
    food = Alliance.objects.create(slug="food", name="food", name_en="food", since=dt.date(2021, 1, 1))
    made = SimpleNamespace(food=food)
    for at, name in enumerate(("bakery", "brewery", "dairy")):
        firm = organisation(f"{name}（虚构）有限公司", 1_000 * at)
        Membership.objects.create(alliance=food, organisation=firm, state="member", invited_on=TODAY, joined_on=TODAY)
        setattr(made, name, firm)
        setattr(made, f"{name}_people", acting(Role.FIRM_ADMINISTRATOR, firm.pk))
    made.officer = acting(Role.SERVICE_OFFICER)
    made.leader = acting(Role.ZONE_LEADER)
    made.auditor = acting(Role.AUDITOR)
    made.administrator = acting(Role.SYSTEM_ADMINISTRATOR)
    return made


SURPLUS = {
    "job": 1101,
    "heads": 12,
    "least": 2,
    "since": TODAY + dt.timedelta(days=3),
    "until": TODAY + dt.timedelta(days=63),
    "wage_fen": 18_000,
    "shifts": 3,
    "willing": 12,
    "suits": 8,
    "reach_km": 20,
}
SHORTAGE = {
    "job": 1101,
    "heads": 10,
    "least": 1,
    "since": TODAY + dt.timedelta(days=5),
    "until": TODAY + dt.timedelta(days=45),
    "wage_fen": 20_000,
    "shifts": 1,
    "hours_day": 8,
    "days_week": 5,
    "pay_day": 15,
    "place": "北厂区包装车间",
    "hazards": "无",
    "protection": "工作服、手套",
    "training": "岗前 8 学时三级安全教育",
}


@pytest.fixture
def posted(zone):
    """Post for a firm; keywords change the values. `posted("surplus", "bakery", heads=3)`."""

    def make(side: str = "shortage", who: str = "", **changes):
        who = who or {"surplus": "bakery", "shortage": "brewery"}[side]
        values = {"surplus": SURPLUS, "shortage": SHORTAGE}[side] | changes
        by = getattr(zone, f"{who}_people")
        return lots.post(getattr(zone, who).pk, side, values=values, by=by, op=uuid4())

    return make


@pytest.fixture
def published(zone, posted):
    """Post and publish."""

    def make(side: str = "shortage", who: str = "", **changes):
        lot = posted(side, who, **changes)
        by = getattr(zone, f"{who or {'surplus': 'bakery', 'shortage': 'brewery'}[side]}_people")
        return lots.publish(lot.pk, version=lot.version, by=by, op=uuid4())

    return make
