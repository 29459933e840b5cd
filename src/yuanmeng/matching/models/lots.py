"""Postings of idle and missing staff, and each firm's year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

SIDES = [("surplus", _("富余")), ("shortage", _("缺工"))]
LOT_STATES = [("held", _("待核对")), ("draft", _("草稿")), ("open", _("已发布")), ("withdrawn", _("已撤回"))]
EMPLOYMENTS = [("own", _("本单位劳动合同员工")), ("dispatched", _("劳务派遣人员"))]
IMPORT_STATES = [("uploaded", _("待确认")), ("loaded", _("已导入")), ("undone", _("已撤销")), ("dropped", _("已放弃"))]
YOUNGEST = [("adult", _("均满 18 周岁")), ("young", _("有 16–17 周岁")), ("child", _("有未满 16 周岁"))]


class LotBatch(models.Model):
    """One file of vacancies, loaded and undone as a whole. `stored` holds only the columns that are read (`columns`);
    `ignored` are the headers of those that are not, size and digest those of the file as it was uploaded."""

    source = models.CharField(_("来源"), max_length=160)
    file_name = models.CharField(_("文件名"), max_length=200)
    file_size = models.PositiveBigIntegerField(_("大小"))
    file_sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    ignored = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=IMPORT_STATES, default="uploaded")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("上传时间"))
    loaded_at = models.DateTimeField(_("导入时间"), null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("缺工信息导入批次")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class Lot(models.Model):
    """Idle or missing staff of one firm in one job. Wages are fen a day; hours and days are those of the posting.

    There is no field for sex, ethnicity, household or health (LAB-16). `held` has the reasons why a person must look,
    `given` the words of the imported row behind them.
    """

    side = models.CharField(_("方向"), max_length=8, choices=SIDES)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    job = models.PositiveSmallIntegerField(_("工种"), null=True, blank=True)
    heads = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    least = models.PositiveIntegerField(_("最少人数"), default=1, help_text=_("少于这个人数就不必安排。"))
    grade = models.PositiveSmallIntegerField(_("技能等级"), default=0)
    certificates = models.JSONField(_("证书"), default=list, blank=True)
    since = models.DateField(_("开始日期"), null=True, blank=True)
    until = models.DateField(_("结束日期"), null=True, blank=True)
    shifts = models.PositiveSmallIntegerField(_("班次"), default=1)
    hours_day = models.PositiveSmallIntegerField(_("每日工时"), default=8)
    hours_kept = models.PositiveSmallIntegerField(_("仍在原单位的每日工时"), default=0)
    willing = models.PositiveIntegerField(_("已征询、愿意支援的人数"), default=0)
    suits = models.PositiveSmallIntegerField(_("原单位确认适合"), default=0)
    days_week = models.PositiveSmallIntegerField(_("每周天数"), default=5)
    wage_fen = models.PositiveIntegerField(_("工资（每日）"), null=True, blank=True)
    pay_day = models.PositiveSmallIntegerField(_("发薪日"), null=True, blank=True)
    board = models.BooleanField(_("工作餐"), default=False)
    lodging = models.BooleanField(_("住宿"), default=False)
    bus = models.BooleanField(_("班车"), default=False)
    place = models.CharField(_("工作地点"), max_length=200, blank=True, validators=[plain_text])
    reach_km = models.PositiveSmallIntegerField(_("可接受路程（公里）"), default=20)
    employment = models.CharField(_("用工形式"), max_length=12, choices=EMPLOYMENTS, default="own")
    youngest = models.CharField(_("年龄"), max_length=8, choices=YOUNGEST, default="adult")
    contract_until = models.DateField(_("劳动合同最早到期日"), null=True, blank=True)
    hazards = models.CharField(_("职业危害"), max_length=500, blank=True, validators=[plain_text])
    protection = models.CharField(_("防护措施"), max_length=500, blank=True, validators=[plain_text])
    training = models.CharField(_("岗前安全培训"), max_length=500, blank=True, validators=[plain_text])
    exposed = models.BooleanField(_("接触职业病危害因素"), default=False)
    text = models.TextField(_("说明"), max_length=2000, blank=True, validators=[plain_lines])
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系人")
    )
    state = models.CharField(_("状态"), max_length=12, choices=LOT_STATES, default="draft")
    held = models.JSONField(default=list, blank=True)
    given = models.JSONField(default=dict, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    batch = models.ForeignKey(LotBatch, models.PROTECT, null=True, blank=True, related_name="lots")
    made_by = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(_("录入时间"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("用工信息")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["state", "side", "job", "-id"], name="lot_open"),
            models.Index(fields=["organisation", "-id"], name="lot_organisation"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")), name="lot_period"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("draft", "open"))
                | Q(
                    organisation__isnull=False,
                    job__isnull=False,
                    heads__gte=1,
                    since__isnull=False,
                    until__isnull=False,
                ),
                name="lot_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | ~Q(side="shortage") | ~Q(hazards="") & ~Q(protection="") & ~Q(training=""),
                name="lot_told",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(employment="own") & ~Q(youngest="child"), name="lot_lawful"
            ),
        )

    def __str__(self) -> str:
        return f"{self.side}:{self.pk}"


class Season(models.Model):
    """A firm's year in one job: twelve letters s, n, p (slack, normal, peak), January first (LAB-18)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("单位"))
    job = models.PositiveSmallIntegerField(_("工种"))
    months = models.CharField(_("各月负荷"), max_length=12)
    spare = models.PositiveIntegerField(_("淡季可出借人数"), default=0)
    missing = models.PositiveIntegerField(_("旺季缺少人数"), default=0)
    updated_at = models.DateTimeField(_("更新时间"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("全年负荷")
        ordering = ("organisation", "job")
        constraints = (models.UniqueConstraint(fields=["organisation", "job"], name="season_once"),)

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.job}"
