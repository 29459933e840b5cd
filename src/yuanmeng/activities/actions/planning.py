"""Planning an activity: founding a series, planning, changing, cancelling, handing in topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.activities.models import Activity, Host, Series, Topic
from yuanmeng.activities.policy import ACTIVITIES, SERIES, own
from yuanmeng.activities.states import ACTIVITY
from yuanmeng.alliances.models import Alliance
from yuanmeng.alliances.queries import member_organisations
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import reason_of, said

FIELDS = ("kind", "title", "series", "host", "starts", "ends", "place", "text", "topics_until")


@action("activities.found_series")
def found_series(
    *, values: Mapping[str, Any], alliances: Sequence[Alliance], hosts: Sequence[int], by: Actor, op: UUID
) -> Series:
    """设立系列活动: `values` has name, kind, months; `hosts` are member organisations in the order of their turns.

    Raises Denied, Invalid.
    """
    SERIES.demand(by, "found")
    series = Series(**values)
    _check(series, alliances)
    known = set(
        member_organisations(alliance.pk for alliance in alliances).filter(pk__in=hosts).values_list("pk", flat=True)
    )
    if set(hosts) - known:
        raise Invalid(_("承办单位应是这些联盟的成员。"), errors={"hosts": [_("承办单位应是这些联盟的成员。")]})
    series.save(force_insert=True)
    series.alliances.set(alliances)
    Host.objects.bulk_create(
        Host(series=series, organisation_id=pk, position=place) for place, pk in enumerate(dict.fromkeys(hosts))
    )
    record("activities.found_series", series, *alliances, by=by, op=op, months=series.months, hosts=len(set(hosts)))
    return series


@action("activities.plan")
def plan(*, values: Mapping[str, Any], alliances: Sequence[Alliance], by: Actor, op: UUID) -> Activity:
    """筹备活动. A secretary plans for the own alliance. Raises Denied, Invalid."""
    ACTIVITIES.demand(by, "plan")
    _own_alliance(by, alliances)
    activity = Activity(planned_by=by.user_id, **{name: values[name] for name in FIELDS if name in values})
    _check(activity, alliances)
    activity.save(force_insert=True)
    activity.alliances.set(alliances)
    record("activities.plan", activity, *alliances, *_hosts(activity), by=by, op=op, **_facts(activity))
    return activity


@action("activities.edit")
def edit(
    pk: int, *, version: int, values: Mapping[str, Any], alliances: Sequence[Alliance], by: Actor, op: UUID
) -> Activity:
    """修改活动安排. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    ACTIVITY.after(activity.state, "edit")
    _own_alliance(by, alliances)
    for name in FIELDS:
        setattr(activity, name, values.get(name, getattr(activity, name)))
    _check(activity, alliances)
    moved(activity, version, {name: getattr(activity, name) for name in FIELDS})
    activity.alliances.set(alliances)
    record("activities.edit", activity, *alliances, *_hosts(activity), by=by, op=op, **_facts(activity))
    return activity


@action("activities.cancel")
def cancel(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Activity:
    """取消活动, with a reason. Raises Hidden, Denied, IllegalMove, Invalid, Stale."""
    activity = ACTIVITIES.fetch(by, "run", pk=pk)
    now = ACTIVITY.after(activity.state, "cancel")
    moved(activity, version, {"state": now, "reason": reason_of(reason)})
    record("activities.cancel", activity, *activity.alliances.all(), by=by, op=op, state=now)
    return activity


@action("activities.propose")
def propose(pk: int, *, title: str, organisation: int | None = None, by: Actor, op: UUID) -> Topic:
    """提交议题 until the date for it. Raises Hidden, Denied, IllegalMove, Invalid."""
    activity = ACTIVITIES.fetch(by, "propose", pk=pk)
    ACTIVITY.after(activity.state, "propose")
    if activity.topics_until and timezone.localdate() > activity.topics_until:
        raise Invalid(_("议题征集已于 %(day)s 截止，请向联盟秘书提出。") % {"day": activity.topics_until})
    if own(by) and organisation not in own(by):
        raise Denied(_("只能以本单位名义提交议题。"))
    title = said(title, 100, _("请写明议题（100 字以内）。"))
    firm = Organisation.objects.filter(pk=organisation or 0).first()
    topic = Topic(activity=activity, organisation=firm, title=title, proposed_at=timezone.now())
    topic.save(force_insert=True)
    record("activities.propose", activity, topic, *([firm] if firm else []), by=by, op=op)
    return topic


def moved(activity: Activity, version: int, changed: Mapping[str, Any]) -> None:
    """Write the changed fields unless somebody was faster. Raises Stale."""
    found = Activity.objects.filter(pk=activity.pk, version=version)
    if not found.update(**changed, version=F("version") + 1):
        raise Stale(_("这个活动刚刚被他人更新，请查看最新内容后重试。"), record=activity)
    activity.refresh_from_db()


def _own_alliance(by: Actor, alliances: Sequence[Alliance]) -> None:
    mine = by.places(Where.ALLIANCE, Role.ALLIANCE_SECRETARY)
    if mine and not by.holds(Role.SERVICE_OFFICER) and not {alliance.pk for alliance in alliances} & set(mine):
        raise Denied(_("联盟秘书只能安排本联盟参加的活动。"))


def _check(made: Series | Activity, alliances: Sequence[Alliance]) -> None:
    """Raises Invalid with a sentence for each field that does not fit."""
    errors: dict[str, list[str]] = {}
    try:
        made.clean_fields()
    except ValidationError as wrong:
        errors.update(wrong.message_dict)
    if not alliances:
        errors["alliances"] = [_("请至少选择一个联盟。")]
    if isinstance(made, Series) and not errors and not 1 <= made.months <= 24:
        errors["months"] = [_("间隔为 1 到 24 个月。")]
    if isinstance(made, Activity) and not errors and made.ends <= made.starts:
        errors["ends"] = [_("结束时间应晚于开始时间。")]
    if errors:
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)


def _hosts(activity: Activity) -> list[Organisation]:
    return [activity.host] if activity.host else []


def _facts(activity: Activity) -> dict[str, Any]:
    return {"kind": activity.kind, "starts": activity.starts.isoformat(), "ends": activity.ends.isoformat()}
