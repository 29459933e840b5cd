"""What remains of solved problems: lessons without private parts, templates of replies, common causes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.issues.models.case import Issue
from yuanmeng.issues.models.reference import Category
from yuanmeng.ui.typed import plain_lines, plain_text

CAUSE_STATES = [("open", _("研究中")), ("proposed", _("已形成建议")), ("ended", _("已结束"))]


class Lesson(models.Model):
    """A solved problem that others may learn from. An officer read it and took the private parts out."""

    issue = models.OneToOneField(Issue, models.PROTECT, related_name="lesson")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分类")
    )
    title = models.CharField(_("问题"), max_length=80, validators=[plain_text])
    question = models.TextField(_("情况"), max_length=3000, blank=True, validators=[plain_lines])
    answer = models.TextField(_("怎样解决"), max_length=5000, validators=[plain_lines])
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("发布时间"))
    withdrawn = models.BooleanField(_("已撤下"), default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("案例")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class ReplyTemplate(models.Model):
    """A beginning for replies that come again and again."""

    name = models.CharField(_("名称"), max_length=60, validators=[plain_text])
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分类")
    )
    text = models.TextField(_("内容"), max_length=5000, validators=[plain_lines])
    retired = models.BooleanField(_("停用"), default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("答复模板")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class CommonCause(models.Model):
    """Problems of three firms or more with one cause, taken up as a topic that can become a proposal (TKT-12)."""

    title = models.CharField(_("共性问题"), max_length=80, validators=[plain_text])
    text = models.TextField(_("共同的原因"), max_length=2000, validators=[plain_lines])
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分类")
    )
    issues = models.ManyToManyField(Issue, related_name="causes", verbose_name=_("问题"))
    state = models.CharField(_("状态"), max_length=8, choices=CAUSE_STATES, default="open")
    proposal = models.TextField(_("形成的建议"), max_length=2000, blank=True, validators=[plain_lines])
    taken_up_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_up_at = models.DateTimeField(_("立题时间"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("共性问题")
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=~Q(state="proposed") | ~Q(proposal=""), name="cause_proposed"),)

    def __str__(self) -> str:
        return self.title
