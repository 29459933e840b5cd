"""Giving a post: the person of accounts, the place of the register or the alliances."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanmeng.accounts.actions.people import HELD_AT, give_post
from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.policy import PEOPLE
from yuanmeng.alliances.models import Alliance
from yuanmeng.core.actor import Role, Where
from yuanmeng.core.refusals import Invalid
from yuanmeng.desk.forms import PostForm
from yuanmeng.register.models import Organisation
from yuanmeng.ui.asked import op_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, pk: int) -> HttpResponse:
    """A post for one person. The system administrator names the unit by code or full name and sees no list of them."""
    person = PEOPLE.fetch(request.actor, "manage", pk=pk)
    typed = PostForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        try:
            role, since = Role(typed.cleaned_data["role"]), typed.cleaned_data["since"]
            where, key = place_of(role, typed.cleaned_data["unit"], typed.cleaned_data["alliance"])
            give_post(pk, role, where, key, since=since, by=request.actor, op=op_of(request))
            return redirect("accounts:person", pk=pk)
        except Invalid as wrong:
            typed.add_error(None, wrong.says)
    shown = {"form": typed, "person": person}
    return render(request, "desk/post_new.html", shown, status=422 if typed.errors else 200)


def place_of(role: Role, unit: str, alliance: Alliance | None) -> tuple[Where, int | None]:
    """Where a post is held, from what was typed. Raises Invalid."""
    allowed = HELD_AT[role]
    if Where.ALLIANCE in allowed:
        if alliance is None:
            raise Invalid(_("请选择联盟。"))
        return Where.ALLIANCE, alliance.pk
    if not unit:
        if Where.ZONE in allowed:
            return Where.ZONE, None
        raise Invalid(_("请填写单位的信用代码或全称。"))
    return Where.ORGANISATION, _unit_key(unit)


def _unit_key(typed: str) -> int:
    found = list(
        Organisation.objects.filter(Q(uscc=typed.upper()) | Q(name=typed), state="active").values_list("pk")[:2]
    )
    if len(found) != 1:
        reason = _("没有找到这个单位") if not found else _("有多个同名单位，请填写信用代码")
        raise Invalid(_("%(reason)s：%(unit)s。") % {"reason": reason, "unit": typed})
    return int(found[0][0])
