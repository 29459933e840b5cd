"""Size class of a firm (large, medium, small, micro) by 国统字〔2017〕213号 (ENT-05), and the 规上 threshold (ENT-07).

The thresholds are those of 工信部联企业〔2011〕300号. A tier needs all of its indicators, otherwise the firm drops one;
micro needs only one indicator below. Nothing is guessed: a missing indicator gives "unknown" unless the others decide.
Money is in units of 10,000 yuan (万元) in the tables and in fen at the functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "国统字〔2017〕213号"
WAN = 1_000_000
"""Fen in 10,000 yuan."""
TIERS = ("large", "medium", "small")
INDICATORS = ("headcount", "revenue", "assets")

Bounds = tuple[int, int, int]
"""Lower bounds of large, medium and small."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the 16 industries: which codes of GB/T 4754-2017 it covers, and its bounds by indicator."""

    name: str
    prefixes: tuple[str, ...]
    headcount: Bounds | None = None
    revenue: Bounds | None = None
    assets: Bounds | None = None

    def bounds(self) -> dict[str, Bounds]:
        """The indicators that count here; money in fen."""
        money = {"revenue": self.revenue, "assets": self.assets}
        inputs = {"headcount": self.headcount} if self.headcount else {}
        return inputs | {key: (b[0] * WAN, b[1] * WAN, b[2] * WAN) for key, b in money.items() if b}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class, the rule it follows from, and what would have been needed: names of INDICATORS, or `industry`."""

    size: str
    rule: Rule | None = None
    missing: tuple[str, ...] = ()


def span(first: int, last: int) -> tuple[str, ...]:
    """Two-digit division codes from first to last."""
    return tuple(f"{number:02}" for number in range(first, last + 1))


RULES = (
    Rule("农、林、牧、渔业", span(1, 4), revenue=(20_000, 500, 50)),
    Rule("工业", span(6, 46), headcount=(1000, 300, 20), revenue=(40_000, 2000, 300)),
    Rule("建筑业", span(47, 50), revenue=(80_000, 6000, 300), assets=(80_000, 5000, 300)),
    Rule("批发业", ("51",), headcount=(200, 20, 5), revenue=(40_000, 5000, 1000)),
    Rule("零售业", ("52",), headcount=(300, 50, 10), revenue=(20_000, 500, 100)),
    Rule("交通运输业", (*span(54, 58), "591"), headcount=(1000, 300, 20), revenue=(30_000, 3000, 200)),
    Rule(
        "仓储业",
        tuple(str(group) for group in range(592, 600)),
        headcount=(200, 100, 20),
        revenue=(30_000, 1000, 100),
    ),
    Rule("邮政业", ("60",), headcount=(1000, 300, 20), revenue=(30_000, 2000, 100)),
    Rule("住宿业", ("61",), headcount=(300, 100, 10), revenue=(10_000, 2000, 100)),
    Rule("餐饮业", ("62",), headcount=(300, 100, 10), revenue=(10_000, 2000, 100)),
    Rule("信息传输业", ("63", "64"), headcount=(2000, 100, 10), revenue=(100_000, 1000, 100)),
    Rule("软件和信息技术服务业", ("65",), headcount=(300, 100, 10), revenue=(10_000, 1000, 50)),
    Rule("房地产开发经营", ("701",), revenue=(200_000, 1000, 100), assets=(10_000, 5000, 2000)),
    Rule("物业管理", ("702",), headcount=(1000, 300, 100), revenue=(5000, 1000, 500)),
    Rule("租赁和商务服务业", ("71", "72"), headcount=(300, 100, 10), assets=(120_000, 8000, 100)),
    Rule(
        "其他未列明行业",
        (*span(73, 82), "85", *span(86, 90), "703", "709"),
        headcount=(300, 100, 10),
    ),
)
"""The table of the annex, in its order. Finance, education, health care and public administration are outside it."""

BY_NAME = {rule.name: rule for rule in RULES}
BY_PREFIX = {prefix: rule for rule in RULES for prefix in rule.prefixes}
COARSE = {prefix[:2] for prefix in BY_PREFIX if len(prefix) > 2}


def rule_of(industry: str) -> Rule | None:
    """The rule of a code of GB/T 4754-2017 with two to four digits; None when none covers it or it is too coarse."""
    return BY_PREFIX.get(industry[:3]) or BY_PREFIX.get(industry[:2])


def size_class(industry: str, facts: Mapping[str, int]) -> Verdict:
    """The class from the industry code and facts by indicator (headcount in persons, money in fen of CNY)."""
    rule = rule_of(industry)
    if rule is not None:
        return judge(rule, facts)
    if not industry or (industry in COARSE):
        return Verdict("unknown", None, ("industry",))
    return Verdict("outside")


def judge(rule: Rule, facts: Mapping[str, int]) -> Verdict:
    """The class by one rule. An indicator that is missing could only lower it: below `small` is micro all the same."""
    bounds = rule.bounds()
    missing = tuple(key for key in bounds if key not in facts)
    known = {key: at for key, at in bounds.items() if key in facts}
    reached = next(
        (tier for place, tier in enumerate(TIERS) if all(facts[key] >= at[place] for key, at in known.items())), "micro"
    )
    if missing and reached != "micro":
        return Verdict("unknown", rule, missing)
    return Verdict(reached, rule, missing)


SCALE = {
    2000: (*span(6, 46), "51", *span(53, 60), *span(63, 65), *span(76, 79), "84"),
    1000: ("702", "703", "704", "709", "71", "72", *span(73, 75), "83"),
    500: ("52", *span(80, 82), "85", *span(86, 90)),
    200: ("61", "62"),
}
"""Annual revenue in 万元 from which a unit is counted 规上, by industry (ENT-07). From memory of the field: the zone
verifies it with the district statistics office. Construction and real-estate development go by qualification."""
SCALE_BY_PREFIX = {prefix: bound for bound, prefixes in SCALE.items() for prefix in prefixes}


def scale_threshold(industry: str) -> int | None:
    """The 规上 revenue threshold in fen, None where revenue does not decide."""
    bound = SCALE_BY_PREFIX.get(industry[:3]) or SCALE_BY_PREFIX.get(industry[:2])
    return bound * WAN if bound else None
