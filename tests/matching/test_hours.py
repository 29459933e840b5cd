"""Hours of both employers together: refused where a plan is unlawful, shown with the clause where months pass."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.matching.test_loans import active, agreed, asked, ready  # noqa: F401

from yuanmeng.core.actor import Role
from yuanmeng.core.labour.hours import MOST_MINUTES, last_of
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid
from yuanmeng.ledger.models import Event
from yuanmeng.matching.actions import hours, loans
from yuanmeng.matching.models import Hours, Loan, Lot, Worker
from yuanmeng.matching.queries.hours import months_over, recorded, unrecorded
from yuanmeng.workdays.queries import calendar

MONTH = timezone.localdate().replace(day=1)


def keep(worker, by, minutes: int, month: dt.date = MONTH, op=None) -> Hours:
    return hours.keep(worker.pk, month=month, minutes=minutes, by=by, op=op or uuid4())


@pytest.mark.parametrize(("week", "lawful"), [
    ((8, 3, 3), True), ((8, 4, 3), False), ((8, 0, 6), True), ((8, 1, 6), False), ((4, 4, 5), True), ((9, 0, 5), True),
])  # fmt: skip
def test_firms_agree_to_lawful_sums_only(zone, asked, week, lawful) -> None:  # noqa: F811
    here, kept, days = week
    Lot.objects.filter(pk=asked.shortage_id).update(hours_day=here, days_week=days)
    Lot.objects.filter(pk=asked.surplus_id).update(hours_kept=kept)
    if lawful:
        assert loans.say_yes(asked.pk, version=0, by=zone.bakery_people, op=uuid4()).version == 1
        return
    with pytest.raises(Invalid, match="劳动法第四十一条"):
        loans.say_yes(asked.pk, version=0, by=zone.bakery_people, op=uuid4())
    assert Loan.objects.get(pk=asked.pk).lender_agreed is None


def test_a_month_with_five_saturdays_is_pointed_out(zone, asked, signed_in) -> None:  # noqa: F811
    Lot.objects.filter(pk=asked.shortage_id).update(days_week=6)
    Loan.objects.filter(pk=asked.pk).update(since=dt.date(2026, 7, 31), until=dt.date(2026, 8, 31))
    asked.refresh_from_db()
    assert months_over(asked) == [(dt.date(2026, 8, 1), 40)]
    page = signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk).get(f"/labour/loans/{asked.pk}/").content.decode()
    assert "2026-08 按每周 6 天，两家合计加班 40 小时" in page
    Lot.objects.filter(pk=asked.surplus_id).update(hours_kept=4)
    page = signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk).get(f"/labour/loans/{asked.pk}/").content.decode()
    assert "LAB-15，12 h × 6" in page
    assert "2026-08 按每周" not in page


def test_both_sides_record_and_the_limit_is_exact(zone, active) -> None:  # noqa: F811
    worker = active.workers.first()
    normal = calendar().count(MONTH, last_of(MONTH)) * 480
    keep(worker, zone.brewery_people, normal)
    (one,) = recorded(active)
    assert (one.lender, one.borrower, one.passed) == (None, normal, False)
    op = uuid4()
    first = keep(worker, zone.bakery_people, MOST_MINUTES, op=op)
    assert keep(worker, zone.bakery_people, MOST_MINUTES, op=op) == first
    (one,) = recorded(active)
    assert (one.over, one.passed) == (MOST_MINUTES, False)
    keep(worker, zone.bakery_people, MOST_MINUTES + 1)
    (one,) = recorded(active)
    assert (one.over, one.passed, Hours.objects.count()) == (MOST_MINUTES + 1, True, 3)
    assert Event.objects.filter(verb="labour.record_hours").first().facts["side"] == "lender"


def test_one_side_alone_may_pass_the_limit(zone, active) -> None:  # noqa: F811
    keep(active.workers.first(), zone.brewery_people, 300 * 60)
    assert recorded(active)[0].passed


def test_months_that_lack_a_side_are_counted(zone, active) -> None:  # noqa: F811
    first, second = active.workers.all()
    before = (MONTH - dt.timedelta(days=1)).replace(day=1)
    active.workers.update(started_on=before)
    assert unrecorded(active, recorded(active)) == 2
    keep(first, zone.brewery_people, 60, before)
    assert unrecorded(active, recorded(active)) == 2
    keep(first, zone.bakery_people, 60, before)
    assert unrecorded(active, recorded(active)) == 1
    Worker.objects.filter(pk=second.pk).update(returned_on=before)
    for by in (zone.brewery_people, zone.bakery_people):
        keep(first, by, 60)
    assert unrecorded(active, recorded(active)) == 1


def test_who_records_and_when(zone, active) -> None:  # noqa: F811
    worker = active.workers.first()
    for nobody in (zone.dairy_people, zone.officer, zone.leader, zone.auditor, zone.administrator):
        with pytest.raises((Hidden, Denied)):
            keep(worker, nobody, 60)
    for month in (MONTH - dt.timedelta(days=1), last_of(MONTH) + dt.timedelta(days=1)):
        with pytest.raises(Invalid, match="期间的月份"):
            keep(worker, zone.brewery_people, 60, month)
    for minutes in (-1, last_of(MONTH).day * 1440 + 1):
        with pytest.raises(Invalid, match="全部小时数"):
            keep(worker, zone.brewery_people, minutes)
    keep(worker, zone.brewery_people, last_of(MONTH).day * 1440, last_of(MONTH))
    assert Hours.objects.get().month == MONTH


def test_nobody_records_before_the_first_day(zone, ready) -> None:  # noqa: F811
    with pytest.raises(IllegalMove):
        keep(ready.workers.first(), zone.bakery_people, 60)


def test_hours_on_the_page(zone, active, signed_in) -> None:  # noqa: F811
    borrower = signed_in(Role.FIRM_ADMINISTRATOR, zone.brewery.pk)
    url, worker = f"/labour/loans/{active.pk}/", active.workers.first()
    sent = {"op": uuid4(), "worker": worker.pk, "month": MONTH.isoformat(), "hours": "300.5"}
    page = borrower.post(url + "hours/", sent, follow=True).content.decode()
    for text in ("已登记工时。", "300.5", "超过每月加班 36 小时", "已登记的工时中有 1 人月超过上限"):
        assert text in page
    borrower.post(url + "hours/", sent | {"op": uuid4(), "hours": "8"})
    page = borrower.get(url).content.decode()
    assert "缺原单位工时" in page
    assert "超过每月加班 36 小时" not in page
    signed_in(Role.FIRM_ADMINISTRATOR, zone.bakery.pk).post(url + "hours/", sent | {"op": uuid4(), "hours": "8"})
    assert "未超过" in borrower.get(url).content.decode()
    assert borrower.post(url + "hours/", sent | {"op": uuid4(), "hours": "x"}).status_code == 422
    assert url + "hours/" not in signed_in(Role.SERVICE_OFFICER).get(url).content.decode()
