"""A chat message about staff, read into a posting for the person to confirm: on top of `core.exchange.pasted`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from yuanmeng.core.exchange.pasted import NUMBER
from yuanmeng.core.exchange.pasted import read as read_listing
from yuanmeng.core.labour.catalogue import found
from yuanmeng.core.numerals import whole
from yuanmeng.core.text import tidy

PAY = re.compile(
    r"(\d{2,5})\s*元?\s*(?:/|每|一)\s*(天|日|月|小时)|(?:日薪|每天|一天)\s*(\d{2,4})|(?:月薪|每月)\s*(\d{3,5})"
)
SHIFT_WORDS = ((4, "夜班|晚班"), (2, "中班"), (1, "白班|长白"))
COUNTED = re.compile(NUMBER + r"\s*(?:个|名|位)(?!月|星期|小时|班)")
FIRM = re.compile(r"[\u4e00-\u9fff]{0,4}(?:厂|公司)")
"""“我们印刷厂”says who writes, not whom they want."""
OFFERED = {"board": "包吃|管饭|工作餐|包三餐|食宿", "lodging": "包住|住宿|宿舍|食宿", "bus": "班车|接送"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the message says; None, 0 or "" where it does not. `words` maps fields to the words that led to them."""

    side: str = ""
    job: int | None = None
    heads: int | None = None
    since: date | None = None
    until: date | None = None
    wage_fen: int | None = None
    wage_unit: str = ""
    shifts: int = 0
    offered: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)


def read(message: str, today: date) -> Said:
    """Read one message as of `today`. Raises text.Unclean."""
    text, reading = tidy(message), read_listing(message, today)
    words = {key: said for key, said in reading.words.items() if key in {"direction", "quantity", "period"}}
    names = found(FIRM.sub("", text))
    if names:
        words["job"] = names[0][1]
    wage, unit = _pay(text, words)
    shifts = 7 if "倒班" in text else sum(bit for bit, pattern in SHIFT_WORDS if re.search(pattern, text))
    offered = tuple(key for key, pattern in OFFERED.items() if re.search(pattern, text))
    side = {"offer": "surplus", "need": "shortage"}.get(reading.direction, "")
    heads = reading.quantity if reading.unit == "人" else _heads(text, words)
    job = names[0][0] if names else None
    return Said(side, job, heads, reading.since, reading.until, wage, unit, shifts, offered, words)


def _heads(text: str, words: dict[str, str]) -> int | None:
    """“7个包装工”: a count of workers without the word for people."""
    hit = COUNTED.search(text)
    if hit is None:
        return None
    words["quantity"] = hit.group()
    return int(hit[1]) if hit[1].isdigit() else whole(hit[1])


def _pay(text: str, words: dict[str, str]) -> tuple[int | None, str]:
    hit = PAY.search(text)
    if hit is None:
        return None, ""
    words["wage"] = hit.group()
    amount = hit[1] or hit[3] or hit[4]
    unit = {"天": "day", "日": "day", "月": "month", "小时": "hour"}[hit[2]] if hit[1] else "day" if hit[3] else "month"
    return int(amount) * 100, unit
