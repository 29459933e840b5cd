"""Likeness of short Chinese texts: BM25 over overlapping pairs of characters, no dictionary needed.

Robertson & Zaragoza 2009, “The Probabilistic Relevance Framework: BM25 and Beyond”, k1 = 1.2, b = 0.75.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from yuanmeng.core.bigrams import normal
from yuanmeng.core.likeness import often_said, rarity

EMPTY_WORDS = frozenset(
    {"需要", "提供", "我们", "公司", "有限", "可以", "企业", "合作", "联系", "希望", "以上", "左右"}
)
"""Pairs that stand in every offer and every need and say nothing of what it is about."""


def pairs(text: str) -> list[str]:
    """Overlapping pairs of the letters and digits of a text, without the empty ones."""
    own = normal(text)
    return [own[i : i + 2] for i in range(len(own) - 1) if own[i : i + 2] not in EMPTY_WORDS]


def likeness(query: str, texts: Sequence[str]) -> list[tuple[float, list[str]]]:
    """For each text its BM25 likeness to the query (0: nothing in common, no upper limit) and the shared pairs,
    the rarest first."""
    counts = [Counter(pairs(text)) for text in texts]
    lengths = [sum(count.values()) for count in counts]
    mean = sum(lengths) / len(texts) if sum(lengths) else 1.0
    asked = list(dict.fromkeys(pairs(query)))
    weights = {pair: rarity(sum(pair in count for count in counts), len(texts)) for pair in asked}
    return [_one(count, length / mean, weights) for count, length in zip(counts, lengths, strict=True)]


def _one(count: Counter[str], relative_length: float, weights: dict[str, float]) -> tuple[float, list[str]]:
    shared = sorted((pair for pair in weights if pair in count), key=lambda pair: -weights[pair])
    return sum(weights[pair] * often_said(count[pair], relative_length) for pair in shared), shared
