"""Handing problems in: who for whom, what is refused, and numbers without duplicate or gap."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, Invalid
from yuanmeng.issues.actions import raise_issue
from yuanmeng.issues.actions.reference import load_categories
from yuanmeng.issues.models import Category, Issue, Profile
from yuanmeng.ledger.models import Event
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.models import Contact


def test_a_firm_hands_in_its_own_problem(zone, raised) -> None:
    issue = raised(text="下雨后半天出不了货")
    today = timezone.localdate()
    assert (issue.number, issue.state, issue.via) == (f"WT{today:%Y%m%d}-0001", "raised", "firm")
    assert (issue.firm, issue.profile.slug) == (zone.bakery, "enterprise-2020")
    assert timeline(zone.bakery).get().verb == "issue.raise"


def test_a_firm_speaks_for_itself_only(zone) -> None:
    with pytest.raises(Denied, match="本企业"):
        raise_issue(zone.brewery.pk, values={"title": "别家的事"}, by=zone.bakery_people, op=uuid4())


def test_an_officer_hands_in_for_a_firm(zone) -> None:
    issue = raise_issue(
        zone.bakery.pk,
        values={"title": "用电容量不够"},
        source=("visits.line", 7),
        via="visit",
        by=zone.officer,
        op=uuid4(),
    )
    assert (issue.via, issue.source_kind, issue.source_key) == ("visit", "visits.line", 7)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.EXPERT])
def test_who_may_not_hand_in(role, zone, acting) -> None:
    with pytest.raises(Denied):
        raise_issue(zone.bakery.pk, values={"title": "越权"}, by=acting(role), op=uuid4())
    assert not Issue.objects.exists()


def test_what_does_not_fit_is_said_at_its_field(zone) -> None:
    values = {"title": "", "confidential": True}
    soon = timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(Invalid) as refused:
        raise_issue(zone.bakery.pk, values=values, received=soon, by=zone.officer, op=uuid4())
    assert sorted(refused.value.facts["errors"]) == ["received", "subject", "title"]


def test_no_problem_for_a_firm_that_is_gone(zone) -> None:
    type(zone.bakery).objects.filter(pk=zone.bakery.pk).update(state="closed")
    with pytest.raises(Invalid, match="已不在册"):
        raise_issue(zone.bakery.pk, values={"title": "迟了"}, by=zone.officer, op=uuid4())
    with pytest.raises(Hidden):
        raise_issue(10**9, values={"title": "无此企业"}, by=zone.officer, op=uuid4())


def test_a_kind_without_deadlines_is_told(zone, raised) -> None:
    Profile.objects.update(default_for="")
    with pytest.raises(Invalid, match="时限标准"):
        raised()


def test_in_confidence_the_firms_own_timeline_keeps_silent(zone, raised) -> None:
    raised(kind="complaint", confidential=True, subject=zone.market)
    assert not timeline(zone.bakery).exists()


def test_the_same_operation_twice_is_one_problem(zone) -> None:
    op = uuid4()
    one, two = (raise_issue(zone.bakery.pk, values={"title": "一次"}, by=zone.officer, op=op) for _time in range(2))
    assert (one, Issue.objects.count()) == (two, 1)


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_get_the_first_numbers_of_the_day(zone) -> None:
    """A seventeenth is undone after it counted: it leaves no gap."""
    barrier, numbers = threading.Barrier(16), []

    def race() -> None:
        barrier.wait()
        try:
            made = raise_issue(zone.bakery.pk, values={"title": "同时"}, by=zone.officer, op=uuid4())
            numbers.append(made.number)
        finally:
            connection.close()

    with transaction.atomic():
        raise_issue(zone.bakery.pk, values={"title": "撤销"}, by=zone.officer, op=uuid4())
        transaction.set_rollback(True)
    threads = [threading.Thread(target=race) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    today = timezone.localdate()
    assert sorted(numbers) == [f"WT{today:%Y%m%d}-{number:04d}" for number in range(1, 17)]
    assert Event.objects.filter(verb="issue.raise").count() == 16


def test_a_contact_of_another_firm_and_a_category_that_is_no_leaf_are_refused(zone) -> None:
    other = Contact.objects.create(
        organisation=zone.brewery, name="李某", role="厂长", since=timezone.localdate(), source="测试"
    )
    load_categories([("用电", "增容")], by=zone.officer, op=uuid4())
    branch = Category.objects.get(parent=None)
    values = {"title": "用电", "contact": other, "category": branch}
    with pytest.raises(Invalid) as refused:
        raise_issue(zone.bakery.pk, values=values, by=zone.officer, op=uuid4())
    assert sorted(refused.value.facts["errors"]) == ["category", "contact"]
