"""Problems by their words, in title, text and the firm's name; what is deleted is found no more."""

from __future__ import annotations

import pytest
from django.db import connection

from yuanmeng.issues.actions import closing
from yuanmeng.issues.actions.searching import forget
from yuanmeng.issues.queries.listing import found, wanted


def titles(actor, q: str) -> list[str]:
    return sorted(found(actor, wanted({"q": q})).values_list("title", flat=True))


@pytest.fixture
def told(zone, raised):
    raised(title="厂区门口路灯不亮", text="晚上货车看不清，已经两周")
    raised("brewery", title="用电增容", text="灯泡厂路段的变压器（ABC-12）不够")
    raised("brewery", title="招聘困难")
    return zone


@pytest.mark.parametrize(
    ("q", "number"),
    [
        ("路灯", 1), ("灯", 2), ("路灯不亮", 1), ("不亮路灯", 0), ("abc-12", 1), ("ABC12", 0), ("ＡＢＣ", 1),
        ("货车 两周", 1), ("两周货车", 0), ("brewery", 2), ("brewery 招聘", 1), ("bakery 招聘", 0), ("（", 3),
        ("灯 路", 2), ("没有", 0),
    ],
)  # fmt: skip
def test_every_word_stands_in_the_problem_or_in_the_firms_name(told, q: str, number: int) -> None:
    assert len(titles(told.officer, q)) == number


def test_a_sign_of_patterns_stands_for_nothing_else(told) -> None:
    assert titles(told.officer, "%") == []
    assert titles(told.officer, "_灯") == titles(told.officer, "灯") == ["厂区门口路灯不亮", "用电增容"]


def test_a_firm_finds_its_own_only(told) -> None:
    assert titles(told.bakery_people, "灯") == ["厂区门口路灯不亮"]


def test_what_the_firm_adds_is_found_and_what_is_deleted_is_not(zone, loop) -> None:
    loop.solved()(closing.reopen, zone.bakery_people, reason="夜班还是积水")
    assert titles(zone.officer, "夜班") == ["厂区门口道路积水"]
    forget([loop.pk])
    assert titles(zone.officer, "夜班") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM issues_search WHERE rowid = %s", [loop.pk])
        assert cursor.fetchone() == (0,)
