"""What hangs on a firm: facts, titles, contacts, origins. A form page for each, and the phone shown for a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanmeng.accounts.middleware import Asked
from yuanmeng.core.refusals import Hidden
from yuanmeng.register.actions.facts import add_fact, add_qualification, confirm_facts, end_qualification
from yuanmeng.register.actions.people import add_contact, add_origin, end_contact, end_origin, show_phone
from yuanmeng.register.forms.details import ContactForm, EndForm, FactForm, OriginForm, TitleForm
from yuanmeng.register.models import Contact, Origin, Qualification
from yuanmeng.register.pages.typing_in import form_page
from yuanmeng.register.queries.checking import open_firm
from yuanmeng.ui.asked import op_of, whole

shown_and_sent = require_http_methods(["GET", "HEAD", "POST"])


def _adding(request: Asked, pk: int, form: type[Form], act: Callable[..., Any], title: str) -> HttpResponse:
    firm = open_firm(pk, request.actor)

    def write(typed: dict[str, Any]) -> None:
        act(pk, by=request.actor, op=op_of(request), **typed)

    return form_page(request, form(request.POST or None), write, firm=firm, title=title, button=_("保存"))


def _ending(request: Asked, found: Any, act: Callable[..., Any], title: str) -> HttpResponse:
    """`found` is the record to end, with the version the person saw where it has one."""
    if found is None:
        raise Hidden(_("没有找到这条记录，或者您无权查看。"))
    firm = open_firm(found.organisation_id, request.actor)
    seen = {} if isinstance(found, Origin) else {"version": whole(request.POST.get("version", str(found.version)))}

    def write(typed: dict[str, Any]) -> None:
        act(found.pk, by=request.actor, op=op_of(request), **seen, **typed)

    form = EndForm(request.POST or None)
    more = {"about": str(found), "version": seen.get("version", 0)}
    return form_page(request, form, write, firm=firm, title=title, button=title, more=more)


@shown_and_sent
def fact_new(request: Asked, pk: int) -> HttpResponse:
    """登记指标."""
    return _adding(request, pk, FactForm, add_fact, _("登记指标"))


@shown_and_sent
def title_new(request: Asked, pk: int) -> HttpResponse:
    """登记资质."""
    return _adding(request, pk, TitleForm, add_qualification, _("登记资质"))


@shown_and_sent
def contact_new(request: Asked, pk: int) -> HttpResponse:
    """登记联系人."""
    return _adding(request, pk, ContactForm, add_contact, _("登记联系人"))


@shown_and_sent
def origin_new(request: Asked, pk: int) -> HttpResponse:
    """登记资金来源."""
    return _adding(request, pk, OriginForm, add_origin, _("登记资金来源"))


@shown_and_sent
def title_end(request: Asked, pk: int) -> HttpResponse:
    """资质终止."""
    return _ending(request, Qualification.objects.filter(pk=pk).first(), end_qualification, _("资质终止"))


@shown_and_sent
def contact_end(request: Asked, pk: int) -> HttpResponse:
    """联系人停用."""
    return _ending(request, Contact.objects.filter(pk=pk).first(), end_contact, _("联系人停用"))


@shown_and_sent
def origin_end(request: Asked, pk: int) -> HttpResponse:
    """资金来源终止."""
    return _ending(request, Origin.objects.filter(pk=pk).first(), end_origin, _("资金来源终止"))


@require_POST
def phone(request: Asked, pk: int) -> HttpResponse:
    """The whole number, once, after the reason was written to the ledger."""
    contact = show_phone(pk, why=request.POST.get("why", ""), by=request.actor, op=op_of(request))
    return render(request, "register/phone.html", {"contact": contact})


@require_POST
def confirm(request: Asked, pk: int) -> HttpResponse:
    """The firm says that its facts are still right."""
    confirm_facts(pk, by=request.actor, op=op_of(request))
    messages.success(request, _("已确认各项指标仍然正确。"))
    return redirect("register:firm", pk)
