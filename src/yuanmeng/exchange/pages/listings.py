"""The lists of offers and needs, one entry, and typing one in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances.models import Alliance, Membership
from yuanmeng.core.exchange.pasted import read
from yuanmeng.core.refusals import Invalid
from yuanmeng.core.text import Unclean
from yuanmeng.exchange import queries
from yuanmeng.exchange.actions import listings as actions
from yuanmeng.exchange.forms import AcceptForm, ClaimForm, ListingForm, PasteForm, ReasonForm, RenewForm, first_values
from yuanmeng.exchange.models import CATEGORIES, DIRECTIONS, Claim, Listing
from yuanmeng.exchange.pages.presenting import claim_row, listing_row, proposal_row
from yuanmeng.exchange.policy import CLAIMS, LISTINGS, own
from yuanmeng.register.models import Contact, Organisation
from yuanmeng.register.policy import FIRMS
from yuanmeng.ui.asked import op_of, version_of
from yuanmeng.ui.loaded import loaded

PAGE = 50
SHOWN = {"current", "mine", "all"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """Offers or needs: current ones, one's own, or all that were ever open."""
    LISTINGS.demand(request.actor, "browse")
    asked = {
        "direction": _one_of(request.GET.get("direction"), dict(DIRECTIONS), "need"),
        "category": _one_of(request.GET.get("category"), dict(CATEGORIES), ""),
        "show": _one_of(request.GET.get("show"), SHOWN, "current"),
        "q": request.GET.get("q", "").strip()[:60],
        "alliance": request.GET.get("alliance", "")[:40],
        "organisation": request.GET.get("organisation", "") if request.GET.get("organisation", "").isdigit() else "",
    }
    found = _found(request, asked)
    before = request.GET.get("before", "")
    page = found.filter(pk__lt=int(before)) if before.isdigit() and len(before) < 19 else found
    rows = list(page.select_related("organisation").order_by("-id")[: PAGE + 1])
    return render(
        request,
        "exchange/listings.html",
        {
            "asked": asked,
            "total": found.count(),
            "rows": [listing_row(row) for row in rows[:PAGE]],
            "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "categories": CATEGORIES,
            "may_publish": LISTINGS.allows(request.actor, "publish"),
        },
    )


def _one_of(value: str | None, known: Any, otherwise: str) -> str:
    return value if value is not None and value in known else otherwise


def _found(request: Asked, asked: dict[str, str]) -> QuerySet[Listing]:
    found = LISTINGS.among(request.actor, "view").filter(direction=asked["direction"])
    if asked["category"]:
        found = found.filter(category=asked["category"])
    if asked["q"]:
        found = found.filter(
            Q(title__icontains=asked["q"]) | Q(text__icontains=asked["q"]) | Q(organisation__name__icontains=asked["q"])
        )
    found = queries.of(found, asked["alliance"], asked["organisation"])
    if asked["show"] == "mine":
        return found.filter(organisation__in=own(request.actor))
    return found.filter(queries.current()) if asked["show"] == "current" else found


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Type an entry in, or paste a chat message that fills the form."""
    LISTINGS.demand(request.actor, "publish")
    among = _among(request)
    direction = _one_of(request.GET.get("direction"), dict(DIRECTIONS), "need")
    initial: dict[str, Any] = first_values(direction=direction) | {"organisation": among["organisation"].first()}
    if request.POST.get("do") == "read":
        return _read(request, among, initial)
    form = ListingForm(request.POST or None, initial=initial, among=among)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        firm = values.pop("organisation")
        try:
            made = actions.publish(firm.pk, values=values, by=request.actor, op=op_of(request))
        except Invalid as refused:
            _show(form, refused)
        else:
            messages.success(request, _("已发布。"))
            return redirect("exchange:listing", made.pk)
    return _form(request, form, PasteForm())


def _read(request: Asked, among: dict[str, Any], initial: dict[str, Any]) -> HttpResponse:
    """Fill the form from the pasted message; the person confirms."""
    paste = PasteForm(request.POST)
    words: dict[str, str] = {}
    if paste.is_valid():
        try:
            reading = read(paste.cleaned_data["message"], timezone.localdate())
        except Unclean as wrong:
            paste.add_error("message", str(wrong))
        else:
            words = reading.words
            initial |= first_values(reading, initial["direction"])
    return _form(request, ListingForm(initial=initial, among=among), paste, words)


def _form(request: Asked, form: ListingForm, paste: PasteForm, words: dict[str, str] | None = None) -> HttpResponse:
    shown = {"form": loaded(form), "paste": paste, "words": words, "asked": paste.is_bound and paste.is_valid()}
    return render(request, "exchange/new.html", shown, status=422 if form.errors or paste.errors else 200)


def _show(form: Form, refused: Invalid) -> None:
    """Put the refusal's sentences at their fields, the rest above the form."""
    errors = refused.facts.get("errors") or {None: [refused.says]}
    for name, sentences in errors.items():
        form.add_error(name if name in form.fields else None, sentences)


