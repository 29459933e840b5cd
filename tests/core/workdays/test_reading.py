"""Reading notices and tables of days: what is taken, what is refused, what is doubted."""

from __future__ import annotations

import datetime as dt

import pytest

from yuanmeng.core.workdays.calendar import Special
from yuanmeng.core.workdays.known import NOTICES
from yuanmeng.core.workdays.reading import arrangement

WHOLE = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节等放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
国务院办公厅
2025年11月4日
"""


def codes(text: str, year: int = 0) -> tuple[list[str], list[str]]:
    found = arrangement(text.encode(), year)
    return [fault.code for fault in found.faults], [doubt.code for doubt in found.doubts]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_published_text_is_read_whole(encoding: str) -> None:
    found = arrangement(WHOLE.encode(encoding))
    known = NOTICES[-1]
    assert (found.year, found.number, found.published) == (known.year, known.number, known.published)
    assert found.days == arrangement(known.text.encode(), 2026).days
    assert len(found.days) == 39
    assert found.days[dt.date(2026, 9, 20)] == Special(True, "国庆节")
    assert (found.faults, found.doubts) == ([], [])


def test_a_table_is_read_in_any_dress() -> None:
    rows = "日期\t安排\t节日\n2027/1/1\t放假\t元旦\n2027年1月2日\t休\t元旦\n2027-01-03\t上班\t元旦\n"
    found = arrangement(rows.encode("gb18030"))
    assert found.year == 2027
    assert found.days == {
        dt.date(2027, 1, 1): Special(False, "元旦"),
        dt.date(2027, 1, 2): Special(False, "元旦"),
        dt.date(2027, 1, 3): Special(True, "元旦"),
    }
    assert found.faults == []
    assert arrangement(b"2027-01-01,off").days == {dt.date(2027, 1, 1): Special(False, "")}


def test_a_period_over_the_turn_of_the_year() -> None:
    found = arrangement("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。".encode(), 2023)
    assert sorted(found.days) == [dt.date(2022, 12, 31), dt.date(2023, 1, 1), dt.date(2023, 1, 2)]
    assert found.faults == []


@pytest.mark.parametrize(
    ("text", "year", "fault"),
    [
        ("", 2027, "nothing"),
        ("今天天气很好", 2027, "nothing"),
        ("一、元旦：1月1日放假。", 0, "year"),
        ("一、元旦：1月1日至3日放假，共4天。", 2027, "total"),
        ("一、元旦：2月30日放假。", 2027, "date"),
        ("一、元旦：1日放假。", 2027, "date"),
        ("一、元旦：1月3日至1日放假。", 2027, "date"),
        ("一、元旦：1月1日至3月1日放假。", 2027, "date"),
        ("一、元旦：1月1日至3日放假。1月2日上班。", 2027, "twice"),
        ("一、元旦：2025年1月1日放假。", 2027, "other_year"),
        ("2027-01-01,也许,元旦", 0, "word"),
        ("2027-01-01,放假,元旦\n2024-01-01,放假,元旦", 0, "other_year"),
    ],
)
def test_what_does_not_fit_is_named(text: str, year: int, fault: str) -> None:
    assert codes(text, year)[0] == [fault]


def test_what_looks_odd_is_doubted() -> None:
    text = WHOLE.replace("9月20日（周日）", "9月21日（周一）").replace(
        "三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n", ""
    )
    found = arrangement(text.encode())
    assert [(doubt.code, doubt.facts["date"]) for doubt in found.doubts] == [("weekday_worked", "2026-09-21")]
    text = WHOLE.replace("5月1日（周五）至5日（周二）放假调休，共5天", "5月2日（周六）至5日（周二）放假调休，共4天")
    found = arrangement(text.encode())
    assert [(doubt.code, doubt.facts) for doubt in found.doubts] == [
        ("statutory_worked", {"date": "2026-05-01", "name": "劳动节"})
    ]
