"""Texts that speak of the same thing: Okapi BM25 over pairs of neighbouring characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from yuanmeng.core.bigrams import normal

K1, B = 1.2, 0.75
"""The usual constants (Robertson and Zaragoza, 2009): how fast repetition tires, how much length counts."""
SMALL = 500
"""Fewer texts say nothing about which characters are common; they are weighed as if they were so many."""


def rarity(holders: int, texts: int) -> float:
    """What a piece weighs that so many of the texts hold."""
    return log(1 + (texts - holders + 0.5) / (holders + 0.5))


def often_said(count: int, relative_length: float) -> float:
    """What so many mentions weigh in a text of a length relative to the usual one."""
    return count * (K1 + 1) / (count + K1 * (1 - B + B * relative_length))


def pairs(text: str) -> Counter[str]:
    """The pairs of neighbouring letters and digits of a text; a text of one keeps it whole."""
    plain = normal(text)
    return Counter(plain[at : at + 2] for at in range(max(1, len(plain) - 1))) if plain else Counter()


def alike(
    query: str, texts: Mapping[int, str], most: int = 5, least: float = 0.25, *, many: int = SMALL
) -> list[tuple[int, float]]:
    """Keys of the texts most like the query, best first, each with its share of what the query would score itself.

    Texts under the share `least` are left out: a few common characters are no likeness. The texts are of at least
    `many`; of the others is assumed that they hold none of the query.
    """
    asked = pairs(query)
    found = {key: pairs(text) for key, text in texts.items()}
    if not asked or not found:
        return []
    seen = Counter(pair for words in found.values() for pair in words if pair in asked)
    many = max(len(found), many)
    weight = {pair: rarity(seen[pair], many) for pair in asked}
    usual = sum(words.total() for words in found.values()) / len(found) or 1
    best = sum(weight.values())  # each once, in a text of the usual length
    scores = ((key, _score(asked, words, weight, usual) / best) for key, words in found.items())
    ranked = sorted((each for each in scores if each[1] >= least), key=lambda each: (-each[1], each[0]))
    return ranked[:most]


def _score(asked: Iterable[str], words: Counter[str], weight: Mapping[str, float], usual: float) -> float:
    relative = words.total() / usual
    return sum(weight[pair] * often_said(words[pair], relative) for pair in asked if words[pair])
