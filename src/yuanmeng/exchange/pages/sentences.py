"""Events of the three lists as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "exchange.publish": _("发布资源或需求"),
    "exchange.edit": _("修改资源或需求"),
    "exchange.renew": _("延长资源或需求的有效期"),
    "exchange.withdraw": _("撤回资源或需求"),
    "exchange.claim": _("认领资源或需求"),
    "exchange.accept": _("双方同意，合作项目开始"),
    "exchange.refuse_claim": _("谢绝认领"),
    "exchange.withdraw_claim": _("撤回认领"),
    "exchange.plan": _("更新合作项目的期限或卡点"),
    "exchange.deliver": _("报告合作项目的结果"),
    "exchange.return": _("退回合作项目的结果"),
    "exchange.confirm": _("确认合作项目的效果"),
    "exchange.abandon": _("终止合作项目"),
}
