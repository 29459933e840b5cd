"""Characters that nobody sees are refused, with code and position."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from yuanmeng.ui.typed import PlainText, plain_lines, plain_text


@pytest.mark.parametrize("good", ["", "泉北食品有限公司", "𠮷野家（济北）", "café é", "😀", "a b　c", "<b>"])
def test_ordinary_text_passes(good: str) -> None:
    plain_text(good)
    plain_lines(good)


@pytest.mark.parametrize(
    "code",
    [
        0x00,
        0x07,
        0x1B,
        0x7F,
        0x85,
        0x9F,
        0x61C,
        0x200B,
        0x200D,
        0x200F,
        0x202A,
        0x202E,
        0x2066,
        0x2069,
        0xFEFF,
        0xD800,
        0xDFFF,
    ],
)
def test_unseen_characters_are_named(code: int) -> None:
    for check in (plain_text, plain_lines):
        with pytest.raises(ValidationError) as refused:
            check("甲乙" + chr(code))
        assert refused.value.messages == [f"第 3 个字符（U+{code:04X}）是看不见的控制字符，请删除后重试。"]


@pytest.mark.parametrize("mark", ["\n", "\t", "\r"])
def test_line_breaks_only_where_many_lines_are_meant(mark: str) -> None:
    plain_lines("甲" + mark)
    with pytest.raises(ValidationError) as refused:
        plain_text("甲" + mark)
    assert refused.value.messages == ["第 2 个字符是换行或制表符，本栏只填一行，请删除后重试。"]


def test_equal_validators_make_no_new_migration() -> None:
    assert PlainText() == plain_text
    assert PlainText("many") != plain_text
    assert hash(PlainText("many")) == hash(plain_lines)
    with pytest.raises(ValueError, match="'one' or 'many'"):
        PlainText("three")
