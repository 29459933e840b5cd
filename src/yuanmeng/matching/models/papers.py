"""Agreements, the settlement ledger and incidents of a loan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.matching.models.loans import Loan, Worker

PAPER_KINDS = [
    ("cooperation", _("共享用工合作协议")),
    ("amendment", _("劳动合同变更协议")),
    ("tripartite", _("三方协议")),
]
ENTRY_KINDS = [
    ("wage_due", _("应付：工资")),
    ("insurance_due", _("应付：社会保险")),
    ("cost_due", _("应付：约定的其他成本")),
    ("received", _("借入方已付给原单位")),
    ("worker_paid", _("原单位已发给员工")),
]
HOUR_SIDES = [("lender", _("原单位")), ("borrower", _("借入单位"))]
INCIDENT_KINDS = [("injury", _("工伤")), ("near_miss", _("未造成伤害的险情")), ("dispute", _("争议"))]


class Paper(models.Model):
    """One edition of an agreement: its clauses as they were filled from the record, frozen."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="papers")
    kind = models.CharField(_("文本"), max_length=12, choices=PAPER_KINDS)
    edition = models.PositiveSmallIntegerField(_("版次"))
    template = models.CharField(_("文本版本"), max_length=20)
    clauses = models.JSONField()
    made_at = models.DateTimeField(_("生成时间"))
    signed_on = models.DateField(_("签署日期"), null=True)

    class Meta:
        verbose_name = _("协议")
        ordering = ("kind", "edition")
        constraints = (models.UniqueConstraint(fields=["loan", "kind", "edition"], name="paper_once"),)

    def __str__(self) -> str:
        return f"{self.loan_id}:{self.kind}:{self.edition}"


class Entry(models.Model):
    """One line of the settlement ledger, whole fen, only added; a correction reverses another line (LAB-08)."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="entries")
    kind = models.CharField(_("科目"), max_length=16, choices=ENTRY_KINDS)
    fen = models.BigIntegerField(_("金额"))
    month = models.DateField(_("所属月份"))
    note = models.CharField(_("凭据"), max_length=200)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    at = models.DateTimeField(_("记账时间"))

    class Meta:
        verbose_name = _("结算")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, fen__gt=0) | Q(reverses__isnull=False, fen__lt=0),
                name="entry_signed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.loan_id}:{self.kind}:{self.fen}"


class Hours(models.Model):
    """What one worker worked in a month at one of the two employers; rows are only added, the newest counts."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="hours")
    side = models.CharField(_("单位"), max_length=8, choices=HOUR_SIDES)
    month = models.DateField(_("所属月份"))
    minutes = models.PositiveIntegerField(_("工时"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("工时")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.worker_id}:{self.side}:{self.month}"


class Incident(models.Model):
    """What happened at work. It goes to the lender, who bears work-injury insurance (LAB-09)."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="incidents")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("类别"), max_length=12, choices=INCIDENT_KINDS)
    on = models.DateField(_("发生日期"))
    text = models.CharField(_("经过"), max_length=500)
    taken_on = models.DateField(_("原单位接收日"), null=True)
    measures = models.CharField(_("处理"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("情况报告")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.loan_id}:{self.kind}"
