"""Columns on entry: what does not fit is named by column, row and value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from yuanmeng.core.machine import machine
from yuanmeng.core.matching.generate import generate
from yuanmeng.core.matching.rules import Rules
from yuanmeng.core.matching.schema import SHORTAGE, SURPLUS, Ties, shortage, surplus
from yuanmeng.core.matching.share import share_labour
from yuanmeng.core.refusals import Invalid

DAY = generate(40, 1)


def frame(side: str) -> dict[str, Any]:
    """The columns of a generated side, to be spoilt."""
    declared, lots = (SURPLUS, DAY.surplus) if side == "surplus" else (SHORTAGE, DAY.shortage)
    return {column.name: lots[column.name].copy() for column in declared}


class Table:
    """As Arrow names its columns."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns_of, self.column_names = columns, list(columns)

    def __getitem__(self, name: str) -> Any:
        return self.columns_of[name]


def test_a_dictionary_and_a_table_with_column_names_are_read_alike() -> None:
    given = frame("surplus")
    one, other = surplus(given), surplus(Table(given))
    assert all((one[name] == other[name]).all() for name in given)
    assert len(surplus(given | {"consents": given["heads"].astype(np.int64)})) == len(one)


@pytest.mark.parametrize(
    ("name", "row", "value", "says"),
    [
        ("heads", 3, 0, "富余表第 3 行“heads”列的值“0”不是 1 到 1000000 之间的整数"),
        ("heads", 2, 2.5, "富余表第 2 行“heads”列的值“2.5”不是 1 到 1000000 之间的整数"),
        ("last", 1, 0, "富余表第 1 行“last”列的值“0”早于“first”列的"),
        ("lot", 5, 4, "富余表第 5 行“lot”列的值“4”重复"),
    ],
)
def test_a_wrong_cell_is_named(name: str, row: int, value: float, says: str) -> None:
    given = frame("surplus")
    given["lot"] = np.arange(len(given["lot"]))
    column = given[name].astype(object if isinstance(value, float) else np.int64)
    column[row] = value
    with pytest.raises(Invalid, match=says) as refused:
        surplus(given | {name: column})
    assert refused.value.facts["row"] == row


def test_columns_that_are_unknown_missing_or_of_another_length() -> None:
    given = frame("shortage")
    with pytest.raises(Invalid, match="缺口表有不认识的列“colour”"):
        shortage(given | {"colour": given["heads"]})
    with pytest.raises(Invalid, match="缺口表没有“heads”列"):
        shortage({name: column for name, column in given.items() if name != "heads"})
    with pytest.raises(Invalid, match="“heads”列有"):
        shortage(given | {"heads": given["heads"][:-1]})
    flags = given["lodging"].astype(bool)
    assert (shortage(given | {"lodging": flags})["lodging"] == flags).all()


def test_ties_and_rules_that_do_not_fit() -> None:
    with pytest.raises(Invalid, match="experience 第 0 行的评分“101”不在 -100 到 100 之间"):
        Ties.of(experience=[(1, 2, 101)])
    with pytest.raises(Invalid, match="lots_apart 每行应有 2 个整数"):
        Ties.of(lots_apart=[(1, 2, 3)])
    with pytest.raises(Invalid, match="规则里没有“colour”"):
        Rules({"colour": 1})


def test_one_worker_and_two_find_the_same() -> None:
    plans = [share_labour(DAY.surplus, DAY.shortage, DAY.rules, ties=DAY.ties, gap=0.0, workers=n) for n in (1, 2)]
    assert plans[0].value == plans[1].value
    assert (plans[0].loans.heads == plans[1].loans.heads).all()


def test_the_caller_may_end_it_early() -> None:
    stopped = share_labour(DAY.surplus, DAY.shortage, DAY.rules, ties=DAY.ties, progress=lambda _stage, _share: False)
    assert stopped.status == "stopped"
    assert stopped.value <= stopped.bound


def test_a_table_of_moves_names_known_states_only() -> None:
    with pytest.raises(ValueError, match="go names unknown states"):
        machine("x", {"here": "这里"}, {"go": ("here", "there")})
