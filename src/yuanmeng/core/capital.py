"""Sums of money as registers write them, such as `25,302(万)`, `40(万美元)`, `1000万日元`, `人民币伍佰万元整`.

The result is whole fen (1/100 of the currency). A unit without a currency (`万`, `万元`, `元`) means CNY, as in every
register seen; a bare number has no unit and is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from yuanmeng.core.numerals import whole
from yuanmeng.core.text import absent, plain

CURRENCIES = {
    "人民币元": "CNY", "元人民币": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY",
    "圆": "CNY", "元": "CNY",
    "美元": "USD", "美金": "USD", "usd": "USD", "us$": "USD",
    "港元": "HKD", "港币": "HKD", "香港元": "HKD", "hkd": "HKD", "hk$": "HKD",
    "日元": "JPY", "日圆": "JPY", "日币": "JPY", "jpy": "JPY",
    "欧元": "EUR", "eur": "EUR", "€": "EUR",
    "新台币": "TWD", "台币": "TWD", "新台币元": "TWD", "twd": "TWD", "nt$": "TWD",
    "新加坡元": "SGD", "sgd": "SGD",
    "英镑": "GBP", "gbp": "GBP",
    "韩元": "KRW", "krw": "KRW",
    "澳元": "AUD", "澳大利亚元": "AUD", "aud": "AUD",
    "加元": "CAD", "加拿大元": "CAD", "cad": "CAD",
    "瑞士法郎": "CHF", "chf": "CHF",
}  # fmt: skip
UNITS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "": 1}
_WORDS = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_SUM = re.compile(
    rf"(?P<before>{_WORDS})?[:]?(?P<number>\d+(?:\.\d+)?|[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两十拾百佰千仟万萬亿億]+?)"
    rf"(?P<unit>亿|千万|百万|十万|万|千)?(?P<after>{_WORDS})?整?",
    re.ASCII,
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))", re.ASCII)
_BRACKETS = str.maketrans(dict.fromkeys("()[]【】"))
MOST = 9 * 10**18
"""Largest number of fen kept: what a 64-bit column holds."""


class Unclear(ValueError):
    """Not a sum of money that can be told: `reason` is text, unit, currency, precision or size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Money:
    """Whole fen (1/100) of an ISO 4217 currency."""

    fen: int
    currency: str


@lru_cache(maxsize=8192)
def read(text: str, unit: str = "") -> Money | None:
    """The sum meant; None when the source has none. `unit` is what the column's header says, such as `万元`.

    Raises Unclear.
    """
    if absent(text):
        return None
    short = _THOUSANDS.sub("", plain(text).lower()).translate(_BRACKETS)
    found = _SUM.fullmatch(short)
    if not found:
        raise Unclear("text")
    scale, currency = _measure(found, unit)
    fen = _value(found["number"]) * scale * 100
    if fen != fen.to_integral_value():
        raise Unclear("precision")
    if fen >= MOST:
        raise Unclear("size")
    return Money(int(fen), currency)


def _measure(found: re.Match[str], header: str) -> tuple[int, str]:
    """How many units of which currency one counts. Raises Unclear when nothing says."""
    named = {CURRENCIES[word] for word in (found["before"], found["after"]) if word and word not in {"元", "圆"}}
    if len(named) > 1:
        raise Unclear("currency")
    if found["unit"] is None and not found["before"] and not found["after"]:
        return _header(header)
    return UNITS[found["unit"] or ""], named.pop() if named else "CNY"


@lru_cache(maxsize=64)
def _header(text: str) -> tuple[int, str]:
    """The measure written in a column's header, such as `万元` or `万美元`."""
    unit = re.fullmatch(rf"(亿|千万|百万|十万|万|千)?({_WORDS})?", plain(text).lower())
    if not text or not unit:
        raise Unclear("unit")
    return UNITS[unit[1] or ""], CURRENCIES[unit[2]] if unit[2] else "CNY"


def _value(number: str) -> Decimal:
    if number[0].isascii():
        return Decimal(number)
    value = whole(number)
    if value is None or number[0] in "万萬亿億":
        raise Unclear("text")
    return Decimal(value)
