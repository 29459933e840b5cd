"""What becomes of a line, and images somebody chose to add."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.jpeg import NotJpeg, stripped
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.files.storage import keep
from yuanmeng.ledger.actions import action, record
from yuanmeng.visits.models import Line, Picture
from yuanmeng.visits.policy import LINES, VISITS
from yuanmeng.visits.states import LINE

LARGEST = 4 << 20
"""Bytes of one image; the phone page makes them far smaller."""
MOST = 6


@action("visit.take_up")
def take_up(pk: int, *, version: int, issue: int, by: Actor, op: UUID) -> Line:
    """转为诉求: the line became the problem `issue`; the desk calls this beside raising it, in one transaction.

    Raises Denied, Hidden, IllegalMove, Stale.
    """
    line = LINES.fetch(by, "take_up", pk=pk)
    now = LINE.after(line.state, "raise")
    kept = Line.objects.filter(pk=pk, version=version, state=line.state)
    if not kept.update(state=now, issue=issue, version=F("version") + 1):
        raise Stale(_("这一条刚刚被他人更新，请查看最新内容后重试。"), record=line)
    line.refresh_from_db()
    facts = {"kind": line.kind, "triage": line.triage, "issue": issue}
    record("visit.take_up", line, ("visits.visit", [line.visit_id]), ("register.organisation", [line.organisation_id]),
           by=by, op=op, **facts)  # fmt: skip
    return line


@action("visit.add_picture")
def add_picture(visit: int, *, name: str, data: bytes, by: Actor, op: UUID) -> Picture:
    """添加图片, cleaned of place and device. Raises Denied, Hidden, Invalid."""
    found = VISITS.fetch(by, "change", pk=visit)
    if len(data) > LARGEST:
        raise Invalid(_("图片超过 %(most)d MB 的上限，请缩小后再添加。") % {"most": LARGEST >> 20})
    if Picture.objects.filter(visit=found).count() >= MOST:
        raise Invalid(_("一次走访最多添加 %(most)d 张图片。") % {"most": MOST})
    try:
        clean = stripped(data)
    except NotJpeg:
        raise Invalid(_("只能添加 JPEG 图片（.jpg）；这个文件不是，或者不完整。")) from None
    kept = keep(name, [clean], ("jpg",), LARGEST)
    picture = Picture.objects.create(
        visit=found, stored=kept.stored, name=kept.name, size=kept.size, sha256=kept.sha256,
        added_by=by.user_id, added_at=timezone.now(),
    )  # fmt: skip
    record("visit.add_picture", picture, found, by=by, op=op, size=kept.size)
    return picture
