"""Which units can receive a problem."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.accounts.queries import in_force
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.refusals import Invalid
from yuanmeng.issues.models import Issue
from yuanmeng.register.models import Organisation


def receiving() -> QuerySet[Organisation]:
    """Units with a handler today, by name."""
    posts = in_force(timezone.localdate()).filter(role=Role.DEPARTMENT_HANDLER, where=Where.ORGANISATION)
    return Organisation.objects.filter(pk__in=posts.values("key"), state="active").order_by("name")


def fit_to_receive(issue: Issue, keys: Sequence[int]) -> list[Organisation]:
    """The units behind the keys. Raises Invalid for one without a handler, one named twice, the one complained of."""
    found = {unit.pk: unit for unit in receiving().filter(pk__in=keys)}
    if len(set(keys)) != len(keys):
        raise Invalid(_("同一个单位不能既牵头又协办，也不能重复。"))
    if set(keys) != set(found):
        raise Invalid(_("请选择有经办人的单位；没有经办人的单位，请系统管理员先设岗位。"))
    if issue.confidential and issue.subject_id in found:
        raise Invalid(_("这是对被反映单位保密的投诉，不能派发给被反映单位。"))
    return [found[key] for key in keys]