def _among(request: Asked, firm: Organisation | None = None) -> dict[str, Any]:
    """What may be chosen: one's own member organisations (an officer: any member), their contacts and alliances."""
    members = Membership.objects.filter(state="member")
    firms = FIRMS.among(request.actor, "view").filter(state="active", pk__in=members.values("organisation"))
    if firm:
        firms = firms.filter(pk=firm.pk)
    elif own(request.actor):
        firms = firms.filter(pk__in=own(request.actor))
    today = timezone.localdate()
    contacts = Contact.objects.filter(Q(until__isnull=True) | Q(until__gte=today), organisation__in=firms)
    return {
        "organisation": firms.order_by("name"),
        "contact": contacts,
        "alliance": Alliance.objects.filter(pk__in=members.filter(organisation__in=firms).values("alliance")),
    }


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One entry: what it says, what fits it, who claimed it."""
    listing = LISTINGS.fetch(request.actor, "view", pk=pk)
    may = LISTINGS.may(request.actor, listing)
    open_now = listing.state == "open" and listing.until >= timezone.localdate()
    mine = listing.organisation_id in own(request.actor)
    offered = "change" in may and open_now
    claim_form = _claim_form(request, listing) if "claim" in may and open_now and not mine else None
    claims = CLAIMS.among(request.actor, "view").filter(listing=listing).select_related("organisation")
    return render(
        request,
        "exchange/listing.html",
        {
            "listing": listing,
            "row": listing_row(listing),
            "contact": listing.contact if "claim" in may or "change" in may else None,
            "may_change": "change" in may and listing.state == "open",
            "claims": [_claim(request, claim) for claim in claims],
            "proposals": [proposal_row(*found) for found in queries.proposals(request.actor, listing)]
            if offered
            else [],
            "offered": offered,
            "claim_form": claim_form if claim_form and claim_form.fields["organisation"].initial else None,
            "join_first": bool(claim_form and not claim_form.fields["organisation"].initial),
            "renew_form": RenewForm(initial={"until": listing.until}),
        },
    )


def _claim_form(request: Asked, listing: Listing) -> ClaimForm:
    """For the own organisations that are members of an alliance; without any, its organisation has no first choice."""
    members = Membership.objects.filter(organisation__in=own(request.actor), state="member").values("organisation")
    firms = Organisation.objects.filter(pk__in=members).exclude(pk=listing.organisation_id)
    return loaded(ClaimForm(organisations=firms))


def _claim(request: Asked, claim: Claim) -> dict[str, Any]:
    """A claim with the forms its reader may use."""
    asked = claim.listing.organisation_id in own(request.actor)
    made = claim.organisation_id in own(request.actor)
    waiting = claim.state == "claimed"
    return {
        **claim_row(claim),
        "accept_form": AcceptForm(initial={"due": claim.listing.until}, auto_id=f"accept-{claim.pk}-%s")
        if asked and waiting
        else None,
        "refuse_form": ReasonForm(auto_id=f"refuse-{claim.pk}-%s") if asked and waiting else None,
        "withdraw_form": ReasonForm(auto_id=f"withdraw-{claim.pk}-%s") if made and waiting else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Change an open entry; when somebody was faster, what was typed stays in the form."""
    listing = LISTINGS.fetch(request.actor, "change", pk=pk)
    initial = {name: getattr(listing, name) for name in (*actions.FIELDS, *actions.PLACED, "organisation")}
    form = ListingForm(request.POST or None, initial=initial, among=_among(request, listing.organisation))
    for name in ("direction", "organisation"):
        form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in (*actions.FIELDS[1:], *actions.PLACED)}
        try:
            actions.edit(pk, version=version_of(request), values=values, by=request.actor, op=op_of(request))
        except Invalid as refused:
            _show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("exchange:listing", pk)
    shown = {"form": loaded(form), "listing": listing}
    return render(request, "exchange/editing.html", shown, status=422 if form.errors else 200)


@require_POST
def renewal(request: Asked, pk: int) -> HttpResponse:
    """A later last day."""
    form = RenewForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写新的结束日期。"))
    until = form.cleaned_data["until"]
    actions.renew(pk, version=version_of(request), until=until, by=request.actor, op=op_of(request))
    messages.success(request, _("已延长到 %(until)s。") % {"until": until})
    return redirect("exchange:listing", pk)


@require_POST
def withdrawal(request: Asked, pk: int) -> HttpResponse:
    """Take an open entry back."""
    actions.withdraw(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("已撤回。"))
    return redirect("exchange:listing", pk)
