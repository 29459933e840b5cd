"""Inviting organisations; their replies, signed in or by one link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities import links
from yuanmeng.activities.actions import inviting
from yuanmeng.activities.forms import ReplyForm
from yuanmeng.activities.models import Activity
from yuanmeng.activities.pages.presenting import activity_row, invitation_row
from yuanmeng.activities.policy import ACTIVITIES
from yuanmeng.alliances.queries import member_organisations
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import op_of, version_of, whole


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: Asked, pk: int) -> HttpResponse:
    """Choose among the members; each invited organisation has a link to pass on, in whatever channel is used."""
    activity = ACTIVITIES.fetch(request.actor, "run", pk=pk)
    if request.method == "POST":
        chosen = [whole(key) for key in request.POST.getlist("organisation")]
        inviting.invite(pk, version=version_of(request), organisations=chosen, by=request.actor, op=op_of(request))
        messages.success(request, _("已邀请。把链接发给对方，不用登录就能回复。"))
        return redirect("activities:invitations", pk)
    there = activity.invitations.select_related("organisation", "contact").order_by("organisation__name")
    rows = [
        {**invitation_row(row), "link": _link(request, row), "contact": row.contact.name if row.contact else ""}
        for row in there
    ]
    fresh = member_organisations(activity.alliances.values_list("pk", flat=True)).exclude(
        pk__in=activity.invitations.values("organisation")
    )
    shown = {
        "activity": activity,
        "rows": rows,
        "fresh": [(firm.pk, firm.name) for firm in fresh],
        "ahead": _ahead(activity),
    }
    return render(request, "activities/invitations.html", shown)


def _ahead(activity: Activity) -> bool:
    return activity.state in {"planned", "invited"}


def _link(request: Asked, invitation: Any) -> str:
    return request.build_absolute_uri(reverse("activities:by_link", args=[links.reply_token(invitation)]))


@require_POST
def link(request: Asked, pk: int) -> HttpResponse:
    """A new link; the earlier ones are void."""
    made = inviting.renew_link(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("已换新链接，旧链接失效。"))
    return redirect("activities:invitations", made.activity_id)


@require_POST
def reply(request: Asked, pk: int) -> HttpResponse:
    """Reply for one's own organisation."""
    form = _valid(ReplyForm(request.POST))
    made = inviting.reply(pk, version=version_of(request), **form.cleaned_data, by=request.actor, op=op_of(request))
    messages.success(request, _("已回复。"))
    return redirect("activities:activity", made.activity_id)


def _valid(form: ReplyForm) -> ReplyForm:
    if not form.is_valid():
        raise Invalid(_("请选择是否参加；参加请填写人数。"))
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: Asked, token: str) -> HttpResponse:
    """The page behind a reply link: what it is about and the organisation's own reply, nothing else."""
    invitation = links.invitation_of(token)
    initial = {"answer": invitation.reply, "persons": invitation.persons or None}
    form = ReplyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            inviting.reply_by_link(token, **form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as refused:
            form.add_error(None, refused.says)
        else:
            messages.success(request, _("已收到回复，谢谢。在活动结束前可以用同一个链接修改。"))
            return redirect("activities:by_link", token)
    activity = Activity.objects.select_related("host").prefetch_related("alliances").get(pk=invitation.activity_id)
    shown = {
        "row": activity_row(activity),
        "text": activity.text,
        "invitation": invitation_row(invitation),
        "form": form,
        "firm": Organisation.objects.get(pk=invitation.organisation_id).name,
    }
    return render(request, "activities/by_link.html", shown, status=422 if form.errors else 200)
