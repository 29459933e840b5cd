"""A person's own saved views of the firm list, and the log of exports."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.models import SavedView
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.checking import require_whole
from yuanmeng.register.queries.people import person_id

if TYPE_CHECKING:
    from yuanmeng.core.actor import Actor

MOST = 50
"""Views a person may keep."""


@action("view.save")
def save_view(name: str, *, query: str, by: Actor, op: UUID) -> SavedView:
    """保存视图 of a filter; an old one of the same name is replaced. Raises Denied, Invalid."""
    FIRMS.demand(by, "browse")
    if not query:
        raise Invalid(_("当前没有任何筛选条件，请先筛选再保存。"))
    mine = SavedView.objects.filter(user_id=person_id(by))
    view = mine.filter(name=name.strip()).first() or SavedView(user_id=person_id(by), name=name.strip())
    if view.pk is None and mine.count() >= MOST:
        raise Invalid(_("最多保存%(most)s个视图，请先删除不用的视图。") % {"most": MOST})
    view.query = query
    require_whole(view)
    view.save()
    record("view.save", view, by=by, op=op)
    return view


@action("view.rename")
def rename_view(pk: int, *, name: str, by: Actor, op: UUID) -> SavedView:
    """重命名视图. Raises Hidden, Invalid (the name is taken)."""
    view = _own(pk, by)
    view.name = name.strip()
    require_whole(view)
    view.save(update_fields=["name"])
    record("view.rename", view, by=by, op=op)
    return view


@action("view.delete")
def delete_view(pk: int, *, by: Actor, op: UUID) -> None:
    """删除视图. Raises Hidden."""
    view = _own(pk, by)
    record("view.delete", view, by=by, op=op)
    view.delete()


def _own(pk: int, by: Actor) -> SavedView:
    view = SavedView.objects.filter(pk=pk, user_id=person_id(by)).first()
    if view is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return view


@action("firm.export")
def log_export(*, count: int, form: str, filters: dict[str, str], by: Actor, op: UUID) -> None:
    """导出记录: how many firms left in which file form, by which filter; typed search words are not kept."""
    FIRMS.demand(by, "export")
    record("firm.export", by=by, op=op, count=count, form=form, filters=filters)
