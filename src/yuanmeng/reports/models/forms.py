"""The superior's own forms: the file, what goes into which cell, and each filling as it was sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User

RHYTHMS = (("month", _("每月")), ("quarter", _("每季度")), ("year", _("每年")))
SPANS = (("this", _("本期")), ("last_year", _("上年同期")), ("year_to_date", _("本年累计")))
SOURCES = (
    ("figure", _("数字")),
    ("rate", _("比率")),
    ("fact", _("外部数据")),
    ("field", _("档案项")),
    ("text", _("固定文字")),
)
FIELDS = (("zone", _("单位名称")), ("period", _("报告期")), ("day", _("填报日期")), ("person", _("填报人")))
"""What a form asks of the one who fills it; `person` and `day` are those of the filling."""
FORM_STATES = (("in_use", _("使用中")), ("withdrawn", _("已停用")))


class SuperiorForm(models.Model):
    """An empty form as the superior sent it; the stored file is never changed."""

    name = models.CharField(_("表名"), max_length=60)
    superior = models.CharField(_("报送给"), max_length=60)
    kind = models.CharField(_("文件种类"), max_length=4, choices=(("xlsx", "Excel"), ("docx", "Word")))
    rhythm = models.CharField(_("报送周期"), max_length=7, choices=RHYTHMS)
    stored = models.CharField(max_length=42)
    file = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=9, choices=FORM_STATES, default="in_use")
    withdrawn_reason = models.CharField(_("停用原因"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("上级报表")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """What goes into a cell: a figure or rate with its period, an outside fact, a field, or a fixed text."""

    cell = models.CharField(_("单元格"), max_length=10)
    kind = models.CharField(_("来源"), max_length=6, choices=SOURCES)
    key = models.CharField(max_length=60, blank=True)
    span = models.CharField(_("期间"), max_length=12, choices=SPANS, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.cell} {self.kind} {self.key}"


class Placement(Source):
    """The source of one cell of a form, until a person changes it."""

    form = models.ForeignKey(SuperiorForm, models.PROTECT, related_name="placements")
    text = models.CharField(_("固定文字"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("form", "cell"), name="placement_once"),)


class Filling(models.Model):
    """A form filled for a period, never changed; filling it again for the same period is the next edition."""

    form = models.ForeignKey(SuperiorForm, models.PROTECT, related_name="fillings")
    period = models.CharField(_("报告期"), max_length=24)
    edition = models.PositiveSmallIntegerField(_("版次"))
    numbers = models.PositiveSmallIntegerField(_("代填的数"))
    lacking = models.PositiveSmallIntegerField(_("缺的格"))
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    at = models.DateTimeField(_("填报时间"))

    class Meta:
        verbose_name = _("已填的报表")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("form", "period", "edition"), name="filling_once"),)

    def __str__(self) -> str:
        return f"{self.form_id} {self.period} {self.edition}"


class FilledCell(Source):
    """One cell as it was filled: its text, for a figure the definition's version and the records behind it.

    `missing` says in words which datum was missing; the cell stayed empty then.
    """

    filling = models.ForeignKey(Filling, models.PROTECT, related_name="cells")
    name = models.CharField(_("名称"), max_length=100)
    period = models.CharField(_("期间"), max_length=24, blank=True)
    definition = models.PositiveSmallIntegerField(_("口径版本"), null=True)
    records = models.PositiveIntegerField(_("记录数"), null=True)
    text = models.CharField(_("填入"), max_length=200, blank=True)
    missing = models.CharField(_("缺什么"), max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("filling", "cell"), name="filled_cell_once"),
            models.CheckConstraint(condition=Q(text="") | Q(missing=""), name="filled_or_missing"),
        )
