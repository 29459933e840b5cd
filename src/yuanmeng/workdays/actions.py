"""Every write of the calendar."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.core.workdays.calendar import Calendar
from yuanmeng.core.workdays.reading import Arrangement, arrangement
from yuanmeng.ledger.actions import action, record
from yuanmeng.workdays.models import CalendarDay, OfficeHours, YearNotice
from yuanmeng.workdays.policy import OFFICE_HOURS, YEAR_NOTICES
from yuanmeng.workdays.queries import calendar
from yuanmeng.workdays.sentences import sentence


@action("workdays.load")
def load(raw: bytes, *, year: int = 0, source: str, by: Actor, op: UUID) -> YearNotice:
    """导入放假安排: put a year's notice in force, in place of an earlier one. Raises Denied, Invalid.

    The event names every day that is now worked and was not, or the other way round; rooms that keep due dates count
    them again in the same transaction (`settings.AFTER_CALENDAR`).
    """
    YEAR_NOTICES.demand(by, "load")
    found = arrangement(raw, year)
    if found.faults:
        raise Invalid("\n".join(sentence(fault) for fault in found.faults))
    turned = [day.isoformat() for day in changes(found)]
    notice = _noted(found, source, by)
    _put(found, notice)
    record("workdays.load", notice, by=by, op=op, year=found.year, days=len(found.days), turned=turned)
    for path in settings.AFTER_CALENDAR:
        import_string(path)(by=by, op=uuid5(op, path))
    return notice


def _noted(found: Arrangement, source: str, by: Actor) -> YearNotice:
    values = {
        "number": found.number,
        "published": found.published,
        "source": source.strip()[:300] or found.number or _("人工录入"),
        "imported_by": by.user_id,
        "imported_at": timezone.now(),
    }
    return YearNotice.objects.update_or_create(year=found.year, defaults=values)[0]


def _put(found: Arrangement, notice: YearNotice) -> None:
    """The notice's days, also those of the December before; days of its earlier edition go."""
    CalendarDay.objects.filter(notice=notice).delete()
    CalendarDay.objects.filter(date__in=list(found.days)).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(date=date, works=special.works, name=special.name, notice=notice)
        for date, special in sorted(found.days.items())
    )


def changes(found: Arrangement) -> list[dt.date]:
    """The days from 1 December before to the year's end that the notice turns from worked to off or back."""
    before, others = calendar(), calendar(without=found.year)
    after = Calendar({**others.special, **found.days}, others.years | {found.year})
    first, last = dt.date(found.year - 1, 12, 1), dt.date(found.year, 12, 31)
    pairs = zip(before.days(first, last), after.days(first, last), strict=True)
    return [old.date for old, new in pairs if old.works != new.works]


@action("workdays.set_hours")
def set_hours(*, version: int, opens: dt.time, closes: dt.time, defers: bool, by: Actor, op: UUID) -> OfficeHours:
    """设置办公时间; due dates already set stay. Raises Denied, Invalid, Stale."""
    hours = OFFICE_HOURS.fetch(by, "change", pk=1)
    if opens >= closes:
        raise Invalid(_("下班时间应晚于上班时间。"))
    if not OfficeHours.objects.filter(pk=1, version=version).update(
        opens=opens, closes=closes, defers=defers, version=F("version") + 1
    ):
        raise Stale(_("办公时间刚刚被他人修改，请查看最新内容后重试。"), record=hours)
    record("workdays.set_hours", hours, by=by, op=op, opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}", defers=defers)
    hours.refresh_from_db()
    return hours
