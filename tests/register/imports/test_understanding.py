"""Where the table begins and what its columns mean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.register.imports.conftest import HEADER, code, firm

from yuanmeng.core.refusals import Invalid
from yuanmeng.register.importing.fields import as_of, header_key, meaning, unit_of
from yuanmeng.register.importing.reading import opened
from yuanmeng.register.importing.understanding import Layout, rows, understood


def layout_of(path: Path, sheet: str = "", remembered: dict[str, str] | None = None) -> Layout:
    with opened(path) as tables:
        return understood(tables, sheet, remembered or {})[1]


def read(path: Path) -> list[list[str]]:
    with opened(path) as tables:
        table, layout = understood(tables, "", {})
        return [line.cells for line in rows(table, layout)]


def fields(layout: Layout) -> list[str]:
    return [column.field for column in layout.columns]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("企业名称", "name"),
        ("*企业名称：", "name"),
        ("企 业 名 称", "name"),
        ("单位名称（全称）", "name"),
        ("credit_code", "uscc"),
        ("registered_on", "founded"),
        ("Capital", "registered_capital"),
        ("统一社会信用代码/注册号", "uscc"),
        ("注册资本（万元）", "registered_capital"),
        ("2021年营业收入(万元)", "revenue"),
        ("2021年度从业人员", "headcount"),
        ("经营范围", "scope"),
        ("序号", None),
        ("source_year", None),
    ],
)
def test_headers_mean(header: str, field: str | None) -> None:
    assert meaning(header, {}) == field


def test_what_was_remembered_comes_first() -> None:
    assert meaning("户名", {"户名": "name"}) == "name"
    assert meaning("企业名称", {"企业名称": ""}) == ""


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("注册资本（万元）", "万元"),
        ("注册资本(单位：万元)", "万元"),
        ("营业收入（2021年，亿元）", "亿元"),
        ("产值/万元", "万元"),
        ("注册资本（万美元）", "万美元"),
        ("注册资本", ""),
        ("注册资本（必填）", ""),
    ],
)
def test_units_in_headers(header: str, unit: str) -> None:
    assert unit_of(header) == unit


def test_years_in_headers() -> None:
    assert as_of("2021年营业收入") == "2021-12-31"
    assert as_of("2021年末从业人员") == "2021-12-31"
    assert as_of("营业收入") == ""
    assert header_key("2021年营业收入（万元）") == "营业收入"


def test_titles_above_the_header_are_skipped(csv_file: Callable[..., Path]) -> None:
    path = csv_file([["泉北开发区企业名录"], [], ["填报日期：2024-01-01"], ["序号", *HEADER], ["1", *firm(1)]])
    layout = layout_of(path)
    assert layout.header_row == 4
    assert fields(layout) == ["", "name", "uscc", "founded", "registered_capital", "scope", "address"]
    assert layout.ignored == []


def test_two_header_rows_with_merged_cells(csv_file: Callable[..., Path]) -> None:
    upper = ["序号", "企业名称", "统一社会信用代码", "联系人", "", "", "备注"]
    lower = ["", "", "", "姓名", "职务", "电话", ""]
    row = ["1", "泉北食品有限公司", code(1), "测试甲", "经理", "0531-00000000", "x"]
    layout = layout_of(csv_file([["名录"], upper, lower, row]))
    assert layout.header_row == 3
    assert fields(layout) == ["", "name", "uscc", "contact_name", "contact_role", "contact_phone", ""]
    assert layout.ignored == ["备注"]


def test_two_header_rows_without_a_group(csv_file: Callable[..., Path]) -> None:
    layout = layout_of(
        csv_file([["基本情况", "", "经营情况", ""], ["单位名称", "信用代码", "产值", "其他"], firm(1)[:4]])
    )
    assert fields(layout) == ["name", "uscc", "output", ""]


def test_a_header_that_comes_again_blank_rows_and_notes_are_no_data(csv_file: Callable[..., Path]) -> None:
    rows_in = [
        ["序号", *HEADER],
        ["1", *firm(1)],
        ["", "", "", "", "", "", ""],
        ["序号", *HEADER],
        ["2", *firm(2)],
        ["3"],
        ["合计", "", "", "", "1000万元"],
        ["备注：本表数据截至2024年底"],
        ["填表人：测试甲"],
    ]
    assert read(csv_file(rows_in)) == [["1", *firm(1)], ["2", *firm(2)]]


def test_a_row_of_data_without_a_code_is_data(csv_file: Callable[..., Path]) -> None:
    short = firm(1, uscc="", capital="", scope="", address="")
    assert read(csv_file([HEADER, short])) == [short]
    assert read(csv_file([HEADER, ["泉北食品有限公司"]])) == [["泉北食品有限公司", "", "", "", "", ""]]


def test_a_header_is_looked_for_in_every_sheet(xlsx_file: Callable[..., Path]) -> None:
    path = xlsx_file({"说明": [["请填写第二张表"]], "名录": [HEADER, firm(1)]})
    assert layout_of(path).sheet == "名录"
    with pytest.raises(Invalid) as refused:
        layout_of(path, "没有")
    assert refused.value.facts["reason"] == "no_sheet"
    with pytest.raises(Invalid) as refused:
        layout_of(path, "说明")
    assert refused.value.facts["reason"] == "no_header"


def test_the_second_column_of_one_meaning_is_proposed_as_not_carried(csv_file: Callable[..., Path]) -> None:
    layout = layout_of(
        csv_file([["名称", "企业名称", "信用代码", "2021年营业收入（万元）", "2022年营业收入（万元）"], ["a"]])
    )
    assert [(c.field, c.as_of) for c in layout.columns] == [
        ("name", ""),
        ("", ""),
        ("uscc", ""),
        ("revenue", "2021-12-31"),
        ("revenue", "2022-12-31"),
    ]


def test_a_person_may_give_columns_other_meanings(csv_file: Callable[..., Path]) -> None:
    layout = layout_of(csv_file([["名称", "信用代码", "实收（万元）", "x"], ["a"]])).with_fields(
        {2: "registered_capital"}
    )
    assert [(c.field, c.unit) for c in layout.columns] == [
        ("name", ""),
        ("uscc", ""),
        ("registered_capital", "万元"),
        ("", ""),
    ]
    layout.demand()
    with pytest.raises(Invalid, match="没有一列"):
        layout.with_fields({0: ""}).demand()
    with pytest.raises(Invalid):
        layout.with_fields({3: "name"}).demand()
