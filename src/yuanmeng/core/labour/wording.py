"""Wording that discriminates, pointed out before a need is published (LAB-16, 就业促进法 art. 26–31). Nothing is
changed: the person reads the words and the reason and writes them anew."""

from __future__ import annotations

import re
from dataclasses import dataclass

GROUNDS: tuple[tuple[str, str, str], ...] = (
    (
        "sex",
        r"(?:仅限?|只限?|限|要求?|只招|只要)\s*(?:男|女)(?:性|士|生|工)?|(?:男|女)(?:性|士|生)优先"
        r"|性别\s*[:：]?\s*(?:男|女)|(?:男|女)性[,，。；;]|(?<![普临])(?:男|女)工",
        "就业促进法第二十七条",
    ),
    (
        "age",
        r"\d{2}\s*(?:周?岁)?\s*(?:[-－—~～至到]\s*\d{2}\s*周?岁)|\d{2}\s*周?岁\s*(?:以下|以内|之内)"
        r"|不超过\s*\d{2}\s*周?岁",
        "就业促进法第二十六条",
    ),
    ("marriage", r"已婚|未婚|已育|未育|婚育", "就业促进法第二十七条"),
    ("nation", r"(?:限|仅|只招|不招|不要)\s*(?:汉族|回族|维族|少数民族)", "就业促进法第二十八条"),
    (
        "disability",
        r"(?:不招|不要|谢绝)\s*残疾|无残疾|五官端正|身高\s*\d|形象(?:气质)?[好佳]|相貌",
        "就业促进法第二十九条",
    ),
    ("carrier", r"乙肝|两对半|无传染病史|病毒携带", "就业促进法第三十条"),
    (
        "household",
        r"(?:本地|城镇|非农|限)\s*户(?:口|籍)|(?:不招|不要|谢绝)\s*(?:外地|农村|农民工)|本地人(?:优先)?",
        "就业促进法第三十一条",
    ),
    ("religion", r"(?:不招|不要|限)\s*(?:信教|宗教)|无宗教信仰", "就业促进法第三条"),
)
PATTERNS = [(ground, re.compile(pattern), clause) for ground, pattern, clause in GROUNDS]


@dataclass(frozen=True, slots=True)
class Found:
    """Words that discriminate, on which ground, against which clause."""

    ground: str
    words: str
    clause: str


def discriminating(text: str) -> list[Found]:
    """Every stretch of a text that excludes people on a forbidden ground, in the order of the grounds."""
    return [
        Found(ground, hit.group().strip("，,。；;"), clause)
        for ground, pattern, clause in PATTERNS
        for hit in pattern.finditer(text)
        if not re.search(r"不限", text[max(0, hit.start() - 4) : hit.end() + 4])
    ]
