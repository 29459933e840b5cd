"""The events of pairings as sentences (`settings.FIRM_SENTENCES`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.register.pages.sentences import Sentence, dated


def accepted(facts: Mapping[str, Any]) -> str:
    """The first yes, or the second that puts it into force."""
    return _("双方同意结对") if facts["now"] == "agreed" else _("一方同意结对，等待另一方")


def condition(facts: Mapping[str, Any]) -> str:
    """A pin or an exclusion."""
    return _("登记为指定结对") if facts["how"] == "pin" else _("登记为回避结对")


SENTENCES: dict[str, Sentence] = {
    "pairing.propose": dated(gettext_lazy("提议结对（%(on)s 起）"), "since"),
    "pairing.accept": accepted,
    "pairing.decline": gettext_lazy("一方不同意结对"),
    "pairing.withdraw": gettext_lazy("撤回结对提议"),
    "pairing.end": dated(gettext_lazy("结对结束（最后一天 %(on)s）"), "until"),
    "pairing.hand_over": dated(gettext_lazy("责任人交接（%(on)s 起）"), "since"),
    "pairing.condition": condition,
    "pairing.lift": gettext_lazy("解除指定或回避"),
    "pairing.place": gettext_lazy("登记位置坐标"),
    "pairing.wish": gettext_lazy("登记交谈语言"),
    "pairing.found": gettext_lazy("登记结对包联"),
    "pairing.role": gettext_lazy("指导员角色更名"),
    "pairing.profile": gettext_lazy("登记包联的单位数上下限"),
    "proposal.begin": gettext_lazy("拟定分配方案"),
    "proposal.again": gettext_lazy("重新计算分配方案"),
    "proposal.solve": gettext_lazy("算出分配方案"),
    "proposal.fail": gettext_lazy("分配方案无解"),
    "proposal.drop": gettext_lazy("放弃分配方案"),
    "proposal.send": gettext_lazy("分配方案征求意见"),
}
