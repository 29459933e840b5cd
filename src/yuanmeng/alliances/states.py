"""States and moves of a membership: nobody is a member before the organisation said yes, and may leave at any time."""

from __future__ import annotations

from yuanmeng.core.machine import machine

MEMBERSHIP = machine(
    "联盟成员关系",
    {"invited": "待企业确认", "member": "成员", "declined": "企业谢绝", "left": "已退出"},
    {
        "accept": ("invited", "member"),
        "decline": ("invited", "declined"),
        "leave": ("member", "left"),
    },
)
"""Free entry and exit (ENT-13). A declined or former member is invited anew with a new membership, so history stays."""
