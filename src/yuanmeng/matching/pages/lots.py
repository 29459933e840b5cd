"""Postings: the list, one of them, typing one in a minute, pasting a message, and settling what was held."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.actor import Actor
from yuanmeng.core.labour.catalogue import jobs
from yuanmeng.core.labour.message import Said, read
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.core.text import Unclean
from yuanmeng.matching.actions import lots as actions
from yuanmeng.matching.forms.lots import FORMS, LotForm, MessageForm, bits, first_values, job_choices
from yuanmeng.matching.models import SIDES, Lot
from yuanmeng.matching.pages.presenting import HELD, loan_row, lot_facts, lot_row, pointed_out
from yuanmeng.matching.policy import IMPORTS, LOANS, LOTS, own
from yuanmeng.matching.queries.lots import current, taken, taken_of
from yuanmeng.matching.states import LOT
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded

PAGE = 50
GIVEN = ("title", "company", "headcount", "deadline")
SHOWN = ("current", "draft", "held", "all")


@require_safe
def index(request: Asked) -> HttpResponse:
    """Idle or missing staff: current ones, drafts, held ones, or all."""
    LOTS.demand(request.actor, "browse")
    asked = wanted(request.GET)
    found = among(request.actor, asked)
    before = request.GET.get("before", "")
    page = found.filter(pk__lt=int(before)) if before.isdigit() and len(before) < 19 else found
    rows = list(page.select_related("organisation").order_by("-pk")[: PAGE + 1])
    used = taken(Lot.objects.filter(pk__in=[row.pk for row in rows[:PAGE]]))
    shown = {
        "asked": asked,
        "total": found.count(),
        "rows": [lot_row(row, used.get(row.pk, 0)) for row in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "jobs": job_choices()[1:],
        "query": request.GET.urlencode(),
        "may_post": LOTS.allows(request.actor, "post"),
        "may_import": IMPORTS.allows(request.actor, "view"),
    }
    return render(request, "matching/lots.html", shown)


def wanted(query: QueryDict) -> dict[str, str]:
    """What a list of postings is asked for, by names of its filters."""
    return {
        "side": _one_of(query.get("side"), dict(SIDES), "shortage"),
        "job": _one_of(query.get("job"), {str(code) for code in jobs()}, ""),
        "show": _one_of(query.get("show"), SHOWN, "current"),
        "q": query.get("q", "").strip()[:60],
        "firm": query.get("firm", "") if query.get("firm", "").isdigit() else "",
    }


def _one_of(value: str | None, known: Any, otherwise: str) -> str:
    return value if value is not None and value in known else otherwise


def among(actor: Actor, asked: dict[str, str]) -> QuerySet[Lot]:
    """The postings in sight that were asked for."""
    found = LOTS.among(actor, "view").filter(side=asked["side"])
    if asked["job"]:
        found = found.filter(job=int(asked["job"]))
    if asked["firm"]:
        found = found.filter(organisation=int(asked["firm"][:18]))
    if asked["q"]:
        found = found.filter(Q(organisation__name__icontains=asked["q"]) | Q(text__icontains=asked["q"]))
    if asked["show"] == "current":
        return found.filter(current())
    return found if asked["show"] == "all" else found.filter(state=asked["show"])


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, side: str) -> HttpResponse:
    """Type a posting in, or paste a chat message that fills the form; published at once where everything is told."""
    LOTS.demand(request.actor, "post")
    if side not in FORMS:
        raise Hidden(_("没有这一类用工信息。"))
    choices = _choices(request)
    initial: dict[str, Any] = first_values() | {"organisation": choices["organisation"].first()}
    if request.POST.get("do") == "read":
        return _read(request, side, choices, initial)
    form = FORMS[side](request.POST or None, initial=initial, among=choices)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        firm = values.pop("organisation")
        try:
            made = actions.post(firm.pk, side, values=values, by=request.actor, op=op_of(request))
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("已保存为草稿，核对后发布。"))
            return redirect("matching:lot", made.pk)
    return _form(request, side, form, MessageForm())


def _read(request: Asked, side: str, choices: dict[str, Any], initial: dict[str, Any]) -> HttpResponse:
    """Fill the form of the side that the message speaks of; the person confirms."""
    paste = MessageForm(request.POST)
    said = Said()
    if paste.is_valid():
        try:
            said = read(paste.cleaned_data["message"], timezone.localdate())
        except Unclean as wrong:
            paste.add_error("message", str(wrong))
        else:
            side = said.side or side
            initial |= first_values(said) | {"text": paste.cleaned_data["message"]}
    return _form(request, side, FORMS[side](initial=initial, among=choices), paste, said)


def _form(request: Asked, side: str, form: LotForm, paste: MessageForm, said: Said | None = None) -> HttpResponse:
    shown = {
        "side": side,
        "side_name": dict(SIDES)[side],
        "form": loaded(form),
        "paste": paste,
        "words": list(said.words.values()) if said else [],
        "asked": paste.is_bound and paste.is_valid(),
    }
    return render(request, "matching/lot_new.html", shown, status=422 if form.errors or paste.errors else 200)


def show(form: BaseForm, refused: Invalid) -> None:
    """Put the refusal's sentences at their fields, the rest above the form."""
    errors = refused.facts.get("errors") or {None: [refused.says]}
    for name, sentences in errors.items():
        form.add_error(name if name in form.fields else None, sentences)


