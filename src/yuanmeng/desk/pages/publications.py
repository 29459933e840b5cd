"""Published figures: each with its frozen records, what changed since, its editions; and the proof anybody may read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.accounts.models import User
from yuanmeng.core import period as periods
from yuanmeng.core.actor import Actor
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.desk.actions.figures import log_export
from yuanmeng.desk.presenting import SHOWN, day, present
from yuanmeng.files.tables import TYPES, Table, download
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.figures import Figure, Rate
from yuanmeng.register.pages.sentences import said
from yuanmeng.reports.actions import publishing
from yuanmeng.reports.forms import AdjustForm, PublishForm
from yuanmeng.reports.models import Publication, PublishedRate
from yuanmeng.reports.policy import PUBLICATIONS
from yuanmeng.reports.queries import Change, changes_since, digest_of_rate, editions, intact, rates_of, records_of
from yuanmeng.reports.rates import share
from yuanmeng.ui.asked import op_of, whole

ROWS = 50


@require_safe
def index(request: Asked) -> HttpResponse:
    """All publications, newest first."""
    PUBLICATIONS.demand(request.actor, "view")
    found = PUBLICATIONS.among(request.actor)
    q = request.GET.get("q", "").strip()[:60]
    if q:
        found = found.filter(Q(name__icontains=q) | Q(period__startswith=q) | Q(digest__startswith=q.lower()))
    total = found.count()
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found.select_related("by").order_by("-pk")[: ROWS + 1])
    shown = {
        "rows": [publication_row(each) | {"by": each.by.name} for each in page[:ROWS]],
        "next": page[ROWS - 1].pk if len(page) > ROWS else None,
        "total": total,
        "q": q,
    }
    return render(request, "desk/publications.html", shown)


def publication_row(each: Publication) -> dict[str, Any]:
    """One publication as ready strings, in the words of the definition it was published with.

    What code declares is told in the reader's language as long as the definition is the same.
    """
    now = ledger.coded()[0].get(each.figure)
    of: Figure | Publication = now if now and now.version == each.definition else each
    return {
        "digest": each.digest,
        "name": of.name,
        "unit": of.unit,
        "says": of.says,
        "basis": of.basis,
        "period": each.period,
        "edition": _("第 %(edition)s 版") % {"edition": each.edition},
        "value": number_format(each.value, force_grouping=True),
        "number": each.value,
        "records": number_format(each.records, force_grouping=True),
        "definition": each.definition,
        "reason": each.reason,
        "at": day(each.at),
    }


@require_safe
def proof(request: Asked, digest: str) -> HttpResponse:
    """A published figure. The public reads definition, value and hash; who may see the records sees those too."""
    found = Publication.objects.filter(digest=digest).select_related("by").first()
    if found is None:
        raise Hidden(_("没有这个摘要的已发布数字。"))
    shown: dict[str, Any] = {
        "row": publication_row(found),
        "intact": intact(found),
        "running": periods.read(found.period).last >= timezone.localtime(found.at).date(),
        "editions": [publication_row(each) for each in editions(found.figure, found.period)],
        "adjustments": [
            {"value": number_format(each.value, force_grouping=True), "reason": each.reason, "by": each.by.name,
             "at": day(each.at)}
            for each in found.adjustments.select_related("by")
        ],
        "rates": [_rate_row(each) for each in rates_of(found)],
        "inside": PUBLICATIONS.allows(request.actor, "view"),
    }  # fmt: skip
    if shown["inside"]:
        shown |= _records(request, found) | _difference(request.actor, found)
        shown |= {
            "by": found.by.name,
            "figure": found.figure if found.figure in ledger.figures() else "",
            "may_publish": PUBLICATIONS.allows(request.actor, "publish"),
            "publish_form": PublishForm(initial={"period": found.period}),
            "adjust_form": AdjustForm(auto_id="adjust-%s"),
            "publication": found,
        }
    return render(request, "desk/proof.html", shown)


def _rate_row(each: PublishedRate) -> dict[str, Any]:
    """A published rate, in the words of the definition it was published with."""
    now = ledger.coded()[1].get(each.rate)
    of: Rate | PublishedRate = now if now and now.version == each.definition else each
    return {
        "name": of.name,
        "says": of.says,
        "period": each.period,
        "definition": each.definition,
        "value": share(each.part.value, each.base.value, each.least)[0],
        "parts": [publication_row(each.part), publication_row(each.base)],
        "digest": each.digest,
        "intact": digest_of_rate(each) == each.digest,
    }


def _figure(found: Publication) -> Figure | None:
    """The figure as it was defined when it was published, in use or not."""
    return ledger.edition(found.figure, found.definition)


def _records(request: Asked, found: Publication) -> dict[str, Any]:
    """The frozen list, as far as the person may open it, paged by key."""
    figure = _figure(found)
    if figure is None:
        return {"rows": [], "open": 0, "closed": found.records}
    mine = records_of(found).filter(pk__in=figure.policy.among(request.actor).values("pk"))
    count = mine.count()
    records, row = present(mine.order_by("-pk"))
    if request.GET.get("after"):
        records = records.filter(pk__lt=whole(request.GET["after"]))
    page = list(records[: ROWS + 1])
    return {
        "rows": [row(record) for record in page[:ROWS]],
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
        "open": count,
        "closed": found.records - count,
        "forms": list(TYPES),
    }


def _difference(actor: Actor, found: Publication) -> dict[str, Any]:
    """What the same definition counts differently today, each record with what happened to it."""
    figure = _figure(found)
    changed = changes_since(found)
    if figure is None or changed is None:
        return {"redefined": True}
    keys = [each.key for each in changed[:ROWS]]
    model = figure.policy.model
    along = SHOWN[model][1]
    mine = figure.policy.among(actor).filter(pk__in=keys)
    records = (mine.select_related(*along) if along else mine).in_bulk()
    names = dict(
        User.objects.filter(pk__in={event.actor_id for each in changed[:ROWS] for event in each.events}).values_list(
            "pk", "name"
        )
    )
    return {
        "now": number_format(found.value + sum(each.now - each.before for each in changed), force_grouping=True),
        "changed": len(changed),
        "changes": [_change(each, records.get(each.key), model, names) for each in changed[:ROWS]],
    }


def _change(each: Change, record: Any, model: type, names: dict[int, str]) -> dict[str, Any]:
    how = _("增加") if not each.before else _("减少") if not each.now else _("改变")
    events = [
        f"{day(event.at)} {names.get(event.actor_id or 0, '')} {said(event.verb, event.facts)}" for event in each.events
    ]
    row = SHOWN[model][0](record) if record else {"name": _("一条您无权查看的记录"), "url": ""}
    return {
        **row,
        "how": how,
        "by": each.now - each.before,
        "events": events if record else [],
    }


@require_POST
def publish(request: Asked, key: str) -> HttpResponse:
    """Freeze a figure of a period."""
    form = PublishForm(request.POST)
    PUBLICATIONS.demand(request.actor, "publish")
    if not form.is_valid():
        raise Invalid(" ".join(str(error) for errors in form.errors.values() for error in errors))
    asked = form.cleaned_data
    made = publishing.publish(key, asked["period"], reason=asked["reason"], by=request.actor, op=op_of(request))
    messages.success(request, _("已发布第 %(edition)s 版，数值和 %(records)s 条记录已固定。") % {
        "edition": made.edition, "records": made.records})  # fmt: skip
    return redirect("desk:proof", made.digest)


def _fetched(request: Asked, digest: str, verb: str) -> Publication:
    return PUBLICATIONS.fetch(request.actor, verb, digest=digest)


@require_POST
def adjust(request: Asked, digest: str) -> HttpResponse:
    """Another value beside the published one."""
    found = _fetched(request, digest, "adjust")
    form = AdjustForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写调整后的整数和原因。"))
    publishing.adjust(found.pk, **form.cleaned_data, by=request.actor, op=op_of(request))
    messages.success(request, _("已登记调整数；已发布的数值不变。"))
    return redirect("desk:proof", digest)


@require_POST
def export(request: Asked, digest: str) -> FileResponse:
    """The frozen list as a file, with the key and what each record adds, from which the hash can be computed anew."""
    found = _fetched(request, digest, "view")
    form, figure = request.POST.get("form", ""), _figure(found)
    if form not in TYPES:
        raise Invalid(_("请选择导出为 Excel 或 CSV。"))
    if figure is None:
        raise Hidden(_("没有这个数字，或者您无权查看。"))
    amounts = dict(found.counted.values_list("key", "amount"))
    mine = records_of(found).filter(pk__in=figure.policy.among(request.actor).values("pk"))
    records, row = present(mine.order_by("pk"))
    heads = [(_("编号"), 10), (_("计入"), 10), (_("名称"), 40), (_("说明"), 30), (_("日期"), 16)]
    rows = (
        (str(record.pk), str(amounts[record.pk]), shown["name"], shown["under"], shown["when"])
        for record in records.iterator(chunk_size=500)
        for shown in (row(record),)
    )
    op = op_of(request)

    def written(count: int) -> None:
        log_export(key=found.figure, period=found.period, count=count, form=form, by=request.actor, op=op)

    return download(Table(f"{found.name} {found.period} {found.edition}", heads, rows), form, written)
