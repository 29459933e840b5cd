"""A world of two firms to try every URL on, in a scratch database: one record of each model and side.

Every text holds the mark of its side, so that a text of the other firm in any answer is a leak. New models take part
without being named here; OVERRIDES holds what their constraints ask for.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from yuanmeng.accounts.models import Post, User
from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.core.refusals import Denied
from yuanmeng.ledger.actions import action, record
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import FirmIndex, Organisation

MARKS = {"own": "甲寅企", "other": "乙卯企"}
"""In every text of the firm of the firm's people, and of the other firm."""
SLUGS = {"own": "jiayinqi", "other": "yimaoqi"}
CODES = {"own": "91000000MA0000000P", "other": "91000000MA0000001M"}
SAME, OWN, THIRD = object(), object(), object()
"""In OVERRIDES: the record of the same side, or of the own side, in a relation that may be empty; an organisation of
neither side, where a record joins two."""
OVERRIDES: dict[str, dict[str, Any]] = {
    "register.fact": {"kind": "headcount", "unit": "person", "currency": "", "value": 7},
    "register.correction": {"field": "address"},
    "alliances.membership": {"state": "invited", "joined_on": None, "left_on": None},
    "register.importbatch": {
        "mapping": {"sheet": "", "header_row": 1, "columns": [{"index": 0, "header": "企业名称", "field": "name"}]}
    },
    "register.heldrow": {"reason": "merged", "more": ""},
    "register.bulkcell": {"reason": "formula", "more": ""},
    "register.merge": {"moved": {"changes": [], "created": [], "stamps": {}}},
    "alliances.mappingrule": {"prefix": "13"},
    "structure.office": {"organisation": OWN},
    "structure.turn": {"organisation": OWN},
    "exchange.listing": {"visibility": "alliance", "alliance": SAME},
    "issues.issue": {"firm": SAME, "closed_at": None},
    "issues.clock": {"ended": None},
    "issues.answer": {"said_at": None},
    "issues.issuebatch": {"state": "loaded", "counts": {}},
    "reports.filledcell": {"missing": ""},
    "reports.evidence": {"removed": True},
    "reports.indicatorvalue": {"kind": "typed", "text": "9", "source": "年报", "missing": ""},
    "visits.visit": {"state": "planned", "next_done": None},
    "visits.line": {"kind": "problem", "triage": "unit", "state": "noted", "issue": None},
    "visits.stop": {"declined_on": None},
    "visits.quietperiod": {"lifted": None},
    "visits.contactpreference": {"weekdays": "15"},
    "pairing.pairing": {"kind": "branch_alliance", "branch": SAME, "alliance": SAME},
    "matching.lotbatch": {"state": "loaded", "counts": {}, "columns": {}},
    "matching.lot": {"organisation": SAME, "job": 1101, "heads": 9},
    "matching.loan": {"lender": SAME, "borrower": THIRD, "job": 1101, "state": "agreed"},
    "matching.season": {"job": 1101, "months": "s" * 12},
    "reports.publication": {"period": "2021"},
    "matching.entry": {"reverses": None},
}
"""Values that a model's constraints or its meaning ask for. The other firm has joined nothing and published nothing,
for what members of an alliance may see of each other is no leak."""
ZONES_OWN = (
    "alliances.alliance",
    "alliances.mapping",
    "register.industry",
    "register.division",
    "activities.series",
    "structure.",
    "issues.category",
    "issues.outsidechannel",
    "issues.profile",
    "issues.limit",
    "issues.lesson",
    "issues.replytemplate",
    "reports.",
)
"""Beginnings of the labels of the zone's own records, which firms may read too: their texts hold no mark."""
SHIPPED = "workdays."
"""The labels of what ships with the product: its first and its last record stand for the two sides."""
LEFT_OUT = {User, Post, FirmIndex}
"""Made apart, or derived."""


@dataclass(slots=True)
class World:
    """Role → login, "" → nobody; model label → side → record."""

    people: dict[str, User | None] = field(default_factory=dict)
    records: dict[str, dict[str, models.Model]] = field(default_factory=dict)
    unmade: dict[str, str] = field(default_factory=dict)


@action("rehearsal.build")
def build(*, by: Actor, op: UUID) -> dict[str, Any]:
    """Make the world; its keys, from which `world` reads it. Raises Denied outside a scratch database."""
    if not re.search("test|memory", str(connection.settings_dict["NAME"])):
        raise Denied("A rehearsal is made in a scratch database only.")
    made = World()
    _records(made)
    firms = {side: made.records["register.organisation"][side].pk for side in MARKS}
    reindex(firms.values())
    for role in Role:
        _person(role, made)
    _people_of_both_sides(made)
    for side, pk in firms.items():
        event = record("rehearsal.build", (Organisation._meta.label_lower, [pk]), by=by, op=op, side=side)
        made.records.setdefault("ledger.event", {})[side] = event
    return {
        "people": {role: user.pk for role, user in made.people.items() if user},
        "unmade": made.unmade,
        "records": {label: {side: one.pk for side, one in sides.items()} for label, sides in made.records.items()},
    }


