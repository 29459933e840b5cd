"""Sums of money in the spellings of real registers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.capital import Money, Unclear, read

YUAN = 100
WAN = 10_000 * YUAN


@pytest.mark.parametrize(
    ("text", "fen", "currency"),
    [
        ("500万元", 500 * WAN, "CNY"),
        ("25,302(万)", 25_302 * WAN, "CNY"),
        ("601（万）", 601 * WAN, "CNY"),
        ("80(万元人民币)", 80 * WAN, "CNY"),
        ("1,020.5000(万元人民币)", 10_205_000 * YUAN, "CNY"),
        ("1300万人民币", 1300 * WAN, "CNY"),
        ("50万元人民币", 50 * WAN, "CNY"),
        ("50万人民币元", 50 * WAN, "CNY"),
        ("10.5万", 105_000 * YUAN, "CNY"),
        ("5000元", 5000 * YUAN, "CNY"),
        ("人民币500万元整", 500 * WAN, "CNY"),
        ("人民币：500万元", 500 * WAN, "CNY"),
        ("RMB 500万", 500 * WAN, "CNY"),
        ("￥300万", 300 * WAN, "CNY"),
        ("伍佰万元整", 500 * WAN, "CNY"),
        ("壹仟贰佰万元", 1200 * WAN, "CNY"),
        ("五百万元", 500 * WAN, "CNY"),
        ("３００万元", 300 * WAN, "CNY"),
        ("1.5亿元", 15_000 * WAN, "CNY"),
        ("3千万元", 3000 * WAN, "CNY"),
        ("2百万", 200 * WAN, "CNY"),
        ("40(万美元)", 40 * WAN, "USD"),
        ("USD 40万", 40 * WAN, "USD"),
        ("1000万日元", 1000 * WAN, "JPY"),
        ("235.5000(万港元)", 2_355_000 * YUAN, "HKD"),
        ("409(万欧元)", 409 * WAN, "EUR"),
        ("100万新台币", 100 * WAN, "TWD"),
        ("160(万新加坡元)", 160 * WAN, "SGD"),
        ("0万元", 0, "CNY"),
        (" 50 万 元 ", 50 * WAN, "CNY"),
    ],
)
def test_spellings(text: str, fen: int, currency: str) -> None:
    assert read(text) == Money(fen, currency)


@pytest.mark.parametrize("text", ["", "N/A", "n/a", "-", "—", "/", "无", " 暂无 ", "null"])
def test_nothing_is_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("200", "unit"),
        ("786.8", "unit"),
        ("万人民币", "text"),
        ("万元", "text"),
        ("500-1000万元", "text"),
        ("约500万", "text"),
        ("-5万元", "text"),
        ("1亿2000万元", "text"),
        ("1,00万元", "text"),
        ("50万比特币", "text"),
        ("人民币50万美元", "currency"),
        ("0.0000001万元", "precision"),
        ("1.005元", "precision"),
        ("999999999999亿元", "size"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(text: str, reason: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read(text)
    assert unclear.value.reason == reason


@pytest.mark.parametrize(
    ("text", "unit", "fen", "currency"),
    [
        ("12.5", "万元", 125_000 * YUAN, "CNY"),
        ("1,200", "元", 1200 * YUAN, "CNY"),
        ("3", "亿", 30_000 * WAN, "CNY"),
        ("3", "万美元", 3 * WAN, "USD"),
        ("500万元", "元", 500 * WAN, "CNY"),
        ("五", "万元", 5 * WAN, "CNY"),
    ],
)
def test_the_header_gives_the_unit_of_a_bare_number(text: str, unit: str, fen: int, currency: str) -> None:
    assert read(text, unit) == Money(fen, currency)


def test_a_header_that_names_no_money_gives_no_unit() -> None:
    with pytest.raises(Unclear):
        read("12", "人")


@given(st.integers(0, 10**12), st.sampled_from(["元", "元人民币", "人民币", "人民币元"]))
def test_round_trip_of_yuan_and_fen(fen: int, word: str) -> None:
    assert read(f"{fen // 100:,}.{fen % 100:02d}{word}") == Money(fen, "CNY")


@given(st.text(max_size=40))
def test_any_text_is_read_or_unclear(text: str) -> None:
    try:
        money = read(text)
    except Unclear:
        return
    assert money is None or money.fen >= 0
