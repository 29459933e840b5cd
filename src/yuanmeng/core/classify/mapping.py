"""Which alliance an industry belongs to: the default of ENT-04, which a zone replaces by dated editions of its own."""

from __future__ import annotations

from collections.abc import Mapping

from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.said import said as _

ALLIANCES: dict[str, tuple[str, str]] = {
    "intelligent_manufacturing": ("智能制造联盟", "Intelligent Manufacturing Alliance"),
    "food_beverage": ("食品饮料联盟", "Food and Beverage Alliance"),
    "information_technology": ("信息技术联盟", "Information Technology Alliance"),
    "services": ("现代服务业联盟", "Services Alliance"),
    "biomedicine": ("生物医药联盟", "Biomedicine Alliance"),
}
"""The five alliances of 1+5+N: slug → Chinese and English name."""

DEFAULT: dict[str, str] = {
    **dict.fromkeys(("13", "14", "15"), "food_beverage"),
    **dict.fromkeys(("33", "34", "35", "36", "37", "38", "40", "43"), "intelligent_manufacturing"),
    **dict.fromkeys(("39", "63", "64", "65"), "information_technology"),
    **dict.fromkeys(("27", "358", "73"), "biomedicine"),
    **dict.fromkeys(("732", "735"), "services"),
    **dict.fromkeys("FGHJKLMNOPQR", "services"),
}
"""Prefix of a GB/T 4754-2017 code (or a section letter) → slug; industries without a rule belong to none.

C13-15, C34-38, I63-65, C27 and M73 are ENT-04; the rest is reasoned in docs/decisions (industry and alliance).
"""


def alliance_of(code: str, rules: Mapping[str, str]) -> str:
    """The slug for an industry code: the longest digit prefix, then the section letter, else "" (none)."""
    for length in range(len(code), 0, -1):
        if code[:length] in rules:
            return rules[code[:length]]
    return rules.get(SECTION_OF.get(code[:2], ""), "")


def prefix_of(text: str) -> str:
    """A prefix as people write it, `C13`, `c1351`, `13` or `F`, as it is stored: digits, or one section letter.

    Raises Invalid when the letter and the division disagree or neither exists.
    """
    letter, digits = text.strip().upper()[:1], text.strip().upper()
    if letter.isalpha():
        digits = digits[1:]
    section = SECTION_OF.get(digits[:2], "")
    known = (letter in SECTION_OF.values() and not digits) or (section and digits.isdigit() and len(digits) <= 4)
    if not known or (letter.isalpha() and digits and letter != section):
        says = _(
            "“%(code)s”不是 GB/T 4754-2017 的行业代码：应为门类字母或大类起的数字，如 F、C13、1351。",
            code=text.strip()[:20],
        )
        raise Invalid(says)
    return digits or letter
