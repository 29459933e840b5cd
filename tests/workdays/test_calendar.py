"""The shipped calendar, importing a notice, office hours: works, refused, repeated, stale."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest

from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.core.refusals import Denied, Hidden, Invalid, Stale
from yuanmeng.core.workdays.sums import Limit, Office, due
from yuanmeng.ledger.models import Event
from yuanmeng.workdays import command
from yuanmeng.workdays.actions import load, set_hours
from yuanmeng.workdays.models import CalendarDay, OfficeHours, YearNotice
from yuanmeng.workdays.queries import calendar, office

NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日至3日放假，共3天。
二、春节：2月5日至11日放假调休，共7天。1月31日、2月20日上班。
三、清明节：4月3日至5日放假，共3天。
四、劳动节：5月1日至5日放假调休，共5天。5月8日上班。
五、端午节：6月9日放假，共1天。
六、中秋节：9月15日放假，共1天。
七、国庆节：10月1日至7日放假调休，共7天。9月26日、10月9日上班。
"""
"""Made up for the tests."""
OTHERS = [role for role in Role if role is not Role.SYSTEM_ADMINISTRATOR]


@pytest.fixture
def administrator(acting):
    return acting(Role.SYSTEM_ADMINISTRATOR)


def imported(by, text: str = NOTICE_2027, **options):
    return load(text.encode(), source=options.pop("source", ""), by=by, op=options.pop("op", uuid4()), **options)


def test_six_years_ship_with_the_product(db) -> None:
    known = calendar()
    assert known.years == frozenset(range(2021, 2027))
    assert known.shift(dt.date(2026, 2, 13), 5) == dt.date(2026, 2, 27)
    assert [day.date for day in known.days(dt.date(2022, 12, 31), dt.date(2023, 1, 2)) if day.works] == []
    assert office() == Office()


def test_a_notice_makes_a_year_certain_and_the_event_names_the_days_that_turned(administrator) -> None:
    before = calendar()
    found = due(before, dt.datetime(2026, 12, 31, 10, tzinfo=dt.UTC), Limit(30))
    assert (found.due, found.provisional) == (dt.date(2027, 2, 16), True)
    notice = imported(administrator)
    assert (notice.year, notice.source, notice.imported_by) == (2027, "人工录入", administrator.user_id)
    after = calendar()
    found = due(after, dt.datetime(2026, 12, 31, 10, tzinfo=dt.UTC), Limit(30))
    assert (found.due, found.provisional) == (dt.date(2027, 2, 18), False)
    event = Event.objects.get(verb="workdays.load")
    first, last = dt.date(2026, 1, 1), dt.date(2028, 12, 31)
    pairs = zip(before.days(first, last), after.days(first, last), strict=True)
    turned = [old.date.isoformat() for old, new in pairs if old.works != new.works]
    assert event.facts == {"year": 2027, "days": 32, "turned": turned}
    assert turned[:3] == ["2027-01-31", "2027-02-09", "2027-02-10"]


def test_a_corrected_notice_takes_the_place_of_the_first(administrator) -> None:
    imported(administrator, NOTICE_2027.replace("1月1日至3日放假，共3天", "2026年12月31日至1月2日放假，共3天"))
    assert not calendar().works(dt.date(2026, 12, 31))
    imported(administrator, source="https://example.org/2027")
    assert calendar().works(dt.date(2026, 12, 31))
    assert calendar().shift(dt.date(2026, 2, 13), 5) == dt.date(2026, 2, 27)
    assert YearNotice.objects.get(year=2027).source == "https://example.org/2027"
    assert "2026-12-31" in Event.objects.first().facts["turned"]


def test_the_same_operation_imports_once(administrator) -> None:
    op = uuid4()
    assert imported(administrator, op=op) == imported(administrator, op=op)
    assert Event.objects.filter(verb="workdays.load").count() == 1


@pytest.mark.parametrize("role", OTHERS)
def test_others_may_not_import_nor_set_hours(acting, role: Role) -> None:
    with pytest.raises(Denied):
        imported(acting(role))
    with pytest.raises(Denied):
        set_hours(version=0, opens=dt.time(9), closes=dt.time(18), defers=True, by=acting(role), op=uuid4())


def test_the_public_knows_nothing_of_the_hours(db) -> None:
    with pytest.raises(Hidden):
        set_hours(version=0, opens=dt.time(9), closes=dt.time(18), defers=True, by=PUBLIC, op=uuid4())


def test_a_notice_that_does_not_fit_changes_nothing(administrator) -> None:
    days = CalendarDay.objects.count()
    with pytest.raises(Invalid, match="“元旦”写明共 4 天，列出的日期却有 3 天"):
        imported(administrator, NOTICE_2027.replace("共3天", "共4天", 1))
    with pytest.raises(Invalid, match="没有读出年份"):
        imported(administrator, "一、元旦：1月1日放假。")
    assert imported(administrator, "一、元旦：1月1日放假。", year=2030).year == 2030
    assert CalendarDay.objects.count() == days + 1


def test_hours_are_set_once_and_by_whoever_saw_the_newest(administrator) -> None:
    hours = set_hours(version=0, opens=dt.time(9), closes=dt.time(18), defers=False, by=administrator, op=uuid4())
    assert (str(hours), hours.version) == ("09:00–18:00", 1)
    assert office() == Office(dt.time(9), dt.time(18), defers=False)
    assert Event.objects.first().facts == {"opens": "09:00", "closes": "18:00", "defers": False}
    with pytest.raises(Stale):
        set_hours(version=0, opens=dt.time(8), closes=dt.time(18), defers=False, by=administrator, op=uuid4())
    with pytest.raises(Invalid, match="下班时间应晚于上班时间"):
        set_hours(version=1, opens=dt.time(18), closes=dt.time(9), defers=False, by=administrator, op=uuid4())
    assert OfficeHours.objects.get().opens == dt.time(9)


def test_the_command_checks_imports_and_refuses(db, tmp_path, capsys) -> None:
    file = tmp_path / "2027.txt"
    file.write_text(NOTICE_2027.replace("5月1日至5日放假调休，共5天", "5月2日至5日放假调休，共4天"), "gb18030")
    assert command.main([str(file), "--check"]) == 0
    said = capsys.readouterr()
    assert said.out == "2027 年：放假 26 天，调休上班 5 天；与此前的日历相比，15 天改变。\n"
    assert said.err == ""  # 1 May 2027 is a Saturday
    assert not YearNotice.objects.filter(year=2027).exists()
    assert command.main([str(file), "--json", "--source", "test"]) == 0
    assert json.loads(capsys.readouterr().out) == {"year": 2027, "off": 26, "moved": 5, "turned": 15}
    assert YearNotice.objects.get(year=2027).source == "test"
    assert command.main([str(tmp_path / "none")]) == 1
    assert "不能读取文件" in capsys.readouterr().err
    file.write_text("2027-01-01,也许,元旦", "utf-8")
    assert command.main([str(file)]) == 1
    assert capsys.readouterr().err == "2027-01-01 写的是“也许”，只能写“放假”或“上班”。\n"
    assert command.main([str(file), "--check"]) == 1


def test_texts_of_records(db) -> None:
    assert str(YearNotice.objects.first()) == "2026"
    assert str(CalendarDay.objects.first()) == "2021-01-01"