def _records(made: World) -> None:
    """One record of each model of ours and side, parents first; what cannot be made is named in `unmade`."""
    waiting = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("yuanmeng.") and model not in LEFT_OUT and model._meta.app_label != "ledger"
    ]
    made.records[User._meta.label_lower] = {
        side: User.objects.create(username=f"someone-{side}", name=f"{mark}某人") for side, mark in MARKS.items()
    }
    while waiting:
        ready = [model for model in waiting if not _parents(model) & set(waiting) - {model}]
        if not ready:
            raise ValueError(f"models need each other: {[model._meta.label for model in waiting]}")
        for model in ready:
            _try(model, made)
        waiting = [model for model in waiting if model not in ready]


def _try(model: type[models.Model], made: World) -> None:
    """A record a side, or the reason why there is none: OVERRIDES must say how."""
    label = model._meta.label_lower
    try:
        with transaction.atomic():
            made.records[label] = _sides(model, made)
    except (IntegrityError, KeyError) as wrong:
        made.unmade[label] = str(wrong)


def _sides(model: type[models.Model], made: World) -> dict[str, models.Model]:
    """A record a side; a pair of both firms is one record."""
    if model._meta.label_lower.startswith(SHIPPED):
        found = model._default_manager.order_by("pk")
        return {"own": found[0], "other": found.reverse()[0]}
    own = _record(model, "own", made)
    pair = any(each.name == "second" for each in model._meta.concrete_fields)
    return {"own": own, "other": own if pair else _record(model, "other", made)}


def _parents(model: type[models.Model]) -> set[type[models.Model]]:
    return {each.related_model for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)}


def _record(model: type[models.Model], side: str, made: World) -> models.Model:
    values = {
        each.attname: value for each in model._meta.concrete_fields if (value := _value(each, side, made)) is not None
    }
    asked = OVERRIDES.get(model._meta.label_lower, {})
    fields: dict[str, Any] = {each.name: each for each in model._meta.concrete_fields}
    for name, value in asked.items():
        values[fields[name].attname] = _asked(value, fields[name], side, made)
    return model._default_manager.create(**values)


def _asked(value: Any, each: Any, side: str, made: World) -> Any:
    """The value of an override; THIRD is made at its first use."""
    if value is THIRD:
        now = timezone.now()
        known = {"kind": "firm", "uscc_state": "missing", "created_at": now, "updated_at": now}
        return Organisation.objects.get_or_create(name="第三方有限公司", defaults=known)[0].pk
    return _related(each, "own" if value is OWN else side, made) if value is SAME or value is OWN else value


def _related(each: models.ForeignKey[Any, Any], side: str, made: World) -> Any:
    return made.records[each.related_model._meta.label_lower][side].pk


def _value(each: models.Field[Any, Any], side: str, made: World) -> Any:
    """What stands in a field; None leaves it to its default."""
    if isinstance(each, models.ForeignKey):
        return _foreign(each, side, made)
    if each.name == "uscc" or isinstance(each, models.SlugField):
        return (CODES if each.name == "uscc" else SLUGS)[side]
    settled = each.choices or each.name == "state" or isinstance(each, models.JSONField)
    if settled and (each.has_default() or (each.choices and (each.blank or each.null))):
        return None
    return next(iter(each.flatchoices))[0] if each.choices else _plain(each, side)


def _plain(each: models.Field[Any, Any], side: str) -> Any:
    if isinstance(each, (models.AutoField, models.JSONField)):
        return {} if isinstance(each, models.JSONField) else None
    if isinstance(each, models.DateTimeField):
        return timezone.now()
    if isinstance(each, models.DateField):
        return timezone.localdate() - dt.timedelta(days=list(MARKS).index(side))
    if isinstance(each, models.UUIDField):
        return uuid4()
    if isinstance(each, (models.CharField, models.TextField)):
        mark = f"{side} " if each.model._meta.label_lower.startswith(ZONES_OWN) else MARKS[side]
        return f"{mark}{each.name}"[: each.max_length] if (each.max_length or 99) >= 3 else None
    return None if each.has_default() or each.null else 1


def _foreign(each: models.ForeignKey[Any, Any], side: str, made: World) -> Any:
    """The record of the same side; both sides where a pair is kept in order; nothing where it may be empty."""
    label = each.related_model._meta.label_lower
    if each.name == "second":
        return made.records[label]["other"].pk
    if each.name in {"first", "kept"}:
        return made.records[label]["own"].pk
    if each.null:
        return None
    return made.records[label][side].pk


def _person(role: Role, made: World) -> None:
    """One login a role; firm and department people at the own firm, the secretary at the own alliance."""
    user = User.objects.create(username=f"rehearsal-{role}", name=f"{MARKS['own']}人员")
    made.people[role.value] = user
    place: tuple[Where, int | None] = (Where.ZONE, None)
    if role in {Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF}:
        place = (Where.ORGANISATION, made.records["register.organisation"]["own"].pk)
    if role is Role.ALLIANCE_SECRETARY:
        place = (Where.ALLIANCE, made.records[Alliance._meta.label_lower]["own"].pk)
    Post.objects.create(
        user=user, role=role, where=place[0], key=place[1], since=timezone.localdate() - dt.timedelta(1)
    )


def _people_of_both_sides(made: World) -> None:
    """Someone of each firm, as a record to look at."""
    for side in MARKS:
        firm = made.records["register.organisation"][side].pk
        user = User.objects.get(pk=made.records[User._meta.label_lower][side].pk)
        post = Post.objects.create(
            user=user, role=Role.FIRM_STAFF, where=Where.ORGANISATION, key=firm, since=timezone.localdate()
        )
        made.records.setdefault("accounts.post", {})[side] = post
