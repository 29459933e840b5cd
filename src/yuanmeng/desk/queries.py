"""Reads that join rooms."""

from __future__ import annotations

from yuanmeng.accounts.queries import NAMES_OF_PLACES
from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Where
from yuanmeng.register.models import Organisation


def name_places() -> None:
    """The names of units and alliances, for the posts held there."""
    NAMES_OF_PLACES[Where.ORGANISATION] = lambda keys: dict(
        Organisation.objects.filter(pk__in=keys).values_list("pk", "name")
    )
    NAMES_OF_PLACES[Where.ALLIANCE] = lambda keys: dict(Alliance.objects.filter(pk__in=keys).values_list("pk", "name"))
