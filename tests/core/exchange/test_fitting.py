"""Which entries are proposed, in which order, and why."""

from __future__ import annotations

from datetime import date

from yuanmeng.core.exchange.bm25 import likeness, pairs
from yuanmeng.core.exchange.fitting import Side, fits

NEED = Side(1, "equipment", "需要电动叉车两台", 2, "台", date(2026, 11, 1), date(2026, 12, 31), frozenset({1}))


def side(key: int, **changes: object) -> Side:
    values = {"category": "equipment", "text": "闲置电动叉车出租", "quantity": 3, "unit": "台"}
    values |= {"since": date(2026, 10, 1), "until": date(2026, 12, 31), **changes}
    return Side(key, **values)  # type: ignore[arg-type]


def test_a_full_fit_says_yes_to_everything() -> None:
    (fit,) = fits(NEED, [side(2, alliances=frozenset({1, 2}))])
    assert (fit.yes, fit.no, fit.unknown) == (["category", "period", "quantity", "alliance", "text"], [], [])
    assert fit.covered == 1.0
    assert "叉车" in fit.shared


def test_clashes_come_last_and_unknowns_between() -> None:
    late = side(2, since=date(2027, 1, 1), until=date(2027, 2, 1))
    open_end = side(3, until=None)
    few = side(4, quantity=1)
    good = side(5)
    other_unit = side(6, unit="套")
    found = fits(NEED, [late, open_end, few, good, other_unit])
    assert [fit.key for fit in found] == [5, 3, 2, 4, 6]
    assert [fit.no for fit in found] == [[], [], ["period"], ["quantity"], ["quantity"]]
    assert found[1].unknown == ["period"]
    assert found[3].covered == 0.5


def test_other_categories_are_proposed_only_when_the_texts_share_something() -> None:
    assert [fit.key for fit in fits(NEED, [side(2, category="space"), side(3, category="space", text="厂房")])] == [2]


def test_no_others_no_proposals() -> None:
    assert fits(NEED, []) == []


def test_likeness_prefers_the_rarer_word_and_the_shorter_text() -> None:
    texts = ["叉车维修", "叉车", "叉车与包装机械以及很多别的设备的维修保养服务", "纸箱"]
    values = [value for value, _shared in likeness("叉车", texts)]
    assert values[1] > values[0] > values[2] > values[3] == 0


def test_empty_words_do_not_count() -> None:
    assert pairs("需要叉车") == ["要叉", "叉车"]
    assert likeness("需要", ["需要", ""]) == [(0, []), (0, [])]


def test_an_open_end_of_the_one_who_asks_is_said_to_be_unknown() -> None:
    asked = Side(1, "equipment", "需要电动叉车两台", 2, "台", None, date(2026, 12, 31), frozenset({1}))
    (fit,) = fits(asked, [side(2, quantity=None)])
    assert fit.unknown == ["period", "quantity"]
