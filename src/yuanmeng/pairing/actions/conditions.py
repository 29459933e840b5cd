"""Pins and exclusions, what people can take on, where firms are, how roles are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import Actor
from yuanmeng.core.classify.mapping import prefix_of
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.pairing.models import Condition, InstructorRole, Place, Profile, Wish
from yuanmeng.pairing.policy import CONDITIONS, PROFILES, ROLE_NAMES
from yuanmeng.pairing.queries.checks import require_whole
from yuanmeng.pairing.queries.inputs import parts
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS

REACH = 2_000_000
"""Coordinates reach from minus to plus this many metres."""


@action("pairing.condition")
def set_condition(user: int, firm: int, how: str, reason: str, *, by: Actor, op: UUID) -> Condition:
    """指定或回避: holds for every assignment until lifted. Raises Denied, Invalid (there is one)."""
    CONDITIONS.demand(by, "manage")
    condition = Condition(user_id=user, firm_id=firm, how=how, reason=reason.strip(), since=timezone.localdate())
    pins = Condition.objects.filter(firm=firm, how="pin", lifted__isnull=True)
    if Condition.objects.filter(user=user, firm=firm, lifted__isnull=True).exists():
        raise Invalid(_("这一对已经有指定或回避，请先解除。"))
    if how == "pin" and pins.exists():
        raise Invalid(_("这家企业已经指定了别人，请先解除。"))
    require_whole(condition)
    condition.save(force_insert=True)
    record("pairing.condition", condition.user, condition.firm, by=by, op=op, how=how)
    return condition


@action("pairing.lift")
def lift_condition(pk: int, *, by: Actor, op: UUID) -> Condition:
    """解除指定或回避. Raises Hidden, Denied, Stale."""
    condition = CONDITIONS.fetch(by, "manage", pk=pk)
    if not Condition.objects.filter(pk=pk, lifted__isnull=True).update(lifted=timezone.localdate()):
        raise Stale(_("这一条已经解除。"), record=condition)
    condition.refresh_from_db()
    record("pairing.lift", condition.user, condition.firm, by=by, op=op, how=condition.how)
    return condition


@action("pairing.profile")
def set_profile(
    user: int, fields: dict[str, Any], *, roles: Iterable[int] = (), version: int | None, by: Actor, op: UUID
) -> Profile:
    """包联意向: what a person can take on; `version` None makes it. Raises Hidden, Denied, Invalid, Stale."""
    if version is None and user != by.user_id:
        PROFILES.demand(by, "edit")
        if not CONDITIONS.allows(by, "manage"):
            raise Denied(_("只有本人或园区统筹人员可以填写。"))
    profile = Profile(user_id=user) if version is None else PROFILES.fetch(by, "edit", user=user)
    for name in ("industries", "languages", "base", "least", "most"):
        setattr(profile, name, fields[name])
    profile.industries = "、".join(prefix_of(code) for code in parts(profile.industries))
    require_whole(profile)
    if version is None:
        profile.save(force_insert=True)
    else:
        names = ("industries", "languages", "base_id", "least", "most")
        _changed(profile, version, **{name: getattr(profile, name) for name in names})
    profile.roles.set(InstructorRole.objects.filter(pk__in=roles))
    record("pairing.profile", User.objects.get(pk=user), by=by, op=op, least=profile.least, most=profile.most)
    return profile


@action("pairing.place")
def set_places(places: dict[int, tuple[int, int]], source: str, *, by: Actor, op: UUID) -> int:
    """位置: organisation → (x, y) in metres on the zone's grid, with its source; how many. Raises Denied, Invalid."""
    FIRMS.demand(by, "edit")
    if not source.strip():
        raise Invalid(_("请写明位置的来源。"))
    bad = next((key for key, (x, y) in places.items() if max(abs(x), abs(y)) > REACH), None)
    if bad is not None:
        raise Invalid(_("编号 %(key)s 的坐标超出范围，应以米为单位。") % {"key": bad})
    known = set(Organisation.objects.filter(pk__in=places).values_list("pk", flat=True))
    if known != set(places):
        raise Invalid(_("没有编号为 %(key)s 的单位。") % {"key": min(set(places) - known)})
    rows = [Place(organisation_id=key, x_m=x, y_m=y, source=source.strip()) for key, (x, y) in places.items()]
    Place.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organisation"], update_fields=["x_m", "y_m", "source"]
    )
    record("pairing.place", (Organisation._meta.label_lower, sorted(places)), by=by, op=op, places=len(places))
    return len(rows)


@action("pairing.wish")
def set_wish(firm: int, languages: str, *, by: Actor, op: UUID) -> Wish:
    """语言: those in which a firm can be spoken with. Raises Hidden, Denied, Invalid."""
    organisation = FIRMS.fetch(by, "edit", pk=firm)
    wish = Wish.objects.filter(organisation=organisation).first() or Wish(organisation=organisation)
    wish.languages = "、".join(parts(languages))
    require_whole(wish)
    wish.save()
    record("pairing.wish", organisation, by=by, op=op)
    return wish


@action("pairing.role")
def name_role(pk: int, name: str, name_en: str, *, version: int, by: Actor, op: UUID) -> InstructorRole:
    """指导员角色更名: the zone's own data (ALL-04). Raises Hidden, Denied, Invalid, Stale."""
    role = ROLE_NAMES.fetch(by, "edit", pk=pk)
    role.name, role.name_en = name.strip(), name_en.strip()
    require_whole(role)
    _changed(role, version, name=role.name, name_en=role.name_en)
    record("pairing.role", role, by=by, op=op)
    return role


def _changed(one: Model, version: int, **fields: object) -> None:
    """Update the version that was seen. Raises Stale."""
    rows = type(one)._default_manager.filter(pk=one.pk, version=version)
    if not rows.update(version=F("version") + 1, **fields):
        raise Stale(_("刚刚有人改过，请刷新后重试。"), record=one)
    one.refresh_from_db()
