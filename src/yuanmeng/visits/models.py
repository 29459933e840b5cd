"""Visits: who met whom when and why, what was heard line by line, and what firms ask of those who come.

Calls and online meetings are contacts as well. Nothing here inspects: there is no item to check, no order to put right,
no photograph that must be taken (VIS-01, APP-02).
"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.accounts.models import ROLES, User
from yuanmeng.core.actor import Role
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.ui.typed import plain_lines, plain_text

HOWS = [("door", _("上门走访")), ("phone", _("电话联系")), ("online", _("线上联系"))]
PURPOSES = [
    ("listen", _("了解情况")),
    ("policy", _("宣讲政策")),
    ("follow_up", _("回访进展")),
    ("labour", _("用工服务")),
    ("project", _("项目服务")),
    ("party", _("党建联建")),
    ("asked", _("企业约请")),
]
CAPACITIES = (
    Role.SERVICE_OFFICER,
    Role.BRANCH_MEMBER,
    Role.PARTY_INSTRUCTOR,
    Role.ZONE_LEADER,
    Role.DEPARTMENT_HANDLER,
    Role.ALLIANCE_SECRETARY,
)
"""The roles in which somebody visits; who holds several comes as the first of them."""
KINDS = [("problem", _("问题")), ("need", _("需求")), ("policy", _("政策线索")), ("project", _("项目情况"))]
TRIAGES = [("spot", _("现场解决")), ("unit", _("本单位办理")), ("district", _("区县协调")), ("city", _("上报市级"))]
VISIT_STATES = [
    ("planned", _("已约定")),
    ("done", _("已完成")),
    ("declined", _("企业婉拒")),
    ("cancelled", _("已取消")),
    ("joined", _("已并入联合走访")),
    ("void", _("已作废")),
]
LINE_STATES = [
    ("noted", _("尚未转办")),
    ("raised", _("已转为诉求")),
    ("settled", _("已在现场解决")),
    ("kept", _("已记录")),
]
WINDOWS = [(30, _("每 30 天")), (90, _("每 90 天")), (365, _("每 365 天"))]
OPINIONS = [
    (5, _("很有帮助")),
    (4, _("有帮助")),
    (3, _("一般")),
    (2, _("没有帮助")),
    (1, _("添了负担")),
]


class Visit(models.Model):
    """One contact, planned or held. Its firms, visitors and lines are rows of their own."""

    how = models.CharField(_("方式"), max_length=8, choices=HOWS, default="door")
    purpose = models.CharField(_("目的"), max_length=12, choices=PURPOSES, default="listen")
    day = models.DateField(_("日期"))
    at = models.TimeField(_("时间"), null=True, blank=True)
    met = models.ManyToManyField(Contact, blank=True, related_name="+", verbose_name=_("见到的人"))
    met_other = models.CharField(_("其他见到的人"), max_length=100, blank=True, validators=[plain_text])
    heard = models.TextField(_("听到的情况"), max_length=2_000, blank=True, validators=[plain_lines])
    next_step = models.CharField(_("下一步"), max_length=300, blank=True, validators=[plain_text])
    next_day = models.DateField(_("下一步期限"), null=True, blank=True)
    next_done = models.DateField(_("兑现日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=VISIT_STATES, default="planned")
    reason = models.CharField(_("原因"), max_length=500, blank=True, validators=[plain_text])
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined_from")
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("走访")
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=["-day", "-id"], name="visit_day"),
            models.Index(fields=["state", "-day", "-id"], name="visit_state"),
            models.Index(
                fields=["state", "next_day", "id"], condition=Q(next_done=None) & ~Q(next_step=""), name="visit_open"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="joined", joined_to__isnull=False) | ~Q(state="joined") & Q(joined_to__isnull=True),
                name="visit_joined",
            ),
            models.CheckConstraint(
                condition=~Q(next_step="") | Q(next_day__isnull=True, next_done__isnull=True), name="visit_next"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.how}"


class Stop(models.Model):
    """A firm of a visit. `opinion_given` says that the firm gave its opinion, never which (see Tally)."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="stops")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("企业"))
    declined_on = models.DateField(_("婉拒日期"), null=True, blank=True)
    opinion_given = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["organisation", "visit"], name="stop_once"),)

    def __str__(self) -> str:
        return f"{self.visit_id} {self.organisation_id}"


