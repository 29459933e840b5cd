"""Proposed pairs, and pairs that a person said are not the same."""

from __future__ import annotations

import pytest
from tests.register.merging.merging_files import DAY

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, Invalid, Stale
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.work import enqueue
from yuanmeng.jobs.worker import drain
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions.merging_pairs import find, mark_distinct, search, unmark_distinct
from yuanmeng.register.actions.merging_records import carry_out
from yuanmeng.register.models import Distinct, FormerName, Likeness, Organisation
from yuanmeng.register.queries.duplicates import found_at, proposed
from yuanmeng.register.queries.merging import Change

OTHERS = [role for role in Role if role is not Role.SERVICE_OFFICER]


def pairs(*, codes_differ: bool = False) -> list[tuple[str, str, list[str]]]:
    return [(one.first.name, one.second.name, one.reasons) for one in proposed(codes_differ=codes_differ)]


def test_find_keeps_the_proposals_best_first_and_apart(firm, officer, op) -> None:
    assert found_at() is None
    first = firm("泉北食品有限公司", uscc="")
    firm("泉北食品有限责任公司", uscc="")
    firm("济南鑫源机械有限公司")
    firm("济南新源机械有限公司", uscc="")
    firm("泉北食品厂")
    firm("泉北食品厂")
    old = firm("泉北乳业")
    FormerName.objects.create(organisation=old, name="老泉北", source="档案", until=DAY)
    firm("老泉北", uscc="")
    assert find(by=officer, op=op()) == 4
    assert pairs() == [
        ("泉北食品有限公司", "泉北食品有限责任公司", ["form"]),
        ("泉北乳业", "老泉北", ["former_name"]),
        ("济南鑫源机械有限公司", "济南新源机械有限公司", ["likely_error"]),
    ]
    assert pairs(codes_differ=True) == [("泉北食品厂", "泉北食品厂", ["same_name"])]
    assert Event.objects.first().facts == {"organisations": 8, "pairs": 4}
    assert found_at() == Event.objects.first().at
    Organisation.objects.filter(pk=first.pk).update(state="merged", merged_into=old)
    assert len(pairs()) == 2
    assert find(by=officer, op=op()) == 3


def test_find_again_with_the_same_operation_changes_nothing(firm, officer, op) -> None:
    again = op()
    firm("泉北食品厂", uscc="")
    assert find(by=officer, op=again) == 0
    firm("泉北食品厂", uscc="")
    assert find(by=officer, op=again) == 0
    assert Likeness.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_find_as_background_work(firm, officer) -> None:
    firm("泉北食品厂", uscc="")
    firm("泉北食品厂", uscc="")
    job = enqueue(search, by=officer)
    drain()
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.result, job.error) == ("done", 1, "")
    assert len(pairs()) == 1


@pytest.mark.parametrize("role", OTHERS)
def test_only_officers_find_and_mark(role, firm, officer, acting, op) -> None:
    first, second = firm(), firm()
    other = acting(role, first.pk if role in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF} else None)
    said = mark_distinct(first.pk, second.pk, by=officer, op=op())
    for write in (
        lambda: find(by=other, op=op()),
        lambda: mark_distinct(first.pk, second.pk, by=other, op=op()),
        lambda: unmark_distinct(said.pk, by=other, op=op()),
    ):
        with pytest.raises((Denied, Hidden)):
            write()


def test_marked_pairs_are_remembered_until_the_mark_is_undone(firm, officer, op) -> None:
    first, second = firm("泉北食品厂", uscc=""), firm("泉北食品厂", uscc="")
    find(by=officer, op=op())
    said = mark_distinct(second.pk, first.pk, by=officer, op=op())
    assert (said.first_id, said.second_id, said.said_by) == (first.pk, second.pk, officer.user_id)
    assert Event.objects.first().verb == "firm.mark_distinct"
    events = Event.objects.count()
    assert mark_distinct(first.pk, second.pk, by=officer, op=op()) == said
    assert Event.objects.count() == events
    assert pairs() == []
    assert find(by=officer, op=op()) == 0
    again = op()
    unmark_distinct(said.pk, by=officer, op=again)
    unmark_distinct(said.pk, by=officer, op=again)
    assert Distinct.objects.count() == 0
    with pytest.raises(Hidden):
        unmark_distinct(said.pk, by=officer, op=op())
    assert find(by=officer, op=op()) == 1
    with pytest.raises(Invalid):
        mark_distinct(first.pk, first.pk, by=officer, op=op())


def test_a_plan_that_no_longer_fits_is_not_carried_out(firm) -> None:
    one = firm()
    with pytest.raises(Stale):
        carry_out([Change("register.Organisation", one.pk, {"address": "别处"}, {"address": "此处"})])
