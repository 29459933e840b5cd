"""Which pairs are lawful and what they are worth, said a second time and in another way than the solver says it.

Plain numpy over lists of pairs: a rule is a function from a list of pairs to a mask of those it removes. Nothing is
shared with candidate generation but the declared columns, rules and terms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yuanmeng.core.matching.rules import CERTIFICATES, HARD, Rules
from yuanmeng.core.matching.schema import (
    ABSENT,
    CHILDREN,
    DISPATCHED,
    HAZARD,
    HEAVY,
    NIGHTLY,
    OVERTIME,
    YOUNG,
    Lots,
    Ties,
)

if TYPE_CHECKING:
    Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]
    Truth = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

KEYS = tuple(rule.key for rule in HARD)
ALONE = KEYS[:3]
"""Rules that look at the surplus lot alone."""
FEW = 0.7
"""Share of pairs left at which the removed ones are dropped from the arrays."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of pairs: rows, how well the job fits (percent, 0 not at all), straight distance rounded down."""

    lender: Whole
    borrower: Whole
    percent: Whole
    metres: Whole

    def __len__(self) -> int:
        return len(self.lender)

    def only(self, keep: Truth) -> Pairs:
        """Those of the mask."""
        return Pairs(self.lender[keep], self.borrower[keep], self.percent[keep], self.metres[keep])


