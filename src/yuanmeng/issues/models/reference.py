"""What a zone keeps as data: its category tree, and the channels outside for what is not ours (TKT-11)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """One node of the category tree. `path` is the whole way down, such as 城乡建设/安全生产/事故处理."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("名称"), max_length=60)
    path = models.CharField(_("分类"), max_length=200, unique=True)
    level = models.PositiveSmallIntegerField(_("层级"))
    position = models.PositiveIntegerField(_("顺序"), default=0)
    retired = models.BooleanField(_("停用"), default=False)

    class Meta:
        verbose_name = _("分类")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.path.replace("/", " › ")


class OutsideChannel(models.Model):
    """Where to turn with what the zone may not decide: courts, review, discipline, emergencies, arrears."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("渠道"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=100)
    suits = models.CharField(_("适用情形"), max_length=300)
    how = models.CharField(_("怎样联系"), max_length=300)
    basis = models.CharField(_("依据"), max_length=200)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("其他渠道")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name
