"""Events of the activities as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "activities.found_series": _("设立系列活动"),
    "activities.plan": _("安排活动"),
    "activities.edit": _("修改活动安排"),
    "activities.cancel": _("取消活动"),
    "activities.propose": _("提交议题"),
    "activities.invite": _("受邀参加活动"),
    "activities.reply": _("回复活动邀请"),
    "activities.renew_link": _("更换回复链接"),
    "activities.attend": _("登记出席"),
    "activities.hold": _("活动已举行"),
    "activities.minute": _("记录纪要"),
    "activities.decide": _("会上确定后续事项"),
    "activities.end_follow_up": _("后续事项办结"),
}
