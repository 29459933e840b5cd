"""What a merge would change, record by record: one plan that the preview shows and the action carries out.

Every relation to Organisation in any room is found by introspection. Each must be declared in one of the lists that
`settings.MERGED_RELATIONS` names; a merge refuses as long as one is not, so no record can be left behind unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import IllegalMove, Invalid
from yuanmeng.register.models import FormerName, Organisation

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "uscc": ("uscc", "uscc_state"),
    "kind": ("kind",),
    "state": ("state",),
    "parent": ("parent_id",),
    "founded": ("founded",),
    "division": ("division",),
    "address": ("address",),
    "scope": ("scope",),
    "industry": ("industry", "industry_edition"),
    "source": ("source",),
    "fictional": ("fictional",),
}
"""What a person chooses between the two files, and the columns that go with each choice."""
BOOKKEEPING = ("id", "merged_into_id", "version", "created_at", "updated_at")
"""Columns that nobody chooses."""
DEEPEST = 10
"""Levels of parents looked at."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record: columns before and after as JSON values. Both empty: it stays, and `note` says why.

    `says` names the record for people; it is shown and kept with the merge, not in the event.
    """

    label: str
    key: int
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    note: str = ""


Planner = Callable[["Relation", Organisation, Organisation], list[Change]]


@dataclass(frozen=True, slots=True)
class Relation:
    """One column that points to an organisation, and what a merge does with its rows.

    `name` is what people call the rows, `says` what they call one of them; the model's own words where not given.
    """

    model: str
    column: str
    plan: Planner
    name: Any = ""
    says: Callable[[Any], str] = str

    @property
    def found(self) -> type[Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a merge of `absorbed` into `kept` does."""

    kept: Organisation
    absorbed: Organisation
    organisations: tuple[Change, ...]
    records: tuple[Change, ...]
    former_name: str

    @property
    def seen(self) -> str:
        """Versions of both files and a digest of the records: changes when anything previewed changes."""
        text = json.dumps([asdict(change) for change in self.records], sort_keys=True)
        return f"{self.kept.version}.{self.absorbed.version}.{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def packed(record: Model, *columns: str) -> dict[str, Any]:
    """Columns of a record as JSON values."""
    values = {column: getattr(record, column) for column in columns}
    return {column: value.isoformat() if isinstance(value, date) else value for column, value in values.items()}


