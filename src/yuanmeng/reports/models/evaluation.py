"""Indicator systems of evaluations that others run: the tree as the issuer states it, own values, evidence (EVL-01)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.reports.models.definitions import DEFINITION_STATES
from yuanmeng.reports.models.published import SOURCE, OutsideFact, Publication

WEIGHINGS = (("parent", _("占上一级的百分比")), ("whole", _("占总分的百分比")))
DIRECTIONS = (
    ("unstated", _("未说明")),
    ("higher", _("越高越好")),
    ("lower", _("越低越好")),
    ("range", _("在区间内")),
    ("target", _("达到目标")),
)
KINDS = (("figure", _("系统的数字")), ("fact", _("外部数据")), ("typed", _("手填")), ("missing", _("缺")))


class IndicatorSystem(models.Model):
    """An indicator system of a year. Its tree changes while it is a draft; what is in use is never changed."""

    name = models.CharField(_("名称"), max_length=60)
    issuer = models.CharField(_("发布机关"), max_length=60)
    source = models.CharField(_("依据"), max_length=SOURCE)
    period = models.CharField(_("评价年度"), max_length=4)
    weighing = models.CharField(_("权重怎样写"), max_length=6, choices=WEIGHINGS, default="parent")
    mark = models.CharField(_("标注"), max_length=SOURCE, blank=True)
    """What must be said wherever the system is shown, such as that it is a sample."""
    state = models.CharField(_("状态"), max_length=10, choices=DEFINITION_STATES, default="draft")
    withdrawn_reason = models.CharField(_("停用原因"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("指标体系")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """A heading or an indicator; its number says where it stands: 1.1.2 is below 1.1. What has nothing below it gets
    values. `sort` is the number with each part of the same length."""

    system = models.ForeignKey(IndicatorSystem, models.PROTECT, related_name="indicators")
    code = models.CharField(_("编号"), max_length=15)
    sort = models.CharField(max_length=15)
    name = models.CharField(_("名称"), max_length=100)
    weight = models.DecimalField(_("权重"), max_digits=6, decimal_places=3, null=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    direction = models.CharField(_("指标方向"), max_length=8, choices=DIRECTIONS, default="unstated")
    aim = models.CharField(_("目标或区间"), max_length=60, blank=True)
    normalisation = models.CharField(_("归一化方法"), max_length=SOURCE, blank=True)
    source = models.CharField(_("依据"), max_length=SOURCE, blank=True)

    class Meta:
        verbose_name = _("各项指标")
        ordering = ("sort",)
        constraints = (models.UniqueConstraint(fields=("system", "code"), name="indicator_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Standing(models.Model):
    """A rank or score that others gave, shown beside the system: an outside fact, never computed here."""

    system = models.ForeignKey(IndicatorSystem, models.PROTECT, related_name="standings")
    fact = models.ForeignKey(OutsideFact, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("system", "fact"), name="standing_once"),)

    def __str__(self) -> str:
        return f"{self.system_id} {self.fact_id}"


class IndicatorValue(models.Model):
    """The own value of an indicator, never changed; a correction is the next edition, with its reason.

    A figure is the edition published with it, a typed value says its source and proves nothing, a missing one says
    what is missing.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    edition = models.PositiveSmallIntegerField(_("版次"))
    kind = models.CharField(_("来源"), max_length=7, choices=KINDS)
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="+")
    fact = models.ForeignKey(OutsideFact, models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("数值"), max_length=20, blank=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    period = models.CharField(_("期间"), max_length=24, blank=True)
    source = models.CharField(_("数据出处"), max_length=SOURCE, blank=True)
    missing = models.CharField(_("缺什么"), max_length=SOURCE, blank=True)
    reason = models.CharField(_("更正原因"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填写人"))
    at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = _("指标的值")
        ordering = ("-edition",)
        constraints = (
            models.UniqueConstraint(fields=("indicator", "edition"), name="indicator_value_once"),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(reason=""), name="indicator_value_reasoned"),
            models.CheckConstraint(
                condition=(
                    Q(kind="figure", publication__isnull=False, fact=None, missing="")
                    | Q(kind="fact", publication=None, fact__isnull=False, missing="")
                    | Q(kind="typed", publication=None, fact=None, missing="") & ~Q(text="") & ~Q(source="")
                    | Q(kind="missing", publication=None, fact=None, text="") & ~Q(missing="")
                ),
                name="indicator_value_of_one_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.edition}"


class Evidence(models.Model):
    """A file that goes with a value; once taken away it is neither sent nor packed."""

    value = models.ForeignKey(IndicatorValue, models.PROTECT, related_name="evidence")
    stored = models.CharField(max_length=60)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    removed = models.BooleanField(_("已移除"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("添加人"))
    at = models.DateTimeField(_("添加时间"))

    class Meta:
        verbose_name = _("佐证材料")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
