"""Events of visits as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "visit.hold": _("登记走访"),
    "visit.amend": _("更正走访"),
    "visit.void": _("作废走访"),
    "visit.keep_promise": _("走访中答应的下一步已完成"),
    "visit.plan": _("约定走访"),
    "visit.reschedule": _("走访改期"),
    "visit.come_along": _("有人加入走访"),
    "visit.cancel": _("取消走访约定"),
    "visit.join": _("走访并入联合走访"),
    "visit.decline": _("企业婉拒来访"),
    "visit.prefer": _("设定联系偏好"),
    "visit.keep_quiet": _("设定静默期"),
    "visit.lift_quiet": _("取消静默期"),
    "visit.judge": _("匿名评价来访"),
    "visit.add_picture": _("为走访添加图片"),
    "visit.set_rhythm": _("设定走访节奏"),
    "visit.renew_feed": _("换新日历地址"),
    "visit.take_up": _("走访条目转为诉求"),
}
