"""Which offers fit a need (or needs an offer), in order, each with its reasons and with what cannot be told.

It proposes and never decides. What is known to clash (period, unit, too few) comes after what fits, but is shown with
its reason. The order is lexicographic, so that it can be said in words: fewer clashes, then fewer unknowns, then more
of the quantity covered, then the likeness of the texts, then the older entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yuanmeng.core.exchange.bm25 import likeness


@dataclass(frozen=True, slots=True)
class Side:
    """One entry of the lists, as far as fitting needs it; quantities are whole numbers of `unit`, dates inclusive."""

    key: int
    category: str
    text: str
    quantity: int | None = None
    unit: str = ""
    since: date | None = None
    until: date | None = None
    alliances: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """One proposal: codes of what speaks for it, against it, and of what is missing to tell."""

    key: int
    yes: list[str]
    no: list[str]
    unknown: list[str]
    covered: float
    likeness: float
    shared: list[str] = field(default_factory=list)


def fits(asked: Side, others: Sequence[Side], most: int = 10) -> list[Fit]:
    """The best `most` of the others of the same category, or of any category when the texts share something."""
    near = likeness(asked.text, [other.text for other in others])
    found = [_fit(asked, other, *near[i]) for i, other in enumerate(others)]
    kept = [fit for fit in found if "category" in fit.yes or fit.likeness > 0]
    return sorted(kept, key=_order)[:most]


def _order(fit: Fit) -> tuple[int, int, float, float, int]:
    return (len(fit.no), len(fit.unknown), -fit.covered, -fit.likeness, fit.key)


def _fit(asked: Side, other: Side, near: float, shared: list[str]) -> Fit:
    judged = {
        "category": asked.category == other.category,
        "period": _overlap(asked, other),
        "quantity": _enough(asked, other),
        "alliance": True if asked.alliances & other.alliances else None,
        "text": True if near > 0 else None,
    }
    yes = [name for name, verdict in judged.items() if verdict]
    no = [name for name, verdict in judged.items() if verdict is False]
    unknown = [name for name in ("period", "quantity") if judged[name] is None]
    return Fit(other.key, yes, no, unknown, _covered(asked, other), near, shared[:6])


def _overlap(one: Side, other: Side) -> bool | None:
    """Whether the periods share a day; None when an end that matters is open on a side."""
    if None in {one.since, one.until, other.since, other.until}:
        return None
    return bool(one.since <= other.until and other.since <= one.until)  # type: ignore[operator]


def _enough(asked: Side, other: Side) -> bool | None:
    if asked.quantity is None or other.quantity is None or not asked.unit or not other.unit:
        return None
    return asked.unit == other.unit and other.quantity >= asked.quantity


def _covered(asked: Side, other: Side) -> float:
    """The part of what is asked that the other side has, 0 to 1; 0 where it cannot be told."""
    if not asked.quantity or other.quantity is None or asked.unit != other.unit:
        return 0.0
    return min(1.0, other.quantity / asked.quantity)
