"""Alliances, who belongs to them, and the zone's mapping from industry to alliance."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuanmeng.register.models import Organisation

MEMBERSHIP_STATES = [
    ("invited", _("待企业确认")),
    ("applied", _("申请加入")),
    ("member", _("成员")),
    ("declined", _("企业谢绝")),
    ("refused", _("未接纳")),
    ("withdrawn", _("已撤回")),
    ("left", _("已退出")),
]


class Alliance(models.Model):
    """One alliance of the zone, in force from `since` to the last day `until`. Kinds are data (ALL-01)."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=40, default="alliance")
    since = models.DateField(_("成立日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="alliance_period"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Membership(models.Model):
    """Nobody is a member before the organisation itself has said yes (ENT-13): to an invitation, or by applying.

    `invited_on` is the day of the invitation or of the application.
    """

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=MEMBERSHIP_STATES, default="invited")
    invited_on = models.DateField()
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("依据"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("alliance", "organisation")
        constraints = (
            models.UniqueConstraint(
                fields=["alliance", "organisation"],
                condition=Q(state__in=["invited", "applied", "member"]),
                name="membership_once",
            ),
            models.CheckConstraint(condition=~Q(state="member") | Q(joined_on__isnull=False), name="membership_joined"),
        )

    def __str__(self) -> str:
        return f"{self.alliance_id}:{self.organisation_id}"


class MappingEdition(models.Model):
    """The zone's mapping from industry to alliance as of a date; a later edition changes no earlier decision."""

    name = models.CharField(_("名称"), max_length=60)
    since = models.DateField(_("生效日期"), unique=True)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return self.name


class MappingRule(models.Model):
    """Industry codes (GB/T 4754) that start with `prefix` go to the alliance; the longest prefix wins (ENT-04)."""

    edition = models.ForeignKey(MappingEdition, models.CASCADE, related_name="rules")
    prefix = models.CharField(_("行业代码前缀"), max_length=5)
    alliance = models.ForeignKey(Alliance, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("prefix",)
        constraints = (models.UniqueConstraint(fields=["edition", "prefix"], name="mapping_once"),)

    def __str__(self) -> str:
        return f"{self.prefix} → {self.alliance_id}"
