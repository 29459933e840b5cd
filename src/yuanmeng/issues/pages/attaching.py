"""Adding, sending and removing files."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.files.storage import keep, sent
from yuanmeng.issues.actions import attaching
from yuanmeng.issues.policy import ATTACHMENTS, ISSUES
from yuanmeng.ui.asked import op_of, whole

KINDS = ("pdf", "jpg", "png", "docx", "xlsx", "csv")
MOST = 20 << 20


@require_POST
def add(request: Asked, pk: int) -> HttpResponse:
    """One file, for all who see the problem or for those who work on it."""
    ISSUES.fetch(request.actor, "attach", pk=pk)
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("请选择文件。"))
    kept = keep(upload.name or "", upload.chunks(), KINDS, MOST)
    attaching.attach(pk, kept=kept, inside=bool(request.POST.get("inside")), by=request.actor, op=op_of(request))
    messages.success(request, _("已添加附件。"))
    return redirect("issues:issue", pk)


@require_safe
def download(request: Asked, pk: int) -> FileResponse:
    """The file as a download."""
    found = ATTACHMENTS.fetch(request.actor, "view", pk=pk)
    if found.removed:
        raise Hidden(_("这个附件已经移除。"))
    return sent(found.stored, found.name)


@require_POST
def remove(request: Asked, pk: int) -> HttpResponse:
    """Take one's own file away."""
    key = whole(request.POST.get("attachment", ""))
    attaching.remove(pk, attachment=key, by=request.actor, op=op_of(request))
    messages.success(request, _("已移除附件。"))
    return redirect("issues:issue", pk)
