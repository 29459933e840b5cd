"""The alliances, one alliance and its members."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances import actions
from yuanmeng.alliances.forms import AllianceForm, MembersForm
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.alliances.pages.cards import alliance_cards
from yuanmeng.alliances.pages.showing import STATE_NAMES, alliance_name, day, own_rows, settling, verbs
from yuanmeng.alliances.policy import ALLIANCES, MAPPINGS, MEMBERSHIPS
from yuanmeng.alliances.queries import LIVE, in_force, members_on, own_memberships
from yuanmeng.core.actor import Actor, Role, Where
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.paging import Order, cursor, page
from yuanmeng.register.queries.suggestions import industry_name
from yuanmeng.ui.asked import op_of


@require_safe
def index(request: Asked) -> HttpResponse:
    """The alliances in force, with their members as of today; a firm also sees its own memberships."""
    ALLIANCES.demand(request.actor, "view")
    staff = FIRMS.allows(request.actor, "browse")
    rows = [
        {
            "name": alliance_name(one),
            "url": reverse("alliances:alliance", args=[one.slug]),
            "members": one.members,  # type: ignore[attr-defined]
            "invited": one.invited if staff else 0,  # type: ignore[attr-defined]
            "since": day(one.since),
        }
        for one in in_force(timezone.localdate())
    ]
    shown = {
        "alliances": rows,
        "own": own_rows(request.actor, own_memberships(request.actor)),
        "may_establish": ALLIANCES.allows(request.actor, "establish"),
        "may_map": MAPPINGS.allows(request.actor, "view"),
        "may_invite": ALLIANCES.allows(request.actor, "invite"),
    }
    return render(request, "alliances/index.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Establish an alliance."""
    ALLIANCES.demand(request.actor, "establish")
    form = AllianceForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        alliance = actions.establish(**form.cleaned_data, by=request.actor, op=op_of(request))
        messages.success(request, _("已成立“%(name)s”。") % {"name": alliance_name(alliance)})
        return redirect("alliances:alliance", alliance.slug)
    return render(request, "alliances/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def detail(request: Asked, slug: str) -> HttpResponse:
    """One alliance and its members as of a day, or those invited, declined, left."""
    alliance = ALLIANCES.fetch(request.actor, "view", slug=slug)
    form = MembersForm({"state": "member", **request.GET.dict()})
    asked = form.asked()
    rows = members(request.actor, alliance, **asked)
    here = page(rows, ORDER, cursor(ORDER, request.GET.get("after", ""), request.GET.get("before", "")), *COLUMNS)
    staff = FIRMS.allows(request.actor, "browse")
    mine = own_memberships(request.actor, alliance)
    settled = settling(request.actor, {alliance.pk})
    shown = {
        "alliance": {"name": alliance_name(alliance), "slug": alliance.slug, "since": day(alliance.since)},
        "form": form,
        "asked": asked,
        "past": asked["on"] != timezone.localdate(),
        "day": day(asked["on"]),
        "state": STATE_NAMES[asked["state"]],
        "total": rows.count(),
        "rows": [member_row(row, asked["state"], staff=staff or "", settled=settled) for row in here.rows],
        "settles": bool(settled) and asked["state"] in {"invited", "applied"},
        "may_apply": applicants(request.actor, mine),
        "before": here.before,
        "after": here.after,
        "cards": alliance_cards(request.actor, alliance),
        "own": own_rows(request.actor, mine),
        "may_invite": "invite" in ALLIANCES.may(request.actor, alliance),
    }
    return render(request, "alliances/alliance.html", shown)


ORDER = Order("invited_on", dt.date.fromisoformat, down="down")
COLUMNS = (
    "organisation_id", "organisation__name", "organisation__uscc", "organisation__industry", "joined_on", "left_on",
    "version",
)  # fmt: skip


def members(actor: Actor, alliance: Alliance, *, q: str, state: str, on: dt.date) -> QuerySet[Membership]:
    """The memberships listed; the page's count is the count of these."""
    rows = MEMBERSHIPS.among(actor, "view").filter(alliance=alliance)
    rows = rows.filter(members_on(on)) if state == "member" else rows.filter(state=state)
    return rows.filter(Q(organisation__name__icontains=q) | Q(organisation__uscc__icontains=q)) if q else rows


def applicants(actor: Actor, mine: list[Membership]) -> list[dict[str, Any]]:
    """The actor's own firms that may apply here: those that are not in it, invited or waiting already."""
    live = {one.organisation_id for one in mine if one.state in LIVE}
    firms = set(actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR)) - live
    if not firms:
        return []
    active = FIRMS.among(actor, "view").filter(pk__in=firms, state="active").order_by("name")
    return [{"pk": pk, "name": name} for pk, name in active.values_list("pk", "name")]


def member_row(row: tuple[Any, ...], state: str, *, staff: Any, settled: object) -> dict[str, Any]:
    """Ready strings for one member; only staff may open any firm's file."""
    pk, invited, firm, name, code, industry, joined, left, version = row
    return {
        "pk": pk,
        "version": version,
        "name": name,
        "firm": name,
        "url": reverse("register:firm", args=[firm]) if staff else "",
        "code": code or "—",
        "industry": industry_name(industry) or "—",
        "invited": day(invited),
        "joined": day(joined),
        "left": day(left),
        "verbs": verbs(state, own="", settling=settled),
    }
