"""Claiming an entry and answering a claim."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid
from yuanmeng.exchange.actions import claims as actions
from yuanmeng.exchange.forms import AcceptForm, ClaimForm
from yuanmeng.exchange.policy import own
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import op_of, version_of


@require_POST
def new(request: Asked, pk: int) -> HttpResponse:
    """Claim an entry for one's own organisation."""
    form = ClaimForm(request.POST, organisations=Organisation.objects.filter(pk__in=own(request.actor)))
    if not form.is_valid():
        raise Invalid(_("请选择以哪个单位认领；留言最多 500 字。"))
    firm, note = form.cleaned_data["organisation"], form.cleaned_data["note"]
    actions.claim(pk, organisation=firm.pk, note=note, by=request.actor, op=op_of(request))
    messages.success(request, _("已认领，等待对方答复。"))
    return redirect("exchange:listing", pk)


@require_POST
def acceptance(request: Asked, pk: int) -> HttpResponse:
    """Say yes: the joint task begins."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写完成期限。"))
    due = form.cleaned_data["due"]
    task = actions.accept(pk, version=version_of(request), due=due, by=request.actor, op=op_of(request))
    messages.success(request, _("双方同意，合作项目开始。"))
    return redirect("exchange:task", task.pk)


@require_POST
def refusal(request: Asked, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    asked = actions.refuse(
        pk, version=version_of(request), reason=request.POST.get("reason", ""), by=request.actor, op=op_of(request)
    )
    messages.success(request, _("已谢绝，条目重新开放。"))
    return redirect("exchange:listing", asked.listing_id)


@require_POST
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    """Take one's own claim back, with a reason."""
    asked = actions.withdraw(
        pk, version=version_of(request), reason=request.POST.get("reason", ""), by=request.actor, op=op_of(request)
    )
    messages.success(request, _("已撤回认领。"))
    return redirect("exchange:listing", asked.listing_id)
