"""Credit codes (ENT-01 to ENT-03); python-stdnum is the oracle for GB 32100, the standard's own sum for GB 11714."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from yuanmeng.core import uscc

VALID = ["91350200MA2YJ1XR9G", "91440101MA5CJQ4N59", "913502000728319549"]
WRONG_CHECK = ["91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P", "91350203M0001QAY9B"]
"""Published codes; the wrong ones are legal codes of early pilots (ENT-02)."""
bodies = st.tuples(
    st.sampled_from(["91", "92", "93", "51", "52", "53", "11", "12"]),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(uscc.ALPHABET, min_size=8, max_size=8),
).map("".join)


@pytest.mark.parametrize("code", VALID)
def test_published_codes_are_valid(code: str) -> None:
    assert uscc.fault(code) == ""


@pytest.mark.parametrize("code", WRONG_CHECK)
def test_legal_codes_with_a_wrong_check_digit_are_told_apart_from_nonsense(code: str) -> None:
    assert uscc.fault(code) == "check"
    assert not oracle.is_valid(code)


@given(bodies)
def test_made_codes_are_valid_for_us_and_for_the_oracle(body: str) -> None:
    code = body + uscc.check_digits(body)
    assert uscc.fault(code) == ""
    assert oracle.is_valid(code)


@given(bodies, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_noticed(body: str, place: int, other: str) -> None:
    code = body + uscc.check_digits(body)
    wrong = code[:place] + other + code[place + 1 :]
    assert uscc.fault(wrong) == ("" if wrong == code else "check")


@given(bodies, st.sampled_from("0123456789X"))
def test_the_seventeenth_character_is_checked_by_gb_11714(body: str, check: str) -> None:
    right = uscc.check_digits(body)[0]
    head = body + check
    total = sum(uscc.PLACE[c] * w for c, w in zip(head, uscc.WEIGHTS, strict=True)) % 31
    code = head + uscc.ALPHABET[(31 - total) % 31]
    assert uscc.fault(code) == ("" if check == right else "check")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 91350200ma2yj1xr9g ", "91350200MA2YJ1XR9G"),
        ("９１３５０２００ＭＡ２ＹＪ１ＸＲ９Ｇ", "91350200MA2YJ1XR9G"),
        ("91350200-MA2YJ1XR9-G", "91350200MA2YJ1XR9G"),
        ("9135 0200\u3000MA2YJ1\u200bXR9G", "91350200MA2YJ1XR9G"),
    ],
)
def test_width_case_and_spaces_do_not_matter(typed: str, code: str) -> None:
    assert uscc.normal(typed) == code


@pytest.mark.parametrize("letter", "IOSVZ-.中")
def test_letters_outside_the_alphabet_are_refused(letter: str) -> None:
    assert uscc.fault("91350200MA2YJ1XR9"[:16] + letter + "G") == "alphabet"


@pytest.mark.parametrize("code", ["", "9", VALID[0] + "1", VALID[0][:17]])
def test_a_wrong_length_is_refused(code: str) -> None:
    assert uscc.fault(code) == "length"


def test_look_alikes_are_a_hint_and_never_applied() -> None:
    typed = "9135O2OOMA2YJ1XR9G"
    assert uscc.fault(typed) == "alphabet"
    assert uscc.look_alike(typed) == "91350200MA2YJ1XR9G"
    assert uscc.look_alike("9135O2OOMA2YJ1XR9H") == ""
    assert uscc.look_alike(VALID[0]) == ""


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("91", "泉北食品有限公司", "firm"),
        ("91", "泉北食品有限公司鹊华分公司", "branch"),
        ("91", "泉北农村商业银行股份有限公司", "bank"),
        ("91", "泉北银行股份有限公司鹊华支行", "branch"),
        ("93", "泉北蔬菜种植专业合作社", "firm"),
        ("92", "泉北小吃店", ""),
        ("51", "泉北食品协会", "association"),
        ("52", "泉北职业培训学校", "institution"),
        ("53", "泉北慈善基金会", "charity"),
        ("11", "泉北镇人民政府", "department"),
        ("12", "泉北中学", "institution"),
        ("13", "泉北总工会", "association"),
        ("A1", "泉北", ""),
    ],
)
def test_kind_is_suggested_from_the_first_two_characters_and_the_name(code: str, name: str, kind: str) -> None:
    assert uscc.suggested_kind(code, name) == kind
