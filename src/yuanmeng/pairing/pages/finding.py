"""Who looks after whom: at any date, by firm and by person; and what is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import ROLES, User
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.alliances.pages.showing import alliance_name
from yuanmeng.core.actor import Actor, Role
from yuanmeng.core.refusals import Hidden
from yuanmeng.pairing.forms import FindForm
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.pages.showing import JOINED, rows
from yuanmeng.pairing.policy import CARERS, CONDITIONS, FOR_ROLE, INPUTS, PAIRINGS, PROFILES, PROPOSALS, covers
from yuanmeng.pairing.queries import periods
from yuanmeng.register.pages.showing import iso
from yuanmeng.register.queries.paging import Order, cursor, page

BY_DATE = Order("since", dt.date.fromisoformat, down="down")
BY_NAME = Order("name", str)
GAPS = {
    "officer": gettext_lazy("没有服务生的企业"),
    "instructor": gettext_lazy("没有指导员的联盟成员企业"),
    "alliance": gettext_lazy("没有结对支部的联盟"),
    "person": gettext_lazy("责任人已离岗的结对"),
    "soon": gettext_lazy("30 天内到期、尚无人接续"),
    "later": gettext_lazy("90 天内到期、尚无人接续"),
}


@require_safe
def index(request: Asked) -> HttpResponse:
    """The pairings in force on a day, newest first; the count is that of the rows."""
    PAIRINGS.demand(request.actor, "browse")
    form = FindForm({"on": iso(timezone.localdate())} | request.GET.dict())
    words, kind, on = form.asked()
    found = PAIRINGS.among(request.actor, "view").filter(covers(on))
    found = found.filter(kind=kind) if kind else found
    named = Q(user__name__icontains=words) | Q(firm__name__icontains=words)
    found = (
        found.filter(named | Q(branch__name__icontains=words) | Q(alliance__name__icontains=words)) if words else found
    )
    here = page(found, BY_DATE, cursor(BY_DATE, request.GET.get("after", ""), request.GET.get("before", "")))
    pairings = {one.pk: one for one in Pairing.objects.filter(pk__in=here.keys).select_related(*JOINED)}
    shown = {
        "form": form,
        "rows": rows(request.actor, [pairings[pk] for pk in here.keys]),
        "total": found.count(),
        "day": iso(on),
        "past": on != timezone.localdate(),
        "before": here.before,
        "after": here.after,
        "gaps": gaps(request.actor, timezone.localdate()),
        "may": _may(request.actor),
    }
    return render(request, "pairing/index.html", shown)


def _may(actor: Actor) -> dict[str, Any]:
    return {
        "propose": PAIRINGS.allows(actor, "propose"),
        "people": CARERS.allows(actor, "view"),
        "proposals": PROPOSALS.allows(actor, "view"),
        "conditions": CONDITIONS.allows(actor, "view"),
        "inputs": INPUTS.allows(actor, "browse"),
    }


def gaps(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """Each gap with how many it counts; the number opens its list."""
    counts = {which: records(actor, which, today).count() for which in GAPS}
    return [
        {
            "name": GAPS[which],
            "count": count,
            "tone": ("bad" if which in {"person", "soon"} else "warn") if count else "good",
            "url": reverse("pairing:gap", args=[which]),
        }
        for which, count in counts.items()
    ]


def records(actor: Actor, which: str, today: dt.date) -> Any:
    """The records of a gap."""
    if which == "officer":
        return periods.without(actor, "officer_firm", today)
    if which == "instructor":
        return periods.without(actor, "instructor_firm", today)
    if which == "alliance":
        return periods.alliances_without(today)
    if which == "person":
        return periods.orphaned(today).filter(pk__in=PAIRINGS.among(actor, "view").values("pk"))
    return periods.ending(actor, today, periods.SOONER if which == "soon" else periods.SOON)


@require_safe
def gap(request: Asked, which: str) -> HttpResponse:
    """What one number of the overview counts."""
    PAIRINGS.demand(request.actor, "browse")
    if which not in GAPS:
        raise Hidden(_("没有这张清单。"))
    found = records(request.actor, which, timezone.localdate())
    order = BY_DATE if which in {"person", "soon", "later"} else BY_NAME
    here = page(found, order, cursor(order, request.GET.get("after", ""), request.GET.get("before", "")))
    shown = {
        "name": GAPS[which],
        "total": found.count(),
        "before": here.before,
        "after": here.after,
        "may_propose": PAIRINGS.allows(request.actor, "propose"),
        **_listed(request.actor, which, here.keys, found),
    }
    return render(request, "pairing/gap.html", shown)


def _listed(actor: Actor, which: str, keys: list[int], found: Any) -> dict[str, Any]:
    """Rows of a gap: pairings, or units to be given somebody."""
    if which in {"person", "soon", "later"}:
        pairings = {one.pk: one for one in Pairing.objects.filter(pk__in=keys).select_related(*JOINED)}
        return {"rows": rows(actor, [pairings[pk] for pk in keys])}
    named = {one.pk: one for one in found.model.objects.filter(pk__in=keys)}
    if which == "alliance":
        urls = {pk: reverse("alliances:alliance", args=[named[pk].slug]) for pk in keys}
        return {
            "units": [
                {"name": alliance_name(named[pk]), "url": urls[pk], "ask": f"kind=branch_alliance&alliance_id={pk}"}
                for pk in keys
            ]
        }
    kind = "officer_firm" if which == "officer" else "instructor_firm"
    return {
        "units": [
            {"name": named[pk].name, "url": reverse("register:firm", args=[pk]), "ask": f"kind={kind}&unit={pk}"}
            for pk in keys
        ]
    }


@require_safe
def people(request: Asked) -> HttpResponse:
    """People who look after firms, by name, with how many each has: a load, not a rank (ALL-06)."""
    CARERS.demand(request.actor, "view")
    today = timezone.localdate()
    holders = posts_on(today).filter(role__in=FOR_ROLE.values()).values("user_id")
    busy = periods.on(today).filter(user__isnull=False).values("user_id")
    found = CARERS.among(request.actor, "view").filter(Q(pk__in=holders) | Q(pk__in=busy))
    here = page(
        found, BY_NAME, cursor(BY_NAME, request.GET.get("after", ""), request.GET.get("before", "")), "is_active"
    )
    loads = dict(periods.on(today).filter(user__in=here.keys).values_list("user_id").annotate(n=Count("pk")))
    posts: dict[int, list[str]] = {}
    for user, role in (
        posts_on(today).filter(user__in=here.keys, role__in=FOR_ROLE.values()).values_list("user_id", "role")
    ):
        posts.setdefault(user, []).append(str(ROLES[Role(role)]))
    shown = {
        "rows": [
            {
                "name": name,
                "url": reverse("pairing:person", args=[pk]),
                "posts": "、".join(dict.fromkeys(posts.get(pk, []))) if active else "",
                "load": loads.get(pk, 0),
            }
            for pk, name, active in here.rows
        ],
        "total": found.count(),
        "before": here.before,
        "after": here.after,
    }
    return render(request, "pairing/people.html", shown)


@require_safe
def person(request: Asked, pk: int) -> HttpResponse:
    """One person: what is in force and to come, what was, what they can take on."""
    user = CARERS.fetch(request.actor, "view", pk=pk)
    today = timezone.localdate()
    mine = Pairing.objects.filter(user=user, state="agreed").select_related(*JOINED)
    over = mine.filter(until__lt=today)
    shown = {
        "person": {"pk": pk, "name": user.name},
        "rows": rows(request.actor, list(periods.live_of(pk, today).select_related(*JOINED)[:200])),
        "past": rows(request.actor, list(over[:50])),
        "past_total": over.count(),
        "profile": profile_of(user),
        "may_hand_over": CARERS.allows(request.actor, "hand_over"),
        "may_edit": CONDITIONS.allows(request.actor, "manage") or pk == request.actor.user_id,
    }
    return render(request, "pairing/person.html", shown)


def profile_of(user: User) -> dict[str, Any]:
    """What a person can take on, as shown; empty when nobody said."""
    found = PROFILES.model.objects.select_related("base").filter(user=user).first()
    if found is None:
        return {}
    return {
        "industries": found.industries or "—",
        "languages": found.languages or "—",
        "base": found.base.name if found.base else "—",
        "caps": _("%(least)s 至 %(most)s 家") % {"least": found.least, "most": found.most},
    }
