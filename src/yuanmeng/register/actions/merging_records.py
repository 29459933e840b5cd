"""Carrying out a plan of changes record by record, and taking it back if nothing came in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Stale
from yuanmeng.register.queries.merging import Change, kind_names

CHUNK = 1000


def carry_out(changes: Iterable[Change]) -> None:
    """Set every record from `before` to `after`, in order. Raises Stale when a record is not as planned."""
    for change, keys in _groups(changes):
        rows = _rows(change.label, keys, change.before)
        if _set(rows, change.after) != len(keys):
            raise Stale(_("预览之后有记录发生了变化，请重新预览。"))


def take_back(changes: Sequence[Change]) -> list[str]:
    """Set every record back from `after` to `before`, last first; a line for each that was changed since."""
    conflicts: list[str] = []
    for change, keys in _groups(reversed(changes)):
        rows = _rows(change.label, keys, change.after)
        unchanged = set(rows.values_list("pk", flat=True))
        conflicts += [_conflict(change, key) for key in keys if key not in unchanged]
        _set(rows, change.before)
    return conflicts


def _groups(changes: Iterable[Change]) -> Iterator[tuple[Change, list[int]]]:
    """Neighbours that change alike, as one change and their keys, CHUNK at most; what stays is passed over."""
    alike = groupby(
        (change for change in changes if change.after),
        key=lambda change: (change.label, dict(change.before), dict(change.after)),
    )
    for _same, group in alike:
        members = list(group)
        for start in range(0, len(members), CHUNK):
            part = members[start : start + CHUNK]
            yield part[0], [change.key for change in part]


def _rows(label: str, keys: Sequence[int], values: Mapping[str, Any]) -> QuerySet[Model]:
    rows: QuerySet[Model] = apps.get_model(label)._base_manager.filter(pk__in=keys, **values)
    return rows


def _set(rows: QuerySet[Model], values: Mapping[str, Any]) -> int:
    versioned = any(column.name == "version" for column in rows.model._meta.local_fields)
    more = {"version": F("version") + 1} if versioned else {}
    return rows.update(**values, **more)


def _conflict(change: Change, key: int) -> str:
    """What stands in the way: the record, and the columns that are no longer as the merge or edit left them."""
    model, kind = apps.get_model(change.label), kind_names()[change.label]
    now = model._base_manager.filter(pk=key).values(*change.after).first()
    names = {column.attname: str(column.verbose_name) for column in model._meta.local_fields}
    if now is None:
        return _("%(kind)s %(key)s 已不存在") % {"kind": kind, "key": key}
    wrong = [names[column] for column, value in change.after.items() if _plain(now[column]) != value]
    return _("%(kind)s“%(says)s”的%(columns)s已变更") % {
        "kind": kind,
        "says": change.says or key,
        "columns": "、".join(wrong),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
