"""Undoing a merge: refused where later changes stand in the way, else the identity."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.register.merging.merging_files import DAY, fact, joined, member, picture

from yuanmeng.alliances.models import Membership
from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Hidden, IllegalMove, Refusal, Stale
from yuanmeng.register.actions.merging import merge, undo
from yuanmeng.register.actions.organisations import edit
from yuanmeng.register.models import Contact, FormerName, Merge, Organisation, Qualification
from yuanmeng.register.queries.merging import FIELDS, plan


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
