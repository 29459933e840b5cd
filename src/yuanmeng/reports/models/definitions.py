"""Figures and rates that the zone defines itself, without code."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User

SORTS = (("figure", _("数字")), ("rate", _("比率")))
DEFINITION_STATES = (("draft", _("草稿")), ("in_use", _("使用中")), ("withdrawn", _("已停用")))


class Defined(models.Model):
    """What a figure or rate of the zone's own says: keys of a declared dataset, or the two figures of a rate."""

    sort = models.CharField(_("种类"), max_length=8, choices=SORTS, default="figure")
    name = models.CharField(_("名称"), max_length=60)
    unit = models.CharField(_("计量单位"), max_length=10, blank=True)
    says = models.CharField(_("说明"), max_length=200)
    dataset = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=20, blank=True)
    filters = models.JSONField(default=list, blank=True)
    """Groups of [field, operator, values]: all of a group, any of the groups."""
    distinct = models.CharField(max_length=20, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    whole = models.BooleanField(default=False)
    part = models.CharField(max_length=60, blank=True)
    base = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Definition(Defined):
    """A figure or rate defined without code. What stands here is the draft; `edition` is the version in use."""

    slug = models.SlugField(max_length=40, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=DEFINITION_STATES, default="draft")
    edition = models.PositiveSmallIntegerField(_("版本"), default=0)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("自定义数字")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(state="in_use") | Q(edition__gte=1), name="definition_used"),
            models.UniqueConstraint(fields=("name",), condition=~Q(state="withdrawn"), name="definition_named_once"),
        )

    @property
    def key(self) -> str:
        """Its key among all figures."""
        return f"zone.{self.slug}"


class DefinitionVersion(Defined):
    """A definition as it was put in use, never changed; `words` and `words_en` say it in a sentence."""

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    words = models.TextField(_("口径"))
    words_en = models.TextField()
    reason = models.CharField(_("修改原因"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("启用人"))
    at = models.DateTimeField(_("启用时间"))

    class Meta:
        verbose_name = _("自定义数字的版本")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("definition", "number"), name="definition_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="definition_version_reasoned"),
        )
