"""One row: what it wants, or what is wrong with it."""

from __future__ import annotations

import pytest
from tests.register.imports.conftest import code

from yuanmeng.core.divisions import Gazetteer, Place
from yuanmeng.register.importing.fields import Column, column
from yuanmeng.register.importing.judging import FactValue, Judge, Wanted, dated_headers
from yuanmeng.register.importing.reading import Line
from yuanmeng.register.importing.sentences import ROWS, row_sentence

PLACES = Gazetteer([Place("370100", "济南市"), Place("370115", "济阳区"), Place("370125", "济阳县", "370115")])
GOOD = {
    "名称": "泉北食品有限公司",
    "信用代码": code(1),
    "成立日期": "2012-05-24",
    "注册资本（万元）": "500",
    "地址": "济南市济阳区泉北大街1号",
}


def judge_of(headers: list[str], as_of: str = "") -> Judge:
    columns = [column(index, header, {}) for index, header in enumerate(headers)]
    assert all(each.field for each in columns), headers
    return Judge(columns, PLACES, as_of=as_of, today="2026-11-23")


def judged(
    *, as_of: str = "", accepted: set[str] | None = None, formulas: list[int] | None = None, **changes: str
) -> object:
    cells = GOOD | changes
    return judge_of(list(cells), as_of).read(Line(7, list(cells.values()), formulas or []), accepted or set())


def reasons(answer: object) -> list[str]:
    assert isinstance(answer, list), answer
    return [trouble.reason for trouble in answer]


def test_a_good_row() -> None:
    assert judged() == Wanted(
        number=7,
        uscc=code(1),
        uscc_state="valid",
        name="泉北食品有限公司",
        kind="firm",
        kind_said=False,
        founded="2012-05-24",
        division="370115",
        division_said=True,
        address="济南市济阳区泉北大街1号",
        scope="",
        industry="",
        facts=[FactValue("registered_capital", "2012-05-24", 500 * 10_000 * 100, "fen", "CNY", True)],
        contact=("", "", ""),
        contact_as_of="",
        former_name="",
    )


def test_the_capital_is_dated_by_the_file_when_it_has_a_date() -> None:
    wanted = judged(as_of="2024-12-31")
    assert wanted.facts == [FactValue("registered_capital", "2024-12-31", 500_000_000, "fen", "CNY", False)]
    wanted = judged(as_of="2024-12-31", 数据日期="2023年6月30日")
    assert wanted.facts[0].as_of == "2023-06-30"


def test_a_capital_that_nothing_dates_is_held() -> None:
    assert reasons(judged(成立日期="")) == ["as_of_missing"]
    assert judged(成立日期="", accepted={"as_of_missing"}).facts == []
    assert judged(成立日期="", **{"注册资本（万元）": "N/A"}).facts == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"信用代码": code(1)[:-1]}, "code_length"),
        ({"信用代码": code(1)[:-1] + "O"}, "code_alphabet"),
        ({"信用代码": "91350100M0001TGQXM"}, "wrong_check"),
        ({"信用代码": code(1, "92000000MA")}, "sole_trader"),
        ({"信用代码": ""}, "no_code"),
        ({"信用代码": "N/A"}, "no_code"),
        ({"名称": ""}, "name_missing"),
        ({"名称": "N/A"}, "name_missing"),
        ({"名称": "泉" * 201}, "too_long"),
        ({"名称": "泉北\u202e食品"}, "unclean"),
        ({"成立日期": "12.5.24"}, "date"),
        ({"成立日期": "2027-01-01"}, "date_future"),
        ({"注册资本（万元）": "很多"}, "money_text"),
        ({"注册资本（万元）": "人民币5万美元"}, "money_currency"),
        ({"注册资本（万元）": "0.00000001"}, "money_precision"),
        ({"注册资本（万元）": "9" * 25}, "money_size"),
        ({"注册资本": "500", "注册资本（万元）": ""}, "money_unit"),
        ({"2021年从业人员": "约50"}, "count"),
        ({"行业代码": "食品"}, "industry_code"),
        ({"区县": "火星区", "地址": ""}, "division_code"),
    ],
)
def test_what_is_wrong_is_said_once_for_each_cell(changes: dict[str, str], reason: str) -> None:
    assert reasons(judged(**changes)) == [reason]
    assert "%(" not in row_sentence(reason, "x")


def test_every_reason_that_a_row_may_have_has_a_sentence() -> None:
    assert set(ROWS) >= {
        "merged",
        "name_known",
        "same_code_names",
        "same_code_values",
        "formula",
        "shifted",
        "as_of_missing",
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"信用代码": "91350100M0001TGQXM"}, "wrong_check"),
        ({"信用代码": code(1, "92000000MA")}, "sole_trader"),
        ({"信用代码": ""}, "no_code"),
        ({"成立日期": "12.5.24", "注册资本（万元）": ""}, "date"),
        ({"成立日期": "2027-01-01"}, "date_future"),
        ({"注册资本（万元）": "很多"}, "money_text"),
        ({"行业代码": "食品"}, "industry_code"),
        ({"区县": "火星区"}, "division_code"),
    ],
)
def test_a_person_may_take_a_held_row(changes: dict[str, str], reason: str) -> None:
    assert isinstance(judged(accepted={reason}, **changes), Wanted)