class Law:
    """The postings and what is in force for them."""

    def __init__(self, surplus: Lots, shortage: Lots, rules: Rules, ties: Ties) -> None:
        self.s, self.d, self.rules, self.ties = surplus, shortage, rules, ties
        self.commute = np.minimum(surplus["reach"], rules["commute"]).astype(np.int64)
        self.until_end = np.minimum(surplus["last"], surplus["contract_end"]).astype(np.int64)
        self.least_days = surplus["least_days"].astype(np.int64), shortage["least_days"].astype(np.int64)
        self.fit = {(one.lender_job, one.need_job): one.percent for one in rules.kin}
        self.tests: tuple[tuple[str, Callable[[Pairs], Truth]], ...] = (
            ("LAB-03", lambda p: self.alone["LAB-03"][p.lender]),
            ("LAB-04", lambda p: self.alone["LAB-04"][p.lender]),
            ("LAB-14-child", lambda p: self.alone["LAB-14-child"][p.lender]),
            ("job", lambda p: p.percent == 0),
            ("distance", self._far),
            ("LAB-01", lambda p: self.s["firm"][p.lender] == self.d["firm"][p.borrower]),
            ("apart", self._apart),
            ("dates", lambda p: self._short(p, self.s["last"])),
            ("LAB-05", lambda p: self._short(p, self.until_end)),
            ("grade", lambda p: self.s["grade"][p.lender] < self.d["grade"][p.borrower]),
            ("shifts", lambda p: self._lacks(p, "shifts", "shifts")),
            ("wage", lambda p: self.d["wage"][p.borrower] < self.s["floor"][p.lender]),
            ("LAB-13", self._uncertified),
            ("LAB-14", self._unsuited),
            ("LAB-15", self._overworked),
        )
        self.alone = {
            "LAB-03": surplus["employment"] == DISPATCHED,
            "LAB-04": surplus["consents"] < rules["consents"],
            "LAB-14-child": surplus["ages"] == CHILDREN,
        }
        self._known = _Known(surplus, shortage, ties)

    def pairs(self, lender: Whole, borrower: Whole) -> Pairs:
        """Any pairs of rows, to be judged."""
        mine, theirs = self.s["job"][lender].tolist(), self.d["job"][borrower].tolist()
        fits = [100 if one == other else self.fit.get((one, other), 0) for one, other in zip(mine, theirs, strict=True)]
        return Pairs(lender, borrower, np.array(fits, np.int64), self.metres(lender, borrower))

    def metres(self, lender: Whole, borrower: Whole) -> Whole:
        """Straight distances, rounded down."""
        east = self.s["x"][lender].astype(np.int64) - self.d["x"][borrower]
        north = self.s["y"][lender].astype(np.int64) - self.d["y"][borrower]
        return np.sqrt(east * east + north * north).astype(np.int64)

    def sifted(self, pairs: Pairs, removed: dict[str, int], since: str = "LAB-03") -> tuple[Whole, Pairs, Whole]:
        """Positions in `pairs` of the lawful ones, these, and their worth; `removed` is added to, first rule first."""
        at, alive = np.arange(len(pairs)), np.ones(len(pairs), np.bool_)
        for key, test in self.tests[KEYS.index(since) :]:
            out = test(pairs) & alive
            removed[key] = removed.get(key, 0) + int(np.count_nonzero(out))
            alive &= ~out
            if np.count_nonzero(alive) < FEW * len(alive):
                at, pairs, alive = at[alive], pairs.only(alive), np.ones(np.count_nonzero(alive), np.bool_)
        worth = self.worth(pairs, *self.lasting(pairs))
        out = alive & (worth < 1)
        removed["worth"] = removed.get("worth", 0) + int(np.count_nonzero(out))
        alive &= ~out
        return at[alive], pairs.only(alive), worth[alive]

    def verdicts(self, pairs: Pairs, last: Whole | None = None) -> tuple[Whole, Whole]:
        """For each pair the first rule that removes it (position in KEYS, ABSENT: lawful) and its worth.

        `last`: days on which loans end, where they end early; certificates need not be valid for longer.
        """
        first = np.full(len(pairs), ABSENT)
        for at, (key, test) in enumerate(self.tests):
            out = test(pairs) if last is None or key != "LAB-13" else self._uncertified(pairs, last)
            first[(first == ABSENT) & out] = at
        worth = self.worth(pairs, *self.lasting(pairs))
        first[(first == ABSENT) & (worth < 1)] = KEYS.index("worth")
        return first, worth

    def lasting(self, pairs: Pairs) -> tuple[Whole, Whole]:
        """First and last day of the longest loan of each pair."""
        first = np.maximum(self.s["first"][pairs.lender], self.d["first"][pairs.borrower]).astype(np.int64)
        return first, np.minimum(self.until_end[pairs.lender], self.d["last"][pairs.borrower])

    def worth(self, pairs: Pairs, first: Whole, last: Whole) -> Whole:
        """Yuan a head of a loan from `first` to `last`."""
        i, j, say = pairs.lender, pairs.borrower, self.rules
        above = (self.d["wage"][j] - self.s["floor"][i]).astype(np.int64)
        steps = self.s["grade"][i].astype(np.int64) - self.d["grade"][j]
        mine, theirs = self.s["alliance"][i], self.d["alliance"][j]
        daily = say["work"] * pairs.percent // 100 + say["pay_share"] * above // 100 - say["over_grade"] * steps
        daily += np.where((mine == theirs) & (mine != ABSENT), say["alliance"], 0)
        daily += say["experience"] * self._known.score(i, j) // 100
        housed = pairs.metres > self.commute[i]
        daily -= np.where(housed, say["lodging"], say["km"] * pairs.metres // 1000)
        once = say["start"] + np.where(housed, say["journey"] * pairs.metres // 1000, 0)
        worth: Whole = (daily * (last - first + 1) - once) // 100
        return worth

    def least(self, pairs: Pairs) -> Whole:
        """Fewest days a loan of each pair may last."""
        mine, theirs = self.least_days
        return np.maximum(np.maximum(mine[pairs.lender], theirs[pairs.borrower]), self.rules["least_days"])

    def _far(self, p: Pairs) -> Truth:
        housed = (self.s["away"][p.lender] == 1) & (self.d["lodging"][p.borrower] == 1)
        far: Truth = (p.metres > self.commute[p.lender]) & ~(housed & (p.metres <= self.rules["lodged"]))
        return far

    def _apart(self, p: Pairs) -> Truth:
        out: Truth = self._known.firms_apart(p.lender, p.borrower) | self._known.lots_apart(p.lender, p.borrower)
        return out

    def _short(self, p: Pairs, end: Whole) -> Truth:
        first = np.maximum(self.s["first"][p.lender], self.d["first"][p.borrower]).astype(np.int64)
        short: Truth = np.minimum(end[p.lender], self.d["last"][p.borrower]) - first + 1 < self.least(p)
        return short

    def _lacks(self, p: Pairs, theirs: str, mine: str) -> Truth:
        lacks: Truth = (self.d[theirs][p.borrower] & ~self.s[mine][p.lender]) != 0
        return lacks

    def _uncertified(self, p: Pairs, until: Whole | None = None) -> Truth:
        last = self.lasting(p)[1] if until is None else until
        asked, out = self.d["certificates"][p.borrower], np.zeros(len(p), np.bool_)
        for bit in range(len(CERTIFICATES)):
            for_it = np.flatnonzero(asked & (1 << bit))
            out[for_it] |= self.s["until"][p.lender[for_it], bit] < last[for_it]
        return out

    def _unsuited(self, p: Pairs) -> Truth:
        harmful = (self.d["demands"][p.borrower] & (HAZARD | HEAVY | NIGHTLY)) != 0
        out: Truth = ((self.s["ages"][p.lender] == YOUNG) & harmful) | self._lacks(p, "demands", "suits")
        return out

    def _overworked(self, p: Pairs) -> Truth:
        may = (self.s["suits"][p.lender] & OVERTIME) != 0
        out = np.zeros(len(p), np.bool_)
        for span in ("day", "week"):
            most = self.rules[f"{span}_minutes"] + np.where(may, self.rules[f"{span}_overtime"], 0)
            both = self.s[f"{span}_minutes"][p.lender].astype(np.int64) + self.d[f"{span}_minutes"][p.borrower]
            out |= both > most
        return out


class _Known:
    """What is known of pairs, by keys of firms and lots."""

    def __init__(self, surplus: Lots, shortage: Lots, ties: Ties) -> None:
        self.firms = _Table(surplus["firm"], shortage["firm"], ties.firms_apart)
        self.lots = _Table(surplus["lot"], shortage["lot"], ties.lots_apart)
        self.met = _Table(surplus["firm"], shortage["firm"], ties.experience[:, :2])
        self.scores = np.append(ties.experience[:, 2], 0)

    def firms_apart(self, lender: Whole, borrower: Whole) -> Truth:
        found: Truth = self.firms.row(lender, borrower) >= 0
        return found

    def lots_apart(self, lender: Whole, borrower: Whole) -> Truth:
        found: Truth = self.lots.row(lender, borrower) >= 0
        return found

    def score(self, lender: Whole, borrower: Whole) -> Whole:
        return self.scores[self.met.row(lender, borrower)]


class _Table:
    """Finds the row of a table of two keys for pairs of lots."""

    def __init__(self, mine: Whole, theirs: Whole, rows: Whole) -> None:
        self.left, at = np.unique(rows[:, 0], return_inverse=True)
        self.right, to = np.unique(rows[:, 1], return_inverse=True)
        codes = at * (len(self.right) + 1) + to
        self.order = np.argsort(codes, kind="stable")
        self.codes = codes[self.order]
        self.mine, self.theirs = _position(self.left, mine), _position(self.right, theirs)

    def row(self, lender: Whole, borrower: Whole) -> Whole:
        """Row of each pair, the last given where there are several, ABSENT where there is none."""
        found = np.full(len(lender), ABSENT)
        mine, theirs = self.mine[lender], self.theirs[borrower]
        maybe = np.flatnonzero((mine >= 0) & (theirs >= 0))
        codes = mine[maybe] * (len(self.right) + 1) + theirs[maybe]
        at = np.searchsorted(self.codes, codes, "right") - 1
        same = (at >= 0) & (self.codes[at] == codes)
        found[maybe[same]] = self.order[at[same]]
        return found


def _position(keys: Whole, wanted: Whole) -> Whole:
    """Where each wanted key stands in the sorted keys, ABSENT if not."""
    if not len(keys):
        return np.full(len(wanted), ABSENT)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, ABSENT)
