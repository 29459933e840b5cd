"""The problem itself, what is attached to it and linked with it, and who keeps away from it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import User
from yuanmeng.issues.models.clocks import Profile
from yuanmeng.issues.models.reference import Category, OutsideChannel
from yuanmeng.issues.states import CLOSED, WITH_UNIT
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

KINDS = [
    ("problem", _("困难与问题")),
    ("complaint", _("对部门或他人的投诉")),
    ("suggestion", _("意见建议")),
    ("question", _("政策咨询")),
]
VIAS = [
    ("officer", _("工作人员登记")),
    ("firm", _("企业自己提出")),
    ("meeting", _("会议议题")),
    ("visit", _("走访")),
    ("import", _("台账导入")),
    ("api", _("接口")),
]
TRIAGES = [
    ("site", _("现场解决")),
    ("unit", _("本单位办理")),
    ("district", _("报区县协调")),
    ("city", _("报市级协调")),
]
"""Where it can be solved, judged on the spot (VIS-05)."""
STATE_NAMES = [
    ("raised", _("待受理")),
    ("accepted", _("待派发")),
    ("dispatched", _("待领办")),
    ("objected", _("退回待裁定")),
    ("in_hand", _("办理中")),
    ("consultation", _("会商中")),
    ("paused", _("暂停计时")),
    ("answered", _("待企业确认")),
    ("solved", _("已解决")),
    ("explained", _("已说明")),
    ("carried_over", _("挂账")),
    ("withdrawn", _("已撤回")),
    ("unconfirmed", _("未经企业确认办结")),
    ("referred", _("已告知其他渠道")),
]
LEVELS = [(0, _("承办单位")), (1, _("协调员")), (2, _("会商")), (3, _("分管领导")), (4, _("区县"))]
"""The ladder of escalation (TKT-08)."""


class Issue(models.Model):
    """One problem of one firm. `first_receiver` is the unit that took it first: it stays responsible (TKT-01)."""

    day = models.DateField()
    ordinal = models.PositiveIntegerField()
    number = models.CharField(_("编号"), max_length=20, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=KINDS, default="problem")
    title = models.CharField(_("标题"), max_length=80, validators=[plain_text])
    text = models.TextField(_("内容"), max_length=5000, blank=True, validators=[plain_lines])
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分类")
    )
    firm = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提出企业")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系人")
    )
    subject = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("被反映单位")
    )
    confidential = models.BooleanField(_("对被反映单位保密"), default=False)
    via = models.CharField(_("来源"), max_length=8, choices=VIAS)
    source_kind = models.CharField(max_length=64, blank=True)
    source_key = models.BigIntegerField(null=True, blank=True)
    triage = models.CharField(_("研判"), max_length=8, choices=TRIAGES, blank=True)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+", verbose_name=_("时限标准"))
    state = models.CharField(_("状态"), max_length=12, choices=STATE_NAMES, default="raised")
    level = models.PositiveSmallIntegerField(_("升级"), choices=LEVELS, default=0)
    coordinator = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("协调员")
    )
    first_receiver = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("首接单位")
    )
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主办单位")
    )
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办人"))
    bounced = models.BooleanField(_("已退回过"), default=False)
    reopened = models.PositiveSmallIntegerField(_("重新办理次数"), default=0)
    turn = models.PositiveSmallIntegerField(default=0)
    channel = models.ForeignKey(
        OutsideChannel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("其他渠道")
    )
    progress = models.CharField(_("进展"), max_length=1000, blank=True, validators=[plain_lines])
    progress_at = models.DateTimeField(_("进展时间"), null=True, blank=True)
    due = models.DateField(_("办结期限"), null=True, blank=True)
    review_on = models.DateField(_("复查日期"), null=True, blank=True)
    raised_by = models.BigIntegerField(null=True)
    raised_at = models.DateTimeField(_("提出时间"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("问题")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["state", "-id"], name="issue_state"),
            models.Index(fields=["state", "due", "id"], name="issue_due"),
            models.Index(fields=["lead", "state", "due"], name="issue_lead"),
            models.Index(fields=["handler", "state", "due"], name="issue_handler"),
            models.Index(fields=["coordinator", "state"], name="issue_coordinator"),
            models.Index(fields=["firm", "-id"], name="issue_firm"),
            models.Index(fields=["category", "raised_at"], name="issue_category"),
            models.Index(fields=["closed_at", "id"], name="issue_closed"),
            models.Index(fields=["raised_at", "id", "firm"], name="issue_raised"),
            models.Index(fields=["state", "closed_at", "firm", "id"], name="issue_counted"),
            models.Index(fields=["source_kind", "source_key"], name="issue_source"),
        )
        constraints = (
            models.UniqueConstraint(fields=["day", "ordinal"], name="issue_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | ~Q(state__in=CLOSED) & Q(closed_at__isnull=True),
                name="issue_closed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="carried_over") | Q(review_on__isnull=False), name="issue_comes_back"
            ),
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(subject__isnull=False), name="issue_confidential_from"
            ),
            models.CheckConstraint(condition=~Q(state__in=WITH_UNIT) | Q(lead__isnull=False), name="issue_with_unit"),
        )

    def __str__(self) -> str:
        return self.number


class Recusal(models.Model):
    """A person who keeps away from one problem (TKT-10)."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=500, validators=[plain_text])
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("回避登记")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["issue", "user"], name="recusal_once"),)

    def __str__(self) -> str:
        return f"{self.issue_id}:{self.user_id}"


class Link(models.Model):
    """Two problems that belong together: the later repeats the earlier, or both are one matter (TKT-06)."""

    first = models.ForeignKey(Issue, models.PROTECT, related_name="later")
    second = models.ForeignKey(Issue, models.PROTECT, related_name="earlier")
    kind = models.CharField(_("关系"), max_length=8, choices=[("repeat", _("重复反映")), ("related", _("相关"))])
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("关联")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="link_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="link_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id}"


class Attachment(models.Model):
    """A file with a problem; `inside` files are shown to those who work on it, not to the firm."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="attachments")
    stored = models.CharField(max_length=60)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    inside = models.BooleanField(_("仅供办理人员"), default=False)
    removed = models.BooleanField(_("已移除"), default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("附件")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
