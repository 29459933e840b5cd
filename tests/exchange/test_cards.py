"""Cards on the pages of alliances and firms: each number opens exactly as many records."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.exchange.conftest import join, organisation

from yuanmeng.activities.actions import planning
from yuanmeng.core.actor import Role
from yuanmeng.exchange.actions import claims, listings
from yuanmeng.exchange.pages.cards import of_alliance, of_firm
from yuanmeng.pairing.models import Place


@pytest.fixture
def busy(zone, published):
    """Entries of both directions, one withdrawn, one agreed and done by another alliance's member."""
    published()
    published("brewery", direction="offer", title="闲置叉车")
    gone = published(title="已撤回")
    listings.withdraw(gone.pk, version=0, by=zone.bakery_people, op=uuid4())
    made = published(title="合作")
    asked = claims.claim(made.pk, organisation=zone.chips.pk, by=zone.chips_people, op=uuid4())
    claims.accept(asked.pk, version=0, due=timezone.localdate(), by=zone.bakery_people, op=uuid4())
    return zone


def test_each_number_opens_as_many_records(busy, signed_in) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    cards = [
        of_alliance(busy.officer, busy.food),
        of_alliance(busy.officer, busy.tech),
        of_firm(busy.officer, busy.bakery),
    ]
    shown = [
        (number, officer.get(url).context["total"]) for card in cards for _name, number, url in card.context["numbers"]
    ]
    assert [number for number, _total in shown] == [1, 1, 1, 0, 0, 0, 1, 0, 3, 0]
    assert [number for number, _total in shown] == [total for _number, total in shown]


def test_those_who_may_not_browse_get_no_card(busy, acting) -> None:
    nobody = acting(Role.SYSTEM_ADMINISTRATOR)
    assert (of_alliance(nobody, busy.food), of_firm(nobody, busy.bakery)) == (None, None)


def test_an_alliance_page_asks_few_questions_however_busy(busy, published, values, signed_in) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    officer.get("/alliances/food/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert officer.get("/alliances/food/").status_code == 200
        return len(queries)

    first = asked()
    for number in range(200):
        firm = organisation(f"泉{number}食品（虚构）有限公司")
        join(firm, busy.food)
        Place.objects.create(organisation=firm, x_m=number * 37 % 900, y_m=number * 91 % 900, source="平面图")
    for _number in range(30):
        published()
    starts = timezone.now()
    planned = {"kind": "salon", "title": "沙龙", "starts": starts, "ends": starts + dt.timedelta(hours=1)}
    planning.plan(values=planned, alliances=[busy.food], by=busy.officer, op=uuid4())
    assert asked() == first
    assert first <= 12
