"""Postings: who may post what, what the law refuses, what must be told first, what is held."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.queries import timeline
from yuanmeng.matching.actions import lots, seasons
from yuanmeng.matching.models import Loan, Lot
from yuanmeng.matching.policy import LOTS

TODAY = timezone.localdate()


def test_a_need_is_posted_published_revised_and_withdrawn(zone, posted) -> None:
    lot = posted()
    assert (lot.state, lot.side, lot.organisation) == ("draft", "shortage", zone.brewery)
    for verb, state in ((lots.publish, "open"), (lots.revise, "draft"), (lots.withdraw, "withdrawn")):
        lot = verb(lot.pk, version=lot.version, by=zone.brewery_people, op=uuid4())
        assert lot.state == state
    assert [event.verb for event in timeline(lot)] == [
        "labour.withdraw", "labour.revise", "labour.publish", "labour.post",
    ]  # fmt: skip


def test_the_same_posting_twice_is_one(zone, posted) -> None:
    from tests.matching.conftest import SHORTAGE

    op = uuid4()
    one, two = (
        lots.post(zone.brewery.pk, "shortage", values=SHORTAGE, by=zone.brewery_people, op=op) for _time in range(2)
    )
    assert one == two


@pytest.mark.parametrize("name", lots.TOLD)
def test_a_need_says_hazards_and_the_rest_before_it_is_published(zone, posted, name: str) -> None:
    lot = posted(**{name: None if name == "pay_day" else ""})
    with pytest.raises(Invalid, match="98号") as refused:
        lots.publish(lot.pk, version=0, by=zone.brewery_people, op=uuid4())
    assert set(refused.value.facts["errors"]) == {name}


def test_idle_staff_are_asked_before_they_are_offered(zone, posted) -> None:
    lot = posted("surplus", willing=0, wage_fen=None)
    with pytest.raises(Invalid) as refused:
        lots.publish(lot.pk, version=0, by=zone.bakery_people, op=uuid4())
    assert set(refused.value.facts["errors"]) == {"willing", "wage_fen"}


def test_what_is_over_is_not_published(zone, posted) -> None:
    lot = posted()
    Lot.objects.filter(pk=lot.pk).update(since=TODAY - dt.timedelta(days=9), until=TODAY - dt.timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        lots.publish(lot.pk, version=0, by=zone.brewery_people, op=uuid4())
    assert set(refused.value.facts["errors"]) == {"until"}


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"employment": "dispatched"}, "employment", "劳动合同法第六十二条"),
        ({"youngest": "child"}, "youngest", "禁止使用童工规定"),
        ({"youngest": "young", "job": 2118}, "youngest", "劳动法第六十四条"),
        ({"contract_until": TODAY + dt.timedelta(days=30)}, "contract_until", "LAB-05"),
        ({"hours_kept": 6}, "hours_day", "劳动法第四十一条"),
        ({"heads": None}, "heads", "人数"),
        ({"least": 13}, "least", "最少人数"),
        ({"willing": 13}, "willing", "愿意"),
        ({"job": 1}, "job", "目录"),
        ({"grade": 9}, "shifts", "目录"),
        ({"wage_fen": 2_000_000}, "wage_fen", "元/天"),
        ({"pay_day": 31}, "pay_day", "28"),
        ({"since": None}, "since", "日期"),
        ({"until": TODAY}, "until", "早于"),
        ({"until": TODAY + dt.timedelta(days=400)}, "until", "一年"),
        ({"text": "零\u200b宽"}, "text", "控制字符"),
    ],
)
def test_what_is_refused_and_why(posted, changes: dict, field: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        posted("surplus", **changes)
    assert says in refused.value.facts["errors"][field][0]
    assert not Lot.objects.exists()


def test_a_contact_of_another_firm_is_refused(zone, posted) -> None:
    from yuanmeng.register.models import Contact

    contact = Contact.objects.create(organisation=zone.dairy, name="甲", role="人事", since=TODAY, source="企业填报")
    with pytest.raises(Invalid) as refused:
        posted(contact=contact)
    assert set(refused.value.facts["errors"]) == {"contact"}


def test_a_junk_head_count_is_held_for_a_person(zone, posted) -> None:
    lot = posted(heads=33_312_323)
    assert (lot.state, lot.held) == ("held", ["junk_heads"])
    with pytest.raises(IllegalMove):
        lots.publish(lot.pk, version=0, by=zone.brewery_people, op=uuid4())
    with pytest.raises(Denied):
        lots.release(
            lot.pk, version=0, organisation=zone.dairy.pk, values={"heads": 30}, by=zone.brewery_people, op=uuid4()
        )
    lot = lots.release(
        lot.pk, version=0, organisation=zone.brewery.pk, values={"heads": 30}, by=zone.officer, op=uuid4()
    )
    assert (lot.state, lot.held, lot.heads) == ("draft", [], 30)


def test_who_may_not(zone, posted, published) -> None:
    from tests.matching.conftest import SHORTAGE

    with pytest.raises(Denied):
        lots.post(zone.dairy.pk, "shortage", values=SHORTAGE, by=zone.brewery_people, op=uuid4())
    for nobody in (zone.leader, zone.auditor, zone.administrator):
        with pytest.raises(Denied):
            lots.post(zone.dairy.pk, "shortage", values=SHORTAGE, by=nobody, op=uuid4())
    lot = published()
    with pytest.raises(Hidden):
        lots.withdraw(lot.pk, version=1, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Denied):
        lots.withdraw(lot.pk, version=1, by=zone.auditor, op=uuid4())
    seen = {name: LOTS.among(getattr(zone, name)).count() for name in ("officer", "auditor", "administrator")}
    assert seen == {"officer": 1, "auditor": 1, "administrator": 0}


def test_an_edit_meets_a_faster_one(zone, posted) -> None:
    lot = posted()
    lot = lots.edit(lot.pk, version=0, values={"heads": 4}, by=zone.officer, op=uuid4())
    assert lot.heads == 4
    with pytest.raises(Stale):
        lots.edit(lot.pk, version=0, values={"heads": 5}, by=zone.brewery_people, op=uuid4())


def test_a_posting_with_a_loan_is_not_taken_back(zone, published) -> None:
    given, need = published("surplus"), published("shortage")
    Loan.objects.create(
        surplus=given, shortage=need, lender=zone.bakery, borrower=zone.brewery, job=1101, heads=2, since=given.since,
        until=given.until, wage_fen=20_000, state="agreed", made_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(IllegalMove, match="先了结"):
        lots.withdraw(need.pk, version=need.version, by=zone.brewery_people, op=uuid4())


def test_a_year_is_kept_for_ones_own_firm_and_once_a_job(zone) -> None:
    year = {"months": "s" * 12, "heads": (3, 0), "version": None}
    with pytest.raises(Denied, match="本单位"):
        seasons.keep(zone.brewery.pk, 1101, **year, by=zone.bakery_people, op=uuid4())
    for wrong in ({"months": "s" * 11}, {"heads": (501, 0)}, {"months": "x" * 12}):
        with pytest.raises(Invalid, match="十二个月"):
            seasons.keep(zone.bakery.pk, 1101, **year | wrong, by=zone.bakery_people, op=uuid4())
    seasons.keep(zone.bakery.pk, 1101, **year, by=zone.bakery_people, op=uuid4())
    with pytest.raises(Stale):
        seasons.keep(zone.bakery.pk, 1101, **year, by=zone.bakery_people, op=uuid4())
