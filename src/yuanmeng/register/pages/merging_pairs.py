"""Proposed pairs, pairs marked as not the same, and the search for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.work import enqueue
from yuanmeng.register.actions import merging_pairs as actions
from yuanmeng.register.models import Distinct, Likeness, Organisation
from yuanmeng.register.policy import FIRMS, MERGES
from yuanmeng.register.queries.duplicates import changed_since, found_at, names_of, proposed
from yuanmeng.ui.asked import op_of, whole

ROWS = 25
TABS = {"likely": _("可能重复"), "codes": _("信用代码不同"), "distinct": _("已标记不是同一家")}
REASONS = {
    "same_name": _("名称相同"),
    "look_alike_code": _("信用代码只差形近字符"),
    "width": _("名称只差括号或全半角"),
    "form": _("名称只差“有限公司/有限责任公司”"),
    "county": _("名称只差“县/区”"),
    "former_name": _("现用名是对方的曾用名"),
    "one_slip_code": _("信用代码只差一位"),
    "likely_error": _("名称只差一个字，像是笔误"),
    "same_former_name": _("曾用名相同"),
    "close_name": _("名称相近"),
    "one_character": _("名称只差一个字"),
    "same_address": _("地址相同"),
}
"""The reasons of core/duplicates.py, for people."""


@require_safe
def index(request: Asked) -> HttpResponse:
    """Three lists: likely the same; alike but with two valid codes; said not to be the same. Paged by key."""
    MERGES.demand(request.actor, "view")
    tab = request.GET.get("tab", "likely")
    tab = tab if tab in TABS else "likely"
    rows: QuerySet[Any] = said() if tab == "distinct" else proposed(codes_differ=tab == "codes")
    total = rows.count()
    if request.GET.get("after"):
        after = whole(request.GET["after"])
        rows = rows.filter(pk__lt=after) if tab == "distinct" else rows.filter(pk__gt=after)
    page = list(rows[: ROWS + 1])
    shown = {
        "tab": tab,
        "tabs": list(TABS.items()),
        "rows": distinct_rows(page[:ROWS]) if tab == "distinct" else [pair_row(one) for one in page[:ROWS]],
        "total": total,
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
        "may": FIRMS.allows(request.actor, "merge"),
        **search_state(),
    }
    return render(request, "register/merging/pairs.html", shown)


def said() -> QuerySet[Distinct]:
    """Marked pairs, newest first."""
    return Distinct.objects.select_related("first", "second").order_by("-pk")


def search_state() -> dict[str, Any]:
    """When the pairs were found, how much changed since, and whether a search is under way or failed."""
    job = Job.objects.filter(task=actions.search.module_path).order_by("-pk").first()
    at = found_at()
    changed = changed_since(at) if at else 0
    text = ngettext("此后有 %(count)s 家单位变更", "此后有 %(count)s 家单位变更", changed) % {"count": changed}
    return {
        "found": date_format(localtime(at), "DATETIME_FORMAT") if at else "",
        "changed": text if changed else "",
        "running": bool(job and not job.finished),
        "failed": job.error if job and job.state == "failed" else "",
    }


@require_POST
def finding(request: Asked) -> HttpResponse:
    """Ask for a new search in the background; one at a time."""
    FIRMS.demand(request.actor, "merge")
    if not search_state()["running"]:
        enqueue(actions.search, by=request.actor, key=f"duplicates:{op_of(request)}")
    return redirect("register:duplicates")


@require_POST
def marking(request: Asked) -> HttpResponse:
    """These two are not the same."""
    first, second = whole(request.POST.get("first", "")), whole(request.POST.get("second", ""))
    actions.mark_distinct(first, second, by=request.actor, op=op_of(request))
    messages.success(request, gettext("已记住：这两家不是同一家，不再提示。"))
    return redirect(back(request.POST))


@require_POST
def unmarking(request: Asked, pk: int) -> HttpResponse:
    """They may be the same after all."""
    actions.unmark_distinct(pk, by=request.actor, op=op_of(request))
    messages.success(request, gettext("已撤销标记。下次查找时会重新提示。"))
    return redirect(f"{reverse('register:duplicates')}?tab=distinct")


def back(posted: Mapping[str, str]) -> str:
    """The list that the person came from."""
    tab = posted.get("tab", "")
    return reverse("register:duplicates") + (f"?tab={tab}" if tab in TABS else "")


def pair_row(one: Likeness) -> dict[str, Any]:
    """Ready strings for one proposed pair."""
    return {
        "first": side(one.first),
        "second": side(one.second),
        "score": one.score,
        "tone": "accent" if one.score >= 75 else "plain",
        "reasons": [REASONS[key] for key in one.reasons],
    }


def distinct_rows(page: list[Distinct]) -> list[dict[str, Any]]:
    """Ready strings for marked pairs; the names of those who marked them are read at once."""
    names = names_of({one.said_by for one in page})
    return [
        {
            "pk": one.pk,
            "first": side(one.first),
            "second": side(one.second),
            "by": names.get(one.said_by, "—"),
            "at": date_format(localtime(one.said_at), "DATETIME_FORMAT"),
        }
        for one in page
    ]


def side(firm: Organisation) -> dict[str, Any]:
    """What tells one organisation from another at a glance."""
    return {
        "pk": firm.pk,
        "name": firm.name,
        "code": firm.uscc or gettext("无信用代码"),
        "code_state": "" if firm.uscc_state == "valid" or not firm.uscc else firm.get_uscc_state_display(),
        "address": firm.address or "—",
        "founded": date_format(firm.founded, "DATE_FORMAT") if firm.founded else "—",
        "closed": firm.get_state_display() if firm.state == "closed" else "",
    }
