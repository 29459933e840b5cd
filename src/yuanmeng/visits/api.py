"""The small JSON endpoint to which phones deliver: the same form, the same action, once for each operation id."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Denied, Invalid
from yuanmeng.visits.actions import holding
from yuanmeng.visits.actions.saying import Said
from yuanmeng.visits.forms import VisitForm
from yuanmeng.visits.queries.capacity import colleagues

LARGEST = 65_536
LATEST = 90 * 24 * 3600
"""Seconds: a draft older than a quarter says its day itself, or counts as written today."""


@require_POST
def sync(request: Asked) -> JsonResponse:
    """One visit: `{"op", "who", "age", "plan": [key, version] or null, "form": {field: text or [texts]}}`.

    200 carries the same `op` back, and only then may the phone forget its draft. Statuses: 401 signed out, 403 not
    yours, 409 the plan changed, 422 with sentences by field. `age` is how long ago the draft was written by the phone's
    own clock, so that a wrong clock does not move the day.
    """
    if request.actor.user_id is None:
        return JsonResponse({"says": _("您已退出登录，请登录后再发送。")}, status=401)
    sent = _read(request)
    if sent["who"] != request.actor.user_id:
        raise Denied(_("这份草稿是另一位同志写的，请由本人登录后发送。"))
    try:
        visit = holding.hold(_said(request, sent), plan=sent["plan"], by=request.actor, op=sent["op"])
    except Invalid as refused:
        return JsonResponse({"says": refused.says, "errors": refused.facts.get("errors", {})}, status=422)
    url = reverse("visits:visit", args=[visit.pk])
    return JsonResponse({"op": str(sent["op"]), "visit": visit.pk, "url": url, "day": visit.day.isoformat()})


def _said(request: Asked, sent: dict[str, Any]) -> Said:
    """The form as the action takes it. Raises Invalid with a sentence for each field."""
    people, day = colleagues(timezone.localdate()), _day(sent["age"])
    form = VisitForm(sent["form"], actor=request.actor, colleagues=people, written=day)
    if not form.is_valid():
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        raise Invalid(_("有 %(count)d 处需要修改。") % {"count": len(errors)}, errors=errors)
    return form.said()


def _day(age: float) -> dt.date:
    """The day on which the draft was written, by the server's clock."""
    return timezone.localdate(timezone.now() - dt.timedelta(seconds=age if 0 <= age <= LATEST else 0))


def _read(request: Asked) -> dict[str, Any]:
    """What the phone sent, each part of the right kind. Raises Invalid."""
    try:
        sent = json.loads(request.body if len(request.body) <= LARGEST else b"")
        plan = sent["plan"]
        return {
            "op": UUID(sent["op"]),
            "who": _key(sent["who"]),
            "age": _number(sent["age"]),
            "plan": None if plan is None else (_key(plan[0]), _key(plan[1])),
            "form": MultiValueDict({str(name): _texts(value) for name, value in sent["form"].items()}),
        }
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise Invalid(_("收到的草稿不完整，请刷新页面后重新发送。")) from None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return value


def _texts(value: Any) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(value)
    return texts


def _key(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise TypeError(value)
    return value
