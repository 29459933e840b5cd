"""The next 30 days, planning a contact, and what can be done with a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.burden import objections
from yuanmeng.core.refusals import Invalid
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, reason_of, version_of, whole
from yuanmeng.visits.actions import asking, planning
from yuanmeng.visits.forms import MoveForm, PlanForm, RhythmForm
from yuanmeng.visits.models import HOWS, Stop
from yuanmeng.visits.pages.presenting import visit_row
from yuanmeng.visits.policy import RHYTHM, VISITS
from yuanmeng.visits.queries.burden import coming, contacts_of, joint, rhythm, wishes_of
from yuanmeng.visits.queries.capacity import colleagues
from yuanmeng.visits.queries.finding import mine, named
from yuanmeng.visits.queries.listing import Belonging, belonging

SHOWN = 500
WARNINGS = {
    "quiet": gettext_lazy("静默日"),
    "cap": gettext_lazy("次数已满"),
    "channel": gettext_lazy("希望用其他方式"),
}


@require_safe
def index(request: Asked) -> HttpResponse:
    """Everybody's planned contacts of the next 30 days, with proposals to join two."""
    VISITS.demand(request.actor, "view")
    q, own = request.GET.get("q", "").strip()[:60], request.GET.get("mine", "")
    stops = list(_shown(request, q, own))
    visits = {stop.visit_id: stop.visit for stop in stops}
    has = belonging(list(visits.values()))
    warned = _warnings(stops)
    rows = [
        {**visit_row(visit, has[key]), "warnings": [str(WARNINGS[code]) for code in sorted(warned.get(key, ()))]}
        for key, visit in visits.items()
    ]
    shown = {
        "rows": rows,
        "total": len(rows),
        "joint": _joint(request, stops, has),
        "q": q,
        "mine": own,
        "may_plan": VISITS.allows(request.actor, "plan"),
        "may_set": RHYTHM.allows(request.actor, "set"),
    }
    return render(request, "visits/planner.html", shown)


def _shown(request: Asked, q: str, own: str) -> Iterable[Stop]:
    stops = coming(timezone.localdate()).select_related("visit")
    if q:
        stops = stops.filter(organisation__in=named(q))
    if own:
        stops = stops.filter(visit__visitors__user=request.actor.user_id)
    return stops[:SHOWN]


def _warnings(stops: Iterable[Stop]) -> dict[int, set[str]]:
    """Visit → what speaks against it by now: a firm may have set its wishes after the plan was made."""
    rows = list(stops)
    firms = {row.organisation_id for row in rows}
    wishes, contacts = wishes_of(firms), contacts_of(firms, timezone.localdate())
    found: dict[int, set[str]] = {}
    for row in rows:
        if row.organisation_id in wishes and row.visit.purpose != "asked":
            others = [*contacts[row.organisation_id]]
            others.remove(row.visit.day)
            codes = objections(wishes[row.organisation_id], row.visit.day, row.visit.how, others)
            found.setdefault(row.visit_id, set()).update(codes)
    return found


def _joint(request: Asked, stops: list[Stop], has: dict[int, Belonging]) -> list[dict[str, Any]]:
    """Proposals, with a button for those who take part in one of the two."""
    pairs = []
    for one, two in joint(stops, rhythm().near):
        names = {key: name for key, name, _gone in has[one.visit_id].firms}
        people = {key for stop in (one, two) for key, _name, _as in has[stop.visit_id].visitors}
        pairs.append(
            {
                "firm": names[one.organisation_id],
                "one": visit_row(one.visit, has[one.visit_id]),
                "two": visit_row(two.visit, has[two.visit_id]),
                "may": request.actor.user_id in people and VISITS.allows(request.actor, "plan"),
            }
        )
    return pairs


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Asked) -> HttpResponse:
    """Plan a contact; what the firms set stands above the form."""
    VISITS.demand(request.actor, "plan")
    firms = _firms(request)
    initial = {"day": timezone.localdate() + dt.timedelta(days=1), "firms": [firm.pk for firm in firms]}
    form = PlanForm(
        request.POST or None, actor=request.actor, colleagues=colleagues(timezone.localdate()), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            visit = planning.plan(form.said(), by=request.actor, op=op_of(request))
        except Invalid as refused:
            form.refused(refused)
        else:
            messages.success(request, _("已约定，企业和同事都能看到。"))
            return redirect("visits:visit", visit.pk)
    shown = {
        "form": form,
        "firms": firms,
        "mine": [firm.name for firm in mine(request.actor)],
        "known": _known(firms),
    }
    return render(request, "visits/plan.html", shown, status=422 if form.errors else 200)


def _firms(request: Asked) -> list[Organisation]:
    keys = request.POST.getlist("firms") or [request.GET.get("firm", "")]
    known = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    return list(FIRMS.among(request.actor, "view").filter(pk__in=known)) if known else []


def _known(firms: list[Organisation]) -> list[dict[str, Any]]:
    """What the firms set, and who goes there already."""
    keys = [firm.pk for firm in firms]
    today = timezone.localdate()
    wishes = wishes_of(keys)
    contacts = contacts_of(keys, today)
    found = []
    for firm in firms:
        says = [
            _("已约定 %(day)s 的联系") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
            for day in contacts.get(firm.pk, ())
            if day >= today
        ]
        wish = wishes.get(firm.pk)
        if wish and wish.most is not None:
            text = _("企业设定：每 %(days)d 天最多联系 %(most)d 次")
            says.append(text % {"days": wish.days, "most": wish.most})
        if wish and wish.channel:
            says.append(_("企业希望的方式：%(how)s") % {"how": dict(HOWS)[wish.channel]})
        if says:
            found.append({"firm": firm.name, "says": says})
    return found


@require_POST
def moving(request: Asked, pk: int) -> HttpResponse:
    """Another day."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写改到哪一天。"))
    given = form.cleaned_data
    version, op = version_of(request), op_of(request)
    planning.reschedule(pk, version=version, **given, by=request.actor, op=op)
    messages.success(request, _("已改期。"))
    return redirect("visits:visit", pk)


@require_POST
def cancellation(request: Asked, pk: int) -> HttpResponse:
    """The visit is not held."""
    reason = reason_of(request.POST.get("reason", ""))
    planning.cancel(pk, version=version_of(request), reason=reason, by=request.actor, op=op_of(request))
    messages.success(request, _("约定已取消。"))
    return redirect("visits:visit", pk)


@require_POST
def along(request: Asked, pk: int) -> HttpResponse:
    """One visit instead of two."""
    planning.come_along(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("您已加入这次走访。"))
    return redirect("visits:visit", pk)


@require_POST
def joining(request: Asked, pk: int, other: int) -> HttpResponse:
    """Two plans become one."""
    versions = (version_of(request), whole(request.POST.get("other_version", "")))
    planning.join(pk, other, versions=versions, by=request.actor, op=op_of(request))
    messages.success(request, _("已合并为一次联合走访。"))
    return redirect("visits:visit", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Asked) -> HttpResponse:
    """The rhythm of the zone."""
    RHYTHM.demand(request.actor, "set")
    now = rhythm()
    names = ("remind_after", "near", "inspection_link")
    form = RhythmForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    if request.method == "POST" and form.is_valid():
        version = version_of(request)
        asking.set_rhythm(version=version, values=form.cleaned_data, by=request.actor, op=op_of(request))
        messages.success(request, _("已保存。"))
        return redirect("visits:planner")
    return render(request, "visits/rhythm.html", {"form": form, "rhythm": now}, status=422 if form.errors else 200)
