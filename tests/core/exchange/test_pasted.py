"""Chat messages as they are really written."""

from __future__ import annotations

from datetime import date

import pytest

from yuanmeng.core.exchange.pasted import Reading, read
from yuanmeng.core.text import Unclean

TODAY = date(2026, 11, 23)


def brief(message: str) -> tuple[object, ...]:
    found = read(message, TODAY)
    return found.direction, found.category, found.quantity, found.unit, found.since, found.until


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("我这边有7个人,可以做到年底", ("offer", "labour", 7, "人", None, date(2026, 12, 31))),
        ("谁家需要临时工?我这边有7个人,可以做到年底", ("offer", "labour", 7, "人", None, date(2026, 12, 31))),
        ("我们印刷厂需要10名临时工,手工包装纸品", ("need", "labour", 10, "人", None, None)),
        ("急缺叉车工十二名，11月25日到12月15日", ("need", "labour", 12, "人", date(2026, 11, 25), date(2026, 12, 15))),
        ("我厂闲置冷库800平米，可出租到明年年底", ("offer", "space", 800, "平方米", None, date(2027, 12, 31))),
        ("需要2台叉车用两个月", ("need", "equipment", 2, "台", None, date(2027, 1, 21))),
        ("求购纸箱5000件，12月10日前", ("need", "procurement", 5000, "件", None, date(2026, 12, 10))),
        ("可以提供安全培训3场，到下月底", ("offer", "training", 3, "场", None, date(2026, 12, 31))),
        ("可提供贷款500万元，到3月底", ("offer", "finance", 500, "万元", None, date(2027, 3, 31))),
        ("需要20人，12月20日至1月15日", ("need", "labour", 20, "人", date(2026, 12, 20), date(2027, 1, 15))),
        ("需要5人到2027年2月10日", ("need", "labour", 5, "人", None, date(2027, 2, 10))),
        ("需要5人干到月底", ("need", "labour", 5, "人", None, date(2026, 11, 30))),
        ("需要5人干到春节", ("need", "labour", 5, "人", None, None)),
        ("需要5人干9999年", ("need", "labour", 5, "人", None, None)),
        ("需要5人，2月30日到3月1日", ("need", "labour", 5, "人", None, None)),
        ("需要5人到13月", ("need", "labour", 5, "人", None, None)),
        ("双十一急招12个分拣工，干到月底", ("need", "labour", 12, "人", None, date(2026, 11, 30))),
        ("我们需要3个叉车司机", ("need", "labour", 3, "人", None, None)),
        ("需要两个焊工，要有焊工证", ("need", "labour", 2, "人", None, None)),
        ("想找地方考叉车证", ("need", "training", None, "", None, None)),
        ("我厂有2个加工中心闲置，可出租", ("offer", "equipment", None, "", None, None)),
        ("今天下雨", ("", "", None, "", None, None)),
    ],
)
def test_a_message_is_read(message: str, expected: tuple[object, ...]) -> None:
    assert brief(message) == expected


def test_the_words_that_led_to_each_field_are_given_back() -> None:
    assert read("我这边有7个人,可以做到年底", TODAY).words == {
        "direction": "我这边有",
        "category": "7个人",
        "quantity": "7个人",
        "period": "到年底",
    }


def test_wages_and_days_are_not_the_quantity() -> None:
    assert brief("需要包装工，每天8小时，干15天，6人")[2:4] == (6, "人")


def test_the_title_leaves_out_greetings_and_questions() -> None:
    assert read("大家好，我厂有闲置叉车2台", TODAY).title == "我厂有闲置叉车2台"
    assert read("谁家有叉车？", TODAY) == Reading(
        title="谁家有叉车？", category="equipment", words={"category": "叉车"}
    )


def test_hidden_characters_are_refused() -> None:
    with pytest.raises(Unclean):
        read("需要\u202e7人", TODAY)
