"""The rules and the worth of shared labour once more, pair by pair in plain Python; small crooked instances."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from yuanmeng.core.matching.generate import Instance
from yuanmeng.core.matching.rules import CERTIFICATES, Kin, Rules
from yuanmeng.core.matching.schema import CHILDREN, DISPATCHED, OVERTIME, YOUNG, Ties, shortage, surplus


def crooked(seed: int, lenders: int, borrowers: int, *, start: int = 190_000) -> Instance:
    """Few jobs, places, days and firms, so that every rule has something to remove and some pairs are left."""
    dice = np.random.default_rng(seed)
    ties = Ties.of([(1, 2)], [(10, 1_000), (11, 1_001)], [(2, 3, -80), (3, 1, 55)])
    rules = Rules({"start": start}, (Kin(1, 2, 80), Kin(3, 1, 45)))
    return Instance(surplus(_idle(dice, lenders)), shortage(_missing(dice, borrowers)), rules, ties)


def _both(dice: np.random.Generator, size: int, base: int) -> dict[str, Any]:
    first = dice.choice([100, 104, 110], size)
    return {
        "lot": base + dice.permutation(size),
        "firm": dice.integers(1, 6, size),
        "job": dice.choice([1, 1, 1, 2, 3], size),
        "grade": dice.choice([0, 1, 2], size),
        "heads": dice.choice([1, 2, 3, 4, 6], size),
        "first": first,
        "last": first + dice.choice([8, 14, 20, 40], size),
        "shifts": dice.choice([1, 3, 7], size),
        "x": dice.choice([0, 3_000, 25_000, 60_000], size),
        "y": dice.choice([0, 4_000, 30_000], size),
        "alliance": dice.choice([-1, 5, 6], size),
        "least_days": dice.choice([1, 9], size),
        "batch": dice.choice([1, 1, 2, 3], size),
    }


def _idle(dice: np.random.Generator, size: int) -> dict[str, Any]:
    return _both(dice, size, 10) | {
        "floor": dice.choice([15_000, 19_000, 20_500], size),
        "reach": dice.choice([5_000, 30_000], size),
        "away": dice.choice([0, 1], size),
        "contract_end": dice.choice([110, 130, 2**31 - 1, 2**31 - 1], size),
        "employment": dice.choice([0] * 9 + [1], size),
        "consents": dice.choice([0] + [3] * 9, size),
        "ages": dice.choice([0] * 8 + [1, 2], size),
        "suits": dice.choice([15, 15, 15, 11, 7], size),
        "day_minutes": dice.choice([0] * 9 + [120], size),
        "week_minutes": dice.choice([0] * 9 + [600], size),
        "until_electric": dice.choice([-1, 115, 150, 2**31 - 1], size),
        "until_food_health": dice.choice([-1, 150], size),
    }


def _missing(dice: np.random.Generator, size: int) -> dict[str, Any]:
    return _both(dice, size, 1_000) | {
        "wage": dice.choice([18_000, 20_000, 21_000, 26_000], size),
        "lodging": dice.choice([0, 1], size),
        "certificates": dice.choice([0, 0, 0, 1, 513], size),
        "demands": dice.choice([0, 0, 0, 1, 4, 8], size),
        "day_minutes": dice.choice([480, 480, 500, 560], size),
        "week_minutes": dice.choice([2_400, 2_400, 2_950], size),
        "lenders": dice.choice([0, 1, 2], size),
    }


def verdict(day: Instance, i: int, j: int) -> tuple[str, int]:
    """The first rule that removes the pair ("" none) and what a head is worth over the longest loan."""
    s = {name: int(day.surplus[name][i]) for name in _names(day.surplus) if name != "until"}
    d = {name: int(day.shortage[name][j]) for name in _names(day.shortage)}
    say = day.rules
    fit = {(one.lender_job, one.need_job): one.percent for one in say.kin}
    percent = 100 if s["job"] == d["job"] else fit.get((s["job"], d["job"]), 0)
    metres = math.isqrt((s["x"] - d["x"]) ** 2 + (s["y"] - d["y"]) ** 2)
    commute = min(s["reach"], say["commute"])
    lodged = bool(s["away"] and d["lodging"] and metres <= say["lodged"])
    first, last = max(s["first"], d["first"]), min(s["last"], s["contract_end"], d["last"])
    least = max(say["least_days"], s["least_days"], d["least_days"])
    extra = bool(s["suits"] & OVERTIME)
    until = day.surplus["until"][i].tolist()
    asked = [k for k in range(len(CERTIFICATES)) if d["certificates"] >> k & 1]
    tests = {
        "LAB-03": s["employment"] == DISPATCHED,
        "LAB-04": s["consents"] < say["consents"],
        "LAB-14-child": s["ages"] == CHILDREN,
        "job": percent == 0,
        "distance": metres > commute and not lodged,
        "LAB-01": s["firm"] == d["firm"],
        "apart": [s["firm"], d["firm"]] in day.ties.firms_apart.tolist()
        or [s["lot"], d["lot"]] in day.ties.lots_apart.tolist(),
        "dates": min(s["last"], d["last"]) - first + 1 < least,
        "LAB-05": last - first + 1 < least,
        "grade": s["grade"] < d["grade"],
        "shifts": bool(d["shifts"] & ~s["shifts"]),
        "wage": d["wage"] < s["floor"],
        "LAB-13": any(until[k] < last for k in asked),
        "LAB-14": bool(d["demands"] & ~s["suits"]) or (s["ages"] == YOUNG and bool(d["demands"] & 7)),
        "LAB-15": s["day_minutes"] + d["day_minutes"] > say["day_minutes"] + extra * say["day_overtime"]
        or s["week_minutes"] + d["week_minutes"] > say["week_minutes"] + extra * say["week_overtime"],
    }
    worth = _worth(day, s, d, (percent, metres, metres > commute, last - first + 1))
    removed = next((key for key, bad in tests.items() if bad), "" if worth > 0 else "worth")
    return removed, worth


def _worth(day: Instance, s: dict[str, int], d: dict[str, int], pair: tuple[int, int, bool, int]) -> int:
    say, (percent, metres, housed, days) = day.rules, pair
    met = {(one, other): score for one, other, score in day.ties.experience.tolist()}
    daily = say["work"] * percent // 100
    daily += say["pay_share"] * (d["wage"] - s["floor"]) // 100
    daily -= say["over_grade"] * (s["grade"] - d["grade"])
    daily += say["alliance"] if s["alliance"] == d["alliance"] != -1 else 0
    daily += say["experience"] * met.get((s["firm"], d["firm"]), 0) // 100
    daily -= say["lodging"] if housed else say["km"] * metres // 1000
    once = say["start"] + (say["journey"] * metres // 1000 if housed else 0)
    return (daily * days - once) // 100


def _names(lots: Any) -> list[str]:
    return list(lots._columns)


def table(day: Instance) -> tuple[Any, dict[str, int]]:
    """(lenders, borrowers) worth of lawful pairs, 0 elsewhere; how many pairs each rule removed."""
    worth = np.zeros((len(day.surplus), len(day.shortage)), np.int64)
    removed: dict[str, int] = {}
    for i in range(worth.shape[0]):
        for j in range(worth.shape[1]):
            key, one = verdict(day, i, j)
            if key:
                removed[key] = removed.get(key, 0) + 1
            else:
                worth[i, j] = one
    return worth, removed
