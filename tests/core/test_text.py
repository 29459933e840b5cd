"""Making typed text comparable, and the small readers of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core import counts, numerals
from yuanmeng.core.text import Unclean, absent, name_key, plain, tidy


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (" 泉北食品 ", "泉北食品"),
        ("泉北\u3000食品\xa0\n", "泉北 食品"),
        ("\ufeff泉北\u200b食品", "泉北食品"),
        ("", ""),
    ],
)
def test_tidy(typed: str, shown: str) -> None:
    assert tidy(typed) == shown


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\u202e", "\u2066", "\ue000", "\ud800"])
def test_control_characters_and_turned_text_are_refused(hidden: str) -> None:
    with pytest.raises(Unclean, match=f"U\\+{ord(hidden):04X}"):
        tidy(f"泉北{hidden}食品")


@given(st.text())
def test_tidy_text_is_printable_and_stays(text: str) -> None:
    try:
        once = tidy(text)
    except Unclean:
        return
    assert once.isprintable()
    assert tidy(once) == once


def test_names_compare_without_width_and_spaces() -> None:
    assert name_key("泉北（鹊华） 食品Ａ") == name_key("泉北(鹊华)食品a")
    assert name_key("泉北食品") != name_key("泉北食品厂")


def test_plain_drops_spaces_and_width() -> None:
    assert plain("１２ ３\u200b4") == "1234"
    assert plain("1 2") == "12"


@pytest.mark.parametrize(
    ("text", "is_absent"), [("N/A", True), ("－", True), ("无", True), ("0", False), ("无锡", False)]
)
def test_absent(text: str, is_absent: bool) -> None:
    assert absent(text) is is_absent


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五", 5),
        ("十", 10),
        ("十二", 12),
        ("二十四", 24),
        ("一百零五", 105),
        ("壹仟贰佰", 1200),
        ("五百万", 5_000_000),
        ("两千万", 20_000_000),
        ("一亿二千万", 120_000_000),
        ("三万亿", 3_000_000_000_000),
        ("二〇一二", 2012),
        ("", None),
        ("五个", None),
    ],
)
def test_numerals(text: str, value: int | None) -> None:
    assert numerals.whole(text) == value


def test_digits_of_a_year() -> None:
    assert numerals.digits("二〇一二年") == "2012年"


@pytest.mark.parametrize(
    ("text", "value"),
    [("120", 120), ("1,200人", 1200), ("１２０", 120), ("120.0", 120), ("0", 0), ("", None), ("无", None)],
)
def test_counts(text: str, value: int | None) -> None:
    assert counts.read(text) == value


@pytest.mark.parametrize("text", ["约120", "120.5", "-3", "1,20", "100-200", "many", "1" * 30])
def test_counts_that_are_none(text: str) -> None:
    with pytest.raises(counts.Unclear):
        counts.read(text)
