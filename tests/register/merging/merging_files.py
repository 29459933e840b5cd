"""Files with records of every kind, and pictures of the whole register for comparing."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.utils import timezone

from yuanmeng.accounts.models import Post
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.register.actions.merging import merge
from yuanmeng.register.actions.searching import reindex
from yuanmeng.register.models import (
    Contact,
    Correction,
    Fact,
    FormerName,
    HeldRow,
    ImportBatch,
    Organisation,
    Origin,
    Qualification,
)
from yuanmeng.register.queries.merging import plan

DAY = dt.date(2024, 5, 1)
LEDGER = {"ledger.event", "ledger.about", "ledger.operation", "register.merge", "sessions.session"}
"""What an undone merge leaves behind."""


def alliance(slug: str = "food") -> Alliance:
    return Alliance.objects.get_or_create(slug=slug, defaults={"name": slug, "name_en": slug, "since": DAY})[0]


def member(firm: Organisation, state: str = "member", slug: str = "food") -> Membership:
    joined = DAY if state != "invited" else None
    left = DAY if state == "left" else None
    return Membership.objects.create(
        alliance=alliance(slug), organisation=firm, state=state, invited_on=DAY, joined_on=joined, left_on=left
    )


def fact(firm: Organisation, value: int = 10, kind: str = "headcount", as_of: dt.date = DAY) -> Fact:
    return Fact.objects.create(
        organisation=firm, kind=kind, as_of=as_of, value=value, unit="person", source="年报", recorded_at=timezone.now()
    )


def filled(firm: Organisation, user: Any) -> Organisation:
    """One record of every kind."""
    fact(firm)
    FormerName.objects.create(organisation=firm, name="泉北老厂", source="档案")
    Qualification.objects.create(organisation=firm, kind="高新技术企业", issued=DAY, source="公告")
    Origin.objects.create(organisation=firm, kind="domestic", basis="章程", since=DAY, source="档案")
    Contact.objects.create(organisation=firm, name="王某", role="经理", since=DAY, source="电话")
    Correction.objects.create(
        organisation=firm, field="address", proposed="新址", asked_by=user.pk, asked_at=timezone.now()
    )
    batch = ImportBatch.objects.create(
        file_name="a.csv", file_size=1, file_sha256="0", source="s", created_at=timezone.now()
    )
    HeldRow.objects.create(batch=batch, row=1, reason="no_code", cells={}, organisation=firm)
    now = timezone.now()
    Organisation.objects.create(
        name=f"{firm.name}分公司", kind="branch", parent=firm, uscc_state="missing", created_at=now, updated_at=now
    )
    Post.objects.create(user=user, role="firm_staff", where="organisation", key=firm.pk, since=DAY)
    member(firm)
    reindex([firm.pk])
    return firm


def picture(*, but: set[str] = LEDGER) -> dict[tuple[str, Any], dict[str, Any]]:
    """Every row of every table but the ledger, without the version counters (they only ever go up)."""
    return {
        (model._meta.label, row.pk): {
            column.attname: getattr(row, column.attname)
            for column in model._meta.concrete_fields
            if column.attname != "version"
        }
        for model in apps.get_models()
        if model._meta.label_lower not in but
        for row in model._base_manager.all()
    }


def joined(kept, absorbed, officer, *, chosen=None, basis="同一家，换证", op=None):
    """Merge what was just previewed."""
    chosen = chosen or {}
    fresh = [Organisation.objects.get(pk=one.pk) for one in (kept, absorbed)]
    return merge(
        kept.pk, absorbed.pk, seen=plan(*fresh, chosen).seen, chosen=chosen, basis=basis, by=officer, op=op or uuid4()
    )
