"""Briefings: the list, writing with live numbers, publishing, editions and their files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.prose import Citation, Paragraph, Words, length, read, typed_numbers
from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.ledger.figures import Rate
from yuanmeng.reports.actions import writing
from yuanmeng.reports.briefings import Drawing, Number, citable, drawing, live, published, refused, told
from yuanmeng.reports.documents import KINDS, made
from yuanmeng.reports.documents.sheet import address, sheet
from yuanmeng.reports.forms import BriefingForm
from yuanmeng.reports.models import STATES, Briefing, BriefingEdition, OutsideFact
from yuanmeng.reports.policy import BRIEFINGS
from yuanmeng.ui.asked import op_of, version_of, whole

PAGE = 30
TONES = {"draft": "warn", "published": "good", "discarded": "plain"}


@require_safe
def index(request: Asked) -> HttpResponse:
    """All briefings but the discarded, newest first."""
    BRIEFINGS.demand(request.actor, "view")
    state = request.GET.get("state", "")
    known = dict(STATES)
    found = BRIEFINGS.among(request.actor)
    found = found.filter(state=state) if state in known else found.exclude(state="discarded")
    q = request.GET.get("q", "").strip()[:60]
    if q:
        found = found.filter(title__icontains=q)
    total = found.count()
    if request.GET.get("before"):
        found = found.filter(pk__lt=whole(request.GET["before"]))
    page = list(found.select_related("written_by").annotate(newest=Max("editions__number")).order_by("-pk")[: PAGE + 1])
    shown = {
        "rows": [_row(each) for each in page[:PAGE]],
        "next": page[PAGE - 1].pk if len(page) > PAGE else None,
        "total": total,
        "states": STATES,
        "state": state if state in known else "",
        "q": q,
        "may_write": BRIEFINGS.allows(request.actor, "write"),
    }
    return render(request, "reports/briefings.html", shown)


def _row(each: Any) -> dict[str, Any]:
    """A briefing annotated with the number of its newest edition."""
    return {
        "pk": each.pk,
        "title": each.title,
        "state": each.get_state_display(),
        "tone": TONES[each.state],
        "edition": _("第 %(edition)s 版") % {"edition": each.newest} if each.newest else "",
        "by": each.written_by.name,
        "changed": date_format(timezone.localtime(each.changed_at), "SHORT_DATETIME_FORMAT"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Begin one."""
    BRIEFINGS.demand(request.actor, "write")
    form = BriefingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "preview":
        try:
            made = writing.start(values=form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error("text", wrong.says)
        else:
            messages.success(request, _("已保存为草稿，核对后发布。"))
            return redirect("reports:briefing", made.pk)
    return _written(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: Asked, pk: int) -> HttpResponse:
    """Change the draft; what was published stays as it is until the next edition."""
    briefing = BRIEFINGS.fetch(request.actor, "write", pk=pk)
    form = BriefingForm(request.POST or None, initial={name: getattr(briefing, name) for name in writing.FIELDS})
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "preview":
        try:
            writing.edit(pk, version=version_of(request), values=form.cleaned_data, by=request.actor, op=op_of(request))
        except Invalid as wrong:
            form.add_error("text", wrong.says)
        else:
            messages.success(request, _("已保存。"))
            return redirect("reports:briefing", pk)
    return _written(request, form, briefing)


def _written(request: Asked, form: BriefingForm, briefing: Briefing | None) -> HttpResponse:
    """The form with what may be cited, and the preview where one was asked for."""
    shown: dict[str, Any] = {"form": form, "briefing": briefing, "choices": _choices()}
    if request.method == "POST" and form.is_valid():
        try:
            refused(form.cleaned_data["text"])
        except Invalid as wrong:
            form.add_error("text", wrong.says)
        else:
            shown["preview"] = _draft(form.cleaned_data["text"], request)
    return render(request, "reports/briefing_writing.html", shown, status=422 if form.errors else 200)


def _choices() -> list[dict[str, str]]:
    """What may be cited: every figure and rate, and the outside facts in use."""
    figures = [
        {
            "key": each.key,
            "name": f"{each.name}（{'%' if isinstance(each, Rate) else each.unit}）",
            "says": str(each.says),
            "period": "rate" if isinstance(each, Rate) else "yes",
        }
        for each in citable().values()
    ]
    facts = [
        {
            "key": f"fact:{each.pk}",
            "name": f"{each.name} {each.value}{each.unit}",
            "says": f"{each.on} {each.source}",
            "period": "",
        }
        for each in OutsideFact.objects.filter(withdrawn_at=None)[:200]
    ]
    return figures + facts


def _draft(text: str, request: Asked) -> dict[str, Any]:
    """A text with its numbers as they are now."""
    paragraphs = read(text)
    return _shown(paragraphs, live(paragraphs, request.actor))


def _shown(paragraphs: list[Paragraph], numbers: dict[Citation, Number]) -> dict[str, Any]:
    lines: list[dict[str, Any]] = [
        {
            "level": each.level,
            "runs": [run for piece in each.pieces for run in _runs(piece, numbers)],
            "chart": _drawn(drawing(each.chart, numbers)) if each.chart else None,
        }
        for each in paragraphs
    ]
    said = "".join(run["text"] for line in lines for run in line["runs"])
    by_hand = typed_numbers(paragraphs)
    return {"lines": lines, "length": length(said), "by_hand": by_hand, "cited": len(numbers)}


def _runs(piece: Citation | Words, numbers: dict[Citation, Number]) -> list[dict[str, Any]]:
    if isinstance(piece, Words):
        return [{"text": piece.text, "by_hand": piece.by_hand}]
    return [_run(text, number) if number else {"text": text} for text, number in told(numbers[piece])]


def _drawn(chart: Drawing) -> dict[str, Any]:
    return {
        "title": chart.title,
        "svg": chart.svg,
        "rows": [(month, _run(number.text, number)) for month, number in chart.rows],
    }


def _run(text: str | None, number: Number) -> dict[str, Any]:
    cite = number.citation
    return {
        "text": _("不显示") if text is None else text,
        "link": address(number.source) if number.source else "",
        "figure": "" if number.source else cite.key,
        "period": cite.period,
        "says": f"{number.name} {cite.period}：{number.says}",
    }


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """The draft with its numbers as they are now, and the editions."""
    briefing = BRIEFINGS.fetch(request.actor, pk=pk)
    may = BRIEFINGS.may(request.actor, briefing)
    editions = list(briefing.editions.select_related("by"))
    try:
        refused(briefing.text)
    except Invalid as wrong:
        draft, fault = None, wrong.says
    else:
        draft, fault = _draft(briefing.text, request), ""
    shown = {
        "briefing": briefing,
        "state": briefing.get_state_display(),
        "tone": TONES[briefing.state],
        "draft": draft,
        "fault": fault,
        "editions": [_edition_row(each) for each in editions],
        "may": {
            "write": "write" in may and briefing.state != "discarded",
            "publish": "publish" in may and briefing.state != "discarded" and draft is not None,
            "discard": "discard" in may and briefing.state == "draft",
        },
    }
    return render(request, "reports/briefing.html", shown)


def _edition_row(each: BriefingEdition) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": each.title,
        "by": each.by.name,
        "at": date_format(timezone.localtime(each.at), "SHORT_DATETIME_FORMAT"),
        "cited": len(each.cited),
        "by_hand": len(each.by_hand),
    }


