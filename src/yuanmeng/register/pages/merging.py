"""Merging: choose side by side, see every record that moves, merge, undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.duplicates import Entry, compare
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.register.actions import merging as actions
from yuanmeng.register.models import Merge, Organisation
from yuanmeng.register.pages.merging_pairs import REASONS, side
from yuanmeng.register.policy import FIRMS, MERGES
from yuanmeng.register.queries.duplicates import names_of
from yuanmeng.register.queries.merging import FIELDS, Change, codes_differ, kind_names, plan
from yuanmeng.register.states import MERGE
from yuanmeng.ui.asked import op_of, version_of, whole

ROWS = 25
HIDDEN = frozenset({"fictional"})
"""Fields that a person need not compare; the kept file's value stays."""
ORGANISATION = Organisation._meta.label


@require_safe
def index(request: Asked) -> HttpResponse:
    """All merges, newest first, paged by key."""
    MERGES.demand(request.actor, "view")
    rows = MERGES.among(request.actor).select_related("kept", "absorbed").order_by("-pk")
    total = rows.count()
    if request.GET.get("after"):
        rows = rows.filter(pk__lt=whole(request.GET["after"]))
    page = list(rows[: ROWS + 1])
    names = names_of(key for one in page for key in (one.merged_by, one.undone_by))
    shown = {
        "rows": [merge_row(one, names) for one in page[:ROWS]],
        "total": total,
        "more": page[ROWS - 1].pk if len(page) > ROWS else None,
    }
    return render(request, "register/merging/merges.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """The preview of merging `absorbed` into `kept`, and the merge itself. Nothing chosen or typed is lost."""
    asked = request.POST if request.method == "POST" else request.GET
    keys = whole(asked.get("kept", "")), whole(asked.get("absorbed", ""))
    kept, absorbed = (FIRMS.fetch(request.actor, "merge", pk=key) for key in keys)
    if request.method != "POST":
        return _preview(request, kept, absorbed, suggested(kept, absorbed))
    chosen = {key: asked[f"field-{key}"] for key in FIELDS if f"field-{key}" in asked}
    try:
        done = actions.merge(
            *keys,
            seen=asked.get("seen", ""),
            chosen=chosen,
            basis=asked.get("basis", ""),
            by=request.actor,
            op=op_of(request),
        )
    except (Invalid, Stale) as refused:
        return _preview(request, kept, absorbed, chosen, basis=asked.get("basis", ""), refused=refused)
    messages.success(request, gettext("已合并。如有不妥，可在这里撤销。"))
    return redirect("register:merge", pk=done.pk)


def suggested(kept: Organisation, absorbed: Organisation) -> dict[str, str]:
    """The kept file's values, and the other's where the kept file has none."""
    return {
        key: "absorbed" if not getattr(kept, columns[0]) and getattr(absorbed, columns[0]) else "kept"
        for key, columns in FIELDS.items()
    }


def _preview(
    request: Asked,
    kept: Organisation,
    absorbed: Organisation,
    chosen: Mapping[str, str],
    *,
    basis: str = "",
    refused: Invalid | Stale | None = None,
) -> HttpResponse:
    planned = plan(kept, absorbed, chosen)
    shown = {
        "kept": side(kept),
        "absorbed": side(absorbed),
        "swapped": f"{reverse('register:merge_new')}?kept={absorbed.pk}&absorbed={kept.pk}",
        "fields": field_rows(kept, absorbed, chosen),
        "groups": record_groups(planned.records),
        "moving": sum(bool(change.after) for change in planned.records),
        "staying": sum(not change.after for change in planned.records),
        "former_name": planned.former_name,
        "reasons": why(kept, absorbed),
        "codes_differ": codes_differ(kept, absorbed),
        "seen": planned.seen,
        "basis": basis,
        "refused": refused,
    }
    return render(request, "register/merging/preview.html", shown, status=refused.status if refused else 200)


def why(kept: Organisation, absorbed: Organisation) -> list[Any]:
    """The reasons for which the two are, or would be, proposed."""
    found = compare(_entry(kept), _entry(absorbed))
    return [REASONS[key] for key in found.reasons] if found else []


def _entry(firm: Organisation) -> Entry:
    return Entry(
        key=firm.pk,
        name=firm.name,
        code=firm.uscc or "",
        code_valid=bool(firm.uscc) and firm.uscc_state == "valid",
        address=firm.address,
        former=tuple(firm.former_names.values_list("name", flat=True)),
    )


def field_rows(kept: Organisation, absorbed: Organisation, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Field by field, both values; `same` needs no choice."""
    rows, names = [], {column.name: column.verbose_name for column in Organisation._meta.local_fields}
    for key in (key for key in FIELDS if key not in HIDDEN):
        mine, theirs = shown_value(kept, key), shown_value(absorbed, key)
        rows.append(
            {
                "key": key,
                "name": names[key],
                "kept": mine,
                "absorbed": theirs,
                "same": mine == theirs,
                "absorbed_chosen": chosen.get(key) == "absorbed",
            }
        )
    return rows


def shown_value(firm: Organisation, key: str) -> str:
    """A field for people; a code with the result of its check."""
    if key in {"kind", "state"}:
        return str(getattr(firm, f"get_{key}_display")())
    if key == "uscc":
        return f"{firm.uscc}（{firm.get_uscc_state_display()}）" if firm.uscc else ""
    value = getattr(firm, key)
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value or "")


