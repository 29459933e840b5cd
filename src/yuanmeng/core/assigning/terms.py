"""The terms of a pair as data: each gives a pair points, none fewer than zero, and fewer is better (ALL-05).

Equal load is not among them: it comes before all points (see `flow`). Excluded and pinned pairs are conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.said import said as _

if TYPE_CHECKING:
    from yuanmeng.core.assigning.model import Firm, Person

    Whole = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Truth = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

UNKNOWN = -1
"""A distance that cannot be told, since a place is missing."""
FARTHEST = 2_000_000
"""Coordinates reach from minus to plus this many metres; farther is a slip of the pen."""
HEAVIEST = 100_000
"""The largest weight of a term."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `points` for each `unit`."""

    key: str
    name: str
    english: str
    unit: str
    points: int


TERMS: tuple[Term, ...] = (
    Term("industry", "行业", "industry", "每差一级（门类、大类、中类、小类）", 60),
    Term("language", "语言", "language", "没有共同语言的一对", 400),
    Term("distance", "距离", "distance", "每公里", 10),
    Term("far", "远途", "long trip", "每平方公里（距离的平方）", 1),
    Term("continuity", "延续", "continuity", "去年有人负责而今年换人", 200),
)
"""`far` grows with the square, so that two middling trips are better than a short and a long one."""
LEVELS = 4


def weights(changed: Mapping[str, int] | None = None) -> dict[str, int]:
    """Points of each term, with some changed. Raises Invalid for an unknown term or a weight outside 0 to 100,000."""
    known = {term.key: term.points for term in TERMS}
    for key, points in (changed or {}).items():
        if key not in known:
            raise Invalid(_("没有“%(term)s”这一项；可用的有：%(known)s。", term=key[:40], known="、".join(known)))
        if not 0 <= points <= HEAVIEST:
            says = _("“%(term)s”的权重 %(points)s 不在 0 到 %(most)s 之间。", term=key, points=points, most=HEAVIEST)
            raise Invalid(says)
    return known | dict(changed or {})


def units(people: Sequence[Person], firms: Sequence[Firm]) -> dict[str, Whole]:
    """Term → (people, firms) whole numbers of the term's unit, distances in metres or UNKNOWN."""
    distance = metres(people, firms)
    return {
        "industry": missing_levels(people, firms),
        "language": no_common_language(people, firms),
        "distance": distance,
        "continuity": changes_hands(people, firms),
    }


def points(counted: Mapping[str, Whole], weight: Mapping[str, int]) -> dict[str, Whole]:
    """Term → (people, firms) points, rounded down to whole points.

    Where a distance is unknown the pair is charged the mean of the firm's known ones: neither drawn nor repelled.
    """
    distance = neutral(counted["distance"])
    return {
        "industry": weight["industry"] * counted["industry"],
        "language": weight["language"] * counted["language"],
        "distance": weight["distance"] * distance // 1000,
        "far": weight["far"] * distance**2 // 1_000_000,
        "continuity": weight["continuity"] * counted["continuity"],
    }


def neutral(distance: Whole) -> Whole:
    """Distances with UNKNOWN replaced by the mean of the same firm's known ones, 0 where none is known."""
    known = distance != UNKNOWN
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, distance, 0).sum(axis=0) // count
    return np.where(known, distance, mean[None, :])


def missing_levels(people: Sequence[Person], firms: Sequence[Firm]) -> Whole:
    """How many of the four levels of GB/T 4754 the nearest of a person's industries lacks: 0 same class … 4 nothing.

    A person who names a whole division, `13`, is at home in all of it. A firm without a code lacks all four of
    everybody, which favours nobody.
    """
    codes = sorted({firm.industry for firm in firms})
    column = {code: number for number, code in enumerate(codes)}
    fits = np.full((len(people), len(codes)), LEVELS, np.int64)
    flat = [(row, code) for row, person in enumerate(people) for code in person.industries]
    owners = np.array([row for row, _code in flat], np.int64)
    for code in codes:
        lacks = [LEVELS - common_levels(mine, code) for _row, mine in flat]
        np.minimum.at(fits[:, column[code]], owners, np.array(lacks, np.int64))
    return fits[:, [column[firm.industry] for firm in firms]]


def common_levels(mine: str, theirs: str) -> int:
    """Levels in common of two codes as `classify.mapping.prefix_of` writes them; a prefix counts as the whole."""
    if not mine or not theirs:
        return 0
    if theirs.startswith(mine) or SECTION_OF.get(theirs[:2]) == mine:
        return LEVELS
    same = next((size for size in (4, 3, 2) if len(mine) >= size and mine[:size] == theirs[:size]), 0)
    if same:
        return same
    return int(SECTION_OF.get(mine[:2], mine) == SECTION_OF.get(theirs[:2], theirs))


def no_common_language(people: Sequence[Person], firms: Sequence[Firm]) -> Whole:
    """1 where the firm named languages and the person speaks none of them."""
    spoken = sorted({tongue for firm in firms for tongue in firm.languages})
    theirs = np.array([[tongue in firm.languages for tongue in spoken] for firm in firms], np.int64)
    mine = np.array([[tongue in person.languages for tongue in spoken] for person in people], np.int64)
    asked: Truth = theirs.sum(axis=1) > 0
    shared: Whole = mine @ theirs.T
    missing: Whole = np.logical_and(asked[None, :], shared == 0).astype(np.int64)
    return missing


def metres(people: Sequence[Person], firms: Sequence[Firm]) -> Whole:
    """Straight distances in whole metres, rounded down; UNKNOWN where a place is missing."""
    mine, theirs = _places(people), _places(firms)
    squared = ((mine[:, None, :] - theirs[None, :, :]) ** 2).sum(axis=2)
    known = np.array([one.place is not None for one in people])[:, None] & [one.place is not None for one in firms]
    return np.where(known, np.sqrt(squared).astype(np.int64), UNKNOWN)


def _places(those: Sequence[Person] | Sequence[Firm]) -> Whole:
    return np.array([one.place or (0, 0) for one in those], np.int64)


def changes_hands(people: Sequence[Person], firms: Sequence[Firm]) -> Whole:
    """1 where the firm had one of these people last year and would get another."""
    keys = np.array([person.key for person in people])
    last = np.array([firm.last for firm in firms])
    still_here: Truth = np.isin(last, keys)
    another: Truth = keys[:, None] != last[None, :]
    return np.logical_and(still_here[None, :], another).astype(np.int64)
