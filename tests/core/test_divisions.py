"""Divisions from addresses and codes (ENT-10)."""

from __future__ import annotations

import pytest

from yuanmeng.core.divisions import Gazetteer, Place

PLACES = Gazetteer(
    [
        Place("370000", "山东省"),
        Place("370100", "济南市"),
        Place("370200", "青岛市"),
        Place("370103", "市中区"),
        Place("370115", "济阳区"),
        Place("370125", "济阳县", "370115"),
        Place("370126", "商河县"),
        Place("371200", "莱芜市", "370100"),
        Place("371203", "钢城区（原莱芜市）", "370117"),
        Place("370117", "钢城区"),
    ]
)


@pytest.mark.parametrize(
    ("address", "city", "code", "division"),
    [
        ("山东省济南市济阳区泉北大街1号", "", "", "370115"),
        ("济南市济阳县泉北大街1号", "", "", "370115"),
        ("济阳县泉北大街1号", "济南", "", "370115"),
        ("济阳区泉北大街1号", "", "913701250000000000", "370115"),
        ("济南商河县泉北镇", "", "", "370126"),
        ("莱芜市钢城区泉北大街", "", "", "370117"),
        ("青岛市济阳路3号", "青岛", "", ""),
        ("济阳路3号", "济南", "", ""),
        ("青岛市市北区济阳区路3号", "青岛", "", ""),
        ("市中区泉北大街", "", "", ""),
        ("市中区泉北大街", "青岛", "913701030000000000", ""),
        ("市中区泉北大街", "N/A", "913701030000000000", "370103"),
        ("济南市舜华路2000号", "济南", "", ""),
        ("", "济南", "", ""),
    ],
)
def test_only_a_whole_name_in_its_place_counts(address: str, city: str, code: str, division: str) -> None:
    assert PLACES.of_address(address, city, code) == division


def test_an_old_code_stands_for_the_division_of_today() -> None:
    assert PLACES.of_code("913701250000000000") == "370115"
    assert PLACES.of_code("913702000000000000") == "370200"


def test_without_cities_nothing_is_found() -> None:
    assert Gazetteer([]).of_address("济南市济阳区", "济南", "913701250000000000") == ""
