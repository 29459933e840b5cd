"""States and moves of an activity and of what was decided there (ALL-03)."""

from __future__ import annotations

from yuanmeng.core.machine import machine

ACTIVITY = machine(
    "活动",
    {"planned": "筹备中", "invited": "已邀请", "held": "已举行", "cancelled": "已取消"},
    {
        "edit": ("planned invited", "planned"),
        "invite": ("planned invited", "invited"),
        "propose": ("planned invited", "planned"),
        "hold": ("planned invited", "held"),
        "attend": ("planned invited held", "held"),
        "minute": ("held", "held"),
        "decide": ("held", "held"),
        "cancel": ("planned invited", "cancelled"),
    },
)
"""Only `invite`, `hold` and `cancel` change the state; of the others only "may it?" is asked."""

FOLLOW_UP = machine(
    "后续事项",
    {"open": "办理中", "done": "已办结", "dropped": "不再办理"},
    {"finish": ("open", "done"), "drop": ("open", "dropped")},
)