def moved(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """Every row goes to the kept organisation."""
    rows = relation.found._default_manager.filter(**{relation.column: absorbed.pk}).order_by("pk")
    return [handed_over(relation, row, kept) for row in rows]


def handed_over(relation: Relation, row: Model, kept: Organisation, *, note: str = "") -> Change:
    """The row's column set to the kept organisation."""
    before = packed(row, relation.column)
    return Change(relation.model, row.pk, before, {relation.column: kept.pk}, relation.says(row), note)


def stays(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
    """No row is touched."""
    return []


def unless_there(*columns: str) -> Planner:
    """Rows go over, except those that equal a row of the kept organisation in `columns`: they stay, pointed out."""

    def plan(relation: Relation, kept: Organisation, absorbed: Organisation) -> list[Change]:
        rows = relation.found._default_manager
        there = set(rows.filter(**{relation.column: kept.pk}).values_list(*columns))
        note = _("保留的档案已有相同的记录，这一条留在被合并的档案中。")
        return [
            Change(relation.model, row.pk, says=relation.says(row), note=note)
            if tuple(getattr(row, column) for column in columns) in there
            else handed_over(relation, row, kept)
            for row in rows.filter(**{relation.column: absorbed.pk}).order_by("pk")
        ]

    return plan


def pointing() -> Iterator[tuple[str, str]]:
    """(model label, column) of every relation to Organisation in any installed app, many-to-many tables included."""
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_fields:
            if column.remote_field and column.remote_field.model is Organisation:
                yield model._meta.label, column.attname


def relations() -> list[Relation]:
    """The declared relations of all rooms, in the order of the settings. Raises IllegalMove, naming undeclared ones."""
    declared = [relation for path in settings.MERGED_RELATIONS for relation in import_string(path)]
    unknown = sorted(set(pointing()) - {(relation.model, relation.column) for relation in declared})
    if unknown:
        names = "、".join(f"{label}.{column}" for label, column in unknown)
        raise IllegalMove(_("还没有规定合并时如何处理：%(names)s。请联系系统管理员登记后再合并。") % {"names": names})
    return declared


def kind_names() -> dict[str, str]:
    """Model label → what people call its records."""
    return {one.model: str(one.name or one.found._meta.verbose_name) for one in reversed(relations())}


def plan(kept: Organisation, absorbed: Organisation, chosen: Mapping[str, str]) -> Plan:
    """The whole merge. `chosen` maps a key of FIELDS to `kept` or `absorbed`; fields not named stay the kept one's.

    Raises Invalid (an unknown field or side, a branch and its parent) and IllegalMove (undeclared relations, a file
    that is merged already).
    """
    _mergeable(kept, absorbed)
    if not set(chosen) <= set(FIELDS) or not set(chosen.values()) <= {"kept", "absorbed"}:
        raise Invalid(_("合并选项无效，请返回重新选择。"))
    records = [change for relation in relations() for change in relation.plan(relation, kept, absorbed)]
    columns = [column for key, side in chosen.items() if side == "absorbed" for column in FIELDS[key]]
    after = packed(absorbed, *columns)
    files = tuple(_organisations(kept, absorbed, after))
    return Plan(kept, absorbed, files, tuple(records), _former_name(kept, absorbed, after.get("name", kept.name)))


def _former_name(kept: Organisation, absorbed: Organisation, name: str) -> str:
    """The name that is given up and that neither file knows as a former name yet; empty when there is none."""
    given_up = absorbed.name if name == kept.name else kept.name
    known = FormerName.objects.filter(organisation__in=(kept, absorbed), name=given_up).exists()
    return "" if known or given_up == name else given_up


def _organisations(kept: Organisation, absorbed: Organisation, after: Mapping[str, Any]) -> list[Change]:
    """Both files. A code is unique: it is put down by one before the other takes it up, and the two are exchanged."""
    label = Organisation._meta.label
    exchanged = "uscc" in after and kept.uscc != absorbed.uscc
    ended = {"state": "merged", "merged_into_id": kept.pk} | ({"uscc": None} if exchanged else {})
    changes = [Change(label, absorbed.pk, packed(absorbed, *ended), ended, absorbed.name)]
    before = packed(kept, *after)
    if before != after:
        changed = [column for column in after if before[column] != after[column]]
        was, now = {column: before[column] for column in changed}, {column: after[column] for column in changed}
        changes.append(Change(label, kept.pk, was, now, kept.name))
    if exchanged:
        given = {"uscc": kept.uscc, "uscc_state": kept.uscc_state}
        changes.append(
            Change(label, absorbed.pk, {"uscc": None, "uscc_state": absorbed.uscc_state}, given, absorbed.name)
        )
    return changes


def _mergeable(kept: Organisation, absorbed: Organisation) -> None:
    if kept.pk == absorbed.pk:
        raise Invalid(_("不能把一家单位与它自己合并。"))
    for organisation in (kept, absorbed):
        if organisation.state == "merged":
            raise IllegalMove(_("“%(name)s”已经合并到其他档案，不能再次合并。") % {"name": organisation.name})
    if (kept.kind == "branch") != (absorbed.kind == "branch"):
        raise Invalid(_("分支机构不能与企业合并：请在分支机构的档案中填写上级单位。"))
    if absorbed.pk in _ancestors(kept) or kept.pk in _ancestors(absorbed):
        raise Invalid(_("这两家是上下级单位，不能合并。"))


def _ancestors(organisation: Organisation) -> list[int]:
    """Keys of the parents, nearest first."""
    found: list[int] = []
    parent = organisation.parent_id
    while parent and len(found) < DEEPEST:
        found.append(parent)
        parent = Organisation.objects.filter(pk=parent).values_list("parent_id", flat=True).first()
    return found


def codes_differ(first: Organisation, second: Organisation) -> bool:
    """Whether both have a credit code that checks, and not the same one: two legal persons (ENT-01)."""
    both = first.uscc_state == second.uscc_state == "valid"
    return bool(both and first.uscc and second.uscc and first.uscc != second.uscc)
