"""Found, edit, rename, close: what they write, whom they refuse, and what a second writer is told."""

from __future__ import annotations

import datetime as dt

import pytest

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove, Invalid, Reused, Stale
from yuanmeng.ledger.models import Event
from yuanmeng.ledger.queries import timeline
from yuanmeng.register.actions.organisations import close, edit, found, rename, reopen
from yuanmeng.register.models import FirmIndex, Organisation

WRITERS = {Role.SERVICE_OFFICER}
OTHERS = sorted(set(Role) - WRITERS)
SEERS = {
    Role.ZONE_LEADER, Role.DEPARTMENT_HANDLER, Role.BRANCH_MEMBER, Role.PARTY_INSTRUCTOR, Role.ALLIANCE_SECRETARY,
    Role.FUND_CLERK, Role.AUDITOR,
}  # fmt: skip
DAY = dt.date(2024, 5, 1)


def test_found_writes_file_index_and_event(officer, op, new_code) -> None:
    code = new_code()
    firm = found(" 泉北食品有限公司 ", uscc=code.lower(), source="申报表", by=officer, op=op())
    stored = Organisation.objects.get(pk=firm.pk)
    assert (stored.name, stored.uscc, stored.uscc_state, stored.state) == ("泉北食品有限公司", code, "valid", "active")
    assert FirmIndex.objects.values_list("name", "initials", "code", "pinyin", "size").get(pk=firm.pk) == (
        "泉北食品有限公司", "qbspyxgs", code.lower(), "quan bei shi pin you xian gong si ", "unknown",
    )  # fmt: skip
    event = timeline(firm).get()
    assert (event.verb, event.facts) == ("firm.found", {"kind": "firm", "uscc_state": "valid"})
    assert "泉北" not in str(event.facts)


@pytest.mark.parametrize("role", OTHERS)
def test_only_officers_found(role, acting, op) -> None:
    with pytest.raises(Denied, match="经济发展服务生"):
        found("泉北食品有限公司", source="申报表", by=acting(role), op=op())
    assert Organisation.objects.count() == 0


def test_repeated_operation_founds_once(officer, op, new_code) -> None:
    once = op()
    first = found("泉北食品有限公司", uscc=new_code(), source="申报表", by=officer, op=once)
    assert found("另一家有限公司", uscc=new_code(), source="申报表", by=officer, op=once) == first
    assert (Organisation.objects.count(), Event.objects.filter(verb="firm.found").count()) == (1, 1)
    with pytest.raises(Reused):
        edit(first.pk, version=0, changes={"address": "一路"}, by=officer, op=once)


def test_codes_are_refused_or_held_for_confirmation(officer, op, new_code) -> None:
    code = new_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for text, says in ((code[:-1], "18位，现为17位"), ("O" + code[1:], "不会出现“O”"), (wrong, "校验位不符")):
        with pytest.raises(Invalid, match=says) as refused:
            found("泉北食品有限公司", uscc=text, source="申报表", by=officer, op=op())
        assert list(refused.value.facts["errors"]) == ["uscc"]
    held = found("泉北食品有限公司", uscc=wrong, confirmed=True, source="申报表", by=officer, op=op())
    assert (held.uscc, held.uscc_state) == (wrong, "confirmed")
    assert edit(held.pk, version=0, changes={"uscc": wrong, "address": "一路"}, by=officer, op=op()).version == 1
    with pytest.raises(Invalid, match="已属于“泉北食品有限公司”"):
        found("泉北饮料有限公司", uscc=wrong, confirmed=True, source="申报表", by=officer, op=op())


