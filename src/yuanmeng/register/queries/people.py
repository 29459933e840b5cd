"""Reads over business contacts, and how their phones are masked (SEC-15)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){6})[0-9 +()（）转,-]{6,30}")
"""What a business phone looks like: digits and their usual separators, an extension after 转."""

WHY_SHOWN = {
    "visit": _("走访或服务联系"),
    "issue": _("办理企业诉求"),
    "verify": _("核实登记信息"),
    "notice": _("紧急通知"),
}
"""The reasons for which a whole phone number is shown; the reason goes into the event."""


def masked(phone: str) -> str:
    """`13812341234` → `138****1234`, `0531-88881234` → `0531****1234`; short numbers keep their last two digits."""
    digits = re.sub(r"[^0-9]", "", phone)
    if len(digits) < 9:
        return f"****{digits[-2:]}" if digits else ""
    return f"{digits[:-8]}****{digits[-4:]}" if digits[0] == "0" else f"{digits[:3]}****{digits[-4:]}"


def person_id(by: Actor) -> int:
    """The person who acts, where a policy already lets nobody else come."""
    if by.user_id is None:
        raise ValueError("this needs a person who signed in")
    return by.user_id
