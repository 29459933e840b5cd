"""Answers that fit a new problem by the words of those who answered ones like it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from yuanmeng.core.tickets import answers
from yuanmeng.core.tickets.answers import FEWEST, Postings, cases, pieces

TOPICS = [
    ("厂区门口积水", "排水管网淤堵，市政清淤"),
    ("用电增容", "供电公司更换变压器"),
    ("招普工难", "人社组织专场招聘"),
    ("公交站太远", "交通局增设公交站点"),
    ("环评进度", "生态环境局容缺受理"),
    ("贷款续贷", "金融办协调银行无还本续贷"),
]
PLACES = ["东区", "西区", "南路", "北园", "河口", "桥头"]
KNOWN = [
    (f"{place}{asks}", f"{place}的企业反映{asks}问题", f"{place}：{said}") for asks, said in TOPICS for place in PLACES
]


@pytest.fixture(scope="module")
def known() -> answers.Cases:
    made = cases(KNOWN)
    assert made
    return made


def naive(asked: set[str], texts: list[str]) -> list[float]:
    """BM25 as the book has it."""
    found = [pieces(text) for text in texts]
    usual = sum(text.total() for text in found) / len(found)
    scores = []
    for text in found:
        score = 0.0
        for piece in asked:
            holds = sum(piece in other for other in found)
            rarity = np.log(1 + (len(found) - holds + 0.5) / (holds + 0.5))
            count = text[piece]
            score += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * text.total() / usual))
        scores.append(score)
    return scores


def test_scores_are_those_of_the_book() -> None:
    texts = [answer for _title, _question, answer in KNOWN]
    made = Postings.of([pieces(text) for text in texts])
    for query in ("供电公司", "东区积水", "没有的字"):
        asked = made.known(pieces(query))
        assert made.scores(asked, np.ones(len(asked))) == pytest.approx(naive(set(pieces(query)), texts))


def test_an_answer_is_found_without_a_word_of_the_question(known: answers.Cases) -> None:
    """ "用电增容" shares no character with "供电公司更换变压器" but 电; the second step brings the others."""
    fits = known.fits("河口用电增容", without=10)
    assert KNOWN[int(np.argmax(fits))][2] == "河口：供电公司更换变压器"


def test_the_own_question_is_not_looked_at_where_it_is_left_out(known: answers.Cases) -> None:
    strange = [*KNOWN[:-1], ("麒麟鸾凤", "麒麟鸾凤", "北方答复")]
    made = cases(strange)
    assert made
    with_own, without = (made._raw("麒麟鸾凤", left) for left in (None, len(strange) - 1))
    assert with_own.tolist() != without.tolist()
    assert not without.any(), "nobody else says it, so nothing is known"


def test_an_answer_does_not_speak_for_itself(known: answers.Cases) -> None:
    """Planted: without taking the own share out, the nearest case's answer would win by its own words."""
    broken = replace(known, own=np.zeros(len(KNOWN)))
    assert (broken._raw("东区积水", None) != known._raw("东区积水", None)).any()


def test_an_answer_like_everything_fits_nothing_in_particular() -> None:
    everything = "；".join(dict.fromkeys(said for _asks, said in TOPICS)) + "，".join(asks for asks, _said in TOPICS)
    made = cases([*KNOWN, ("各类问题", "各类问题", everything)])
    assert made
    plain, fits = made._raw("南路公交站太远", 20), made.fits("南路公交站太远", 20)
    place = len(KNOWN)
    assert (plain > plain[place]).sum() < (fits > fits[place]).sum()


def test_too_few_cases_and_a_query_of_no_known_words() -> None:
    assert cases(KNOWN[: FEWEST - 1]) is None
    made = cases(KNOWN)
    assert made
    assert np.isfinite(made.fits("")).all()
    assert np.isfinite(made.fits("zzz")).all()
