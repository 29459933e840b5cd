"""The problem: people with caps, firms, and which pairs may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from yuanmeng.core.assigning import terms
from yuanmeng.core.assigning.impossible import Impossible
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.said import said as _

if TYPE_CHECKING:
    from yuanmeng.core.assigning.terms import Truth, Whole

MOST_FIRMS = 20_000
MOST_PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks after firms: at least `least`, at most `most` of them. `place` is (x, y) in metres."""

    key: str
    name: str = ""
    industries: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    place: tuple[int, int] | None = None
    least: int = 0
    most: int = MOST_FIRMS


@dataclass(frozen=True, slots=True)
class Firm:
    """Who is looked after. `last` had it last year, `pinned` must have it, `excluded` may not."""

    key: str
    name: str = ""
    industry: str = ""
    languages: frozenset[str] = frozenset()
    place: tuple[int, int] | None = None
    last: str = ""
    pinned: str = ""
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """A checked problem. Raises Invalid (a key twice or unknown, caps crossed) and Impossible when made."""

    people: Sequence[Person]
    firms: Sequence[Firm]
    changed: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.people or not self.firms:
            raise Invalid(_("至少要有一名指导员和一家企业。"))
        if len(self.people) > MOST_PEOPLE or len(self.firms) > MOST_FIRMS:
            most = {"people": MOST_PEOPLE, "firms": MOST_FIRMS}
            raise Invalid(_("一次最多 %(people)s 人、%(firms)s 家企业，请分批分配。", **most))
        _once([person.key for person in self.people], "指导员")
        _once([firm.key for firm in self.firms], "企业")
        self._caps()
        self._pairs()

    def _caps(self) -> None:
        for person in self.people:
            if not 0 <= person.least <= person.most:
                caps = {"person": person.key, "least": person.least, "most": person.most}
                raise Invalid(_("指导员“%(person)s”最少 %(least)s 家、最多 %(most)s 家，两者颠倒或为负。", **caps))
        least, most = sum(p.least for p in self.people), sum(p.most for p in self.people)
        if most < len(self.firms):
            raise Impossible("most", len(self.firms) - most, most=most, all=len(self.firms))
        if least > len(self.firms):
            raise Impossible("least", least - len(self.firms), least=least, all=len(self.firms))

    def _pairs(self) -> None:
        known = {person.key for person in self.people}
        for firm in self.firms:
            named = ({firm.pinned} - {""}) | firm.excluded
            if not named <= known:
                names = {"firm": firm.key, "person": min(named - known)}
                raise Invalid(_("企业“%(firm)s”指定或回避的“%(person)s”不在指导员名单里。", **names))
            if firm.pinned in firm.excluded:
                names = {"firm": firm.key, "person": firm.pinned}
                raise Invalid(_("企业“%(firm)s”既指定又回避“%(person)s”，请去掉一项。", **names))
            if len(firm.excluded) == len(known):
                raise Impossible("excluded", 1, firms=[firm.key])

    @cached_property
    def weight(self) -> dict[str, int]:
        """Points of each term."""
        return terms.weights(self.changed)

    @cached_property
    def row(self) -> dict[str, int]:
        """Person's key → row."""
        return {person.key: number for number, person in enumerate(self.people)}

    @cached_property
    def column(self) -> dict[str, int]:
        """Firm's key → column."""
        return {firm.key: number for number, firm in enumerate(self.firms)}

    @cached_property
    def units(self) -> dict[str, Whole]:
        """Term → (people, firms) in the term's unit."""
        return terms.units(self.people, self.firms)

    @cached_property
    def points(self) -> dict[str, Whole]:
        """Term → (people, firms) points."""
        return terms.points(self.units, self.weight)

    @cached_property
    def cost(self) -> Whole:
        """(people, firms) points of all terms."""
        total = np.zeros((len(self.people), len(self.firms)), np.int64)
        for points in self.points.values():
            total += points
        return total

    @cached_property
    def allowed(self) -> Truth:
        """(people, firms): neither excluded nor pinned to another."""
        may = np.ones((len(self.people), len(self.firms)), np.bool_)
        for column, firm in enumerate(self.firms):
            if firm.pinned:
                may[:, column] = False
                may[self.row[firm.pinned], column] = True
            for key in firm.excluded:
                may[self.row[key], column] = False
        return may

    @cached_property
    def least(self) -> Whole:
        """(people,) fewest firms each."""
        return np.array([person.least for person in self.people], np.int64)

    @cached_property
    def most(self) -> Whole:
        """(people,) most firms each."""
        return np.array([min(person.most, len(self.firms)) for person in self.people], np.int64)


def _once(keys: Sequence[str], noun: str) -> None:
    twice = next((key for key, count in Counter(keys).items() if count > 1 or not key), None)
    if twice is not None:
        raise Invalid(_("%(noun)s编号“%(key)s”为空或出现了不止一次，编号要唯一。", noun=_(noun), key=twice))
