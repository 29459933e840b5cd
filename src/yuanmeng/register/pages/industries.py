"""The industries of GB/T 4754: a tree to walk and a search, with the firms of each."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.classify.industries import EDITION, SECTION_OF
from yuanmeng.core.refusals import Hidden
from yuanmeng.register.models import Industry
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.industries import counted, full

FOUND = 100


@require_safe
def index(request: Asked) -> HttpResponse:
    """The sections; with `code` that class and its children; with `q` what the words are found in."""
    FIRMS.demand(request.actor, "browse")
    q = request.GET.get("q", "").strip()[:50].replace("\0", "")
    code = request.GET.get("code", "").strip().upper()[:5].replace("\0", "")
    here = _here(code) if code and not q else None
    table = Industry.objects.filter(edition=EDITION)
    if q:
        rows = table.filter(Q(name__icontains=q) | Q(code__startswith=q) | Q(description__icontains=q))
    else:
        rows = table.filter(parent=here.code) if here else table.filter(level=1)
    found = list(rows.order_by("level", "code")[: FOUND + 1])
    firms = counted()
    shown = {
        "q": q,
        "here": _row(here, firms) if here else None,
        "trail": _trail(here) if here else [],
        "rows": [_row(one, firms) for one in found[:FOUND]],
        "cut": FOUND if len(found) > FOUND else 0,
        "edition": EDITION,
        "whole": full(),
    }
    return render(request, "register/industries/index.html", shown)


def _here(code: str) -> Industry:
    """Raises Hidden when the table has no such code."""
    found = Industry.objects.filter(edition=EDITION, code=code).first()
    if found is None:
        raise Hidden(_("行业分类中没有代码“%(code)s”。") % {"code": code})
    return found


def _trail(one: Industry) -> list[dict[str, str]]:
    """The classes above, from the section down."""
    above = [code for code in (one.section, one.code[:2], one.code[:3]) if one.level > 1 and code != one.code]
    rows = Industry.objects.filter(edition=EDITION, code__in=above).order_by("level")
    return [{"name": f"{row.code} {row.name}", "url": _url(row.code)} for row in rows]


def _url(code: str) -> str:
    return f"{reverse('register:industries')}?code={code}"


def _row(one: Industry, firms: dict[str, int]) -> dict[str, Any]:
    """Ready strings for one class. Firms are counted for sections and divisions, which the firm list filters by."""
    code = one.code
    count = sum(number for each, number in firms.items() if code in {each[:2], SECTION_OF.get(each[:2])})
    return {
        "code": code,
        "shown": code if code.isalpha() else one.section + code,
        "name": one.name,
        "description": one.description,
        "url": _url(code) if one.level < 4 else "",
        "counted": one.level <= 2,
        "firms": count,
        "firms_url": f"{reverse('register:firms')}?industry={code}",
    }
