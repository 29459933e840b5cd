"""Pieces of texts, pinyin, highlights and cells: pure text in, pure text out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.bigrams import CODE, INITIALS, LENGTHS, NAME, Term, alternatives, normal, pieces, terms, words
from yuanmeng.core.cells import could_calculate, harmless
from yuanmeng.core.highlight import marked
from yuanmeng.core.pinyin import all_initials, initials, plain, sort_key

TEXT = st.text(alphabet="泉北南食品有限公司AB19（） 𠀀", max_size=12)


def test_normal_form_keeps_letters_and_digits_only() -> None:
    assert normal("泉北（济南）ＡＢ－１２ 有限公司") == "泉北济南ab12有限公司"
    assert words("  泉北, 食品 泉北 · ") == ["泉北", "食品"]
    assert len(words(" ".join(str(n) for n in range(20)))) == 8


def test_pieces_and_terms_by_kind() -> None:
    assert pieces("泉北食", NAME) == "泉北 北食 食"
    assert pieces("qbs", INITIALS) == "@qbs @bs @s"
    assert pieces("9100", CODE) == "#910 #100 #00 #0"
    assert pieces("", CODE) == ""
    assert terms("泉", NAME) == [Term("泉", prefix=True)]
    assert terms("泉北食", NAME) == [Term("泉北"), Term("北食")]
    assert [len(alternatives(word)) for word in ("泉北", "qb1")] == [1, 3]


@pytest.mark.parametrize("kind", sorted(LENGTHS))
@given(text=TEXT, start=st.integers(0, 12), size=st.integers(1, 12))
def test_every_part_of_a_text_is_found_by_its_terms(kind, text, start, size) -> None:
    whole = normal(text)
    part = whole[start : start + size]
    cut = pieces(whole, kind).split()
    for term in terms(part, kind) if part else ():
        assert any(piece.startswith(term.text) if term.prefix else piece == term.text for piece in cut)


def test_initials_and_their_other_readings() -> None:
    assert initials("泉北a1") == "qba1"
    assert all_initials("泉北") == ["qb"]
    assert all_initials("重庆银行") == ["cqyh", "zqyx"]
    assert (plain("lǜ"), plain("jǐ"), plain("yuán")) == ("lv", "ji", "yuan")
    assert sort_key("泉北") == "quan bei "
    assert sorted(["张", "泉", "安"], key=sort_key) == ["安", "泉", "张"]
    assert len(sort_key("泉" * 99)) == 80


def test_marks_follow_the_text_as_it_stands() -> None:
    assert marked("泉北（济南）食品", ["北济"]) == [
        ("泉", False),
        ("北", True),
        ("（", False),
        ("济", True),
        ("南）食品", False),
    ]
    assert marked("泉北食品", ["bs"], initials) == [("泉", False), ("北食", True), ("品", False)]
    assert marked("泉泉泉", ["泉泉"]) == [("泉泉泉", True)]
    assert marked("泉北", []) == [("泉北", False)]
    assert marked("", ["泉"]) == []


@given(text=TEXT, word=TEXT)
def test_marked_pieces_are_the_text(text, word) -> None:
    cut = marked(text, words(word))
    assert "".join(piece for piece, _on in cut) == text
    for one in words(word):
        assert (one in normal(text)) <= any(on for _piece, on in cut)


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@A", "＝1", "＋1", "－1", "＠A", "\t=1", " =1", "　=1", "\r", "\ufeff=1"]
)
def test_cells_that_could_calculate_get_an_apostrophe(text) -> None:
    assert could_calculate(text)
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "泉北", "1=1", " 泉北", "'=1"])
def test_other_cells_stay(text) -> None:
    assert harmless(text) == text