@require_POST
def publishing(request: Asked, pk: int) -> HttpResponse:
    """Freeze text and numbers as the next edition."""
    made = writing.publish(
        pk,
        version=version_of(request),
        unproven=request.POST.get("unproven") == "yes",
        by=request.actor,
        op=op_of(request),
    )
    messages.success(request, _("已发布第 %(edition)s 版，正文和数字都已固定。") % {"edition": made.number})
    return redirect("reports:edition", pk, made.number)


@require_POST
def discarding(request: Asked, pk: int) -> HttpResponse:
    """Set a draft aside."""
    writing.discard(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, _("草稿已弃用，可在“已弃用”里查看。"))
    return redirect("reports:briefings")


def _fetched(request: Asked, pk: int, number: int) -> BriefingEdition:
    briefing = BRIEFINGS.fetch(request.actor, pk=pk)
    found = briefing.editions.filter(number=number).select_related("by").first()
    if found is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    return found


@require_safe
def edition(request: Asked, pk: int, number: int) -> HttpResponse:
    """An edition as it was published: each number leads to its proof."""
    found = _fetched(request, pk, number)
    shown = {
        "edition": found,
        "row": _edition_row(found),
        "draft": _shown(read(found.text), published(found)),
        "forms": list(KINDS),
    }
    return render(request, "reports/edition.html", shown)


@require_safe
def download(request: Asked, pk: int, number: int, form: str) -> HttpResponse:
    """An edition as a file."""
    found = _fetched(request, pk, number)
    if form not in KINDS:
        raise Hidden(_("没有找到这个文件。"))
    answer = HttpResponse(made(form, sheet(found, settings.SITE)), content_type=KINDS[form])
    name = f"briefing-{pk}-{number}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