def test_a_confirmed_code_says_so() -> None:
    wanted = judged(信用代码="91350100M0001TGQXM", accepted={"wrong_check"})
    assert (wanted.uscc, wanted.uscc_state, wanted.division) == ("91350100M0001TGQXM", "confirmed", "370115")
    wanted = judged(信用代码="", 地址="", accepted={"no_code"})
    assert (wanted.uscc, wanted.uscc_state, wanted.division) == ("", "missing", "")


def test_look_alikes_are_named_in_the_sentence() -> None:
    trouble = judged(信用代码=code(1).replace("0", "O"))[0]
    assert (trouble.reason, trouble.refuses) == ("code_alphabet", True)
    assert code(1) in row_sentence(trouble.reason, trouble.more)


def test_shifted_columns_are_seen_by_the_code_under_another_header() -> None:
    for typed in ("2012-05-24", ""):
        trouble = judged(名称=code(1), 信用代码=typed)[0]
        assert (trouble.reason, trouble.more) == ("shifted", "名称")


def test_a_formula_in_a_carried_column_refuses_the_row() -> None:
    answer = judged(formulas=[1, 99])
    assert [(trouble.reason, trouble.field, trouble.refuses) for trouble in answer] == [("formula", "uscc", True)]


def test_a_file_without_a_code_column() -> None:
    columns = [column(0, "名称", {})]
    judge = Judge(columns, PLACES, as_of="", today="2026-11-23")
    assert reasons(judge.read(Line(1, ["泉北食品"], []))) == ["no_code"]
    assert judge.key(Line(1, ["泉北食品"], [])) == ""


def test_all_the_figures_of_a_row() -> None:
    figures = {
        "从业人员": "1,200人",
        "营业收入（万元）": "3500.5",
        "党组织数": "2",
        "2021年产值（亿元）": "1.5",
        "资产总额": "-",
    }
    wanted = judged(as_of="2024-12-31", **figures)
    assert [(f.kind, f.as_of, f.value, f.unit, f.currency) for f in wanted.facts][1:] == [
        ("headcount", "2024-12-31", 1200, "person", ""),
        ("revenue", "2024-12-31", 3_500_500_000, "fen", "CNY"),
        ("party_organisations", "2024-12-31", 2, "count", ""),
        ("output", "2021-12-31", 15_000_000_000, "fen", "CNY"),
    ]
    assert reasons(judged(从业人员="5")) == ["as_of_missing"]
    assert reasons(judged(成立日期="x", 从业人员="5")) == ["date"]


def test_a_contact_needs_a_day() -> None:
    people = {"联系人": "测试甲", "职务": "经理", "联系电话": "0531-00000000"}
    wanted = judged(as_of="2024-12-31", **people)
    assert (wanted.contact, wanted.contact_as_of) == (("测试甲", "经理", "0531-00000000"), "2024-12-31")
    assert reasons(judged(**people)) == ["as_of_missing"]
    assert judged(accepted={"as_of_missing"}, **people).contact == ("", "经理", "0531-00000000")


@pytest.mark.parametrize(
    ("said", "kind", "counts"),
    [
        ("集体分支机构(非法人)", "branch", True),
        ("社会团体", "association", True),
        ("基金会", "charity", True),
        ("事业单位", "institution", True),
        ("机关", "department", True),
        ("银行", "bank", True),
        ("企业", "firm", True),
        ("有限责任公司", "firm", False),
        ("N/A", "firm", False),
    ],
)
def test_kinds(said: str, kind: str, counts: bool) -> None:
    wanted = judged(类型=said)
    assert (wanted.kind, wanted.kind_said) == (kind, counts)


@pytest.mark.parametrize(
    ("changes", "division", "said"),
    [
        ({"地址": "济南市舜华路1号"}, "000000", False),
        ({"地址": ""}, "000000", False),
        ({"地址": "泉北大街", "区县": "济阳县", "城市": "济南"}, "370115", True),
        ({"区县": "370125"}, "370115", True),
        ({"区县": "无"}, "370115", True),
        ({"地址": "济阳区泉北大街", "城市": "青岛"}, "000000", False),
    ],
)
def test_divisions(changes: dict[str, str], division: str, said: bool) -> None:
    wanted = judged(**changes)
    assert (wanted.division, wanted.division_said) == (division, said)


def test_industry_codes() -> None:
    assert judged(行业代码="c1411").industry == "C1411"
    assert judged(行业代码="无").industry == ""


def test_the_headers_that_need_a_day() -> None:
    columns = [
        Column(0, "名称", "name"),
        Column(1, "人数", "headcount"),
        Column(2, "2021年产值", "output", "", "2021-12-31"),
    ]
    assert dated_headers(columns) == ["人数"]
    assert dated_headers([*columns, Column(3, "数据日期", "as_of")]) == []
