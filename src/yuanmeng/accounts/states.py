"""States of feedback: received, then answered; an answer may be given again."""

from __future__ import annotations

from yuanmeng.core.machine import machine

FEEDBACK_STATES = {"received": "待答复", "answered": "已答复"}
FEEDBACK = machine("投诉与建议", FEEDBACK_STATES, {"answer": ("received", "answered")})
