"""Vacancies and chat messages as people write them, and wording that discriminates."""

from __future__ import annotations

import datetime as dt

import pytest

from yuanmeng.core.labour import message, vacancy, wording
from yuanmeng.core.labour.seasons import Profile, ahead, standing_pairs

DAY = dt.date(2026, 11, 26)
ROW = {"title": "包装工", "company": "甲公司", "headcount": "10人", "wage": "3000-5000", "deadline": "2026-12-31"}


def test_a_sound_vacancy_is_read_whole() -> None:
    read = vacancy.read(ROW, DAY)
    assert (read.employer, read.job, read.heads, read.wage_fen_month) == ("甲公司", 1101, 10, 300_000)
    assert (read.until, read.held) == (dt.date(2026, 12, 31), [])


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"headcount": "33,312,323"}, ["junk_heads"]),
        ({"headcount": "99999999999"}, ["junk_heads"]),
        ({"headcount": "0人"}, ["junk_heads"]),
        ({"headcount": "数名人"}, ["no_heads"]),
        ({"headcount": "16人人"}, []),
        ({"deadline": "1970-01-01"}, ["junk_date"]),
        ({"deadline": ""}, ["no_date"]),
        ({"deadline": "2026-11-25"}, ["past_date"]),
        ({"title": "制管操作员/印刷操作员/包装工"}, ["several_jobs"]),
        ({"title": "1111"}, ["unknown_job"]),
        ({"company": ""}, ["no_employer"]),
        ({"description": "女性，35岁以下"}, ["wording"]),
        ({"sex": "女"}, []),
    ],
)
def test_what_a_person_has_to_settle(changes: dict[str, str], held: list[str]) -> None:
    assert vacancy.read(ROW | changes, DAY).held == held


def test_a_head_count_that_no_column_holds_is_dropped() -> None:
    assert vacancy.read(ROW | {"headcount": "33,312,323"}, DAY).heads == 33_312_323
    assert vacancy.read(ROW | {"headcount": "99999999999"}, DAY).heads is None


def test_the_message_of_the_chat_group() -> None:
    said = message.read("谁家需要临时工?我这边有7个人,可以做到年底", DAY)
    assert (said.side, said.job, said.heads, said.until) == ("surplus", 2101, 7, dt.date(2026, 12, 31))


def test_a_firms_own_trade_is_not_the_job() -> None:
    said = message.read("我们印刷厂急需10名包装工,12月1日到12月20日,夜班,200元/天,管饭有班车", DAY)
    assert (said.side, said.job, said.heads, said.shifts) == ("shortage", 1101, 10, 4)
    assert (said.wage_fen, said.wage_unit, said.offered) == (20_000, "day", ("board", "bus"))
    assert (said.since, said.until) == (dt.date(2026, 12, 1), dt.date(2026, 12, 20))


@pytest.mark.parametrize(
    ("text", "fen", "unit"),
    [("25元/小时", 2_500, "hour"), ("月薪5000", 500_000, "month"), ("日薪200", 20_000, "day"), ("工资面议", None, "")],
)
def test_pay_in_the_units_people_use(text: str, fen: int | None, unit: str) -> None:
    said = message.read(f"招普工，{text}，倒班", DAY)
    assert (said.wage_fen, said.wage_unit, said.shifts) == (fen, unit, 7)


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("仅限男性", ["sex"]),
        ("18-35周岁", ["age"]),
        ("35岁以下，未婚", ["age", "marriage"]),
        ("只招汉族", ["nation"]),
        ("五官端正", ["disability"]),
        ("无乙肝", ["carrier"]),
        ("不要外地人", ["household"]),
        ("无宗教信仰", ["religion"]),
        ("男女不限", []),
        ("性别不限", []),
        ("普工，年满18周岁", []),
    ],
)
def test_wording_that_excludes_people(text: str, grounds: list[str]) -> None:
    assert [one.ground for one in wording.discriminating(text)] == grounds


def test_standing_pairs_meet_where_one_rests_and_the_other_peaks() -> None:
    ice = Profile(1, 10, 1101, "snnnnpppnnns", 20, 15)
    cake = Profile(2, 20, 1101, "pnnnnsssnnpp", 8, 30)
    other = Profile(3, 30, 2118, "pppppppppppp", 0, 9)
    found = standing_pairs([ice, cake, other])
    assert [(p.lender.key, p.borrower.key, p.months, p.heads) for p in found] == [
        (1, 2, (1, 12), 20),
        (2, 1, (6, 7, 8), 8),
    ]
    assert [ahead(pair, 11) for pair in found] == [1, 7]


@pytest.mark.parametrize(
    ("text", "heads"), [("急招12名包装工", 12), ("富余七个包装工", 7), ("要3个", 3), ("富余几个月的包装工", None)]
)
def test_heads_are_counted_without_the_word_for_people(text: str, heads: int | None) -> None:
    assert message.read(text, DAY).heads == heads
