"""What makes a lawful plan liveable: wishes that take value, each switchable, each with a price that is reported.

The law and the core (a transportation problem) come first; a plan under wishes is sought near the core's prices and
measured against the core's bound, which stays true for it (`adapt`). Periods let heads be lent again (`periods`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from yuanmeng.core.refusals import Invalid

MOST_YUAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Tier:
    """Heads of a borrower up to `share` percent of all it misses earn `step` yuan each, besides later tiers' steps."""

    share: int
    step: int


EVEN_HANDED: tuple[Tier, ...] = (Tier(20, 4_000), Tier(50, 1_500))
"""A priority curve for fairness: the first fifth of what a borrower misses comes before others' last heads."""


@dataclass(frozen=True, slots=True)
class Pin:
    """At least so many heads of this surplus row go to this shortage row."""

    lender: int
    borrower: int
    heads: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """All off by default. Raises Invalid when a number is out of its range."""

    batches: bool = False
    """No loan below the larger `batch` of its sides, where a side's batch is at most the heads it has."""
    counterparties: bool = False
    """No need borrows from more lots than its `lenders`, except from pinned ones."""
    loan_cost: int = 0
    """Yuan that every loan costs, however many heads: few counterparties."""
    fairness: tuple[Tier, ...] = ()
    keep: int = 0
    """Yuan for every head that stays where the previous plan sent it: stability."""
    rounds: int = 1
    """How often what is left of lots after loans may be lent again: periods."""
    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        steps = [("step", tier.step) for tier in self.fairness]
        for name, value in [("loan_cost", self.loan_cost), ("keep", self.keep), *steps]:
            if not 0 <= value <= MOST_YUAN:
                raise Invalid(f"愿望“{name}”的值“{value}”不在 0 到 {MOST_YUAN} 元之间。")
        shares = [tier.share for tier in self.fairness]
        if shares != sorted(set(shares)) or any(not 1 <= share <= 100 for share in shares):
            raise Invalid(f"公平档次的比例“{shares}”应在 1 到 100 之间，并且逐档增大。")
        if not 1 <= self.rounds <= 9:
            raise Invalid(f"轮数“{self.rounds}”不在 1 到 9 之间。")
        if any(pin.heads < 1 for pin in self.pins):
            raise Invalid("指定的人数至少是 1。")

    @property
    def any(self) -> bool:
        """Something is wished for that a core plan need not hold."""
        return bool(self.batches or self.counterparties or self.loan_cost or self.fairness or self.keep or self.pins)


def wishes_of(given: Mapping[str, Any]) -> Wishes:
    """From the table [wishes] of a rules file: the names of the fields, `fairness` as [[share, step], …]; no pins.

    Raises Invalid naming the key and the value.
    """
    kinds = {"batches": bool, "counterparties": bool, "loan_cost": int, "keep": int, "rounds": int, "fairness": list}
    for key, value in given.items():
        if key not in kinds:
            raise Invalid(f"规则文件的 [wishes] 里没有“{key}”；可用的有：{'、'.join(sorted(kinds))}。")
        if type(value) is not kinds[key]:
            raise Invalid(f"规则文件的 [wishes] 里“{key}”的值“{value}”不对，应是{_KINDS[kinds[key]]}。")
    return Wishes(**{**given, "fairness": tuple(_tier(row) for row in given.get("fairness", []))})


_KINDS = {bool: " true 或 false", int: "整数", list: " [[比例, 元], …]"}


def _tier(row: Any) -> Tier:
    if not isinstance(row, list) or len(row) != len(fields(Tier)) or any(type(part) is not int for part in row):
        raise Invalid(f"规则文件的 [wishes] 里 fairness 的一档“{row}”应是 [比例, 元] 两个整数。")
    return Tier(*row)
