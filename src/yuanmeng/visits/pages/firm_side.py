"""What a firm sees of visits and asks of those who come: who, when, why; quiet days; decline; the anonymous opinion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import PUBLIC, Role, Where
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRM_PEOPLE, FIRMS
from yuanmeng.ui.asked import op_of, whole
from yuanmeng.visits.actions import asking, planning
from yuanmeng.visits.forms import ContactPreferenceForm, OpinionForm, QuietForm
from yuanmeng.visits.models import KINDS, ContactPreference, Line, QuietPeriod, Stop
from yuanmeng.visits.pages.presenting import TONES, visit_row
from yuanmeng.visits.policy import PREFERENCES, STOPS, own
from yuanmeng.visits.queries.burden import rhythm
from yuanmeng.visits.queries.listing import belonging

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Asked) -> HttpResponse:
    """One firm's page; an officer opens it to note what the firm asked for."""
    firm = _firm(request)
    wished = ContactPreference.objects.filter(organisation=firm).first()
    contacts = Contact.objects.filter(organisation=firm, until=None)
    form = None
    if _may_set(request, firm):
        form = ContactPreferenceForm(request.POST or None, contacts=contacts, initial=_initial(wished))
        if request.method == "POST" and form.is_valid():
            _save(request, form, firm)
            messages.success(request, _("联系偏好已保存，对所有人立即生效。"))
            return redirect(f"{reverse('visits:firm')}?firm={firm.pk}")
    elif request.method == "POST":
        PREFERENCES.demand(request.actor, "set")
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    shown = {
        "firm": firm,
        "others": _others(request),
        "form": form,
        "version": "" if wished is None else wished.version,
        "periods": _periods(firm),
        "quiet_form": QuietForm(),
        "inspection_link": rhythm().inspection_link,
        **_stops(request, firm),
    }
    return render(request, "visits/firm.html", shown, status=422 if form and form.errors else 200)


def _firm(request: Asked) -> Organisation:
    """The firm asked for, else the first of one's own. Raises Hidden, Denied."""
    asked = request.POST.get("firm") or request.GET.get("firm") or ""
    mine = own(request.actor)
    if not asked and not mine:
        PREFERENCES.demand(request.actor, "view")
        raise Hidden(_("请从企业页面打开。"))
    return FIRMS.fetch(request.actor, "view", pk=whole(asked) if asked else mine[0])


def _others(request: Asked) -> list[Organisation]:
    mine = own(request.actor)
    return list(Organisation.objects.filter(pk__in=mine).order_by("name")) if len(mine) > 1 else []


def _may_set(request: Asked, firm: Organisation) -> bool:
    mine = request.actor.places(Where.ORGANISATION, Role.FIRM_ADMINISTRATOR)
    return firm.pk in mine if request.actor.holds(*FIRM_PEOPLE) else PREFERENCES.allows(request.actor, "set")


def _initial(wished: ContactPreference | None) -> dict[str, Any]:
    if wished is None:
        return {}
    return {name: getattr(wished, name) for name in ("channel", "most", "days")} | {
        "weekdays": list(wished.weekdays),
        "contact": str(wished.contact_id or ""),
    }


def _save(request: Asked, form: ContactPreferenceForm, firm: Organisation) -> None:
    text = request.POST.get("version", "")
    version = whole(text) if text else None
    asking.prefer(firm.pk, version=version, values=form.values(), by=request.actor, op=op_of(request))


def _periods(firm: Organisation) -> list[dict[str, Any]]:
    rows = QuietPeriod.objects.filter(organisation=firm, lifted=None, until__gte=timezone.localdate())
    return [
        {
            "pk": row.pk,
            "since": date_format(row.since, "SHORT_DATE_FORMAT"),
            "until": date_format(row.until, "SHORT_DATE_FORMAT"),
        }
        for row in rows
    ]


def _stops(request: Asked, firm: Organisation) -> dict[str, Any]:
    """Coming and past contacts of the firm: who, when, why. What visitors noted for themselves is not shown."""
    seen = STOPS.among(request.actor, "view").filter(organisation=firm).select_related("visit")
    shown = seen.filter(visit__state__in=("planned", "done", "declined")).order_by("-visit__day", "-pk")[:SHOWN]
    stops = list(shown)
    coming = [stop for stop in reversed(stops) if stop.visit.state == "planned" and stop.declined_on is None]
    past = [stop for stop in stops if stop not in coming]
    has = belonging([stop.visit for stop in stops], count_lines="")
    lines = _lines(firm, past)
    decides = bool(set(own(request.actor)) & {firm.pk})
    return {
        "coming": [
            {**visit_row(stop.visit, has[stop.visit_id]), "stop": stop.pk, "may_decline": decides} for stop in coming
        ],
        "past": [
            {
                **visit_row(stop.visit, has[stop.visit_id]),
                "stop": stop.pk,
                "declined": stop.declined_on is not None,
                "lines": lines.get(stop.visit_id, []),
                "opinion_form": OpinionForm(auto_id=f"opinion-{stop.pk}-%s")
                if decides and stop.visit.state == "done" and not stop.opinion_given
                else None,
            }
            for stop in past
        ],
    }


def _lines(firm: Organisation, past: list[Stop]) -> dict[int, list[dict[str, str]]]:
    rows = Line.objects.filter(organisation=firm, visit__in=[stop.visit_id for stop in past]).order_by("pk")
    found: dict[int, list[dict[str, str]]] = {}
    for row in rows:
        shown = {"text": row.text, "kind": str(dict(KINDS)[row.kind]), "state": row.get_state_display()}
        found.setdefault(row.visit_id, []).append({**shown, "tone": TONES.get(row.state, "plain")})
    return found


@require_POST
def declining(request: Asked, pk: int) -> HttpResponse:
    """No, without a reason."""
    stop = STOPS.fetch(request.actor, "decline", pk=pk)
    planning.decline(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("已婉拒，来访人会看到；不需要说明理由。"))
    return redirect(f"{reverse('visits:firm')}?firm={stop.organisation_id}")


@require_POST
def opinion(request: Asked, pk: int) -> HttpResponse:
    """The anonymous opinion: who may give it is asked here, and forgotten before it is written."""
    stop = STOPS.fetch(request.actor, "judge", pk=pk)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请选择一项评价。"))
    asking.judge(stop.pk, form.cleaned_data["opinion"], by=PUBLIC, op=op_of(request))
    messages.success(request, _("谢谢，评价已计入全区季度汇总。"))
    return redirect(f"{reverse('visits:firm')}?firm={stop.organisation_id}")


@require_POST
def quiet(request: Asked, pk: int) -> HttpResponse:
    """A period without visits."""
    form = QuietForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写静默期的开始和结束日期。"))
    asking.keep_quiet(pk, **form.cleaned_data, by=request.actor, op=op_of(request))
    messages.success(request, _("静默期已设定。"))
    return redirect(f"{reverse('visits:firm')}?firm={pk}")


@require_POST
def lifting(request: Asked, pk: int) -> HttpResponse:
    """The period is over earlier."""
    period = asking.lift_quiet(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("这段静默期已取消。"))
    return redirect(f"{reverse('visits:firm')}?firm={period.organisation_id}")
