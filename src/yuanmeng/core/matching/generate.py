"""An invented geography of idle and missing staff, for tests and benchmarks (described in docs/matching.md).

About one zone per 370 lots a side, in cities of about eight zones; area grows with the zones, so that a lot has about
as many lawful partners in a province as in the nation. Zones and firms have heavy-tailed sizes. Each zone has two to
four trades of twelve, each trade five jobs, and loaders and general hands everywhere. Every firm has its season: idle
staff in its slack months, missing staff in its peak; half the firms of a trade peak when the other half is slack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching import schema
from yuanmeng.core.matching.rules import CERTIFICATES, Kin, Rules

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]

TRADES, JOBS = 12, 5
GENERAL = TRADES * JOBS
"""Job code of loaders and general hands; GENERAL + 1 is packing. Job t * JOBS + k is job k of trade t."""
START = 20_789
"""First day of the invented year: 2026-12-02."""
LOTS_A_ZONE = 370
NEEDED: dict[int, tuple[str, int]] = {
    0: ("welding", 80), 1: ("electric", 70), 5: ("food_health", 95), 6: ("food_health", 90), 7: ("cooling", 50),
    10: ("forklift", 80), 11: ("crane", 60), 15: ("chemical", 90), 16: ("pressure", 50), 20: ("height", 70),
    21: ("electric", 60), 25: ("boiler", 40), 30: ("welding", 40), 35: ("forklift", 30), 40: ("electric", 40),
}  # fmt: skip
"""Job -> certificate, percent of its needs that ask for it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One invented day."""

    surplus: schema.Lots
    shortage: schema.Lots
    rules: Rules
    ties: schema.Ties


def generate(lots: int, seed: int, *, scarce: bool = False) -> Instance:
    """`lots` a side, always the same for the same arguments.

    `scarce`: a third of the demand, and everybody accepts lodging, so that almost all hangs together.
    """
    dice = np.random.Generator(np.random.PCG64(seed))
    land = _Land(dice, max(1, lots // LOTS_A_ZONE), lots)
    idle = _postings(dice, land, lots, slack=True)
    missing = _postings(dice, land, lots, slack=False)
    idle |= _lenders(dice, idle, land)
    missing |= _borrowers(dice, missing, land)
    if scarce:
        idle["away"], missing["lodging"] = np.ones_like(idle["away"]), np.ones_like(missing["lodging"])
        missing["heads"] = np.maximum(1, missing["heads"] // 3)
    return Instance(schema.surplus(idle), schema.shortage(missing), Rules(kin=_kin()), _ties(dice, idle, missing))


class _Land:
    """Zones with places and trades, firms with a zone, a trade, a season and a level of pay."""

    def __init__(self, dice: np.random.Generator, zones: int, lots: int) -> None:
        side = 36_000.0 * zones**0.5
        cities = max(1, zones // 8)
        city = dice.uniform(0, side, (cities, 2))
        size = dice.pareto(1.3, cities) + 0.3
        zone_city = dice.choice(cities, zones, p=size / size.sum())
        zone = city[zone_city] + dice.normal(0, 18_000, (zones, 2))
        weight = dice.pareto(1.8, zones) + 0.4
        firms = max(4, lots // 2)
        self.zone = dice.choice(zones, firms, p=weight / weight.sum())
        self.place = np.rint(zone[self.zone] + dice.normal(0, 1_800, (firms, 2))).astype(np.int64)
        own = np.argsort(dice.random((zones, TRADES)), axis=1)[:, :4]
        nth = np.minimum(dice.geometric(0.5, firms) - 1, 3)
        self.trade = own[self.zone, nth]
        month = dice.integers(0, 12, TRADES)
        self.peak = (month[self.trade] + 6 * dice.integers(0, 2, firms)) % 12
        self.pay = (1 + 0.15 * dice.normal(0, 1, cities)[zone_city][self.zone] + 0.08 * dice.normal(0, 1, firms)).clip(
            0.6, 1.8
        )
        self.weight = dice.pareto(1.5, firms) + 0.3
        self.alliance = self.zone * 5 + self.trade % 5


def _postings(dice: np.random.Generator, land: _Land, lots: int, *, slack: bool) -> dict[str, Whole]:
    """What both sides have, as the columns of schema."""
    firm = dice.choice(len(land.weight), lots, p=land.weight / land.weight.sum())
    general = dice.random(lots) < 0.18
    job = np.where(
        general,
        GENERAL + dice.integers(0, 2, lots),
        land.trade[firm] * JOBS + np.minimum(dice.geometric(0.35, lots) - 1, 4),
    )
    month = (land.peak[firm] + (6 if slack else 0)) % 12
    seasonal = month * 30.4 + dice.normal(0, 25, lots)
    middle = np.where(dice.random(lots) < 0.65, seasonal % 365, dice.uniform(0, 365, lots))
    length = np.exp(dice.normal(3.9, 0.6, lots)).clip(5, 200)
    first = START + np.maximum(0, middle - length / 2).astype(np.int64)
    grade = np.minimum(dice.geometric(0.45, lots) - (0 if slack else 1), 5)
    return {
        "lot": np.arange(lots) + (1 if slack else 1_000_000_001),
        "firm": firm + 1,
        "job": job,
        "grade": np.where(general, 0, grade),
        "heads": np.minimum(300, 1 + (3 * dice.pareto(1.6, lots)).astype(np.int64)),
        "first": first,
        "last": first + length.astype(np.int64),
        "shifts": dice.choice([1, 3, 7], lots, p=[0.3, 0.3, 0.4] if slack else [0.6, 0.25, 0.15]),
        "x": land.place[firm, 0],
        "y": land.place[firm, 1],
        "alliance": np.where(dice.random(lots) < 0.7, land.alliance[firm], schema.ABSENT),
        "least_days": dice.choice([1, 14, 30], lots, p=[0.6, 0.3, 0.1]),
        "batch": dice.choice([1, 2, 3, 5], lots, p=[0.5, 0.25, 0.15, 0.1]),
    }


def _pay(dice: np.random.Generator, base: dict[str, Whole], land: _Land) -> Whole:
    """Usual pay, fen a day."""
    usual = 17_000 + 400 * (base["job"] % 17) + 2_200 * base["grade"]
    noise = 1 + 0.06 * dice.normal(0, 1, len(usual))
    return np.asarray(usual * land.pay[base["firm"] - 1] * noise, np.float64)


def _lenders(dice: np.random.Generator, base: dict[str, Whole], land: _Land) -> dict[str, Whole]:
    lots = len(base["lot"])
    until: dict[str, Whole] = {}
    for job, (key, _percent) in NEEDED.items():
        has = (base["job"] == job) & (dice.random(lots) < 0.85)
        day = START + dice.integers(30, 1_500, lots)
        until[f"until_{key}"] = np.where(has, day, until.get(f"until_{key}", schema.ABSENT))
    rare = dice.random(lots)
    return {
        **until,
        "batch": np.minimum(base["batch"], base["heads"]),
        "floor": (0.92 * _pay(dice, base, land)).astype(np.int64),
        "reach": dice.choice([10_000, 20_000, 30_000, 40_000], lots, p=[0.2, 0.3, 0.35, 0.15]),
        "away": (dice.random(lots) < 0.3).astype(np.int64),
        "contract_end": np.where(dice.random(lots) < 0.3, START + dice.integers(20, 1_000, lots), schema.OPEN),
        "employment": (rare < 0.03).astype(np.int64),
        "consents": np.where(rare > 0.98, 0, base["heads"]),
        "ages": np.where((rare > 0.4) & (rare < 0.43), schema.YOUNG, schema.ADULTS),
        "suits": np.where(dice.random(lots) < 0.8, 15, dice.integers(0, 16, lots)),
        "day_minutes": np.where((rare > 0.6) & (rare < 0.66), 240, 0),
        "week_minutes": np.where((rare > 0.6) & (rare < 0.66), 1_200, 0),
    }


def _borrowers(dice: np.random.Generator, base: dict[str, Whole], land: _Land) -> dict[str, Whole]:
    lots = len(base["lot"])
    bit = {one.key: 1 << at for at, one in enumerate(CERTIFICATES)}
    certificates = np.zeros(lots, np.int64)
    for job, (key, percent) in NEEDED.items():
        asked = (base["job"] == job) & (dice.random(lots) < percent / 100)
        certificates[asked] |= bit[key]
    odd = dice.random(lots)
    return {
        "batch": np.minimum(base["batch"], base["heads"]),
        "wage": (1.05 * _pay(dice, base, land)).astype(np.int64),
        "lodging": (dice.random(lots) < 0.35).astype(np.int64),
        "certificates": certificates,
        "demands": np.where(odd < 0.7, 0, dice.choice([1, 2, 4, 8, 12], lots)),
        "day_minutes": np.where(odd > 0.95, 540, 480),
        "week_minutes": np.where(odd > 0.95, 2_700, 2_400),
        "lenders": dice.choice([0, 2, 3, 6], lots, p=[0.4, 0.2, 0.25, 0.15]),
    }


def _kin() -> tuple[Kin, ...]:
    """Neighbouring jobs of a trade, either way, and from the last job of every trade to general hands."""
    kin = []
    for trade in range(TRADES):
        own = range(trade * JOBS, trade * JOBS + JOBS)
        kin += [Kin(one, other, 80) for one in own for other in own if abs(one - other) == 1]
        kin.append(Kin(own[-1], GENERAL, 70))
    return (*kin, Kin(GENERAL, GENERAL + 1, 90), Kin(GENERAL + 1, GENERAL, 90))


def _ties(dice: np.random.Generator, idle: dict[str, Whole], missing: dict[str, Whole]) -> schema.Ties:
    """Some pairs of firms that know each other, a few that are kept apart. Neighbours as chance has it."""
    count = max(2, len(idle["lot"]) // 50)
    lender, borrower = dice.choice(idle["firm"], count), dice.choice(missing["firm"], count)
    apart = np.unique(np.stack([lender, borrower], 1)[: count // 4], axis=0)
    known = np.unique(np.stack([lender, borrower], 1)[count // 4 :], axis=0)
    scores = dice.integers(-100, 101, len(known))
    return schema.Ties.of(apart, (), np.column_stack([known, scores]))
