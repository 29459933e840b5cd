"""Found, edit, rename, close a firm. Two people editing one firm: the second sees both versions, field by field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Invalid, Stale
from yuanmeng.register.actions.organisations import close, edit, found, rename, reopen
from yuanmeng.register.forms.organisation import CloseForm, FirmForm, RenameForm, ReopenForm, initial
from yuanmeng.register.models import Organisation
from yuanmeng.register.pages.typing_in import form_page, say_errors
from yuanmeng.register.policy import FIRMS
from yuanmeng.register.queries.checking import open_firm
from yuanmeng.ui.asked import op_of, version_of

TYPED = ("name", "kind", "uscc", "founded", "division", "parent_code", "address", "scope", "source")
shown_and_sent = require_http_methods(["GET", "HEAD", "POST"])


@shown_and_sent
def new(request: Asked) -> HttpResponse:
    """建档."""
    FIRMS.demand(request.actor, "create")
    form = FirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.fields_typed() | {"confirmed": form.cleaned_data["confirmed"]}
            firm = found(typed.pop("name"), by=request.actor, op=op_of(request), **typed)
        except Invalid as refused:
            say_errors(form, refused)
        else:
            messages.success(request, _("已建档。"))
            return redirect("register:firm", firm.pk)
    context = {"form": form, "title": _("建档"), "button": _("建档"), "back": reverse("register:firms"), "new": True}
    return render(request, "register/form.html", context, status=422 if form.errors else 200)


@shown_and_sent
def change(request: Asked, pk: int) -> HttpResponse:
    """修改档案. A stale save answers 409 with both versions side by side; what was typed is in that page."""
    firm = open_firm(pk, request.actor)
    if request.method != "POST":
        return _edit_page(request, firm, FirmForm(initial=initial(firm)))
    form = FirmForm(_taken(request.POST, firm), initial=initial(firm))
    if not form.is_valid():
        return _edit_page(request, firm, form)
    try:
        edit(
            pk,
            version=version_of(request),
            changes=form.fields_typed(),
            confirmed=form.cleaned_data["confirmed"],
            by=request.actor,
            op=op_of(request),
        )
    except Invalid as refused:
        say_errors(form, refused)
        return _edit_page(request, firm, form)
    except Stale as stale:
        return _conflict(request, Organisation.objects.get(pk=pk), form, stale)
    messages.success(request, _("已保存。"))
    return redirect("register:firm", pk)


def _taken(posted: QueryDict, firm: Organisation) -> QueryDict:
    """What was sent, with the stored value where the person chose the other's version."""
    data = posted.copy()
    stored = texts(initial(firm))
    for key in TYPED:
        if posted.get(f"take-{key}") == "theirs":
            data[key] = stored[key]
    return data


def texts(values: dict[str, Any]) -> dict[str, str]:
    """Values as a form sends them."""
    return {key: value.isoformat() if isinstance(value, date) else value or "" for key, value in values.items()}


def _edit_page(request: Asked, firm: Organisation, form: FirmForm) -> HttpResponse:
    """The form; beside it, hidden, the version and the values it was opened with."""
    opened = texts(initial(firm))
    context = {
        "form": form,
        "firm": firm,
        "title": _("修改档案"),
        "button": _("保存"),
        "back": reverse("register:firm", args=[firm.pk]),
        "version": request.POST.get("version", firm.version),
        "before": [(key, request.POST.get(f"before-{key}", opened[key])) for key in TYPED],
    }
    return render(request, "register/form.html", context, status=422 if form.errors else 200)


def _conflict(request: Asked, firm: Organisation, form: FirmForm, stale: Stale) -> HttpResponse:
    """Field by field: as it was opened, as the other left it, as it was typed; either can be taken."""
    theirs, mine = texts(initial(firm)), {key: form.data.get(key, "") for key in TYPED}
    rows = []
    for key in TYPED:
        before = request.POST.get(f"before-{key}", "")
        if _same(theirs[key], mine[key]):
            continue
        rows.append(
            {
                "key": key,
                "label": form.fields[key].label,
                "before": _choice(form, key, before),
                "theirs": _choice(form, key, theirs[key]),
                "mine": _choice(form, key, mine[key]),
                "take": "theirs" if _same(before, mine[key]) else "mine",
            }
        )
    context = {
        "firm": firm,
        "says": stale.says,
        "rows": rows,
        "kept": list(mine.items()),
        "before": list(theirs.items()),
        "confirmed": form.cleaned_data["confirmed"],
    }
    return render(request, "register/conflict.html", context, status=stale.status)


def _same(one: str, other: str) -> bool:
    """Line ends differ between browsers and database, and outer spaces are dropped when saving."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _choice(form: FirmForm, key: str, value: str) -> str:
    """The text of a choice, other values as they are."""
    choices = dict(getattr(form.fields[key], "choices", ()))
    return str(choices.get(value, value))


@shown_and_sent
def renaming(request: Asked, pk: int) -> HttpResponse:
    """更名."""
    firm = open_firm(pk, request.actor)

    def write(typed: dict[str, Any]) -> None:
        rename(pk, version=version_of(request), by=request.actor, op=op_of(request), **typed)

    return form_page(request, RenameForm(request.POST or None), write, firm=firm, title=_("更名"), button=_("更名"))


@shown_and_sent
def state(request: Asked, pk: int) -> HttpResponse:
    """登记注销, or back."""
    firm = open_firm(pk, request.actor)
    closed = firm.state == "closed"

    def write(typed: dict[str, Any]) -> None:
        act = reopen if closed else close
        act(pk, version=version_of(request), by=request.actor, op=op_of(request), **typed)

    form = ReopenForm(request.POST) if closed else CloseForm(request.POST or None)
    title = _("恢复在册") if closed else _("登记注销")
    return form_page(request, form, write, firm=firm, title=title, button=title)
