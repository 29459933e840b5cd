"""Which answers of solved cases fit a new problem, though its words are not theirs.

Okapi BM25 over single characters and overlapping pairs, in three steps that need no dictionary and no training:

1. Each answer is scored by the query.
2. The answers of the NEAR cases whose questions are most like the query are a second query: they bring the words of
   those who answer (pseudo relevance feedback; Lavrenko and Croft, 2001). An answer never speaks for itself.
3. A long answer full of common words is a little like everything. Each answer's score is therefore set against what it
   scores for the questions of other cases (`fits`: standard deviations above its own mean; the hubs of Radovanović,
   Nanopoulos and Ivanović, 2010).

`bench/tickets/answers.py` measures each step on messages to a government and its replies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from yuanmeng.core.bigrams import counted, normal
from yuanmeng.core.likeness import often_said, rarity

NEAR = 10
"""Cases whose answers speak for a query."""
SECOND = 1.5
"""Weight of the second step beside the first."""
GROUND = 600
"""Questions against which an answer's score is set; more of them are a little better and take longer."""
FEWEST = 30
"""Fewer cases say nothing about what is common."""
Scores = NDArray[np.float64]
Numbers = NDArray[np.intp]


def pieces(text: str) -> Counter[str]:
    """Single characters and overlapping pairs with their counts."""
    return counted(normal(text))


def _summed(places: Numbers, weights: Scores, least: int = 0) -> Scores:
    return np.bincount(places, weights, least).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Postings:
    """Texts by their pieces. Piece p is in the texts `places[starts[p]:starts[p + 1]]`, with BM25 `weights` there."""

    many: int
    numbers: Mapping[str, int]
    starts: Numbers
    places: Numbers
    weights: Scores

    @classmethod
    def of(cls, texts: Sequence[Counter[str]]) -> Postings:
        """Texts by the counts of their pieces."""
        usual = sum(text.total() for text in texts) / len(texts) or 1
        numbers: dict[str, int] = {}
        held: list[tuple[int, int, float]] = []
        for place, text in enumerate(texts):
            relative = text.total() / usual
            for piece, count in text.items():
                held.append((numbers.setdefault(piece, len(numbers)), place, often_said(count, relative)))
        pieces_, places, weights = (np.array(column) for column in zip(*held, strict=True))
        order = np.argsort(pieces_, kind="stable")
        often = np.bincount(pieces_, minlength=len(numbers))
        rare = np.array([rarity(int(holders), len(texts)) for holders in often])
        starts = np.concatenate([[0], np.cumsum(often)])
        return cls(len(texts), numbers, starts, places[order], (weights * rare[pieces_])[order])

    def known(self, text: Iterable[str]) -> Numbers:
        """Numbers of those pieces that some text holds."""
        return np.array([self.numbers[piece] for piece in text if piece in self.numbers], np.intp)

    def scores(self, asked: Numbers, times: Scores) -> Scores:
        """The score of every text for pieces by their numbers, each counted `times`."""
        often = self.starts[asked + 1] - self.starts[asked]
        at = np.repeat(self.starts[asked] - np.cumsum(often) + often, often) + np.arange(often.sum())
        return _summed(self.places[at], self.weights[at] * np.repeat(times, often), self.many)

    def of_itself(self) -> Scores:
        """What each text scores for its own pieces."""
        return _summed(self.places, self.weights, self.many)


@dataclass(frozen=True, slots=True)
class Cases:
    """Solved cases, ready to be asked. `mean` and `spread` are of each answer's score over other cases' questions."""

    questions: Postings
    answers: Postings
    of_answer: tuple[Numbers, ...]
    own: Scores
    mean: Scores
    spread: Scores

    def fits(self, query: str, without: int | None = None) -> Scores:
        """How well each answer fits, in standard deviations above what it scores for any question.

        `without` is a case whose own question is not known, so that a measurement does not find it by that.
        """
        return (self._raw(query, without) - self.mean) / self.spread

    def _raw(self, query: str, without: int | None) -> Scores:
        """Steps 1 and 2."""
        asked = pieces(query)
        near = _once(self.questions, asked)
        if without is not None:
            near[without] = 0
        chosen = np.argsort(-near, kind="stable")[:NEAR]
        words = np.concatenate([self.of_answer[place] for place in chosen])
        times = _summed(words, np.repeat(near[chosen], [len(self.of_answer[place]) for place in chosen]))
        second = np.flatnonzero(times)
        spoken = self.answers.scores(second, times[second])
        spoken[chosen] -= near[chosen] * self.own[chosen]
        return _standard(_once(self.answers, asked)) + SECOND * _standard(spoken)


def _once(texts: Postings, asked: Iterable[str]) -> Scores:
    known = texts.known(asked)
    return texts.scores(known, np.ones(len(known)))


def _standard(scores: Scores) -> Scores:
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread else np.zeros(len(scores))


def cases(known: Sequence[tuple[str, str, str]]) -> Cases | None:
    """From title, question and answer of each; None where there are fewer than FEWEST."""
    if len(known) < FEWEST:
        return None
    questions = Postings.of([pieces(f"{title} {question}") for title, question, _answer in known])
    said = [pieces(answer) for _title, _question, answer in known]
    answers = Postings.of(said)
    start = Cases(
        questions,
        answers,
        tuple(answers.known(text) for text in said),
        answers.of_itself(),
        np.zeros(len(known)),
        np.ones(len(known)),
    )
    ground = np.linspace(0, len(known) - 1, min(GROUND, len(known))).astype(np.intp)
    rows = np.array([start._raw(known[place][0], place) for place in ground])
    rows[np.arange(len(ground)), ground] = np.nan
    return replace(start, mean=np.nanmean(rows, axis=0), spread=np.nanstd(rows, axis=0).clip(min=1e-9))
