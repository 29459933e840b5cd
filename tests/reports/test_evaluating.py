"""An indicator system: rows judged one by one or from a sheet, weights told and never corrected, use and withdrawal."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from tests.racing import at_once
from tests.reports.evaluations import VALUES, sheet, started, used
from tests.reports.test_grids import HOSTILE

from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.reports import indicators_sheet
from yuanmeng.reports.actions import evaluating as actions
from yuanmeng.reports.actions import facts
from yuanmeng.reports.indicators import checked, direction_of, tree, weight_faults
from yuanmeng.reports.indicators_sheet import HEADS, read, template
from yuanmeng.reports.models import IndicatorSystem
from yuanmeng.reports.sample import MARK, NATIONAL, ROWS


def faults(system: IndicatorSystem) -> list[str]:
    return weight_faults(system, system.indicators.all())


def test_the_national_sample_is_marked_and_adds_up(zone) -> None:
    judged = [checked(row)[0] for row in ROWS]
    made = actions.start(values=NATIONAL, rows=judged, by=zone.leader, op=uuid4())
    assert [(each.name, int(each.weight)) for each in made.indicators.all()] == [
        ("对外开放", 30), ("发展质量", 30), ("科技创新", 15), ("绿色发展", 15), ("统筹协调", 10),
    ]  # fmt: skip
    assert made.mark == MARK == "国家级经开区 2021 版五个一级标题样例，不是山东省的指标"
    assert faults(made) == []


def test_weights_are_told_and_never_corrected(zone) -> None:
    assert faults(started(zone.leader)) == []
    wrong = started(zone.leader, (("1", "甲", "50"), ("1.1", "乙", "40"), ("1.2", "丙", ""), ("2", "丁", "40.5")))
    assert faults(wrong) == [
        "第一级的权重合计是 90.5%，不是 100%。",
        "“1 甲”的下一级有 1 项没有写权重，无法核对合计。",
    ]
    assert [str(each.weight) for each in wrong.indicators.order_by("sort")] == ["50.000", "40.000", "None", "40.500"]
    parted = started(zone.leader, (("1", "甲", "100"), ("1.1", "乙", "40"), ("1.2", "丙", "60")), weighing="parent")
    assert faults(parted) == []
    fractions = started(zone.leader, (("1", "甲", "0.4"), ("2", "乙", "0.6")))
    assert "请改成百分数" in faults(fractions)[0]
    unknown = started(zone.leader, (("1", "甲", ""), ("1.1", "乙", "40")))
    assert faults(unknown) == ["第一级有 1 项没有写权重，无法核对合计。"]


def test_numbers_say_what_is_below_what_and_order_as_numbers(zone) -> None:
    made = started(zone.leader, (("10", "十", "50"), ("2", "二", "50"), ("2.10", "子十", ""), ("2.9", "子九", "")))
    assert [(node.indicator.code, node.depth, node.leaf) for node in tree(made)] == [
        ("2", 0, False), ("2.9", 1, True), ("2.10", 1, True), ("10", 0, True),
    ]  # fmt: skip
    assert [direction_of(node) for node in tree(made)] == ["", "未说明", "未说明", "未说明"]


@pytest.mark.parametrize(("field", "text", "says"), [
    ("code", "0.1", "编号写成"), ("code", "1.1.1.1.1", "编号写成"), ("code", "\uff11", "编号写成"),
    ("code", "a", "编号写成"),
    ("name", "", "没有名称"), ("name", "长" * 101, "最多 100 个字"), ("name", "甲\u202e", "看不见的控制字符"),
    ("weight", "三十", "权重是 0 到 100"), ("weight", "100.5", "权重是 0 到 100"), ("weight", "-1", "权重是 0 到 100"),
    ("direction", "随便", "方向只能写：未说明、越高越好"),
])  # fmt: skip
def test_a_row_that_does_not_fit_is_told_in_a_sentence(field, text, says) -> None:
    _row, problems = checked({"code": "1", "name": "甲", field: text})
    assert [name for name, _says in problems] == [field]
    assert says in problems[0][1]


def test_a_row_is_cleaned() -> None:
    row, problems = checked({"code": " 1.12 ", "name": "甲", "weight": "12.5％", "direction": "越低越好"})
    assert (row["code"], row["sort"], str(row["weight"]), row["direction"]) == ("1.12", "001.012", "12.5", "lower")
    assert problems == []


def test_a_sheet_is_read_with_every_column() -> None:
    line = ["1", "对外开放", 30, "亿元", "在区间内", "60—80", "功效系数法", "第三条"]
    found = read([sheet([line, [], ["1.1", "外资", "12.5%"]])])
    assert found.troubles == []
    assert [str(found.rows[0][name]) for name in HEADS] == [*line[:2], "30", "亿元", "range", *line[5:]]
    assert (found.rows[1]["code"], str(found.rows[1]["weight"]), found.rows[1]["direction"]) == (
        "1.1", "12.5", "unstated",
    )  # fmt: skip


def test_the_template_can_be_read_and_says_what_goes_where() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(template()))
    assert book.get_sheet_by_name("指标").to_python() == [list(HEADS.values())]
    assert [row[0] for row in book.get_sheet_by_name("说明").to_python()] == list(HEADS.values())
    with pytest.raises(Invalid, match="没有数据行"):
        read([template()])


def test_every_trouble_of_a_sheet_names_its_row() -> None:
    found = read([sheet([
        ["1", "甲", 30], ["1.1", "乙", "多"], ["1.1", "丙"], ["2.1", "丁"], ["0.x", ""], ["3", "戊", "=1+1"],
    ])])  # fmt: skip
    assert [(each.row, each.column, each.written) for each in found.troubles] == [
        (3, "权重", "多"), (4, "编号", "1.1"), (5, "编号", "2.1"), (6, "编号", "0.x"), (6, "名称", ""),
        (7, "权重", "0"),
    ]  # fmt: skip
    assert "重复" in found.troubles[1].says
    assert found.troubles[2].says == "编号 2.1 的上级 2 不在表里。"
    assert "公式" in found.troubles[-1].says


@pytest.mark.parametrize("name", ["old", "other", "broken", "macro", "link", "path", "doctype", "bomb", "parts"])
def test_a_hostile_sheet_is_refused_with_a_sentence(name) -> None:
    with pytest.raises(Invalid) as refused:
        read([HOSTILE[name]])
    assert refused.value.says.endswith("。")


def test_a_sheet_without_heads_or_with_too_many_rows_is_refused(monkeypatch) -> None:
    with pytest.raises(Invalid, match="没有找到表头"):
        read([sheet([["1", "甲"]] * 30, ["甲", "乙"])])
    with pytest.raises(Invalid, match="没有找到表头"):
        read([sheet([], ["编号"])])
    monkeypatch.setattr(indicators_sheet, "MOST", 2)
    with pytest.raises(Invalid, match="最多 2 行"):
        read([sheet([[str(number), "甲"] for number in (1, 2, 3)])])


def test_a_system_is_written_by_hand_used_and_withdrawn(zone) -> None:
    made = actions.start(values=VALUES, by=zone.leader, op=uuid4())
    with pytest.raises(Invalid, match="还没有一项指标"):
        actions.use(made.pk, version=0, by=zone.leader, op=uuid4())
    put = partial(actions.put, made.pk, by=zone.leader)
    with pytest.raises(Invalid, match="上级 1 不在表里"):
        put(version=0, row={"code": "1.1", "name": "子"}, op=uuid4())
    put(version=0, row={"code": "1", "name": "发展", "weight": "90"}, op=uuid4())
    put(version=1, row={"code": "1", "name": "发展质量", "weight": "100"}, op=uuid4())
    put(version=2, row={"code": "1.1", "name": "子"}, op=uuid4())
    assert [str(each) for each in made.indicators.all()] == ["1 发展质量", "1.1 子"]
    with pytest.raises(Invalid, match="没有名称"):
        put(version=3, row={"code": "2"}, op=uuid4())
    with pytest.raises(Stale):
        put(version=2, row={"code": "2", "name": "晚"}, op=uuid4())
    drop = partial(actions.drop, made.pk, by=zone.leader)
    with pytest.raises(Invalid, match="请先删去下级"):
        drop(version=3, code="1", op=uuid4())
    with pytest.raises(Invalid, match="没有编号 9"):
        drop(version=3, code="9", op=uuid4())
    with pytest.raises(Invalid, match="没有编号"):
        drop(version=3, code="1\x00", op=uuid4())
    drop(version=3, code="1.1", op=uuid4())
    actions.edit(made.pk, version=4, values=VALUES | {"name": "新名"}, by=zone.leader, op=uuid4())
    actions.use(made.pk, version=5, by=zone.leader, op=uuid4())
    made.refresh_from_db()
    assert (str(made), made.state, made.indicators.count()) == ("新名", "in_use", 1)
    for late in (
        partial(put, version=6, row={"code": "2", "name": "晚"}), partial(drop, version=6, code="1"),
        partial(actions.edit, made.pk, version=6, values=VALUES, by=zone.leader),
        partial(actions.use, made.pk, version=6, by=zone.leader),
    ):  # fmt: skip
        with pytest.raises(IllegalMove, match="启用后不能再改"):
            late(op=uuid4())
    with pytest.raises(Invalid, match="原因"):
        actions.withdraw(made.pk, version=6, reason=" ", by=zone.leader, op=uuid4())
    actions.withdraw(made.pk, version=6, reason="文件已换", by=zone.leader, op=uuid4())
    with pytest.raises(IllegalMove, match="已停用"):
        actions.withdraw(made.pk, version=7, reason="再停", by=zone.leader, op=uuid4())
    verbs = Event.objects.filter(abouts__kind="reports.indicatorsystem").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("evaluation.") for verb in verbs] == [
        "start", "put", "put", "put", "drop", "edit", "use", "withdraw",
    ]  # fmt: skip


def test_rows_that_do_not_fit_together_are_not_stored(zone, monkeypatch) -> None:
    with pytest.raises(Invalid, match="重复"):
        started(zone.leader, (("1", "甲", ""), ("1", "乙", "")))
    assert not IndicatorSystem.objects.exists()
    monkeypatch.setattr(actions, "MOST", 4)
    made = started(zone.leader)
    with pytest.raises(Invalid, match="最多 4 行"):
        actions.put(made.pk, version=0, row={"code": "3", "name": "多"}, by=zone.leader, op=uuid4())


@pytest.mark.parametrize(("who", "refusal"), [("officer", Denied), ("auditor", Denied), ("owner", Hidden)])
def test_only_a_leader_defines(who, refusal, zone, rank) -> None:
    made, by = started(zone.leader), getattr(zone, who)
    with pytest.raises(Denied):
        started(by)
    for refused in (
        partial(actions.edit, made.pk, version=0, values=VALUES), partial(actions.use, made.pk, version=0),
        partial(actions.put, made.pk, version=0, row={"code": "3", "name": "多"}),
        partial(actions.drop, made.pk, version=0, code="2"), partial(actions.cite, made.pk, fact=rank.pk),
        partial(actions.uncite, made.pk, fact=rank.pk), partial(actions.withdraw, made.pk, version=0, reason="停"),
    ):  # fmt: skip
        with pytest.raises(refusal):
            refused(by=by, op=uuid4())


def test_ranks_are_outside_facts_beside_the_system(zone, rank) -> None:
    made = used(zone.leader)
    actions.cite(made.pk, fact=rank.pk, by=zone.leader, op=uuid4())
    assert [str(each) for each in made.standings.all()] == [f"{made.pk} {rank.pk}"]
    with pytest.raises(Invalid, match="已经列在这里"):
        actions.cite(made.pk, fact=rank.pk, by=zone.leader, op=uuid4())
    actions.uncite(made.pk, fact=rank.pk, by=zone.leader, op=uuid4())
    with pytest.raises(Stale):
        actions.uncite(made.pk, fact=rank.pk, by=zone.leader, op=uuid4())
    facts.withdraw(rank.pk, reason="作废", by=zone.officer, op=uuid4())
    with pytest.raises(Invalid, match="已停用"):
        actions.cite(made.pk, fact=rank.pk, by=zone.leader, op=uuid4())


def test_a_repeated_start_is_one_system(zone) -> None:
    op = uuid4()
    made = [actions.start(values=VALUES, by=zone.leader, op=op) for _time in range(2)]
    assert made[0].pk == made[1].pk
    assert (IndicatorSystem.objects.count(), Event.objects.filter(op=op).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_a_row_at_once_make_one(zone) -> None:
    made = started(zone.leader)
    row = {"code": "3", "name": "新"}
    call = [partial(actions.put, made.pk, version=0, row=row, by=zone.leader, op=uuid4()) for _time in range(2)]
    won, told = at_once(call)
    assert (len(won), [type(each) for each in told], made.indicators.count()) == (1, [Stale], 5)
