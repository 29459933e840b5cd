"""The firm asks, an officer answers; what is accepted changes the file through the officer's own action."""

from __future__ import annotations

import datetime as dt

import pytest

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Stale
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.actions.corrections import (
    accept_correction,
    ask_correction,
    decline_correction,
    withdraw_correction,
)
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import Correction, Fact, Organisation

DAY = dt.date(2021, 12, 31)


@pytest.fixture
def own(acting, firm):
    """A firm and its administrator."""
    one = firm(address="旧地址")
    return one, acting(Role.FIRM_ADMINISTRATOR, one.pk)


def asked(own, op, **more):
    one, by = own
    return ask_correction(one.pk, **{"field": "address", "proposed": "新地址", **more}, by=by, op=op())


def test_accepted_correction_of_a_text(own, officer, op) -> None:
    request = asked(own, op, reason="搬迁")
    assert (request.before, request.state) == ("旧地址", "requested")
    done = accept_correction(request.pk, version=0, answer="已核实", by=officer, op=op())
    firm = Organisation.objects.get(pk=own[0].pk)
    assert (firm.address, firm.version, done.state, done.version) == ("新地址", 1, "accepted", 1)
    assert [event.verb for event in timeline(firm)] == [
        "correction.accept",
        "firm.edit",
        "correction.ask",
        "firm.found",
    ]


def test_accepted_correction_of_facts_and_dates(own, officer, op) -> None:
    for field, proposed, as_of in (
        ("fact.headcount", "120", DAY), ("fact.revenue", "500000000", DAY), ("founded", "2010-03-04", None),
    ):  # fmt: skip
        request = asked(own, op, field=field, proposed=proposed, as_of=as_of)
        accept_correction(request.pk, version=0, by=officer, op=op())
    values = Fact.objects.order_by("id").values_list("kind", "as_of", "value", "currency", "unit")
    assert list(values) == [("headcount", DAY, 120, "", "person"), ("revenue", DAY, 500_000_000, "CNY", "fen")]
    assert Organisation.objects.get(pk=own[0].pk).founded == dt.date(2010, 3, 4)
    assert asked(own, op, field="fact.headcount", proposed="121", as_of=DAY).before == "120"
    assert asked(own, op, field="founded", proposed="2010-03-05").before == "2010-03-04"


def test_an_accepted_change_that_cannot_be_made_changes_nothing(own, officer, op, firm) -> None:
    request = asked(own, op, field="uscc", proposed=firm().uscc)
    with pytest.raises(Invalid, match="已属于"):
        accept_correction(request.pk, version=0, by=officer, op=op())
    assert Correction.objects.get(pk=request.pk).state == "requested"


def test_acceptance_outlives_an_edit_in_between(own, officer, op) -> None:
    request = asked(own, op)
    edit(own[0].pk, version=0, changes={"scope": "食品"}, by=officer, op=op())
    accept_correction(request.pk, version=0, by=officer, op=op())
    assert Organisation.objects.get(pk=own[0].pk).address == "新地址"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"field": "state"}, "state"),
        ({"field": "founded", "proposed": "去年"}, "2024-05-01"),
        ({"field": "fact.headcount", "proposed": "-1", "as_of": DAY}, "整数"),
        ({"field": "fact.headcount", "proposed": "1" * 19, "as_of": DAY}, "整数"),
        ({"field": "fact.headcount", "proposed": "12"}, "截至日期"),
        ({"field": "fact.headcount", "proposed": "12", "as_of": dt.date(9999, 1, 1)}, "今天"),
        ({"proposed": "旧地址"}, "相同"),
        ({"proposed": " "}, "应为"),
        ({"proposed": "新\u202e地址"}, "U.202E"),
    ],
)
def test_requests_that_do_not_fit(fields, says, own, op) -> None:
    with pytest.raises(Invalid, match=says):
        asked(own, op, **fields)
    assert Correction.objects.count() == 0


def test_declined_with_a_reason_and_withdrawn(own, officer, op) -> None:
    request = asked(own, op)
    with pytest.raises(Invalid, match="理由"):
        decline_correction(request.pk, version=0, answer=" ", by=officer, op=op())
    done = decline_correction(request.pk, version=0, answer="与执照不符", by=officer, op=op())
    assert (done.state, done.answer, done.decided_by) == ("declined", "与执照不符", officer.user_id)
    with pytest.raises(IllegalMove, match="未采纳"):
        accept_correction(request.pk, version=1, by=officer, op=op())
    other = asked(own, op)
    assert withdraw_correction(other.pk, version=0, by=own[1], op=op()).state == "withdrawn"
    assert Organisation.objects.get(pk=own[0].pk).address == "旧地址"


def test_the_second_decision_is_told(own, officer, op) -> None:
    request = asked(own, op)
    with pytest.raises(Stale):
        decline_correction(request.pk, version=7, answer="理由", by=officer, op=op())
    once = op()
    first = decline_correction(request.pk, version=0, answer="理由", by=officer, op=once)
    assert decline_correction(request.pk, version=0, answer="理由", by=officer, op=once) == first


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SERVICE_OFFICER}))
def test_others_decide_nothing(role, own, acting, op) -> None:
    request, by = asked(own, op), acting(role)
    refused = Denied if role in {Role.ZONE_LEADER, Role.AUDITOR} else Hidden
    for write in (
        lambda: accept_correction(request.pk, version=0, by=by, op=op()),
        lambda: decline_correction(request.pk, version=0, answer="理由", by=by, op=op()),
        lambda: withdraw_correction(request.pk, version=0, by=by, op=op()),
    ):
        with pytest.raises(refused):
            write()
    assert Correction.objects.get(pk=request.pk).state == "requested"


def test_only_the_own_administrator_asks(own, acting, officer, op) -> None:
    one = own[0]
    strangers = [
        (officer, Denied),
        (acting(Role.FIRM_STAFF, one.pk), Denied),
        (acting(Role.FIRM_ADMINISTRATOR, one.pk + 1), Hidden),
        (acting(Role.AUDITOR), Denied),
    ]
    for by, refused in strangers:
        with pytest.raises(refused):
            ask_correction(one.pk, field="address", proposed="新地址", by=by, op=op())
    request = asked(own, op)
    with pytest.raises(Denied):
        withdraw_correction(request.pk, version=0, by=officer, op=op())
    with pytest.raises(Denied):
        accept_correction(request.pk, version=0, by=own[1], op=op())