def test_units_without_code(officer, op) -> None:
    one = found("泉北饮料协会", kind="association", source="申报表", by=officer, op=op())
    two = found("泉北运输协会", kind="association", source="申报表", by=officer, op=op())
    assert [(u.uscc, u.uscc_state) for u in (one, two)] == [(None, "missing"), (None, "missing")]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"name": " "}, "name"),
        ({"name": "泉" * 201}, "name"),
        ({"name": "泉北\u202e食品"}, "name"),
        ({"address": "一路\x00"}, "address"),
        ({"scope": "泉" * 20_001}, "scope"),
        ({"kind": "sect"}, "kind"),
        ({"founded": dt.date(9999, 1, 1)}, "founded"),
        ({"parent_id": 999}, "parent"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(fields, key, officer, op) -> None:
    with pytest.raises(Invalid) as refused:
        found(**({"name": "泉北食品有限公司", "source": "申报表"} | fields), by=officer, op=op())
    assert list(refused.value.facts["errors"]) == [key]
    assert Organisation.objects.count() == 0


def test_unknown_fields_are_refused(officer, op, firm) -> None:
    with pytest.raises(Invalid, match="version"):
        edit(firm().pk, version=0, changes={"version": 7}, by=officer, op=op())


def test_edit_names_texts_and_quotes_only_ids_and_dates(officer, op, firm) -> None:
    parent, one = firm("泉北集团有限公司"), firm("泉北食品有限公司")
    changes = {"name": "泉北食品股份有限公司", "founded": DAY, "parent_id": parent.pk, "kind": "branch", "address": ""}
    assert edit(one.pk, version=0, changes=changes, by=officer, op=op()).version == 1
    event = timeline(one).first()
    assert event.facts == {
        "fields": ["founded", "kind", "name", "parent_id"],
        "founded": [None, "2024-05-01"],
        "kind": ["firm", "branch"],
        "parent_id": [None, parent.pk],
    }
    assert event in timeline(parent)
    assert FirmIndex.objects.get(pk=one.pk).name == "泉北食品股份有限公司"


def test_a_branch_has_a_living_parent_that_is_not_itself(officer, op, firm) -> None:
    parent, branch = firm(), firm()
    edit(branch.pk, version=0, changes={"parent_id": parent.pk}, by=officer, op=op())
    for one, two in ((branch, branch), (parent, branch)):
        with pytest.raises(Invalid, match="上级单位"):
            edit(one.pk, version=one.pk == branch.pk, changes={"parent_id": two.pk}, by=officer, op=op())


@pytest.mark.parametrize("role", OTHERS)
def test_only_officers_edit_rename_close_and_reopen(role, acting, op, firm) -> None:
    one, by = firm(), acting(role)
    refused = Denied if role in SEERS else Hidden
    for write in (
        lambda: edit(one.pk, version=0, changes={"address": "一路"}, by=by, op=op()),
        lambda: rename(one.pk, version=0, name="新名", until=None, source="通知书", by=by, op=op()),
        lambda: close(one.pk, version=0, on=DAY, by=by, op=op()),
        lambda: reopen(one.pk, version=0, by=by, op=op()),
    ):
        with pytest.raises(refused):
            write()
    assert Organisation.objects.values_list("version", "state").get(pk=one.pk) == (0, "active")


def test_own_administrator_asks_instead_of_editing(acting, op, firm) -> None:
    one = firm()
    with pytest.raises(Denied):
        edit(one.pk, version=0, changes={"address": "一路"}, by=acting(Role.FIRM_ADMINISTRATOR, one.pk), op=op())


def test_the_second_writer_is_told_and_nothing_is_overwritten(officer, op, firm) -> None:
    one = firm()
    edit(one.pk, version=0, changes={"address": "先到的地址"}, by=officer, op=op())
    for write in (
        lambda: edit(one.pk, version=0, changes={"address": "后到的地址"}, by=officer, op=op()),
        lambda: rename(one.pk, version=0, name="新名", until=None, source="通知书", by=officer, op=op()),
        lambda: close(one.pk, version=0, on=DAY, by=officer, op=op()),
    ):
        with pytest.raises(Stale):
            write()
    kept = Organisation.objects.get(pk=one.pk)
    assert (kept.address, kept.version, kept.former_names.count()) == ("先到的地址", 1, 0)


def test_rename_keeps_the_old_name_and_finds_it(officer, op, firm) -> None:
    one = firm("泉北食品厂")
    rename(one.pk, version=0, name="泉北食品有限公司", until=DAY, source="变更通知书", by=officer, op=op())
    former = one.former_names.get()
    assert (former.name, former.until, former.source) == ("泉北食品厂", DAY, "变更通知书")
    assert FirmIndex.objects.values_list("name", "former").get(pk=one.pk) == ("泉北食品有限公司", "泉北食品厂")
    facts = timeline(one).first().facts
    assert facts == {"former": former.pk, "until": "2024-05-01"}


def test_renamed_there_and_back_keeps_both_names_once(officer, op, firm) -> None:
    one = firm("泉北食品厂")
    for version, name in enumerate(["泉北一厂", "泉北食品厂", "泉北一厂"]):
        rename(one.pk, version=version, name=name, until=None, source="通知书", by=officer, op=op())
    assert sorted(one.former_names.values_list("name", flat=True)) == ["泉北一厂", "泉北食品厂"]


def test_rename_to_the_same_name_is_refused(officer, op, firm) -> None:
    with pytest.raises(Invalid, match="相同"):
        rename(firm("泉北食品厂").pk, version=0, name=" 泉北食品厂", until=None, source="通知书", by=officer, op=op())


def test_close_and_reopen(officer, op, firm) -> None:
    one = firm()
    with pytest.raises(IllegalMove):
        reopen(one.pk, version=0, by=officer, op=op())
    assert close(one.pk, version=0, on=DAY, by=officer, op=op()).state == "closed"
    with pytest.raises(IllegalMove):
        close(one.pk, version=1, on=DAY, by=officer, op=op())
    with pytest.raises(Invalid, match="今天"):
        close(one.pk, version=1, on=dt.date(9999, 1, 1), by=officer, op=op())
    assert reopen(one.pk, version=1, by=officer, op=op()).state == "active"
    assert [e.facts for e in timeline(one)][:2] == [
        {"was": "closed", "now": "active"},
        {"was": "active", "now": "closed", "on": "2024-05-01"},
    ]


def test_a_merged_file_changes_no_more(officer, op, firm) -> None:
    kept, gone = firm(), firm()
    Organisation.objects.filter(pk=gone.pk).update(state="merged", merged_into=kept)
    with pytest.raises(IllegalMove, match="已并入"):
        edit(gone.pk, version=0, changes={"address": "一路"}, by=officer, op=op())
    with pytest.raises(IllegalMove):
        close(gone.pk, version=0, on=DAY, by=officer, op=op())
