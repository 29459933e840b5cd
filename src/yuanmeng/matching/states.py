"""States and moves of shared labour: a posting, a proposed plan, a loan, a worker's consent."""

from __future__ import annotations

from yuanmeng.core.machine import machine

LOT = machine(
    "用工信息",
    {"held": "待核对", "draft": "草稿", "open": "已发布", "withdrawn": "已撤回"},
    {
        "release": ("held", "draft"),
        "edit": ("draft", "draft"),
        "publish": ("draft", "open"),
        "revise": ("open", "draft"),
        "withdraw": ("held draft open", "withdrawn"),
    },
)
"""Held: something only a person can settle. Draft: may lack the fields of LAB-11. Open: takes part in plans."""

IMPORT = machine(
    "缺工信息导入批次",
    {"uploaded": "待确认", "loaded": "已导入", "undone": "已撤销", "dropped": "已放弃"},
    {"load": ("uploaded", "loaded"), "undo": ("loaded", "undone"), "drop": ("uploaded", "dropped")},
)

PLAN = machine(
    "调配方案",
    {"solving": "计算中", "failed": "无法计算", "ready": "待征求意见", "sent": "已征求意见", "dropped": "已放弃"},
    {
        "solve": ("solving", "ready"),
        "fail": ("solving", "failed"),
        "again": ("ready failed", "solving"),
        "send": ("ready", "sent"),
        "resolve": ("sent", "sent"),
        "drop": ("ready failed", "dropped"),
    },
)

LOAN = machine(
    "共享用工",
    {
        "draft": "方案中",
        "asked": "征求两家意见",
        "agreed": "两家同意，准备中",
        "active": "进行中",
        "returned": "已返回",
        "renewed": "已续签",
        "refused": "未同意",
        "cancelled": "已取消",
    },
    {
        "send": ("draft", "asked"),
        "say_yes": ("asked", "asked"),
        "agree": ("asked", "agreed"),
        "refuse": ("asked", "refused"),
        "prepare": ("agreed", "agreed"),
        "cancel": ("agreed", "cancelled"),
        "start": ("agreed", "active"),
        "settle": ("active returned renewed", "active"),
        "report": ("active", "active"),
        "send_back": ("active", "active"),
        "return": ("active", "returned"),
        "propose_renewal": ("active", "active"),
        "renew": ("active", "renewed"),
    },
)
"""`settle` and `report` leave the state as it is: only from where they are allowed counts (LAB-08, LAB-09)."""

CONSENT = machine(
    "本人同意",
    {"asked": "待本人答复", "given": "本人同意", "refused": "本人不同意", "withdrawn": "本人已撤回"},
    {"give": ("asked refused withdrawn", "given"), "refuse": ("asked", "refused"), "withdraw": ("given", "withdrawn")},
)
