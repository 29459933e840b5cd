"""A person confirms industries: who may, what is refused, what becomes of files that somebody changed meanwhile."""

from __future__ import annotations

import pytest
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, Invalid, Reused, Stale
from yuanmeng.ledger.models import About, Event
from yuanmeng.register.actions.suggestions import classify
from yuanmeng.register.models import FirmIndex, Organisation
from yuanmeng.register.queries.suggestions import Proposal, industry_name, unclassified, walk

pytestmark = pytest.mark.django_db


def firm(name: str = "泉北软件有限公司", scope: str = "软件开发", **fields: object) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(name=name, scope=scope, created_at=now, updated_at=now, **fields)


def industries() -> list[tuple[str, str, int]]:
    return list(Organisation.objects.order_by("pk").values_list("industry", "industry_edition", "version"))


def test_an_officer_confirms_one_and_the_index_follows(acting, op) -> None:
    one = firm()
    answer = classify([(one.pk, 0, "65")], by=acting(Role.SERVICE_OFFICER), op=op())
    assert answer == {"classified": 1, "stale": []}
    assert industries() == [("65", "GB/T 4754-2017", 1)]
    assert FirmIndex.objects.filter(organisation=one).count() == 1
    event = Event.objects.get()
    assert (event.verb, event.facts) == ("industry.confirm", {"industry": "65", "edition": "GB/T 4754-2017"})
    assert About.objects.filter(event=event, kind="register.organisation").values_list("key", flat=True)[0] == one.pk


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_OFFICER])
def test_others_are_refused(acting, op, role: Role) -> None:
    one = firm()
    with pytest.raises(Denied):
        classify([(one.pk, 0, "65")], by=acting(role), op=op())
    assert industries() == [("", "", 0)]


def test_a_repeated_operation_changes_nothing(acting, op) -> None:
    one, by, once = firm(), acting(Role.SERVICE_OFFICER), op()
    first = classify([(one.pk, 0, "65")], by=by, op=once)
    assert classify([(one.pk, 0, "65")], by=by, op=once) == first
    assert industries() == [("65", "GB/T 4754-2017", 1)]
    with pytest.raises(Reused):
        classify([(one.pk, 0, "65")], by=acting(Role.SERVICE_OFFICER), op=once)


def test_what_somebody_changed_meanwhile_is_left_alone_and_named(acting, op) -> None:
    kept, changed, closed = firm(), firm("泉北食品有限公司", version=3), firm("泉西厂", state="closed")
    by = acting(Role.SERVICE_OFFICER)
    answer = classify([(kept.pk, 0, "65"), (changed.pk, 2, "14"), (closed.pk, 0, "33")], by=by, op=op())
    assert answer == {"classified": 1, "stale": [changed.pk, closed.pk]}
    assert [row[0] for row in industries()] == ["65", "", ""]
    with pytest.raises(Stale):
        classify([(changed.pk, 2, "14")], by=by, op=op())
    with pytest.raises(Hidden):
        classify([(closed.pk, 0, "33")], by=by, op=op())


@pytest.mark.parametrize("code", ["", "I", "98", "6510000", "甲"])
def test_an_unknown_code_refuses_all(acting, op, code: str) -> None:
    one, two = firm(), firm("泉南软件有限公司")
    with pytest.raises(Invalid):
        classify([(one.pk, 0, "65"), (two.pk, 0, code)], by=acting(Role.SERVICE_OFFICER), op=op())
    assert [row[0] for row in industries()] == ["", ""]


def test_none_or_too_many_are_refused(acting, op) -> None:
    for choices in ([], [(pk, 0, "65") for pk in range(1, 5002)]):
        with pytest.raises(Invalid):
            classify(choices, by=acting(Role.SERVICE_OFFICER), op=op())


def test_a_thousand_are_one_operation_with_an_event_for_each_code(acting, op, django_assert_max_num_queries) -> None:
    now = timezone.now()
    firms = Organisation.objects.bulk_create(
        Organisation(name=f"泉北第{n}公司", version=n % 2, created_at=now, updated_at=now) for n in range(1000)
    )
    codes = ("65", "14", "34")
    choices = [(one.pk, one.version, codes[n % 3]) for n, one in enumerate(firms)]
    by = acting(Role.SERVICE_OFFICER)
    with django_assert_max_num_queries(90):
        assert classify(choices, by=by, op=op()) == {"classified": 1000, "stale": []}
    assert sorted(event.facts["industry"] for event in Event.objects.all()) == ["14", "34", "65"]
    assert set(Organisation.objects.values_list("industry", flat=True)) == set(codes)


def test_the_walk_goes_through_every_firm_once(acting) -> None:
    for n in range(7):
        firm(f"泉北第{n}软件有限公司", "软件开发" if n % 2 else "糕点的生产")
    firm("泉北协会", kind="association")
    firm("泉北机床厂", industry="34")
    firms = unclassified(acting(Role.SERVICE_OFFICER))

    def soft(one: Proposal) -> bool:
        return one.said.division == "65"

    assert firms.count() == 7
    first = walk(firms, soft, size=2)
    rest = walk(firms, soft, after=first.more or 0, size=5)
    names = [one.name for one in (*first.rows, *rest.rows)]
    assert len(names) == len(set(names)) > 2
    assert rest.more is None
    short = walk(firms, lambda _one: False, size=2, reach=3)
    assert (short.rows, short.more is None) == ([], False)
    whole = walk(firms, bool, size=7)
    assert (len(whole.rows), whole.more) == (7, None)


def test_an_industry_is_named_for_people() -> None:
    assert [industry_name(code) for code in ("65", "6513", "")] == [
        "65 软件和信息技术服务业",
        "6513 软件和信息技术服务业",
        "",
    ]
