"""Likely duplicates: what is proposed, with which reasons, and what never is."""

from __future__ import annotations

import csv
import os
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanmeng.core.duplicates import Entry, compare, likenesses
from yuanmeng.core.similar_codes import look_folded, one_slip, slips
from yuanmeng.core.similar_names import Edit, contained, folded, is_branch_name, one_edit, same_but_for, stem
from yuanmeng.core.uscc import check_digits

SHARED = Path(os.environ.get("YUANMENG_SHARED", Path(__file__).parents[3] / "shared"))


def code(number: int) -> str:
    first = f"91000000{number:08d}"
    return first + check_digits(first)


def reasons(first: str, second: str, **more: object) -> tuple[str, ...] | None:
    """Both without a code."""
    found = compare(Entry(1, first, **more), Entry(2, second, **more))  # type: ignore[arg-type]
    return found.reasons if found else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("泉北食品有限公司", "泉北食品有限公司", ("same_name",)),
        ("泉北（济阳）食品有限公司", "泉北(济阳)食品有限公司", ("width",)),
        ("泉北ＡＢ食品有限公司", "泉北 ab 食品有限公司", ("width",)),
        ("济阳县泉北食品有限公司", "济阳区泉北食品有限公司", ("county",)),
        ("泉北食品有限公司", "泉北食品有限责任公司", ("form",)),
        ("济阳县泉北食品有限公司", "济阳区泉北食品有限责任公司", ("form", "county")),
        ("济南鑫源食品有限公司", "济南新源食品有限公司", ("likely_error",)),
        ("济南泰山食品有限公司", "济南秦山食品有限公司", ("likely_error",)),
        ("济南泉北食品有限公司", "济南北泉食品有限公司", ("likely_error",)),
        ("济南泉北食品有限公司", "济南市泉北食品有限公司", ("likely_error",)),
        ("济南泉北汽车配件有限公司", "济南泉北车汽配件有限公司", ("likely_error",)),
        ("济南泉北食品有限公司", "济南泉北旺食品有限公司", ("one_character",)),
        ("济南泉鼎食品有限公司", "济南泉嘉食品有限公司", ("one_character",)),
    ],
)
def test_reasons(first: str, second: str, expected: tuple[str, ...]) -> None:
    assert reasons(first, second) == expected
    assert reasons(second, first) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("泉北食品有限公司", "泉北饮料有限公司"),
        ("泉北商贸有限公司", "泉北工贸有限公司"),
        ("泉北第一食品有限公司", "泉北第二食品有限公司"),
        ("泉北第一食品有限公司", "泉北第十一食品有限公司"),
        ("泉北南方食品有限公司", "泉北北方食品有限公司"),
        ("泉北食品A厂", "泉北食品B厂"),
        ("泉北食品有限公司", "泉北食品有限公司济阳分公司"),
        ("泉北食品有限公司济阳分公司", "泉北食品有限公司商河分公司"),
        ("泉北食品有限公司一分公司", "泉北食品有限公司二分公司"),
        ("泉北石化第三加油站", "泉北石化第四加油站"),
        ("泉北银行双山支行", "泉北银行龙山支行"),
        ("泉北食品有限公司", "济阳机械有限公司"),
        ("", ""),
    ],
)
def test_never_proposed(first: str, second: str) -> None:
    assert reasons(first, second) is None


def test_a_branch_is_no_duplicate_of_its_parent_or_sibling_whatever_else_speaks_for_it() -> None:
    same = {"address": "泉北大街100号院", "former": ("泉北老店",)}
    parent = Entry(1, "泉北食品有限公司", **same)
    assert compare(parent, Entry(2, "泉北食品有限责任公司", parent=1, **same)) is None
    assert compare(Entry(3, "泉北食品有限公司", branch=True, **same), parent) is None
    siblings = [
        Entry(n, f"泉北食品有限公司{p}分公司", branch=True, parent=1, **same) for n, p in ((4, "东"), (5, "冬"))
    ]
    assert compare(*siblings) is None
    twice = [Entry(n, f"泉北食品有限公司{p}分公司", branch=True, parent=1) for n, p in ((6, "（东）"), (7, "(东)"))]
    assert compare(*twice).reasons == ("width",)


def test_a_slip_in_the_code_counts_where_one_of_the_codes_does_not_check() -> None:
    right, wrong = code(1), code(1)[:9] + "8" + code(1)[10:]
    swapped = right[:15] + right[16] + right[15] + right[17]
    firm = Entry(1, "泉北食品有限公司", right, True)
    assert compare(firm, Entry(2, "泉香食品厂", wrong)).reasons == ("one_slip_code",)
    assert compare(firm, Entry(2, "泉香食品厂", swapped)).reasons == ("one_slip_code",)
    assert compare(firm, Entry(2, "泉香食品厂", right.replace("0", "O"))).reasons == ("look_alike_code",)
    assert compare(firm, Entry(2, "泉香食品厂", wrong, True)) is None
    assert compare(firm, Entry(2, "泉香食品厂", code(77), False)) is None
    assert [one.reasons for one in likenesses([firm, Entry(2, "泉香食品厂", wrong)])] == [("one_slip_code",)]


def test_two_valid_codes_are_two_legal_persons() -> None:
    def pair(first: str, second: str, **more: object) -> tuple[object, ...] | None:
        found = compare(Entry(1, first, code(1), True, **more), Entry(2, second, code(2), True, **more))  # type: ignore[arg-type]
        return (found.codes_differ, found.score, found.reasons) if found else None

    assert pair("泉北食品有限公司", "泉北食品有限责任公司") == (True, 45, ("form",))
    assert pair("济南鑫源食品有限公司", "济南新源食品有限公司") is None
    at = {"address": "济阳区泉北大街100号"}
    assert pair("济南鑫源食品有限公司", "济南新源食品有限公司", **at) == (True, 43, ("likely_error", "same_address"))
    assert pair("济南泉鼎食品有限公司", "济南泉嘉食品有限公司", **at) is None
    assert pair("泉北食品厂", "泉香机械厂", former=("老泉北",)) == (True, 35, ("same_former_name",))


