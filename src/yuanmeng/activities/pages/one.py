"""One activity: agenda, invitations, attendance, minutes, decisions; handing in topics; cancelling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.activities import queries
from yuanmeng.activities.actions import planning
from yuanmeng.activities.forms import CancelForm, FollowUpForm, MinutesForm, OutcomeForm, ReplyForm, TopicForm
from yuanmeng.activities.models import Activity
from yuanmeng.activities.pages.presenting import activity_row, follow_up_row, invitation_row
from yuanmeng.activities.policy import ACTIVITIES, FOLLOW_UPS, INVITATIONS, own
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """Everything about one activity, for those who organise it and those who come."""
    activity = ACTIVITIES.fetch(request.actor, "view", pk=pk)
    may = ACTIVITIES.may(request.actor, activity)
    ahead = _ahead(activity)
    shown = {
        "activity": activity,
        "row": activity_row(activity),
        "ahead": ahead,
        "may_run": "run" in may,
        "topics": list(activity.topics.select_related("organisation")),
        "topic_form": TopicForm() if ahead and "propose" in may and _topics_open(activity) else None,
        "to_report": [follow_up_row(row) for row in queries.to_report(activity)],
        "follow_ups": [follow_up_row(row) for row in activity.follow_ups.select_related("owner", "activity")],
        "attendances": list(activity.attendances.select_related("organisation")),
        "present": queries.present(activity),
        "mine": _mine(request, activity),
    }
    if "run" in may:
        shown |= _running(request, activity)
    return render(request, "activities/activity.html", shown)


def _ahead(activity: Activity) -> bool:
    return activity.state in {"planned", "invited"}


def _topics_open(activity: Activity) -> bool:
    return activity.topics_until is None or timezone.localdate() <= activity.topics_until


def _mine(request: Asked, activity: Activity) -> list[dict[str, Any]]:
    """The invitations of the reader's own organisations, with a form while a reply is possible."""
    ahead = _ahead(activity)
    found = INVITATIONS.among(request.actor, "reply").filter(activity=activity).select_related("organisation")
    return [
        {
            **invitation_row(row),
            "form": ReplyForm(
                initial={"answer": row.reply, "persons": row.persons or None}, auto_id=f"reply-{row.pk}-%s"
            )
            if ahead
            else None,
        }
        for row in found
    ]


def _running(request: Asked, activity: Activity) -> dict[str, Any]:
    """The forms of those who organise it."""
    invited = Organisation.objects.filter(pk__in=activity.invitations.values("organisation"))
    held = activity.state == "held"
    return {
        "invited": [invitation_row(row) for row in activity.invitations.select_related("organisation")],
        "cancel_form": CancelForm() if _ahead(activity) else None,
        "begun": _ahead(activity) and activity.starts <= timezone.now(),
        "minutes_form": MinutesForm(initial={"minutes": activity.minutes}) if held else None,
        "follow_up_form": loaded(FollowUpForm(organisations=invited)) if held else None,
        "outcome_form": OutcomeForm() if FOLLOW_UPS.allows(request.actor, "end") else None,
    }


@require_POST
def topics(request: Asked, pk: int) -> HttpResponse:
    """Hand in a topic, for one's own organisation when one comes from a firm."""
    mine = own(request.actor)
    planning.propose(
        pk,
        title=request.POST.get("title", ""),
        organisation=mine[0] if mine else None,
        by=request.actor,
        op=op_of(request),
    )
    messages.success(request, _("议题已提交。"))
    return redirect("activities:activity", pk)


@require_POST
def cancellation(request: Asked, pk: int) -> HttpResponse:
    """It does not take place."""
    reason = request.POST.get("reason", "")
    planning.cancel(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("活动已取消。"))
    return redirect("activities:activity", pk)
