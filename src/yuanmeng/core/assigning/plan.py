"""Solve a problem, say why each pair, measure the spreads against their bounds, and answer "what if"."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yuanmeng.core.assigning.flow import Flow, Stuck
from yuanmeng.core.assigning.impossible import Impossible
from yuanmeng.core.assigning.model import Problem
from yuanmeng.core.assigning.terms import UNKNOWN
from yuanmeng.core.assigning.verify import bound, squares, value
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.said import said as _

if TYPE_CHECKING:
    from yuanmeng.core.assigning.terms import Whole


@dataclass(frozen=True, slots=True)
class Pair:
    """One firm with its person: `units` and `points` by term; `metres` is None where a place is missing."""

    person: str
    firm: str
    units: Mapping[str, int]
    points: Mapping[str, int]
    metres: int | None

    @property
    def total(self) -> int:
        """Points of all terms."""
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class Spread:
    """How even the plan is. Within caps, pins and exclusions no plan has a smaller largest or a larger smallest load.

    `trip` is the longest single distance, `round_most` and `round_least` the sums of one person's distances, all in
    metres over known places. Each `_bound` is proven: no plan that is as even can have less.
    """

    load_least: int
    load_most: int
    trip: int
    trip_bound: int
    total: int
    total_bound: int
    round_least: int
    round_most: int
    round_bound: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The optimal plan, with its certificate: `prices` prove `bound` (see `verify`)."""

    pairs: tuple[Pair, ...]
    loads: Mapping[str, int]
    value: int
    bound: int
    squares: int
    prices: tuple[int, ...]
    spread: Spread

    @property
    def gap(self) -> float:
        """(value - bound) / value: 0 is proven optimal."""
        return (self.value - self.bound) / max(self.value, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """What one pinned or forbidden pair changes: points, evenness, each moved firm with who had it and who gets it."""

    points: int
    squares: int
    load_least: int
    load_most: int
    moved: tuple[tuple[str, str, str], ...]


class Settled:
    """A solved problem that can be asked what if."""

    def __init__(self, problem: Problem, at: Whole | None = None) -> None:
        """Solve, or take over `at`: (firms,) rows of people, a plan known to be optimal. Raises Impossible."""
        self.problem = problem
        self.flow = Flow(problem.cost, problem.allowed, problem.least, problem.most)
        if at is not None:
            self.flow.resume(at)
            return
        try:
            self.flow.fill()
        except Stuck as stuck:
            raise no_room(problem, self.flow, stuck) from None
        short = self.flow.short()
        if short:
            raise too_few(problem, self.flow, short)

    def plan(self) -> Plan:
        """The plan with reasons, spreads and certificate."""
        problem, at = self.problem, self.flow.at
        prices = self.flow.price
        return Plan(
            pairs=tuple(_pair(problem, int(person), firm) for firm, person in enumerate(at)),
            loads={one.key: int(load) for one, load in zip(problem.people, self.flow.load, strict=True)},
            value=value(problem, at),
            bound=bound(problem, prices) - self.flow.step * squares(self.flow.load),
            squares=squares(self.flow.load),
            prices=tuple(int(price) for price in prices),
            spread=spread(problem, at),
        )

    def if_pinned(self, person: str, firm: str) -> Change:
        """What changes when the firm must have this person. Raises Invalid, Impossible."""
        return self._asked(person, firm, "pin")

    def if_forbidden(self, person: str, firm: str) -> Change:
        """What changes when the firm may not have this person. Raises Invalid, Impossible."""
        return self._asked(person, firm, "forbid")

    def _asked(self, person: str, firm: str, how: str) -> Change:
        row, column = self.problem.row.get(person), self.problem.column.get(firm)
        if row is None or column is None:
            raise Invalid(_("没有指导员“%(person)s”或企业“%(firm)s”。", person=person[:40], firm=firm[:40]))
        if how == "pin" and not self.problem.allowed[row, column]:
            raise Impossible("excluded", 1, people=[person], firms=[firm])
        trial = deepcopy(self.flow)
        trial.take(column)
        getattr(trial, how)(row, column)
        try:
            trial.put(column)
        except Stuck as stuck:
            raise no_room(self.problem, trial, stuck) from None
        short = trial.short()
        if short:
            raise too_few(self.problem, trial, short)
        return self._change(trial)

    def _change(self, trial: Flow) -> Change:
        people, was, now = self.problem.people, self.flow.at, trial.at
        return Change(
            points=value(self.problem, now) - value(self.problem, was),
            squares=squares(trial.load) - squares(self.flow.load),
            load_least=int(trial.load.min()),
            load_most=int(trial.load.max()),
            moved=tuple(
                (self.problem.firms[firm].key, people[was[firm]].key, people[now[firm]].key)
                for firm in np.flatnonzero(was != now).tolist()
            ),
        )


def solve(problem: Problem) -> Plan:
    """The optimal plan. Raises Impossible with the people or firms that stand in the way."""
    return Settled(problem).plan()


def _pair(problem: Problem, person: int, firm: int) -> Pair:
    metres = int(problem.units["distance"][person, firm])
    return Pair(
        person=problem.people[person].key,
        firm=problem.firms[firm].key,
        units={term: int(counted[person, firm]) for term, counted in problem.units.items()},
        points={term: int(points[person, firm]) for term, points in problem.points.items()},
        metres=None if metres == UNKNOWN else metres,
    )


def spread(problem: Problem, at: Whole) -> Spread:
    """Loads and distances of a whole plan, (firms,) rows of people, against what is possible at best."""
    people, distance = len(problem.people), np.maximum(problem.units["distance"], 0)
    mine = distance[at, np.arange(len(at))]
    rounds = np.bincount(at, mine, people).astype(np.int64)
    load = np.bincount(at, minlength=people)
    shortest = Flow(distance, problem.allowed, problem.least, problem.most)
    shortest.fill()
    total = int(distance[shortest.at, np.arange(len(at))].sum())
    nearest = np.where(problem.allowed, distance, np.iinfo(np.int64).max).min(axis=0)
    return Spread(
        load_least=int(load.min()),
        load_most=int(load.max()),
        trip=int(mine.max()),
        trip_bound=int(nearest.max()),
        total=int(mine.sum()),
        total_bound=total,
        round_least=int(rounds.min()),
        round_most=int(rounds.max()),
        round_bound=-(-total // people),
    )


def no_room(problem: Problem, flow: Flow, stuck: Stuck) -> Impossible:
    """Why a firm finds nobody, as a sentence that names them and the way out."""
    people = [problem.people[row].key for row in stuck.people]
    firms = [problem.firms[stuck.firm].key]
    firms += [problem.firms[column].key for row in stuck.people for column in flow.theirs[row]]
    room = sum(int(flow.most[row]) for row in stuck.people)
    missing = len(firms) - room if people else 1
    return Impossible("room", missing, people=people, firms=firms, all=len(firms), room=room)


def too_few(problem: Problem, flow: Flow, short: list[int]) -> Impossible:
    """Who gets fewer firms than the caps ask for, as a sentence that names them and the way out."""
    people = [problem.people[row].key for row in short]
    wanted, there = int(flow.least[short].sum()), int(flow.load[short].sum())
    return Impossible("few", wanted - there, people=people, wanted=wanted, there=there)
