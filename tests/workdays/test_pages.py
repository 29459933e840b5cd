"""The pages of the calendar."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.workdays.test_calendar import NOTICE_2027

from yuanmeng.core.actor import Role
from yuanmeng.core.workdays.calendar import Calendar, Special
from yuanmeng.workdays.models import OfficeHours, YearNotice
from yuanmeng.workdays.presenting import holidays


@pytest.fixture
def administrator(signed_in) -> Client:
    return signed_in(Role.SYSTEM_ADMINISTRATOR)


def test_a_year_shows_its_months_breaks_and_source(signed_in) -> None:
    page = signed_in(Role.FIRM_STAFF).get("/workdays/?year=2026")
    text = page.content.decode()
    assert "全年 248 个工作日" in text
    assert "国办发明电〔2025〕7号" in text
    assert '<td class="ym-day-work" title="2026-02-14 春节：调休上班">14<small>班</small></td>' in text
    assert "02-15 – 02-23" in text
    assert "暂定" not in text
    assert page.context["holidays"][0]["name"] == "元旦"


def test_an_unknown_year_says_so(signed_in) -> None:
    client = signed_in(Role.AUDITOR)
    text = client.get("/workdays/?year=2027").content.decode()
    assert "暂定" in text
    assert "2027-10-01 国庆节：法定节假日（暂定）" in text
    assert client.get("/workdays/?year=1800").context["year"] == 1950
    assert client.get("/workdays/?year=9999").context["year"] == 2199
    assert client.get("/workdays/?year=x").status_code == 200


def test_the_queries_of_a_year_do_not_grow(administrator, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(9):
        administrator.get("/workdays/?year=2026")


def test_visitors_and_others_see_no_buttons_they_cannot_use(signed_in) -> None:
    assert Client().get("/workdays/").status_code in {302, 403}
    assert "导入放假安排" not in signed_in(Role.SERVICE_OFFICER).get("/workdays/").content.decode()
    assert signed_in(Role.SERVICE_OFFICER).get("/workdays/notices/new/").status_code == 403
    assert signed_in(Role.SERVICE_OFFICER).get("/workdays/office-hours/").status_code == 403


def test_a_sum_is_shown_day_by_day(signed_in) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert client.get("/workdays/sum/").status_code == 200
    text = client.get("/workdays/sum/?received=2026-02-13T17:30&amount=2&unit=workday").content.decode()
    assert "<strong>2026-02-25</strong> 周三" in text
    for words in ("下班后接到，视为下一工作日接到", "春节：放假", "第 2 天", "接到之日，不计"):
        assert words in text
    text = client.get("/workdays/sum/?received=2026-12-31T16:00&amount=2&unit=hour").content.decode()
    assert "<strong>2027-01-04 09:30</strong>" in text
    assert "暂定：其中有的年份" in text
    assert "累计 1 小时" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("received=2026-02-13T17:30&amount=1.5&unit=workday", "天数应为整数"),
        ("received=1900-02-13T17:30&amount=1&unit=workday", "年份应在 1950 到 2199 之间"),
        ("received=&amount=1&unit=workday", "必填"),
        ("received=2026-02-13T17:30&amount=x&unit=week", "数字"),
    ],
)
def test_a_sum_that_cannot_be(signed_in, asked: str, said: str) -> None:
    page = signed_in(Role.SERVICE_OFFICER).get(f"/workdays/sum/?{asked}")
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_notice_is_previewed_and_then_put_in_force(administrator) -> None:
    page = administrator.post("/workdays/notices/new/", {"text": NOTICE_2027, "do": "check"})
    assert page.status_code == 200
    assert "天改变" in page.content.decode()
    assert not YearNotice.objects.filter(year=2027).exists()
    asked = {"text": NOTICE_2027, "do": "load", "op": str(uuid4())}
    page = administrator.post("/workdays/notices/new/", asked, follow=True)
    assert "2027 年的安排已生效，共 32 天。" in page.content.decode()
    page = administrator.post("/workdays/notices/new/", {"text": NOTICE_2027, "do": "check"})
    assert "这一年已经导入过" in page.content.decode()
    assert "没有变化" in page.content.decode()


def test_a_file_is_read_into_the_text(administrator) -> None:
    file = SimpleUploadedFile("2027.csv", "日期,安排,节日\n2027-01-01,放假,元旦\n".encode("gb18030"))
    page = administrator.post("/workdays/notices/new/", {"file": file, "do": "check"})
    assert "2027-01-01,放假,元旦" in page.content.decode()
    assert "2027-02-05 是法定的春节，安排中没有放假。" in page.content.decode()


def test_faults_are_named_and_what_was_typed_stays(administrator) -> None:
    page = administrator.post(
        "/workdays/notices/new/", {"text": "一、元旦：1月1日放假。", "do": "load", "op": str(uuid4())}
    )
    assert page.status_code == 422
    assert "没有读出年份" in page.content.decode()
    assert "一、元旦：1月1日放假。" in page.content.decode()
    page = administrator.post("/workdays/notices/new/", {"text": " ", "do": "check"})
    assert (page.status_code, "请粘贴通知全文" in page.content.decode()) == (422, True)
    file = SimpleUploadedFile("2027.csv", b"x" * 100_001)
    page = administrator.post("/workdays/notices/new/", {"file": file, "do": "check"})
    assert (page.status_code, "不像是放假安排" in page.content.decode()) == (422, True)
    assert administrator.get("/workdays/notices/new/").status_code == 200


def test_hours_are_set_in_the_browser(administrator) -> None:
    assert 'value="08:30"' in administrator.get("/workdays/office-hours/").content.decode()
    asked = {"opens": "09:00", "closes": "08:00", "version": 0, "op": str(uuid4())}
    page = administrator.post("/workdays/office-hours/", asked)
    assert (page.status_code, "下班时间应晚于上班时间" in page.content.decode()) == (422, True)
    page = administrator.post("/workdays/office-hours/", {**asked, "closes": "18:00", "op": str(uuid4())}, follow=True)
    assert "办公时间 09:00–18:00。" in page.content.decode()
    assert OfficeHours.objects.get().defers is False


def test_a_break_of_moved_days_alone_keeps_its_place() -> None:
    day = dt.date(2030, 1, 5)
    rows = holidays(Calendar({day: Special(True, "元旦")}, [2030]), 2030)
    assert rows == [{"name": "元旦", "dates": "", "count": 0, "moved": "01-05", "order": day}]