def test_former_names() -> None:
    assert compare(Entry(1, "泉北食品厂"), Entry(2, "泉香食品有限公司", former=("泉北食品厂",))).reasons == (
        "former_name",
    )
    assert compare(
        Entry(1, "泉香公司", former=("泉北（老）厂",)), Entry(2, "泉北厂", former=("泉北(老)厂",))
    ).reasons == ("same_former_name",)


def test_one_address_makes_near_names_count_and_adds_to_other_reasons() -> None:
    at = {"address": "济阳区泉北大街100号"}
    assert reasons("泉北食品", "济南泉北食品有限公司", **at) == ("close_name", "same_address")
    assert reasons("济南泉鼎食品有限公司", "济南泉嘉食品有限公司", **at) == ("close_name", "same_address")
    assert reasons("济南泉鼎一厂", "济南泉鼎二厂", **at) is None
    assert reasons("泉北食品有限公司", "济阳机械有限公司", **at) is None
    assert reasons("泉北", "济南泉北食品有限公司", **at) is None
    found = compare(Entry(1, "泉北食品有限公司", **at), Entry(2, "泉北食品有限公司", **at))
    assert (found.score, found.reasons) == (100, ("same_name", "same_address"))


def test_best_first_and_every_block_is_searched() -> None:
    entries = [
        Entry(1, "济南泉鼎食品有限公司"),
        Entry(2, "济南泉嘉食品有限公司", former=("山东老字号公司",)),
        Entry(3, "济南泉鼎食品有限责任公司"),
        Entry(4, "山东老字号公司"),
        Entry(5, "泉北玻璃厂", address="济阳区泉北大街100号"),
        Entry(6, "济南泉北玻璃厂", address="济阳区泉北大街100号"),
    ]
    found = [(one.first, one.second, one.score) for one in likenesses(entries)]
    assert found == [(1, 3, 90), (2, 4, 85), (5, 6, 72), (1, 2, 45), (2, 3, 45)]


def test_a_series_of_names_is_no_error() -> None:
    crowd = [Entry(n, f"济南{char}北食品有限公司") for n, char in enumerate("鼎嘉恒瑞")]
    assert likenesses(crowd) == []
    assert len(likenesses(crowd[:3])) == 3


def test_many_records_of_one_name_are_each_paired_with_the_first() -> None:
    found = likenesses([Entry(n, "泉北食品有限公司") for n in range(1, 31)])
    assert [(one.first, one.second) for one in found] == [(1, n) for n in range(2, 31)]


@given(st.lists(st.text("济南泉北鼎嘉食品厂（）() ", min_size=1, max_size=7), max_size=12))
def test_blocking_misses_no_pair_of_names(names: list[str]) -> None:
    entries = [Entry(key, name) for key, name in enumerate(names)]
    blocked = {(one.first, one.second) for one in likenesses(entries)}
    strong = {"same_name", "width", "form", "county", "likely_error"}
    judged = [(a, b, compare(a, b)) for a, b in combinations(entries, 2)]
    assert {(a.key, b.key) for a, b, one in judged if one and strong & set(one.reasons)} <= blocked


@pytest.mark.parametrize(
    ("first", "second", "edit"),
    [
        ("甲乙丙", "甲丁丙", Edit("substituted", "乙", "丁")),
        ("甲乙丙", "甲丙", Edit("missing", "乙", "")),
        ("甲丙", "甲乙丙", Edit("missing", "", "乙")),
        ("甲乙丙", "乙甲丙", Edit("exchanged", "甲乙", "乙甲")),
        ("甲乙", "甲乙", None),
        ("甲乙丙", "丁乙戊", None),
        ("甲甲", "甲", Edit("missing", "甲", "")),
    ],
)
def test_one_edit(first: str, second: str, edit: Edit | None) -> None:
    assert one_edit(first, second) == edit


def test_names_and_codes_in_small() -> None:
    assert folded("（济阳县）泉北·食品有限责任公司") == "济阳区泉北食品有限公司"
    assert (stem("泉北食品有限公司"), stem("公司"), stem("泉北")) == ("泉北食品", "公司", "泉北")
    assert same_but_for("济阳县", "济阳区") == ["county"]
    assert is_branch_name("泉北石化第二十一加油站")
    assert not is_branch_name("泉北食品有限公司")
    assert contained("泉北食品", "济南泉北食品有限公司")
    assert look_folded("QoDiLzSbgv") == "000112586U"
    assert one_slip("12", "21")
    assert one_slip("12", "13")
    assert not one_slip("12", "12")
    assert not one_slip("12", "123")
    assert not one_slip("123", "321")
    assert all(one_slip("0A", other) for other in slips("0A"))
    assert len(slips("0A")) == 2 * 30 + 1


@pytest.mark.skipif(not (SHARED / "data/enterprise").exists(), reason=f"no real registers in {SHARED}")
def test_real_registers_have_no_duplicates_and_none_is_made_up() -> None:
    entries = []
    for name in ("jinan", "shandong"):
        with (SHARED / f"data/enterprise/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["name"]]
        entries += [
            Entry(len(entries) + n, row["name"], row["credit_code"], True, address=row["address"] or "")
            for n, row in enumerate(rows)
        ]
    found = likenesses(entries)
    assert len(entries) > 17_000
    assert [one for one in found if not one.codes_differ] == []
    assert len(found) <= 3
