"""A firm's twelve months of load in a job (LAB-18)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.catalogue import jobs
from yuanmeng.core.labour.seasons import LEVELS
from yuanmeng.core.labour.vacancy import MOST_HEADS
from yuanmeng.core.refusals import Denied, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.matching.models import Season
from yuanmeng.matching.policy import SEASONS, own
from yuanmeng.register.policy import FIRMS


@action("labour.keep_season")
def keep(
    organisation: int, job: int, *, months: str, heads: tuple[int, int], version: int | None, by: Actor, op: UUID
) -> Season:
    """登记全年负荷: `months` are twelve of s, n, p; `heads` those spare in slack months and those missing in peaks.

    `version` None makes it. Raises Denied, Hidden, Invalid, Stale.
    """
    SEASONS.demand(by, "keep")
    if own(by) and organisation not in own(by):
        raise Denied(_("只能登记本单位的全年负荷。"))
    firm = FIRMS.fetch(by, "view", pk=organisation)
    if (
        job not in jobs()
        or len(months) != 12
        or set(months) - set(LEVELS)
        or not all(0 <= n <= MOST_HEADS for n in heads)
    ):
        raise Invalid(_("请选择工种，并为十二个月逐月选择淡、平、旺；人数在 0 到 500 之间。"))
    values = {"months": months, "spare": heads[0], "missing": heads[1], "updated_at": timezone.now()}
    if version is None:
        season, first = Season.objects.get_or_create(organisation=firm, job=job, defaults=values)
        if not first:
            raise Stale(_("这个工种刚刚已有人登记，请查看后修改。"), record=season)
    else:
        rows = Season.objects.filter(organisation=firm, job=job, version=version)
        if not rows.update(**values, version=F("version") + 1):
            raise Stale(_("全年负荷刚刚被他人更新，请查看最新内容后重试。"))
        season = Season.objects.get(organisation=firm, job=job)
    record("labour.keep_season", season, firm, by=by, op=op, job=job, months=months)
    return season
