"""Events of the alliances as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.classify.mapping import ALLIANCES


def about(text: Any) -> Callable[[Mapping[str, Any]], str]:
    """A sentence with the name of the alliance, known by the slug that the event keeps."""
    return lambda facts: str(text) % {"name": _name(str(facts.get("alliance", "")))}


def _name(slug: str) -> str:
    """The usual name of one of the five, else the slug."""
    chinese, english = ALLIANCES.get(slug, (slug, slug))
    return english if (get_language() or "").startswith("en") else chinese


SENTENCES: dict[str, Any] = {
    "alliance.establish": _("成立联盟"),
    "alliance.publish_mapping": _("发布产业归口的新版本"),
    "alliance.invite": about(_("受邀加入%(name)s")),
    "alliance.apply": about(_("申请加入%(name)s")),
    "alliance.admit": about(_("%(name)s接纳了加入申请")),
    "alliance.refuse": about(_("%(name)s没有接纳加入申请")),
    "alliance.retract": about(_("撤回加入%(name)s的申请")),
    "alliance.withdraw": about(_("%(name)s撤回邀请")),
    "alliance.accept": about(_("同意加入%(name)s")),
    "alliance.decline": about(_("谢绝%(name)s的邀请")),
    "alliance.leave": about(_("退出%(name)s")),
    "industry.load": _("装入行业分类"),
}
