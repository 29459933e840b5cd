"""States and moves of the three lists (ALL-02): an entry, the claim on it, the joint task that both agreed on."""

from __future__ import annotations

from yuanmeng.core.machine import machine

LISTING = machine(
    "条目",
    {"open": "待认领", "claimed": "已被认领", "agreed": "合作中", "done": "已完成", "withdrawn": "已撤回"},
    {
        "edit": ("open", "open"),
        "renew": ("open", "open"),
        "claim": ("open", "claimed"),
        "release": ("claimed agreed", "open"),
        "agree": ("claimed", "agreed"),
        "finish": ("agreed", "done"),
        "withdraw": ("open", "withdrawn"),
    },
)
"""An open entry past its last day counts as expired; renewing it sets a new last day."""

CLAIM = machine(
    "认领",
    {"claimed": "待对方答复", "accepted": "双方同意", "refused": "对方谢绝", "withdrawn": "已撤回"},
    {
        "accept": ("claimed", "accepted"),
        "refuse": ("claimed", "refused"),
        "withdraw": ("claimed", "withdrawn"),
    },
)

TASK = machine(
    "合作项目",
    {"running": "进行中", "delivered": "待受益方确认", "confirmed": "效果已确认", "abandoned": "已终止"},
    {
        "plan": ("running", "running"),
        "block": ("running", "running"),
        "deliver": ("running", "delivered"),
        "return": ("delivered", "running"),
        "confirm": ("delivered", "confirmed"),
        "abandon": ("running", "abandoned"),
    },
)
"""Only the side that benefits confirms the effect."""
