"""Points for each industry from a name and a business scope, with the words that brought them.

The first clause and the name weigh most. What is done with a thing decides: who makes machines is a manufacturer, who
sells them is a trader, who repairs them a repairer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from yuanmeng.core.classify.industries import SECTION_OF
from yuanmeng.core.classify.lexicon import Found, Sense, tables
from yuanmeng.core.classify.reading import Clause, clauses, plain

SUPPORT = 0.3
"""Part of the points of a section's other divisions that its best division may count as well."""
WHOLESALE, BUILDING = "51", "47"
TOPICS = {"13": "512", "14": "512", "15": "512", "27": "515", "358": "515"}
"""Trade in food and drink, and in medicine and medical devices, has groups of its own."""
RETAILED = {"51": "52", "512": "522", "515": "525"}
PARTS = (1.2, 0.6, 0.4, 0.3, 0.22, 0.15)
"""Weight of the first, second, … part of a scope; later parts weigh as the last."""
NAME = 1.3
BARE = {"fit": (BUILDING, 0.6, "施工安装"), "sell": (WHOLESALE, 0.25, "销售"), "make": ("41", 0.15, "生产加工")}
"""What a deed says when the thing it is done with is unknown: code, points, and the word shown."""
LICENCES = frozenset({"普通货运", "道路货物运输", "停车场", "卷烟", "雪茄烟", "进出口"})
"""Licence lines that stand first by rule and say little about the firm."""
SERVED = {
    "fit": ("49", "50", frozenset({"20", "21", "30"})),
    "mend": ("43", "81", frozenset({"36", "37", "38", "39"})),
    "rent": ("71", "71", frozenset[str]()),
    "tech": ("75", "73", frozenset({"27"})),
}
"""What fitting, mending, renting out and developing goods is, and what it is for goods of some divisions."""
SELLING_NAMES = frozenset({"51", "52"})

SHARES: tuple[tuple[str, frozenset[str], dict[str, float]], ...] = (
    ("make", frozenset({"sell"}), {"make": 0.85, "sell": 0.15}),
    ("make", frozenset(), {"make": 1.0}),
    ("sell", frozenset({"dev"}), {"make": 0.25, "sell": 0.65}),
    ("sell", frozenset(), {"sell": 1.0}),
    ("fit", frozenset(), {"fit": 0.8}),
    ("mend", frozenset(), {"mend": 0.7}),
    ("rent", frozenset(), {"rent": 0.8}),
    ("dev", frozenset(), {"make": 0.3, "tech": 0.4}),
)
"""What a clause with these verbs does to its goods: the first line whose verbs are all there."""


@dataclass(slots=True)
class Points:
    """Points of each industry code and of each word for it; `deeds` is how much is made, sold, fitted, …"""

    codes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    words: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    deeds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    first_made: bool = False
    """Whether the first part of the scope makes something: then what is sold as well is mostly its own."""

    def add(self, code: str, points: float, word: str) -> None:
        """Points for a code that a word brought."""
        self.codes[code] += points
        self.words[code][word] += points


def score(name: str | None, scope: str | None) -> Points:
    """Points of a firm. Either text may be missing."""
    points = Points()
    called = plain(name)[:60]
    _score_scope(points, clauses(scope))
    _score_name(points, called)
    _choose_trade(points, scope or "")
    return points


def _score_scope(points: Points, read: list[Clause]) -> None:
    """Each part of the scope shares its weight among its things, the first of them most."""
    rank, at = 0, 0
    while at < len(read):
        part = [clause for clause in read if clause.part == read[at].part]
        at += len(part)
        things = [found for clause in part for found in clause.items]
        weak = bool(things) and all(found.word in LICENCES for found in things)
        weight = PARTS[min(rank, len(PARTS) - 1)] * (0.6 if weak else 1)
        _score_part(points, part, weight, things)
        points.first_made = points.first_made or (rank == 0 and points.deeds["make"] > 0.2)
        rank += 0 if weak else 1


