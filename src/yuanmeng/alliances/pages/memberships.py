"""The firm's own answer, and an invitation from the firm's page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances import actions
from yuanmeng.alliances.forms import InvitationForm
from yuanmeng.alliances.models import Membership
from yuanmeng.alliances.pages.showing import alliance_name
from yuanmeng.alliances.policy import ALLIANCES
from yuanmeng.alliances.queries import open_alliances
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, version_of, whole

SAID = {
    "accept": gettext_lazy("已加入%(name)s。"),
    "decline": gettext_lazy("已谢绝%(name)s的邀请。"),
    "retract": gettext_lazy("已撤回加入%(name)s的申请。"),
    "withdraw": gettext_lazy("已撤回%(name)s的邀请。"),
    "admit": gettext_lazy("已接纳为%(name)s的成员。"),
    "refuse": gettext_lazy("没有接纳加入%(name)s的申请。"),
    "leave": gettext_lazy("已退出%(name)s，无需说明理由。"),
}


def _answer(request: Asked, pk: int, verb: str, move: Callable[..., Membership]) -> HttpResponse:
    membership = move(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, SAID[verb] % {"name": alliance_name(membership.alliance)})
    return redirect(_back(request))


@require_POST
def accepting(request: Asked, pk: int) -> HttpResponse:
    """The firm says yes."""
    return _answer(request, pk, "accept", actions.accept)


@require_POST
def declining(request: Asked, pk: int) -> HttpResponse:
    """The firm says no."""
    return _answer(request, pk, "decline", actions.decline)


@require_POST
def leaving(request: Asked, pk: int) -> HttpResponse:
    """The firm leaves."""
    return _answer(request, pk, "leave", actions.leave)


@require_POST
def retracting(request: Asked, pk: int) -> HttpResponse:
    """The firm takes its application back."""
    return _answer(request, pk, "retract", actions.retract)


@require_POST
def withdrawing(request: Asked, pk: int) -> HttpResponse:
    """The zone takes an invitation back."""
    return _answer(request, pk, "withdraw", actions.withdraw)


@require_POST
def admitting(request: Asked, pk: int) -> HttpResponse:
    """The alliance admits who applied."""
    return _answer(request, pk, "admit", actions.admit)


@require_POST
def refusing(request: Asked, pk: int) -> HttpResponse:
    """The alliance does not admit who applied."""
    return _answer(request, pk, "refuse", actions.refuse)


@require_POST
def applying(request: Asked, slug: str) -> HttpResponse:
    """A firm applies of its own accord."""
    alliance = ALLIANCES.fetch(request.actor, "apply", slug=slug)
    firm = whole(request.POST.get("organisation", ""))
    actions.apply(alliance.pk, organisation=firm, by=request.actor, op=op_of(request))
    messages.success(request, _("已申请加入%(name)s，等联盟答复。") % {"name": alliance_name(alliance)})
    return redirect("alliances:alliance", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def inviting(request: Asked) -> HttpResponse:
    """Invite one firm to one alliance; the one that fits its industry stands first."""
    ALLIANCES.demand(request.actor, "invite")
    asked = request.POST if request.method == "POST" else request.GET
    firm = FIRMS.fetch(request.actor, "view", pk=whole(asked.get("organisation", "")))
    back = reverse("register:firm", args=[firm.pk])
    choices = [(one.pk, alliance_name(one)) for one in open_alliances(request.actor, firm)]
    form = InvitationForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        pair = (int(form.cleaned_data["alliance"]), firm.pk)
        actions.invite([pair], reason=form.cleaned_data["reason"], by=request.actor, op=op_of(request))
        messages.success(request, _("邀请已发出，等企业自己确认。"))
        return redirect(back)
    shown = {"form": form, "name": firm.name, "firm": firm.pk, "back": back}
    return render(request, "alliances/inviting.html", shown, status=422 if form.errors else 200)


def _back(request: Asked) -> str:
    """The page of this site that the person came from."""
    back = request.POST.get("next", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if here else reverse("alliances:index")
