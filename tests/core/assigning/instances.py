"""Invented problems, the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from yuanmeng.core.assigning.model import Firm, Person, Problem

CODES = ("1310", "1411", "1521", "3411", "3511", "3910", "6510", "2710", "7310", "5810")


def drawn(people: int, firms: int, seed: int, *, tight: bool = False) -> Problem:
    """A problem with every term at work; `tight` adds caps, pins and exclusions that may make it impossible."""
    dice = random.Random(seed)

    def place() -> tuple[int, int] | None:
        return None if dice.random() < 0.05 else (dice.randrange(20_000), dice.randrange(20_000))

    those = [
        Person(
            f"P{number}",
            industries=tuple(dice.sample(CODES, 2)) if dice.random() < 0.8 else ("13",),
            languages=frozenset(["zh", *dice.sample(["en", "ko", "ja"], dice.randrange(2))]),
            place=place(),
            least=dice.randrange(2) if tight else 0,
            most=dice.randrange(1, firms + 1) if tight else firms,
        )
        for number in range(people)
    ]
    keys = [person.key for person in those]

    def firm(number: int) -> Firm:
        excluded = (
            frozenset(dice.sample(keys, dice.randrange(people))) if tight and dice.random() < 0.5 else frozenset()
        )
        free = sorted(set(keys) - excluded)
        return Firm(
            f"F{number}",
            industry=dice.choice((*CODES, "")),
            languages=frozenset({"zh": ["zh"], "ko": ["ko", "ja"], "": []}[dice.choice(("zh", "ko", ""))]),
            place=place(),
            last=dice.choice((*keys, "GONE", "")),
            pinned=dice.choice(free) if tight and dice.random() < 0.1 else "",
            excluded=excluded,
        )

    return Problem(those, [firm(number) for number in range(firms)])


def everything(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every plan that keeps the caps and conditions, as rows of people."""
    people, firms = len(problem.people), len(problem.firms)
    for at in product(range(people), repeat=firms):
        loads = [at.count(row) for row in range(people)]
        within = all(p.least <= load <= p.most for p, load in zip(problem.people, loads, strict=True))
        if within and all(problem.allowed[row, column] for column, row in enumerate(at)):
            yield at


def judged(problem: Problem, at: tuple[int, ...]) -> tuple[int, int]:
    """(sum of squared loads, points), compared in that order."""
    points = sum(int(problem.cost[row, column]) for column, row in enumerate(at))
    return sum(at.count(row) ** 2 for row in range(len(problem.people))), points
