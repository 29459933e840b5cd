"""In which capacity somebody visits, and who may be named as a visitor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force
from yuanmeng.visits.models import CAPACITIES

RANK = {role.value: rank for rank, role in enumerate(CAPACITIES)}


def capacities(users: Iterable[int], day: dt.date) -> dict[int, str]:
    """User → the capacity on a day; who held none of the posts is missing. One query."""
    found: dict[int, str] = {}
    held = in_force(day).filter(user__in=list(users), role__in=RANK).values_list("user_id", "role")
    for user, role in held:
        if user not in found or RANK[role] < RANK[found[user]]:
            found[user] = role
    return found


def colleagues(day: dt.date) -> list[User]:
    """Everybody who may visit on a day, by name."""
    holders = in_force(day).filter(role__in=RANK).values("user")
    return list(User.objects.filter(pk__in=holders, is_active=True).order_by("name", "pk"))
