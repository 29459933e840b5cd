"""What firms ask of those who come, their anonymous opinion, the zone's rhythm, people's calendar addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.models import User
from yuanmeng.core.actor import PUBLIC, Actor
from yuanmeng.core.refusals import Denied, IllegalMove, Invalid, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.visits.models import OPINIONS, ContactPreference, Feed, QuietPeriod, Rhythm, Stop, Tally
from yuanmeng.visits.policy import PREFERENCES, RHYTHM, own
from yuanmeng.visits.queries.burden import quarter_of

ASKED = ("channel", "contact", "most", "days", "weekdays")
MOST_PERIODS = 20


@action("visit.prefer")
def prefer(firm: int, *, version: int | None, values: Mapping[str, Any], by: Actor, op: UUID) -> ContactPreference:
    """设定联系偏好; `version` is None for the first time. Raises Denied, Hidden, Invalid, Stale."""
    organisation = _asking(firm, by)
    found = ContactPreference.objects.filter(organisation=organisation).first()
    wished = found or ContactPreference(organisation=organisation)
    for name in ASKED:
        setattr(wished, name, values[name])
    _check(wished)
    contact: Contact | None = values["contact"]
    if contact and contact.organisation_id != firm:
        raise Invalid(_("联系人应是本企业的联系人。"))
    if version is None and found is None:
        wished.save(force_insert=True)
    elif not ContactPreference.objects.filter(
        organisation=organisation, version=-1 if version is None else version
    ).update(**{name: values[name] for name in ASKED}, version=F("version") + 1):
        raise Stale(_("联系偏好刚刚被他人更新，请查看最新内容后重试。"))
    wished.refresh_from_db()
    facts = {name: values[name] for name in ("channel", "most", "days", "weekdays")}
    record("visit.prefer", wished, organisation, by=by, op=op, **facts)
    return wished


@action("visit.keep_quiet")
def keep_quiet(firm: int, *, since: dt.date, until: dt.date, by: Actor, op: UUID) -> QuietPeriod:
    """设定静默期. Raises Denied, Hidden, Invalid."""
    organisation = _asking(firm, by)
    if until < max(since, timezone.localdate()):
        raise Invalid(_("结束日期不能早于开始日期，也不能早于今天。"))
    if (until - since).days > 366:
        raise Invalid(_("一段静默期最长一年，可以分段设定。"))
    if QuietPeriod.objects.filter(organisation=organisation, lifted=None, until__gte=since).count() >= MOST_PERIODS:
        raise Invalid(_("静默期最多 %(most)d 段，请先取消不需要的。") % {"most": MOST_PERIODS})
    period = QuietPeriod.objects.create(organisation=organisation, since=since, until=until)
    facts = {"since": since.isoformat(), "until": until.isoformat()}
    record("visit.keep_quiet", period, organisation, by=by, op=op, **facts)
    return period


@action("visit.lift_quiet")
def lift_quiet(pk: int, *, by: Actor, op: UUID) -> QuietPeriod:
    """取消静默期. Raises Denied, Hidden, IllegalMove."""
    period = QuietPeriod.objects.filter(pk=pk).select_related("organisation").first()
    organisation = _asking(period.organisation_id if period else 0, by)
    if not QuietPeriod.objects.filter(pk=pk, lifted=None).update(lifted=timezone.localdate()):
        raise IllegalMove(_("这段静默期已经取消。"))
    found = QuietPeriod.objects.get(pk=pk)
    record("visit.lift_quiet", found, organisation, by=by, op=op)
    return found


@action("visit.judge")
def judge(stop: int, opinion: int, *, by: Actor, op: UUID) -> None:
    """匿名评价: the number of such opinions in the quarter grows by one, and that is all that is kept.

    `by` must be the public: the page asks the policy first, then forgets who asked, so that neither the event nor the
    operation holds a person, a firm or a visit. Each firm of a visit has one opinion. Raises IllegalMove, Invalid.
    """
    if by != PUBLIC:
        raise ValueError("an opinion is given by nobody")
    if opinion not in dict(OPINIONS):
        raise Invalid(_("请选择一项评价。"))
    if not Stop.objects.filter(pk=stop, opinion_given=False, visit__state="done").update(opinion_given=True):
        raise IllegalMove(_("这次来访已经评价过，或者还没有完成。"))
    quarter = quarter_of(timezone.localdate())
    Tally.objects.get_or_create(quarter=quarter, opinion=opinion)
    Tally.objects.filter(quarter=quarter, opinion=opinion).update(count=F("count") + 1)
    record("visit.judge", by=by, op=op, quarter=quarter)


@action("visit.set_rhythm")
def set_rhythm(*, version: int, values: Mapping[str, Any], by: Actor, op: UUID) -> Rhythm:
    """设定走访节奏 of the zone. Raises Denied, Invalid, Stale."""
    RHYTHM.demand(by, "set")
    there, _new = Rhythm.objects.get_or_create(pk=1)
    for name in ("remind_after", "near", "inspection_link"):
        setattr(there, name, values[name])
    _check(there)
    if there.remind_after < 1 or not 0 <= there.near <= 30:
        raise Invalid(_("提醒天数至少 1 天，合并天数为 0 到 30 天。"))
    changed = {name: getattr(there, name) for name in ("remind_after", "near", "inspection_link")}
    if not Rhythm.objects.filter(pk=1, version=version).update(**changed, version=F("version") + 1):
        raise Stale(_("走访节奏刚刚被他人更新，请查看最新内容后重试。"), record=there)
    there.refresh_from_db()
    record("visit.set_rhythm", there, by=by, op=op, remind_after=there.remind_after, near=there.near)
    return there


@action("visit.renew_feed")
def renew_feed(*, by: Actor, op: UUID) -> Feed:
    """换新的日历地址: the old address is void at once. Raises Denied."""
    if by.user_id is None:
        raise Denied(_("请先登录。"))
    feed, first = Feed.objects.get_or_create(user=User.objects.get(pk=by.user_id))
    if not first:
        Feed.objects.filter(pk=feed.pk).update(turn=F("turn") + 1, version=F("version") + 1)
        feed.refresh_from_db()
    record("visit.renew_feed", feed, by=by, op=op, turn=feed.turn)
    return feed


def _asking(firm: int, by: Actor) -> Organisation:
    """The firm whose wishes are set. Raises Hidden, Denied."""
    organisation = FIRMS.fetch(by, "view", pk=firm)
    PREFERENCES.demand(by, "set")
    if own(by) and firm not in own(by):
        raise Denied(_("只能设定本企业的联系偏好。"))
    return organisation


def _check(row: ContactPreference | Rhythm) -> None:
    try:
        row.clean_fields(exclude=["organisation", "contact"])
    except ValidationError as error:
        raise Invalid("；".join(error.messages), errors=error.message_dict) from None
