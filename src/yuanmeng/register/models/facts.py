"""Dated facts with source, qualifications with terms, and requests to correct them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models.organisation import Organisation

FACTS = {
    "headcount": (_("从业人员"), "person"),
    "revenue": (_("营业收入"), "fen"),
    "assets": (_("资产总额"), "fen"),
    "output": (_("产值"), "fen"),
    "registered_capital": (_("注册资本"), "fen"),
    "party_members": (_("党员人数"), "person"),
    "party_organisations": (_("党组织数"), "count"),
}
"""What a fact may be about, and the unit its value is counted in. Money is whole fen (1/100) of `currency`."""

CURRENCIES = [
    ("CNY", _("人民币")),
    ("USD", _("美元")),
    ("HKD", _("港元")),
    ("JPY", _("日元")),
    ("EUR", _("欧元")),
    ("TWD", _("新台币")),
    ("SGD", _("新加坡元")),
    ("GBP", _("英镑")),
    ("KRW", _("韩元")),
    ("AUD", _("澳元")),
    ("CAD", _("加元")),
    ("CHF", _("瑞士法郎")),
]
UNITS = [("person", _("人")), ("fen", _("分")), ("count", _("个"))]


class Fact(models.Model):
    """A value as of a date. Append-only: the newest row recorded for a date is the one that counts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="facts", db_index=False)
    kind = models.CharField(_("指标"), max_length=24, choices=[(key, name) for key, (name, _unit) in FACTS.items()])
    as_of = models.DateField(_("截至日期"))
    value = models.BigIntegerField(_("数值"))
    unit = models.CharField(_("单位"), max_length=8, choices=UNITS)
    currency = models.CharField(_("币种"), max_length=3, choices=CURRENCIES, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    batch = models.ForeignKey("register.ImportBatch", models.PROTECT, null=True, related_name="facts")

    class Meta:
        verbose_name = _("指标数据")
        ordering = ("kind", "-as_of", "-id")
        indexes = (models.Index(fields=["organisation", "kind", "-as_of", "-id"], name="fact_as_of"),)
        constraints = (
            models.CheckConstraint(condition=Q(value__gte=0), name="fact_not_negative"),
            models.CheckConstraint(
                condition=Q(unit="fen") & ~Q(currency="") | ~Q(unit="fen") & Q(currency=""), name="fact_currency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.as_of}"


class Qualification(models.Model):
    """A title with its term (ENT-08): history, not a flag."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="qualifications")
    kind = models.CharField(_("资质"), max_length=40)
    level = models.CharField(_("级别"), max_length=20, blank=True)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    issued = models.DateField(_("认定日期"))
    expires = models.DateField(_("有效期至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-issued", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(expires__gte=F("issued")), name="qualification_term"
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Correction(models.Model):
    """What the firm itself says is wrong: a request that an officer accepts or declines with a reason."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="corrections")
    field = models.CharField(_("栏目"), max_length=40)
    before = models.TextField(_("原值"), blank=True)
    proposed = models.TextField(_("应为"), max_length=20_000)
    as_of = models.DateField(_("截至日期"), null=True, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    state = models.CharField(max_length=16, default="requested")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["state", "-id"], name="correction_state"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.field}"
