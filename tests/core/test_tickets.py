"""Suggesting a category from examples: the right one, with the words that led to it."""

from __future__ import annotations

import pytest

from yuanmeng.core.tickets.category import learn, suggest

EXAMPLES = [
    ("厂区门口道路破损", "大货车进出颠簸，请尽快修补路面", "交通"),
    ("班车线路太少", "员工下班后公交停运，希望延长线路", "交通"),
    ("路口没有红绿灯", "货车进出路口危险，请增设信号灯", "交通"),
    ("招不到熟练焊工", "旺季用工缺口大，希望组织招聘会", "用工"),
    ("社保缴费基数怎么算", "新招员工的社保缴费基数不清楚", "用工"),
    ("实习生用工协议", "招聘实习生需要签什么用工协议", "用工"),
    ("污水管网经常堵塞", "雨天污水倒灌，影响生产", "环保"),
    ("废气检测找谁做", "需要有资质的单位检测废气", "环保"),
    ("危废处置费用高", "污水处理产生的危废没有就近处置单位", "环保"),
]


@pytest.mark.parametrize(
    ("title", "category", "word"),
    [("厂区道路积水", "交通", "道路"), ("招聘普工", "用工", "招聘"), ("污水井冒溢", "环保", "污水")],
)
def test_the_category_and_the_words_that_led_to_it(title: str, category: str, word: str) -> None:
    first = suggest(learn(EXAMPLES), title)[0]
    assert first.category == category
    assert word in first.words


def test_all_categories_in_order_and_values_that_sum_to_nothing() -> None:
    found = suggest(learn(EXAMPLES), "路口红绿灯", "货车多")
    assert found[0].category == "交通"
    assert len(found) == 3
    assert [one.value for one in found] == sorted((one.value for one in found), reverse=True)
    assert sum(one.value for one in found) == pytest.approx(0, abs=1e-9)


def test_the_order_of_the_examples_does_not_matter() -> None:
    one, other = (suggest(learn(list(each)), "招聘普工") for each in (EXAMPLES, reversed(EXAMPLES)))
    assert [(each.category, each.words) for each in one] == [(each.category, each.words) for each in other]


def test_a_text_without_anything_in_common_suggests_nothing() -> None:
    assert suggest(learn(EXAMPLES), "xyz") == []
    assert suggest(learn(EXAMPLES), "") == []


def test_there_must_be_something_to_learn_from() -> None:
    with pytest.raises(ValueError, match="two categories"):
        learn(EXAMPLES[:3])
    with pytest.raises(ValueError, match="two categories"):
        learn([("", "", "一"), ("！", "", "二")])


def test_of_many_examples_a_piece_that_one_alone_holds_is_left_out() -> None:
    learnt = learn([*EXAMPLES * 30, ("独一无二", "", "用工")])
    assert "独一" not in learnt.places
    assert suggest(learnt, "招聘普工")[0].category == "用工"
