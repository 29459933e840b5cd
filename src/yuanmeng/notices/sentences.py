"""Events of this room as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "notice.read": _("标为已读"),
    "notice.read_all": _("全部标为已读"),
    "notice.choose": _("修改通知设置"),
    "notice.remind": _("每天的到期提醒"),
    "notice.give_up": _("一条外发消息三天未能送达"),
    "notice.retry": _("重新发送一条消息"),
}
