"""States and moves of the register."""

from __future__ import annotations

from yuanmeng.core.machine import machine
from yuanmeng.core.said import gettext_noop

ORGANISATION = machine(
    "单位",
    {"active": "在册", "closed": "已注销", "merged": "已合并"},
    {
        "close": ("active", "closed"),
        "reopen": ("closed", "active"),
        "merge": ("active closed", "merged"),
    },
)
OPEN = frozenset({"active", "closed"})
"""A merged organisation is changed no more: what happens to it happens to the one it became part of."""

CORRECTION = machine(
    "更正申请",
    {
        "requested": "待处理",
        "accepted": gettext_noop("已采纳"),
        "declined": gettext_noop("未采纳"),
        "withdrawn": "已撤回",
    },
    {
        "accept": ("requested", "accepted"),
        "decline": ("requested", "declined"),
        "withdraw": ("requested", "withdrawn"),
    },
)

MERGE = machine("合并", {"merged": "已合并", "undone": "已撤销"}, {"undo": ("merged", "undone")})

BULK_EDIT = machine(
    "批量修改",
    {
        "draft": "待提交",
        "proposed": "待批准",
        "applied": "已执行",
        "declined": "未批准",
        "withdrawn": "已撤回",
        "undone": "已撤销",
    },
    {
        "propose": ("draft", "proposed"),
        "withdraw": ("draft proposed", "withdrawn"),
        "approve": ("proposed", "applied"),
        "decline": ("proposed", "declined"),
        "undo": ("applied", "undone"),
    },
)

IMPORT = machine(
    "导入批次",
    {
        "uploaded": "待确认列",
        "mapped": "待检查",
        "checked": "待确认导入",
        "applied": "已导入",
        "dropped": "已放弃",
        "undone": "已撤销",
    },
    {
        "map": ("uploaded mapped checked", "mapped"),
        "check": ("mapped checked", "checked"),
        "apply": ("checked", "applied"),
        "drop": ("uploaded mapped checked", "dropped"),
        "undo": ("applied", "undone"),
    },
)

HELD_ROW = machine(
    "待定行",
    {"held": "待定", "taken": "已收录", "dismissed": "已不收录", "undone": "随批次撤销"},
    {
        "take": ("held", "taken"),
        "dismiss": ("held", "dismissed"),
        "undo": ("held taken dismissed", "undone"),
    },
)
