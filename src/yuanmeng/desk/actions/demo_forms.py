"""The demo zone's superior forms: one filled for last month, one placed, one waiting for a person."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid5

from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import actor_of
from yuanmeng.core import period
from yuanmeng.core.actor import Actor
from yuanmeng.desk.demo import forms as made
from yuanmeng.files.storage import keep
from yuanmeng.ledger.actions import action, record
from yuanmeng.reports.actions import forms
from yuanmeng.reports.models import SuperiorForm

MOST = 1 << 20


@action("demo.forms")
def send_forms(today: dt.date, people: dict[str, int], *, by: Actor, op: UUID) -> int:
    """演示: three empty forms of a superior; the key of the one that is filled. `people` maps logins to keys."""
    leader = actor_of(User.objects.get(pk=people["leader"]))
    _uploaded("alliances", made.alliances(), "quarter", by=leader, op=op)
    visits = _uploaded("visits", made.visits(), "month", by=leader, op=op)
    forms.place(visits.pk, version=0, sources=made.visits_sources(), by=leader, op=uuid5(op, "visits/place"))
    appeals = _uploaded("appeals", made.appeals(), "month", by=leader, op=op)
    forms.place(appeals.pk, version=0, sources=made.appeals_sources(), by=leader, op=uuid5(op, "appeals/place"))
    asked = str(period.month(today.year, today.month).before())
    forms.fill(appeals.pk, version=1, period=asked, by=leader, op=uuid5(op, "appeals/fill"))
    record("demo.forms", by=by, op=op, form=appeals.pk)
    return appeals.pk


def _uploaded(key: str, file: bytes, rhythm: str, *, by: Actor, op: UUID) -> SuperiorForm:
    name, kind = made.NAMES[key], "docx" if key == "visits" else "xlsx"
    kept = keep(f"{name}.{kind}", [file], (kind,), MOST)
    values = {"name": name, "superior": made.SUPERIOR, "rhythm": rhythm}
    return forms.upload(kept=kept, kind=kind, values=values, by=by, op=uuid5(op, f"{key}/upload"))
