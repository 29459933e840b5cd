"""Numbers in Chinese numerals, everyday and financial: 五百, 壹仟贰佰, 二〇一二, 三亿."""

from __future__ import annotations

DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
    "○": 0,
    "Ｏ": 0,
}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}


def digits(text: str) -> str:
    """`二〇一二` as `2012`; characters that are no numeral stay as they are."""
    return "".join(str(DIGITS[char]) if char in DIGITS else char for char in text)


def whole(text: str) -> int | None:
    """The value of a numeral such as `五百`, `十二`, `壹仟贰佰万`; None when it is not one."""
    if not text or any(char not in DIGITS and char not in TENS and char not in MYRIADS for char in text):
        return None
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = digit * 10 + DIGITS[char] if digit else DIGITS[char]
        elif char in TENS:
            section += (digit or 1) * TENS[char]
            digit = 0
        else:
            total = (
                (total + section + digit) * MYRIADS[char]
                if MYRIADS[char] > total
                else total + (section + digit) * MYRIADS[char]
            )
            section = digit = 0
    return total + section + digit
