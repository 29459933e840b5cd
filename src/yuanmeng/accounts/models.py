"""People's logins and the posts they hold."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Role, Seat, Where
from yuanmeng.ui.typed import plain_lines, plain_text

ROLES = {
    Role.ZONE_LEADER: _("园区领导"),
    Role.SERVICE_OFFICER: _("经济发展服务生"),
    Role.DEPARTMENT_HANDLER: _("部门经办人"),
    Role.BRANCH_MEMBER: _("支部成员"),
    Role.PARTY_INSTRUCTOR: _("党建指导员"),
    Role.ALLIANCE_SECRETARY: _("联盟秘书"),
    Role.FIRM_ADMINISTRATOR: _("企业管理员"),
    Role.FIRM_STAFF: _("企业员工"),
    Role.EXPERT: _("专家"),
    Role.FUND_CLERK: _("基金经办人"),
    Role.AUDITOR: _("审计员"),
    Role.SYSTEM_ADMINISTRATOR: _("系统管理员"),
}
PLACES = {Where.ZONE: _("全区"), Where.ORGANISATION: _("单位"), Where.ALLIANCE: _("联盟")}
FEEDBACK_STATE_NAMES = {"received": _("待答复"), "answered": _("已答复")}
FEEDBACK_KINDS = {"complaint": _("投诉"), "suggestion": _("建议")}


class User(AbstractUser):
    """A login. Rights come from posts alone; Django's groups and permissions are not used."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    username = models.CharField(
        _("用户名"),
        max_length=60,
        unique=True,
        help_text=_("字母、数字和 @ . + - _，最多 60 个字符。"),
        validators=[UnicodeUsernameValidator(), plain_text],
        error_messages={"unique": _("这个用户名已经有人使用。")},
    )
    name = models.CharField(_("姓名"), max_length=50, validators=[plain_text])
    password_set_at = models.DateTimeField(_("密码设置时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    seats: tuple[Seat, ...]
    unread: int

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("账户")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name


class Post(models.Model):
    """A role held somewhere for a dated period; `until` is the last day, empty means open."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts", verbose_name=_("账户"))
    role = models.CharField(_("角色"), max_length=32, choices=[(r.value, n) for r, n in ROLES.items()])
    where = models.CharField(
        _("范围"), max_length=16, choices=[(w.value, n) for w, n in PLACES.items()], default=Where.ZONE.value
    )
    key = models.BigIntegerField(_("范围编号"), null=True, blank=True)
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        ordering = ("-since", "-id")
        indexes = (models.Index(fields=["where", "key"], name="post_place"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_period"),
            models.CheckConstraint(
                condition=Q(where="zone", key__isnull=True) | ~Q(where="zone") & Q(key__isnull=False), name="post_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}@{self.where}"


class Feedback(models.Model):
    """A complaint or suggestion about the system itself (APP-03); its number lets the sender look up the answer."""

    number = models.CharField(_("编号"), max_length=14, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=list(FEEDBACK_KINDS.items()))
    page = models.CharField(_("所在页面"), max_length=300, blank=True, validators=[plain_text])
    text = models.TextField(_("内容"), max_length=5_000, validators=[plain_lines])
    contact = models.CharField(_("联系方式"), max_length=100, blank=True, validators=[plain_text])
    state = models.CharField(_("状态"), max_length=12, choices=list(FEEDBACK_STATE_NAMES.items()), default="received")
    sent_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(_("提交时间"))
    answer = models.TextField(_("答复"), max_length=5_000, blank=True, validators=[plain_lines])
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("投诉与建议")
        ordering = ("-id",)
        indexes = (models.Index(fields=["state", "-id"], name="feedback_state"),)

    def __str__(self) -> str:
        return self.number
