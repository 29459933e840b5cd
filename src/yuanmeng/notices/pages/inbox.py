"""The inbox and what a person chose."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.notices import queries
from yuanmeng.notices.actions import choosing
from yuanmeng.notices.forms import PreferenceForm
from yuanmeng.notices.models import CHANNELS, KINDS, Notice
from yuanmeng.notices.policy import NOTICES
from yuanmeng.notices.saying import sentence
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """What is unread, or all, newest first, paged by key."""
    NOTICES.demand(request.actor, "view")
    show = "all" if request.GET.get("show") == "all" else "unread"
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in dict(KINDS) else ""
    found = queries.inbox(NOTICES.among(request.actor), show, kind)
    if "before" in request.GET:
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found[: PAGE + 1])
    shown = {
        "rows": [_row(notice) for notice in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "show": show,
        "kind": kind,
        "kinds": KINDS,
        "unread": request.actor.unread,
    }
    return render(request, "notices/inbox.html", shown)


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "pk": notice.pk,
        "text": sentence(notice),
        "kind": notice.get_kind_display(),
        "tone": {"asked": "accent", "deadline": "warn"}.get(notice.kind, "plain"),
        "at": timezone.localtime(notice.at).strftime("%Y-%m-%d %H:%M"),
        "unread": notice.read_at is None,
    }


@require_POST
def opening(request: Asked, pk: int) -> HttpResponse:
    """Mark one as read and go where it is dealt with, or stay with `do=stay`."""
    notice = choosing.read(pk, by=request.actor, op=op_of(request))
    own = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if own and request.POST.get("do") != "stay" else "notices:inbox")


@require_POST
def reading(request: Asked) -> HttpResponse:
    """Mark all as read."""
    NOTICES.demand(request.actor, "read")
    count = choosing.read_all(by=request.actor, op=op_of(request))
    messages.success(
        request, ngettext("%(count)s 条已标为已读。", "%(count)s 条已标为已读。", count) % {"count": count}
    )
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Asked) -> HttpResponse:
    """Where, when and of what one wants to be told."""
    NOTICES.demand(request.actor, "view")
    person = request.actor.user_id or 0
    mine = queries.preference_of(person)
    modes = {kind: queries.chosen({person}, kind)[person] for kind, _name in KINDS}
    form = PreferenceForm(request.POST or None, instance=mine, modes=modes)
    version = mine.version
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in choosing.FIELDS}
        choosing.choose(
            version=version_of(request), values=values, modes=form.modes(), by=request.actor, op=op_of(request)
        )
        messages.success(request, _("已保存。"))
        return redirect("notices:preferences")
    shown = {"form": form, "version": version, "channels": CHANNELS}
    return render(request, "notices/preferences.html", shown, status=422 if form.errors else 200)