def _score_part(points: Points, part: list[Clause], weight: float, things: list[Found]) -> None:
    total = sum(min(1.0, found.senses[0].weight) / (1 + 0.35 * n) for n, found in enumerate(things)) or 1.0
    n = 0
    for clause in part:
        shares = _shares(clause.verbs, len(things))
        if not clause.items:
            for deed, share in shares.items():
                points.deeds[deed] += weight * share * 0.5
                if deed in BARE:
                    code, value, word = BARE[deed]
                    points.add(code, weight * share * value, word)
        for found in clause.items:
            slice_ = weight / (1 + 0.35 * n) / total
            n += 1
            for sense in found.senses:
                _score_sense(points, sense, slice_, shares, found.word)


def _shares(verbs: frozenset[str], count: int) -> dict[str, float]:
    for verb, others, shares in SHARES:
        if verb in verbs and others <= verbs:
            return shares
    return {"sell": 0.7, "make": 0.1} if count >= 4 else {"bare": 1.0}


def _score_sense(points: Points, sense: Sense, weight: float, shares: dict[str, float], word: str) -> None:
    if sense.kind == "act":
        points.add(sense.code, weight * sense.weight, word)
        return
    for deed, share in shares.items():
        points.deeds[deed] += weight * share
        _score_deed(points, sense, deed, weight * share, word)


def _score_deed(points: Points, sense: Sense, deed: str, weight: float, word: str) -> None:
    """What was done with goods (`skip` is goods that name no industry) brings points to an industry."""
    if deed == "bare":
        _score_deed(points, sense, "make", weight * 0.5, word)
        _score_deed(points, sense, "sell", weight * 0.5, word)
    elif deed == "sell":
        points.add(TOPICS.get(sense.code, WHOLESALE), weight, word)
    elif sense.kind == "skip":
        if deed == "make":
            points.add("41", weight * 0.15, word)
    elif deed == "make":
        points.add(sense.code, weight * sense.weight, word)
    else:
        usual, odd, groups = SERVED[deed]
        points.add(odd if sense.code in groups else usual, weight, word)


def _score_name(points: Points, called: str) -> None:
    found = tables()[0].find(called)
    made = points.deeds["make"] + 0.5 * points.deeds["bare"] + 0.1
    sold = points.deeds["sell"] + 0.3 * points.deeds["bare"] + 0.05
    if called.endswith("厂") or "制造" in called or "制品有限" in called:
        made += 0.6
    if any(s.kind == "act" and s.code in SELLING_NAMES for one in found for s in one.senses):
        sold += 0.4
    others = 0.5 * (points.deeds["fit"] + points.deeds["mend"] + points.deeds["rent"] + points.deeds["tech"])
    total = made + sold + others
    seen: set[str] = set()
    for one in found:
        for sense in one.senses:
            weight = NAME * sense.weight * (0.4 if sense.code in seen else 1)
            seen.add(sense.code)
            if sense.kind == "act":
                points.add(sense.code, weight, "名称" + one.word)
            elif sense.kind == "goods":
                points.add(sense.code, weight * made / total, "名称" + one.word)
                points.add(TOPICS.get(sense.code, WHOLESALE), weight * sold / total, "名称" + one.word)


def _choose_trade(points: Points, scope: str) -> None:
    """All trade competes as one industry; its topic and wholesale or retail are chosen inside."""
    shop = points.codes.get("52", 0) > 0.6 * NAME or ("零售" in scope and "批发" not in scope)
    trade = [code for code in ("51", "512", "515", "52") if points.codes.get(code)]
    if not trade:
        return
    best = max(trade, key=lambda code: points.codes[code] * (1.2 if code in {"512", "515"} else 1))
    best = WHOLESALE if best == "52" else best
    code = RETAILED[best] if shop else best
    total, words = 0.0, defaultdict[str, float](float)
    for one in trade:
        total += points.codes.pop(one)
        for word, weight in points.words.pop(one).items():
            words[word] += weight
    points.codes[code], points.words[code] = total * (0.55 if points.first_made else 1.0), words


def ranking(points: Points) -> list[tuple[str, float]]:
    """Codes and points, best first: inside a section the divisions support each other's best one."""
    sections: dict[str, float] = defaultdict(float)
    for code, value in points.codes.items():
        sections[SECTION_OF[code[:2]]] += value
    ranked = [(code, v + SUPPORT * (sections[SECTION_OF[code[:2]]] - v)) for code, v in points.codes.items() if v > 0]
    return sorted(ranked, key=lambda one: (-one[1], one[0]))
