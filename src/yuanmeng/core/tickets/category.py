"""Which category a problem's text suggests, and the words that led to it, learnt from examples.

Ridge regression on tf-idf of single characters and overlapping pairs, one output a category, solved exactly in the
space of the examples (as many unknowns as examples, not as pieces). No dictionary; some hundred examples are learnt in
well under a second; each piece's share in the result is known, so the reasons are the sum's own largest terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from yuanmeng.core.bigrams import counted, normal

TITLE = 3
"""A piece of the title counts as often as so many of the text."""
STIFFNESS = 1.0
"""The ridge. From 0.1 to 1 the cross-validated F1 of a real set of seven categories moved by less than 0.01."""
MANY = 200
"""From so many examples on, a piece that only one of them holds is left out: it says little and costs memory."""
WORDS = 5
"""Words named as reasons."""
LEAST = 0.02
"""A share in the result below this is no reason."""
Example = tuple[str, str, str]
"""Title, text, category."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category, its value (about 1 for a sure one, about 0 for any other) and the words that spoke for it."""

    category: str
    value: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """Pieces with their place and rarity, and what each piece says for each category: (pieces, categories)."""

    categories: tuple[str, ...]
    places: Mapping[str, int]
    rarity: NDArray[np.float64]
    weights: NDArray[np.float64]


def pieces(title: str, text: str = "") -> Counter[str]:
    """Single characters and overlapping pairs with their counts, those of the title weighed."""
    found = counted(normal(text))
    for piece, times in counted(normal(title)).items():
        found[piece] += TITLE * times
    return found


def learn(examples: Sequence[Example]) -> Learnt:
    """Raises ValueError with fewer than two categories, or examples without any text."""
    counts = [pieces(title, text) for title, text, _category in examples]
    categories = tuple(sorted({category for _title, _text, category in examples}))
    holders = Counter(piece for count in counts for piece in count)
    rarest = 2 if len(examples) >= MANY else 1
    places = {piece: place for place, piece in enumerate(p for p, held in holders.items() if held >= rarest)}
    if len(categories) < 2 or not places:
        raise ValueError("examples of at least two categories are needed")
    rarity = np.array([log((len(examples) + 1) / (holders[piece] + 1)) + 1 for piece in places])
    rows = np.array([_row(count, places, rarity) for count in counts])
    wanted = np.array([[float(category == name) for name in categories] for _title, _text, category in examples])
    wanted -= wanted.mean(axis=0)
    inner = rows @ rows.T + STIFFNESS * np.eye(len(rows))
    return Learnt(categories, places, rarity, rows.T @ np.linalg.solve(inner, wanted))


def suggest(learnt: Learnt, title: str, text: str = "", most: int = 3) -> list[Suggestion]:
    """The likeliest categories, best first; nothing for a text that has no piece in common with the examples."""
    counted = pieces(title, text)
    row = _row(counted, learnt.places, learnt.rarity)
    if not row.any():
        return []
    values = row @ learnt.weights
    best = np.argsort(-values, kind="stable")[:most]
    return [Suggestion(learnt.categories[at], float(values[at]), _words(learnt, counted, row, int(at))) for at in best]


def _row(count: Mapping[str, int], places: Mapping[str, int], rarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """One text as tf-idf of length one; pieces that the examples do not share are left out."""
    row = np.zeros(len(places))
    for piece, times in count.items():
        if piece in places:
            row[places[piece]] = (1 + log(times)) * rarity[places[piece]]
    length = float(np.linalg.norm(row))
    return row / length if length else row


def _words(learnt: Learnt, counted: Mapping[str, int], row: NDArray[np.float64], category: int) -> tuple[str, ...]:
    """The pairs of the text with the largest share in this category's value."""
    held = {piece: learnt.places[piece] for piece in counted if len(piece) == 2 and piece in learnt.places}
    shares = {piece: float(row[place] * learnt.weights[place, category]) for piece, place in held.items()}
    said = [piece for piece in shares if shares[piece] > LEAST]
    return tuple(sorted(said, key=lambda piece: (-shares[piece], piece))[:WORDS])
