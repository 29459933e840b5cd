"""The operator's log of what left the house, without words and addresses, and sending again what did not arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.notices.actions.delivering import retry
from yuanmeng.notices.models import STATES, Message
from yuanmeng.notices.policy import MESSAGES
from yuanmeng.ui.asked import op_of, whole

PAGE = 50
TONES = {"sent": "good", "given_up": "bad", "waiting": "plain", "sending": "accent"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """Messages by state, newest first, paged by key."""
    MESSAGES.demand(request.actor, "view")
    state = request.GET.get("state", "") if request.GET.get("state", "") in dict(STATES) else ""
    found = MESSAGES.among(request.actor).select_related("person").annotate(count=Count("notices")).order_by("-id")
    if state:
        found = found.filter(state=state)
    if "before" in request.GET:
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found[: PAGE + 1])
    may = MESSAGES.allows(request.actor, "retry")
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    shown = {
        "rows": [{**_row(message), "retry": may and message.state == "given_up"} for message in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "state": state,
        "states": [(key, name, counts.get(key, 0)) for key, name in STATES],
        "total": sum(counts.values()),
    }
    return render(request, "notices/messages.html", shown)


def _row(message: Any) -> dict[str, Any]:
    def local(moment: Any) -> str:
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""

    return {
        "pk": message.pk,
        "person": message.person.name,
        "channel": message.get_channel_display(),
        "count": message.count,
        "state": message.get_state_display(),
        "tone": TONES[message.state],
        "due": local(message.due_at),
        "sent": local(message.sent_at),
        "attempts": message.attempts,
        "error": message.error,
    }


@require_POST
def retrying(request: Asked, pk: int) -> HttpResponse:
    """Send again what was given up."""
    retry(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("已重新排队发送。"))
    return redirect("notices:messages")