def record_groups(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Records by kind, each with what it is called, whether it stays, and its note."""
    names = kind_names() | {ORGANISATION: str(_("下级单位"))}
    groups = []
    for label, members in groupby(changes, key=lambda change: change.label):
        rows = [{"says": one.says, "stays": not one.after, "note": one.note} for one in members]
        groups.append({"name": names[label], "rows": rows, "count": len(rows)})
    return groups


@require_safe
def detail(request: Asked, pk: int) -> HttpResponse:
    """One merge: who, when, what moved; undo."""
    done = MERGES.fetch(request.actor, "view", pk=pk)
    changes = [Change(**change) for change in done.moved["changes"]]
    own = {done.kept_id, done.absorbed_id}
    records = [one for one in changes if one.label != ORGANISATION or one.key not in own]
    shown = {
        "merge": done,
        "row": merge_row(done, names_of((done.merged_by, done.undone_by))),
        "groups": record_groups(records),
        "files": [line for one in changes if one not in records for line in _file_lines(one)],
        "may": "undo" in MERGE.verbs(done.state) and "undo" in MERGES.may(request.actor, done),
    }
    return render(request, "register/merging/merge.html", shown)


def _file_lines(change: Change) -> list[dict[str, Any]]:
    """One line a column of the two files that the merge set."""
    names = {column.attname: column.verbose_name for column in Organisation._meta.local_fields}
    names["merged_into_id"] = _("并入档案编号")
    return [
        {"says": change.says, "name": names[key], "was": _word(key, change.before[key]), "now": _word(key, value)}
        for key, value in change.after.items()
    ]


def _word(column: str, value: Any) -> str:
    choices = {choice.attname: dict(choice.flatchoices) for choice in Organisation._meta.local_fields}[column]
    return str(choices.get(value, value if value not in {None, ""} else "—"))


@require_POST
def undoing(request: Asked, pk: int) -> HttpResponse:
    """Undo one merge."""
    actions.undo(pk, version=version_of(request), by=request.actor, op=op_of(request))
    messages.success(request, gettext("已撤销合并，两份档案和全部记录恢复原样。"))
    return redirect("register:merge", pk=pk)


def merge_row(done: Merge, names: Mapping[int | None, str]) -> dict[str, Any]:
    """Ready strings for one merge."""
    return {
        "pk": done.pk,
        "kept": {"pk": done.kept_id, "name": done.kept.name},
        "absorbed": {"pk": done.absorbed_id, "name": done.absorbed.name},
        "moved": sum(bool(change["after"]) for change in done.moved["changes"] if change["label"] != ORGANISATION),
        "basis": done.basis,
        "state": done.get_state_display(),
        "tone": "good" if done.state == "merged" else "plain",
        "by": names.get(done.merged_by, "—"),
        "at": date_format(localtime(done.merged_at), "DATETIME_FORMAT"),
        "undone_by": names.get(done.undone_by, ""),
        "undone_at": date_format(localtime(done.undone_at), "DATETIME_FORMAT") if done.undone_at else "",
    }