def _choices(request: Asked, firm: Organisation | None = None) -> dict[str, Any]:
    """What may be chosen: one's own organisations (an officer: any firm), and their contacts."""
    firms = FIRMS.among(request.actor, "view").filter(state="active")
    if firm:
        firms = firms.filter(pk=firm.pk)
    elif own(request.actor):
        firms = firms.filter(pk__in=own(request.actor))
    today = timezone.localdate()
    held = Contact.objects.filter(Q(until__isnull=True) | Q(until__gte=today), organisation__in=firms)
    return {"organisation": firms.order_by("name"), "contact": held if own(request.actor) or firm else held.none()}


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One posting: what it says, what keeps it from being published, the loans that came of it."""
    lot = LOTS.fetch(request.actor, "view", pk=pk)
    verbs = set(LOT.verbs(lot.state)) if "change" in LOTS.may(request.actor, lot) else set()
    loans = LOANS.among(request.actor, "view").filter(**{lot.side: lot}).select_related("lender", "borrower")
    used = taken_of(lot)
    shown = {
        "lot": lot,
        "row": lot_row(lot, used),
        "facts": lot_facts(lot),
        "held": [HELD[name] for name in lot.held if name in HELD],
        "given": [(name, lot.given[name]) for name in GIVEN if lot.given.get(name)],
        "pointed_out": pointed_out(lot),
        "verbs": verbs,
        "missing": _missing(lot) if "publish" in verbs else [],
        "loans": [loan_row(loan) for loan in loans.exclude(state="draft").order_by("-pk")[:50]],
        "bound": bool(used),
    }  # fmt: skip
    return render(request, "matching/lot.html", shown)


def _missing(lot: Lot) -> list[str]:
    """Names of the fields that LAB-11 still asks for."""
    names = [name for name in actions.TOLD if lot.side == "shortage" and not getattr(lot, name)]
    names += ["wage_fen"] if not lot.wage_fen else []
    names += ["willing"] if lot.side == "surplus" and not lot.willing else []
    return [str(Lot._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Change a draft, or settle what was held; what was typed stays in the form when it is refused."""
    lot = LOTS.fetch(request.actor, "change", pk=pk)
    initial = {name: getattr(lot, name) for name in (*actions.FIELDS, "organisation")}
    initial |= {"shifts": bits(lot.shifts), "suits": [bit for bit in (1, 2, 4, 8) if lot.suits & bit]}
    form = FORMS[lot.side](request.POST or None, initial=initial, among=_choices(request, lot.organisation))
    form.fields["organisation"].disabled = lot.organisation is not None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        firm = values.pop("organisation")
        try:
            _settle(request, lot, firm.pk, values)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("matching:lot", pk)
    shown = {"form": loaded(form), "lot": lot, "side": lot.side, "row": lot_row(lot)}
    return render(request, "matching/lot_editing.html", shown, status=422 if form.errors else 200)


def _settle(request: Asked, lot: Lot, firm: int, values: dict[str, Any]) -> None:
    version, by, op = version_of(request), request.actor, op_of(request)
    if lot.state == "held":
        actions.release(lot.pk, version=version, organisation=firm, values=values, by=by, op=op)
    else:
        actions.edit(lot.pk, version=version, values=values, by=by, op=op)


@require_POST
def move(request: Asked, pk: int, verb: str) -> HttpResponse:
    """Publish, take back for revision, withdraw: one button each."""
    verbs = {"publication": actions.publish, "revision": actions.revise, "withdrawal": actions.withdraw}
    if verb not in verbs:
        raise Hidden(_("没有这个操作。"))
    try:
        verbs[verb](pk, version=version_of(request), by=request.actor, op=op_of(request))
    except Invalid as refused:
        messages.error(request, refused.says)
        return redirect("matching:editing", pk)
    messages.success(request, _("已办理。"))
    return redirect("matching:lot", pk)
