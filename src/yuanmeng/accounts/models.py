"""People's logins and the posts they hold."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.actor import Role, Where

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


class User(AbstractUser):
    """A login. Rights come from posts alone; Django's groups and permissions are not used."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=50)
    version = models.PositiveIntegerField(default=0)

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
