"""One-click sign-in as each role, in demo mode alone: every person and firm there is fictional."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.models import ROLES
from yuanmeng.accounts.queries import first_holders
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Hidden
from yuanmeng.ui.asked import whole

DUTIES = {
    Role.ZONE_LEADER: gettext_lazy("看全区数字，主持会商，批复延期"),
    Role.SERVICE_OFFICER: gettext_lazy("走访企业，受理和派发问题，为企业建档"),
    Role.DEPARTMENT_HANDLER: gettext_lazy("领办企业问题，参加会商，答复企业"),
    Role.BRANCH_MEMBER: gettext_lazy("代表党支部联系企业"),
    Role.PARTY_INSTRUCTOR: gettext_lazy("到企业指导党建工作"),
    Role.ALLIANCE_SECRETARY: gettext_lazy("管理一个联盟：成员、清单、会议"),
    Role.FIRM_ADMINISTRATOR: gettext_lazy("提出问题，发布需求和缺工，核对本企业资料"),
    Role.FIRM_STAFF: gettext_lazy("查看本企业资料，提出问题"),
    Role.EXPERT: gettext_lazy("只看到自己的账户"),
    Role.FUND_CLERK: gettext_lazy("经办奖学金和救助资金"),
    Role.AUDITOR: gettext_lazy("什么都能看，什么都不能改"),
    Role.SYSTEM_ADMINISTRATOR: gettext_lazy("管理账户和岗位，看不到业务数据"),
}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The demo people, one a role. Raises Hidden outside demo mode."""
    _only_in_demo()
    cards: list[dict[str, Any]] = [
        {"pk": user.pk, "name": user.name, "role": ROLES[role], "does": DUTIES[role]}
        for role, user in first_holders().items()
    ]
    return render(request, "accounts/demo.html", {"cards": cards, "next": request.GET.get("next", "")})


@require_POST
def session(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the people listed. Raises Hidden, Invalid."""
    _only_in_demo()
    pk = whole(request.POST.get("person", ""))
    chosen = next((user for user in first_holders().values() if user.pk == pk), None)
    if chosen is None:
        raise Hidden(_("演示人员中没有这个人。"))
    answer: HttpResponse = perform_login(request, chosen, email_verification="none")
    return answer


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Hidden(_("没有这个页面。"))
