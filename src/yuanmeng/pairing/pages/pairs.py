"""One pairing: proposing it, answering for one's own side, ending it; and the page of what is mine."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.accounts.queries import in_force as posts_on
from yuanmeng.core.refusals import Denied, Invalid
from yuanmeng.pairing.actions import pairs as actions
from yuanmeng.pairing.forms import DeclineForm, EndForm, PairForm
from yuanmeng.pairing.models import Pairing
from yuanmeng.pairing.pages.showing import JOINED, reasons, row, rows
from yuanmeng.pairing.policy import FOR_ROLE, PAIRINGS, joined, own, side
from yuanmeng.pairing.queries.inputs import bases_of
from yuanmeng.pairing.queries.work import recorded
from yuanmeng.pairing.states import PAIRING
from yuanmeng.register.pages.sentences import said
from yuanmeng.register.pages.showing import iso, moment
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, version_of

LINES = 20
"""Recorded items shown."""


@require_safe
def mine(request: Asked) -> HttpResponse:
    """What waits for my answer, and what I look after or who looks after us: first on a phone."""
    today = timezone.localdate()
    if not joined(request.actor):
        raise Denied(_("这一页给结对双方看，您的岗位不在其中。"))
    concerned = Pairing.objects.filter(own.where(request.actor)).select_related(*JOINED)
    open_ones = Pairing.objects.filter(side.where(request.actor), state="proposed").select_related(*JOINED)
    bases = bases_of(one.why for one in open_ones)
    agreed = [
        one
        for one in concerned.filter(state="agreed").order_by("firm__name", "pk")
        if not one.until or one.until >= today
    ]
    shown = {
        "asked": [_asked(one, request, bases) for one in open_ones],
        "rows": rows(request.actor, agreed),
        "profile": any(
            FOR_ROLE[kind] in {s.role for s in request.actor.seats} for kind in ("officer_firm", "instructor_firm")
        ),
    }
    return render(request, "pairing/mine.html", shown)


def _asked(pairing: Pairing, request: Asked, bases: dict[int, str]) -> dict[str, Any]:
    """A pairing that waits, with which side has answered."""
    sides = actions.own_sides(request.actor, pairing)
    shown = row(pairing, staff=FIRMS.allows(request.actor, "browse") or "", today=timezone.localdate())
    waits = [each for each in sides if getattr(pairing, each) is None]
    return shown | {"version": pairing.version, "waits": bool(waits), "reasons": reasons(pairing.why, bases)}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Propose a pairing; both sides are asked."""
    PAIRINGS.demand(request.actor, "propose")
    today = timezone.localdate()
    holders = posts_on(today).filter(role__in=FOR_ROLE.values()).values("user_id")
    people = list(User.objects.filter(pk__in=holders, is_active=True).order_by("name", "pk"))
    form = PairForm(request.POST or None, people=people, actor=request.actor, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            pairing = Pairing(user_id=typed.pop("user"), **typed)
            made = actions.propose(pairing, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error(None, wrong.says)
        else:
            messages.success(request, _("已向双方征求意见。"))
            return redirect("pairing:pairing", made.pk)
    return render(request, "pairing/new.html", {"form": form}, status=422 if form.errors else 200)


def _asked_for(request: Asked) -> dict[str, Any]:
    """What the link that leads here says."""
    known = {key: request.GET[key] for key in ("kind", "alliance_id", "user") if request.GET.get(key)}
    unit = request.GET.get("unit", "")
    if unit.isascii() and unit.isdigit() and len(unit) < 19:
        firm = FIRMS.among(request.actor, "view").filter(pk=int(unit)).values_list("name", flat=True).first()
        known["firm"] = firm or ""
    return known


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One pairing with its reasons, handover note, what came before and after, and what is recorded of it."""
    return _page(request, pk, DeclineForm(), EndForm())


@require_POST
def accept(request: Asked, pk: int) -> HttpResponse:
    """Yes for one's own side."""
    made = actions.accept(pk, version=version_of(request), by=request.actor, op=op_of(request))
    done = _("双方已同意，从 %(since)s 起生效。") % {"since": iso(made.since)}
    messages.success(request, done if made.state == "agreed" else _("已同意，等待对方答复。"))
    return redirect("pairing:mine")


@require_POST
def decline(request: Asked, pk: int) -> HttpResponse:
    """No for one's own side; the reason may be left out."""
    PAIRINGS.fetch(request.actor, "answer", pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form, EndForm(), status=422)
    reason = form.cleaned_data["reason"]
    actions.decline(pk, reason, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已答复不同意，园区会另行安排。"))
    return redirect("pairing:mine")


@require_POST
def withdraw(request: Asked, pk: int) -> HttpResponse:
    """Take a proposal back."""
    actions.withdraw(pk, version=version_of(request), by=request.actor, op=op_of(request))
    return redirect("pairing:pairing", pk)


@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    """Set the last day."""
    PAIRINGS.fetch(request.actor, "end", pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            until, note = form.cleaned_data["until"], form.cleaned_data["note"]
            actions.end(pk, until, note, version=version_of(request), by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error(None, wrong.says)
        else:
            messages.success(request, _("已登记最后一天。"))
            return redirect("pairing:pairing", pk)
    return _page(request, pk, DeclineForm(), form, status=422)


def _page(request: Asked, pk: int, decline_form: DeclineForm, end_form: EndForm, *, status: int = 200) -> HttpResponse:
    pairing = PAIRINGS.fetch(request.actor, "view", pk=pk)
    may = PAIRINGS.may(request.actor, pairing)
    verbs = set(PAIRING.verbs(pairing.state))
    staff = FIRMS.allows(request.actor, "browse")
    around = Pairing.objects.filter(pk__in=[pairing.previous_id or 0]).select_related(*JOINED)
    after = Pairing.objects.filter(previous=pairing).select_related(*JOINED)
    events = list(recorded(pairing)[:LINES]) if staff or pairing.user_id == request.actor.user_id else []
    shown = {
        "row": row(pairing, staff=staff or "", today=timezone.localdate()),
        "record": pairing,
        "sides": _sides(pairing),
        "reason": pairing.reason if may & {"answer", "withdraw"} else "",
        "reasons": reasons(pairing.why, bases_of([pairing.why])) if may & {"answer", "withdraw"} else [],
        "before": rows(request.actor, list(around)),
        "after": rows(request.actor, list(after)),
        "events": [{"at": moment(event.at), "says": said(event.verb, event.facts)} for event in events],
        "may_answer": "answer" in may and "accept" in verbs,
        "may_withdraw": "withdraw" in may and "withdraw" in verbs,
        "may_end": "end" in may and "end" in verbs and _runs(pairing),
        "decline_form": decline_form,
        "end_form": end_form,
    }
    return render(request, "pairing/pairing.html", shown, status=status)


def _runs(pairing: Pairing) -> bool:
    return pairing.until is None or pairing.until > timezone.localdate()


def _sides(pairing: Pairing) -> list[dict[str, str]]:
    """What each side has answered."""
    names = (_("支部"), _("联盟")) if pairing.kind == "branch_alliance" else (_("责任人"), _("企业方"))
    days = (pairing.one_agreed, pairing.other_agreed)
    waits = _("尚未答复") if pairing.state == "proposed" else "—"
    return [
        {"name": name, "says": _("%(day)s 同意") % {"day": iso(day)} if day else waits}
        for name, day in zip(names, days, strict=True)
    ]
