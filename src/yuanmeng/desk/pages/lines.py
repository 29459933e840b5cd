"""What was heard on a visit goes on as a problem."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.desk.actions.lines import raise_line
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.visits.models import Line


@require_POST
def raising(request: Asked, pk: int) -> HttpResponse:
    """One line becomes a problem; back to its visit."""
    issue = raise_line(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已转为诉求 %(number)s。") % {"number": issue.number})
    return redirect("visits:visit", Line.objects.get(pk=pk).visit_id)
