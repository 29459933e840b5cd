"""The zone's structure as dated data (ALL-01): bodies in a tree, offices with terms, charters, rotation.

Kinds of bodies and of offices are rows, not code: alliances today, industrial-chain committees tomorrow.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.alliances.models import Alliance
from yuanmeng.register.models import Organisation


def shown(name: str, name_en: str) -> str:
    """The name in the reader's language."""
    return name_en if (get_language() or "").startswith("en") else name


class BodyKind(models.Model):
    """A kind of body: working committee, alliance, industrial-chain committee …"""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return shown(self.name, self.name_en)


class OfficeKind(models.Model):
    """A role slot of some kinds of bodies; a `required` one is shown as vacant while nobody holds it."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60)
    required = models.BooleanField(_("应有人担任"), default=False)
    body_kinds = models.ManyToManyField(BodyKind, related_name="office_kinds")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return shown(self.name, self.name_en)


class Body(models.Model):
    """One node of the tree, in force from `since` to the last day `until`. A body that moves is ended and made anew."""

    kind = models.ForeignKey(BodyKind, models.PROTECT, related_name="bodies", verbose_name=_("类型"))
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80)
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联盟")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("上级")
    )
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("机构")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="body_period"),
        )

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """Somebody in an office for a term: a unit, a person, or a person of a unit. `until` is the term's last day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="offices")
    kind = models.ForeignKey(OfficeKind, models.PROTECT, related_name="+", verbose_name=_("职务"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("人员"))
    since = models.DateField(_("任期开始"))
    until = models.DateField(_("任期结束"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("任职")
        ordering = ("-since", "-id")
        indexes = (models.Index(fields=["body", "kind", "-since"], name="office_holders"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="office_term"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(user__isnull=False), name="office_held_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.body_id}:{self.kind_id}"


class Charter(models.Model):
    """One edition of a body's charter; editions are never changed, a new one follows."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="charters")
    edition = models.PositiveSmallIntegerField(_("版次"))
    text = models.TextField(_("章程正文"), max_length=50_000)
    adopted = models.DateField(_("通过日期"))
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("章程")
        ordering = ("-edition",)
        constraints = (models.UniqueConstraint(fields=["body", "edition"], name="charter_edition"),)

    def __str__(self) -> str:
        return f"{self.body_id}:{self.edition}"


class Rotation(models.Model):
    """An office that members hold in turn, `months` each, from `since` on; a newer rotation takes over from its day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="rotations")
    kind = models.ForeignKey(OfficeKind, models.PROTECT, related_name="+", verbose_name=_("职务"))
    since = models.DateField(_("开始日期"))
    months = models.PositiveSmallIntegerField(_("每任月数"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("轮值")
        ordering = ("-since", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(months__range=(1, 60)), name="rotation_months"),
            models.UniqueConstraint(fields=["body", "kind", "since"], name="rotation_once"),
        )

    def __str__(self) -> str:
        return f"{self.body_id}:{self.kind_id}"


class Turn(models.Model):
    """One place in a rotation."""

    rotation = models.ForeignKey(Rotation, models.PROTECT, related_name="turns")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["rotation", "position"], name="turn_position"),)

    def __str__(self) -> str:
        return f"{self.rotation_id}:{self.position}"
