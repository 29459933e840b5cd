"""States and moves: a contact from plan to record, and a line of a visit."""

from __future__ import annotations

from yuanmeng.core.machine import machine

VISIT = machine(
    "走访",
    {
        "planned": "已约定",
        "done": "已完成",
        "declined": "企业婉拒",
        "cancelled": "已取消",
        "joined": "已并入联合走访",
        "void": "已作废",
    },
    {
        "hold": ("planned", "done"),
        "reschedule": ("planned", "planned"),
        "come_along": ("planned", "planned"),
        "decline": ("planned", "declined"),
        "cancel": ("planned", "cancelled"),
        "join": ("planned", "joined"),
        "amend": ("done", "done"),
        "keep_promise": ("done", "done"),
        "void": ("done", "void"),
    },
)
"""A visit that a firm declined or that was joined to another is not held; a mistaken record is voided, not deleted."""

LINE = machine(
    "走访记录条目",
    {"noted": "尚未转办", "raised": "已转为诉求", "settled": "已在现场解决", "kept": "已记录"},
    {"raise": ("noted", "raised")},
)
"""Problems and needs wait to be raised unless they were settled on the spot; hints are kept as they are."""
