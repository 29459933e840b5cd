"""Published figures, outside facts, and briefings whose numbers are both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User

SOURCE = 200


class Publication(models.Model):
    """A figure of a period as it was published: definition version, value, and a row for each record counted.

    Never changed; a correction is the next edition (IND-01). `event` is the newest event of the ledger at that moment.
    """

    figure = models.CharField(_("数字"), max_length=60)
    period = models.CharField(_("期间"), max_length=24)
    edition = models.PositiveSmallIntegerField(_("版次"))
    definition = models.PositiveSmallIntegerField(_("口径版本"))
    name = models.CharField(_("名称"), max_length=60)
    unit = models.CharField(_("计量单位"), max_length=10)
    says = models.CharField(_("口径"), max_length=500)
    basis = models.CharField(_("日期依据"), max_length=60)
    kind = models.CharField(_("记录的种类"), max_length=60)
    value = models.BigIntegerField(_("数值"))
    records = models.PositiveIntegerField(_("记录数"))
    reason = models.CharField(_("更正原因"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    event = models.BigIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("发布人"))
    at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("已发布的数字")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("figure", "period", "edition"), name="publication_once"),
            models.CheckConstraint(condition=Q(edition=1) | ~Q(reason=""), name="publication_reasoned"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.period}"


class Counted(models.Model):
    """One record behind a published figure, with what it adds."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="counted")
    key = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("publication", "key"), name="counted_once"),)

    def __str__(self) -> str:
        return str(self.key)


class PublishedRate(models.Model):
    """A rate of a period as a briefing cited it: its definition, and the publications of both its figures."""

    rate = models.CharField(_("比率"), max_length=60)
    period = models.CharField(_("期间"), max_length=24)
    definition = models.PositiveSmallIntegerField(_("口径版本"))
    name = models.CharField(_("名称"), max_length=60)
    says = models.CharField(_("口径"), max_length=500)
    least = models.PositiveIntegerField(_("最少记录数"))
    part = models.ForeignKey(Publication, models.PROTECT, related_name="+", verbose_name=_("分子"))
    base = models.ForeignKey(Publication, models.PROTECT, related_name="+", verbose_name=_("分母"))
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("发布人"))
    at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("已发布的比率")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} {self.period}"


class Adjustment(models.Model):
    """Another value that somebody stands for, signed and reasoned; it never replaces the published one (IND-02)."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="adjustments")
    value = models.BigIntegerField(_("调整后的数值"))
    reason = models.CharField(_("调整原因"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("签署人"))
    at = models.DateTimeField(_("签署时间"))

    class Meta:
        verbose_name = _("调整数")
        ordering = ("-id",)

    def __str__(self) -> str:
        return str(self.value)


class OutsideFact(models.Model):
    """A number that others computed, such as a rank: with its day and its source, never claimed as ours (EVL-01)."""

    name = models.CharField(_("名称"), max_length=60)
    value = models.CharField(_("数值"), max_length=20)
    unit = models.CharField(_("计量单位"), max_length=10, blank=True)
    on = models.DateField(_("截至日期"))
    source = models.CharField(_("来源"), max_length=SOURCE, help_text=_("文件、公告或报道的名称、文号和日期"))
    note = models.CharField(_("备注"), max_length=SOURCE, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"))
    withdrawn_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("停用原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("外部数据")
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.name


STATES = (("draft", _("草稿")), ("published", _("已发布")), ("discarded", _("已弃用")))


class Briefing(models.Model):
    """A text in which numbers are citations; what is written here is the draft, editions are frozen."""

    masthead = models.CharField(_("报头"), max_length=20, default="工作简报")
    serial = models.PositiveSmallIntegerField(_("期号"), null=True, blank=True)
    unit = models.CharField(_("编发单位"), max_length=40, blank=True)
    title = models.CharField(_("标题"), max_length=60)
    text = models.TextField(_("正文"), max_length=10_000)
    sent_to = models.CharField(_("报送"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=STATES, default="draft")
    version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("撰写人"))
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("简报")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class BriefingEdition(models.Model):
    """A briefing as published: its text, the publication or fact behind each citation, the numbers typed by hand."""

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("版次"))
    masthead = models.CharField(_("报头"), max_length=20)
    serial = models.PositiveSmallIntegerField(_("期号"), null=True)
    unit = models.CharField(_("编发单位"), max_length=40, blank=True)
    title = models.CharField(_("标题"), max_length=60)
    text = models.TextField(_("正文"))
    sent_to = models.CharField(_("报送"), max_length=200, blank=True)
    cited = models.JSONField(_("引用"), default=dict)
    """The text of each citation → key of its publication or outside fact; of a rate `rate:` and its key."""
    by_hand = models.JSONField(_("未经证明的数字"), default=list)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("发布人"))
    at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("简报的版次")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("briefing", "number"), name="briefing_edition_once"),)

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
