"""A text is read into words, citations and numbers typed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.prose import Citation, Paragraph, Unreadable, Words, citations, length, read, typed_numbers


def test_a_citation_stands_between_words() -> None:
    (line,) = read("走访企业[[visits.held 2021]]次")
    assert line == Paragraph(0, (Words("走访企业"), Citation("visits.held", "2021"), Words("次")))
    assert str(line.pieces[1]) == "[[visits.held 2021]]"


def test_facts_have_no_period_and_figures_have_one() -> None:
    assert citations(read("第[[fact:7]]位，第[[fact:7]]位\n\n[[issues.closed 2021-07-01..2021-09-15]]件")) == [
        Citation("fact:7", ""),
        Citation("issues.closed", "2021-07-01..2021-09-15"),
    ]
    assert str(Citation("fact:7", "")) == "[[fact:7]]"


@pytest.mark.parametrize(
    "text", ["[[visits.held]]", "[[fact:7 2021]]", "共 [[visits 2021]] 次", "共 [[ 次", "共 ]] 次", "[[a.b 21]]"]
)
def test_what_is_no_citation_is_named(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert refused.value.text in text


@pytest.mark.parametrize(
    ("line", "level"),
    [("一、基本情况", 1), ("（二）走访", 2), ("3. 问题", 3), ("（4）答复", 4), ("2021 年，", 0), ("三是走访", 0)],
)
def test_levels_of_headings(line: str, level: int) -> None:
    assert read(line)[0].level == level


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("解决问题308件", ["308"]),
        ("解决问题３０８件，占 97.2%", ["３０８", "97.2%"]),
        ("投入1,200万元", ["1,200万"]),
        ("解决三百零八件，五家企业，十余次", ["三百零八", "五"]),
        ("两家企业、几十名职工", ["两", "几十"]),
        ("2021年12月31日，2021 年，3月5日，2021-12-31，济政〔2021〕15号，“1+5+N”", []),
        ("一个目标，一次办好，第十三次会议", []),
        ("1. 走访 12 次", ["12"]),
        ("一、走访", []),
    ],
)
def test_numbers_typed_by_hand_are_found(text: str, numbers: list[str]) -> None:
    found = typed_numbers(read(text))
    assert found[: len(numbers)] == numbers
    assert bool(found) == bool(numbers)


def test_length_counts_what_can_be_seen() -> None:
    assert length("一 二\n三") == 3


@given(st.text(alphabet="一二[]. a0９\n（）、fact:17年%", max_size=60))
def test_nothing_is_lost_or_doubled(text: str) -> None:
    """Whatever is typed comes back whole, or is refused with the place."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        paragraphs = read(text)
    except Unreadable as refused:
        said = [text] if refused.text in text else []
        lines = [text]
    else:
        said = ["".join(p.text if isinstance(p, Words) else str(p) for p in each.pieces) for each in paragraphs]
    assert said == lines