class Visitor(models.Model):
    """A person who comes, and in which capacity: visits by officers and by branches are two different figures."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="visitors")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("来访人"))
    capacity = models.CharField(_("身份"), max_length=32, choices=[(role.value, ROLES[role]) for role in CAPACITIES])

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["user", "visit"], name="visitor_once"),)
        indexes = (models.Index(fields=["capacity", "visit"], name="visitor_capacity"),)

    def __str__(self) -> str:
        return f"{self.visit_id} {self.user_id}"


class Line(models.Model):
    """One problem, need or hint heard on a visit; a record of its own. `issue` is the problem it became."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("企业"))
    kind = models.CharField(_("类别"), max_length=8, choices=KINDS)
    triage = models.CharField(_("去向"), max_length=8, choices=TRIAGES, blank=True)
    text = models.CharField(_("内容"), max_length=500, validators=[plain_lines])
    state = models.CharField(_("状态"), max_length=8, choices=LINE_STATES)
    issue = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("走访记录条目")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["state", "kind", "-id"], name="line_state"),
            models.Index(fields=["kind", "-id"], name="line_kind"),
            models.Index(fields=["organisation", "-id"], name="line_organisation"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(kind="problem") | ~Q(triage=""), name="line_triage"),
            models.CheckConstraint(
                condition=Q(state="raised", issue__isnull=False) | ~Q(state="raised") & Q(issue__isnull=True),
                name="line_raised",
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Picture(models.Model):
    """An image that somebody chose to add. Never asked for; place and device are cut out of the file."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="pictures")
    stored = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class ContactPreference(models.Model):
    """What a firm asks of everybody who wants to contact it (VIS-02)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("企业"))
    channel = models.CharField(_("希望的联系方式"), max_length=8, choices=HOWS, blank=True)
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("联系人")
    )
    most = models.PositiveSmallIntegerField(_("最多次数"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("计数周期"), choices=WINDOWS, default=90)
    weekdays = models.CharField(
        _("每周静默日"), max_length=7, blank=True, validators=[RegexValidator(r"^1?2?3?4?5?6?7?\Z")]
    )
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.organisation_id)


class QuietPeriod(models.Model):
    """Days on which a firm does not want to be contacted, first and last included."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("企业"))
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"))
    lifted = models.DateField(_("取消日期"), null=True, blank=True)

    class Meta:
        ordering = ("since", "id")
        indexes = (models.Index(fields=["organisation", "until"], name="quiet_organisation"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="quiet_period",
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.since}"


class Rhythm(models.Model):
    """The zone's own settings: one row. No law asks for a cadence, so it is a reminder and nothing more (VIS-03)."""

    remind_after = models.PositiveSmallIntegerField(_("多少天没有联系时提醒"), default=90)
    near = models.PositiveSmallIntegerField(_("相隔多少天以内建议合并"), default=7)
    inspection_link = models.URLField(_("“扫码入企”官方网址"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.remind_after}/{self.near}"


class Feed(models.Model):
    """A person's secret calendar address; a new turn makes the old address void."""

    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    turn = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.user_id)


class Tally(models.Model):
    """How many opinions of a kind were given in a quarter: a number and nothing else, so nobody can be found in it."""

    quarter = models.CharField(_("季度"), max_length=6)
    opinion = models.PositiveSmallIntegerField(_("评价"), choices=OPINIONS)
    count = models.PositiveIntegerField(_("份数"), default=0)

    class Meta:
        ordering = ("-quarter", "-opinion")
        constraints = (models.UniqueConstraint(fields=["quarter", "opinion"], name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.quarter} {self.opinion}"
