"""The dated calendar: a notice a year, its days, and the office hours of the zone."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class YearNotice(models.Model):
    """What the State Council's office arranged for a year. Years without one are provisional (CAL-03)."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    number = models.CharField(_("文号"), max_length=40, blank=True)
    published = models.DateField(_("发布日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=300)
    imported_by = models.BigIntegerField(null=True)
    imported_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("放假安排")
        ordering = ("-year",)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day off, or a weekend day that is worked. Days not here are judged by their weekday."""

    date = models.DateField(_("日期"), unique=True)
    works = models.BooleanField(_("上班"))
    name = models.CharField(_("节日"), max_length=20, blank=True)
    notice = models.ForeignKey(YearNotice, models.PROTECT, related_name="days")

    class Meta:
        verbose_name = _("日历中的一天")
        ordering = ("date",)

    def __str__(self) -> str:
        return self.date.isoformat()


class OfficeHours(models.Model):
    """The zone's own setting of CAL-04, one row."""

    opens = models.TimeField(_("上班时间"), default=dt.time(8, 30))
    closes = models.TimeField(_("下班时间"), default=dt.time(17, 0))
    defers = models.BooleanField(_("下班后或休息日接到的，视为下一工作日接到"), default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("办公时间")
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="office_hours_once"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="office_hours_open"),
        )

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"
