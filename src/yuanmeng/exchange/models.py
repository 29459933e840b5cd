"""The three lists: offers (资源) and needs (需求), claims on them, and the joint tasks (项目) they become."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.alliances.models import Alliance
from yuanmeng.register.models import Contact, Organisation

DIRECTIONS = [("offer", _("资源")), ("need", _("需求"))]
CATEGORIES = [
    ("labour", _("用工")),
    ("finance", _("资金")),
    ("technology", _("技术")),
    ("expertise", _("专家与咨询")),
    ("equipment", _("设备")),
    ("space", _("场地")),
    ("logistics", _("物流")),
    ("procurement", _("采购")),
    ("product", _("产品与副产品")),
    ("training", _("培训")),
    ("other", _("其他")),
]
VISIBILITIES = [("alliance", _("本联盟")), ("zone", _("全区")), ("outward", _("对外公开"))]
LISTING_STATES = [
    ("open", _("待认领")),
    ("claimed", _("已被认领")),
    ("agreed", _("合作中")),
    ("done", _("已完成")),
    ("withdrawn", _("已撤回")),
]
CLAIM_STATES = [
    ("claimed", _("待对方答复")),
    ("accepted", _("双方同意")),
    ("refused", _("对方谢绝")),
    ("withdrawn", _("已撤回")),
]
TASK_STATES = [
    ("running", _("进行中")),
    ("delivered", _("待受益方确认")),
    ("confirmed", _("效果已确认")),
    ("abandoned", _("已终止")),
]
EFFECTS = [("full", _("达到预期")), ("part", _("部分达到")), ("none", _("没有效果"))]


class Listing(models.Model):
    """One offer or need of a member. Prices, wages and output of competitors have no field here (ALL-07)."""

    direction = models.CharField(_("清单"), max_length=8, choices=DIRECTIONS)
    category = models.CharField(_("类别"), max_length=16, choices=CATEGORIES)
    title = models.CharField(_("标题"), max_length=60)
    text = models.TextField(_("说明"), max_length=2000, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("单位"))
    quantity = models.PositiveIntegerField(_("数量"), null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=10, blank=True)
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"))
    conditions = models.CharField(_("条件"), max_length=500, blank=True)
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系人")
    )
    visibility = models.CharField(_("可见范围"), max_length=16, choices=VISIBILITIES, default="zone")
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联盟")
    )
    state = models.CharField(_("状态"), max_length=16, choices=LISTING_STATES, default="open")
    published_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(_("发布时间"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("条目")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["state", "direction", "category", "-id"], name="listing_open"),
            models.Index(fields=["organisation", "-id"], name="listing_organisation"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="listing_period"),
            models.CheckConstraint(
                condition=Q(visibility="alliance", alliance__isnull=False)
                | ~Q(visibility="alliance") & Q(alliance__isnull=True),
                name="listing_visible",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """The other side's wish to work together; at most one is waiting or agreed for an entry."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    note = models.CharField(_("留言"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=CLAIM_STATES, default="claimed")
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("认领")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["listing"], condition=Q(state="claimed"), name="claim_waiting_once"),
        )

    def __str__(self) -> str:
        return f"{self.listing_id}:{self.organisation_id}"


class Task(models.Model):
    """What both sides agreed to do together (项目): owner, due date, blocker, result, effect."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="task")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("牵头单位"))
    beneficiary = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("受益单位"))
    due = models.DateField(_("完成期限"))
    blocker = models.CharField(_("卡点"), max_length=500, blank=True)
    result = models.CharField(_("结果"), max_length=1000, blank=True)
    effect = models.CharField(_("效果"), max_length=8, choices=EFFECTS, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=TASK_STATES, default="running")
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("合作项目")
        ordering = ("-id",)
        indexes = (models.Index(fields=["state", "due"], name="task_due"),)
        constraints = (
            models.CheckConstraint(condition=Q(state="confirmed") | Q(effect=""), name="task_effect_confirmed"),
        )

    def __str__(self) -> str:
        return str(self.claim_id)
