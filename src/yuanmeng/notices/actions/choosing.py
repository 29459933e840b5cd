"""What people do with their notices, and what they choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Denied, Stale
from yuanmeng.ledger.actions import action, record
from yuanmeng.notices.models import Choice, Notice, Preference
from yuanmeng.notices.policy import NOTICES

FIELDS = ("mail", "hook", "language", "digest_at", "quiet_from", "quiet_until")


@action("notice.read")
def read(pk: int, *, by: Actor, op: UUID) -> Notice:
    """标为已读. Raises Hidden. The event is tied to nothing: nobody keeps an account of what people read when."""
    notice = NOTICES.fetch(by, "read", pk=pk)
    Notice.objects.filter(pk=pk, read_at__isnull=True).update(read_at=timezone.now())
    record("notice.read", by=by, op=op)
    return notice


@action("notice.read_all")
def read_all(*, by: Actor, op: UUID) -> int:
    """全部标为已读; how many there were."""
    count = NOTICES.among(by, "read").filter(read_at__isnull=True).update(read_at=timezone.now())
    record("notice.read_all", by=by, op=op, count=count)
    return count


@action("notice.choose")
def choose(
    *, version: int, values: Mapping[str, Any], modes: Mapping[tuple[str, str], str], by: Actor, op: UUID
) -> Preference:
    """设置通知方式: addresses and times in `values`, (kind, channel) → mode. Raises Denied, Stale.

    The event holds no address.
    """
    if by.user_id is None:
        raise Denied(_("请先登录。"))
    Preference.objects.get_or_create(person_id=by.user_id)
    mine = Preference.objects.filter(person=by.user_id)
    if not mine.filter(version=version).update(version=F("version") + 1, **{name: values[name] for name in FIELDS}):
        raise Stale(_("通知设置刚刚在别处改过，请查看最新内容后重试。"), record=mine.get())
    Choice.objects.bulk_create(
        [
            Choice(person_id=by.user_id, kind=kind, channel=channel, mode=mode)
            for (kind, channel), mode in modes.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "kind", "channel"],
        update_fields=["mode"],
    )
    kept = {f"{kind}.{channel}": mode for (kind, channel), mode in modes.items()}
    record("notice.choose", by=by, op=op, mail=bool(values["mail"]), hook=bool(values["hook"]), modes=kept)
    return mine.get()
