"""Names that belong to many firms at once: former names, origins, industries."""

from __future__ import annotations

from collections.abc import Iterable

from yuanmeng.register.models import FormerName, Industry, Origin


def former_names(organisations: Iterable[int]) -> dict[int, list[str]]:
    """Organisation → its former names, in the order they were recorded."""
    found: dict[int, list[str]] = {}
    rows = FormerName.objects.filter(organisation_id__in=organisations).order_by("id")
    for pk, name in rows.values_list("organisation_id", "name"):
        found.setdefault(pk, []).append(name)
    return found


def origins_in_force(organisations: Iterable[int]) -> dict[int, list[str]]:
    """Organisation → kinds of its open origins other than domestic."""
    found: dict[int, list[str]] = {}
    held = Origin.objects.filter(organisation_id__in=organisations, until=None).exclude(kind="domestic").order_by("id")
    for pk, kind in held.values_list("organisation_id", "kind"):
        found.setdefault(pk, []).append(kind)
    return found


def industry_names(codes: Iterable[str]) -> dict[str, str]:
    """Code → name in the newest edition that has the code."""
    wanted = Industry.objects.filter(code__in={code for code in codes if code}).order_by("edition")
    return dict(wanted.values_list("code", "name"))
