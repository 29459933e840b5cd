"""Saved views are a person's own; an export leaves a trace."""

from __future__ import annotations

import pytest

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, Invalid
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions.views import MOST, delete_view, log_export, rename_view, save_view
from yuanmeng.register.models import SavedView


def test_a_view_is_saved_replaced_renamed_and_deleted(officer, op) -> None:
    view = save_view(" 台资 ", query="origin=taiwan", by=officer, op=op())
    assert (view.name, view.user_id, view.query) == ("台资", officer.user_id, "origin=taiwan")
    assert save_view("台资", query="origin=taiwan&size=small", by=officer, op=op()).pk == view.pk
    assert SavedView.objects.get().query == "origin=taiwan&size=small"
    other = save_view("小微", query="size=micro", by=officer, op=op())
    with pytest.raises(Invalid, match="名称"):
        rename_view(other.pk, name="台资", by=officer, op=op())
    rename_view(other.pk, name="微型", by=officer, op=op())
    delete_view(view.pk, by=officer, op=op())
    assert list(SavedView.objects.values_list("name", flat=True)) == ["微型"]
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == [
        "view.save", "view.save", "view.save", "view.rename", "view.delete",
    ]  # fmt: skip


def test_other_peoples_views_are_hidden(officer, acting, op) -> None:
    view = save_view("台资", query="kind=bank", by=officer, op=op())
    other = acting(Role.SERVICE_OFFICER)
    with pytest.raises(Hidden):
        rename_view(view.pk, name="我的", by=other, op=op())
    with pytest.raises(Hidden):
        delete_view(view.pk, by=other, op=op())
    assert save_view("台资", query="kind=bank", by=other, op=op()).pk != view.pk


def test_views_end_somewhere(officer, op) -> None:
    SavedView.objects.bulk_create(SavedView(user_id=officer.user_id, name=str(n)) for n in range(MOST))
    save_view("3", query="size=micro", by=officer, op=op())
    with pytest.raises(Invalid, match="没有任何筛选"):
        save_view("空的", query="", by=officer, op=op())
    with pytest.raises(Invalid, match="50"):
        save_view("多一个", query="kind=bank", by=officer, op=op())


@pytest.mark.parametrize("role", [Role.FIRM_ADMINISTRATOR, Role.EXPERT, Role.SYSTEM_ADMINISTRATOR])
def test_who_cannot_browse_saves_nothing(role, acting, op) -> None:
    with pytest.raises(Denied):
        save_view("台资", query="kind=bank", by=acting(role), op=op())


def test_an_export_is_logged_once(acting, op) -> None:
    leader, once = acting(Role.ZONE_LEADER), op()
    for _again in range(2):
        log_export(count=7, form="xlsx", filters={"kind": "firm"}, by=leader, op=once)
    event = Event.objects.get(verb="firm.export")
    assert event.facts == {"count": 7, "form": "xlsx", "filters": {"kind": "firm"}}
    with pytest.raises(Denied):
        log_export(count=7, form="xlsx", filters={}, by=acting(Role.BRANCH_MEMBER), op=op())
