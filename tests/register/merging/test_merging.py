"""Merging: every record moves or visibly stays, one event, and undoing brings everything back."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.register.merging.merging_files import DAY, fact, filled, member, picture

from yuanmeng.accounts.models import Post
from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Refusal, Reused, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions.merging import merge, undo
from yuanmeng.register.actions.merging_pairs import mark_distinct
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import Contact, FirmIndex, FormerName, Merge, Organisation, Qualification
from yuanmeng.register.queries.merging import BOOKKEEPING, FIELDS, plan, pointing, relations


def joined(kept, absorbed, officer, *, chosen=None, basis="同一家，换证", op=None):
    chosen = chosen or {}
    fresh = [Organisation.objects.get(pk=one.pk) for one in (kept, absorbed)]
    return merge(
        kept.pk, absorbed.pk, seen=plan(*fresh, chosen).seen, chosen=chosen, basis=basis, by=officer, op=op or uuid4()
    )


@pytest.fixture
def pair(firm, person):
    """泉北食品厂 without a code is to be absorbed by 泉北食品有限公司."""
    kept = firm("泉北食品有限公司")
    absorbed = filled(firm("泉北食品厂", uscc="", address="济阳区一路"), person())
    return kept, absorbed


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
    assert sorted(left) == ["register.FirmIndex", "register.Merge"]
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
        ("从业人员 2024-05-01", True, {"organisation_id": kept.pk})
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


def test_undo_is_refused_with_names_when_later_changes_stand_in_the_way(pair, officer, op) -> None:
    kept, absorbed = pair
    done = joined(kept, absorbed, officer, chosen={"address": "absorbed"})
    after = picture()
    fresh = Organisation.objects.get(pk=kept.pk)
    edit(kept.pk, version=fresh.version, changes={"address": "更新的地址"}, by=officer, op=op())
    Contact.objects.all().delete()
    FormerName.objects.filter(source="合并档案").update(until=DAY)
    with pytest.raises(IllegalMove) as refused:
        undo(done.pk, version=0, by=officer, op=op())
    assert "此后又有 3 处变更" in refused.value.says
    assert "“泉北食品有限公司”的地址已变更" in refused.value.says
    assert "已不存在" in refused.value.says
    assert "曾用名“泉北食品厂”已变更" in refused.value.says
    assert Merge.objects.get().state == "merged"
    assert picture().keys() == after.keys() - {key for key in after if key[0] == "register.Contact"}


def test_later_changes_of_other_fields_are_kept_by_undo(pair, officer, op) -> None:
    kept, absorbed = pair
    done = joined(kept, absorbed, officer, chosen={"address": "absorbed"})
    stamp = Organisation.objects.get(pk=kept.pk)
    edit(kept.pk, version=stamp.version, changes={"scope": "生产饼干"}, by=officer, op=op())
    FormerName.objects.filter(source="合并档案").delete()
    undo(done.pk, version=0, by=officer, op=op())
    kept.refresh_from_db()
    assert (kept.scope, kept.address) == ("生产饼干", "")
    assert kept.updated_at > stamp.updated_at


def test_undo_is_refused_while_the_kept_file_is_itself_merged(firm, officer, op) -> None:
    one, other, third = firm(uscc=""), firm(uscc=""), firm("泉北总厂", uscc="")
    first = joined(one, other, officer)
    second = joined(third, one, officer)
    with pytest.raises(IllegalMove, match="泉北总厂"):
        undo(first.pk, version=0, by=officer, op=op())
    undo(second.pk, version=0, by=officer, op=op())
    assert undo(first.pk, version=0, by=officer, op=op()).state == "undone"
    with pytest.raises(Stale):
        undo(joined(one, other, officer).pk, version=7, by=officer, op=op())
    with pytest.raises(Hidden):
        undo(10**6, version=0, by=officer, op=op())


names = st.sampled_from(["泉北一厂", "泉北二厂", "泉北三厂"])
files = st.lists(
    st.tuples(
        st.sampled_from(["fact", "former", "title", "contact", "member"]),
        st.integers(0, 1),
        st.integers(0, 2),
        st.booleans(),
    ),
    max_size=12,
)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(files, names, names, st.sets(st.sampled_from(sorted(FIELDS))))
def test_undo_is_the_inverse_of_merge(contents, first, second, taken) -> None:
    """Random contents of both files: after merge and undo every row is as before, to the byte."""
    from django.db import transaction

    from yuanmeng.core.actor import Actor, Seat

    officer = Actor(1, (Seat(Role.SERVICE_OFFICER),))
    with transaction.atomic():
        now = timezone.now()
        both = [
            Organisation.objects.create(
                name=name, uscc_state="missing", address=f"{n}号", created_at=now, updated_at=now - dt.timedelta(days=n)
            )
            for n, name in enumerate((first, second))
        ]
        for what, side, number, more in contents:
            planted(both[side], what, number, more)
        before = picture()
        done = joined(*both, officer, chosen=dict.fromkeys(taken, "absorbed"))
        assert Organisation.objects.get(pk=both[1].pk).state == "merged"
        undo(done.pk, version=0, by=officer, op=uuid4())
        assert {k: v for k, v in picture().items() if k[0] != "register.FirmIndex"} == before
        transaction.set_rollback(True)


def planted(firm, what, number, more) -> None:
    """One record, unless the file has it already."""
    if what == "fact":
        fact(firm, number, as_of=DAY + dt.timedelta(days=more))
    elif what == "former":
        FormerName.objects.get_or_create(organisation=firm, name=f"泉北{'一二三'[number]}厂", defaults={"source": "x"})
    elif what == "title":
        Qualification.objects.create(organisation=firm, kind=f"t{number}", issued=DAY, source="x")
    elif what == "contact":
        Contact.objects.create(organisation=firm, name=f"n{number}", role="经理", since=DAY, source="x")
    elif not Membership.objects.filter(organisation=firm, alliance__slug=f"a{number}").exists():
        member(firm, "member" if more else "invited", f"a{number}")


test_undo_is_the_inverse_of_merge = pytest.mark.django_db(test_undo_is_the_inverse_of_merge)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_one_merges_and_the_other_is_told(pair, officer, acting) -> None:
    kept, absorbed = pair
    seen = plan(kept, absorbed, {}).seen
    people, answers, gate = [officer, acting(Role.SERVICE_OFFICER)], [], threading.Barrier(2)

    def go(by) -> None:
        gate.wait()
        try:
            answers.append(merge(kept.pk, absorbed.pk, seen=seen, chosen={}, by=by, op=uuid4()))
        except Refusal as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(answer, Merge) for answer in answers) == [False, True]
    assert Merge.objects.count() == 1
