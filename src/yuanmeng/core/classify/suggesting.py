"""The suggestion for a firm: industry division, runner-up, alliance, confidence and the words that led to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log

from yuanmeng.core.classify.industries import DIVISIONS
from yuanmeng.core.classify.mapping import DEFAULT, alliance_of
from yuanmeng.core.classify.scoring import Points, ranking, score

THRESHOLD = 0.85
"""Below this confidence a person is asked."""
NONE = "none"
MOST_WORDS = 4
DOUBT = 0.3
"""Points added to both sides of a comparison: they keep a firm of which one weak word is known from looking certain."""
ALLIANCE_FIT = (0.76, 2.51)
INDUSTRY_FIT = (0.60, 1.84)
"""Logistic coefficients (constant, lead), fitted by bench/suggestions on the training labels."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the machine proposes; a person decides.

    `code` is a division or a group of GB/T 4754-2017, "" when nothing is known; `division` its first two digits;
    `alliance` a slug or "none". `confidence` (0..1) is for the alliance, `industry_confidence` for the division.
    `words` are those that brought most points, in order; words of the name start with `名称`.
    """

    code: str
    runner_up: str
    alliance: str
    confidence: float
    industry_confidence: float
    words: tuple[str, ...]

    @property
    def division(self) -> str:
        """The two-digit division, "" when nothing is known."""
        return self.code[:2]

    @property
    def needs_person(self) -> bool:
        """Whether the alliance is too uncertain to be taken over without reading."""
        return self.confidence < THRESHOLD

    @property
    def reason(self) -> str:
        """One Chinese sentence: what and why, and whether a person is needed."""
        if not self.code:
            return "需要人工判断：名称和经营范围中没有可识别的行业用语。"
        said = f"{self.code[:2]} {DIVISIONS[self.code[:2]]}；依据：{'、'.join(self.words)}"
        if self.runner_up:
            said += f"；其次：{self.runner_up[:2]} {DIVISIONS[self.runner_up[:2]]}"
        return f"需要人工判断（把握不足）：{said}" if self.needs_person else said


UNKNOWN = Suggestion("", "", NONE, 0.0, 0.0, ())


def suggest(name: str | None, scope: str | None, rules: Mapping[str, str] = DEFAULT) -> Suggestion:
    """Suggest from a name and a business scope, either of which may be missing; `rules` map industry to alliance."""
    points = score(name, scope)
    ranked = ranking(points)
    if not ranked:
        return UNKNOWN
    code = ranked[0][0]
    alliance = alliance_of(code, rules) or NONE
    leads = lead(ranked, lambda other: alliance_of(other, rules) or NONE)
    return Suggestion(
        code=code,
        runner_up=next((other for other, _value in ranked if other[:2] != code[:2]), ""),
        alliance=alliance,
        confidence=_certainty(ALLIANCE_FIT, leads),
        industry_confidence=_certainty(INDUSTRY_FIT, lead(ranked, lambda other: other[:2])),
        words=_words(points, code),
    )


def lead(ranked: list[tuple[str, float]], group: Callable[[str], str]) -> float:
    """Logarithm of how many times more points the best code has than the best code of another group."""
    code, best = ranked[0]
    rival = max((value for other, value in ranked if group(other) != group(code)), default=0.0)
    return log((best + DOUBT) / (rival + DOUBT))


def _certainty(fit: tuple[float, float], leads: float) -> float:
    return min(0.999, round(1 / (1 + exp(-(fit[0] + fit[1] * leads))), 3))


def _words(points: Points, code: str) -> tuple[str, ...]:
    ranked = sorted(points.words[code].items(), key=lambda one: -one[1])
    return tuple(
        word.replace("名称", "名称“", 1) + "”" if word.startswith("名称") else f"“{word}”"
        for word, _ in ranked[:MOST_WORDS]
    )
