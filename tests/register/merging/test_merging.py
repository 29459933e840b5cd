"""Merging: every record moves or visibly stays, one event, and undoing brings everything back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from tests.register.merging.merging_files import DAY, fact, joined, member, picture

from yuanmeng.accounts.models import Post
from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Reused, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions.merging import merge, undo
from yuanmeng.register.actions.merging_pairs import mark_distinct
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import FirmIndex, FormerName, Merge, Organisation, Qualification
from yuanmeng.register.queries.merging import BOOKKEEPING, FIELDS, plan, pointing, relations


def test_every_record_moves_and_the_absorbed_file_says_where(pair, officer) -> None:
    kept, absorbed = pair
    done = joined(kept, absorbed, officer, chosen={"address": "absorbed"})
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (absorbed.state, absorbed.merged_into_id, kept.state, kept.address) == (
        "merged",
        kept.pk,
        "active",
        "济阳区一路",
    )
    assert (kept.version, absorbed.version) > (0, 0)
    assert [
        one.count() for one in (kept.facts, kept.qualifications, kept.origins, kept.contacts, kept.corrections)
    ] == [1] * 5
    assert sorted(kept.former_names.values_list("name", "source")) == [("泉北老厂", "档案"), ("泉北食品厂", "合并档案")]
    assert kept.branches.count() == 1
    assert Post.objects.get(role="firm_staff").key == kept.pk
    assert Membership.objects.get().organisation_id == kept.pk
    left = [
        label for label, column in pointing() if apps.get_model(label).objects.filter(**{column: absorbed.pk}).exists()
    ]
    assert left == ["register.Merge"]
    assert FirmIndex.objects.get(pk=kept.pk).former == "泉北老厂 泉北食品厂"
    event = Event.objects.first()
    assert (event.verb, sorted(event.abouts.values_list("kind", "key"))) == (
        "firm.merge",
        sorted([("register.organisation", kept.pk), ("register.organisation", absorbed.pk)]),
    )
    assert event.facts == {
        "merge": done.pk,
        "chosen": ["address"],
        "moved": {
            "register.formername": 1,
            "register.fact": 1,
            "register.qualification": 1,
            "register.origin": 1,
            "register.contact": 1,
            "register.correction": 1,
            "register.heldrow": 1,
            "register.organisation": 1,
            "accounts.post": 1,
            "alliances.membership": 1,
        },
    }


def test_undo_brings_every_row_back(pair, officer, op) -> None:
    kept, absorbed = pair
    before = picture()
    done = joined(kept, absorbed, officer, chosen=dict.fromkeys(FIELDS, "absorbed"))
    assert picture() != before
    undone = undo(done.pk, version=0, by=officer, op=op())
    assert (undone.state, undone.undone_by) == ("undone", officer.user_id)
    assert picture() == before
    assert Event.objects.first().verb == "firm.unmerge"
    with pytest.raises(IllegalMove):
        undo(done.pk, version=1, by=officer, op=op())


def test_versions_never_go_back(pair, officer, op) -> None:
    kept, absorbed = pair
    done = joined(kept, absorbed, officer)
    during = Organisation.objects.get(pk=kept.pk).version
    undo(done.pk, version=0, by=officer, op=op())
    assert Organisation.objects.get(pk=kept.pk).version > during > 0


def test_codes_are_exchanged_so_that_both_are_still_found(firm, officer, op) -> None:
    kept, absorbed = firm(), firm()
    mine, theirs = kept.uscc, absorbed.uscc
    done = joined(kept, absorbed, officer, chosen={"uscc": "absorbed"})
    assert list(Organisation.objects.order_by("pk").values_list("uscc", flat=True)) == [theirs, mine]
    undo(done.pk, version=0, by=officer, op=op())
    assert list(Organisation.objects.order_by("pk").values_list("uscc", flat=True)) == [mine, theirs]


def test_the_name_given_up_becomes_a_former_name_once(firm, officer) -> None:
    kept, absorbed = firm("泉北一厂"), firm("泉北二厂")
    joined(kept, absorbed, officer, chosen={"name": "absorbed"})
    assert Organisation.objects.get(pk=kept.pk).name == "泉北二厂"
    assert list(kept.former_names.values_list("name", flat=True)) == ["泉北一厂"]
    third = firm("泉北一厂")
    joined(kept, third, officer)
    assert list(kept.former_names.values_list("name", flat=True)) == ["泉北一厂"]


def test_what_both_files_hold_stays_and_is_pointed_out(pair, officer, person) -> None:
    kept, absorbed = pair
    user = Post.objects.get(role="firm_staff").user
    FormerName.objects.create(organisation=kept, name="泉北老厂", source="另一来源")
    Qualification.objects.create(organisation=kept, kind="高新技术企业", issued=DAY, source="公告")
    Post.objects.create(user=user, role="firm_staff", where="organisation", key=kept.pk, since=DAY)
    fact(kept, 12)
    planned = plan(kept, absorbed, {})
    staying = sorted((change.label, change.says) for change in planned.records if not change.after)
    assert staying == [
        ("accounts.Post", "测试人员 企业员工"),
        ("register.FormerName", "泉北老厂"),
        ("register.Qualification", "高新技术企业 2024-05-01"),
    ]
    other = [change for change in planned.records if change.label == "register.Fact"]
    assert [(one.says, one.note != "", one.after) for one in other] == [
        ("从业人员 2024-05-01：10", True, {"organisation_id": kept.pk})
    ]
    before = picture()
    done = joined(kept, absorbed, officer)
    assert absorbed.former_names.count() == absorbed.qualifications.count() == 1
    FormerName.objects.get(organisation=absorbed).delete()
    undo(done.pk, version=0, by=officer, op=uuid4())
    assert len(before) - len(picture()) == 1


@pytest.mark.parametrize(
    ("mine", "theirs", "live"),
    [
        ("member", "invited", "member"),
        ("member", "member", "member"),
        ("invited", "member", "member"),
        ("invited", "invited", "invited"),
    ],
)
def test_a_firm_is_live_in_an_alliance_once_and_what_it_said_yes_to_goes_on(mine, theirs, live, firm, officer) -> None:
    kept, absorbed = firm(), firm()
    member(kept, mine)
    member(absorbed, theirs)
    member(absorbed, "left")
    before = picture()
    done = joined(kept, absorbed, officer)
    states = Membership.objects.order_by("state").values_list("organisation_id", "state")
    assert sorted(states) == sorted([(kept.pk, live), (kept.pk, "left"), (kept.pk, "left")])
    undo(done.pk, version=0, by=officer, op=uuid4())
    assert picture() == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_OFFICER])
def test_only_officers_merge_and_undo(role, pair, officer, acting, op) -> None:
    other = acting(role, pair[0].pk if role in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF} else None)
    with pytest.raises((Denied, Hidden)):
        joined(*pair, other)
    done = joined(*pair, officer)
    with pytest.raises((Denied, Hidden)):
        undo(done.pk, version=0, by=other, op=op())


def test_the_same_operation_twice_merges_once(pair, officer, op) -> None:
    again = op()
    kept, absorbed = pair
    seen = plan(kept, absorbed, {}).seen
    first = merge(kept.pk, absorbed.pk, seen=seen, chosen={}, by=officer, op=again)
    assert merge(kept.pk, absorbed.pk, seen=seen, chosen={}, by=officer, op=again) == first
    assert Merge.objects.count() == 1
    undone = undo(first.pk, version=0, by=officer, op=(second := op()))
    assert undo(first.pk, version=0, by=officer, op=second) == undone
    with pytest.raises(Reused):
        undo(first.pk, version=0, by=officer, op=again)


def test_what_was_previewed_is_what_happens(pair, officer, op) -> None:
    kept, absorbed = pair
    seen = plan(kept, absorbed, {}).seen
    for change in (
        lambda: edit(kept.pk, version=0, changes={"address": "新址"}, by=officer, op=op()),
        lambda: edit(absorbed.pk, version=0, changes={"address": "新址"}, by=officer, op=op()),
        lambda: fact(absorbed, 99),
    ):
        change()
        with pytest.raises(Stale):
            merge(kept.pk, absorbed.pk, seen=seen, chosen={}, by=officer, op=op())
        seen = plan(Organisation.objects.get(pk=kept.pk), Organisation.objects.get(pk=absorbed.pk), {}).seen
    assert Merge.objects.count() == 0


def test_refusals(firm, officer, op) -> None:
    one, other = firm(), firm()
    branch, child, grandchild = firm(kind="branch"), firm(), firm()
    for below, above in ((branch, one), (child, one), (grandchild, child)):
        Organisation.objects.filter(pk=below.pk).update(parent=above)
    for kept, absorbed in ((one, one), (one, branch), (branch, one), (one, child), (grandchild, one)):
        with pytest.raises(Invalid):
            joined(kept, absorbed, officer)
    for chosen in ({"colour": "kept"}, {"name": "both"}):
        with pytest.raises(Invalid):
            joined(one, other, officer, chosen=chosen)
    with pytest.raises(Invalid) as refused:
        joined(one, other, officer, basis="  ")
    assert list(refused.value.facts["errors"]) == ["basis"]
    with pytest.raises(Invalid):
        joined(one, other, officer, basis="字" * 501)
    mark_distinct(other.pk, one.pk, by=officer, op=op())
    with pytest.raises(IllegalMove, match="不是同一家"):
        joined(one, other, officer)
    third = firm()
    joined(third, other, officer)
    for pair in ((third, other), (other, third)):
        with pytest.raises(IllegalMove, match="已经合并"):
            joined(*pair, officer)


def test_parents_that_go_in_a_circle_end_the_search(firm, officer) -> None:
    one, other, apart = firm(), firm(), firm(uscc="")
    Organisation.objects.filter(pk=one.pk).update(parent=other)
    Organisation.objects.filter(pk=other.pk).update(parent=one)
    one.refresh_from_db()
    assert plan(one, apart, {}).former_name == apart.name


def test_every_relation_of_every_room_is_declared() -> None:
    declared = {(relation.model, relation.column) for relation in relations()}
    assert set(pointing()) <= declared


def test_every_column_of_a_file_is_chosen_or_bookkeeping() -> None:
    chosen = [column for columns in FIELDS.values() for column in columns]
    assert sorted([*chosen, *BOOKKEEPING]) == sorted(column.attname for column in Organisation._meta.concrete_fields)


def test_an_unknown_relation_makes_the_merge_refuse_and_is_named(pair, officer) -> None:
    class Visit(models.Model):
        host = models.ForeignKey(Organisation, models.CASCADE, related_name="+")

        class Meta:
            app_label = "planted"

        def __str__(self) -> str:
            return "访问"

    registry = apps.all_models["register"]
    registry["visit"] = Visit
    apps.clear_cache()
    try:
        with pytest.raises(IllegalMove, match=r"planted\.Visit\.host_id"):
            joined(*pair, officer)
    finally:
        del registry["visit"], apps.all_models["planted"]
        apps.clear_cache()
    assert Merge.objects.count() == 0


def test_a_room_that_is_not_listed_is_unknown(pair, officer, monkeypatch) -> None:
    monkeypatch.setattr(settings, "MERGED_RELATIONS", settings.MERGED_RELATIONS[:1])
    with pytest.raises(IllegalMove, match=r"alliances\.Membership\.organisation_id"):
        joined(*pair, officer)
