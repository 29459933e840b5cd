"""The navigation: groups of pages, and who is shown which. A page not listed here is reached from another page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanmeng.accounts.policy import FEEDBACK, PEOPLE
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.alliances.policy import ALLIANCES, MAPPINGS
from yuanmeng.core.actor import Actor
from yuanmeng.desk.policy import EVENTS, FIGURES
from yuanmeng.exchange.policy import LISTINGS
from yuanmeng.issues.policy import CAUSES, ISSUES, LESSONS, PROFILES, TEMPLATES
from yuanmeng.matching.policy import LOTS, PLANS
from yuanmeng.notices.policy import MESSAGES
from yuanmeng.pairing.policy import PAIRINGS, joined
from yuanmeng.register.policy import BULK_EDITS, CORRECTIONS, FIRMS, IMPORTS, MERGES
from yuanmeng.reports.policy import BRIEFINGS, DEFINITIONS, EVALUATIONS, FORMS, PUBLICATIONS
from yuanmeng.structure.policy import BODIES
from yuanmeng.visits.policy import VISITS, own


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the navigation."""

    name: Any
    url: str
    icon: str
    shown: Callable[[Actor], bool]


def may(verb: str) -> Callable[[Actor], bool]:
    """Shown to those who may use the verb on firms."""
    return lambda actor: FIRMS.allows(actor, verb)


def signed_in(actor: Actor) -> bool:
    """Shown to everybody who signed in."""
    return actor.user_id is not None


GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(_("首页"), "home", "home", signed_in),
            Entry(_("看板"), "desk:dashboard", "target", lambda actor: FIGURES.allows(actor, "view")),
            Entry(_("数字"), "desk:figures", "chart-bar", lambda actor: FIGURES.allows(actor, "view")),
            Entry(_("自定义数字"), "desk:definitions", "adjustments", lambda a: DEFINITIONS.allows(a, "view")),
            Entry(_("已发布的数字"), "desk:publications", "shield-check", lambda a: PUBLICATIONS.allows(a, "view")),
            Entry(_("简报"), "reports:briefings", "edit", lambda actor: BRIEFINGS.allows(actor, "view")),
            Entry(_("上级报表"), "reports:forms", "file-spreadsheet", lambda actor: FORMS.allows(actor, "view")),
            Entry(_("综合评价"), "reports:evaluations", "list-check", lambda a: EVALUATIONS.allows(a, "view")),
        ),
    ),
    (
        _("企业"),
        (
            Entry(_("企业名录"), "register:firms", "building-factory", may("browse")),
            Entry(_("行业分类"), "register:industries", "tag", may("browse")),
            Entry(_("行业建议"), "alliances:suggestions_industries", "sparkles", may("classify")),
            Entry(_("更正申请"), "register:corrections", "edit", lambda actor: CORRECTIONS.allows(actor, "inbox")),
            Entry(_("导入"), "register:imports", "file-import", lambda actor: IMPORTS.allows(actor, "view")),
            Entry(_("重复与合并"), "register:duplicates", "arrow-merge", lambda actor: MERGES.allows(actor, "view")),
            Entry(
                _("批量修改"), "register:bulk_edits", "file-spreadsheet", lambda actor: BULK_EDITS.allows(actor, "view")
            ),
        ),
    ),
    (
        pgettext_lazy("栏目", "联盟"),
        (
            Entry(_("联盟名录"), "alliances:index", "users-group", lambda actor: ALLIANCES.allows(actor, "view")),
            Entry(_("入盟建议"), "alliances:suggestions_alliances", "bulb", lambda a: ALLIANCES.allows(a, "invite")),
            Entry(_("产业归口"), "alliances:mappings", "adjustments", lambda actor: MAPPINGS.allows(actor, "view")),
            Entry(
                _("组织架构"), "structure:structure", "building-community", lambda actor: BODIES.allows(actor, "view")
            ),
            Entry(
                _("资源与需求"), "exchange:listings", "arrows-exchange", lambda actor: LISTINGS.allows(actor, "browse")
            ),
            Entry(
                _("会议与活动"), "activities:activities", "calendar", lambda actor: ACTIVITIES.allows(actor, "browse")
            ),
        ),
    ),
    (
        _("企业问题"),
        (
            Entry(_("企业问题"), "issues:issues", "help", lambda actor: ISSUES.allows(actor, "browse")),
            Entry(_("已解决案例"), "issues:lessons", "bulb", lambda actor: LESSONS.allows(actor, "view")),
            Entry(_("共性问题"), "issues:causes", "target", lambda actor: CAUSES.allows(actor, "view")),
            Entry(_("答复模板"), "issues:templates", "message-2", lambda actor: TEMPLATES.allows(actor, "view")),
            Entry(_("时限标准"), "issues:deadlines", "clock", lambda actor: PROFILES.allows(actor, "view")),
        ),
    ),
    (
        _("结对包联"),
        (
            Entry(_("谁联系谁"), "pairing:pairings", "users", lambda actor: PAIRINGS.allows(actor, "browse")),
            Entry(_("我的结对"), "pairing:mine", "user-circle", joined),
        ),
    ),
    (
        _("共享用工"),
        (
            Entry(_("富余与缺工"), "matching:lots", "users-group", lambda actor: LOTS.allows(actor, "browse")),
            Entry(_("调配方案"), "matching:plans", "sparkles", lambda actor: PLANS.allows(actor, "view")),
        ),
    ),
    (
        _("走访"),
        (
            Entry(_("走访"), "visits:visits", "map-pin", lambda actor: VISITS.allows(actor, "view")),
            Entry(_("登记走访"), "visits:new", "edit", lambda actor: VISITS.allows(actor, "record")),
            Entry(_("手机离线登记"), "visits:phone", "phone", lambda actor: VISITS.allows(actor, "record")),
            Entry(_("未来 30 天"), "visits:planner", "calendar", lambda actor: VISITS.allows(actor, "view")),
            Entry(_("该联系谁"), "visits:unheard", "clock", lambda actor: VISITS.allows(actor, "record")),
            Entry(_("走访台账"), "visits:ledgers", "clipboard-list", lambda actor: VISITS.allows(actor, "view")),
            Entry(_("来访与约定"), "visits:firm", "users", lambda actor: bool(own(actor))),
        ),
    ),
    (
        _("系统"),
        (
            Entry(_("人员与岗位"), "accounts:people", "users", lambda actor: PEOPLE.allows(actor, "view")),
            Entry(_("投诉与建议"), "accounts:feedback_list", "message-2", lambda actor: FEEDBACK.allows(actor, "view")),
            Entry(_("工作日历"), "workdays:year", "calendar", signed_in),
            Entry(_("外发消息"), "notices:messages", "mail", lambda actor: MESSAGES.allows(actor, "view")),
            Entry(_("操作记录"), "desk:events", "history", lambda actor: EVENTS.allows(actor, "view")),
        ),
    ),
)
PERSONAL: tuple[Entry, ...] = (
    Entry(_("我的账户"), "accounts:me", "user", signed_in),
    Entry(_("通知设置"), "notices:preferences", "settings", signed_in),
)
