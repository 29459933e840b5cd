"""States and moves of a problem (问题) as one pure table: the docs draw it, the actions obey it, a test walks it.

A verb may stand in several rows: what it leads to then depends on the state it starts from. Verbs that leave the state
as it is (`escalate`, `ask_extension` …) are moves too, for they are not allowed everywhere.
"""

from __future__ import annotations

from yuanmeng.core.machine import Machine, Move, machine

STATES = {
    "raised": "待受理",
    "accepted": "待派发",
    "dispatched": "待领办",
    "objected": "退回待裁定",
    "in_hand": "办理中",
    "consultation": "会商中",
    "paused": "暂停计时",
    "answered": "待企业确认",
    "solved": "已解决",
    "explained": "已说明",
    "carried_over": "挂账",
    "withdrawn": "已撤回",
    "unconfirmed": "未经企业确认办结",
    "referred": "已告知其他渠道",
}
CLOSED = ("solved", "explained", "carried_over", "withdrawn", "unconfirmed", "referred")
"""The ways a problem ends. Only the firm's own word leads to the first three; the last three are counted apart."""
OPEN = tuple(state for state in STATES if state not in CLOSED)
WITH_UNIT = ("dispatched", "objected", "in_hand", "consultation", "paused")
"""A unit has it on its desk."""
OUTCOMES = ("solved", "explained", "carried_over")
"""What an answer may claim; the firm agrees or not (TKT-05)."""

_EVERYWHERE = " ".join(OPEN)
TABLE: tuple[tuple[str, str, str], ...] = (
    ("accept", "raised", "accepted"),
    ("refer", "raised accepted", "referred"),
    ("answer_at_once", "raised accepted", "answered"),
    ("dispatch", "accepted", "dispatched"),
    ("recall", "dispatched", "accepted"),
    ("object", "dispatched", "objected"),
    ("uphold", "objected", "accepted"),
    ("overrule", "objected", "dispatched"),
    ("take_on", "dispatched", "in_hand"),
    ("reassign", "in_hand", "in_hand"),
    ("join", "dispatched", "dispatched"),
    ("join", "in_hand", "in_hand"),
    ("opine", "dispatched", "dispatched"),
    ("opine", "in_hand", "in_hand"),
    ("opine", "consultation", "consultation"),
    ("opine", "paused", "paused"),
    ("report", "in_hand", "in_hand"),
    ("pause", "in_hand", "paused"),
    ("resume", "paused", "in_hand"),
    ("ask_extension", "in_hand", "in_hand"),
    ("grant_extension", "in_hand", "in_hand"),
    ("refuse_extension", "in_hand", "in_hand"),
    ("escalate", "accepted", "accepted"),
    ("escalate", "dispatched", "dispatched"),
    ("escalate", "in_hand", "in_hand"),
    ("escalate", "paused", "paused"),
    ("call", "in_hand paused", "consultation"),
    ("state", "consultation", "consultation"),
    ("decide", "consultation", "in_hand"),
    ("answer", "in_hand", "answered"),
    ("retract", "answered", "in_hand"),
    ("retract_anew", "answered", "accepted"),
    ("confirm_solved", "answered", "solved"),
    ("confirm_explained", "answered", "explained"),
    ("confirm_carried_over", "answered", "carried_over"),
    ("dissent", "answered", "in_hand"),
    ("dissent_anew", "answered", "accepted"),
    ("follow_up", "answered", "answered"),
    ("send_back", "answered", "in_hand"),
    ("send_back_anew", "answered", "accepted"),
    ("close_unconfirmed", "answered", "unconfirmed"),
    ("bring_back", "carried_over", "in_hand"),
    ("bring_back_anew", "carried_over", "accepted"),
    ("reopen", "solved explained carried_over unconfirmed", "in_hand"),
    ("reopen_anew", "solved explained carried_over unconfirmed referred", "accepted"),
    ("withdraw", _EVERYWHERE, "withdrawn"),
)
ISSUE = Machine("问题", STATES, tuple(Move(verb, frozenset(before.split()), after) for verb, before, after in TABLE))
BY_FIRM = frozenset(
    {
        "confirm_solved",
        "confirm_explained",
        "confirm_carried_over",
        "dissent",
        "dissent_anew",
        "reopen",
        "reopen_anew",
        "withdraw",
    }
)
"""Moves that only the firm makes, signed in or by its one-time link. `…_anew`: no unit has it, so it is dispatched."""

PART = machine(
    "协办事项",
    {"asked": "待提交意见", "given": "已提交意见", "released": "不再需要"},
    {"give": ("asked given", "given"), "release": ("asked", "released")},
)
TABLE_STATES = {"called": "待议定", "decided": "已议定", "dropped": "已取消"}
CONSULTATION = machine(
    "会商",
    TABLE_STATES,
    {"state": ("called", "called"), "decide": ("called", "decided"), "drop": ("called", "dropped")},
)
CLOCK = machine(
    "时限",
    {"running": "计时中", "met": "按时完成", "late": "逾期完成", "void": "不再计时"},
    {"meet": ("running", "met"), "miss": ("running", "late"), "void": ("running", "void")},
)

IMPORT = machine(
    "问题导入批次",
    {"uploaded": "待确认", "loaded": "已导入", "undone": "已撤销", "dropped": "已放弃"},
    {"load": ("uploaded", "loaded"), "undo": ("loaded", "undone"), "drop": ("uploaded", "dropped")},
)
