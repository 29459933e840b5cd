"""Dated facts, titles, contacts and origins: append-only, dated, sourced, each with its event."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.actions.facts import add_fact, add_qualification, confirm_facts, end_qualification
from yuanmeng.register.actions.people import add_contact, add_origin, end_contact, end_origin, show_phone
from yuanmeng.register.models import Contact, Fact, FirmIndex, Organisation, Origin, Qualification
from yuanmeng.register.queries.facts import as_of, counting, history, newest
from yuanmeng.register.queries.people import masked, person_id

DAY = dt.date(2021, 12, 31)
NEVER = dt.date(9999, 1, 1)
SEERS = {
    Role.ZONE_LEADER, Role.DEPARTMENT_HANDLER, Role.BRANCH_MEMBER, Role.PARTY_INSTRUCTOR, Role.ALLIANCE_SECRETARY,
    Role.FUND_CLERK, Role.AUDITOR,
}  # fmt: skip


def count(pk, officer, op, day, value, *, kind="headcount", **more):
    return add_fact(pk, kind=kind, as_of=day, value=value, source="统计表", by=officer, op=op(), **more)


def test_headcount_at_a_day_is_a_query(officer, op, firm) -> None:
    one = firm()
    for day, value in ((dt.date(2020, 12, 31), 80), (DAY, 120), (dt.date(2022, 12, 31), 150), (DAY, 121)):
        count(one.pk, officer, op, day, value)
    facts = history(one.pk)
    assert as_of(facts, DAY)["headcount"].value == 121
    assert as_of(facts, DAY - dt.timedelta(days=1))["headcount"].value == 80
    assert as_of(facts, dt.date(2019, 1, 1)) == {}
    assert [fact.value for fact in counting(facts)] == [150, 121, 80]
    assert [fact.value for fact in newest(one.pk)] == [150]


def test_a_fact_writes_its_event_and_moves_the_size_class(officer, op, firm) -> None:
    one = firm(industry="1411")
    count(one.pk, officer, op, DAY, 300)
    fact = count(one.pk, officer, op, DAY, 2000 * 1_000_000, kind="revenue", currency="CNY")
    assert (fact.unit, fact.currency, fact.recorded_by) == ("fen", "CNY", officer.user_id)
    assert timeline(one).first().facts == {
        "kind": "revenue", "as_of": "2021-12-31", "value": 2_000_000_000, "currency": "CNY",
    }  # fmt: skip
    assert timeline(fact).get() == timeline(one).first()
    assert FirmIndex.objects.values_list("size", "facts_as_of").get(pk=one.pk) == ("medium", DAY)
    assert Organisation.objects.get(pk=one.pk).version == 0


def test_foreign_money_does_not_count_for_the_size_class(officer, op, firm) -> None:
    one = firm(industry="1411")
    count(one.pk, officer, op, DAY, 300)
    count(one.pk, officer, op, DAY, 2000 * 1_000_000, kind="revenue", currency="USD")
    assert FirmIndex.objects.get(pk=one.pk).size == "unknown"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "mood"}, "mood"),
        ({"currency": "CNY"}, "币种"),
        ({"kind": "revenue"}, "币种"),
        ({"kind": "revenue", "currency": "XXX"}, "XXX"),
        ({"as_of": NEVER}, "今天"),
        ({"value": -1}, "不小于零"),
        ({"value": 2**63}, "9223372036854775807"),
        ({"source": " "}, "来源"),
    ],
)
def test_facts_that_do_not_fit(fields, says, officer, op, firm) -> None:
    whole = {"kind": "headcount", "as_of": DAY, "value": 5, "source": "统计表"} | fields
    with pytest.raises(Invalid, match=says):
        add_fact(firm().pk, **whole, by=officer, op=op())
    assert Fact.objects.count() == 0


def test_repeated_operations_write_once(officer, op, firm) -> None:
    one, once = firm(), op()
    first = add_fact(one.pk, kind="headcount", as_of=DAY, value=5, source="统计表", by=officer, op=once)
    again = add_fact(one.pk, kind="headcount", as_of=DAY, value=5, source="统计表", by=officer, op=once)
    assert (first, Fact.objects.count()) == (again, 1)


def title(pk, officer, op, **more):
    whole = {"kind": "高新技术企业", "issued": DAY, "expires": dt.date(2024, 12, 31), "source": "证书"} | more
    return add_qualification(pk, **whole, by=officer, op=op())


def test_titles_have_terms_and_end(officer, op, firm) -> None:
    one = firm()
    held = title(one.pk, officer, op, number="GR000000000001")
    ended = end_qualification(held.pk, version=0, on=dt.date(2023, 1, 1), by=officer, op=op())
    assert (ended.expires, ended.version) == (dt.date(2023, 1, 1), 1)
    assert timeline(one).first().facts == {"was": "2024-12-31", "now": "2023-01-01"}
    with pytest.raises(Stale):
        end_qualification(held.pk, version=0, on=dt.date(2022, 1, 1), by=officer, op=op())
    with pytest.raises(Invalid, match="认定日期"):
        end_qualification(held.pk, version=1, on=dt.date(2021, 1, 1), by=officer, op=op())
    with pytest.raises(Invalid):
        title(one.pk, officer, op, expires=dt.date(2020, 1, 1))
    open_term = title(one.pk, officer, op, expires=None)
    assert timeline(open_term).get().facts == {"issued": "2021-12-31", "expires": None}


def person(pk, officer, op, **more):
    whole = {"name": "王测试", "role": "厂长", "phone": "13800001234", "source": "走访", "since": DAY} | more
    return add_contact(pk, **whole, by=officer, op=op())


def test_contacts_are_dated_and_their_names_stay_out_of_events(officer, op, firm) -> None:
    one = firm()
    contact = person(one.pk, officer, op)
    assert timeline(contact).get().facts == {"since": "2021-12-31"}
    assert end_contact(contact.pk, version=0, on=dt.date(2022, 1, 1), by=officer, op=op()).until == dt.date(2022, 1, 1)
    with pytest.raises(Stale):
        end_contact(contact.pk, version=1, on=dt.date(2022, 1, 1), by=officer, op=op())
    today = person(one.pk, officer, op, since=None, phone="")
    assert today.since == timezone.localdate()
    for on, says in ((DAY, "开始日期"), (NEVER, "今天")):
        with pytest.raises(Invalid, match=says):
            end_contact(today.pk, version=0, on=on, by=officer, op=op())


@pytest.mark.parametrize("phone", ["12345", "电话", "0531-8888<b>1234", "1" * 31])
def test_phones_look_like_phones(phone, officer, op, firm) -> None:
    with pytest.raises(Invalid, match="电话"):
        person(firm().pk, officer, op, phone=phone)
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("0531-88881234", "0531****1234"),
        ("(0531) 8888 1234", "0531****1234"),
        ("88881234", "****34"),
        ("", ""),
    ],
)
def test_masks(phone, shown) -> None:
    assert masked(phone) == shown


def test_a_phone_is_shown_for_a_reason_and_logged(officer, acting, op, firm) -> None:
    one, other = firm(), firm()
    contact = person(one.pk, officer, op)
    for by in (officer, acting(Role.ZONE_LEADER), acting(Role.FIRM_ADMINISTRATOR, one.pk)):
        assert show_phone(contact.pk, why="visit", by=by, op=op()).phone == "13800001234"
        assert timeline(contact).first().facts == {"why": "visit"}
        assert timeline(contact).first().actor_id == by.user_id
    with pytest.raises(Invalid, match="事由"):
        show_phone(contact.pk, why="", by=officer, op=op())
    for by, refused in ((acting(Role.AUDITOR), Denied), (acting(Role.FIRM_ADMINISTRATOR, other.pk), Hidden)):
        with pytest.raises(refused):
            show_phone(contact.pk, why="visit", by=by, op=op())


def test_origins_are_periods_with_a_basis(officer, op, firm) -> None:
    one = firm()
    held = {"kind": "taiwan", "basis": "台湾投资者持股60%", "since": DAY, "source": "公司章程"}
    origin = add_origin(one.pk, **held, by=officer, op=op())
    with pytest.raises(Invalid, match="仍然有效"):
        add_origin(one.pk, **held, by=officer, op=op())
    with pytest.raises(Invalid, match="开始日期"):
        end_origin(origin.pk, on=dt.date(2020, 1, 1), by=officer, op=op())
    assert end_origin(origin.pk, on=dt.date(2022, 1, 1), by=officer, op=op()).until == dt.date(2022, 1, 1)
    with pytest.raises(Stale):
        end_origin(origin.pk, on=dt.date(2022, 1, 1), by=officer, op=op())
    add_origin(one.pk, **held, by=officer, op=op())
    assert timeline(one).first().facts == {"kind": "taiwan", "since": "2021-12-31"}
    with pytest.raises(Invalid, match="今天"):
        add_origin(one.pk, **held | {"since": NEVER}, by=officer, op=op())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SERVICE_OFFICER}))
def test_only_officers_write_what_hangs_on_a_firm(role, officer, acting, op, firm) -> None:
    one, by = firm(), acting(role)
    held, contact = title(one.pk, officer, op), person(one.pk, officer, op)
    origin = add_origin(one.pk, kind="taiwan", basis="章程", since=DAY, source="章程", by=officer, op=op())
    events = timeline(one).count()
    for write in (
        lambda: count(one.pk, by, op, DAY, 5),
        lambda: title(one.pk, by, op),
        lambda: end_qualification(held.pk, version=0, on=DAY, by=by, op=op()),
        lambda: person(one.pk, by, op),
        lambda: end_contact(contact.pk, version=0, on=DAY, by=by, op=op()),
        lambda: add_origin(one.pk, kind="foreign", basis="章程", since=DAY, source="章程", by=by, op=op()),
        lambda: end_origin(origin.pk, on=DAY, by=by, op=op()),
        lambda: confirm_facts(one.pk, by=by, op=op()),
    ):
        with pytest.raises(Denied if role in SEERS else Hidden):
            write()
    assert timeline(one).count() == events


def test_what_does_not_exist_is_hidden(officer, op, db) -> None:
    for write in (
        lambda: end_qualification(1, version=0, on=DAY, by=officer, op=op()),
        lambda: end_contact(1, version=0, on=DAY, by=officer, op=op()),
        lambda: end_origin(1, on=DAY, by=officer, op=op()),
        lambda: show_phone(1, why="visit", by=officer, op=op()),
    ):
        with pytest.raises(Hidden):
            write()


def test_a_merged_firm_takes_no_more(officer, op, firm) -> None:
    kept, gone = firm(), firm()
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    for write in (count, title):
        with pytest.raises(IllegalMove):
            write(gone.pk, officer, op, **({"day": DAY, "value": 1} if write is count else {}))
    assert (Fact.objects.count(), Qualification.objects.count(), Origin.objects.count()) == (0, 0, 0)


def test_the_firm_confirms_its_newest_facts(officer, acting, op, firm) -> None:
    one = firm()
    own = acting(Role.FIRM_ADMINISTRATOR, one.pk)
    with pytest.raises(Invalid, match="没有登记"):
        confirm_facts(one.pk, by=own, op=op())
    old = count(one.pk, officer, op, DAY, 5)
    new = count(one.pk, officer, op, dt.date(2022, 12, 31), 6)
    confirm_facts(one.pk, by=own, op=op())
    assert (timeline(new).first().verb, timeline(old).first().verb) == ("firm.confirm", "fact.add")
    with pytest.raises(Denied):
        confirm_facts(one.pk, by=officer, op=op())


def test_the_public_is_no_person() -> None:
    from yuanmeng.core.actor import PUBLIC

    with pytest.raises(ValueError, match="signed in"):
        person_id(PUBLIC)
