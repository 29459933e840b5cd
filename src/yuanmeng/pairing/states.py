"""States and moves of pairings and proposals. Whether a pairing is in force is no state: its period says so."""

from __future__ import annotations

from yuanmeng.core.machine import machine
from yuanmeng.core.said import gettext_noop

PAIRING_STATES = {
    "draft": "方案中",
    "proposed": "征求意见",
    "agreed": "双方同意",
    "declined": "未同意",
    "withdrawn": "已撤回",
}
PAIRING = machine(
    gettext_noop("结对"),
    PAIRING_STATES,
    {
        "send": ("draft", "proposed"),
        "accept": ("proposed", "proposed"),
        "agree": ("proposed", "agreed"),
        "decline": ("proposed", "declined"),
        "withdraw": ("draft proposed", "withdrawn"),
        "end": ("agreed", "agreed"),
        "hand_over": ("agreed", "agreed"),
    },
)
"""accept: one of the two sides said yes. agree: both have."""
PROPOSAL_STATES = {
    "solving": "计算中",
    "ready": "待发送",
    "failed": "没有可行方案",
    "sent": "征求意见",
    "dropped": "已放弃",
}
PROPOSAL = machine(
    "分配方案",
    PROPOSAL_STATES,
    {
        "solve": ("solving", "ready"),
        "fail": ("solving", "failed"),
        "again": ("ready failed", "solving"),
        "send": ("ready", "sent"),
        "resolve": ("sent", "sent"),
        "drop": ("ready failed", "dropped"),
    },
)
"""again: after a pin or an exclusion. resolve: what was declined is assigned anew in a following proposal."""
