"""A proposed plan: what it was made from, what was found, and pins and exclusions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.matching.models.lots import Lot

PLAN_STATES = [
    ("solving", _("计算中")),
    ("failed", _("无法计算")),
    ("ready", _("待征求意见")),
    ("sent", _("已征求意见")),
    ("dropped", _("已放弃")),
]
HOWS = [("pin", _("必须这样安排")), ("forbid", _("不能这样安排"))]


class Plan(models.Model):
    """`given` are the frozen postings and rules, `found` the loans, the proof and the reasons; both are plain data."""

    day = models.DateField(_("日期"))
    state = models.CharField(_("状态"), max_length=8, choices=PLAN_STATES, default="solving")
    given = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    says = models.CharField(max_length=500, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    job = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(_("建立时间"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("调配方案")
        ordering = ("-id",)
        indexes = (models.Index(fields=["state", "-id"], name="labour_plan_state"),)

    def __str__(self) -> str:
        return str(self.pk)


class Condition(models.Model):
    """A pin or an exclusion of two postings, with its reason; it stands until it is lifted."""

    surplus = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    shortage = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    how = models.CharField(_("指定或回避"), max_length=8, choices=HOWS)
    reason = models.CharField(_("原因"), max_length=500)
    made_by = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("指定与回避")
        constraints = (
            models.UniqueConstraint(
                fields=["surplus", "shortage"], condition=Q(lifted_at__isnull=True), name="labour_condition_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.how}:{self.surplus_id}:{self.shortage_id}"
