"""States and moves of a membership: nobody is a member before the organisation said yes, and may leave at any time."""

from __future__ import annotations

from yuanmeng.core.machine import machine
from yuanmeng.core.said import gettext_noop

MEMBERSHIP = machine(
    gettext_noop("联盟成员关系"),
    {
        "invited": "待企业确认",
        "applied": "申请加入",
        "member": "成员",
        "declined": "企业谢绝",
        "refused": "未接纳",
        "withdrawn": "已撤回",
        "left": "已退出",
    },
    {
        "accept": ("invited", "member"),
        "decline": ("invited", "declined"),
        "withdraw": ("invited", "withdrawn"),
        "admit": ("applied", "member"),
        "refuse": ("applied", "refused"),
        "retract": ("applied", "withdrawn"),
        "leave": ("member", "left"),
    },
)
"""accept, decline, retract, leave: the organisation's own word. withdraw, admit, refuse: the alliance's.

Free entry and exit (ENT-13). A declined or former member is invited anew with a new membership, so history stays."""
