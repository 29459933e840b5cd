"""Editions of the mapping from industry to alliance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.alliances import actions
from yuanmeng.alliances.forms import MappingForm, rules_text
from yuanmeng.alliances.models import Alliance, MappingEdition
from yuanmeng.alliances.pages.showing import alliance_name, day
from yuanmeng.alliances.policy import MAPPINGS
from yuanmeng.alliances.queries import edition_on, rules_of, rules_on
from yuanmeng.core.classify.industries import DIVISIONS, SECTION_OF, SECTIONS
from yuanmeng.core.classify.mapping import alliance_of
from yuanmeng.register.queries.suggestions import known_codes
from yuanmeng.ui.asked import op_of


@require_safe
def index(request: Asked) -> HttpResponse:
    """The editions, newest first; before the first one the product's default counts."""
    MAPPINGS.demand(request.actor, "view")
    now = edition_on(timezone.localdate())
    rows = [
        {"pk": one.pk, "name": one.name, "since": day(one.since), "source": one.source, "now": one == now}
        for one in MAPPINGS.among(request.actor, "view")
    ]
    shown = {"rows": rows, "default": now is None, "may": MAPPINGS.allows(request.actor, "publish")}
    return render(request, "alliances/mappings.html", {**shown, "table": table(rules_on())})


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One edition: every division of the standard and where it goes."""
    edition: MappingEdition = MAPPINGS.fetch(request.actor, "view", pk=pk)
    shown = {"name": edition.name, "since": day(edition.since), "source": edition.source}
    return render(request, "alliances/mapping.html", {"edition": shown, "table": table(rules_of(edition))})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Publish an edition; the form begins with the rules in force."""
    MAPPINGS.demand(request.actor, "publish")
    form = MappingForm(
        request.POST or None,
        request.FILES or None,
        initial={"since": timezone.localdate(), "rules": rules_text(rules_on())},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        edition = actions.publish_mapping(
            name=given["name"],
            since=given["since"],
            source=given["source"],
            rules=given["pairs"],
            by=request.actor,
            op=op_of(request),
        )
        messages.success(request, _("已发布“%(name)s”。此前的决定不受影响。") % {"name": edition.name})
        return redirect("alliances:mapping", edition.pk)
    alliances = [{"slug": one.slug, "name": alliance_name(one)} for one in Alliance.objects.all()]
    status = 422 if form.errors else 200
    return render(request, "alliances/mapping_new.html", {"form": form, "alliances": alliances}, status=status)


def table(rules: dict[str, str]) -> list[dict[str, Any]]:
    """A row for each division, and for each longer prefix with a rule of its own, by section."""
    names = {one.slug: alliance_name(one) for one in Alliance.objects.all()}
    finer = {prefix for prefix in rules if len(prefix) > 2}
    known = known_codes(finer)
    rows = []
    for code in sorted({*DIVISIONS, *finer}):
        slug = alliance_of(code, rules)
        section = SECTION_OF[code[:2]]
        rows.append(
            {
                "section": f"{section} {SECTIONS[section]}",
                "code": section + code,
                "name": DIVISIONS.get(code) or known.get(code, ""),
                "alliance": names.get(slug, slug),
                "finer": code in finer,
            }
        )
    return rows
