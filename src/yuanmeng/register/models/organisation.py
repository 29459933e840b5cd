"""One firm, one file: the organisation and what hangs on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = [
    ("firm", pgettext_lazy("单位类别", "企业")),
    ("branch", _("分支机构")),
    ("association", _("协会商会")),
    ("institution", _("事业单位")),
    ("department", _("政府部门")),
    ("bank", _("银行")),
    ("charity", _("慈善组织")),
]
STATES = [("active", _("在册")), ("closed", _("已注销")), ("merged", _("已合并"))]
CODE_STATES = [("valid", _("校验通过")), ("confirmed", _("校验位不符，已核对执照")), ("missing", _("无代码"))]
ORIGINS = [
    ("domestic", _("内资")),
    ("taiwan", _("台资")),
    ("hongkong_macao", _("港澳资")),
    ("foreign", _("外资")),
]


class Organisation(models.Model):
    """A firm or another unit, keyed by its unified social credit code where it has one (ENT-01)."""

    kind = models.CharField(_("类别"), max_length=16, choices=KINDS, default="firm")
    state = models.CharField(_("状态"), max_length=16, choices=STATES, default="active")
    name = models.CharField(_("名称"), max_length=200)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    uscc_state = models.CharField(_("代码校验"), max_length=16, choices=CODE_STATES, default="valid")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("上级单位"),
        db_index=False,
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", db_index=False
    )
    founded = models.DateField(_("成立日期"), null=True, blank=True)
    division = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    scope = models.TextField(_("经营范围"), blank=True, max_length=20_000)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    industry_edition = models.CharField(_("行业版本"), max_length=16, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    fictional = models.BooleanField(_("虚构"), default=False)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("建档时间"))
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("单位")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="organisation_named"),
            models.CheckConstraint(condition=Q(uscc__isnull=True) | ~Q(uscc=""), name="organisation_code_or_null"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | ~Q(state="merged") & Q(merged_into__isnull=True),
                name="organisation_merged",
            ),
        )
        indexes = (
            models.Index(fields=["parent"], name="organisation_parent", condition=Q(parent__isnull=False)),
            models.Index(
                fields=["merged_into"], name="organisation_merged_into", condition=Q(merged_into__isnull=False)
            ),
            models.Index(fields=["name", "id"], name="organisation_name"),
            models.Index(fields=["updated_at", "id"], name="organisation_updated"),
            models.Index(fields=["founded", "id"], name="organisation_founded"),
            models.Index(fields=["industry", "id"], name="organisation_industry"),
            models.Index(fields=["division", "id"], name="organisation_division"),
            models.Index(
                fields=["state", "kind", "division", "industry", "founded", "id"], name="organisation_filters"
            ),
        )

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name the organisation had before; `until` is the last day when known."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=200)
    until = models.DateField(_("用至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="former_name_once"),)

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """Where the capital comes from, with its basis: Taiwan-funded is wholly or partly funded from Taiwan (ENT-09)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="origins")
    kind = models.CharField(_("资金来源"), max_length=16, choices=ORIGINS)
    basis = models.CharField(_("依据"), max_length=200)
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        ordering = ("-since", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="origin_period"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}"


class Contact(models.Model):
    """A business contact: name, role and business phone only (SEC-02)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts")
    name = models.CharField(_("姓名"), max_length=50)
    role = models.CharField(_("职务"), max_length=50)
    phone = models.CharField(_("工作电话"), max_length=30, blank=True)
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-since", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="contact_period"),
        )

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A person's own filter of the firm list, kept under a name."""

    user_id = models.BigIntegerField()
    name = models.CharField(_("名称"), max_length=50)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["user_id", "name"], name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name
